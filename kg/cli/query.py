"""``kg query``: a Cypher query."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kg.cli.show import format_option, note, quiet_option, show

if TYPE_CHECKING:
    from kg.store.base import Result


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
@click.argument("graph", metavar="NAME.kg")
@click.argument("text", metavar="CYPHER")
@click.option(
    "-p", "--param", "params", multiple=True, callback=_params, metavar="NAME=VALUE", help="A parameter, $NAME."
)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, help="Seconds.")
@click.option("--limit", type=click.IntRange(1), help="The most rows to print.")
@format_option
@quiet_option
def command(
    graph: str, text: str, params: dict[str, Any], timeout: float, limit: int | None, format_: str, quiet: bool
) -> None:
    """Run a read-only Cypher query; - reads it from standard input.

    \b
    kg query NAME.kg 'MATCH (p:Paper)-[:USES]->(m:Method {name: $name}) RETURN p.title' -p name=DPO
    """
    from kg.graph import open_graph

    query = sys.stdin.read() if text == "-" else text
    show_result(open_graph(graph).query(query, params, timeout=timeout, limit=limit), format_, quiet)
