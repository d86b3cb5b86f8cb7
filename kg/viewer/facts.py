"""What a page can colour, size, filter and tell its nodes by: communities, measures, counts, defining sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.viewer.model import Picture, numbers

__all__ = ["COUNTED", "MEASURES", "communities", "definitions", "measures"]

Ints = npt.NDArray[np.int64]

#: What the page offers for the size of a mark and the columns of its table.
MEASURES = ("pagerank", "degree", "betweenness", "closeness", "eigenvector", "core")
#: Of these, those that count: they are whole.
COUNTED = ("degree", "core")
_DIGITS = 3

_IS = re.compile(
    r"\s*(?:\([^)]{1,40}\)\s*)?(?:is|are|refers? to|denotes?|means|describes?)\s+(?:a|an|the|one|any|how|when|that)\b",
    re.I,
)
#: What may stand before the name that a sentence defines.
_BEFORE = re.compile(r"(?:[A-Z][a-z]+,\s+)?(?:the|an?)?\s*", re.I)
#: Praise, which says what one thinks of a thing and not what it is.
_PRAISE = re.compile(
    r"\b(?:important|crucial|critical|key|essential|fundamental|powerful|promising|popular|challeng\w+|effective|vital|"
    r"central|successful|common|major|significant|difficult|hard|cornerstone|state-of-the-art|best|first|most)\b",
    re.I,
)


def communities(tables: Mapping[str, pa.Table], drawn: Picture) -> dict[str, Any]:
    """``community``, of each drawn node its number, and ``communities``, the name of each that has one."""
    names: dict[str, str] = {}
    found: list[int] = []
    for table, rows in (("papers", drawn.papers), ("entities", drawn.entities[: drawn.drawn])):
        some = tables[table].select(["community", "community_name"]).take(pa.array(rows, pa.int64()))
        number = some["community"].to_pylist()
        found += number
        names |= {str(n): name for n, name in zip(number, some["community_name"].to_pylist(), strict=True) if name}
    return {"community": found, "communities": dict(sorted(names.items()))}


def measures(tables: Mapping[str, pa.Table], drawn: Picture) -> dict[str, list[float]]:
    """Of each drawn node each of :data:`MEASURES`, to three digits."""
    parts = [(tables["papers"], drawn.papers), (tables["entities"], drawn.entities[: drawn.drawn])]
    found: dict[str, list[float]] = {}
    for name in MEASURES:
        values = np.concatenate([numbers(table[name])[rows] for table, rows in parts])
        found[name] = values.astype(int).tolist() if name in COUNTED else [_short(v) for v in values.tolist()]
    return found


def definitions(tables: Mapping[str, pa.Table], drawn: Picture) -> list[int]:
    """Of each entity the paper (a position in the picture) whose evidence says what the entity is; -1 where none does.

    Evidence says so where its sentence begins with the name and goes on with "is a", "refers to" and the like. Of
    several, one without praise goes first, then that of a paper that proposes it, then that of the most central paper.
    """
    links = tables["links"].select(["sentence", "surface", "relation"]).take(pa.array(drawn.link, pa.int64()))
    rank = numbers(tables["papers"]["pagerank"])[drawn.papers]
    best: dict[int, tuple[tuple[bool, bool, float, int], int]] = {}
    rows = zip(*(links[name].to_pylist() for name in links.column_names), strict=True)
    for (sentence, surface, relation), p, e in zip(rows, drawn.paper.tolist(), drawn.entity.tolist(), strict=True):
        if not _defines(sentence, surface):
            continue
        order = (bool(_PRAISE.search(sentence)), relation != "PROPOSES", -float(rank[p]), p)
        if e not in best or order < best[e][0]:
            best[e] = (order, p)
    return [best[e][1] if e in best else -1 for e in range(len(drawn.entities))]


def _defines(sentence: str, surface: str) -> bool:
    at = sentence.find(surface)
    if at < 0 or at > 40 or _BEFORE.fullmatch(sentence, 0, at) is None:
        return False
    return _IS.match(sentence, at + len(surface)) is not None


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
