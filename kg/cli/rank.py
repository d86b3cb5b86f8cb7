"""``kg rank``: what is central."""

from __future__ import annotations

import click

from kg.cli.show import format_option, note, quiet_option, show

_KINDS = ("concept", "method", "dataset", "entity", "paper")
_MEASURES = ("pagerank", "degree", "betweenness", "closeness", "eigenvector", "core")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--type", "kind", type=click.Choice(_KINDS), default="concept", show_default=True, help="Of what.")
@click.option("--by", type=click.Choice(_MEASURES), default="pagerank", show_default=True, help="By which measure.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@format_option
@quiet_option
def command(graph: str, kind: str, by: str, top: int, format_: str, quiet: bool) -> None:
    """Print the most central concepts, methods, datasets or papers."""
    from kg.graph import open_graph

    ranked = open_graph(graph).rank(kind, by, top)
    on = "papers joined by SHARES" if kind == "paper" else "entities joined by RELATED"
    note(f"{by} on the graph of {on}", quiet)
    if kind == "paper":
        show(("rank", "title", by, "id"), [(r.rank, r.name, r.score, r.id) for r in ranked], format_)
    else:
        columns = ("rank", "name", "type", by, "papers", "id")
        show(columns, [(r.rank, r.name, r.type, r.score, r.papers, r.id) for r in ranked], format_)
