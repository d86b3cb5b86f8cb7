"""``kg similar``: what is like a paper, a method, a dataset or a concept."""

from __future__ import annotations

import click

from kg.cli.show import format_option, output_option, quiet_option, show_frame


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.argument("text", metavar="TEXT")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@format_option
@output_option
@quiet_option
def command(graph: str, text: str, top: int, format_: str, output: str | None, quiet: bool) -> None:
    """Print the papers most like a paper, or the entities that go with the same things as an entity.

    TEXT is the name or alias of an entity, the title of a paper or the beginning of it, or an id of either. The last
    columns say why: what adds most to the score, and how much.
    """
    from kg.graph import open_graph

    show_frame(open_graph(graph).similar(text, top), format_, output, quiet, hide=("id",))
