"""The graph as NetworkX sees it: the whole with its evidence, or one of three simple weighted graphs.

Attributes are plain values (strings, numbers, booleans; a list is joined by ``"; "``) and never None, so that
``networkx.write_graphml`` and its sisters take each graph as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import pyarrow as pa

from kg.errors import UsageError
from kg.records import ENTITY_LABELS
from kg.tables import iter_rows

__all__ = ["RELATIONS", "VIEWS", "edge_rows", "node_rows", "renamed_papers", "to_networkx"]

VIEWS = ("all", "papers", "entities", "bipartite")
_LEFT_OUT = frozenset({"content_hash"})
#: The tables of edges, and in which of their columns papers stand.
_PAPER_ENDS: dict[str, tuple[str, ...]] = {
    "links": ("paper_id",), "shares": ("source", "target"), "related": (), "broader": (),
}  # fmt: skip
#: The tables of edges, in the order in which they are given.
RELATIONS: tuple[str, ...] = tuple(_PAPER_ENDS)


def to_networkx(tables: Mapping[str, pa.Table], view: str = "all") -> nx.Graph[str]:
    """Make a NetworkX graph of the tables.

    ========== ===================== ==================================================== ===========
    view       class                 nodes and edges                                      ``weight``
    ========== ===================== ==================================================== ===========
    all        ``MultiDiGraph``      all; an edge's key is its relation's name            where it has
    papers     ``Graph``             papers, joined by ``SHARES``                         that of the link
    entities   ``Graph``             entities, joined by ``RELATED``                      common papers
    bipartite  ``Graph``             papers and entities, joined by what a paper holds    confidence
    ========== ===================== ==================================================== ===========

    Node ids are those of the tables, but that a paper with the id of an entity (a user's own ids may be anything) has
    ``paper:`` in front of it. Each node has its ``label`` (``Paper``, ``Method``, ``Dataset``, ``Concept``).
    The weighted graphs have ``distance`` = 1 / ``weight`` too, for measures that take lengths.

    Raises:
        UsageError: there is no such view.
    """
    if view not in VIEWS:
        raise UsageError(f"unknown view {view!r}; there are: {', '.join(VIEWS)}")
    renamed = renamed_papers(tables)
    if view == "all":
        return _whole(tables, renamed)
    graph: nx.Graph[str] = nx.Graph()
    if view != "entities":
        graph.add_nodes_from(_papers(tables, renamed), **({"bipartite": 0} if view == "bipartite" else {}))
    if view != "papers":
        graph.add_nodes_from(_entities(tables), **({"bipartite": 1} if view == "bipartite" else {}))
    name, weight = {
        "papers": ("shares", "weight"),
        "entities": ("related", "papers"),
        "bipartite": ("links", "confidence"),
    }[view]
    for source, target, attributes in edge_rows(tables, name, renamed):
        value = float(attributes[weight])
        distance = 1.0 / value if value else math.inf
        graph.add_edge(source, target, **{**attributes, "weight": value, "distance": distance})
    return graph


def _whole(tables: Mapping[str, pa.Table], renamed: Mapping[str, str]) -> nx.Graph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(node_rows(tables, renamed))
    for name in RELATIONS:
        for source, target, attributes in edge_rows(tables, name, renamed):
            relation = attributes.pop("relation", name.upper())
            graph.add_edge(source, target, key=relation, relation=relation, **attributes)
    return graph


def renamed_papers(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """What the papers are called that have the id of an entity."""
    papers = set(tables["papers"]["id"].to_pylist())
    entities = set(tables["entities"]["id"].to_pylist())
    renamed: dict[str, str] = {}
    for clash in sorted(papers & entities):
        renamed[clash] = f"paper:{clash}"
        while renamed[clash] in papers:
            renamed[clash] = f"paper:{renamed[clash]}"
    return renamed


def node_rows(tables: Mapping[str, pa.Table], renamed: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All nodes, each as its id and its attributes; ``renamed`` as :func:`renamed_papers` gives it."""
    yield from _papers(tables, renamed)
    yield from _entities(tables)


def _papers(tables: Mapping[str, pa.Table], renamed: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in iter_rows(tables["papers"]):
        yield renamed.get(row["id"], row["id"]), {"label": "Paper", **_plain(row, "id")}


def _entities(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in iter_rows(tables["entities"]):
        yield row["id"], {"label": ENTITY_LABELS[row["type"]], **_plain(row, "id", "type")}


def edge_rows(
    tables: Mapping[str, pa.Table], name: str, renamed: Mapping[str, str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    first, second = tables[name].schema.names[:2]
    for row in iter_rows(tables[name]):
        source, target = (
            renamed.get(row[end], row[end]) if end in _PAPER_ENDS[name] else row[end] for end in (first, second)
        )
        yield source, target, _plain(row, first, second)


def _plain(row: dict[str, Any], *without: str) -> dict[str, Any]:
    return {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in row.items()
        if value is not None and name not in without and name not in _LEFT_OUT
    }
