"""Queries on a real Neo4j beyond the contract of all engines, and the two commands that talk to one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from server import Server as Running
from store.hostile import tables

from kg.errors import GraphError, QueryError, UsageError
from kg.graph import KnowledgeGraph
from kg.queries import get_query, named_queries, prepare
from kg.served import connect
from kg.store.base import Node, Relationship
from kg.store.load import load
from kg.store.neo4j import Neo4jStore
from kg.store.server import Server

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(server: Server) -> Iterator[Neo4jStore]:
    """The hostile graph, and a note of somebody else's on its first paper."""
    load(tables(), "hostile", server)
    server.driver.execute_query("MATCH (p {id: 'p00'}) CREATE (:Note {text: 'x', kg: 1})-[:ABOUT {since: 1}]->(p)")
    with Neo4jStore(Server(server.driver)) as opened:
        yield opened


def one(store: Neo4jStore, text: str, **params: Any) -> Any:
    ((value,),) = store.query(text, params).rows
    return value


def test_what_others_wrote_is_read_as_it_is(store: Neo4jStore) -> None:
    note = one(store, "MATCH (n:Note) RETURN n")
    assert (note.label, note.properties) == ("Note", {"text": "x", "kg": 1})
    assert one(store, "MATCH (:Note)-[r]->() RETURN r") == Relationship("ABOUT", note.id, "p00", {"since": 1})


def test_a_label_of_somebody_is_not_ours(server: Server, store: Neo4jStore) -> None:
    server.driver.execute_query("MATCH (p {id: 'p00'}) SET p:Read, p.mine = 1")
    node = one(store, "MATCH (p:Read) RETURN p")
    assert isinstance(node, Node)
    assert node.label == "Paper"
    assert not {"kg", "mine"} & set(node.properties)


def test_times_and_places(store: Neo4jStore) -> None:
    assert one(store, "RETURN date('2020-01-02') AS x") == date(2020, 1, 2)
    assert one(store, "RETURN localdatetime('2020-01-02T03:04:05') AS x") == datetime(2020, 1, 2, 3, 4, 5)
    assert one(store, "RETURN duration('P1DT2H') AS x") == {"months": 0, "days": 1, "seconds": 7200}
    assert one(store, "RETURN point({latitude: 1.0, longitude: 2.0}) AS x") == {"latitude": 1.0, "longitude": 2.0}
    assert one(store, "RETURN point({x: 1.0, y: 2.0}) AS x") == {"x": 1.0, "y": 2.0}


