"""Which records are one paper, and what that paper is called.

Nothing here depends on the order of the records, and nothing compares records pair by pair: agreement is
always a key that two of them have, so that a hundred thousand papers called ``Editorial`` cost no more than others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from kg.papers import ids
from kg.papers.fields import Record
from kg.records import Paper

_WORD = re.compile(r"\w+")
#: Abstracts agree that begin and end with so many of the same words …
_ENDS = 12
#: … if they have at least so many, and the same numbers.
_WORDS = 30
#: From so many letters on, a text that begins another is the same text cut; a shorter one if it is cut …
_CUT = 50
#: … to less than this share of it.
_CUT_SHARE = 3


def merge(records: Sequence[Record]) -> tuple[list[Paper], list[str]]:
    """The different papers, sorted by id, and what should be said about them."""
    groups = _groups(records)
    retitled = sum(len(group) > 1 and len({_folded(record.title) for record in group}) > 1 for group in groups)
    papers, clashes, clashing = _told_apart([_one(group) for group in groups])
    notes = []
    if retitled:
        notes.append(
            f"one DOI or arXiv id under several titles: {retitled} times;"
            " each was taken as one paper, with the title beside the longest abstract"
        )
    if clashes:
        notes.append(
            f"one id for different papers: {clashes} times, {clashing} papers in all;"
            " each of them has 8 hex digits of its title and abstract added to its id"
        )
    return sorted(papers, key=attrgetter("id")), notes


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    """The records, paper by paper: those that a key joins, directly or through others."""
    parent = list(range(len(records)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    first: dict[str, int] = {}
    by_title: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        by_title[_folded(record.title)].append(place)
        for key in record.ids.keys:
            parent[root(place)] = root(first.setdefault(key, place))
    for places in by_title.values():
        if len(places) > 1:
            for one, other in _agreeing([(records[place].abstract, place) for place in places]):
                parent[root(one)] = root(other)
    groups: dict[int, list[Record]] = defaultdict(list)
    for place, record in enumerate(records):
        groups[root(place)].append(record)
    return list(groups.values())


def _folded(text: str) -> str:
    """The words alone: case, marks and width do not tell two texts apart."""
    text = text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(text)) or text


def _agreeing(abstracts: Iterable[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    """Pairs, enough to join all whose abstracts agree: equal when folded, one a cut of the other, or alike.

    Alike are two that begin and end with the same words and give the same numbers.
    """
    as_read: dict[str, int] = {}
    for abstract, place in abstracts:
        yield place, as_read.setdefault(abstract, place)
    if len(as_read) == 1:
        return
    folded: dict[str, int] = {}
    alike: dict[tuple[str, ...], int] = {}
    for abstract, place in as_read.items():
        words = _folded(abstract)
        yield place, folded.setdefault(words, place)
        if key := _outline(words.split()):
            yield place, alike.setdefault(key, place)
    for shorter, longer in _cuts(sorted(folded)):
        yield folded[shorter], folded[longer]


def _outline(words: list[str]) -> tuple[str, ...] | None:
    words = words[1:] if words[:1] in (["abstract"], ["summary"]) else words
    if len(words) < _WORDS:
        return None
    numbers = sorted({word for word in words if not word.isalpha() and any(map(str.isdigit, word))})
    return (*words[:_ENDS], "…", *words[-_ENDS:], "…", *numbers)


def _cuts(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Of sorted texts each one with the longest that it begins, where all that it begins are cuts of that one.

    What two different texts begin with might be a cut of either: it is left alone.
    """
    end = [0] * len(texts)  # the texts from a place up to here begin with the text at that place …
    chain = [True] * len(texts)  # … and each of them with the one before it
    for place in reversed(range(len(texts))):
        after = place + 1
        while after < len(texts) and texts[after].startswith(texts[place]):
            after = end[after]
        end[place] = after
        if after > place + 1:
            chain[place] = chain[place + 1] and end[place + 1] == after
            if chain[place] and _is_cut(texts[place], texts[after - 1]):
                yield texts[place], texts[after - 1]


def _is_cut(shorter: str, longer: str) -> bool:
    if shorter[-1:].isdigit() and longer[len(shorter)].isdigit():
        return False  # "issue 1" is no cut of "issue 10"
    return len(shorter) >= _CUT or len(longer) >= _CUT_SHARE * len(shorter)


def _rank(record: Record) -> tuple[object, ...]:
    """An own id first, then the longest abstract, then the source's name; the rest is there to leave no tie."""
    return (
        record.ids.rank, -len(record.abstract), record.source, record.ids.best, record.title, record.abstract,
        record.date or "", record.authors, record.keywords, record.venue or "", record.url or "", record.ids.all,
    )  # fmt: skip


def _one(group: list[Record]) -> Paper:
    """What the records of one paper say together: from the best that says anything, the text from the longest."""
    ranked = sorted(group, key=_rank) if len(group) > 1 else group
    fullest = max(ranked, key=lambda record: len(record.abstract))
    return Paper(
        id=ranked[0].ids.best,
        title=fullest.title,
        abstract=fullest.abstract,
        ids=tuple(sorted({name for record in group for name in record.ids.all})),
        date=next(filter(None, map(attrgetter("date"), ranked)), None),
        authors=next(filter(None, map(attrgetter("authors"), ranked)), ()),
        keywords=next(filter(None, map(attrgetter("keywords"), ranked)), ()),
        venue=next(filter(None, map(attrgetter("venue"), ranked)), None),
        url=next(filter(None, map(attrgetter("url"), ranked)), None),
        sources=tuple(sorted({record.source for record in group})),
    )


def _told_apart(papers: list[Paper]) -> tuple[list[Paper], int, int]:
    """The papers under different ids; how many ids stood for several of them, and for how many."""
    clashes = clashing = 0
    digits = 8
    while twice := {name: same for name, same in _by_id(papers).items() if len(same) > 1}:
        if not clashes:
            clashes, clashing = len(twice), sum(map(len, twice.values()))
        # Eight digits may clash again among a hundred thousand: those get more of them.
        papers = [_suffixed(paper, digits) if paper.id in twice else paper for paper in papers]
        digits = 40
    return papers, clashes, clashing


def _by_id(papers: Iterable[Paper]) -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        found[paper.id].append(paper)
    return found


def _suffixed(paper: Paper, digits: int) -> Paper:
    name = f"{paper.id}-{ids.digest(paper.text, digits)}"
    return replace(paper, id=name, ids=tuple(sorted({*paper.ids, name})))
