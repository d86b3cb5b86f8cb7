"""``kg export``: the graph for other programs."""

from __future__ import annotations

import click

from kg.cli.show import note, quiet_option

# As in kg.export, which is not imported here: --help would wait for it. A test compares them.
FORMATS = ("csv", "cypher", "graphml", "jsonl")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to; standard output if not given.")
@quiet_option
def command(graph: str, format_: str, output: str, quiet: bool) -> None:
    """Export a graph.

    csv is a row for each paper and entity in it, with the evidence; jsonl a line a paper; graphml the whole graph with
    all measures, for Gephi and others; cypher a script that cypher-shell loads it with.
    """
    from kg.export import export_lines, write_export
    from kg.graph import open_graph

    opened = open_graph(graph)
    if output == "-":
        for line in export_lines(opened.tables, format_, opened.name):
            click.echo(line, nl=False)
        return
    write_export(opened.tables, format_, output, opened.name)
    note(f"{output}: written", quiet)
