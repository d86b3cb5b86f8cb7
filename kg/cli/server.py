"""The server that a command talks to: its address by option, who we are from the environment or a hidden prompt."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.served import ServedGraph
    from kg.store.server import Server

__all__ = ["graph_or_server", "open_server", "server_options"]

Function = Callable[..., Any]


def server_options(function: Function) -> Function:
    """``--uri`` and ``--database``. There is none for the password: what stands in a command line, others can read."""
    for option in (
        click.option("--database", metavar="NAME", help="The server's database; default NEO4J_DATABASE or your own."),
        click.option("--uri", metavar="ADDRESS", help="A Neo4j server, as in bolt://localhost:7687."),
    ):
        function = option(function)
    return function


def open_server(uri: str | None, database: str | None) -> Server:
    """Connect to the server of ``uri`` or ``NEO4J_URI``, as ``NEO4J_USERNAME`` with ``NEO4J_PASSWORD``.

    Raises:
        UsageError: the address makes no sense, or there is neither a password nor anybody to ask for one.
        GraphError: it cannot be reached, or does not let us in.
    """
    from kg.errors import UsageError
    from kg.store.server import DEFAULT_URI, DEFAULT_USER, Server, check_uri

    address = uri or os.environ.get("NEO4J_URI") or DEFAULT_URI
    check_uri(address)
    user = os.environ.get("NEO4J_USERNAME") or DEFAULT_USER
    password = os.environ.get("NEO4J_PASSWORD")
    if not password:
        if not sys.stdin.isatty():
            raise UsageError(f"there is no password for {address}; set NEO4J_PASSWORD")
        password = click.prompt(f"Password of {user} at {address}", hide_input=True, err=True)
    return Server.open(address, user, str(password), database or os.environ.get("NEO4J_DATABASE"))


@contextmanager
def graph_or_server(graph: str, uri: str | None, database: str | None) -> Iterator[KnowledgeGraph | ServedGraph]:
    """What is asked: the server's graph where there is an address, otherwise that on disk.

    Raises:
        UsageError: a database without a server, or as :func:`open_server`.
        GraphError: there is no graph, or as :func:`open_server`.
    """
    from kg.errors import UsageError
    from kg.graph import open_graph

    if uri is None and database is not None:
        raise UsageError("--database names one of a server; give the server too, as in --uri bolt://localhost:7687")
    if uri is None:
        yield open_graph(graph)
        return
    from kg.served import ServedGraph

    with ServedGraph(open_server(uri, database)) as served:
        yield served
