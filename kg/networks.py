"""The graph as NetworkX sees it: the whole with its evidence, or one of three simple weighted graphs.

Attributes are plain values (strings, numbers, booleans; a list is joined by ``"; "``) and never None, so that
``networkx.write_graphml`` and its sisters take each graph as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import pyarrow as pa

from kg.errors import UsageError
from kg.records import ENTITY_LABELS

__all__ = ["VIEWS", "to_networkx"]

VIEWS = ("all", "papers", "entities", "bipartite")
_LEFT_OUT = frozenset({"content_hash"})


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

    Node ids are those of the tables; each node has its ``label`` (``Paper``, ``Method``, ``Dataset``, ``Concept``).
    The weighted graphs have ``distance`` = 1 / ``weight`` too, for measures that take lengths.

    Raises:
        UsageError: there is no such view.
    """
    if view not in VIEWS:
        raise UsageError(f"unknown view {view!r}; there are: {', '.join(VIEWS)}")
    if view == "all":
        return _whole(tables)
    graph: nx.Graph[str] = nx.Graph()
    if view != "entities":
        graph.add_nodes_from(_papers(tables), **({"bipartite": 0} if view == "bipartite" else {}))
    if view != "papers":
        graph.add_nodes_from(_entities(tables), **({"bipartite": 1} if view == "bipartite" else {}))
    name, weight = {
        "papers": ("shares", "weight"),
        "entities": ("related", "papers"),
        "bipartite": ("links", "confidence"),
    }[view]
    for source, target, attributes in _edges(tables[name]):
        value = float(attributes[weight])
        graph.add_edge(source, target, **{**attributes, "weight": value, "distance": 1.0 / value})
    return graph


def _whole(tables: Mapping[str, pa.Table]) -> nx.Graph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(_papers(tables))
    graph.add_nodes_from(_entities(tables))
    for source, target, attributes in _edges(tables["links"]):
        graph.add_edge(source, target, key=attributes["relation"], **attributes)
    for name in ("shares", "related", "broader"):
        for source, target, attributes in _edges(tables[name]):
            relation = name.upper()
            graph.add_edge(source, target, key=relation, relation=relation, **attributes)
    return graph


def _papers(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in tables["papers"].to_pylist():
        yield row["id"], {"label": "Paper", **_plain(row, "id")}


def _entities(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in tables["entities"].to_pylist():
        yield row["id"], {"label": ENTITY_LABELS[row["type"]], **_plain(row, "id", "type")}


def _edges(table: pa.Table) -> Iterator[tuple[str, str, dict[str, Any]]]:
    first, second = table.schema.names[:2]
    for row in table.to_pylist():
        yield row[first], row[second], _plain(row, first, second)


def _plain(row: dict[str, Any], *without: str) -> dict[str, Any]:
    return {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in row.items()
        if value is not None and name not in without and name not in _LEFT_OUT
    }
