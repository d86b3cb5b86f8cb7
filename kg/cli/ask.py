"""``kg ask``: a question that has a name."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kg.cli.server import graph_or_server, server_options
from kg.cli.show import format_option, quiet_option, show, show_result

if TYPE_CHECKING:
    from kg.queries import NamedQuery


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of queries, then of the parameters that are not given yet, then the words that one can be."""
    from kg.queries import named_queries

    words = ctx.params.get("words") or ()
    if not ctx.params.get("uri"):
        words = words[1:] if words else None
    queries = named_queries()
    if words is None:
        return [CompletionItem(incomplete, type="dir")]
    if not words:
        return [CompletionItem(name, help=q.doc) for name, q in queries.items() if name.startswith(incomplete)]
    if words[0] not in queries:
        return []
    given = {word.partition("=")[0] for word in words[1:]}
    found = []
    for parameter in queries[words[0]].parameters:
        for choice in parameter.choices if "=" in incomplete else ("",):
            word = f"{parameter.name}={choice}"
            if parameter.name not in given and word.startswith(incomplete):
                found.append(CompletionItem(word, help=parameter.doc))
    return found


@click.command()
@click.argument("words", nargs=-1, metavar="[NAME.kg] [QUERY] [NAME=VALUE]…", shell_complete=_complete)
@server_options
@format_option
@quiet_option
def command(words: tuple[str, ...], uri: str | None, database: str | None, format_: str, quiet: bool) -> None:
    """Run a named query; without a name, list them.

    \b
    kg ask NAME.kg papers-using name=DPO
    kg ask --uri bolt://localhost:7687 papers-using name=DPO

    With --uri it asks the graph that kg load brought to a server, as NEO4J_USERNAME with NEO4J_PASSWORD.
    """
    from kg.errors import UsageError
    from kg.queries import get_query, named_queries

    if uri is None and not words:
        raise UsageError("give a graph, as in: kg ask NAME.kg; or a server: kg ask --uri bolt://localhost:7687")
    graph, rest = ("", words) if uri is not None else (words[0], words[1:])
    with graph_or_server(graph, uri, database) as opened:
        if not rest:
            _list(named_queries().values(), format_)
            return
        query = get_query(rest[0])
        given = _ask_for_missing(query, _given(query, rest[1:]))
        show_result(opened.ask(query.name, **given), format_, quiet)


def _list(queries: Iterable[NamedQuery], format_: str) -> None:
    rows = [
        (q.group, q.name, " ".join(f"{p.name}={'…' if p.required else p.default}" for p in q.parameters), q.doc)
        for q in queries
    ]
    show(("group", "query", "parameters", "what it answers"), rows, format_)


def _given(query: NamedQuery, words: Iterable[str]) -> dict[str, Any]:
    from kg.errors import UsageError
    from kg.queries import check_parameter

    given = {}
    for word in words:
        parameter, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not NAME=VALUE, as in: {query.name} {query.example}")
        check_parameter(query, parameter)
        if parameter in given:
            raise UsageError(f"{query.name}: {parameter} is given twice")
        given[parameter] = text
    return given


def _ask_for_missing(query: NamedQuery, given: dict[str, Any]) -> dict[str, Any]:
    """Ask whoever sits there for what the query needs; nobody does in a script, and it hears what is missing."""
    if not sys.stdin.isatty():
        return given
    missing = (p for p in query.parameters if p.required and p.name not in given)
    return given | {p.name: click.prompt(f"{p.name} ({p.doc or p.type})", err=True) for p in missing}
