from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.incidence import incidence
from kg.link import broader, related, shares
from kg.measure import measure
from kg.names import fold
from kg.records import SCHEMAS, unmeasured
from kg.settings import Settings
from kg.subset import FIELDS, read_filters, said_of_filters, subset

from .made import Said, resolved

SETTINGS = Settings()
NAMES = ("graph network", "attention", "diffusion model", "conditional diffusion model", "LoRA", "Adam")


def paper(id: str, **said: Any) -> dict[str, Any]:
    return {
        "id": id, "ids": [id], "title": "", "abstract": "", "date": None, "year": None, "authors": [], "keywords": [],
        "venue": None, "url": None, "sources": ["hand"], "content_hash": "", **said,
    }  # fmt: skip


def graph_of(said: Sequence[Said], papers: Sequence[dict[str, Any]]) -> dict[str, pa.Table]:
    """All tables of a graph, as a build makes them."""
    found = resolved(said)
    papers_ = pa.Table.from_pylist(sorted(papers, key=lambda row: row["id"]), unmeasured("papers"))
    matrix = incidence(found.links, papers_, found.entities)
    tables = {
        "papers": papers_, "mentions": found.mentions, "entities": found.entities, "links": found.links,
        "shares": shares(matrix, papers_, found.entities, SETTINGS),
        "related": related(matrix, found.entities, SETTINGS), "broader": broader(found.entities),
    }  # fmt: skip
    return {**tables, **measure(tables, SETTINGS.seed)}


def held_by(held: Sequence[set[int]]) -> dict[str, pa.Table]:
    """A graph in which paper ``i`` is of the year 2000 + i and holds so many of :data:`NAMES`."""
    said = [Said(f"p{i:02}", NAMES[e]) for i, entities in enumerate(held) for e in sorted(entities)]
    return graph_of(said, [paper(f"p{i:02}", year=2000 + i, date=str(2000 + i)) for i in range(len(held))])


@pytest.fixture(scope="module")
def made() -> dict[str, pa.Table]:
    said = [
        *(Said(p, "diffusion model") for p in ("a", "b", "c")),
        *(Said(p, "conditional diffusion model") for p in ("b", "c")),
        *(Said(p, "Direct Preference Optimization", title=True) for p in ("c", "d")),
        *(Said(p, "DPO", "Direct Preference Optimization") for p in ("c", "d")),
        Said("e", "attention"),
    ]
    files = "in/icml.jsonl.zst", "in/icml-2020.csv"
    return graph_of(
        said,
        [
            paper("a", year=2019, venue="NAACL 2019", sources=[files[0]]),
            paper("b", year=2020, venue="Findings of ACL", sources=[files[0], files[1]]),
            paper("c", year=2021, venue="nips2021", sources=[files[1]]),
            paper("d", venue="ACL", sources=["other.bib"]),
            paper("e", year=2021, sources=["other.bib"]),
        ],
    )


def papers_of(tables: dict[str, pa.Table]) -> str:
    return "".join(tables["papers"]["id"].to_pylist())


@pytest.mark.parametrize(
    ("filters", "papers"),
    [
        (["year=2021"], "ce"),
        (["year=2019..2020"], "ab"),
        (["year=2020.."], "bce"),
        (["year=..2020"], "ab"),
        (["year= 2019 .. 2019 "], "a"),
        (["source=in/ICML.jsonl.zst"], "ab"),
        (["source=icml"], "ab"),  # the stem of one file beats a part of two
        (["source=icml.jsonl"], "ab"),
        (["source=icm"], "abc"),
        (["source=2020"], "bc"),
        (["venue=acl"], "bd"),  # not NAACL
        (["venue=NIPS"], "c"),
        (["venue=nips 20"], "c"),
        (["venue=findings of acl"], "b"),
        (["has=Diffusion Models"], "abc"),
        (["has=dpo"], "cd"),
        (["has=method:attention"], "e"),
        (["has=diffusion model", "has=DPO"], "c"),
        (["year=2021", "source=other"], "e"),
        ([], "abcde"),
    ],
)
def test_filters(made: dict[str, pa.Table], filters: list[str], papers: str) -> None:
    assert papers_of(subset(made, SETTINGS, read_filters(filters))) == papers


def test_a_community_is_a_filter(made: dict[str, pa.Table]) -> None:
    by_number = dict(zip(made["papers"]["id"].to_pylist(), made["papers"]["community"].to_pylist(), strict=True))
    for number in set(by_number.values()):
        wanted = "".join(id_ for id_, of in by_number.items() if of == number)
        assert papers_of(subset(made, SETTINGS, {"community": str(number)})) == wanted


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"yaer": "2020"}, "there are: year, source, venue, community, has"),
        ({"year": "20"}, "2019..2021"),
        ({"year": ".."}, "2019..2021"),
        ({"year": "2019...2021"}, "2019..2021"),
        ({"year": "2019-2021"}, "2019..2021"),
        ({"year": "2021..2019"}, "2019..2021"),
        ({"year": "1999"}, "the years are 2019 to 2021"),
        ({"source": "arxiv"}, "in/icml-2020.csv, in/icml.jsonl.zst"),
        ({"venue": "cl"}, "the venues are: ACL, Findings of ACL"),
        ({"venue": "!"}, "the venues are"),
        ({"community": "first"}, "numbered 0 to"),
        ({"community": "77"}, "numbered 0 to"),
        ({"has": "difusion model"}, "did you mean 'diffusion model'"),
        ({"has": "zzzzzz"}, "kg rank"),
        ({"year": "2019", "has": "attention"}, "year=2019 1, has=attention 1"),
    ],
)
def test_what_fits_nothing_says_what_there_is(made: dict[str, pa.Table], where: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError) as error:
        subset(made, SETTINGS, where)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_without_years_or_venues() -> None:
    tables = graph_of([Said("a", "LoRA")], [paper("a")])
    for field, value in (("year", "2020"), ("venue", "ICML")):
        with pytest.raises(UsageError, match=f"no paper has a {field}"):
            subset(tables, SETTINGS, {field: value})


