"""What a page holds: which papers, which entities, which of these are drawn, and how strongly a link pulls.

Drawn are papers, and the entities that two or more of them share. An entity of one paper alone is listed: it stands
in its paper's panel and in the search, and has no dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import UsageError
from kg.viewer.find import Found, find

__all__ = ["LIMIT", "Picture", "numbers", "picture", "positions_of", "pull"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: How many nodes are drawn at most.
LIMIT = 20_000
_ABROAD = 0.25  # what a link between communities pulls, of what one inside a community does


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of the papers and entities tables, and the links between them.

    ``entities`` holds the ``drawn`` entities first, then the listed; both parts, and ``papers``, are in the
    order of the tables. ``paper`` and ``entity`` are the ends of each link, positions in ``papers`` and
    ``entities``; ``link`` is its row in the links table.
    """

    papers: Ints
    entities: Ints
    drawn: int
    paper: Ints
    entity: Ints
    link: Ints
    centre: Found | None
    left_out_papers: int
    left_out_entities: int

    @property
    def nodes(self) -> int:
        """How many nodes are drawn: the papers, then the drawn entities."""
        return len(self.papers) + self.drawn

    @property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Of each link, whether its entity is drawn."""
        return self.entity < self.drawn


def numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), dtype=np.float64)


def positions_of(wanted: pa.ChunkedArray, ids: pa.ChunkedArray) -> Ints:
    """Where each of ``wanted`` stands in ``ids``; -1 where it does not."""
    found = pc.index_in(wanted, value_set=ids.combine_chunks())
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def picture(tables: Mapping[str, pa.Table], around: str | None = None, limit: int = LIMIT) -> Picture:
    """What to draw: everything, or the neighbourhood of ``around``; above ``limit`` nodes the most central.

    Of each community as large a share is drawn. The neighbourhood of an entity is its papers, that of a paper the
    papers that share entities with it.

    Raises:
        UsageError: nothing is called ``around``, or ``limit`` is less than 1.
    """
    if limit < 1:
        raise UsageError(f"at least one node has to be drawn, not {limit}")
    centre = find(tables, around) if around is not None else None
    paper = positions_of(tables["links"]["paper_id"], tables["papers"]["id"])
    entity = positions_of(tables["links"]["entity_id"], tables["entities"]["id"])
    papers = _neighbourhood(tables, paper, entity, centre)
    held = np.bincount(entity[np.isin(paper, papers)], minlength=tables["entities"].num_rows)
    wanted = len(papers) + int((held >= 2).sum())
    most = len(papers) if wanted <= limit else max(1, limit * len(papers) // wanted)
    kept = _most_central(papers, tables["papers"], most, centre, "paper")

    inside = np.flatnonzero(np.isin(paper, kept))
    held = np.bincount(entity[inside], minlength=tables["entities"].num_rows)
    shared = np.flatnonzero(held >= 2)
    if centre is not None and centre.kind == "entity":
        shared = np.union1d(shared, [centre.row])
    most = max(limit - len(kept), 0) or 1
    drawn = _most_central(shared, tables["entities"], most, centre, "entity")
    entities = np.concatenate([drawn, np.setdiff1d(np.flatnonzero(held), drawn)])
    place = np.full(tables["entities"].num_rows, -1)
    place[entities] = np.arange(len(entities))
    return Picture(
        papers=kept,
        entities=entities,
        drawn=len(drawn),
        paper=np.searchsorted(kept, paper[inside]),
        entity=place[entity[inside]],
        link=inside,
        centre=centre,
        left_out_papers=len(papers) - len(kept),
        left_out_entities=len(shared) - len(drawn),
    )


def _neighbourhood(tables: Mapping[str, pa.Table], paper: Ints, entity: Ints, centre: Found | None) -> Ints:
    if centre is None:
        return np.arange(tables["papers"].num_rows)
    papers = np.unique(paper[entity == centre.row]) if centre.kind == "entity" else np.array([centre.row])
    if len(papers) == 1:
        source = positions_of(tables["shares"]["source"], tables["papers"]["id"])
        target = positions_of(tables["shares"]["target"], tables["papers"]["id"])
        near = (target[np.isin(source, papers)], source[np.isin(target, papers)])
        papers = np.unique(np.concatenate([papers, *near]))
    return papers


def _most_central(rows: Ints, table: pa.Table, most: int, centre: Found | None, kind: str) -> Ints:
    """The ``most`` central of ``rows``, in their order: of each community its share, so that none is left out.

    The centre of the picture always is among them.
    """
    if len(rows) <= most:
        return np.sort(rows)
    score = numbers(table["pagerank"])[rows]
    if centre is not None and centre.kind == kind:
        score[rows == centre.row] = np.inf
    community = np.asarray(table["community"].to_numpy(), dtype=np.int64)[rows]
    _, number, size = np.unique(community, return_inverse=True, return_counts=True)
    order = np.lexsort((rows, -score, number))
    place = np.empty(len(rows))
    place[order] = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
    return np.sort(rows[np.lexsort((rows, -score, place / size[number]))[:most]])


def pull(tables: Mapping[str, pa.Table], drawn: Picture) -> Floats:
    """How strongly each link of a drawn entity pulls in the layout.

    Rare entities say more than common ones (inverse document frequency), and links inside a community of papers
    more than links between communities: so that communities become islands.
    """
    paper, entity = drawn.paper[drawn.shown], drawn.entity[drawn.shown]
    held = np.bincount(entity, minlength=drawn.drawn)
    rarity = np.log(len(drawn.papers) / np.maximum(held, 1)) + 0.05
    community, home = (
        np.asarray(tables[name]["community"].to_numpy(), dtype=np.int64)[rows]
        for name, rows in (("papers", drawn.papers), ("entities", drawn.entities))
    )
    return np.asarray(rarity[entity] * np.where(home[entity] == community[paper], 1.0, _ABROAD))
