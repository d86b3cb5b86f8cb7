"""``kg trends``: what rises and what falls."""

from __future__ import annotations

import click

from kg.cli.show import format_option, output_option, quiet_option, show_frame

_KINDS = ("entity", "method", "dataset", "concept")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--type", "kind", type=click.Choice(_KINDS), default="entity", show_default=True, help="Of what.")
@click.option("--per", type=click.Choice(("year", "month")), default="year", show_default=True, help="Papers of what.")
@click.option("--min-papers", type=click.IntRange(1), default=5, show_default=True, help="In how many at least.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--rising", "direction", flag_value="rising", help="Only what rises.")
@click.option("--falling", "direction", flag_value="falling", help="Only what falls.")
@format_option
@output_option
@quiet_option
def command(
    graph: str, kind: str, per: str, min_papers: int, top: int, direction: str | None, format_: str,
    output: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Print the methods, datasets and concepts whose share of the papers grows or shrinks, times a year."""
    from kg.graph import open_graph

    found = open_graph(graph).trends(kind, per, min_papers, top, direction or "both")
    # Dozens of periods fit no line.
    show_frame(found, format_, output, quiet, hide=("counts", "id"))