@pytest.mark.parametrize("text", ["2020", "year", "year=", "=2020", "yeer=2020"])
def test_filters_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="year, source, venue, community, has"):
        read_filters([text])


def test_filters_are_read_by_field() -> None:
    assert read_filters(["has=a=b", "year=2020", " has = c "]) == {"has": ["a=b", "c"], "year": ["2020"]}
    assert set(FIELDS) == {"year", "source", "venue", "community", "has"}


def test_papers_without_a_year_are_told_of(made: dict[str, pa.Table]) -> None:
    assert said_of_filters(made, {"year": "2020"}) == ["1 paper has no year: a filter by year leaves them out"]
    assert said_of_filters(made, {"has": "DPO"}) == []


def test_a_name_beats_an_alias_and_many_papers_few() -> None:
    said = [
        *(Said(p, "support vector machine", title=True) for p in "abcg"),
        *(Said(p, "SVM", "support vector machine") for p in "abcg"),
        *(Said(p, "state vector map", title=True) for p in "def"),
        *(Said(p, "SVM", "state vector map") for p in "de"),
    ]
    tables = graph_of(said, [paper(p) for p in "abcdefg"])
    assert [row["aliases"] for row in tables["entities"].to_pylist()] == [["SVM"], ["SVM"]]
    assert papers_of(subset(tables, SETTINGS, {"has": "svms"})) == "abcg"
    place = SCHEMAS["entities"].get_field_index("name")
    names = pa.array(["SVM", "long"], pa.string())
    renamed = tables["entities"].set_column(place, SCHEMAS["entities"].field(place), names)
    assert papers_of(subset({**tables, "entities": renamed}, SETTINGS, {"has": "svm"})) == "def"


def test_all_papers_give_the_graph_itself(graph: KnowledgeGraph) -> None:
    settings = Settings(**graph.manifest["settings"])
    again = subset(graph.tables, settings, {"source": "papers"})
    for name in SCHEMAS:
        assert again[name].equals(graph.tables[name]), name


def test_a_part_of_a_real_graph_is_one(graph: KnowledgeGraph) -> None:
    settings = Settings(**graph.manifest["settings"])
    part = subset(graph.tables, settings, {"has": "diffusion model", "year": "..2023"})
    assert 0 < part["papers"].num_rows < graph.tables["papers"].num_rows
    assert max(part["papers"]["year"].to_pylist()) == 2023
    assert "diffusionmodel" in map(fold, part["entities"]["name"].to_pylist())
    assert {name: part[name].schema for name in SCHEMAS} == SCHEMAS
    assert sum(part["papers"]["pagerank"].to_pylist()) == pytest.approx(1.0)


HELD = st.lists(st.sets(st.integers(0, len(NAMES) - 1), min_size=1), min_size=2, max_size=8)


@hypothesis_settings(max_examples=25, deadline=None)
@given(HELD, st.data())
def test_a_part_counts_right_and_dangles_nowhere(held: list[set[int]], data: st.DataObject) -> None:
    tables = held_by(held)
    last = data.draw(st.integers(0, len(held) - 1))
    part = subset(tables, SETTINGS, {"year": f"..{2000 + last}"})
    whole = dict(zip(tables["entities"]["name"].to_pylist(), tables["entities"]["id"].to_pylist(), strict=True))
    papers = Counter(NAMES[e] for entities in held[: last + 1] for e in entities)
    rows = part["entities"].to_pylist()
    assert {row["name"]: row["papers"] for row in rows} == papers
    assert all(row["id"] == whole[row["name"]] for row in rows)
    ids, entities = set(part["papers"]["id"].to_pylist()), {row["id"] for row in rows}
    assert ids == {f"p{i:02}" for i in range(last + 1)}
    wanted = [row for row in tables["links"].to_pylist() if row["paper_id"] in ids]
    assert part["links"].to_pylist() == wanted
    assert set(part["mentions"]["paper_id"].to_pylist()) == ids
    for name, inside in (("shares", ids), ("related", entities), ("broader", entities)):
        assert {*part[name]["source"].to_pylist(), *part[name]["target"].to_pylist()} <= inside


@hypothesis_settings(max_examples=15, deadline=None)
@given(HELD)
def test_a_part_is_the_graph_of_its_papers(held: list[set[int]]) -> None:
    half = (len(held) + 1) // 2
    part = subset(held_by(held), SETTINGS, {"year": f"..{1999 + half}"})
    alone = held_by(held[:half])
    for name in ("papers", "entities", "links", "shares", "related", "broader"):
        assert part[name].equals(alone[name]), name


@hypothesis_settings(max_examples=15, deadline=None)
@given(HELD)
def test_parts_of_parts_are_parts(held: list[set[int]]) -> None:
    tables = held_by(held)
    last = f"..{1999 + len(held)}"
    name = NAMES[min(held[0])]
    at_once = subset(tables, SETTINGS, {"year": last, "has": name})
    one_by_one = subset(subset(tables, SETTINGS, {"has": name}), SETTINGS, {"year": last})
    assert {name: table.to_pylist() for name, table in at_once.items()} == {
        name: table.to_pylist() for name, table in one_by_one.items()
    }
