"""What ``neo4j-admin database import full`` makes of ``kg export neo4j-admin``: the graph that ``kg load`` makes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import neo4j
import pyarrow as pa
import pytest
from server import LINES, admin_tool
from server import Server as Running
from store import hostile

from kg import layout
from kg.export.admin import write_folder
from kg.records import SCHEMAS
from kg.store.embedded import EmbeddedStore
from kg.store.load import Counts, LoadReport, load
from kg.store.neo4j import Neo4jStore
from kg.store.server import Server

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]

NODES = "MATCH (n:Paper|Method|Dataset|Concept) RETURN n ORDER BY n.id"
LINKS = "MATCH (a)-[r]->(b) WHERE a.id IS NOT NULL AND b.id IS NOT NULL RETURN r ORDER BY a.id, type(r), b.id"
#: What a reader of CSV could trip over.
ABSTRACT = '"quoted", "" and \\"; a\r\nline, a\nline\rand \\\n\n"\x00\x1a\x1f\ufeff\uffff\u2028\x85 end \\'
LONG = "é\n" * 1_200_000


@cache
def tables() -> Mapping[str, pa.Table]:
    """The hostile graph with papers that are hostile to CSV."""
    found = {name: table.to_pylist() for name, table in hostile.tables().items()}
    lists = {"authors": ['"', "", ";", ",\n", "\\"], "keywords": [" a ", ""], "ids": ["\x1f", "\x1e"], "sources": []}
    more: list[dict[str, Any]] = [
        {"id": 'p"1,\n', "title": "", "abstract": ABSTRACT, "venue": "", "url": "\n", **lists},
        {"id": " p2 ", "title": '"', "abstract": LONG, "pagerank": 5e-324, "betweenness": 0.1 + 0.2, "closeness": 1e22},
        {"id": "p3", "eigenvector": float("inf"), "weighted_degree": -0.0, "core": -(2**31), "degree": 2**31 - 1},
    ]
    found["papers"] += [{**found["papers"][0], **paper} for paper in more]
    found["shares"] += [{**found["shares"][0], "source": paper["id"], "entities": []} for paper in more]
    found["links"] += [{**found["links"][0], "paper_id": paper["id"], "sentence": ABSTRACT} for paper in more]
    return {name: pa.Table.from_pylist(found[name], schema=schema) for name, schema in SCHEMAS.items()}


@pytest.fixture(scope="module", params=LINES)
def imported(
    request: pytest.FixtureRequest, start_neo4j: Callable[..., AbstractContextManager[Running]]
) -> Iterator[tuple[Server, Path]]:
    """A server on what the importer made, and the folder of the export; its afterword is not yet run."""
    places: list[Path] = []

    def bring(folder: Path) -> None:
        places.append(folder / "an export")
        write_folder(tables(), places[0], "hostile")
        done = subprocess.run(
            ["sh", str(places[0] / "import.sh")],
            env={**os.environ, "NEO4J_ADMIN": str(admin_tool(request.param, folder))},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr

    with (
        start_neo4j(request.param, before=bring) as running,
        Server.open(running.uri, running.user, running.password) as server,
    ):
        yield server, places[0]


def rows(server: Server, text: str, **params: Any) -> list[list[Any]]:
    with server.session(neo4j.WRITE_ACCESS) as session:
        return [record.values() for record in session.run(text, params)]


def after(server: Server, folder: Path) -> None:
    """Run the script for afterwards as cypher-shell does, a statement at a time."""
    text = (folder / "after-import.cypher").read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    for statement in filter(None, map(str.strip, code.split(";"))):
        rows(server, statement)


def test_what_is_imported_is_what_is_loaded(imported: tuple[Server, Path]) -> None:
    server, folder = imported
    nodes, joins = layout.size(tables())
    assert rows(server, "MATCH (n) RETURN count(n), collect(DISTINCT n.kg)") == [[nodes, ["hostile"]]]
    assert rows(server, "MATCH ()-[r]->() RETURN count(r), collect(DISTINCT r.kg)") == [[joins, ["hostile"]]]
    # The importer has no empty lists, which is why there is something to do afterwards.
    assert rows(server, "MATCH (p:Paper) WHERE p.keywords = [] RETURN count(p)") == [[0]]
    after(server, folder)
    after(server, folder)
    unchanged = LoadReport(Counts(unchanged=nodes), Counts(unchanged=joins))
    assert load(tables(), "hostile", server, prune=True) == unchanged
    ours, theirs = EmbeddedStore(tables()), Neo4jStore(Server(server.driver))
    assert all(ours.query(text) == theirs.query(text) for text in (NODES, LINKS))


def test_types_are_those_of_the_tables(imported: tuple[Server, Path]) -> None:
    server, folder = imported
    after(server, folder)
    for (node,) in rows(server, "MATCH (n) RETURN properties(n)"):
        table = "papers" if "title" in node else "entities"
        for name in node.keys() - {"kg"}:
            kind = SCHEMAS[table].field(name).type
            assert type(node[name]) is type(pa.array([None, kind_of(kind)], kind)[1].as_py()), name


def kind_of(kind: pa.DataType) -> Any:
    """Any value of a type."""
    return [] if pa.types.is_list(kind) else "" if pa.types.is_string(kind) else 0


def test_texts_come_back_as_they_were(imported: tuple[Server, Path]) -> None:
    server, _ = imported
    text = "MATCH (p:Paper {id: $id}) RETURN p.abstract, p.authors, p.ids, p.title, p.venue"
    assert rows(server, text, id='p"1,\n') == [[ABSTRACT, ['"', "", ";", ",\n", "\\"], ["\x1f", "\x1e"], "", ""]]
    assert rows(server, "MATCH (p:Paper {id: ' p2 '}) RETURN p.abstract = $long", long=LONG) == [[True]]
    found = rows(server, "MATCH (p:Paper)-[r:PROPOSES]->() WHERE p.id = 'p3' RETURN r.sentence, p.venue")
    assert found == [[ABSTRACT, None]]


def test_lookups_have_their_indexes(imported: tuple[Server, Path]) -> None:
    server, folder = imported
    after(server, folder)
    rows(server, "CALL db.awaitIndexes(60)")
    kinds = rows(server, "SHOW INDEXES YIELD name, type, state WHERE name STARTS WITH 'kg_' RETURN type, state")
    assert sorted(kinds) == [["FULLTEXT", "ONLINE"], *[["RANGE", "ONLINE"]] * 11]
