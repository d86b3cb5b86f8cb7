"""``kg view``: the interactive page."""

from __future__ import annotations

import click

from kg.cli.show import note, quiet_option


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.option("-o", "--output", required=True, metavar="FILE.html", help="The page to write.")
@click.option("--around", metavar="NAME", help="Draw only the neighbourhood of an entity or a paper.")
@click.option("--nodes", type=click.IntRange(1), metavar="N", help="Draw at most so many; 20000 if not given.")
@click.option("--title", help="The page's heading; the graph's name if not given.")
@click.option("--pyvis", "as_pyvis", is_flag=True, help="As a small pyvis network; needs --around.")
@click.option("--hops", type=click.IntRange(1, 2), metavar="N", help="1 or 2 links wide, for --pyvis; 1 if not given.")
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@quiet_option
def command(
    graph: str, output: str, around: str | None, nodes: int | None, title: str | None, as_pyvis: bool,
    hops: int | None, open_: bool, quiet: bool,
) -> None:  # fmt: skip
    """Write the graph as one interactive HTML file, which opens from disk with the network off."""
    from pathlib import Path

    from kg.errors import UsageError
    from kg.graph import open_graph

    if hops is not None and not as_pyvis:
        raise UsageError("--hops goes with --pyvis alone; leave it out")
    if as_pyvis:
        if around is None:
            raise UsageError("--pyvis draws the neighbourhood of one name; give it with --around NAME")
        network = open_graph(graph).pyvis(around, hops or 1, nodes=nodes)
        network.heading = title or network.heading
        network.write_html(output)
        note(f"{output}: {len(network.nodes)} nodes and {len(network.edges)} links", quiet)
    else:
        report = open_graph(graph).view(output, around=around, title=title, nodes=nodes)
        left_out = report.left_out_papers + report.left_out_entities
        more = f"; {left_out} less central ones are left out (--nodes draws more)" if left_out else ""
        more += "" if report.texts else "; without the abstracts, which would be too large"
        size = f"{report.bytes / 1e6:.1f} MB"
        note(f"{output}: {report.papers} papers and {report.entities} entities that they share, {size}{more}", quiet)
    if open_:
        click.launch(Path(output).resolve().as_uri())
