"""Loading into a real Neo4j: what is there afterwards, whatever was there before and whatever happened meanwhile."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import neo4j
import pyarrow as pa
import pytest
from neo4j.exceptions import TransientError
from server import Server as Running
from store.hostile import tables

from kg import layout
from kg.errors import GraphError, KgError, UsageError
from kg.export import export_lines
from kg.records import SCHEMAS
from kg.store import load as loading
from kg.store.embedded import EmbeddedStore
from kg.store.load import Counts, LoadReport, load
from kg.store.neo4j import Neo4jStore
from kg.store.server import Server

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]

NODES = "MATCH (n:Paper|Method|Dataset|Concept) RETURN n ORDER BY n.id"
LINKS = "MATCH (a)-[r]->(b) WHERE a.id IS NOT NULL AND b.id IS NOT NULL RETURN r ORDER BY a.id, type(r), b.id"
SIZE = layout.size(tables())


def same(server: Server, wanted: Mapping[str, pa.Table]) -> bool:
    """Whether the server holds the graph of the tables, property for property."""
    ours, theirs = EmbeddedStore(wanted), Neo4jStore(Server(server.driver))
    return all(ours.query(text) == theirs.query(text) for text in (NODES, LINKS))


def rows(server: Server, text: str, **params: Any) -> list[list[Any]]:
    with server.session(neo4j.WRITE_ACCESS) as session:
        return [record.values() for record in session.run(text, params)]


def changed() -> dict[str, pa.Table]:
    """The tables with a paper more, one with another title and no date, and without the last entity and its joins."""
    found = {name: table.to_pylist() for name, table in tables().items()}
    found["papers"][1].update(title="Another title", date=None, year=None, keywords=["new"])
    found["papers"].append({**found["papers"][0], "id": "p99", "title": "One more"})
    found["shares"][0]["weight"] = 3.5
    gone = found["entities"].pop()["id"]
    for name, ends in (("links", ("entity_id",)), ("related", ("source", "target")), ("broader", ("source", "target"))):
        found[name] = [row for row in found[name] if gone not in [row[end] for end in ends]]
    found["links"].append({**found["links"][0], "paper_id": "p99"})
    return {name: pa.Table.from_pylist(found[name], schema=schema) for name, schema in SCHEMAS.items()}


def test_a_second_load_changes_nothing(server: Server) -> None:
    heard: list[tuple[str, int, int | None]] = []
    first = load(tables(), "hostile", server, progress=lambda *said: heard.append(said))
    assert first == LoadReport(Counts(created=SIZE[0]), Counts(created=SIZE[1]))
    assert heard[-1] == ("relationships", SIZE[1], SIZE[1])
    assert ("nodes", SIZE[0], SIZE[0]) in heard
    assert same(server, tables())
    places = rows(server, "MATCH (n) RETURN elementId(n) ORDER BY elementId(n)")
    for prune in (False, True):
        again = load(tables(reverse=True), "hostile", server, prune=prune)
        assert again == LoadReport(Counts(unchanged=SIZE[0]), Counts(unchanged=SIZE[1]))
        assert again.changes == 0
    assert rows(server, "MATCH (n) RETURN elementId(n) ORDER BY elementId(n)") == places


def test_the_exported_script_loads_the_same(server: Server) -> None:
    script = "".join(export_lines(tables(), "cypher", "hostile"))
    code = "\n".join(line for line in script.splitlines() if not line.startswith("//"))
    for _ in range(2):
        with server.session(neo4j.WRITE_ACCESS) as session:
            for statement in filter(str.strip, code.split(";\n")):
                session.run(statement.rstrip(";")).consume()
        assert same(server, tables())
    # kg load goes on from there.
    assert load(tables(), "hostile", server).changes == 0


def test_very_long_texts_are_loaded(server: Server) -> None:
    """An index over single values would refuse them."""
    found = tables()
    rows = found["papers"].to_pylist()
    rows[0] |= {"title": "long " * 200_000, "abstract": "x" * 1_000_000}
    found["papers"] = pa.Table.from_pylist(rows, schema=found["papers"].schema)
    load(found, "hostile", server)
    assert not load(found, "hostile", server).changes
    assert same(server, found)


def test_everything_written_carries_the_mark(server: Server) -> None:
    load(tables(), "hostile", server)
    assert rows(server, "MATCH (n) RETURN DISTINCT n.kg") == [["hostile"]]
    assert rows(server, "MATCH ()-[r]->() RETURN DISTINCT r.kg") == [["hostile"]]


def test_a_changed_graph_updates_adds_and_prunes(server: Server) -> None:
    load(tables(), "hostile", server)
    nodes, links = layout.size(changed())
    report = load(changed(), "hostile", server)
    assert report.nodes == Counts(created=1, updated=1, unchanged=nodes - 2)
    assert report.relationships == Counts(created=1, updated=1, unchanged=links - 2)
    assert not same(server, changed())
    report = load(changed(), "hostile", server, prune=True)
    assert report.nodes == Counts(unchanged=nodes, deleted=1)
    assert report.relationships == Counts(unchanged=links, deleted=SIZE[1] + 1 - links)
    assert same(server, changed())
    load(tables(), "hostile", server, prune=True)
    assert same(server, tables())


def test_prune_to_nothing(server: Server) -> None:
    load(tables(), "hostile", server)
    nothing = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    assert load(nothing, "hostile", server, prune=True) == LoadReport(Counts(deleted=SIZE[0]), Counts(deleted=SIZE[1]))
    assert rows(server, "MATCH (n) RETURN count(n)") == [[0]]


def test_what_others_wrote_is_not_touched(server: Server) -> None:
    load(tables(), "hostile", server)
    rows(server, "CREATE (:Note {text: 'mine', id: 'p00'})-[:SHARES {kg: 'other'}]->(:Note {kg: 'hostile'})")
    rows(server, "MATCH (p:Paper {id: 'p00'}) SET p.mine = 1, p:Read")
    rows(server, "MATCH (a:Paper {id: 'p00'}), (b:Paper {id: 'p01'}) CREATE (a)-[:SHARES {weight: 0.1}]->(b)")
    gone = tables()["entities"].to_pylist()[-1]["id"]
    rows(server, "MATCH (e {id: $id}) CREATE (:Note)-[:ABOUT]->(e)", id=gone)
    report = load(changed(), "hostile", server, prune=True)
    assert report.kept == 1
    assert report.nodes.deleted == 0
    assert rows(server, "MATCH (:Note)-[:ABOUT]->(e) RETURN e.id") == [[gone]]
    assert rows(server, "MATCH (p:Read) RETURN p.id, p.mine") == [["p00", 1]]
    assert rows(server, "MATCH (n:Note) RETURN count(n)") == [[3]]
    assert rows(server, "MATCH ()-[r]->() WHERE r.kg IS NULL OR r.kg <> 'hostile' RETURN count(r)") == [[3]]
    assert load(changed(), "hostile", server).changes == 0


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ("CREATE (:Paper {id: 'theirs'}), (:Author)", "Paper nodes (1) that kg did not load"),
        ("CREATE (:Thing:Concept)", "Concept nodes (1) that kg did not load"),
        ("CREATE (:Method {kg: 'other graph', id: 'x'})", "holds the graph 'other graph' (Method nodes: 1)"),
        ("CREATE (:Dataset {kg: 7})", "holds the graph '7'"),
    ],
)
def test_a_database_with_other_things_is_refused_before_the_first_write(server: Server, before: str, says: str) -> None:
    rows(server, before)
    held = rows(server, "MATCH (n) RETURN labels(n), properties(n)")
    with pytest.raises(GraphError, match=re.escape(says)) as caught:
        load(tables(), "hostile", server, prune=True)
    assert "nothing was written" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert rows(server, "MATCH (n) RETURN labels(n), properties(n)") == held
    assert rows(server, "SHOW CONSTRAINTS") == []


def test_killed_half_way_and_repeated_it_ends_the_same(server: Server, running: Running) -> None:
    code = (
        "import os, signal, sys; from kg.store import load; from kg.store.server import Server; "
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r}); from store.hostile import tables; load._BATCH = 7; "
        "server = Server.open(sys.argv[1], 'neo4j', os.environ['NEO4J_PASSWORD']); "
        "stop = lambda what, done, total: what == 'relationships' and done > 20 and os.kill(os.getpid(), 9); "
        "load.load(tables(), 'hostile', server, progress=stop)"
    )
    command = [sys.executable, "-c", code, running.uri]
    done = subprocess.run(command, env={**os.environ, "NEO4J_PASSWORD": running.password}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    ((held,),) = rows(server, "MATCH ()-[r]->() RETURN count(r)")
    assert 0 < held < SIZE[1]
    report = load(tables(), "hostile", server)
    assert report.relationships == Counts(created=SIZE[1] - held, unchanged=held)
    assert same(server, tables())


def test_a_passing_trouble_is_tried_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    run, failed = loading._run, []

    def trouble(work: neo4j.ManagedTransaction, statement: str, params: dict[str, Any]) -> Any:
        found = run(work, statement, params)
        if "CREATE" in statement and len(failed) < 2:
            failed.append(statement)
            error = neo4j.exceptions.Neo4jError._hydrate_neo4j(
                code="Neo.TransientError.Transaction.DeadlockDetected", message="a deadlock"
            )
            assert isinstance(error, TransientError)
            raise error
        return found

    monkeypatch.setattr(loading, "_run", trouble)
    assert load(tables(), "hostile", server).nodes == Counts(created=SIZE[0])
    assert len(failed) == 2
    assert same(server, tables())


def test_tables_that_do_not_fit_together(server: Server) -> None:
    broken = dict(tables())
    broken["papers"] = broken["papers"].slice(1)
    with pytest.raises(GraphError, match="do not fit together"):
        load(broken, "hostile", server)
    with pytest.raises(UsageError, match="name"):
        load(tables(), "", server)


def test_lookups_have_their_indexes(server: Server) -> None:
    load(tables(), "hostile", server)
    kinds = rows(server, "SHOW INDEXES YIELD name, type, state WHERE name STARTS WITH 'kg_' RETURN type, state")
    assert {state for _, state in kinds} == {"ONLINE"}
    assert [kind for kind, _ in kinds].count("RANGE") == 11
    assert [kind for kind, _ in kinds].count("FULLTEXT") == 1
    for label, name in (("Paper", "id"), ("Method", "name"), ("Concept", "id")):
        with server.session(neo4j.READ_ACCESS) as session:
            plan = session.run(f"EXPLAIN MATCH (n:{label} {{{name}: $x}}) RETURN n", x="x").consume().plan
        assert "NodeIndexSeek" in str(plan)
    with Neo4jStore(Server(server.driver)) as store:
        text = "CALL db.index.fulltext.queryNodes('kg_text', $words) YIELD node RETURN node.id AS id ORDER BY id"
        assert [row[0] for row in store.query(text, {"words": "alpha"}).rows] == ["method:00", "p00"]
        assert len(store.query(text, {"words": '"shared alias"'}).rows) > 3


def refused(running: Running, uri: str | None = None, user: str = "neo4j", password: str | None = None,
            database: str | None = None) -> str:  # fmt: skip
    secret = running.password if password is None else password
    with pytest.raises(KgError) as caught:
        Server.open(uri or running.uri, user, secret, database)
    said = f"{caught.value!s} {caught.value!r}"
    assert "\n" not in said
    assert not secret or secret not in said
    return said


def test_what_keeps_one_out_is_one_line_that_says_what_to_do(running: Running) -> None:
    assert "NEO4J_PASSWORD" in refused(running, password="wrong-secret")
    assert "NEO4J_USERNAME" in refused(running, user="nobody")
    assert "no password" in refused(running, password="")
    assert "no Neo4j server answers" in refused(running, uri="bolt://127.0.0.1:1")
    assert "no Neo4j server answers" in refused(running, uri="bolt://no-such-host.invalid:7687")
    assert "there is no database 'nosuch'" in refused(running, database="nosuch")
    for address in ("", "127.0.0.1", "http://127.0.0.1", "bolt://", "bolt://h:x", "bolt://h:0"):
        if address:
            assert "is no address" in refused(running, uri=address)
    assert "holds no name or password" in refused(running, uri=f"bolt://neo4j:{running.password}@127.0.0.1:1")


def test_an_older_server_is_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j.ServerInfo, "agent", "Neo4j/4.4.40")
    assert "is Neo4j/4.4.40, which is too old" in refused(running)


def test_a_database_that_may_only_be_read(
    start_neo4j: Callable[..., AbstractContextManager[Running]],
) -> None:
    settings = {"server.databases.default_to_read_only": "true"}
    with start_neo4j(gently=True) as before:
        pass
    with (
        start_neo4j(again=before, **settings) as running,
        Server.open(running.uri, "neo4j", running.password) as server,
    ):
        with pytest.raises(GraphError, match="read-only") as caught:
            load(tables(), "hostile", server)
        assert "\n" not in str(caught.value)
        assert running.password not in str(caught.value)


def test_a_server_that_dies_in_mid_load(
    start_neo4j: Callable[..., AbstractContextManager[Running]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_BATCH", 7)
    with start_neo4j() as running:
        auth = (running.user, running.password)
        with neo4j.GraphDatabase.driver(running.uri, auth=auth, max_transaction_retry_time=1) as driver:

            def kill(what: str, done: int, total: int | None) -> None:
                if what == "nodes" and done > 20:
                    running.process.kill()
                    running.process.wait()

            with pytest.raises(GraphError, match="load again: what was loaded stays") as caught:
                load(tables(), "hostile", Server(driver, uri=running.uri), progress=kill)
    assert "\n" not in str(caught.value)
    assert running.password not in str(caught.value)
