from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.incidence import incidence
from kg.measure.gaps import Gap, Walk, gaps, recency
from tests.bench.gaps import auc, measure, precision

from .test_similar import corpora, shuffled, tables_of

#: Two topics; ``b`` goes with all that ``hole`` goes with, and never with ``hole`` itself.
PLANTED = [
    *[{"m:a", "c:hole", "c:one", "c:two"}] * 4,
    *[{"m:b", "c:one", "c:two"}] * 6,
    *[{"m:far", "c:three", "c:four"}] * 9,
]


def pairs(found: list[Gap]) -> set[tuple[str, str]]:
    return {(gap.id_first, gap.id_second) for gap in found}


def test_a_planted_gap_is_found() -> None:
    found = gaps(tables_of(PLANTED), min_papers=3)
    assert [(gap.rank, gap.first, gap.second) for gap in found] == [(1, "b", "hole")]
    gap = found[0]
    assert (gap.papers_first, gap.papers_second) == (6, 4)
    assert gap.expected == pytest.approx(6 * 4 / 19, abs=1e-3)
    assert gap.bridges == ["one", "two"]
    assert gap.score > 0


def test_near_and_other_kinds() -> None:
    tables = tables_of(PLANTED, aliases={"c:hole": ["void"]})
    for name in ("b", "hole", "Voids"):
        assert pairs(list(gaps(tables, min_papers=3, near=name))) == {("m:b", "c:hole")}
    assert gaps(tables, min_papers=3, near="b")[0].score == gaps(tables, min_papers=3)[0].score
    assert len(gaps(tables, min_papers=3, near="far")) == 0
    assert pairs(list(gaps(tables, "concept", "method", 3))) == {("c:hole", "m:b")}
    assert pairs(list(gaps(tables, "method", "method", 3))) == {("m:a", "m:b")}
    assert pairs(list(gaps(tables, "method", "method", 3, near="b"))) == {("m:b", "m:a")}
    assert len(gaps(tables, "dataset", "concept", 3)) == 0


@pytest.mark.parametrize(
    ("other", "aliases", "broader"),
    [
        ("c:nets of graphs and b", {}, []),
        ("c:hole", {"c:hole": ["B"]}, []),
        ("c:hole", {"m:b": ["Hole theory"]}, []),
        ("c:hole", {}, [("m:b", "c:one"), ("c:one", "c:hole")]),
        ("c:hole", {}, [("c:hole", "m:b")]),
    ],
)
def test_one_thing_is_no_gap(other: str, aliases: dict[str, list[str]], broader: list[tuple[str, str]]) -> None:
    held = [{other if name == "c:hole" else name for name in names} for names in PLANTED]
    assert len(gaps(tables_of(held, aliases=aliases, broader=broader), min_papers=3)) == 0
    assert len(gaps(tables_of(held), min_papers=3)) == (other == "c:hole")


@settings(max_examples=40, deadline=None)
@given(corpora, st.sampled_from(["method", "dataset", "concept"]), st.sampled_from(["method", "concept"]))
def test_a_joined_pair_never_appears(held: list[set[str]], first: str, second: str) -> None:
    found = gaps(tables_of(held), first, second, 1, top=200)
    for gap in found:
        assert not any({gap.id_first, gap.id_second} <= names for names in held)
        assert (gap.id_first[0], gap.id_second[0]) == (first[0], second[0])
        assert gap.bridges
        assert gap.papers_first == sum(gap.id_first in names for names in held)
    assert len({frozenset((gap.id_first, gap.id_second)) for gap in found}) == len(found)
    assert [gap.rank for gap in found] == list(range(1, len(found) + 1))
    assert [gap.score for gap in found] == sorted((gap.score for gap in found), reverse=True)


@settings(max_examples=25, deadline=None)
@given(corpora, st.integers(0, 5))
def test_the_order_of_rows_changes_nothing(held: list[set[str]], seed: int) -> None:
    tables = tables_of(held, [2000 + i % 7 if i % 3 else None for i in range(len(held))])
    assert gaps(shuffled(tables, seed), min_papers=1) == gaps(tables, min_papers=1)


