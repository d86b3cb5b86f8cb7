"""The names on the map: what the communities of papers are about, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from kg.names import fold_words
from kg.viewer.model import Picture

__all__ = ["Region", "regions"]

Floats = npt.NDArray[np.float64]
_MOST = 14
_SMALLEST = 0.015  # a community of less than this share of the papers gets no name


@dataclass(frozen=True, slots=True)
class Region:
    """A community of papers: its most telling entities (positions in the picture), its middle and reach."""

    entities: tuple[int, ...]
    papers: int
    x: float
    y: float
    reach: float


def regions(tables: Mapping[str, pa.Table], drawn: Picture, at: Floats) -> list[Region]:
    """The larger communities of papers that have something to tell, the largest first."""
    count = len(drawn.papers)
    if not count or not drawn.drawn:
        return []
    community = np.asarray(tables["papers"]["community"].to_numpy(), dtype=np.int64)[drawn.papers]
    size = np.bincount(community)
    large = [c for c in np.argsort(-size, kind="stable")[:_MOST] if size[c] >= max(4, _SMALLEST * count)]
    paper, entity = drawn.paper[drawn.shown], drawn.entity[drawn.shown]
    times = sparse.csr_array((np.ones(len(paper)), (community[paper], entity)), shape=(len(size), drawn.drawn))
    held = np.bincount(entity, minlength=drawn.drawn).astype(np.float64)
    names = [str(name) for name in tables["entities"]["name"].take(pa.array(drawn.entities[: drawn.drawn])).to_pylist()]
    found: list[Region] = []
    used: set[int] = set()
    for c in large:
        here = np.asarray(times[[c]].todense()).ravel()
        told = _telling(here, size[c], held, count, names, used)
        if told:
            used.update(told)
            found.append(_region(told, at[np.flatnonzero(community == c)]))
    return found


def _telling(here: Floats, size: int, held: Floats, count: int, names: list[str], used: set[int]) -> tuple[int, ...]:
    """The two entities that set a community apart: many of its papers hold them, few others do."""
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(here >= 2, here * np.log((here / size) / (held / count)), 0.0)
    told: list[int] = []
    for e in np.argsort(-score, kind="stable")[:40]:
        if score[e] > 0 and int(e) not in used and not any(_alike(names[e], names[t]) for t in told):
            told.append(int(e))
        if len(told) == 2:
            break
    return tuple(told)


def _alike(one: str, other: str) -> bool:
    """Whether one name holds the other, or is its acronym."""
    a, b = fold_words(one), fold_words(other)
    initials = {"".join(word[0] for word in words) for words in (a, b)}
    return set(a) <= set(b) or set(b) <= set(a) or bool(initials & {"".join(a), "".join(b)})


def _region(told: tuple[int, ...], at: Floats) -> Region:
    middle = np.median(at, axis=0)
    way = at - middle
    reach = float(np.quantile(np.sqrt((way * way).sum(axis=1)), 0.8))
    return Region(told, len(at), float(middle[0]), float(middle[1]), reach)
