"""A small pyvis network around a name, for notebooks and for those who work with pyvis.

The page of :mod:`kg.viewer.page` is the better picture of a whole graph; how this one is written says
:mod:`kg.viewer.ego`. Physics would run for minutes: positions are given and physics is off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kg.errors import UsageError
from kg.records import ENTITY_LABELS
from kg.viewer.find import find
from kg.viewer.layout import layout
from kg.viewer.model import Ints, numbers, positions_of

if TYPE_CHECKING:
    from kg.viewer.ego import EgoNetwork

__all__ = ["LIMIT", "pyvis_network"]

#: How many nodes such a network has at most: beyond it vis-network is slow, and a page is the better picture.
LIMIT = 2000

_COLOURS = {"Paper": "#7d828b", "Method": "#0072b2", "Dataset": "#00845f", "Concept": "#b86e00"}  # as in style.css
_SHAPES = {"Dataset": "diamond"}
_NAMED = 8  # how many names are written large
_ROOM = 5.0  # the layout's room is for dots; here names stand under them


def pyvis_network(tables: Mapping[str, pa.Table], around: str, hops: int = 1, limit: int = LIMIT) -> EgoNetwork:
    """The neighbourhood of an entity or paper, ``hops`` links wide, as a ``pyvis.network.Network``.

    Above ``limit`` nodes the nearest and, of those, the most central are kept. Node ids are those of the tables.

    Raises:
        UsageError: nothing is called ``around``, or ``hops`` makes no sense.
    """
    if hops < 1:
        raise UsageError(f"hops is {hops}; it must be 1 or more")
    from kg.viewer.ego import EgoNetwork

    source, target, nodes, centre = _around(tables, around, hops, limit)
    rank = np.concatenate([_share(tables["papers"]), _share(tables["entities"])])[nodes]
    at = _ROOM * layout(len(nodes), source, target, np.ones(len(source)), 8.0 + 14.0 * rank)
    rows = _described(tables, nodes)
    network = EgoNetwork(height="100%", width="100%")
    _set_options(network)
    kinds = {label for _, label, _ in rows}
    network.legend = {label: colour for label, colour in _COLOURS.items() if label in kinds}
    # Titles are too long to be read when all is in view.
    entities = [i for i in np.argsort(-rank, kind="stable").tolist() if rows[i][1] != "Paper"]
    large = {*entities[:_NAMED], int(np.searchsorted(nodes, centre))}
    for i, row in enumerate(rows):
        scale = max(1.0, len(nodes) ** 0.5 / 5) if i in large else 1.0
        _add(network, row, float(rank[i]), at[i].tolist(), scale, centre=bool(nodes[i] == centre))
    for a, b in zip(source.tolist(), target.tolist(), strict=True):
        network.add_edge(rows[a][2], rows[b][2], color="#c8ccd2", width=1)
    return network


def _add(
    network: EgoNetwork, row: tuple[str, str, str], rank: float, at: list[float], scale: float, *, centre: bool
) -> None:
    name, label, node = row
    if centre:
        network.heading = f"Around {name}"
    network.add_node(
        node, label=name, title=f"{label}: {name}", color=_COLOURS[label], shape=_SHAPES.get(label, "dot"),
        size=round(8 + 14 * rank, 2), x=round(at[0], 1), y=round(at[1], 1), borderWidth=4 if centre else 1,
        font={"size": round(14 * scale)}, widthConstraint={"maximum": round(150 * scale)},
    )  # fmt: skip


def _set_options(network: EgoNetwork) -> None:
    network.toggle_physics(False)
    # A curve has a hidden node of its own, which doubles what is drawn.
    network.options.edges.smooth.enabled = False
    network.options.nodes = {"font": {"strokeColor": "#ffffff", "strokeWidth": 3}}


def _around(tables: Mapping[str, pa.Table], around: str, hops: int, limit: int) -> tuple[Ints, Ints, Ints, int]:
    """Ends of the links (positions among the nodes), the nodes (papers first, then entities), and the centre."""
    found = find(tables, around)
    papers = tables["papers"].num_rows
    paper = positions_of(tables["links"]["paper_id"], tables["papers"]["id"])
    entity = positions_of(tables["links"]["entity_id"], tables["entities"]["id"]) + papers
    centre = found.row if found.kind == "paper" else found.row + papers
    distance = _distance(papers + tables["entities"].num_rows, paper, entity, centre, hops)
    score = np.concatenate([_share(tables["papers"]), _share(tables["entities"])])
    near = np.flatnonzero(distance <= hops)
    nodes = np.sort(near[np.lexsort((near, -score[near], distance[near]))[:limit]])
    inside = np.isin(paper, nodes) & np.isin(entity, nodes)
    return np.searchsorted(nodes, paper[inside]), np.searchsorted(nodes, entity[inside]), nodes, centre


def _distance(count: int, a: Ints, b: Ints, centre: int, hops: int) -> Ints:
    """How many links each node is from the centre, and ``hops + 1`` where it is farther."""
    distance = np.full(count, hops + 1)
    distance[centre] = 0
    for hop in range(1, hops + 1):
        for here, there in ((a, b), (b, a)):
            reached = there[distance[here] == hop - 1]
            distance[reached] = np.minimum(distance[reached], hop)
    return distance


def _share(table: pa.Table) -> Any:
    score = numbers(table["pagerank"])
    return np.sqrt(score / max(score.max(initial=0.0), 1e-12))


def _described(tables: Mapping[str, pa.Table], nodes: Ints) -> list[tuple[str, str, str]]:
    """Name, label and id of each node."""
    count = tables["papers"].num_rows
    papers = tables["papers"].select(["title", "id"]).take(pa.array(nodes[nodes < count]))
    entities = tables["entities"].select(["name", "type", "id"]).take(pa.array(nodes[nodes >= count] - count))
    labels = [ENTITY_LABELS[kind] for kind in entities["type"].to_pylist()]
    return [
        *((title, "Paper", node) for title, node in zip(*(c.to_pylist() for c in papers.columns), strict=True)),
        *zip(entities["name"].to_pylist(), labels, entities["id"].to_pylist(), strict=True),
    ]
