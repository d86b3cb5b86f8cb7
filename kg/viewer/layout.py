"""Where each node stands: islands, not a hairball.

A force-directed layout with sampled repulsion, as UMAP's (McInnes, Healy and Melville 2018) and LargeVis' (Tang et
al. 2016): ends of an edge attract each other with the heavy-tailed force of t-SNE, a few random others repel each
node. All nodes move at once in each round, so that a round is a handful of array operations; nothing hangs on
hashes or on the order of a set, and a seed gives the same positions again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

__all__ = ["SPACING", "layout"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: The mean distance between neighbours: ``n`` nodes fill about ``SPACING**2 * n`` of the plane.
SPACING = 30.0
_OTHERS = 8  # random others that repel a node in a round
_REPULSION = 5.0
_GRAVITY = 0.02
_STEP = 4.0  # the farthest that a node may go in the first round
_SPREADING = 60  # rounds of pushing apart what overlaps


def layout(count: int, source: Ints, target: Ints, weight: Floats, room: Floats, seed: int = 0) -> Floats:
    """Positions of ``count`` nodes, an array (count, 2), around the origin, wider than high.

    Args:
        source: one end of each edge; ``target`` the other, ``weight`` (positive) how much it pulls.
        room: how much room each node wants around itself, a radius in the unit of :data:`SPACING`.
    """
    if count == 0:
        return np.zeros((0, 2))
    rng = np.random.default_rng(seed)
    joined = np.zeros(count, dtype=bool)
    joined[source] = joined[target] = True
    core = np.flatnonzero(joined)
    place = np.zeros(count, dtype=np.int64)
    place[core] = np.arange(len(core))
    positions = np.zeros((count, 2))
    if len(core):
        at = _settle(len(core), place[source], place[target], weight, rng)
        positions[core] = _upright(_tame(at)) * SPACING * np.sqrt(len(core))
    positions[~joined] = _belt(positions[core], count - len(core))
    return _spread(positions, room, rng)


def _settle(count: int, source: Ints, target: Ints, weight: Floats, rng: np.random.Generator) -> Floats:
    """Let the forces work, less and less, until they rest."""
    pull = _pull(count, source, target, weight)
    degree = np.maximum(np.bincount(source, pull, count) + np.bincount(target, pull, count), 1.0)
    at = _start(count, source, target, weight, rng)
    rounds = 300 if count < 3000 else 200
    node = np.tile(np.arange(count), _OTHERS)
    repulsion = np.tile(2.0 * _REPULSION / _OTHERS * degree, _OTHERS)
    for i in range(rounds):
        force = -_GRAVITY * at
        way = at[source] - at[target]
        strength = 2.0 * pull / (1.0 + (way * way).sum(axis=1))
        _add(force, target, strength, way)
        _add(force, source, -strength, way)
        other = rng.integers(0, count, size=len(node))
        way = at[node] - at[other]
        square = (way * way).sum(axis=1)
        strength = repulsion / ((0.01 + square) * (1.0 + square))
        strength = np.minimum(strength, 4.0 / np.sqrt(square + 1e-12))
        _add(force, node, strength, way)
        length = np.sqrt((force * force).sum(axis=1))
        force *= (np.minimum(1.0, _STEP / np.maximum(length, 1e-12)) / np.sqrt(degree))[:, None]
        at += (1.0 - i / rounds) * force
    return at


def _pull(count: int, source: Ints, target: Ints, weight: Floats) -> Floats:
    """UMAP's fuzzy union: 1 for the strongest edge of either end, so that no node is left to drift."""
    strongest = np.zeros(count)
    np.maximum.at(strongest, source, weight)
    np.maximum.at(strongest, target, weight)
    a, b = weight / strongest[source], weight / strongest[target]
    return np.asarray(a + b - a * b)


