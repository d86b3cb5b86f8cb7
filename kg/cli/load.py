"""``kg load``: a graph into a Neo4j server."""

from __future__ import annotations

import click

from kg.cli.server import open_server, server_options
from kg.cli.show import format_option, note, progress_bar, quiet_option, show, show_json


@click.command()
@click.argument("graph", metavar="NAME.kg")
@server_options
@click.option("--prune", is_flag=True, help="Remove what an earlier load of this graph wrote and it has no more.")
@format_option
@quiet_option
def command(graph: str, uri: str | None, database: str | None, prune: bool, format_: str, quiet: bool) -> None:
    """Load a graph into Neo4j; loading again changes only what differs.

    \b
    NEO4J_PASSWORD=… kg load NAME.kg --uri bolt://localhost:7687

    The address, user, password and database may stand in NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and
    NEO4J_DATABASE; the password is asked for where it does not. A database that holds other papers or entities is
    left alone.
    """
    from kg.graph import open_graph
    from kg.store.load import load

    opened = open_graph(graph)
    with open_server(uri, database) as server, progress_bar(quiet) as progress:
        report = load(opened.tables, opened.name, server, prune=prune, progress=progress)
    if format_ == "json":
        show_json(report.as_dict())
    else:
        found = {"nodes": report.nodes, "relationships": report.relationships}
        columns = ("created", "updated", "unchanged", "deleted")
        rows = [[what, *(getattr(counts, name) for name in columns)] for what, counts in found.items()]
        show(("", *columns), rows, format_)
    if not report.changes:
        note("nothing changed: the database held this graph already", quiet)
    if report.kept:
        note(f"{report.kept} nodes are gone and were left: relationships that kg did not load hang on them", quiet)
