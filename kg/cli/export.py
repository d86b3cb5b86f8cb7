"""``kg export``: the graph for other programs."""

from __future__ import annotations

import click

from kg.cli.show import note, quiet_option

# As in kg.export, which is not imported here: --help would wait for it. A test compares them.
FORMATS = ("csv", "cypher", "graphml", "jsonl", "neo4j-admin")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("-o", "--output", metavar="PATH", default="-", help="Where to; standard output if not given.")
@quiet_option
def command(graph: str, format_: str, output: str, quiet: bool) -> None:
    """Export a graph.

    csv is a row for each paper and entity in it, with the evidence; jsonl a line a paper; graphml the whole graph with
    all measures, for Gephi and others; cypher a script that cypher-shell loads it with;
    neo4j-admin a folder for Neo4j's importer, the fastest way to a large graph: its command is printed.
    """
    from kg.export import export_lines
    from kg.graph import open_graph

    opened = open_graph(graph)
    if output == "-":
        for line in export_lines(opened.tables, format_, opened.name):
            click.echo(line, nl=False)
        return
    to_run = opened.export(format_, output)
    if to_run is not None:
        click.echo(to_run, nl=False)
    note(f"{output}: written", quiet)
