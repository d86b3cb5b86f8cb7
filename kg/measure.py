"""Centrality and communities, by NetworkX, on graphs whose nodes are numbers (so that nothing hangs on hashes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import networkx as nx
import numpy as np
import pyarrow as pa
from scipy.sparse import csgraph
from scipy.sparse.linalg import eigsh

from kg.errors import UsageError
from kg.records import ENTITY_TYPES

__all__ = ["MEASURES", "Kind", "Measure", "Ranked", "entity_graph", "measure", "paper_graph", "rank"]

Measure = Literal["degree", "pagerank", "betweenness", "closeness", "eigenvector", "core"]
Kind = Literal["paper", "entity", "method", "dataset", "concept"]
MEASURES: tuple[str, ...] = get_args(Measure)
KINDS: tuple[str, ...] = get_args(Kind)
_EXACT_BETWEENNESS = 2000
_PIVOTS = 256
_BLOCK = 256


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
    ranks, community = _pagerank(graph), _communities(graph, seed)
    columns = {
        "degree": [graph.degree(i) for i in graph],
        "pagerank": [round(ranks[i], 12) for i in graph],
        "community": [community[i] for i in graph],
    }
    for name, values in columns.items():
        place = nodes.schema.get_field_index(name)
        nodes = nodes.set_column(place, nodes.schema.field(place), pa.array(values, nodes.schema.field(place).type))
    return nodes


def _joined(graph: nx.Graph[int]) -> nx.Graph[int]:
    """The graph without the nodes that nothing joins: most entities stand in one paper only."""
    joined = graph.copy()
    joined.remove_nodes_from(list(nx.isolates(graph)))
    return joined


def _pagerank(graph: nx.Graph[int]) -> dict[int, float]:
    ranks: dict[int, float] = nx.pagerank(graph, tol=1e-12, max_iter=1000)
    return ranks


def _communities(graph: nx.Graph[int], seed: int) -> dict[int, int]:
    """The number of each node's community; a node that nothing joins is one by itself."""
    found = nx.community.louvain_communities(_joined(graph), seed=seed) if graph.number_of_edges() else []
    found += [{node} for node in nx.isolates(graph)]
    found.sort(key=lambda members: (-len(members), min(members)))
    return {node: number for number, members in enumerate(found) for node in members}


def _betweenness(graph: nx.Graph[int], seed: int) -> dict[int, float]:
    """Exact (Brandes 2001) in a small graph, from seeded pivots (Brandes and Pich 2007) in a larger one."""
    joined, count = _joined(graph), len(graph)
    pivots = None if len(joined) <= _EXACT_BETWEENNESS else _PIVOTS
    found = nx.betweenness_centrality(joined, k=pivots, weight="distance", seed=seed)
    # As a share of the pairs of the whole graph.
    share = (len(joined) - 1) * (len(joined) - 2) / ((count - 1) * (count - 2)) if count > 2 else 0.0
    return {node: found[node] * share if node in found else 0.0 for node in graph}


def _closeness(graph: nx.Graph[int]) -> dict[int, float]:
    """Harmonic centrality: the sum of the inverse distances to all others."""
    if not graph.number_of_edges():
        return dict.fromkeys(graph, 0.0)
    joined = _joined(graph)
    matrix = nx.to_scipy_sparse_array(joined, weight="distance", format="csr")
    scores: list[float] = []
    for begin in range(0, len(joined), _BLOCK):
        rows = np.arange(begin, min(begin + _BLOCK, len(joined)))
        distance = csgraph.dijkstra(matrix, directed=False, indices=rows)
        distance[distance == 0] = np.inf
        scores += (1.0 / distance).sum(axis=1).tolist()
    return {**dict.fromkeys(graph, 0.0), **dict(zip(joined, scores, strict=True))}


def _eigenvector(graph: nx.Graph[int]) -> dict[int, float]:
    """On the largest component: an eigenvector of a graph in parts says nothing of the others."""
    scores = dict.fromkeys(graph, 0.0)
    if graph.number_of_edges():
        parts: list[list[int]] = [sorted(part) for part in nx.connected_components(graph)]
        nodes = min(parts, key=lambda part: (-len(part), part[0]))
        matrix = nx.to_scipy_sparse_array(graph, nodelist=nodes, weight="weight", dtype=float, format="csr")
        _, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(len(nodes)))
        scores.update(zip(nodes, np.abs(vectors[:, 0]).tolist(), strict=True))
    return scores


_SCORES: dict[str, Callable[[nx.Graph[int], int], Any]] = {
    "degree": lambda graph, seed: dict(graph.degree()),
    "pagerank": lambda graph, seed: _pagerank(graph),
    "betweenness": _betweenness,
    "closeness": lambda graph, seed: _closeness(graph),
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
        nodes, graph_of = tables["papers"], paper_graph
        names, types, papers = nodes["title"].to_pylist(), ["PAPER"] * nodes.num_rows, [None] * nodes.num_rows
    else:
        nodes, graph_of = tables["entities"], entity_graph
        names, types, papers = (nodes[column].to_pylist() for column in ("name", "type", "papers"))
    known = by in ("degree", "pagerank")
    scores: Any = nodes[by].to_pylist() if known else _SCORES[by](graph_of(tables), seed)
    wanted = {kind.upper()} if kind.upper() in (*ENTITY_TYPES, "PAPER") else set(ENTITY_TYPES)
    ids = nodes["id"].to_pylist()
    rows = sorted((i for i, t in enumerate(types) if t in wanted), key=lambda i: (-round(scores[i], 12), ids[i]))
    return [
        Ranked(place, ids[i], types[i], names[i], papers[i], float(scores[i]))
        for place, i in enumerate(rows[:top], start=1)
    ]
