"""A small pyvis network, for those who work with pyvis; the page of :mod:`kg.viewer.page` is the better picture.

What pyvis 0.3.2 does, and what is done about it here:

- ``generate_html(cdn_resources="in_line")`` still asks a CDN for files. Only the page of ``write_page`` does not.
- A ``title`` with ``href`` in it, of whatever node, makes it write all titles as raw HTML: titles here hold neither
  markup nor that word in one piece.
- ``heading`` is written raw: there is none. ``select_menu`` is too: it is off.
- ``write_html`` writes in the locale's encoding: where that is not UTF-8, write ``generate_html()`` yourself.
- ``add_edge`` looks through all edges of an undirected network: the network is directed, its edges without arrows.
- Physics would run for minutes: positions are given and physics is off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kg.records import ENTITY_LABELS
from kg.viewer.find import find
from kg.viewer.layout import layout
from kg.viewer.model import Ints, numbers, positions_of

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["pyvis_network"]

_COLOURS = {"Paper": "#8a8f98", "Method": "#0072b2", "Dataset": "#009e73", "Concept": "#e69f00"}
_WORD_JOINER = "\u2060"  # has no width


def pyvis_network(tables: Mapping[str, pa.Table], around: str, hops: int = 1, limit: int = 2000) -> Network:
    """The neighbourhood of an entity or paper, ``hops`` links wide, as a ``pyvis.network.Network``.

    Above ``limit`` nodes the nearest and, of those, the most central are kept. Node ids are those of the tables.

    Raises:
        UsageError: nothing is called ``around``.
    """
    from pyvis.network import Network

    source, target, nodes, centre = _around(tables, around, hops, limit)
    rank = np.concatenate([_share(tables["papers"]), _share(tables["entities"])])[nodes]
    at = layout(len(nodes), source, target, np.ones(len(source)), 8.0 + 14.0 * rank)
    network = Network(height="800px", width="100%", directed=True, select_menu=False, filter_menu=False)
    network.toggle_physics(False)
    ids = []
    for i, (name, label, node) in enumerate(_described(tables, nodes)):
        ids.append(node)
        network.add_node(
            node, label=name, title=_harmless(f"{label}: {name}"), color=_COLOURS[label], shape="dot",
            size=float(8 + 14 * rank[i]), x=float(2 * at[i, 0]), y=float(2 * at[i, 1]), physics=False,
            borderWidth=4 if nodes[i] == centre else 1,
        )  # fmt: skip
    for a, b in zip(source.tolist(), target.tolist(), strict=True):
        network.add_edge(ids[a], ids[b], arrows="", color="#c8ccd2", width=1)
    return network


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
    papers, entities = tables["papers"], tables["entities"]
    rows = [
        *zip(papers["title"].to_pylist(), ["Paper"] * papers.num_rows, papers["id"].to_pylist(), strict=True),
        *zip(
            entities["name"].to_pylist(),
            [ENTITY_LABELS[kind] for kind in entities["type"].to_pylist()],
            entities["id"].to_pylist(),
            strict=True,
        ),
    ]
    return [rows[i] for i in nodes.tolist()]


def _harmless(text: str) -> str:
    """Text that stays text, whether it is taken for text or for HTML."""
    plain = text.replace("<", "‹").replace(">", "›").replace("&", "＆")
    return plain.replace("href", f"h{_WORD_JOINER}ref")
