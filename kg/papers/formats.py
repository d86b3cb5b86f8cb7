"""The formats that papers come in. A further one is a file with two functions, and one line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kg.errors import InputError, UsageError
from kg.papers import delimited, jsonl, listing
from kg.papers.text import Text

#: A record as its file has it: the line where it begins, and its fields or why it cannot be read.
Raw = tuple[int, Mapping[str, Any] | str]


@dataclass(frozen=True, slots=True)
class Format:
    """``read`` yields the records of a text, ``looks`` says whether a text's head is of this format.

    Both are also given the user's names of columns, which formats without columns do not look at.
    """

    read: Callable[[Text, Mapping[str, str]], Iterator[Raw]]
    looks: Callable[[str, Mapping[str, str]], bool]
    suffixes: tuple[str, ...] = ()


#: By name, in the order in which they are tried on a file.
FORMATS = {
    "jsonl": Format(jsonl.read, jsonl.looks, (".jsonl", ".ndjson", ".json")),
    "csv": Format(delimited.read, delimited.looks, (".csv", ".tsv", ".tab")),
    "tsv": Format(partial(delimited.read, delimiters="\t"), partial(delimited.looks, delimiters="\t")),
    "listing": Format(listing.read, listing.looks),
}


def named(name: str | None) -> Format | None:
    if name is not None and name not in FORMATS:
        raise UsageError(f"format {name!r}: there is no such format; there are: {', '.join(FORMATS)}")
    return FORMATS[name] if name else None


def recognised(text: Text, columns: Mapping[str, str]) -> Format:
    """The format that the text looks like, or else the one that its name ends like."""
    for kind in FORMATS.values():
        if kind.looks(text.head, columns):
            return kind
    for kind in FORMATS.values():
        if text.found.suffix in kind.suffixes:
            return kind
    raise InputError(
        f"{text.found.name}: is no format of papers that is known; if it is one, name it: --format {'|'.join(FORMATS)}"
    )