def test_the_score_is_what_its_formula_says() -> None:
    rng = np.random.default_rng(1)
    held = [{f"m:{i}" for i in rng.choice(12, 5)} | {f"c:{i}" for i in rng.choice(12, 5)} for _ in range(40)]
    tables = tables_of(held, [2020 + i % 4 for i in range(40)])
    matrix, weight = incidence(tables["links"], tables["papers"], tables["entities"]), recency(tables["papers"])
    kinds = np.array(tables["entities"]["type"].to_pylist())
    first, second = (np.flatnonzero(kinds == kind) for kind in ("METHOD", "CONCEPT"))
    a = matrix.toarray()
    assert (a.sum(axis=0) >= 3).all()
    q = a.T @ np.diag(weight / a.sum(axis=1)) @ a
    np.fill_diagonal(q, 0)
    mass = a.T @ weight
    walk = q[first] @ np.diag(mass**-0.5) @ q[:, second]
    attached = np.outer(mass[first], mass[second])
    found = [(walked, one) for _, walked, one in Walk(matrix, weight, first, second).blocks()]
    assert np.concatenate([walked for walked, _ in found]) == pytest.approx(walk / walk.mean())
    assert np.concatenate([one for _, one in found]) == pytest.approx(attached / attached.mean())


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    held = [{f"{kind}:{i}" for kind in "mc" for i in (rng.random(4) ** 2 * 30).astype(int)} for _ in range(120)]
    tables = tables_of(held)
    whole = [gaps(tables, "method", other, 2, top=30) for other in ("concept", "method")]
    assert all(len(found) == 30 for found in whole)
    monkeypatch.setattr("kg.measure.gaps._CELLS", 50)
    assert [gaps(tables, "method", other, 2, top=30) for other in ("concept", "method")] == whole


def test_no_entity_fills_the_list() -> None:
    held = [{"m:hub", "c:x"}] * 30 + [{f"c:{i}", "c:x"} for i in range(9) for _ in range(5)]
    held += [{"m:other", "c:rest"}] * 30
    assert len(gaps(tables_of(held))) == 3
    assert len(gaps(tables_of(held), near="hub")) == 9


def test_recent_papers_weigh_more() -> None:
    weights = recency(tables_of([{"m:a"}] * 4, [2020, None, 2022, 2021])["papers"])
    assert weights.tolist() == pytest.approx([0.25, (0.25 + 1 + 0.5) / 3, 1.0, 0.5])
    assert recency(tables_of([{"m:a"}] * 2)["papers"]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"first": "author"}, "there are: method, dataset, concept"),
        ({"min_papers": 0}, "min_papers must be 1"),
        ({"top": 0}, "top must be 1"),
        ({"near": "hoel"}, "did you mean 'hole'"),
        ({"near": "hole", "second": "dataset"}, "is a concept"),
        ({"near": "hole", "min_papers": 5}, "in 4 papers only"),
    ],
)
def test_what_makes_no_sense(more: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        gaps(tables_of(PLANTED), **more)  # type: ignore[arg-type]


def test_empty_tables() -> None:
    assert len(gaps(tables_of([]))) == 0
    assert len(gaps(tables_of([{"m:a"}, {"c:b"}]), min_papers=1)) == 0


def test_a_real_graph(graph: KnowledgeGraph) -> None:
    links = graph.tables["links"]
    held = set(zip(links["paper_id"].to_pylist(), links["entity_id"].to_pylist(), strict=True))
    papers = graph.tables["papers"]["id"].to_pylist()
    found = gaps(graph.tables)
    assert len(found) > 0
    assert not any((paper, g.id_first) in held and (paper, g.id_second) in held for g in found for paper in papers)


def test_auc_and_precision() -> None:
    positive = np.array([True, False, True, False, False])
    perfect = positive.astype(float)
    assert auc(perfect, positive) == 1.0
    assert auc(-perfect, positive) == 0.0
    assert auc(np.zeros(5), positive) == 0.5
    assert auc(np.array([3.0, 3.0, 1.0, 0.0, 2.0]), positive) == pytest.approx((2.5 + 1) / 6)
    assert np.isnan(auc(perfect, np.ones(5, dtype=bool)))
    rng = np.random.default_rng(0)
    assert auc(rng.random(20_000), rng.random(20_000) < 0.3) == pytest.approx(0.5, abs=0.02)
    assert precision(perfect, positive, 2) == 1.0
    assert precision(np.zeros(5), positive, 2) == pytest.approx(0.4)
    assert precision(np.array([5.0, 4.0, 3.0, 3.0, 0.0]), positive, 3) == pytest.approx((1 + 0.5) / 3)
    assert precision(perfect, positive, 100) == pytest.approx(0.4)


def test_the_bench_counts_what_was_joined() -> None:
    later = [{"m:b", "c:hole"}, {"m:b", "c:one"}]
    tables = tables_of(PLANTED + later, [2020 + i % 3 for i in range(len(PLANTED))] + [2023, 2023])
    found = measure(tables, 2023, "method", "concept", 3)
    assert found["papers"] == (19, 2)
    assert found["candidates"] == 3 * 5 - 3 - 2 - 2  # a: 3, b: 2 and far: 2 are joined before
    assert found["positives"] == 1
    assert found["listed"] == 1.0
    by_name = {name: area for name, area, _, _ in found["rows"]}
    assert by_name["its walk alone"] == by_name["Adamic-Adar"] == by_name["cosine of PPMI"] == 1.0
