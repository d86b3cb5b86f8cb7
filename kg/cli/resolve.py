"""``kg resolve``: why two names are or are not one."""

from __future__ import annotations

import click

from kg.cli.show import format_option, note, quiet_option, show


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--explain", "name", metavar="A", required=True, help="A name as it stands in abstracts.")
@click.argument("other", metavar="[B]", required=False)
@format_option
@quiet_option
def command(graph: str, name: str, other: str | None, format_: str, quiet: bool) -> None:
    """Print as which entity each spelling of A was read, and why; with B, whether the two are one."""
    from kg.graph import open_graph

    opened = open_graph(graph)
    names = [name] if other is None else [name, other]
    found = [opened.explain(each) for each in names]
    rows = [
        (r.surface, r.expansion, r.entity or ("(none)" if r.papers else "(in no paper)"), r.papers, r.why)
        for reasons in found
        for r in reasons
    ]
    show(("name", "expansion", "entity", "papers", "why"), rows, format_)
    if other is not None:
        first, second = ({r.entity for r in reasons if r.entity} for reasons in found)
        both = sorted(first & second)
        if both:
            note(f"{name!r} and {other!r} are one: {', '.join(both)}", quiet)
        else:
            note(f"{name!r} and {other!r} are not one", quiet)
