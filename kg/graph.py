"""The public face: a graph one can look into, query, rank and draw."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.errors import UsageError
from kg.records import ENTITY_LABELS
from kg.tables import TableFolder

if TYPE_CHECKING:
    import networkx as nx

    from kg.measure import Ranked

__all__ = ["KnowledgeGraph", "open_graph"]


class KnowledgeGraph:
    """Papers, the entities in them, and what joins them.

    ``tables`` maps the names of :data:`kg.records.SCHEMAS` to Arrow tables; ``folder`` is where they lie on disk,
    or None for a graph in memory.
    """

    def __init__(self, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], folder: Path | None = None) -> None:
        self.tables = tables
        self.manifest = manifest
        self.folder = folder

    @property
    def name(self) -> str:
        return self.folder.name.removesuffix(".kg") if self.folder else "graph"

    def rank(self, kind: str = "concept", by: str = "pagerank", top: int = 20) -> list[Ranked]:
        """The most central of a kind (``paper``, ``entity``, ``method``, ``dataset``, ``concept``); see :func:`kg.measure.rank`."""
        from kg.measure import rank

        return rank(self.tables, by, kind, top, seed=self.manifest["settings"]["seed"])


def open_graph(path: str | Path) -> KnowledgeGraph:
    """Open a graph that ``build`` wrote; its tables are read when they are first asked for.

    Raises:
        GraphError: there is none, or it is of another version.
    """
    tables = TableFolder(path)
    return KnowledgeGraph(tables, tables.manifest, tables.folder)
