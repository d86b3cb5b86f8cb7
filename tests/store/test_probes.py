"""How far the embedded engine answers as Neo4j does, question by question, and that the document says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

from .conftest import LINES, MARKS
from .hostile import tables
from .probes import PROBES, answer

DOCUMENT = (Path(__file__).parents[2] / "cypher" / "README.md").read_text(encoding="utf-8")
#: What the rows of the table "What differs between engines" begin with, and the probes that they explain.
ROWS: dict[str, tuple[str, ...]] = {
    "`p.name` on a `Paper`": ("name of a paper",),
    "`properties(m)`, `keys(m)`": ("properties of an entity", "projection of all", "keys"),
    "`r {.*}`": ("projection of a relationship",),
    "`startNode(r)`": ("end of a relationship",),
    "`(n:Paper {x: 1})`": ("property that nothing has",),
    "`n:!Paper`": (
        "any but a label", "node predicate", "relationship predicate", "quantified path", "shortest of its own",
        "collect subquery", "case several values",
    ),
    "`isEmpty`": (
        "is it empty", "nullif", "base of logarithms", "deviation of all", "percentiles", "what cannot be turned",
        "to lists",
    ),
    "`1 < x <= 5`": ("chained comparison",),
    "`MATCH (a), (b), p = shortestPath": ("shortest path", "all shortest paths"),
    "`DISTINCT` and groups": ("distinct numbers",),
    "`toString(1e10)`": ("large numbers to text",),
    "`toBoolean(1)`": ("number to truth",),
    "`round(-2.5)`": ("rounding a half below zero",),
    "what comes of `0.0 / 0`": ("no number", "without an end", "roots of the negative"),
    "`n.kg`, `properties(n)`": ("properties of a paper", "properties of a relationship"),
}  # fmt: skip
#: What differs, by name, and the row that tells how.
KNOWN = {name: row for row, names in ROWS.items() for name in names}


@pytest.fixture(scope="module")
def embedded() -> Iterator[Store]:
    with EmbeddedStore(tables()) as opened:
        yield opened


@pytest.mark.parametrize("store", [pytest.param(line, marks=MARKS) for line in LINES], indirect=True)
@pytest.mark.parametrize("name", PROBES)
def test_the_engines_agree_but_where_it_is_known(store: Store, embedded: Store, name: str) -> None:
    wanted, found = answer(store, name), answer(embedded, name)
    assert not wanted.startswith("refused"), wanted
    assert not wanted.endswith("[]]"), "a probe without rows tells nothing"
    if name in KNOWN:
        assert found != wanted, f"{name!r} agrees by now: take it from the list and from the table"
    else:
        assert found == wanted


@pytest.mark.parametrize("row", ROWS)
def test_what_differs_is_in_the_table(row: str) -> None:
    table = DOCUMENT.partition("## What differs between engines")[2].partition("## On a server")[0]
    assert len(re.findall(rf"^\| {re.escape(row)}", table, re.MULTILINE)) == 1


def test_the_document_counts_them_right() -> None:
    assert set(KNOWN) <= set(PROBES)
    assert f"{len(PROBES) - len(KNOWN)} of {len(PROBES)} probes agree" in DOCUMENT
