"""Ids: what a source calls a paper, in the form in which two sources call it the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_LONGEST = 200
#: Row numbers of spreadsheets are so short; PubMed's and other real numbers are longer.
_ROW_NUMBER = re.compile(r"[0-9]{1,6}\Z")

_DOI = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)\Z", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?"
    r"(?P<given>(?:arxiv:\s*)?"
    r"(?P<id>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z]{2,8}(?:-[a-z]{2,3})?(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]+)?)"
    r"(?:\.pdf)?/?\Z",
    re.IGNORECASE,
)
_ARXIV_DOI = "10.48550/arxiv."
_OPENALEX = re.compile(r"https?://(?:www\.)?openalex\.org/(?:works/)?(W[0-9]+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ids:
    """A record's best id, all its ids, and the keys (a DOI, an arXiv id) that it shares with the same paper only.

    ``rank`` says what the best id is: 0 the source's own, 1 a bare row number, 2 the hash of the title.
    """

    best: str
    rank: Literal[0, 1, 2]
    all: tuple[str, ...]
    keys: tuple[str, ...]


def digest(text: str, digits: int = 40) -> str:
    """The first hex digits of the text's SHA-1: a name for it, no seal."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:digits]


def title_hash(title: str) -> str:
    return digest(" ".join(title.lower().split()), 10)


def collect(title: str, given: Iterable[str], link: str = "", key: str = "") -> Ids:
    """The ids of a record: ``given`` are its own, best first; then what its link is one of; then a library's key."""
    forms = [_forms(text) for text in given if text]
    forms += [found for found in [_forms(link)] if found[1]]
    forms += [_forms(key)] if key else []
    if not forms:
        name = title_hash(title)
        return Ids(name, 2, (name,), ())
    names = [short(names[0]) for names, _ in forms]
    own = [name for name in names if not _ROW_NUMBER.match(name)]
    return Ids(
        best=(own or names)[0],
        rank=0 if own else 1,
        all=tuple(sorted({short(name) for names, _ in forms for name in names})),
        keys=tuple(sorted({key for _, keys in forms for key in keys})),
    )


def short(name: str) -> str:
    return name if len(name) <= _LONGEST else digest(name)


def _forms(text: str) -> tuple[list[str], list[str]]:
    """The names that an id goes by (the normal form first) and the keys that it is."""
    if doi := _DOI.match(text):
        name = doi[1].lower().rstrip(".,;")
        keys = [f"doi:{name}"]
        if name.startswith(_ARXIV_DOI) and (inner := _ARXIV.match(name.removeprefix(_ARXIV_DOI))):
            keys.append(f"arxiv:{inner['id']}")
        return [name], keys
    if arxiv := _ARXIV.match(text):
        # Old ids differ by their case alone ("math.GT/0309136"), new ones have none.
        return [arxiv["id"], arxiv["given"]], [f"arxiv:{arxiv['id'].lower()}"]
    if openalex := _OPENALEX.match(text):
        return [openalex[1].upper()], []
    return [text], []
