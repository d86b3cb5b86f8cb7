"""``kg query``: a Cypher query."""

from __future__ import annotations

import json
from typing import Any

import click

from kg.cli.server import graph_or_server, server_options
from kg.cli.show import format_option, quiet_option, show_result


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


@click.command()
@click.argument("words", nargs=-1, metavar="[NAME.kg] [CYPHER]")
@click.option("-f", "--file", type=click.Path(dir_okay=False), help="Read the query from a file; - is standard input.")
@click.option(
    "-p", "--param", "params", multiple=True, callback=_params, metavar="NAME=VALUE", help="A parameter, $NAME."
)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, help="Seconds.")
@click.option("--limit", type=click.IntRange(1), help="The most rows to print.")
@server_options
@format_option
@quiet_option
def command(
    words: tuple[str, ...], file: str | None, params: dict[str, Any], timeout: float, limit: int | None,
    uri: str | None, database: str | None, format_: str, quiet: bool,
) -> None:  # fmt: skip
    """Run a read-only Cypher query; - reads it from standard input.

    \b
    kg query NAME.kg 'MATCH (p:Paper)-[:USES]->(m:Method {name: $name}) RETURN p.title' -p name=DPO
    kg query NAME.kg --file mine.cypher
    kg query --uri bolt://localhost:7687 'MATCH (p:Paper) RETURN count(p)'

    With --uri it asks the graph that kg load brought to a server, as NEO4J_USERNAME with NEO4J_PASSWORD.
    """
    graph, text = _graph_and_text(words, file, uri is not None)
    with graph_or_server(graph, uri, database) as opened:
        show_result(opened.query(text, params, timeout=timeout, limit=limit), format_, quiet)


def _graph_and_text(words: tuple[str, ...], file: str | None, served: bool) -> tuple[str, str]:
    """The graph, empty where a server is asked, and the query."""
    from kg.errors import UsageError

    if len(words) != (not served) + (file is None):
        if served:
            raise UsageError("with --uri the server holds the graph; give the query alone, in quotes, or --file")
        raise UsageError(
            "give a graph and one query in quotes, as in: kg query NAME.kg 'MATCH (p:Paper) RETURN p.title'"
        )
    graph = "" if served else words[0]
    if file is None and words[-1] != "-":
        return graph, words[-1]
    return graph, _read(file or "-")


def _read(file: str) -> str:
    """The query in a file; a mark at its beginning, which some editors leave there, is none of it.

    Raises:
        UsageError: it cannot be read, or is no text.
    """
    from kg.errors import UsageError

    try:
        with click.open_file(file, encoding="utf-8-sig") as opened:
            return str(opened.read())
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}); give a file with one query") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: is no UTF-8 text (byte {error.start}); save it as UTF-8") from error
