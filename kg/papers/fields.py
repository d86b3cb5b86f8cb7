"""What a record may hold, and what people call it: from the names and values of a file to one clean ``Record``.

A format knows how its files are laid out. What the things in them mean is decided here, once for all formats.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import UsageError
from kg.papers import ids
from kg.papers.clean import clean
from kg.papers.dates import iso_date

#: Field by field the names of columns and keys, best first, without case, spaces, marks and brackets.
_SYNONYMS = {
    "title": "title articletitle documenttitle papertitle itemtitle worktitle ti displayname",
    "abstract": "abstract abstractnote abstracttext articleabstract paperabstract summary ab description"
    " abstractinvertedindex",
    "id": "id paperid identifier workid openalexid corpusid",
    "doi": "doi di doinumber digitalobjectidentifier doilink",
    "arxiv": "arxiv arxivid eprint",
    "key": "key ut eid pmid pubmedid accessionnumber citationkey bibtexkey citekey uid",
    "ids": "ids externalids",
    "date": "date publicationdate datepublished publisheddate publishedat published publishedonline onlinedate"
    " coverdate issued submitteddate updatedate updated",
    "year": "year publicationyear pubyear publishyear yearpublished py",
    "url": "url link paperurl articlelink articleurl documentlink landingpageurl primarylocationlandingpageurl links"
    " pdflink pdfurl",
    "venue": "venue journal journaltitle journalname sourcetitle publicationtitle containertitle conference"
    " conferencename conferencetitle booktitle journalref so primarylocation primarylocationsourcedisplayname"
    " publication source",
    "keywords": "keywords keyword authorkeywords keywordsdisplayname manualtags de tags indexkeywords ieeeterms"
    " automatictags",
    "authors": "authorfullnames authors author authornames authorships authorshipsauthordisplayname creators creator"
    " af au",
}
FIELDS = tuple(_SYNONYMS)

_NAMES = {name: (known, rank) for known, names in _SYNONYMS.items() for rank, name in enumerate(names.split())}
_BRACKETS = re.compile(r"\([^()]*\)")
#: What exports write where they have nothing.
_NOTHING = frozenset(
    [
        *("", ".", "-", "--", "–", "—", "n/a", "na", "nan", "none", "null", "undefined", "not available"),
        *("no abstract", "no abstract available", "no abstract available.", "[no abstract available]"),
    ]
)
_INNER = ("name", "display_name", "full_name", "fullname", "value", "text", "keyword", "author", "source", "title")
_URL = re.compile(r"https?://[^\s<>\"'`\\]+\Z", re.IGNORECASE)
_AND = re.compile(r" and | & ", re.IGNORECASE)
_AUTHOR_NUMBER = re.compile(r" \([0-9]+\)\Z")

#: For each field the names under which a file holds it, best first.
Plan = dict[str, list[int]]


@dataclass(slots=True)
class Record:
    """A paper as one place in one file tells of it, cleaned."""

    title: str
    abstract: str
    ids: ids.Ids
    source: str
    date: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    venue: str | None = None
    url: str | None = None
    #: What stood where a date should.
    odd_date: str | None = None


def wanted(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The user's own names of columns, checked."""
    for name in columns or {}:
        if name not in FIELDS:
            raise UsageError(f"column {name!r}: there is no such field; there are: {', '.join(FIELDS)}")
    return dict(columns or {})


def plan(names: Sequence[str], columns: Mapping[str, str]) -> Plan:
    """Where among ``names`` each field stands; ``columns`` are the user's own names and have the first word."""
    simple = [plain(name) for name in names]
    chosen: Plan = {}
    for name, column in columns.items():
        exact = [place for place, other in enumerate(names) if other == column]
        if places := exact or [place for place, other in enumerate(simple) if other == plain(column)]:
            chosen[name] = places
    taken = {place for places in chosen.values() for place in places}
    if {"ti", "ab", "ut"} <= set(simple):
        # Web of Science calls its own keywords ID.
        taken.update(place for place, name in enumerate(simple) if name == "id")
    found: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(simple):
        if place not in taken and name in _NAMES and _NAMES[name][0] not in chosen:
            known, rank = _NAMES[name]
            found.setdefault(known, []).append((rank, place))
    return chosen | {known: [place for _, place in sorted(places)] for known, places in found.items()}


def pick(plan: Plan, values: Sequence[Any]) -> dict[str, Any]:
    """Field by field the best value that is one."""
    return {
        name: value
        for name, places in plan.items()
        if (value := next((values[p] for p in places if p < len(values) and not _is_nothing(values[p])), None))
        is not None
    }


