"""What a plan is refused for, on plans as the server gives them; ``tests/neo4j`` asks a real one."""

from __future__ import annotations

from typing import Any

import pytest

from kg.errors import QueryError
from kg.store.plan import check_plan


def plan(*steps: tuple[str, str]) -> dict[str, Any]:
    """A plan of operators below each other."""
    (name, details), *rest = steps
    children = [plan(*rest)] if rest else []
    return {"operatorType": f"{name}@neo4j", "args": {"Details": details}, "children": children}


READS = plan(("ProduceResults", "n"), ("AllNodesScan", "n"))


@pytest.mark.parametrize("kind", ["w", "rw", "s", "", None])
def test_only_reading_is_reading(kind: str | None) -> None:
    with pytest.raises(QueryError, match="writes"):
        check_plan(kind, READS, "MATCH (n) RETURN n")
    check_plan("r", READS, "MATCH (n) RETURN n")
    check_plan("r", None, "RETURN 1")


def test_files_and_transactions_by_their_operators() -> None:
    with pytest.raises(QueryError, match="LOAD CSV is refused"):
        check_plan("r", plan(("ProduceResults", "r"), ("Apply", ""), ("LoadCSV", "r")), "")
    with pytest.raises(QueryError, match="refused"):
        check_plan("r", plan(("ProduceResults", "x"), ("TerminateTransactions", "transactions(a)")), "")


@pytest.mark.parametrize(
    ("details", "name"),
    [
        ("apoc.load.json($autostring_0, $, $) :: (value :: MAP)", "apoc.load.json"),
        ("`apoc`.`load.csv`($x) :: (a)", "apoc.load.csv"),
        ("apoc.cypher.runFirstColumnSingle($autostring_0, {}) AS x", "apoc.cypher.runFirstColumnSingle"),
        ("[x IN $l | EXISTS { ResolvedCall(apoc.load.xml($u) :: value :: MAP) }] AS y", "apoc.load.xml"),
        ("genai.vector.encode(n.title, $p) AS v", "genai.vector.encode"),
        ("dbms.listConfig() :: (name :: STRING)", "dbms.listConfig"),
        ("apoc.meta.data.of($x) :: (a)", "apoc.meta.data.of"),
        ("db.clearQueryCaches() :: (value)", "db.clearQueryCaches"),
    ],
)
def test_a_call_that_may_leave_the_graph_is_named_and_refused(details: str, name: str) -> None:
    with pytest.raises(QueryError, match=f"calls {name}, which is refused"):
        check_plan("r", plan(("ProduceResults", "x"), ("ProcedureCall", details)), "")


@pytest.mark.parametrize(
    "text",
    [
        "CALL apoc.load.json",
        "CALL /* x */ apoc . load . json",
        "RETURN [1, 2][0..apoc.load.json('x')]",
        "MATCH (n) RETURN n {.id, x: apoc.load.json('x')}",
        "CALL \\u0061poc.load.json('x')",
        "RETURN `apoc.load.json` ('x')",
        "CALL apoc.`load`.json ('x')",
    ],
)
def test_a_plan_may_not_show_what_the_text_says(text: str) -> None:
    with pytest.raises(QueryError, match=r"calls apoc\.load\.json, which is refused"):
        check_plan("r", READS, text)


@pytest.mark.parametrize(
    ("details", "text"),
    [
        ("db.labels() :: (label :: STRING)", "CALL db.labels YIELD label RETURN label"),
        ("db.index.fulltext.queryNodes($a, $b) :: (node, score)", "CALL db.index.fulltext.queryNodes('a', 'b')"),
        ("date.truncate($a, date()) AS d, duration.between(a, b) AS e", "RETURN 1"),
        ("apoc.text.join(n.aliases, $a) AS x", "RETURN apoc.text.join(n.aliases, ',')"),
        ("cache[n.name], n:Paper(title) WHERE n.title = $x", "MATCH (n:Paper) WHERE n.title IN (n.aliases) RETURN n"),
        ("'apoc.load.json(x)'", "RETURN 'apoc.load.json(x)' AS x // apoc.load.json(x)"),
        ("`apoc.load.json`", "RETURN 1 AS `apoc.load.json`"),
    ],
)
def test_what_reads_the_graph_alone_is_let_through(details: str, text: str) -> None:
    check_plan("r", plan(("ProduceResults", "x"), ("ProcedureCall", details)), text)
