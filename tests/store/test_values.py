from __future__ import annotations

import datetime
import json

from kg.store.base import Node, Path, Relationship, Result, to_json, to_text

PAPER = Node("p1", "Paper", {"id": "p1", "title": "On DPO", "authors": ["A"]})
METHOD = Node("method:dpo", "Method", {"id": "method:dpo", "name": "DPO", "papers": 1})
USES = Relationship("USES", "p1", "method:dpo", {"confidence": 1.0})


def test_to_json_is_json() -> None:
    value = to_json([PAPER, USES, Path((METHOD, PAPER), (USES,)), {"a": (1, float("nan"))}, datetime.date(2020, 1, 2)])
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert value[0] == {"id": "p1", "label": "Paper", "properties": {"id": "p1", "title": "On DPO", "authors": ["A"]}}
    assert value[1] == {"type": "USES", "source": "p1", "target": "method:dpo", "properties": {"confidence": 1.0}}
    assert [node["id"] for node in value[2]["nodes"]] == ["method:dpo", "p1"]
    assert value[3:] == [{"a": [1, None]}, "2020-01-02"]


def test_to_text_draws_as_cypher_does() -> None:
    assert to_text(PAPER) == "(:Paper On DPO)"
    assert to_text(USES) == "(p1)-[:USES]->(method:dpo)"
    assert to_text(Path((METHOD, PAPER), (USES,))) == "(:Method DPO)<-[:USES]-(:Paper On DPO)"
    assert to_text(Path((PAPER, METHOD), (USES,))) == "(:Paper On DPO)-[:USES]->(:Method DPO)"
    assert to_text({"a": METHOD, "b": None}) == "{a: (:Method DPO), b: None}"
    assert to_text([METHOD, 1.5, "x", None]) == ["(:Method DPO)", 1.5, "x", None]


def test_records_are_rows_by_column() -> None:
    result = Result(("a", "b"), [(PAPER, 1)])
    assert result.records() == [{"a": to_json(PAPER), "b": 1}]
    assert result == Result(("a", "b"), [(PAPER, 1)], notes=("said by one engine",))
