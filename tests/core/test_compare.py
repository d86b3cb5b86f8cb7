from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli.compare import command
from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.measure.compare import Difference, compare, log_odds_ratio
from kg.measure.matching import same_ids, same_names
from kg.records import SCHEMAS

from .made import BLANK, papers_table


def entity(name: str, papers: int, kind: str = "METHOD", aliases: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "id": f"{kind.lower()}:{name}", "type": kind, "name": name, "aliases": list(aliases), "papers": papers,
        **BLANK, **more,
    }  # fmt: skip


def tables_of(papers: int, *entities: dict[str, Any], prefix: str = "p") -> dict[str, pa.Table]:
    rows = sorted(entities, key=lambda row: row["id"])
    return {
        "papers": papers_table([f"{prefix}{i:03}" for i in range(papers)], {}, {}),
        "entities": pa.Table.from_pylist(rows, SCHEMAS["entities"]),
    }


def counted(papers: int, counts: Mapping[str, int], prefix: str = "p") -> dict[str, pa.Table]:
    return tables_of(papers, *(entity(name, n) for name, n in counts.items() if n), prefix=prefix)


def one(first: dict[str, Any], second: dict[str, Any], papers: int = 20) -> list[tuple[str, int, int]]:
    """What becomes of one entity on either side: one row where they are matched, two where not."""
    found = compare(tables_of(papers, first), tables_of(papers, second, prefix="q"))
    return sorted((row.name, row.papers_first, row.papers_second) for row in found)


def test_the_formula_by_hand() -> None:
    """30 of 100 papers against 10 of 300.

    Pooled they are 40 of 400, a tenth; the prior is a tenth of the smaller set, 10 papers, 1 with and 9 without.
    """
    ratio, z = log_odds_ratio(np.array([30]), 100, np.array([10]), 300)
    delta = math.log(31 / 79) - math.log(11 / 299)
    assert ratio[0] == pytest.approx(delta, abs=1e-8)
    assert delta == pytest.approx(2.367, abs=1e-3)
    error = math.sqrt(1 / 31 + 1 / 79 + 1 / 11 + 1 / 299)
    assert z[0] == pytest.approx(delta / error, abs=1e-8)
    assert z[0] == pytest.approx(6.346, abs=1e-3)


def test_rows_say_what_they_must() -> None:
    first = tables_of(
        100,
        entity("Adam", 30, pagerank=0.1),
        entity("SGD", 5, pagerank=0.3),
        entity("graph", 9, "CONCEPT", pagerank=0.6),
    )
    second = tables_of(300, entity("Adam", 10, pagerank=0.2), entity("LoRA", 90, pagerank=0.5), prefix="q")
    found = compare(first, second, names=("old", "new"))
    assert [row.name for row in found] == ["Adam", "LoRA", "graph", "SGD"]
    assert abs(found[1].z) > abs(found[2].z)
    adam = found[0]
    assert adam == Difference(
        "Adam", "METHOD", "old", adam.log_odds, adam.z, 30, 10, 0.3, 10 / 300, 2, 2, None, "method:Adam"
    )
    rows = {row.name: (row.side, row.only, row.papers_first, row.papers_second) for row in found}
    assert rows["LoRA"] == ("new", "new", 0, 90)
    assert rows["SGD"] == ("old", "old", 5, 0)
    ranks = {row.name: (row.rank_first, row.rank_second) for row in found}
    assert ranks == {"Adam": (2, 2), "SGD": (1, None), "LoRA": (None, 1), "graph": (1, None)}
    assert found.notes[:3] == ("old: 100 papers, 3 entities", "new: 300 papers, 2 entities", "entities in both: 1")
    assert len(found.notes) == 4


def test_choices() -> None:
    first = tables_of(50, entity("a", 20), entity("b", 5), entity("c", 9, "CONCEPT"))
    second = tables_of(50, entity("a", 4), entity("d", 30), entity("b", 15), prefix="q")

    def chosen(**choice: Any) -> list[str]:
        return [row.name for row in compare(first, second, **choice)]

    assert sorted(chosen()) == ["a", "b", "c", "d"]
    assert sorted(chosen(kind="method")) == ["a", "b", "d"]
    assert chosen(kind="concept") == ["c"]
    assert chosen(kind="dataset") == []
    assert sorted(chosen(side="first")) == ["a", "c"]
    assert sorted(chosen(side="second")) == ["b", "d"]
    assert sorted(chosen(only=True)) == ["c", "d"]
    assert chosen(only=True, side="first") == ["c"]
    assert chosen(top=2) == chosen()[:2]
    assert chosen(top=0) == []


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({"kind": "paper"}, "there are: entity, method, dataset, concept"),
        ({"side": "third"}, "there are: first, second"),
        ({"names": ("x", "x")}, "different names"),
        ({"top": -1}, "0 or more"),
    ],
)
def test_bad_choices(choice: dict[str, Any], says: str) -> None:
    tables = counted(3, {"a": 1})
    with pytest.raises(UsageError, match=says):
        compare(tables, tables, **choice)


