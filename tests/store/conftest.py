from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pytest

from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.load import load
from kg.store.neo4j import Neo4jStore
from kg.store.server import Server

from .hostile import tables

#: What the contract holds for: an engine in this process, by name and how to fill it …
ENGINES: dict[str, Callable[[Mapping[str, pa.Table]], Store]] = {"embedded": EmbeddedStore}
#: … and lines of Neo4j. All of them run in one worker: a server is large.
LINES = ("5.26", "2025.10")
MARKS = (pytest.mark.neo4j, pytest.mark.xdist_group("neo4j"))


@pytest.fixture(scope="session", params=[*ENGINES, *(pytest.param(line, marks=MARKS) for line in LINES)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The hostile graph in each engine."""
    if request.param in ENGINES:
        with ENGINES[request.param](tables()) as opened:
            yield opened
        return
    with request.getfixturevalue("start_neo4j")(request.param) as running:
        server = Server.open(running.uri, running.user, running.password)
        load(tables(), "hostile", server)
        with Neo4jStore(server) as opened:
            yield opened
