from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from kg import link
from kg.incidence import incidence
from kg.link import broader, related, shares
from kg.names import fold
from kg.records import SCHEMAS
from kg.resources import lexicon, read_rows
from kg.settings import Settings

from .made import BLANK, Said, papers_table, resolved, spread


def entities_table(names: list[str], types: list[str] | None = None) -> pa.Table:
    types = types or ["METHOD"] * len(names)
    rows = [
        {
            "id": f"{kind.lower()}:{i:03}", "type": kind, "name": name, "aliases": [], "papers": 1,
            **BLANK,
        }
        for i, (name, kind) in enumerate(zip(names, types, strict=True))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, SCHEMAS["entities"])


def tables_of(held: list[set[int]], entities: int) -> tuple[sparse.csr_array, pa.Table, pa.Table]:
    matrix = np.zeros((len(held), entities))
    for row, columns in enumerate(held):
        matrix[row, list(columns)] = 1.0
    # Names run against ids, so that a mix-up of the two orders shows.
    names = [f"n{entities - i:03}" for i in range(entities)]
    return sparse.csr_array(matrix), papers_table([f"p{i:03}" for i in range(len(held))], {}, {}), entities_table(names)


def strongest(count: int, kept: int, weight: Callable[[int, int], float]) -> dict[tuple[int, int], float]:
    """The pairs that either end has among its ``kept`` heaviest; of equals the first partners."""
    weights = {(i, j): round(weight(i, j), 6) for i in range(count) for j in range(count) if i != j}
    pairs = {}
    for i in range(count):
        partners = sorted((j for j in range(count) if j != i and weights[i, j] > 0), key=lambda j: (-weights[i, j], j))
        pairs.update({(min(i, j), max(i, j)): weights[i, j] for j in partners[:kept]})
    return pairs


def expected_shares(
    held: list[set[int]], entities: int, told: Settings
) -> dict[tuple[str, str], tuple[float, list[str]]]:
    count = len(held)
    df = [sum(e in paper for paper in held) for e in range(entities)]
    cap = min(told.hub_papers, told.hub_share * count if count >= told.hub_corpus else math.inf)
    idf = {e: math.log((count + 1) / df[e]) for e in range(entities) if 2 <= df[e] <= cap}
    common = {(i, j): held[i] & held[j] & idf.keys() for i in range(count) for j in range(count)}
    pairs = strongest(count, told.links_kept, lambda i, j: sum(idf[e] for e in common[i, j]))
    return {
        (f"p{i:03}", f"p{j:03}"): (
            w,
            [f"n{entities - e:03}" for e in sorted(common[i, j], key=lambda e: (-idf[e], -e))],
        )
        for (i, j), w in pairs.items()
    }


def expected_related(held: list[set[int]], entities: int, told: Settings) -> dict[tuple[str, str], tuple[float, int]]:
    count = len(held)
    df = [sum(e in paper for paper in held) for e in range(entities)]
    both = {(x, y): sum({x, y} <= paper for paper in held) for x in range(entities) for y in range(entities)}

    def npmi(x: int, y: int) -> float:
        together = both[x, y]
        if together < told.related_papers:
            return 0.0
        if together == count:
            return 1.0
        value = round(math.log(together * count / (df[x] * df[y])) / -math.log(together / count), 6)
        return value if value >= told.related_npmi else 0.0

    pairs = strongest(entities, told.related_kept, npmi)
    return {(f"method:{x:03}", f"method:{y:03}"): (w, both[x, y]) for (x, y), w in pairs.items()}


@st.composite
def holdings(draw: st.DrawFn) -> tuple[list[set[int]], int]:
    entities = draw(st.integers(0, 9))
    one = st.sets(st.integers(0, entities - 1)) if entities else st.just(set())
    return draw(st.lists(one, max_size=12)), entities


SETTINGS = st.builds(
    Settings,
    hub_share=st.sampled_from([0.1, 0.3, 0.5, 1.0]),
    hub_corpus=st.sampled_from([1, 6, 1000]),
    hub_papers=st.sampled_from([2, 3, 1000]),
    links_kept=st.sampled_from([1, 2, 20]),
    related_papers=st.sampled_from([1, 2, 3]),
    related_npmi=st.sampled_from([0.0, 0.1, 0.6, 1.0]),
    related_kept=st.sampled_from([1, 2, 20]),
)


@settings(deadline=None, max_examples=300)
@given(holdings(), SETTINGS, st.sampled_from([1, 2, 5, 1024]))
def test_shares_and_related_are_what_they_are_defined_to_be(
    made: tuple[list[set[int]], int], told: Settings, block: int
) -> None:
    held, entities = made
    matrix, papers, names = tables_of(held, entities)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link, "_BLOCK", block)
        shared, together = shares(matrix, papers, names, told), related(matrix, names, told)
    found: dict[Any, Any] = {(r["source"], r["target"]): (r["weight"], r["entities"]) for r in shared.to_pylist()}
    wanted: dict[Any, Any] = expected_shares(held, entities, told)
    assert list(found) == sorted(wanted), "sorted, each pair once"
    for pair, (weight, why) in wanted.items():
        assert found[pair] == (pytest.approx(weight, abs=2e-6), why)
    assert shared["count"].to_pylist() == [len(r["entities"]) for r in shared.to_pylist()]
    found = {(r["source"], r["target"]): (r["npmi"], r["papers"]) for r in together.to_pylist()}
    wanted = expected_related(held, entities, told)
    assert list(found) == sorted(wanted)
    for pair, (weight, count) in wanted.items():
        assert found[pair] == (pytest.approx(weight, abs=2e-6), count)
    assert (shared.schema, together.schema) == (SCHEMAS["shares"], SCHEMAS["related"])


