"""What is drawn, what is listed, and what a name means."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from kg.errors import UsageError
from kg.records import SCHEMAS
from kg.viewer.find import find
from kg.viewer.model import Picture, picture, pull
from kg.viewer.regions import regions
from viewer import corpus


def names(drawn: Picture) -> tuple[set[str], set[str], set[str]]:
    """Titles, drawn and listed names."""
    tables = corpus.friendly()
    entities = [tables["entities"]["name"][int(i)].as_py() for i in drawn.entities]
    titles = {tables["papers"]["id"][int(i)].as_py() for i in drawn.papers}
    return titles, set(entities[: drawn.drawn]), set(entities[drawn.drawn :])


def test_shared_entities_are_drawn_the_others_listed() -> None:
    papers, drawn, listed = names(picture(corpus.friendly()))
    assert len(papers) == 6
    assert "diffusion model" in drawn
    assert listed == {"FID", "weaving", "conditional diffusion model"}


def test_around_an_entity_are_its_papers() -> None:
    papers, drawn, _ = names(picture(corpus.friendly(), "CIFAR 10"))
    assert papers == {"p4", "p5"}
    assert drawn == {"CIFAR-10", "diffusion model"}


def test_around_a_paper_are_those_it_shares_with() -> None:
    assert names(picture(corpus.friendly(), "Faster Sampling"))[0] == {"p3", "p4", "p5"}


def test_around_an_entity_of_one_paper_are_its_neighbours_too() -> None:
    papers, drawn, _ = names(picture(corpus.friendly(), "fid"))
    assert papers == {"p3", "p4", "p5"}
    assert "FID" in drawn


def test_around_a_paper_without_neighbours_is_itself() -> None:
    assert names(picture(corpus.friendly(), "p6"))[0] == {"p6"}


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("DPO", "entity", "direct preference optimization"),
        ("Direct-Preference Optimisation", "entity", "direct preference optimization"),
        ("method:reward-model", "entity", "reward model"),
        ("diffusion models", "entity", "diffusion model"),
        ("faster sampling", "paper", "Faster sampling"),
        ("1909.08593", "paper", "Fine-Tuning Language Models from Human Preferences"),
    ],
)
def test_what_a_name_means(name: str, kind: str, found: str) -> None:
    assert find(corpus.friendly(), name)[::2] == (kind, found)


def test_a_misspelt_name_has_suggestions() -> None:
    with pytest.raises(UsageError, match="did you mean 'diffusion model'"):
        find(corpus.friendly(), "difusion modl")
    with pytest.raises(UsageError, match=r"is called 'qqqq'$"):
        find(corpus.friendly(), "qqqq")
    with pytest.raises(UsageError):
        find(corpus.empty(), "anything")


def test_what_is_rare_pulls_harder() -> None:
    papers = [{"id": str(i), "title": "alpha", "abstract": "beta" if i < 2 else ""} for i in range(4)]
    tables = corpus.tables(papers, [("c:alpha", "CONCEPT", "alpha", []), ("c:beta", "CONCEPT", "beta", [])])
    drawn = picture(tables)
    strength = pull(tables, drawn)
    assert (strength > 0).all()
    assert strength[drawn.entity == 1].min() > strength[drawn.entity == 0].max()


def test_regions_are_named_after_what_sets_them_apart() -> None:
    tables = corpus.many(40, 30)
    drawn = picture(tables)
    community = tables["papers"].schema.get_field_index("community")
    halves = [p % 2 for p in range(40)]
    tables["papers"] = tables["papers"].set_column(
        community, tables["papers"].schema.field(community), [np.array(halves, dtype=np.int32)]
    )
    told = {str(half): [f"thing {10 * half + i:05d}" for i in range(4)] for half in (0, 1)}
    told["1"][0] = told["0"][0]  # what two of them have in common names the first
    rows = [
        {
            "id": c,
            "parent": None,
            "name": "",
            "papers": 20,
            "density": 1.0,
            "agreement": 1.0,
            "entities": names,
            "central": [],
        }
        for c, names in told.items()
    ]
    tables["communities"] = pa.Table.from_pylist(rows, SCHEMAS["communities"])
    at = np.stack([np.array(halves + [0] * drawn.drawn) * 100.0, np.zeros(drawn.nodes)], axis=1)
    found = regions(tables, drawn, at)
    assert [r.papers for r in found] == [20, 20]
    assert {r.x for r in found} == {0.0, 100.0}
    names = tables["entities"]["name"].to_pylist()
    assert [[names[drawn.entities[e]] for e in r.entities] for r in found] == [told["0"][:2], told["1"][1:3]]
    assert len({e for r in found for e in r.entities}) == sum(len(r.entities) for r in found)


def test_of_each_community_as_large_a_share_is_drawn() -> None:
    tables = corpus.many(300, 60)
    rows = [{**row, "community": 0 if i < 200 else 1, "pagerank": 1.0 if i < 200 else 0.1 + i / 1e4}
            for i, row in enumerate(tables["papers"].to_pylist())]  # fmt: skip
    tables["papers"] = pa.Table.from_pylist(rows, schema=tables["papers"].schema)
    drawn = picture(tables, limit=100)
    kept = [rows[i] for i in drawn.papers.tolist()]
    small = [row["pagerank"] for row in kept if row["community"] == 1]
    assert len(small) == pytest.approx(len(kept) / 3, abs=1)
    assert sorted(small) == sorted(row["pagerank"] for row in rows[200:])[-len(small) :]