def test_an_empty_set_cannot_be_compared() -> None:
    with pytest.raises(UsageError, match="second has no papers"):
        compare(counted(3, {"a": 1}), counted(0, {}))


def test_papers_in_both_are_told_of() -> None:
    first, second = counted(5, {"a": 1}), counted(3, {"a": 1})
    assert compare(first, second).notes[-1] == "papers in both: 3; they count on either side"

    def with_ids(ids: list[list[str]]) -> dict[str, pa.Table]:
        tables = counted(len(ids), {"a": 1}, prefix="-".join(ids[0]))
        place = SCHEMAS["papers"].get_field_index("ids")
        field = SCHEMAS["papers"].field(place)
        return {**tables, "papers": tables["papers"].set_column(place, field, pa.array(ids, field.type))}

    mine = with_ids([["17", "10.1/ABC", "x"], ["18"], ["1901.00001"]])
    yours = with_ids([["17"], ["10.1/abc", "x"], ["18", "y"]])
    # 17 and 18 are places in a file; one paper with two ids in common is one.
    assert compare(mine, yours).notes[-1].startswith("papers in both: 1;")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (entity("diffusion model", 3), entity("Diffusion Models", 4), True),
        (entity("diffusion model", 3), entity("diffusion model", 4, "CONCEPT"), True),
        (entity("diffusion model", 3), entity("diffusion modeller", 4), False),
        (entity("Bayesian method", 3), entity("Bayesian", 4, aliases=("Bayesian methods",)), True),
        (entity("Bayesian method", 3), entity("Bayesian", 4, "DATASET", aliases=("Bayesian methods",)), False),
        (entity("GRPO", 3), entity("Group Relative Policy Optimization", 4, aliases=("GRPO",)), True),
        (entity("FID", 3, "CONCEPT"), entity("Fréchet Inception Distance", 4, "CONCEPT", aliases=("FID",)), True),
        # What papers of all fields mean by it is another thing.
        (entity("SVM", 3), entity("state vector map", 4, aliases=("SVM",)), False),
        (entity("EU", 3), entity("epistemic uncertainty", 4, aliases=("EU",)), False),
        (entity("time", 3), entity("tumor immune microenvironment", 4, aliases=("TIME",)), False),
        (entity("odd name", 3, aliases=("QXZ",)), entity("queer name", 4, aliases=("QXZ",)), False),
    ],
)
def test_which_names_are_one(first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    assert len(one(first, second)) == (1 if same else 2)
    assert len(one(second, first)) == (1 if same else 2)
    if same:
        assert one(first, second) == [(first["name"], 3, 4)]


def test_an_acronym_of_two_things_is_neither() -> None:
    first = tables_of(20, entity("QXZ", 3))
    long = [entity("quick xenon zap", 4, aliases=("QXZ",)), entity("quiet xylene zoo", 5, aliases=("QXZ",))]
    assert compare(first, tables_of(20, long[0], prefix="q")).notes[2] == "entities in both: 1"
    assert compare(first, tables_of(20, *long, prefix="q")).notes[2] == "entities in both: 0"


def test_a_match_by_name_and_type_comes_first() -> None:
    first = tables_of(20, entity("graph", 3), entity("graph", 4, "CONCEPT"))
    second = tables_of(20, entity("Graphs", 5), entity("graphs", 9, "CONCEPT", id="a:0"), prefix="q")
    found = {(row.type, row.papers_first, row.papers_second) for row in compare(first, second)}
    assert found == {("METHOD", 3, 5), ("CONCEPT", 4, 9)}


def test_within_one_graph_ids_decide() -> None:
    first = tables_of(20, entity("GRPO", 3, id="method:1"))
    second = tables_of(20, entity("Group Relative Policy Optimization", 4, aliases=("GRPO",), id="method:2"))
    assert len(compare(first, second)) == 1
    assert len(compare(first, second, by_id=True)) == 2
    assert same_ids(first["entities"], first["entities"]).tolist() == [0]
    assert same_ids(first["entities"], second["entities"]).tolist() == [-1]


def test_what_all_papers_hold_is_no_different() -> None:
    found = compare(counted(8, {"a": 8, "b": 3}), counted(30, {"a": 30, "b": 9}, "q"))
    row = next(row for row in found if row.name == "a")
    assert (row.log_odds, row.z, row.side) == (0.0, 0.0, None)


def test_rare_words_do_not_come_before_common_ones() -> None:
    first = {**{f"rare{i}": 1 for i in range(50)}, "common": 300, "twice": 2}
    found = compare(counted(1000, first), counted(1000, {"common": 200}, "q"), top=60)
    assert found[0].name == "common"
    assert found[0].z > 4
    assert all(abs(row.z) < 1 for row in found[1:])
    assert found[1].name == "twice"
    # However small the one set beside the other.
    tiny = compare(counted(10, {"rare": 1}), counted(10_000, {"common": 5000}, "q"))
    assert all(abs(row.z) < 2.5 for row in tiny)


def test_equals_stand_by_name() -> None:
    found = compare(counted(9, dict.fromkeys("dbac", 2)), counted(9, dict.fromkeys("zyx", 2), "q"), top=5)
    assert [row.name for row in found] == ["a", "b", "c", "d", "x"]


def run(*args: object) -> Any:
    return CliRunner().invoke(command, [str(arg) for arg in args])


def test_the_command_compares_parts_and_graphs(graph: KnowledgeGraph) -> None:
    parts = run(graph.folder, "--first", "year=..2022", "--second", "year=2023..", "--format", "json", "--top", 3)
    assert parts.exit_code == 0, parts.output
    rows = json.loads(parts.stdout)
    assert len(rows) == 3
    assert {row["side"] for row in rows} <= {"year=..2022", "year=2023.."}
    assert parts.stderr.count("no year") == 1
    only = run(
        graph.folder, "--first", "has=dpo", "--second", "has=GNN", "--only", "--side", "second", "--format", "json"
    )
    assert {row["only"] for row in json.loads(only.stdout)} == {"has=GNN"}
    same = json.loads(run(graph.folder, graph.folder, "--type", "concept", "--format", "json", "-q").stdout)
    assert same
    assert {(row["z"], row["type"], row["only"]) for row in same} == {(0.0, "CONCEPT", None)}


@pytest.mark.parametrize("filters", [[], ["--first", "year=2020"], ["--second", "year=2020"]])
def test_the_command_needs_something_to_compare_with(graph: KnowledgeGraph, filters: list[str]) -> None:
    result = run(graph.folder, *filters)
    assert isinstance(result.exception, UsageError)
    assert "--first and --second" in str(result.exception)


COUNTS = st.dictionaries(st.sampled_from([f"n{chr(97 + i)}" for i in range(12)]), st.integers(1, 20), max_size=12)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, st.integers(20, 40), st.integers(20, 400))
def test_swapping_the_sides_flips_the_signs(first: dict[str, int], second: dict[str, int], n1: int, n2: int) -> None:
    a, b = counted(n1, first), counted(n2, second, "q")
    there, back = compare(a, b, top=50), compare(b, a, names=("second", "first"), top=50)
    assert [(r.name, -r.log_odds, -r.z, r.side, r.only) for r in there] == [
        (r.name, r.log_odds, r.z, r.side, r.only) for r in back
    ]
    assert {r.name for r in there} == {*first, *second}
    for row in there:
        by_share = row.share_first - row.share_second
        assert row.log_odds * by_share >= 0
        assert math.isfinite(row.z)
        assert (row.side is None) == (row.log_odds == 0)


