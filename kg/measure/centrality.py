"""Centralities of a weighted graph, by SciPy and NetworKit: what NetworkX would give, without its loops.

On graphs to a few thousand nodes all are exact, and equal to NetworkX's own functions. Betweenness and closeness ask
for the shortest paths from every node; in a larger graph they are estimated from seeded pivots, each with its
standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.sparse import csgraph
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from kg.measure.graphs import Floats, Ints, Weighted

__all__ = ["DAMPING", "ESTIMATED", "EXACT", "MEASURES", "PIVOTS", "Measure", "Scores", "centrality"]

Measure = Literal["pagerank", "degree", "weighted_degree", "betweenness", "closeness", "eigenvector", "core"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
#: Those that follow shortest paths from every node, and are estimated in a large graph.
ESTIMATED: tuple[Measure, ...] = ("betweenness", "closeness")
#: Joined nodes up to which all shortest paths are followed; in a larger graph those from so many pivots.
EXACT = 3000
PIVOTS = 256
_GROUPS = 16  # of pivots: their spread is the error
DAMPING = 0.85
_STEPS = 1000
_ENOUGH = 1e-14
_CELLS = 4_000_000  # distances that are in memory at once


@dataclass(frozen=True, slots=True)
class Scores:
    """A score a node; ``error`` its standard error where it was estimated; ``said`` how it was made."""

    values: Floats
    error: Floats | None = None
    said: str = ""


def centrality(graph: Weighted, by: Measure, seed: int = 0, exact: int = EXACT) -> Scores:
    """A centrality of every node of a graph.

    =============== ======================================================================================
    pagerank        Page et al. 1999, damping 0.85, weighted; sums to 1
    degree          number of neighbours
    weighted_degree sum of the weights of what joins a node to its neighbours
    betweenness     share of the pairs of other nodes whose shortest paths lead through it (Freeman 1977)
    closeness       harmonic: sum of the inverse distances to all others (Marchiori and Latora 2000)
    eigenvector     Bonacich 1972, of length 1, on the largest component; 0 elsewhere
    core            largest k such that it is in a part where all have k neighbours (Seidman 1983)
    =============== ======================================================================================

    Betweenness and closeness take the distance 1 / weight, and are exact up to ``exact`` nodes that have a
    neighbour; from there on those of the largest component are estimated from :data:`PIVOTS` pivots (Brandes and Pich
    2007; Eppstein and Wang 2004). Errors of low scores are too small: few pivots have paths that lead there.
    Closeness is harmonic because these graphs come in parts, where distances are infinite.
    """
    return _MEASURES[by](graph, seed, exact)


def _degree(graph: Weighted, seed: int, exact: int) -> Scores:
    return Scores(graph.degree.astype(np.float64))


def _weighted_degree(graph: Weighted, seed: int, exact: int) -> Scores:
    return Scores(graph.strength)


def _pagerank(graph: Weighted, seed: int, exact: int) -> Scores:
    """By power iteration; a node without neighbours passes its rank on to all alike."""
    if not graph.count:
        return Scores(np.zeros(0))
    strength = graph.strength
    loose = strength == 0
    ranks = np.full(graph.count, 1.0 / graph.count)
    for _ in range(_STEPS):
        passed = graph.matrix @ np.divide(ranks, strength, out=np.zeros_like(ranks), where=~loose)
        new = DAMPING * (passed + ranks[loose].sum() / graph.count) + (1.0 - DAMPING) / graph.count
        moved = np.abs(new - ranks).sum()
        ranks = new
        if moved < _ENOUGH:
            break
    return Scores(ranks)


def _eigenvector(graph: Weighted, seed: int, exact: int) -> Scores:
    values = np.zeros(graph.count)
    said = ""
    if len(graph.weight):
        sizes = np.bincount(graph.parts)
        nodes = np.flatnonzero(graph.parts == sizes.argmax())
        matrix = graph.only(nodes).matrix
        if len(nodes) == 2:  # too small for the solver
            values[nodes] = 0.5**0.5
        else:
            try:
                _, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(len(nodes)), maxiter=_STEPS)
            except ArpackNoConvergence:  # a long chain: no node is more central than its neighbour by much
                return Scores(values, said="not found: the largest component has no clear middle")
            values[nodes] = np.abs(vectors[:, 0])
        said = f"on the largest component, {len(nodes)} of {len(graph.joined)} joined nodes"
    return Scores(values, said=said)


def _core(graph: Weighted, seed: int, exact: int) -> Scores:
    if not len(graph.weight):
        return Scores(np.zeros(graph.count))
    import networkit

    found = networkit.centrality.CoreDecomposition(graph.networkit(graph.weight)).run().scores()
    return Scores(np.asarray(found, dtype=np.float64))


def _betweenness(graph: Weighted, seed: int, exact: int) -> Scores:
    nodes, values = graph.joined, np.zeros(graph.count)
    if len(nodes) < 3:
        return Scores(values)
    # As a share of the pairs of the whole graph: NetworKit counts paths from both ends.
    pairs = (graph.count - 1) * (graph.count - 2)
    if len(nodes) <= exact:
        values[nodes] = _paths(graph.only(nodes)) / pairs
        return Scores(values)
    largest, others = _largest_and_others(graph)
    if len(others) <= exact:
        values[others] = _paths(graph.only(others)) / pairs
    import networkit

    part = graph.only(largest)
    made = part.networkit(1.0 / part.weight)
    size, groups = PIVOTS // _GROUPS, []
    for group in range(_GROUPS):
        networkit.setSeed(_GROUPS * seed + group, False)
        estimate = networkit.centrality.EstimateBetweenness(made, size, False, False)
        # Its extrapolation counts a pivot's own paths once too often: over many draws it is (size + 1) / size too high.
        groups.append(np.asarray(estimate.run().scores()) * size / (size + 1) / pairs)
    error = np.zeros(graph.count)
    values[largest], error[largest] = np.mean(groups, axis=0), np.std(groups, axis=0, ddof=1) / _GROUPS**0.5
    return Scores(values, error, _sampled(len(largest), len(nodes)))


def _paths(graph: Weighted) -> Floats:
    """Through each node, the pairs of others whose shortest paths lead through it, in both directions."""
    if not graph.count:
        return np.zeros(0)
    import networkit

    found = networkit.centrality.Betweenness(graph.networkit(1.0 / graph.weight), normalized=False).run().scores()
    return np.asarray(found, dtype=np.float64)


def _largest_and_others(graph: Weighted) -> tuple[Ints, Ints]:
    """The nodes of the largest component, and those of the others that have a neighbour."""
    inside = graph.parts == np.bincount(graph.parts).argmax()
    return np.flatnonzero(inside), graph.joined[~inside[graph.joined]]


def _closeness(graph: Weighted, seed: int, exact: int) -> Scores:
    nodes, values = graph.joined, np.zeros(graph.count)
    if len(nodes) <= exact:
        values[nodes] = _harmonic(graph.only(nodes), np.arange(len(nodes)))[0]
        return Scores(values)
    largest, others = _largest_and_others(graph)
    if len(others) <= exact:
        values[others] = _harmonic(graph.only(others), np.arange(len(others)))[0]
    pivots = np.sort(np.random.default_rng(seed).choice(len(largest), min(PIVOTS, len(largest)), replace=False))
    total, squares = _harmonic(graph.only(largest), pivots)
    # Each node is asked how near the pivots are; a pivot is no witness of itself.
    asked = np.full(len(largest), float(len(pivots)))
    asked[pivots] -= 1.0
    mean = total / asked
    left = 1.0 - len(pivots) / len(largest)
    spread = np.sqrt(np.maximum(squares / asked - mean**2, 0.0) / np.maximum(asked - 1.0, 1.0) * left)
    error = np.zeros(graph.count)
    values[largest], error[largest] = mean * (len(largest) - 1), spread * (len(largest) - 1)
    return Scores(values, error, _sampled(len(largest), len(nodes)))


def _harmonic(graph: Weighted, pivots: Ints) -> tuple[Floats, Floats]:
    """The sums, over the pivots, of the inverse distances to each node, and of their squares."""
    total, squares = np.zeros(graph.count), np.zeros(graph.count)
    block = max(1, _CELLS // max(1, graph.count))
    for begin in range(0, len(pivots), block):
        # The matrix is symmetric: as a directed one it is not transposed for each pivot.
        distance = csgraph.dijkstra(graph.distances, directed=True, indices=pivots[begin : begin + block])
        distance[distance == 0] = np.inf
        near = np.reciprocal(distance, out=distance)
        total += near.sum(axis=0)
        squares += np.square(near, out=near).sum(axis=0)
    return total, squares


def _sampled(largest: int, joined: int) -> str:
    others = f"; {joined - largest} outside it exactly" if joined > largest else ""
    pivots = min(PIVOTS, largest)
    return (
        f"estimated from {pivots} pivots of the largest component of {largest} nodes, with the standard error{others}"
    )


_MEASURES: dict[Measure, Callable[[Weighted, int, int], Scores]] = {
    "pagerank": _pagerank,
    "degree": _degree,
    "weighted_degree": _weighted_degree,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "core": _core,
}
