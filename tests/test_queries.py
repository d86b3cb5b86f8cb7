from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from store.hostile import tables, values

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.queries import GROUPS, get_query, named_queries, parse, prepare
from kg.store.embedded import EmbeddedStore

NAMES = sorted(named_queries())
EACH = pytest.mark.parametrize("name", NAMES)
TEXT = """// Papers.
// group: find
// parameter: a (string)
// parameter: b (integer, 3) -- how many
// example: a=x
RETURN $a, $b"""
EVERY_TYPE = """// Papers.
// group: rank
// parameter: f (float, 0.5)
// parameter: t (boolean, true)
// parameter: s (string, '')
// parameter: c (one|two, two)
RETURN $f, $t, $s, $c"""


@pytest.fixture(scope="module")
def stores() -> tuple[EmbeddedStore, EmbeddedStore]:
    """The same graph, filled in opposite orders."""
    return EmbeddedStore(tables()), EmbeddedStore(tables(reverse=True))


def test_there_are_enough_and_each_group_has_some() -> None:
    assert len(NAMES) >= 25
    assert {query.group for query in named_queries().values()} == set(GROUPS)
    groups = [GROUPS.index(query.group) for query in named_queries().values()]
    assert groups == sorted(groups)


@EACH
@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_rows_come_in_a_total_order(stores: tuple[EmbeddedStore, EmbeddedStore], name: str, limit: int) -> None:
    query = get_query(name)
    params = values(query, limit)
    first, second = (store.query(query.text, params) for store in stores)
    assert first.rows
    assert len(first.rows) <= limit
    assert first == second == stores[0].query(query.text, params)
    assert first.notes == ()


#: What the seeds, which bear no dates, have no rows for.
OF_TIME = ("by-year", "compare-years", "rising")


@EACH
def test_hostile_names_as_values(stores: tuple[EmbeddedStore, EmbeddedStore], name: str) -> None:
    query = get_query(name)
    for hostile in ("it's \\", "`}) DETACH DELETE n //", "$name", ""):
        given: dict[str, Any] = {
            p.name: hostile for p in query.parameters if p.type in ("string", "entity") and not p.choices
        }
        given |= {p.name: 1 for p in query.parameters if p.type == "integer" and p.required}
        stores[0].query(query.text, prepare(query, given))


@EACH
def test_the_example_gives_rows(seeds_graph: KnowledgeGraph, dated_graph: KnowledgeGraph, name: str) -> None:
    query = get_query(name)
    assert query.example
    graph = dated_graph if name in OF_TIME else seeds_graph
    assert graph.query(query.text, prepare(query, query.example_values)).rows


@EACH
def test_the_text_is_bounded_and_ordinary(name: str) -> None:
    query = get_query(name)
    body = re.sub(r"//.*", "", query.text)
    assert re.search(r"ORDER BY [^;]+", body)
    assert "LIMIT $limit" in body
    assert {p.name: p.type for p in query.parameters}["limit"] == "integer"
    assert not re.search(r"\*(?!\d+\.\.\d)", body.replace("(*)", "")), "a variable length without a bound"
    assert not re.search(r"\b(CALL|LOAD|CREATE|MERGE|SET|DELETE|id\(|elementId)\b", body)
    assert query.text.startswith("// ")
    assert all(len(line) <= 120 for line in query.text.splitlines())
    assert all(parameter.doc for parameter in query.parameters)


def test_names_match_as_written_then_in_any_case_then_as_aliases() -> None:
    own = dict(tables())
    entities = own["entities"].to_pylist()
    for row, (name, aliases) in zip(entities, [("DPO", []), ("dpo", ["PO"]), ("other", ["Dpo", "po"])], strict=False):
        row.update(name=name, aliases=aliases)
    own["entities"] = pa.Table.from_pylist(entities, schema=own["entities"].schema)
    query = get_query("goes-with")
    with EmbeddedStore(own) as store:
        for asked, found in {"DPO": {"DPO"}, "dpo": {"dpo"}, "DpO": {"DPO", "dpo"}, "PO": {"dpo", "other"}}.items():
            rows = store.query(query.text, prepare(query, {"name": asked})).rows
            assert {row[0] for row in rows} == found