@pytest.mark.parametrize(
    "text",
    [
        "CALL dbms.listConfig()", "CALL db.clearQueryCaches()", "CALL tx.setMetaData({a: 1})",
        "RETURN [x IN [1] | EXISTS { CALL dbms.listConfig() YIELD name RETURN name }] AS y",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'", "CREATE USER x SET PASSWORD 'abcdefghi'",
        "CALL db.createLabel('X')", "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'bcdefghij'", "SHOW USERS",
        "CYPHER 5 PROFILE CREATE (n)", "MATCH (n:Paper) CALL { WITH n SET n.x = 1 } IN TRANSACTIONS",
    ],
)  # fmt: skip
def test_what_does_more_than_read_the_graph_is_refused(store: Neo4jStore, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(text)
    assert "\n" not in str(caught.value)


def test_what_reads_the_graph_is_not(store: Neo4jStore) -> None:
    assert ("Paper",) in store.query("CALL db.labels").rows
    assert store.query("SHOW INDEXES YIELD name RETURN count(name) AS count").rows == [(14,)]
    assert store.query("EXPLAIN MATCH (p:Paper) RETURN p").rows == []
    assert store.query("PROFILE MATCH (p:Paper {id: 'p00'}) RETURN p.id").rows == [("p00",)]
    assert store.query("CYPHER 5 MATCH (p:Paper {id: 'p00'}) RETURN p.id").rows == [("p00",)]


def test_a_server_that_is_gone_says_so(server: Server) -> None:
    driver = server.driver
    driver.close()
    store = Neo4jStore(server)
    with pytest.raises((GraphError, QueryError)) as caught:
        store.query("RETURN 1 AS x")
    assert "\n" not in str(caught.value)
    store.close()
    with pytest.raises(QueryError, match="closed"):
        store.query("RETURN 1 AS x")


def test_the_named_queries_answer_alike_on_the_seeds(server: Server, seeds_graph: KnowledgeGraph) -> None:
    load(seeds_graph.tables, seeds_graph.name, server)
    with Neo4jStore(Server(server.driver)) as store:
        for name in named_queries():
            query = get_query(name)
            params = prepare(query, query.example_values)
            assert store.query(query.text, params) == seeds_graph.query(query.text, params), name


def kg(running: Running, *args: object, **env: str) -> subprocess.CompletedProcess[str]:
    """A command, with the server's password in its environment."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)],
        input="",
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "NEO4J_PASSWORD": running.password, "NEO4J_URI": running.uri, **env},
    )
    assert running.password not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_load_and_query_as_commands(server: Server, running: Running, seeds_graph: KnowledgeGraph) -> None:
    folder = seeds_graph.folder
    first = kg(running, "load", folder, "--format", "json")
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert report["nodes"]["created"] == seeds_graph.tables["papers"].num_rows + seeds_graph.tables["entities"].num_rows
    again = kg(running, "load", folder, "--uri", running.uri, "--database", "neo4j", "--prune", NEO4J_URI="bolt://x:1")
    assert "nothing changed" in again.stderr
    assert "unchanged" in again.stdout
    text = "MATCH (p:Paper)-[r:USES]->(m:Method {name: $name}) RETURN p, r, m ORDER BY p.id"
    asked = ("-p", "name=Direct Preference Optimization", "--format", "json")
    here, there = kg(running, "query", folder, text, *asked), kg(running, "query", "--uri", running.uri, text, *asked)
    assert there.stdout == here.stdout
    assert len(json.loads(there.stdout)) > 3
    asked = ("papers-using", "name=DPO", "--format", "json")
    here, there = kg(running, "ask", folder, *asked), kg(running, "ask", "--uri", running.uri, *asked)
    assert there.stdout == here.stdout
    assert len(json.loads(there.stdout)) > 3
    lost = ("papers-using", "name=direct preference optimisatoin")
    here, there = kg(running, "ask", folder, *lost), kg(running, "ask", "--uri", running.uri, *lost)
    assert there.stderr == here.stderr
    assert "did you mean" in there.stderr


def test_a_graph_on_a_server_is_asked_like_one_on_disk(
    server: Server, running: Running, seeds_graph: KnowledgeGraph
) -> None:
    load(seeds_graph.tables, seeds_graph.name, server)
    with connect(running.uri, running.user, running.password) as graph:
        assert graph.ask.papers_using(name="DPO") == seeds_graph.ask.papers_using(name="DPO")
        text = "MATCH (m:Method) WHERE m.papers > $n RETURN m.name ORDER BY m.id"
        assert graph.query(text, {"n": 20}) == seeds_graph.query(text, {"n": 20})
        with pytest.raises(UsageError, match="did you mean"):
            graph.ask("papers-using", name="direct preference optimisatoin")


def test_what_the_commands_refuse(server: Server, running: Running, seeds_graph: KnowledgeGraph) -> None:
    folder, text = seeds_graph.folder, "RETURN 1 AS x"
    for args, env, code, says in (
        (("load", folder), {"NEO4J_PASSWORD": ""}, 2, "set NEO4J_PASSWORD"),
        (("load", folder), {"NEO4J_PASSWORD": "wrong"}, 1, "NEO4J_PASSWORD"),
        (("load", folder), {"NEO4J_USERNAME": "nobody"}, 1, "'nobody' is not let in"),
        (("load", folder), {"NEO4J_DATABASE": "nosuch"}, 1, "there is no database 'nosuch'"),
        (("load", folder), {"NEO4J_URI": "bolt://127.0.0.1:1"}, 1, "no Neo4j server answers"),
        (("load", folder, "--uri", f"bolt://neo4j:{running.password}@x"), {}, 2, "no name or password"),
        (("load", "no-such.kg"), {}, 1, "kg build"),
        (("query", "--uri", running.uri, folder, text), {}, 2, "the server holds the graph"),
        (("query", text), {}, 2, "give a graph and one query"),
        (("query", folder, text, "--database", "x"), {}, 2, "--uri"),
        (("query", "--uri", running.uri, "MATCH (n) DELETE n"), {}, 1, "writes"),
        (("query", "--uri", running.uri, "MATCH (n"), {}, 1, "line 1, column"),
    ):
        done = kg(running, *args, **env)
        assert (done.returncode, done.stdout) == (code, ""), (args, done.stderr)
        assert says in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
