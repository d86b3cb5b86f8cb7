"""A graph on a server, as :mod:`kg.store.load` left it there: asked in the same words as one on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa

from kg.asking import Ask
from kg.records import SCHEMAS
from kg.resources import folder
from kg.store.base import DEFAULT_TIMEOUT, Closing, Result
from kg.store.neo4j import Neo4jStore
from kg.store.server import DEFAULT_URI, DEFAULT_USER, Server

__all__ = ["ServedGraph", "connect"]


class ServedGraph(Closing):
    """What a server holds, read and never written. Close it, or use it in a ``with``."""

    def __init__(self, server: Server) -> None:
        """``server`` is closed with the graph."""
        self.store = Neo4jStore(server)

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        limit: int | None = None,
    ) -> Result:
        """Run a read-only Cypher query; see :meth:`kg.graph.KnowledgeGraph.query`.

        Raises:
            QueryError: the query is wrong, writes, reads files, lacks a parameter, or took too long.
            GraphError: the server is gone, or lets us in no more.
        """
        return self.store.query(text, params or {}, timeout=timeout, limit=limit)

    @cached_property
    def ask(self) -> Ask:
        """The named queries: ``graph.ask("papers-using", name="DPO")`` or ``graph.ask.papers_using(name="DPO")``."""
        return Ask(self.query, self._entities)

    def close(self) -> None:
        self.store.close()

    def _entities(self) -> pa.Table:
        """What a name is looked up in, where a query finds nothing."""
        found = self.query((folder("cypher") / "read" / "entities.cypher").read_text(encoding="utf-8"))
        schema = pa.schema([SCHEMAS["entities"].field(name) for name in found.columns])
        return pa.Table.from_pylist([dict(zip(found.columns, row, strict=True)) for row in found.rows], schema=schema)


def connect(
    uri: str = DEFAULT_URI, user: str = DEFAULT_USER, password: str | None = None, database: str | None = None
) -> ServedGraph:
    """Connect to the graph that ``kg load`` brought to a Neo4j server.

    Args:
        password: that of ``user``; if not given, what ``NEO4J_PASSWORD`` says.
        database: the server's database; None is the user's own.

    Raises:
        UsageError: the address makes no sense, or there is no password.
        GraphError: the server cannot be reached, or does not let us in.
    """
    secret = os.environ.get("NEO4J_PASSWORD", "") if password is None else password
    return ServedGraph(Server.open(uri, user, secret, database))
