from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.incidence import incidence
from kg.measure.lookup import find_row
from kg.measure.similar import ppmi, similar

TEXTS = pa.list_(pa.string())


def tables_of(
    held: Sequence[Iterable[str]],
    years: Sequence[int | None] = (),
    aliases: Mapping[str, list[str]] | None = None,
    broader: Sequence[tuple[str, str]] = (),
) -> dict[str, pa.Table]:
    """Tables of papers p000, p001 … that hold entities ``m:name``, ``d:name`` or ``c:name``, which are the ids too."""
    kinds = {"m": "METHOD", "d": "DATASET", "c": "CONCEPT"}
    sets = [sorted(set(names)) for names in held]
    ids = sorted({name for names in sets for name in names})
    links = [(f"p{i:03}", name) for i, names in enumerate(sets) for name in names]
    papers = [f"p{i:03}" for i in range(len(sets))]
    return {
        "papers": pa.table({
            "id": pa.array(papers, pa.string()),
            "ids": pa.array([[paper, f"doi:{paper}"] for paper in papers], TEXTS),
            "title": pa.array([f"Paper number {i} of all" for i in range(len(sets))], pa.string()),
            "year": pa.array(list(years) or [None] * len(sets), pa.int32()),
        }),
        "entities": pa.table({
            "id": pa.array(ids, pa.string()),
            "type": pa.array([kinds[name[0]] for name in ids], pa.string()),
            "name": pa.array([name[2:] for name in ids], pa.string()),
            "aliases": pa.array([(aliases or {}).get(name, []) for name in ids], TEXTS),
            "papers": pa.array([sum(name in names for names in sets) for name in ids], pa.int32()),
        }),
        "links": pa.table({
            "paper_id": pa.array([paper for paper, _ in links], pa.string()),
            "entity_id": pa.array([name for _, name in links], pa.string()),
        }),
        "broader": pa.table({
            "source": pa.array([a for a, _ in broader], pa.string()),
            "target": pa.array([b for _, b in broader], pa.string()),
        }),
    }  # fmt: skip


def shuffled(tables: Mapping[str, pa.Table], seed: int) -> dict[str, pa.Table]:
    """The same rows in another order."""
    rng = np.random.default_rng(seed)
    return {name: table.take(rng.permutation(table.num_rows)) for name, table in tables.items()}


def parts(why: Sequence[str]) -> tuple[list[str], float]:
    """The names, and the sum of what they add."""
    split = [one.rsplit(" ", 1) for one in why]
    return [name for name, _ in split], sum(float(value) for _, value in split)


LETTERS = [f"{kind}:{letter}" for kind in "mdc" for letter in "uvwxy"]
corpora = st.lists(st.sets(st.sampled_from(LETTERS), min_size=1, max_size=8), min_size=2, max_size=25)


def test_a_paper_is_nearest_to_its_copy() -> None:
    tables = tables_of([{"m:a", "c:b", "c:x"}, {"m:a", "c:b"}, {"c:b", "c:z"}, {"m:a", "c:b"}, {"d:q"}])
    found = similar(tables, "p001")
    assert [(row.rank, row.id) for row in found] == [(1, "p003"), (2, "p000"), (3, "p002")]
    assert found[0].score == pytest.approx(1.0, abs=1e-6)
    assert (found[0].type, found[0].papers, found[0].name) == ("PAPER", None, "Paper number 3 of all")
    # The rarer entity comes first, and adds more.
    assert parts(found[0].why)[0] == ["a", "b"]


def test_papers_are_compared_by_the_cosine_of_idf() -> None:
    found = similar(tables_of([{"m:a", "c:b"}, {"m:a"}, {"c:c"}]), "p000")
    a, b = math.log(4 / 2), math.log(4 / 1)
    assert [row.id for row in found] == ["p001"]
    assert found[0].score == pytest.approx(a / math.hypot(a, b), abs=1e-6)


def test_what_a_tenth_of_a_large_corpus_holds_counts_nothing() -> None:
    def corpus(papers: int) -> dict[str, pa.Table]:
        return tables_of([{"c:all"} | ({"m:rare"} if i < 2 else set()) for i in range(papers)])

    assert len(similar(corpus(999), "p000", 50)) == 50
    found = similar(corpus(1000), "p000", 50)
    assert [row.id for row in found] == ["p001"]
    assert parts(found[0].why)[0] == ["rare"]


