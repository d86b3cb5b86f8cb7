"""The names on the map: what the communities of papers are about, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.viewer.model import Picture

__all__ = ["Region", "regions"]

Floats = npt.NDArray[np.float64]
_MOST = 14
_NAMES = 2
_SMALLEST = 0.015  # a community of less than this share of the papers gets no name


@dataclass(frozen=True, slots=True)
class Region:
    """A community of papers: its number, its most telling entities (positions in the picture), its middle and reach."""

    community: int
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
    names = tables["entities"]["name"].take(pa.array(drawn.entities[: drawn.drawn])).to_pylist()
    place = {name: i for i, name in reversed(list(enumerate(names)))}
    telling = {row["id"]: row["entities"] for row in tables["communities"].to_pylist()}
    found: list[Region] = []
    used: set[int] = set()
    for c in large:
        drawn_here = (place[name] for name in telling.get(str(c), ()) if name in place)
        told = tuple([e for e in drawn_here if e not in used][:_NAMES])
        if told:
            used.update(told)
            found.append(_region(int(c), told, at[np.flatnonzero(community == c)]))
    return found


def _region(community: int, told: tuple[int, ...], at: Floats) -> Region:
    middle = np.median(at, axis=0)
    way = at - middle
    reach = float(np.quantile(np.sqrt((way * way).sum(axis=1)), 0.8))
    return Region(community, told, len(at), float(middle[0]), float(middle[1]), reach)
