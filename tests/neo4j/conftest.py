from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from server import Server as Running

from kg.store.server import Server


@pytest.fixture(scope="session")
def running(start_neo4j: Callable[..., AbstractContextManager[Running]]) -> Iterator[Running]:
    """A server for all tests of a process."""
    with start_neo4j() as found:
        yield found


@pytest.fixture
def server(running: Running) -> Iterator[Server]:
    """Its database, empty."""
    running.empty()
    with Server.open(running.uri, running.user, running.password) as opened:
        yield opened
