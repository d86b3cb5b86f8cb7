"""``kg query``: a Cypher query."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kg.cli.server import connect, server_options
from kg.cli.show import format_option, note, quiet_option, show

if TYPE_CHECKING:
    from kg.store.base import Result, Store


def _params(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE", ctx, param)
        given[name] = _value(text)
    return given


def _value(text: str) -> Any:
    """A number, true, false, null, a list or a quoted text as JSON has them; all else is text as it stands."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, dict) else value


def show_result(result: Result, format_: str, quiet: bool) -> None:
    """Print the rows of a query: nodes and relationships in a legible form in tables, in full otherwise."""
    from kg.store.base import to_json, to_text

    turn: Callable[[Any], Any] = to_text if format_ == "table" else to_json
    show(result.columns, [[turn(value) for value in row] for row in result.rows], format_)
    if not result.rows:
        note("no rows", quiet)
    if result.truncated:
        note(f"only the first {len(result.rows)} rows are shown; see --limit", quiet)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[NAME.kg] CYPHER")
@click.option(
    "-p", "--param", "params", multiple=True, callback=_params, metavar="NAME=VALUE", help="A parameter, $NAME."
)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, help="Seconds.")
@click.option("--limit", type=click.IntRange(1), help="The most rows to print.")
@server_options
@format_option
@quiet_option
def command(
    words: tuple[str, ...], params: dict[str, Any], timeout: float, limit: int | None, uri: str | None,
    database: str | None, format_: str, quiet: bool,
) -> None:  # fmt: skip
    """Run a read-only Cypher query; - reads it from standard input.

    \b
    kg query NAME.kg 'MATCH (p:Paper)-[:USES]->(m:Method {name: $name}) RETURN p.title' -p name=DPO
    kg query --uri bolt://localhost:7687 'MATCH (p:Paper) RETURN count(p)'

    With --uri it asks the graph that kg load brought to a server, as NEO4J_USERNAME with NEO4J_PASSWORD.
    """
    graph, text = _graph_and_text(words, uri, database)
    query = sys.stdin.read() if text == "-" else text
    with _store(graph, uri, database) as store:
        show_result(store.query(query, params, timeout=timeout, limit=limit), format_, quiet)


def _graph_and_text(words: tuple[str, ...], uri: str | None, database: str | None) -> tuple[str, str]:
    """The graph, empty where a server is asked, and the query."""
    from kg.errors import UsageError

    if uri is None and database is not None:
        raise UsageError("--database names one of a server; give the server too, as in --uri bolt://localhost:7687")
    wanted = 1 if uri is not None else 2
    if len(words) == wanted:
        return ("" if uri is not None else words[0]), words[-1]
    if uri is not None:
        raise UsageError("with --uri the server holds the graph; give the query alone, in quotes")
    raise UsageError("give a graph and one query in quotes, as in: kg query NAME.kg 'MATCH (p:Paper) RETURN p.title'")


def _store(graph: str, uri: str | None, database: str | None) -> Store:
    """The engine that answers: a server's, or that of a graph on disk."""
    from kg.graph import open_graph

    if uri is None:
        return open_graph(graph).store
    from kg.store.neo4j import Neo4jStore

    return Neo4jStore(connect(uri, database))
