"""Loading into a real Neo4j, and asking it: ``python -m tests.bench.load NAME.kg``.

Prints rows a second of ``kg load`` on an empty database, of the same load again (which finds nothing to change), of
a row-at-a-time MERGE of the same rows (of the first thousands), and of ``kg export neo4j-admin`` with its import
(without the server's start, and what it does then); then the median time of named queries, with their
examples, on the server and on the embedded engine. Fetches and starts the server that the tests use.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import neo4j

from kg import layout
from kg.graph import KnowledgeGraph, open_graph
from kg.queries import get_query, prepare
from kg.store.load import load
from kg.store.neo4j import Neo4jStore
from kg.store.server import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "neo4j"))

LINE = "5.26"
ROUNDS = 5
ONE_BY_ONE = 3_000
QUERIES = (
    "most-central", "most-used", "communities", "papers-using", "goes-with", "methods-with-dataset", "introduced-by",
    "share-papers-with", "narrower", "bridges",
)  # fmt: skip


def loading(graph: KnowledgeGraph, server: Server) -> None:
    nodes, joins = layout.size(graph.tables)
    print(f"{graph.name}: {nodes} nodes, {joins} relationships")
    for what in ("kg load", "kg load again"):
        began = time.monotonic()
        report = load(graph.tables, graph.name, server)
        took = time.monotonic() - began
        print(
            f"{what:24} {took:7.1f} s  {(nodes + joins) / took:8.0f} rows a second, {report.changes} changes",
            flush=True,
        )
    with server.session(neo4j.WRITE_ACCESS) as session:
        began, done = time.monotonic(), 0
        rows = (
            (kind, source, target, row)
            for kind, source, target, found in layout.relationships(graph.tables)
            for row in found
        )
        for kind, source, target, row in islice(rows, ONE_BY_ONE):
            session.run(
                f"MATCH (a:{source} {{kg: $kg, id: $row.source}}) MATCH (b:{target} {{kg: $kg, id: $row.target}}) "
                f"MERGE (a)-[r:{kind} {{kg: $kg}}]->(b) SET r += $row.properties",
                kg=graph.name,
                row=row,
            ).consume()
            done += 1
    took = time.monotonic() - began
    print(f"{'a row at a time':24} {took:7.1f} s  {done / took:8.0f} rows a second, of {done} relationships")


def importing(graph: KnowledgeGraph, line: str) -> None:
    """Write the files and import them, into a folder of their own."""
    import server as neo4j_server

    with TemporaryDirectory() as place:
        tool = neo4j_server.admin_tool(line, Path(place))
        began = time.monotonic()
        graph.export("neo4j-admin", Path(place) / "export")
        wrote = time.monotonic() - began
        command = ["sh", str(Path(place) / "export" / "import.sh")]
        subprocess.run(command, env={**os.environ, "NEO4J_ADMIN": str(tool)}, check=True, capture_output=True)
        took = time.monotonic() - began
    rate = sum(layout.size(graph.tables)) / took
    print(f"{'neo4j-admin':24} {took:7.1f} s  {rate:8.0f} rows a second, {wrote:.1f} s of it writing", flush=True)


def asking(graph: KnowledgeGraph, server: Server) -> None:
    store = Neo4jStore(Server(server.driver))
    print(f"{'median of ' + str(ROUNDS):24} {'Neo4j':>10} {'embedded':>10}   rows")
    for name in QUERIES:
        query = get_query(name)
        values = prepare(query, query.example_values)
        seconds: list[list[float]] = [[], []]
        found = []
        for _ in range(ROUNDS):
            for place, engine in enumerate((store, graph.store)):
                began = time.monotonic()
                found.append(engine.query(query.text, values))
                seconds[place].append(time.monotonic() - began)
        same = "the same" if all(one.rows == found[0].rows for one in found) else "DIFFERENT"
        theirs, ours = (statistics.median(of) * 1000 for of in seconds)
        print(f"{name:24} {theirs:7.1f} ms {ours:7.1f} ms   {len(found[0].rows)}, {same}", flush=True)


def main() -> None:
    import server as neo4j_server

    # The tests' server is quick to start; this one is to be fast.
    neo4j_server.OPTIONS = ("-Xmx3g", "-Xss2m")
    neo4j_server.SETTINGS["server.memory.pagecache.size"] = "1g"

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", metavar="NAME.kg")
    graph = open_graph(parser.parse_args().graph)
    with (
        TemporaryDirectory() as folder,
        neo4j_server.running(LINE, Path(folder)) as there,
        Server.open(there.uri, there.user, there.password) as server,
    ):
        loading(graph, server)
        importing(graph, LINE)
        asking(graph, server)


if __name__ == "__main__":
    main()