def test_entities_are_alike_by_company_and_not_by_meeting() -> None:
    cats = [{f"m:{name}", "c:fur", "c:claws", f"c:{name}s"} for name in ("lynx", "puma") for _ in range(6)]
    cars = [{"m:volvo", "c:wheel", "c:engine"}] * 6
    found = similar(tables_of(cats + cars), "lynx", 50)
    methods = [row for row in found if row.type == "METHOD"]
    assert [(row.name, row.papers) for row in methods] == [("puma", 6)]
    assert set(parts(methods[0].why)[0]) == {"fur", "claws"}


def test_ppmi_is_what_its_formula_says() -> None:
    tables = tables_of([{"m:a", "c:b"}, {"m:a", "c:b"}, {"m:a", "c:c"}, {"c:c"}, {"c:c", "c:d"}, {"c:d"}])
    found = ppmi(
        incidence(tables["links"], tables["papers"], tables["entities"]), np.array([3]), np.arange(4)
    ).toarray()[0]  # sorted: c:b, c:c, c:d, m:a
    held = np.array([2.0, 3.0, 2.0, 3.0])
    smooth = held**0.75 * held.sum() / (held**0.75).sum()
    assert found[0] == pytest.approx(math.log(2 * 6 / (3 * smooth[0])) * (2 / 3) * (2 / 3))
    assert found[1:].tolist() == [0.0, 0.0, 0.0]  # c:c is met less than by chance, c:d never, and a is not its own


@settings(max_examples=20, deadline=None)
@given(corpora)
def test_scores_are_symmetric_and_their_parts_add_up(held: list[set[str]]) -> None:
    tables = tables_of(held)
    for ids in (tables["papers"]["id"].to_pylist()[:8], tables["entities"]["id"].to_pylist()[:8]):
        found = {a: similar(tables, a, 50) for a in ids}
        scores = {(a, row.id): row.score for a, rows in found.items() for row in rows}
        for (a, b), score in scores.items():
            assert 0 < score <= 1
            # An entity in fewer than 3 papers may ask, but is no answer.
            assert (b, a) not in scores or scores[b, a] == pytest.approx(score, abs=2e-6)
            assert a != b
        for rows in found.values():
            assert [(-row.score, row.id) for row in rows] == sorted((-row.score, row.id) for row in rows)
            for row in rows:
                total = parts(row.why)[1]
                if row.papers is None or len(row.why) < 5:
                    assert total == pytest.approx(row.score, abs=0.00051 * len(row.why) + 1e-5)
                else:
                    assert total <= row.score + 0.00051 * len(row.why) + 1e-5


@settings(max_examples=25, deadline=None)
@given(corpora, st.integers(0, 5))
def test_the_order_of_rows_changes_nothing(held: list[set[str]], seed: int) -> None:
    tables = tables_of(held)
    for name in ("p000", tables["entities"]["id"][0].as_py()):
        assert similar(shuffled(tables, seed), name, 50) == similar(tables, name, 50)


def test_what_a_name_means() -> None:
    tables = tables_of([{"m:Diffusion Model", "c:GAN"}, {"m:GAN", "c:oesophagus"}, {"m:GAN"}], aliases={"c:GAN": ["G"]})
    ids = {kind: tables[kind]["id"].to_pylist() for kind in ("papers", "entities")}

    def meant(name: str) -> str:
        kind, row = find_row(tables, name)
        return str(ids[kind][row])

    assert meant("diffusion-models") == "m:Diffusion Model"
    assert meant("gan") == "m:GAN"  # in more papers than the concept
    assert meant("c:GAN") == meant("g") == "c:GAN"
    assert meant("Esophagus") == "c:oesophagus"
    assert meant("doi:p001") == meant("paper number 1 of all") == meant("Paper Number 1") == "p001"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Difusion Modell", "did you mean 'Diffusion Model'"),
        ("paper number", "2 titles begin"),
        ("", "no entity or paper"),
        ("zzzzzz", "no entity or paper is called 'zzzzzz'"),
    ],
)
def test_a_name_that_means_nothing(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        similar(tables_of([{"m:Diffusion Model"}, {"m:Diffusion Model", "c:b"}]), name)


def test_top_and_the_lonely() -> None:
    tables = tables_of([{"m:a"}, {"c:b"}])
    assert len(similar(tables, "a")) == 0
    assert len(similar(tables, "p000")) == 0
    assert "1 paper only" in " ".join(similar(tables, "a").notes)
    with pytest.raises(UsageError, match="top must be 1"):
        similar(tables, "a", 0)


def test_a_real_graph(graph: KnowledgeGraph) -> None:
    papers = similar(graph.tables, "gnn-0")
    assert all(row.id.startswith("gnn-") for row in papers[:5])
    assert all(0 < row.score <= 1 for row in papers)
    entities = similar(graph.tables, "GNN", 5)
    assert {"Cora", "node classification"} & {row.name for row in entities}