@settings(max_examples=30, deadline=None)
@given(COUNTS, st.integers(20, 40), st.integers(1, 9))
def test_equal_shares_are_no_difference(counts: dict[str, int], papers: int, times: int) -> None:
    more = {name: n * times for name, n in counts.items()}
    found = compare(counted(papers, counts), counted(papers * times, more, "q"), top=50)
    assert {(row.log_odds, row.z, row.side, row.only) for row in found} <= {(0.0, 0.0, None, None)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(51, 90), st.integers(51, 900))
def test_more_papers_make_it_surer(y1: int, y2: int, n1: int, n2: int) -> None:
    # Ten times as many papers of the same shares: the same ratio, a z of root ten times its size.
    small = log_odds_ratio(np.array([y1 + 1]), n1, np.array([y2]), n2)
    large = log_odds_ratio(np.array([10 * (y1 + 1)]), 10 * n1, np.array([10 * y2]), 10 * n2)
    assert large[0] == pytest.approx(small[0], abs=1e-7)
    assert large[1] == pytest.approx(small[1] * math.sqrt(10), rel=1e-5, abs=1e-7)


WORDS = st.sampled_from(["graph", "Graphs", "GRAPH", "net", "nets", "graph net", "GAN", "GANs", "zoo"])
ROWS = st.lists(
    st.tuples(WORDS, st.sampled_from(["METHOD", "CONCEPT"]), st.integers(1, 5), st.lists(WORDS, max_size=2)), max_size=7
)


@settings(max_examples=80, deadline=None)
@given(ROWS, ROWS)
def test_matching_is_one_to_one_and_the_same_both_ways(first: list[Any], second: list[Any]) -> None:
    tables = []
    for n, rows in enumerate((first, second)):
        made = [
            entity(name, papers, kind, tuple(aliases), id=f"{n}:{i}")
            for i, (name, kind, papers, aliases) in enumerate(rows)
        ]
        tables.append(tables_of(9, *made)["entities"])
    there, back = same_names(*tables).tolist(), same_names(*reversed(tables)).tolist()
    matched = [j for j in there if j >= 0]
    assert len(set(matched)) == len(matched)
    assert {(i, j) for i, j in enumerate(there) if j >= 0} == {(i, j) for j, i in enumerate(back) if i >= 0}
