"""``kg communities``: what belongs together."""

from __future__ import annotations

import click

from kg.cli.show import format_option, output_option, quiet_option, show_frame


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--parts", is_flag=True, help="And the parts of each.")
@format_option
@output_option
@quiet_option
def command(graph: str, top: int, parts: bool, format_: str, output: str | None, quiet: bool) -> None:
    """Print the communities of papers: their names, sizes, and what sets them apart."""
    from kg.graph import open_graph

    frame = open_graph(graph).communities(top, parts)
    show_frame(frame, format_, output, quiet, hide=("parent", "entities", "central"))
