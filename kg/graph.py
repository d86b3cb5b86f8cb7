"""The public face: a graph one can look into, query, rank, draw and carry away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.asking import Asked
from kg.tables import TableFolder

if TYPE_CHECKING:
    import networkx as nx

    from kg.explain import Reason
    from kg.frame import Frame
    from kg.measure import Carrier, Community, Ranking
    from kg.measure.compare import Difference
    from kg.measure.gaps import Gap
    from kg.measure.similar import Similar
    from kg.measure.trends import Trend
    from kg.store.base import Store
    from kg.store.load import LoadReport
    from kg.store.server import Driver, Server
    from kg.viewer import PageReport
    from kg.viewer.ego import EgoNetwork

__all__ = ["KnowledgeGraph", "open_graph"]


class KnowledgeGraph(Asked):
    """Papers, the entities in them, and what joins them.

    ``tables`` maps the names of :data:`kg.records.SCHEMAS` to Arrow tables; ``manifest`` says how they were made;
    ``folder`` is where they lie on disk, or None for a graph in memory.
    """

    def __init__(self, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], folder: Path | None = None) -> None:
        self.tables = tables
        self.manifest = manifest
        self.folder = folder

    @property
    def name(self) -> str:
        """The folder's name without ``.kg``."""
        return self.folder.resolve().name.removesuffix(".kg") if self.folder else "graph"

    def __repr__(self) -> str:
        return (
            f"<KnowledgeGraph {self.name}: {self.tables['papers'].num_rows} papers, "
            f"{self.tables['entities'].num_rows} entities>"
        )

    def _repr_html_(self) -> str:
        from kg.viewer.notebook import show

        return show(self.tables, self.manifest, self.name, self.manifest["settings"]["seed"])

    def info(self, top: int = 10) -> dict[str, Any]:
        """Counts, what is central, and the schema for queries; see :func:`kg.info.info`."""
        from kg.info import info

        return info(self.tables, self.manifest, top)

    def to_networkx(self, view: str = "all") -> nx.Graph[str]:
        """As a NetworkX graph: ``all``, ``papers``, ``entities`` or ``bipartite``; see :mod:`kg.networks`."""
        from kg.networks import to_networkx

        return to_networkx(self.tables, view)

    @cached_property
    def store(self) -> Store:
        """The embedded Cypher engine, opened when it is first needed; a cache of it lies in the folder."""
        from kg.store.embedded import EmbeddedStore

        made_of = self.manifest.get("tables") or {name: id(table) for name, table in self.tables.items()}
        stamp = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]
        return EmbeddedStore.open(self.tables, self.folder, stamp)

    def _entities(self) -> pa.Table:
        return self.tables["entities"]

    def load(
        self, target: Driver | Server, *, database: str | None = None, prune: bool = False,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> LoadReport:  # fmt: skip
        """Load the graph into Neo4j, by a driver that stays yours; see :func:`kg.store.load.load`."""
        from kg.store.load import load
        from kg.store.server import Server

        server = target if isinstance(target, Server) else Server(target, database)
        return load(self.tables, self.name, server, prune=prune, progress=progress)

    def rank(self, kind: str = "concept", by: str = "pagerank", top: int = 20, *, on: str | None = None) -> Ranking:
        """The most central of a kind: ``paper``, ``entity``, ``method``, ``dataset``, ``concept``.

        See :func:`kg.measure.rank`; ``on`` names another graph than the usual one.
        """
        from kg.measure import rank

        return rank(self.tables, by, kind, top, self.manifest["settings"]["seed"], on)

    def explain_rank(self, ranked: Ranking) -> Frame[Carrier]:
        """The neighbours and papers that carry the places of a ranking; see :func:`kg.measure.explain_rank`."""
        from kg.measure import explain_rank

        return explain_rank(self.tables, ranked)

    def communities(self, top: int = 20, parts: bool = False) -> Frame[Community]:
        """The largest communities of papers, with their names; see :mod:`kg.measure.communities`."""
        from kg.measure import list_communities

        return list_communities(self.tables, top, parts)

    def trends(
        self, kind: str = "entity", per: str = "year", min_papers: int = 5, top: int = 20, direction: str = "both"
    ) -> Frame[Trend]:
        """Which entities rise or fall among dated papers; see :func:`kg.measure.trends.trends`."""
        from kg.measure.trends import trends

        return trends(self.tables, kind, per, min_papers, top, direction)

    def only(self, **where: str | int | Sequence[str | int]) -> KnowledgeGraph:
        """The graph of the papers that fit, in memory: ``graph.only(year="2019..2021")``; see :mod:`kg.subset`."""
        from kg.settings import Settings
        from kg.subset import subset

        return KnowledgeGraph(subset(self.tables, Settings(**self.manifest["settings"]), where), self.manifest)

    def compare(
        self, other: KnowledgeGraph, kind: str = "entity", top: int = 20, *,
        names: tuple[str, str] = ("first", "second"), side: str | None = None, only: bool = False,
    ) -> Frame[Difference]:  # fmt: skip
        """What most sets this graph apart from another; see :func:`kg.measure.compare.compare`.

        Two graphs of one build, made by :meth:`only`, have their entities' ids in common.
        """
        from kg.measure.compare import compare

        one_build = self.manifest is other.manifest
        return compare(self.tables, other.tables, kind, names, top, side=side, only=only, by_id=one_build)

    def similar(self, name: str, top: int = 10) -> Frame[Similar]:
        """Papers like a paper, or entities like an entity; see :func:`kg.measure.similar.similar`."""
        from kg.measure.similar import similar

        return similar(self.tables, name, top)

    def gaps(
        self, first: str = "method", second: str = "concept", min_papers: int = 5, top: int = 20,
        near: str | None = None,
    ) -> Frame[Gap]:  # fmt: skip
        """Pairs that are common and near each other, but in no paper together; see :func:`kg.measure.gaps.gaps`."""
        from kg.measure.gaps import gaps

        return gaps(self.tables, first, second, min_papers, top, near)

    def explain(self, name: str) -> list[Reason]:
        """As what each spelling of a name was read, and why; see :func:`kg.explain.explain`."""
        from kg.explain import explain

        return explain(self.tables, self.manifest, name)

    def view(
        self, output: str | Path, *, around: str | None = None, title: str | None = None, nodes: int | None = None
    ) -> PageReport:
        """Write the interactive page: one HTML file that opens from disk, without a network.

        Args:
            around: draw only the neighbourhood of this entity or paper.
            nodes: how many are drawn at most, :data:`kg.viewer.model.LIMIT` if not given; above it the most central
                of each community.
        """
        from kg.viewer import LIMIT, write_page

        seed, limit = self.manifest["settings"]["seed"], LIMIT if nodes is None else nodes
        return write_page(
            self.tables, self.manifest, Path(output), title=title or self.name, around=around, seed=seed, limit=limit
        )

    def pyvis(self, around: str, hops: int = 1, *, nodes: int | None = None) -> EgoNetwork:
        """A small ``pyvis`` network around a name, for notebooks; see :mod:`kg.viewer.pyvis`.

        It takes nodes, edges and options as any ``pyvis.network.Network`` does, and writes a page without requests.
        Above ``nodes`` (:data:`kg.viewer.pyvis.LIMIT` if not given) the nearest and most central are kept.
        """
        from kg.viewer.pyvis import LIMIT, pyvis_network

        return pyvis_network(self.tables, around, hops, LIMIT if nodes is None else nodes)

    def export(self, format: str, output: str | Path) -> str | None:
        """Write the graph for other programs: one of :data:`kg.export.FORMATS`, or a folder of ``FOLDERS``.

        Gives the command to run with it, where there is one.

        Raises:
            UsageError: there is no such format.
            GraphError: it cannot be written.
        """
        from kg.export import write_export

        return write_export(self.tables, format, output, self.name)


def open_graph(path: str | Path) -> KnowledgeGraph:
    """Open a graph that ``build`` wrote; its tables are read when they are first asked for.

    Raises:
        GraphError: there is none, or it is of another version.
    """
    tables = TableFolder(path)
    return KnowledgeGraph(tables, tables.manifest, tables.folder)
