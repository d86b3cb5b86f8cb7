"""``kg gaps``: what has not been joined yet."""

from __future__ import annotations

import click

from kg.cli.show import format_option, output_option, quiet_option, show_frame

_KINDS = ("method", "dataset", "concept")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--first", type=click.Choice(_KINDS), default="method", show_default=True, help="One of the two kinds.")
@click.option("--second", type=click.Choice(_KINDS), default="concept", show_default=True, help="The other.")
@click.option("--near", metavar="NAME", help="Only pairs with this entity.")
@click.option(
    "--min-papers", type=click.IntRange(1), default=5, show_default=True, help="In how many papers each must be."
)
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@format_option
@output_option
@quiet_option
def command(
    graph: str,
    first: str,
    second: str,
    near: str | None,
    min_papers: int,
    top: int,
    format_: str,
    output: str | None,
    quiet: bool,
) -> None:
    """Print pairs that are common and near each other, but joined in no paper: the likeliest to be joined first.

    The score is in means of all pairs; expected is how many papers would hold both by chance; the bridges are what
    lies between the two.
    """
    from kg.graph import open_graph

    show_frame(
        open_graph(graph).gaps(first, second, min_papers, top, near),
        format_,
        output,
        quiet,
        hide=("id_first", "id_second"),
    )
