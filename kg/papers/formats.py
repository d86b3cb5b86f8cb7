"""The formats that papers come in. A further one is a file with one function, ``read``, and one line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kg.errors import UsageError
from kg.papers import delimited, jsonl, listing
from kg.papers.files import NotPapersError
from kg.papers.text import Text

#: A record as its file has it: the line where it begins, and its fields or why it cannot be read.
Raw = tuple[int, Mapping[str, Any] | str]


def _never(_head: str, _columns: Mapping[str, str]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is read, and what it is recognised by.

    ``read`` yields the records of a text. ``looks`` says whether a text's head is plainly of this format, for
    formats that are known by more than their suffixes. Both are also given the user's names of columns.
    """

    read: Callable[[Text, Mapping[str, str]], Iterator[Raw]]
    suffixes: tuple[str, ...] = ()
    looks: Callable[[str, Mapping[str, str]], bool] = _never


#: By name, in the order in which they are tried on a file.
FORMATS = {
    "jsonl": Format(jsonl.read, (".jsonl", ".ndjson", ".json"), jsonl.looks),
    "csv": Format(delimited.read, (".csv", ".tsv", ".tab"), delimited.looks),
    "tsv": Format(partial(delimited.read, delimiters="\t")),
    "listing": Format(listing.read, (), listing.looks),
}


def named(name: str | None) -> Format | None:
    if name is not None and name not in FORMATS:
        raise UsageError(f"format {name!r}: there is no such format; there are: {', '.join(FORMATS)}")
    return FORMATS[name] if name else None


def recognised(text: Text, columns: Mapping[str, str]) -> Format:
    """The format that the text looks like, or else the one that its name ends like."""
    if not text.head.strip():
        raise NotPapersError(f"{text.found.name}: is empty; give titles with their abstracts")
    for kind in FORMATS.values():
        if kind.looks(text.head, columns):
            return kind
    for kind in FORMATS.values():
        if text.found.suffix in kind.suffixes:
            return kind
    raise NotPapersError(
        f"{text.found.name}: is no format of papers that is known; if it is one, name it: --from {'|'.join(FORMATS)}"
    )