def _start(count: int, source: Ints, target: Ints, weight: Floats, rng: np.random.Generator) -> Floats:
    """Where the layout begins: spectral coordinates of the largest part, the other parts on a circle around it."""
    ends = (np.r_[weight, weight], (np.r_[source, target], np.r_[target, source]))
    matrix = sparse.csr_array(ends, shape=(count, count))
    parts, part = sparse.csgraph.connected_components(matrix, directed=False)
    largest = int(np.argmax(np.bincount(part, minlength=parts)))
    inside = np.flatnonzero(part == largest)
    angle = rng.uniform(0.0, 2.0 * np.pi, size=parts)
    at = 12.0 * np.stack([np.cos(angle), np.sin(angle)], axis=1)[part]
    at[inside] = _spectral(sparse.csr_array(matrix[inside][:, inside]), rng)
    return np.asarray(at + rng.normal(scale=0.5, size=(count, 2)))


def _spectral(matrix: sparse.csr_array, rng: np.random.Generator) -> Floats:
    """The two slowest ways in which the graph swings, by power iteration, scaled to [-10, 10]."""
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    scale = sparse.diags_array(1.0 / np.sqrt(degree))
    walk = sparse.csr_array(scale @ matrix @ scale)
    still = np.sqrt(degree / degree.sum())
    swing = rng.normal(size=(len(degree), 4))
    for _ in range(60 if len(degree) > 4 else 0):
        swing = 0.5 * (walk @ swing + swing)
        swing -= np.outer(still, still @ swing)
        swing, _ = np.linalg.qr(swing)
    at = swing[:, :2] / np.sqrt(degree)[:, None]
    return np.asarray(10.0 * at / np.maximum(np.abs(at).max(axis=0), 1e-12))


def _add(force: Floats, node: Ints, strength: Floats, way: Floats) -> None:
    for axis in (0, 1):
        force[:, axis] += np.bincount(node, strength * way[:, axis], len(force))


def _tame(at: Floats) -> Floats:
    """Centre, scale the bulk to a disc of area 1, and pull strays in: they would make all else small."""
    at = at - np.median(at, axis=0)
    radius = np.sqrt((at * at).sum(axis=1))
    reach = np.quantile(radius, 0.95)
    if reach <= 0.0:
        return at
    stray = radius > reach
    at[stray] *= ((reach + reach * np.log1p((radius[stray] - reach) / reach)) / radius[stray])[:, None]
    return np.asarray(at / (reach * np.sqrt(np.pi)))


def _upright(at: Floats) -> Floats:
    """Turned so that the widest direction lies across the screen, the first node in the upper left."""
    covariance = at.T @ at
    _, axes = np.linalg.eigh(covariance)
    turned = at @ axes[:, ::-1]
    return np.asarray(turned * np.where(turned[0] > 0, -1.0, 1.0))


def _belt(inner: Floats, count: int) -> Floats:
    """Places for nodes without an edge: rings around all others, in order."""
    reach = float(np.sqrt((inner * inner).sum(axis=1)).max()) + 2.0 * SPACING if len(inner) else 0.0
    # A sunflower's seeds (Vogel 1979): each as far from its neighbours as any.
    area = np.pi * reach * reach + SPACING**2 * np.arange(count)
    angle = np.arange(count) * np.pi * (3.0 - np.sqrt(5.0))
    return np.asarray(np.sqrt(area / np.pi)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _spread(at: Floats, room: Floats, rng: np.random.Generator) -> Floats:
    """Push apart nodes whose rooms overlap, each by half of what is missing."""
    at = at + rng.normal(scale=1e-3, size=at.shape)  # nodes in one place have no direction to go
    largest = float(room.max()) if len(room) else 0.0
    for _ in range(_SPREADING):
        pairs = cKDTree(at).query_pairs(2.0 * largest, output_type="ndarray")
        a, b = pairs[:, 0], pairs[:, 1]
        way = at[a] - at[b]
        distance = np.sqrt((way * way).sum(axis=1))
        missing = room[a] + room[b] - distance
        close = missing > 0
        if not close.any():
            break
        a, b, way = a[close], b[close], way[close]
        share = 0.5 * missing[close] / np.maximum(distance[close], 1e-9)
        move = np.zeros_like(at)
        _add(move, a, share, way)
        _add(move, b, -share, way)
        crowd = np.maximum(np.bincount(a, minlength=len(at)) + np.bincount(b, minlength=len(at)), 1)
        at += move / np.sqrt(crowd)[:, None]
    return np.asarray(at)
