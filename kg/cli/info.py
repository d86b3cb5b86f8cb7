"""``kg info``: what is in a graph."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from kg.cli.show import format_option, show, show_json

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph


def show_info(graph: KnowledgeGraph, format_: str, schema: bool) -> None:
    """Print what is in a graph; in JSON with all that was skipped."""
    found = graph.info()
    if format_ != "table":
        rows = [("papers", found["papers"]), *found["entities"].items(), *found["relationships"].items()]
        if format_ == "csv":
            show(("what", "count"), rows, format_)
        else:
            show_json({**found, "reading": dict(graph.manifest["reading"])})
        return
    counts = [
        ("Paper", found["papers"]),
        *found["entities"].items(),
        *found["relationships"].items(),
    ]
    show(("what", "count"), counts, "table", f"In {graph.name}")
    central = found["central"]
    columns = [[f"{row['name']} ({row['papers']})" for row in central[label]] for label in central]
    rows_ = [(i, *row) for i, row in enumerate(zip_longest(*columns, fillvalue=""), start=1)]
    show(("", *(f"{label} (papers)" for label in central)), rows_, "table", "Most central, by PageRank")
    if schema:
        nodes = [(f"(:{label})", ", ".join(names)) for label, names in found["schema"]["nodes"].items()]
        show(("nodes", "properties"), nodes, "table", "For queries")
        edges = [
            (f"(:{kind['from']})-[:{name}]->(:{kind['to']})", ", ".join(kind["properties"]))
            for name, kind in found["schema"]["relationships"].items()
        ]
        show(("relationships", "properties"), edges, "table")


@click.command()
@click.argument("graph", metavar="NAME.kg")
@format_option
def command(graph: str, format_: str) -> None:
    """Print what is in a graph, and the labels, relationships and properties to write queries with."""
    from kg.graph import open_graph

    show_info(open_graph(graph), format_, schema=True)
