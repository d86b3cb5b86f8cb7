"""A graph on a server, as :mod:`kg.store.load` left it there: asked in the same words as one on disk."""

from __future__ import annotations

import os

import pyarrow as pa

from kg.asking import Asked
from kg.records import SCHEMAS
from kg.resources import folder
from kg.store.base import Closing, Store
from kg.store.neo4j import Neo4jStore
from kg.store.server import DEFAULT_URI, DEFAULT_USER, Server

__all__ = ["ServedGraph", "connect"]


class ServedGraph(Asked, Closing):
    """What a server holds, read and never written. Close it, or use it in a ``with``."""

    def __init__(self, server: Server) -> None:
        """``server`` is closed with the graph."""
        self._store = Neo4jStore(server)

    @property
    def store(self) -> Store:
        return self._store

    def close(self) -> None:
        self._store.close()

    def _entities(self) -> pa.Table:
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
