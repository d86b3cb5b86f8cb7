"""``kg ask``: a question that has a name."""

from __future__ import annotations

import click

from kg.cli.query import show_result
from kg.cli.show import format_option, quiet_option, show


def _names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from kg.queries import named_queries

    return [name for name in named_queries() if name.startswith(incomplete)]


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.argument("name", required=False, metavar="[QUERY]", shell_complete=_names)
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]…")
@format_option
@quiet_option
def command(graph: str, name: str | None, values: tuple[str, ...], format_: str, quiet: bool) -> None:
    """Run a named query; without a name, list them.

    \b
    kg ask NAME.kg papers-using name=DPO
    """
    from kg.errors import UsageError
    from kg.graph import open_graph
    from kg.queries import named_queries

    opened = open_graph(graph)
    if name is None:
        rows = [
            (q.group, q.name, " ".join(f"{p.name}={'…' if p.required else p.default}" for p in q.parameters), q.doc)
            for q in sorted(named_queries().values(), key=lambda q: (q.group, q.name))
        ]
        show(("group", "query", "parameters", "what it answers"), rows, format_)
        return
    given = {}
    for value in values:
        parameter, equals, text = value.partition("=")
        if not equals:
            raise UsageError(f"{value!r} is not NAME=VALUE, as in: kg ask {graph} {name} name=DPO")
        given[parameter] = text
    show_result(opened.ask(name, **given), format_, quiet)
