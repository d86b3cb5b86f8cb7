"""The three graphs that are measured, as arrays: compiled libraries take them as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

from kg.incidence import positions

__all__ = ["GRAPHS", "NAMES", "Floats", "Ints", "Weighted", "entity_graph", "joint_graph", "paper_graph"]

#: What each graph is, by its name.
NAMES = {
    "papers": "papers joined by SHARES",
    "entities": "entities joined by RELATED",
    "bipartite": "papers and the entities in them",
}

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weighted:
    """An undirected graph of ``count`` nodes, which are numbers; each edge once: its ends and its weight (> 0)."""

    name: str
    count: int
    source: Ints
    target: Ints
    weight: Floats

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The weights, symmetric, ``(count, count)``."""
        return self._symmetric(self.weight)

    @cached_property
    def distances(self) -> sparse.csr_array:
        """1 / weight of each edge, symmetric: what is tied closely lies near."""
        return self._symmetric(1.0 / self.weight)

    def _symmetric(self, values: Floats) -> sparse.csr_array:
        row, column = np.concatenate([self.source, self.target]), np.concatenate([self.target, self.source])
        found = sparse.csr_array((np.concatenate([values, values]), (row, column)), shape=(self.count, self.count))
        found.sort_indices()
        return found

    @cached_property
    def degree(self) -> Ints:
        """The number of neighbours of each node."""
        return np.asarray(np.diff(self.matrix.indptr), dtype=np.int64)

    @cached_property
    def strength(self) -> Floats:
        """The sum of the weights of what joins each node."""
        return np.asarray(self.matrix.sum(axis=1), dtype=np.float64)

    @cached_property
    def parts(self) -> Ints:
        """The number of each node's connected component."""
        return np.asarray(csgraph.connected_components(self.matrix, directed=False)[1], dtype=np.int64)

    def only(self, nodes: Ints) -> Weighted:
        """The graph of these nodes (sorted), which are numbered anew, and of what joins them."""
        place = np.full(self.count, -1, dtype=np.int64)
        place[nodes] = np.arange(len(nodes))
        source, target = place[self.source], place[self.target]
        inside = (source >= 0) & (target >= 0)
        return Weighted(self.name, len(nodes), source[inside], target[inside], self.weight[inside])

    @cached_property
    def joined(self) -> Ints:
        """The nodes that have a neighbour: most entities stand in one paper only, and have none."""
        return np.flatnonzero(self.degree)

    def networkit(self, values: Floats) -> Any:
        """As a NetworKit graph with these values for the edges."""
        import networkit

        # Sums in another order differ in their last digits: one thread, the same bytes.
        networkit.setNumberOfThreads(1)
        ends = self.source.astype(np.uint64), self.target.astype(np.uint64)
        return networkit.GraphFromCoo((values, ends), n=self.count, weighted=True, directed=False)


def entity_graph(tables: Mapping[str, pa.Table]) -> Weighted:
    """Entities joined by ``RELATED``; a node is a row of the entities table, a weight the number of common papers."""
    return _graph(NAMES["entities"], tables["entities"], tables["related"], "papers")


def paper_graph(tables: Mapping[str, pa.Table]) -> Weighted:
    """Papers joined by ``SHARES``; a node is a row of the papers table, a weight that of the link."""
    return _graph(NAMES["papers"], tables["papers"], tables["shares"], "weight")


def joint_graph(tables: Mapping[str, pa.Table]) -> Weighted:
    """Papers, then entities, joined by what a paper holds; a weight is the confidence of the best mention."""
    papers, entities, links = tables["papers"], tables["entities"], tables["links"]
    return Weighted(
        NAMES["bipartite"],
        papers.num_rows + entities.num_rows,
        positions(papers["id"], links["paper_id"]),
        positions(entities["id"], links["entity_id"], papers.num_rows),
        _numbers(links["confidence"]),
    )


def _graph(name: str, nodes: pa.Table, edges: pa.Table, weight: str) -> Weighted:
    source, target = (positions(nodes["id"], edges[end]) for end in ("source", "target"))
    return Weighted(name, nodes.num_rows, source, target, _numbers(edges[weight]))


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), dtype=np.float64)


#: The graphs by the names of :func:`kg.networks.to_networkx`.
GRAPHS: dict[str, Callable[[Mapping[str, pa.Table]], Weighted]] = {
    "papers": paper_graph,
    "entities": entity_graph,
    "bipartite": joint_graph,
}