def test_ties_go_to_the_first_ids_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix, papers, names = tables_of([{0} for _ in range(40)], 1)
    tables = []
    for block in (1, 7, 1024):
        monkeypatch.setattr(link, "_BLOCK", block)
        tables.append(shares(matrix, papers, names, Settings(links_kept=2)))
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
    assert {row["source"] for row in tables[0].to_pylist()} == {"p000", "p001"}


def test_two_papers_that_share_all_they_have_are_joined() -> None:
    result = resolved([Said("a", "Foo"), Said("b", "Foo"), Said("a", "Bar"), Said("b", "Bar")])
    papers = papers_table("ab", {}, {})
    matrix = incidence(result.links, papers, result.entities)
    (row,) = shares(matrix, papers, result.entities, Settings()).to_pylist()
    assert (row["source"], row["target"], row["count"], row["entities"]) == ("a", "b", 2, ["Bar", "Foo"])
    assert row["weight"] == pytest.approx(2 * math.log(1.5), abs=1e-6)
    (row,) = related(matrix, result.entities, Settings()).to_pylist()
    assert (row["papers"], row["npmi"]) == (2, 1.0)


def test_the_rarest_shared_entity_comes_first() -> None:
    held = [{0, 1, 2}, {0, 1, 2}, {0, 1}, {0}, set()]
    matrix, papers, names = tables_of(held, 3)
    (row, *_) = shares(matrix, papers, names, Settings()).to_pylist()
    assert row["entities"] == ["n001", "n002", "n003"]


def test_hubs_join_none() -> None:
    matrix, papers, names = tables_of([{0, 1}, {0, 1}, {0}, {0}], 2)
    found = shares(matrix, papers, names, Settings(hub_papers=3)).to_pylist()
    assert [(r["source"], r["target"], r["entities"]) for r in found] == [("p000", "p001", ["n001"])]


def test_many_papers_are_cut_and_counted_in_blocks() -> None:
    rng = np.random.default_rng(0)
    held = [set(rng.choice(60, size=6, replace=False).tolist()) for _ in range(150)]
    matrix, papers, names = tables_of(held, 60)
    told = Settings(links_kept=4)
    found = shares(matrix, papers, names, told)
    wanted = expected_shares(held, 60, told)
    assert [(r["source"], r["target"]) for r in found.to_pylist()] == sorted(wanted)


def test_incidence() -> None:
    result = resolved([*spread(2, "Foo"), Said("Foo-0", "Bar"), Said("z", "Unsure", confidence=0.1)])
    papers = papers_table(["z", "Foo-0", "Foo-1"], {}, {})
    assert incidence(result.links, papers, result.entities).toarray().tolist() == [[1, 1], [0, 1], [0, 0]]


def pairs(names: list[str], types: list[str] | None = None) -> set[tuple[str, str]]:
    table = entities_table(names, types)
    name_of = dict(zip(table["id"].to_pylist(), names, strict=True))
    found = broader(table)
    assert found.schema == SCHEMAS["broader"]
    rows = [(row["source"], row["target"]) for row in found.to_pylist()]
    assert rows == sorted(set(rows))
    return {(name_of[a], name_of[b]) for a, b in rows}


def test_the_head_of_a_name_is_broader() -> None:
    names = ["conditional latent diffusion model", "latent diffusion models", "Diffusion Model", "model", "diffusion"]
    assert pairs(names) == {
        ("conditional latent diffusion model", "latent diffusion models"),
        ("latent diffusion models", "Diffusion Model"),
        ("Diffusion Model", "model"),
    }


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("bag of words", "words"), ("graph of models", "models"), ("translation with model", "model"),
        ("self-supervised learning", "supervised learning"), ("non-convex optimization", "convex optimization"),
        ("off-target translation", "target translation"), ("t-SNE", "SNE"), ("BIOS", "bio"),
        ("diffusion model", "mode"), ("model", "models"), ("diffusion", "diffusion model"),
    ],
)  # fmt: skip
def test_what_is_no_head(narrow: str, broad: str) -> None:
    assert (narrow, broad) not in pairs([narrow, broad])


def test_hyphens_do_not_hide_a_head() -> None:
    assert pairs(["self-supervised learning", "learning"]) == {("self-supervised learning", "learning")}
    assert pairs(["causal pre-training", "pretraining"]) == {("causal pre-training", "pretraining")}


def test_datasets_are_neither_broader_nor_narrower() -> None:
    assert pairs(["Caltech Birds", "birds"], ["DATASET", "CONCEPT"]) == set()
    assert pairs(["news birds", "birds"], ["CONCEPT", "DATASET"]) == set()


def test_the_lexicon_says_what_no_head_tells() -> None:
    assert pairs(["GPT-4", "large language model", "language model", "model"]) == {
        ("GPT-4", "large language model"),
        ("large language model", "language model"),
        ("language model", "model"),
    }
    assert pairs(["GPT-4", "language model"]) == set()


def test_no_entities() -> None:
    assert pairs([]) == set()


def test_nothing_is_broader_than_itself_by_way_of_others() -> None:
    told = {fold(row[0]): fold(row[1]) for row in read_rows(lexicon("broader.tsv"))}
    names = sorted({cell for row in read_rows(lexicon("broader.tsv")) for cell in row})
    graph = dict(pairs([*names, "model", "learning", "network", "attack", "tuning", "prompting", "optimization"]))
    for start in graph:
        seen, name = {start}, start
        while name in graph:
            name = graph[name]
            assert name not in seen, f"a circle through {name!r}"
            seen.add(name)
    assert all(key != target for key, target in told.items())