def test_there_is_no_such_query() -> None:
    with pytest.raises(UsageError, match=r"'paper-using'; did you mean papers-using\?; there are: .*path-between"):
        get_query("paper-using")
    with pytest.raises(UsageError, match="no query is called 'zzz'; there are"):
        prepare("zzz", {})


def test_prepare_reads_text_and_fills_defaults() -> None:
    query = parse("q", TEXT)
    assert prepare(query, {"a": " 5 "}) == {"a": " 5 ", "b": 3}
    assert prepare(query, {"a": "x", "b": " 7"}) == {"a": "x", "b": 7}
    assert prepare(query, {"a": "x", "b": 0}) == {"a": "x", "b": 0}
    assert prepare("most-used", {"type": " Method"})["type"] == "method"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "q: needs a; for example: q a=x"),
        ({"a": "x", "c": 1}, "q: takes no parameter 'c'; there are: a, b"),
        ({"a": "x", "bb": 1}, "did you mean b"),
        ({"a": 1}, "a must be text, not 1"),
        ({"a": None}, "a must be text, not None"),
        ({"a": "x", "b": "many"}, "b must be a whole number, 0 or more, not 'many'"),
        ({"a": "x", "b": -1}, "b must be"),
        ({"a": "x", "b": 2**63}, "b must be"),
        ({"a": "x", "b": 1.5}, "b must be"),
        ({"a": "x", "b": True}, "b must be"),
    ],
)
def test_prepare_refuses(given: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        prepare(parse("q", TEXT), given)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_type_of_parameter() -> None:
    query = parse("q", EVERY_TYPE)
    assert prepare(query, {}) == {"f": 0.5, "t": True, "s": "", "c": "two"}
    assert prepare(query, {"f": 1, "t": "no", "c": "ONE"}) == {"f": 1.0, "t": False, "s": "", "c": "one"}
    for given in ({"f": "nan"}, {"f": "x"}, {"t": "maybe"}, {"t": 1}, {"c": "three"}):
        with pytest.raises(UsageError, match="must be"):
            prepare(query, given)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("RETURN 1", "needs a first line"),
        ("// D.\nRETURN 1", "a group: find, relate, compare, rank, check"),
        ("// D.\n// group: other\nRETURN 1", "a group: find, relate, compare, rank, check"),
        ("// D.\n// grop: find\nRETURN 1", "line 2: 'grop: find' is none of"),
        ("// D.\n// group: find\n// parameter: a\nRETURN $a", "line 3: a parameter is written"),
        (
            "// D.\n// group: find\n// parameter: a (list)\nRETURN $a",
            "with a type of string, entity, integer, float, boolean",
        ),
        ("// D.\n// group: find\n// parameter: a (integer, x)\nRETURN $a", "line 3: a must be a whole number"),
        ("// D.\n// group: find\nRETURN $a", r"not those of the text (a)"),
        ("// D.\n// group: find\n// parameter: a (string)\nRETURN 1 // $a", "not those of the text ()"),
    ],
)
def test_a_wrong_header_says_where(text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse("q", text, Path("q.cypher"))
    assert str(caught.value).startswith("q.cypher: ")
    assert says in str(caught.value)


def test_queries_are_functions_with_docstrings(dated_graph: KnowledgeGraph) -> None:
    import inspect

    ask = dated_graph.ask
    assert {name.replace("-", "_") for name in named_queries()} == set(dir(ask))
    found = ask.papers_using(name="COCO", limit=3)
    assert found == ask("papers-using", name="COCO", limit=3)
    assert len(found.rows) == 3
    assert inspect.signature(ask.papers_using).parameters["limit"].default == 20
    assert (ask.papers_using.__doc__ or "").startswith("Papers that propose, use or study an entity")
    with pytest.raises(AttributeError, match="papers_using"):
        ask.papers_usin(name="COCO")
    with pytest.raises(UsageError, match="needs name"):
        ask.papers_using()


def test_an_unknown_name_gets_the_nearest(dated_graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match=r"no entity is called 'difusion model'.*diffusion model"):
        dated_graph.ask("papers-using", name="difusion model")
    # Known, but nothing to tell of it: no rows.
    assert dated_graph.ask("narrower", name="ImageNet").rows == []
