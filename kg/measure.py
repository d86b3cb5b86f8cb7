"""Centrality and communities, by NetworkX, on graphs whose nodes are numbers (so that nothing hangs on hashes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import networkx as nx
import pyarrow as pa

from kg.errors import UsageError
from kg.records import ENTITY_TYPES

__all__ = ["MEASURES", "Kind", "Measure", "Ranked", "entity_graph", "measure", "paper_graph", "rank"]

Measure = Literal["degree", "pagerank", "betweenness", "closeness", "eigenvector", "core"]
Kind = Literal["paper", "entity", "method", "dataset", "concept"]
MEASURES: tuple[str, ...] = get_args(Measure)
KINDS: tuple[str, ...] = get_args(Kind)
_EXACT_BETWEENNESS = 2000
_PIVOTS = 256


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a ranking; ``score`` is in the measure's own unit, ``rank`` counts from 1."""

    rank: int
    id: str
    type: str
    name: str
    papers: int | None
    score: float


def entity_graph(tables: Mapping[str, pa.Table]) -> nx.Graph[int]:
    """Entities joined by ``RELATED``; nodes are row numbers, ``weight`` the common papers, ``distance`` its inverse."""
    return _graph(tables["entities"], tables["related"], "papers")


def paper_graph(tables: Mapping[str, pa.Table]) -> nx.Graph[int]:
    """Papers joined by ``SHARES``; nodes are row numbers, ``weight`` that of the link, ``distance`` its inverse."""
    return _graph(tables["papers"], tables["shares"], "weight")


def _graph(nodes: pa.Table, edges: pa.Table, weight: str) -> nx.Graph[int]:
    row = {name: i for i, name in enumerate(nodes["id"].to_pylist())}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(row)))
    ends = (edges[name].to_pylist() for name in ("source", "target", weight))
    for a, b, w in zip(*ends, strict=True):
        graph.add_edge(row[a], row[b], weight=float(w), distance=1.0 / float(w))
    return graph


def measure(tables: Mapping[str, pa.Table], seed: int) -> dict[str, pa.Table]:
    """The papers and entities tables with degree, PageRank and community filled in.

    PageRank (Page et al. 1999, damping 0.85) and communities (Louvain: Blondel et al. 2008, seeded) are those of
    :func:`paper_graph` and :func:`entity_graph`, weighted. Communities are numbered by size, the largest is 0.
    """
    return {
        "papers": _with_measures(tables["papers"], paper_graph(tables), seed),
        "entities": _with_measures(tables["entities"], entity_graph(tables), seed),
    }


def _with_measures(nodes: pa.Table, graph: nx.Graph[int], seed: int) -> pa.Table:
    count = nodes.num_rows
    ranks = nx.pagerank(graph, tol=1e-12, max_iter=1000) if count else {}
    found = nx.community.louvain_communities(graph, seed=seed) if count else []
    community = dict.fromkeys(range(count), 0)
    for number, members in enumerate(sorted(found, key=lambda c: (-len(c), min(c)))):
        community.update(dict.fromkeys(members, number))
    columns = {
        "degree": [graph.degree(i) for i in range(count)],
        "pagerank": [round(ranks[i], 12) for i in range(count)],
        "community": [community[i] for i in range(count)],
    }
    for name, values in columns.items():
        place = nodes.schema.get_field_index(name)
        nodes = nodes.set_column(place, nodes.schema.field(place), pa.array(values, nodes.schema.field(place).type))
    return nodes


def _betweenness(graph: nx.Graph[int], seed: int) -> dict[int, float]:
    """Exact (Brandes 2001) in a small graph, from seeded pivots (Brandes and Pich 2007) in a larger one."""
    pivots = None if len(graph) <= _EXACT_BETWEENNESS else _PIVOTS
    result: dict[int, float] = nx.betweenness_centrality(graph, k=pivots, weight="distance", seed=seed)
    return result


def _eigenvector(graph: nx.Graph[int]) -> dict[int, float]:
    """On the largest component: an eigenvector of a graph in parts says nothing of the others."""
    scores = dict.fromkeys(graph, 0.0)
    if graph.number_of_edges():
        largest = graph.subgraph(max(nx.connected_components(graph), key=lambda c: (len(c), -min(c))))
        scores.update(nx.eigenvector_centrality(largest, max_iter=10_000, tol=1e-10, weight="weight"))
    return scores


_SCORES: dict[str, Callable[[nx.Graph[int], int], Any]] = {
    "degree": lambda graph, seed: dict(graph.degree()),
    "pagerank": lambda graph, seed: nx.pagerank(graph, tol=1e-12, max_iter=1000),
    "betweenness": _betweenness,
    "closeness": lambda graph, seed: nx.harmonic_centrality(graph, distance="distance"),
    "eigenvector": lambda graph, seed: _eigenvector(graph),
    "core": lambda graph, seed: nx.core_number(graph),
}


def rank(tables: Mapping[str, pa.Table], by: str, kind: str, top: int, seed: int = 0) -> list[Ranked]:
    """The ``top`` papers or entities of a kind by a measure; equals stand in the order of their ids.

    Closeness is harmonic (Rochat 2009), so that it holds in a graph of several parts; closeness and betweenness
    take the distance 1 / weight.

    Raises:
        UsageError: there is no such measure or kind.
    """
    if by not in MEASURES:
        raise UsageError(f"unknown measure {by!r}; there are: {', '.join(MEASURES)}")
    if kind not in KINDS:
        raise UsageError(f"unknown type {kind!r}; there are: {', '.join(KINDS)}")
    if kind == "paper":
        nodes, graph = tables["papers"], paper_graph(tables)
        names, types, papers = nodes["title"].to_pylist(), ["PAPER"] * nodes.num_rows, [None] * nodes.num_rows
    else:
        nodes, graph = tables["entities"], entity_graph(tables)
        names, types, papers = (nodes[column].to_pylist() for column in ("name", "type", "papers"))
    if by in ("degree", "pagerank"):
        scores: Mapping[int, float] = dict(enumerate(nodes[by].to_pylist()))
    else:
        scores = _SCORES[by](graph, seed)
    wanted = {kind.upper()} if kind.upper() in (*ENTITY_TYPES, "PAPER") else set(ENTITY_TYPES)
    ids = nodes["id"].to_pylist()
    rows = sorted((i for i, t in enumerate(types) if t in wanted), key=lambda i: (-round(scores[i], 12), ids[i]))
    return [
        Ranked(place, ids[i], types[i], names[i], papers[i], float(scores[i]))
        for place, i in enumerate(rows[:top], start=1)
    ]
