"""What every engine does alike. An engine joins by a line in ``conftest.py``."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import layout
from kg.errors import QueryError, UsageError
from kg.export.cypher import literal
from kg.queries import get_query, named_queries
from kg.store.base import Node, Path, Relationship, Store, to_json
from kg.store.embedded import EmbeddedStore

from .hostile import HOSTILE, tables, values

ENTITY = "(e:Method|Dataset|Concept)"


def one(store: Store, text: str, **params: Any) -> Any:
    (row,) = store.query(text, params).rows
    (value,) = row
    return value


def test_holds_the_nodes_of_the_tables_and_nothing_else(store: Store) -> None:
    wanted = {row["id"]: Node(row["id"], label, row) for label, rows in layout.nodes(tables()) for row in rows}
    found = {node.id: node for (node,) in store.query("MATCH (n) RETURN n").rows}
    assert found == wanted
    assert "content_hash" not in found["p00"].properties
    assert "date" not in found["p00"].properties
    assert found["p01"].properties["year"] == 2020


def test_keeps_the_types_of_values(store: Store) -> None:
    for (node,) in store.query("MATCH (n) RETURN n").rows:
        assert {type(node.properties[name]) for name in ("degree", "community")} == {int}
        assert type(node.properties["pagerank"]) is float
        assert all(type(item) is str for value in node.properties.values() if type(value) is list for item in value)


def test_holds_the_relationships_of_the_tables_in_their_direction(store: Store) -> None:
    def key(r: Relationship) -> tuple[str, str, str]:
        return r.type, r.source, r.target

    wanted = [
        Relationship(kind, row["source"], row["target"], row["properties"])
        for kind, _, _, rows in layout.relationships(tables())
        for row in rows
    ]
    found = [r for (r,) in store.query("MATCH ()-[r]->() RETURN r").rows]
    assert sorted(found, key=key) == sorted(wanted, key=key)
    assert {type(r.properties["weight"]) for r in found if r.type == "SHARES"} == {float}
    assert {r.type for r in found} == set(layout.RELATIONSHIPS)


def test_a_path_is_nodes_and_relationships(store: Store) -> None:
    text = "MATCH path = (a:Method {id: 'method:00'})<-[:PROPOSES]-(p:Paper)-[:USES]->(b:Dataset) RETURN path"
    path = one(store, text)
    assert isinstance(path, Path)
    assert [node.id for node in path.nodes] == ["method:00", "p00", "dataset:01"]
    assert [(r.type, r.source, r.target) for r in path.relationships] == [
        ("PROPOSES", "p00", "method:00"),
        ("USES", "p00", "dataset:01"),
    ]


def test_values_within_lists_and_maps(store: Store) -> None:
    value = one(store, "MATCH (p:Paper {id: 'p00'})-[r:SHARES]->(q) RETURN {list: [p, 1, null], map: {r: r}} AS value")
    assert isinstance(value["list"][0], Node)
    assert value["list"][1:] == [1, None]
    assert isinstance(value["map"]["r"], Relationship)
    json.dumps(to_json(value), allow_nan=False)


def test_a_map_that_looks_like_a_node_is_a_map(store: Store) -> None:
    value = one(store, "RETURN {id: 1, labels: ['Thing'], properties: {}} AS value")
    assert value == {"id": 1, "labels": ["Thing"], "properties": {}}


def test_numbers_and_nulls(store: Store) -> None:
    row = store.query("RETURN 7 / 2 AS a, 7.0 / 2 AS b, 1.0 AS c, null AS d, true AS e, 9007199254740993 AS f").rows[0]
    assert row == (3, 3.5, 1.0, None, True, 9007199254740993)
    assert [type(value) for value in row] == [int, float, float, type(None), bool, int]


def test_what_a_node_has_not_is_null(store: Store) -> None:
    text = "MATCH (p:Paper {id: 'p00'}) RETURN p.date, p.year, p.venue, p.url, p.nothing"
    assert store.query(text).rows == [(None,) * 5]
    assert store.query("MATCH (p:Paper {url: 'x'}) RETURN p").rows == []
    assert store.query("MATCH (p:Paper) WHERE p.url = 'x' RETURN p").rows == []


def test_columns_are_named_as_written(store: Store) -> None:
    assert store.query("MATCH (p:Paper) RETURN p.id, count(*) AS `how many` LIMIT 1").columns == ("p.id", "how many")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_found_by_parameter(store: Store, name: str) -> None:
    assert one(store, f"MATCH {ENTITY} WHERE e.name = $name RETURN e.name", name=name) == name
    assert one(store, "MATCH (p:Paper {title: $title}) RETURN p.title", title=name) == name
    assert one(store, "MATCH ()-[s:SHARES]->() WHERE $name IN s.entities RETURN s.entities", name=name) == [name]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text() | st.sampled_from(HOSTILE) | st.text("'\"`\\${}()[]/*-;\n u0027LOADCSVloadcsv"))
def test_any_text_goes_through_a_parameter_unharmed(store: Store, text: str) -> None:
    row = store.query("RETURN $text AS text, [$text] AS list, {key: $text} AS map", {"text": text}).rows[0]
    assert row == (text, [text], {"key": text})
    assert store.query("MATCH (p:Paper) WHERE p.title = $text AND p.id = 'none' RETURN p", {"text": text}).rows == []


#: What breaks out of quotes, names, patterns and comments, in any order.
BREAKING = st.lists(
    st.sampled_from(["'", '"', "\\", "`", "$name", "$", "//", "/*", "*/", "})--", "}", "{", ";", "\n", "😀", "a"]),
    max_size=8,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=BREAKING, name=st.sampled_from(sorted(named_queries())))
def test_any_name_goes_through_the_named_queries_unharmed(store: Store, text: str, name: str) -> None:
    query = get_query(name)
    told = {p.name: text for p in query.parameters if p.type in ("string", "entity") and not p.choices}
    known = values(query, 5)
    assert len(store.query(query.text, known | told).rows) <= 5


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=BREAKING | st.text())
def test_any_text_is_itself_as_a_literal(store: Store, text: str) -> None:
    assert one(store, f"RETURN {literal({'a': [text]})} AS x") == {"a": [text]}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    )
)
def test_any_value_goes_through_a_parameter_unharmed(store: Store, value: Any) -> None:
    assert one(store, "RETURN $value AS value", value=value) == value


def test_limit_keeps_the_first_rows_and_says_so(store: Store) -> None:
    text = "MATCH (p:Paper) RETURN p.id AS id ORDER BY id"
    whole = store.query(text)
    assert not whole.truncated
    first = store.query(text, limit=3)
    assert first.rows == whole.rows[:3]
    assert first.truncated
    assert not store.query(f"{text} LIMIT 3", limit=3).truncated
    assert store.query(text, limit=0).rows == []


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Paper {id: 'x'}) RETURN n", "MERGE (n:Paper {id: 'x'})", "MATCH (n) SET n.title = 'x'",
        "MATCH (n) DELETE n", "MATCH (n) DETACH DELETE n", "MATCH (n) REMOVE n.title", "MATCH (n:Paper) SET n:Old",
        "CREATE INDEX FOR (p:Paper) ON (p.year)", "DROP INDEX nothing IF EXISTS",
        "CREATE CONSTRAINT FOR (p:Paper) REQUIRE p.year IS UNIQUE", "FOREACH (x IN [1] | CREATE (:Paper))",
        "EXPLAIN CREATE (n:Paper {id: 'x'})", "PROFILE CREATE (n:Paper {id: 'x'})",
        "// MATCH\ncreate (:Paper {id: 'x'})", "UNWIND [1] AS x CREATE (:Paper {id: x})",
    ],
)  # fmt: skip
def test_writing_is_refused(store: Store, text: str) -> None:
    before = one(store, "MATCH (n) RETURN count(n)")
    if not text.startswith("EXPLAIN"):  # a plan writes nothing; an engine may show it
        with pytest.raises(QueryError, match="writes"):
            store.query(text)
    assert one(store, "MATCH (n) RETURN count(n)") == before


@pytest.mark.parametrize("text", ["MATCH (p:Paper) CALL (p) { CREATE (:Paper) RETURN 1 AS one } RETURN one"])
def test_writing_within_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        store.query(text)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM $file AS row RETURN row",
        "/* x */ load   csv from $file as r return r",
        "LOAD// CSV\nCSV FROM $file AS r RETURN r",
        "load/**/csv from $file as r return r",
        "LOAD CSV WITH HEADERS FROM $file AS r RETURN r",
        "`LOAD` CSV FROM $file AS r RETURN r",
        "LOAD `CSV` FROM $file AS r RETURN r",
        "\\u004cOAD CSV FROM $file AS r RETURN r",
        "LOAD \\u0043SV FROM $file AS r RETURN r",
        "RETURN 1 AS r UNION LOAD CSV FROM $file AS r RETURN r",
        "RETURN 'a' AS r UNION ALL LOAD\n\tCSV FROM $file AS r RETURN r",
        "MATCH (p:Paper) LOAD CSV FROM $file AS r RETURN r",
        "CALL { LOAD CSV FROM $file AS r RETURN r } RETURN r",
        "MATCH (p:Paper) CALL (p) { LOAD CSV FROM $file AS r RETURN r } RETURN r",
        "MATCH (p:Paper) WHERE EXISTS { LOAD CSV FROM $file AS r RETURN r } RETURN p",
        "EXPLAIN LOAD CSV FROM $file AS r RETURN r",
        "PROFILE LOAD CSV FROM $file AS r RETURN r",
        "RETURN 'it\\'s' AS r UNION LOAD CSV FROM $file AS r RETURN r",
        'RETURN "\\\\" AS r UNION LOAD CSV FROM $file AS r RETURN r //"',
        "RETURN `a``'` AS r UNION LOAD CSV FROM $file AS r RETURN r //'",
    ],
)
def test_reading_files_is_refused(store: Store, text: str, tmp_path: Any) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("secret\n")
    with pytest.raises(QueryError, match="LOAD CSV is refused") as caught:
        store.query(text, {"file": file.as_uri()})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Paper) WHERE p.title CONTAINS 'LOAD CSV' RETURN p.title",
        'MATCH (p:Paper) WHERE p.title CONTAINS "LOAD CSV" RETURN p.title',
        "MATCH (p:Paper) WHERE p.title CONTAINS 'LOAD' + ' CSV' // LOAD CSV\nRETURN p.title",
        "/* LOAD CSV, CREATE, DELETE */ MATCH (p:Paper) WHERE p.title STARTS WITH 'LOAD CSV' RETURN p.title",
        "MATCH (load:Paper) WHERE load.title CONTAINS 'LOAD CSV' WITH load, 1 AS csv RETURN load.title",
        "MATCH (p:Paper) WHERE p.title CONTAINS 'LOAD CSV' RETURN p.title AS `CREATE (n) DELETE n`;",
    ],
)
def test_words_in_strings_names_and_comments_are_no_reason(store: Store, text: str) -> None:
    assert len(store.query(text).rows) == 1


def test_a_syntax_error_is_one_line_that_says_where(store: Store) -> None:
    with pytest.raises(QueryError, match=r"line 2, column \d+") as caught:
        store.query("MATCH (p:Paper)\nRETRUN p")
    assert "\n" not in str(caught.value)


def test_comments_do_not_move_the_place_of_an_error(store: Store) -> None:
    with pytest.raises(QueryError, match="line 3, column 9"):
        store.query("/* one\ntwo */ MATCH (p:Paper) RETURN p.id\n/* a */ ]")


def test_a_missing_parameter_is_named(store: Store) -> None:
    with pytest.raises(QueryError, match=r"\$name, \$limit"):
        store.query("MATCH (p:Nothing) WHERE p.name = $name RETURN p LIMIT $limit", {"other": 1})
    with pytest.raises(QueryError, match=r"\$name"):
        store.query("RETURN '$not', `$nor`, $name // $this")


def test_other_mistakes_are_one_line(store: Store) -> None:
    for text in ("RETURN nosuchfunction(1)", "RETURN 1 / 0 AS x", "RETURN 'a", "MATCH (n) RETURN m", "CALL no.such()"):
        with pytest.raises(QueryError) as caught:
            store.query(text)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "// nothing", ";", "/* ; */"])
def test_no_statement(store: Store, text: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        store.query(text)


def test_one_statement_at_a_time(store: Store) -> None:
    with pytest.raises(QueryError, match="more than one statement"):
        store.query("RETURN 1 AS x; RETURN 2 AS x")
    assert one(store, "RETURN ';' AS x;") == ";"


def test_a_query_that_takes_too_long_is_stopped(store: Store) -> None:
    pairs = ", ".join(f"(n{i})" for i in range(6))
    with pytest.raises(QueryError, match=r"longer than 0\.2 s"):
        store.query(f"MATCH {pairs} WHERE n0.id < n1.id AND n4.id < n5.id RETURN count(*)", timeout=0.2)
    assert one(store, "RETURN 1 AS x") == 1


def test_no_timeout(store: Store) -> None:
    assert store.query("RETURN 1 AS x", timeout=None).rows == [(1,)]


@pytest.mark.parametrize("limits", [{"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}, {"limit": -1}])
def test_limits_that_make_no_sense(store: Store, limits: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        store.query("RETURN 1 AS x", **limits)


@pytest.mark.parametrize("value", [2**63, object(), {1: 2}, 1j])
def test_a_parameter_that_no_engine_takes(store: Store, value: Any) -> None:
    with pytest.raises(QueryError, match="parameter"):
        store.query("RETURN $value AS value", {"value": value})


def test_several_threads_at_once(store: Store) -> None:
    text = "MATCH (p:Paper)-[r]->(e) WHERE p.id >= $id RETURN p, r, e ORDER BY p.id, e.id, type(r)"
    ids = [f"p{i:02}" for i in range(20)]
    alone = [store.query(text, {"id": id_}).rows for id_ in ids]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda id_: store.query(text, {"id": id_}).rows, ids)) == alone


def test_results_are_equal_when_their_rows_are(store: Store) -> None:
    text = "MATCH (p:Paper)-[r]->(e) RETURN p, r, e ORDER BY p.id, e.id, type(r)"
    assert store.query(text) == store.query(text)


def test_what_an_engine_remarks_comes_with_the_result(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    result = store.query("MATCH (p:Papers) RETURN p")
    assert any("Papers" in note for note in result.notes)
    assert store.query("MATCH (p:Paper) WHERE p.url = 'x' RETURN p.url").notes == ()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_the_named_queries_answer_as_the_embedded_engine_does(store: Store, name: str) -> None:
    query = get_query(name)
    for limit in (1, 1000):
        params = values(query, limit)
        assert store.query(query.text, params) == EmbeddedStore(tables()).query(query.text, params)
