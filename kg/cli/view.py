"""``kg view``: the interactive page."""

from __future__ import annotations

import click

from kg.cli.show import note, quiet_option


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("-o", "--output", required=True, metavar="FILE.html", help="The page to write.")
@click.option("--around", metavar="NAME", help="Draw only the neighbourhood of an entity or a paper.")
@click.option("--title", help="The page's heading; the graph's name if not given.")
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@quiet_option
def command(graph: str, output: str, around: str | None, title: str | None, open_: bool, quiet: bool) -> None:
    """Write the graph as one interactive HTML file, which opens from disk with the network off."""
    from pathlib import Path

    from kg.graph import open_graph

    report = open_graph(graph).view(output, around=around, title=title)
    left_out = report.left_out_papers + report.left_out_entities
    more = f"; {left_out} less central ones are left out" if left_out else ""
    size = f"{report.bytes / 1e6:.1f} MB"
    note(f"{output}: {report.papers} papers and {report.entities} entities that they share, {size}{more}", quiet)
    if open_:
        click.launch(Path(output).resolve().as_uri())