def record(raw: Mapping[str, Any], source: str) -> Record | str:
    """The record, or why there is none. Values may be texts, numbers, lists or what JSON nests in them."""
    title, abstract = _text(raw.get("title")), _abstract(raw.get("abstract"))
    if missing := [f"no {name}" for name, text in (("title", title), ("abstract", abstract)) if not text]:
        return " and ".join(missing)
    url = _text(raw.get("url"))
    given = [_text(value) for value in (*map(raw.get, ("id", "arxiv", "doi")), *_more_ids(raw.get("ids")))]
    date, odd_date = _date(raw)
    return Record(
        title=title,
        abstract=abstract,
        ids=ids.collect(title, given, url, _text(raw.get("key"))),
        source=source,
        date=date,
        authors=_unique(_AUTHOR_NUMBER.sub("", name) for name in _names(raw.get("authors"))),
        keywords=_unique(_keywords(raw.get("keywords"))),
        venue=_text(raw.get("venue")) or None,
        url=url if _URL.match(url) else None,
        odd_date=odd_date,
    )


def plain(name: str) -> str:
    return "".join(letter for letter in _BRACKETS.sub("", name).casefold() if letter.isalnum())


def _is_nothing(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) < 50 and value.strip().casefold() in _NOTHING
    return value is None or value == [] or value == {}


def _text(value: Any, depth: int = 3) -> str:
    """The text of a value; of a list the first, of a nested object what it calls its name."""
    if isinstance(value, str):
        text = clean(value)
        return "" if _is_nothing(text) else text
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and depth:
        return next((text for item in value if (text := _text(item, depth - 1))), "")
    if isinstance(value, dict) and depth:
        if value.get("family") or value.get("last_name"):
            parts = (value.get("given") or value.get("first_name"), value.get("family") or value.get("last_name"))
            return " ".join(text for part in parts if (text := _text(part, 0)))
        return next((text for key in _INNER if (text := _text(value.get(key), depth - 1))), "")
    return ""


def _more_ids(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [item for key, item in sorted(value.items()) if plain(key) in ("doi", "arxiv", "acl")]
    return value if isinstance(value, list) else [value]


def _date(raw: Mapping[str, Any]) -> tuple[str | None, str | None]:
    odd = None
    for name in ("date", "year"):
        value = raw.get(name)
        if isinstance(value, dict):
            value = value.get("date-parts")
        while isinstance(value, list) and value and isinstance(value[0], list):
            value = value[0]
        text = "-".join(map(str, value)) if isinstance(value, list) else _text(value)
        if text and (date := iso_date(text)):
            return date, None
        odd = odd or text or None
    return None, odd


def _abstract(value: Any) -> str:
    """The text; of an inverted index (for each word the places where it stands) the words in their order.

    A spreadsheet holds the index as JSON in a cell.
    """
    if isinstance(value, str) and value.lstrip().startswith('{"'):
        with contextlib.suppress(ValueError, RecursionError):
            value = json.loads(value)
    if not isinstance(value, dict) or not all(isinstance(places, list) for places in value.values()):
        return _text(value)
    placed = [(str(place), word) for word, places in value.items() for place in places]
    numbered = [(int(place), word) for place, word in placed if re.fullmatch("[0-9]{1,9}", place)]
    return _text(" ".join(word for _, word in sorted(numbered)))


def _names(value: Any) -> Iterable[str]:
    if not isinstance(value, str):
        return (_text(item) for item in value) if isinstance(value, list) else (_text(value),)
    text = clean(value)
    for mark in ";|":
        if mark in text:
            return text.split(mark)
    parts: list[str] = []
    for part in _AND.split(text):
        pieces = part.split(",")
        # "Ada Lovelace, Alan Turing, Kurt Gödel" are three, "Lovelace, Ada" is one.
        whole = len(pieces) > 2 and all(len(piece.split()) > 1 for piece in pieces)
        parts += pieces if whole else [part]
    return parts


def _keywords(value: Any) -> Iterable[str]:
    if not isinstance(value, str):
        return (_text(item) for item in value) if isinstance(value, list) else (_text(value),)
    text = clean(value)
    return text.split(next((mark for mark in ";|," if mark in text), ";"))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, whatever their case."""
    kept: dict[str, str] = {}
    for text in texts:
        if not _is_nothing(stripped := text.strip(" ,;")):
            kept.setdefault(stripped.casefold(), stripped)
    return tuple(kept.values())
