"""``kg rank``: what is central."""

from __future__ import annotations

import click

from kg.cli.show import format_option, output_option, quiet_option, show_frame

# As in kg.measure, which is not imported here: --help would wait for it. A test compares them.
KINDS = ("concept", "method", "dataset", "entity", "paper")
MEASURES = ("pagerank", "degree", "weighted_degree", "betweenness", "closeness", "eigenvector", "core")
GRAPHS = ("papers", "entities", "bipartite")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("--type", "kind", type=click.Choice(KINDS), default="concept", show_default=True, help="Of what.")
@click.option("--by", type=click.Choice(MEASURES), default="pagerank", show_default=True, help="By which measure.")
@click.option("--on", type=click.Choice(GRAPHS), help="On which graph, if not on that of its own kind.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@click.option("--explain", is_flag=True, help="Print the neighbours and the papers that carry each place.")
@format_option
@output_option
@quiet_option
def command(
    graph: str, kind: str, by: str, on: str | None, top: int, explain: bool, format_: str, output: str | None,
    quiet: bool,
) -> None:  # fmt: skip
    """Print the most central concepts, methods, datasets or papers."""
    from kg.graph import open_graph

    opened = open_graph(graph)
    ranked = opened.rank(kind, by, top, on=on)
    if explain:
        show_frame(opened.explain_rank(ranked), format_, output, quiet, hide=("id",))
    else:
        show_frame(ranked, format_, output, quiet, score=by, **({"name": "title"} if kind == "paper" else {}))
