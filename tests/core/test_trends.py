"""Trends: what is a rise or a fall, and what is chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import kg
from kg.cli.trends import command
from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.measure.trends import Trend, trends
from kg.records import SCHEMAS

from .made import papers_table
from .test_link import entities_table

DATED = Path(__file__).parents[1] / "data" / "dated.jsonl"


def made(counts: Any, papers: Sequence[int], dates: Sequence[str | None] = ()) -> dict[str, pa.Table]:
    """Tables in which entity ``i`` stands in the first ``counts[i][t]`` of the ``papers[t]`` papers of a date."""
    dates = dates or [str(2010 + t) for t in range(len(papers))]
    held = np.asarray(counts, dtype=np.int64).reshape(-1, len(papers))
    assert (held <= np.asarray(papers)).all()
    first = np.concatenate([[0], np.cumsum(papers)])
    ids = [f"p{i:06}" for i in range(first[-1])]
    date = [d for d, n in zip(dates, papers, strict=True) for _ in range(n)]
    table = papers_table(ids, {}, {})
    when: dict[str, list[Any]] = {"date": date, "year": [int(d[:4]) if d else None for d in date]}
    for name, column in when.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.array(column, table.schema.field(at).type))
    entities = entities_table([f"n{i}" for i in range(len(held))])
    which, of = np.nonzero(held)
    repeats = held[which, of]
    paper = np.array([first[t] + k for t, n in zip(of, repeats, strict=True) for k in range(n)], dtype=np.int64)
    entity = np.repeat(which, repeats)
    values = {"paper_id": np.array(ids)[paper], "entity_id": np.array(entities["id"].to_pylist())[entity]}
    filled: dict[Any, Any] = {pa.string(): "x", pa.int32(): 1, pa.float64(): 0.9}
    links = {
        field.name: pa.array(values[field.name].tolist() if field.name in values else [filled[field.type]] * len(paper))
        .cast(field.type)
        for field in SCHEMAS["links"]
    }  # fmt: skip
    return {"papers": table, "entities": entities, "links": pa.table(links, schema=SCHEMAS["links"])}


def one(counts: Sequence[int], papers: Sequence[int], **options: Any) -> Trend:
    found = trends(made([counts], papers), min_papers=1, **options)
    assert len(found) == 1
    return found[0]


@st.composite
def courses(draw: st.DrawFn, longest: int = 7) -> tuple[list[int], list[int]]:
    """The counts of one entity and of all papers, over a few years."""
    papers = draw(st.lists(st.integers(1, 60), min_size=2, max_size=longest))
    counts = [draw(st.integers(0, n)) for n in papers]
    return (counts, papers) if any(counts) else ([1, *counts[1:]], papers)


def by_optimizer(counts: Sequence[int], papers: Sequence[int], precision: float) -> float:
    """The mode of b in the full Poisson model of both parameters, by a general optimizer."""
    n, t, size = np.array(counts, float), np.arange(len(papers)) - np.mean(range(len(papers))), np.log(papers)

    def loss(x: Any) -> float:
        rate = size + x[0] + x[1] * t
        return float((np.exp(rate) - n * rate).sum() + precision * x[1] ** 2 / 2)

    best = minimize(loss, [np.log(n.sum() / np.sum(papers)), 0.0], method="BFGS", options={"gtol": 1e-9})
    return float(best.x[1])


@pytest.mark.parametrize(
    ("counts", "papers"),
    [([3, 9], [50, 50]), ([0, 0, 7], [30, 10, 40]), ([9, 4, 0, 0], [20, 20, 90, 5]), ([5, 5, 9, 30, 2], [60] * 5)],
)
def test_growth_is_that_of_the_full_poisson_model(counts: list[int], papers: list[int]) -> None:
    precision = max(np.log(2), 1.25 / np.std(range(len(papers)))) ** -2
    assert np.log(one(counts, papers).growth) == pytest.approx(by_optimizer(counts, papers, precision), abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(courses())
def test_an_interval_holds_its_growth_and_says_the_trend(course: tuple[list[int], list[int]]) -> None:
    counts, papers = course
    found = one(counts, papers)
    assert 0 < found.low < found.growth < found.high < np.inf
    assert found.trend == ("rising" if found.low > 1 else "falling" if found.high < 1 else "steady")
    assert found.papers == sum(counts)
    assert found.counts == tuple(f"{2010 + t}:{n}" for t, n in enumerate(counts))
    assert found.first == str(2010 + next(t for t, n in enumerate(counts) if n))
    assert (found.peak is None) == (max(counts) < 2)


@settings(max_examples=30, deadline=None)
@given(courses(longest=3))
def test_twice_the_papers_narrow_the_interval(course: tuple[list[int], list[int]]) -> None:
    counts, papers = course
    once, twice = one(counts, papers), one([2 * n for n in counts], [2 * n for n in papers])
    assert twice.high / twice.low < once.high / once.low


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=4, max_size=8))
def test_twice_the_papers_of_many_periods_narrow_it_by_a_root_of_two(papers: list[int]) -> None:
    once, twice = one(papers, [90 * n for n in papers]), one([2 * n for n in papers], [180 * n for n in papers])
    # The prior, of which there is still only one, takes part of it.
    assert 1.0 < np.log(once.high / once.low) / np.log(twice.high / twice.low) < np.sqrt(2)


@settings(max_examples=30, deadline=None)
@given(courses())
def test_time_run_backwards_turns_growth_around(course: tuple[list[int], list[int]]) -> None:
    counts, papers = course
    assert one(counts[::-1], papers[::-1]).growth == pytest.approx(1 / one(counts, papers).growth, rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=8), st.integers(1, 10))
def test_a_steady_share_is_no_trend_however_the_papers_grow(tens: list[int], share: int) -> None:
    found = one([share * n for n in tens], [10 * n for n in tens])
    assert found.trend == "steady"
    assert found.growth == pytest.approx(1.0, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_count(random: Any) -> None:
    tables = made([[1, 4, 9], [9, 4, 1], [3, 3, 3], [0, 0, 6], [6, 0, 0]], [20, 25, 30])
    mixed = {name: table.take(random.sample(range(table.num_rows), table.num_rows)) for name, table in tables.items()}
    assert trends(mixed) == trends(tables)


@pytest.mark.parametrize("counts", [[1, 3], [0, 3], [0, 1, 3], [3, 1], [2, 5], [4, 0]])
def test_a_few_papers_more_are_no_trend(counts: list[int]) -> None:
    assert one(counts, [100] * len(counts)).trend == "steady"


@pytest.mark.parametrize("papers", [[400] * 2, [400] * 6, [40, 80, 160, 320, 640, 1280], [900, 20, 500, 60, 700]])
@pytest.mark.parametrize("share", [0.02, 0.15])
def test_chance_is_rarely_called_a_trend(papers: list[int], share: float) -> None:
    chance = np.random.default_rng(7)
    counts = np.minimum(chance.poisson(share * np.array(papers), (1500, len(papers))), papers)
    found = trends(made(counts, papers), top=1500)
    assert len(found) > 700
    # One in twenty, and three standard errors of counting so many.
    called = sum(row.trend != "steady" for row in found)
    assert called <= 0.05 * len(found) + 3 * np.sqrt(0.05 * 0.95 * len(found))


def test_doubling_every_year_is_found_and_covered() -> None:
    chance = np.random.default_rng(3)
    papers = [300] * 6
    counts = np.minimum(chance.poisson(1.5 * 2.0 ** np.arange(6), (400, 6)), papers)
    found = trends(made(np.vstack([counts, counts[:, ::-1]]), papers), top=800)
    assert {row.trend for row in found if row.growth > 1} == {"rising"}
    assert {row.trend for row in found if row.growth < 1} == {"falling"}
    covered = sum(row.low <= 2 <= row.high or row.low <= 0.5 <= row.high for row in found)
    assert covered >= 0.92 * len(found) == 0.92 * 800


def test_scatter_widens_the_interval() -> None:
    papers = [200] * 8
    smooth, rough = one([10, 12, 14, 16, 20, 23, 26, 30], papers), one([30, 2, 3, 26, 2, 45, 3, 40], papers)
    assert smooth.trend == "rising"
    assert smooth.papers == rough.papers
    assert np.log(rough.high / rough.low) > 2 * np.log(smooth.high / smooth.low)


def test_one_old_paper_is_no_scatter() -> None:
    late = [40, 60, 80, 100, 120]
    without, with_ = one([0, *late], [2, *[900] * 5]), one([1, *late], [2, *[900] * 5])
    assert with_.trend == without.trend == "rising"
    assert np.log(with_.high / with_.low) < 1.2 * np.log(without.high / without.low)


def test_order_and_direction() -> None:
    tables = made([[2, 8, 30], [30, 8, 2], [9, 9, 9], [1, 20, 90], [60, 20, 1], [9, 9, 9]], [100, 100, 100])
    both = trends(tables)
    assert [row.name for row in both[-2:]] == ["n2", "n5"]
    assert [row.trend for row in both].count("steady") == 2
    evidence = [round(max(np.log(row.low), -np.log(row.high)), 3) for row in both]
    assert evidence == sorted(evidence, reverse=True)
    rising, falling = trends(tables, direction="rising"), trends(tables, direction="falling")
    assert [row.name for row in rising] == ["n3", "n0"]
    assert [row.name for row in falling] == ["n4", "n1"]
    assert rising[0].low > rising[1].low
    assert falling[0].high < falling[1].high
    assert [row.name for row in trends(tables, top=1, direction="falling")] == ["n4"]
    assert "of 6 with at least 5 papers 2 rise and 2 fall" in both.notes


def test_kind_and_fewest_papers() -> None:
    tables = made([[2, 8], [3, 3], [1, 1], [4, 1]], [50, 50])
    tables["entities"] = entities_table(list("abcd"), ["METHOD", "DATASET", "METHOD", "CONCEPT"])
    ids = {f"method:{i:03}": i for i in range(4)}
    renamed = [tables["entities"]["id"][ids[i]].as_py() for i in tables["links"]["entity_id"].to_pylist()]
    at = tables["links"].schema.get_field_index("entity_id")
    tables["links"] = tables["links"].set_column(at, SCHEMAS["links"].field(at), pa.array(renamed))
    assert {row.name for row in trends(tables)} == {"a", "b", "d"}
    assert [(row.name, row.type) for row in trends(tables, "dataset")] == [("b", "DATASET")]
    assert {row.name for row in trends(tables, "method", min_papers=2)} == {"a", "c"}
    empty = trends(tables, "concept", min_papers=6)
    assert list(empty) == []
    assert "of 0 with at least 6 papers 0 rise and 0 fall" in empty.notes


def test_years_without_papers_are_no_periods_but_time_passes() -> None:
    gap = trends(made([[3, 12]], [100, 100], ["2010", "2016"]))[0]
    assert gap.counts == ("2010:3", "2016:12")
    # Four times as many after six years is a quarter a year.
    assert gap.growth == pytest.approx(4 ** (1 / 6), rel=0.05)


def test_a_peak_is_not_that_of_two_papers_of_two() -> None:
    assert one([2, 30, 20], [2, 60, 200]).peak == "2011"


def test_by_month() -> None:
    dates = ["2024-11-03", "2024-12", "2025-01-30", "2025", None]
    tables = made([[1, 4, 9, 2, 1]], [40, 40, 40, 7, 3], dates)
    found = trends(tables, per="month")
    assert found[0].counts == ("2024-11:1", "2024-12:4", "2025-01:9")
    assert (found[0].first, found[0].peak, found[0].papers) == ("2024-11", "2025-01", 14)
    assert found[0].growth > 12
    assert found.notes[:3] == (
        "120 papers of 3 months, 2024-11 to 2025-01",
        "3 papers bear no date: left out",
        "7 papers bear a year and no month: left out",
    )
    yearly = trends(tables)
    assert yearly[0].counts == ("2024:5", "2025:11")
    assert yearly.notes[:2] == ("127 papers of 2 years, 2024 to 2025", "3 papers bear no date: left out")


@pytest.mark.parametrize(
    ("dates", "per", "message"),
    [
        ([None, None], "year", "the papers bear no dates: build"),
        ([None, "2024"], "year", "all dated papers are of 2024: build"),
        (["2024-01", "2024-02"], "year", "all dated papers are of 2024: ask for trends by month, or build"),
        (["2023", "2024"], "month", "the papers bear no dates with a month: ask for trends by year, or build"),
        (["2024-01", "2024"], "month", "all dated papers are of 2024-01: build"),
    ],
)
def test_too_few_dates(dates: list[str | None], per: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        trends(made([[3, 3]], [9, 9], dates), per=per)


@pytest.mark.parametrize(
    "options", [{"kind": "paper"}, {"per": "week"}, {"direction": "up"}, {"min_papers": 0}, {"top": 0}]
)
def test_arguments_that_make_no_sense(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"there are: |1 or more"):
        trends(made([[3, 3]], [9, 9]), **options)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return kg.build(DATED, tmp_path_factory.mktemp("dated") / "dated.kg", settings=kg.Settings())


def test_the_dated_papers_have_the_trends_they_were_written_for(dated: KnowledgeGraph) -> None:
    trend = {row.name.casefold(): row.trend for row in trends(dated.tables, top=100)}
    rising = {"large language model", "diffusion model", "contrastive learning"}
    falling = {"word2vec", "generative adversarial network"}
    assert {name for name, what in trend.items() if what == "rising"} == rising
    assert {name for name, what in trend.items() if what == "falling"} == falling
    assert {"imagenet", "coco", "graph neural network", "reinforcement learning"} <= set(trend) - rising - falling


def test_the_command_prints_them(dated: KnowledgeGraph) -> None:
    def run(*args: str) -> Any:
        return CliRunner().invoke(command, [str(dated.folder), *args], catch_exceptions=False)

    table = run("--type", "method", "--falling")
    assert "word2vec" in table.stdout
    assert "large language model" not in table.stdout
    assert "counts" not in table.stdout
    assert "2019 to 2024" in table.stderr
    rows = json.loads(run("--rising", "--top", "2", "--format", "json", "-q").stdout)
    assert [row["trend"] for row in rows] == ["rising"] * 2
    assert len(rows[0]["counts"]) == 6
    assert run("--rising", "-q").stderr == ""


def test_trends_are_properties_of_entities(dated_graph: KnowledgeGraph) -> None:
    rows = {row["id"]: row for row in dated_graph.tables["entities"].to_pylist()}
    found = dated_graph.trends(top=1000)
    assert len(found) == sum(row["growth"] is not None for row in rows.values())
    for trend in found:
        row = rows[trend.id]
        assert (row["growth"], row["growth_low"], row["growth_high"]) == (trend.growth, trend.low, trend.high)
        assert str(row["first_year"]) == trend.first
