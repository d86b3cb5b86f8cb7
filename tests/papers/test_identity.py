from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.papers import read_papers
from kg.records import Paper

Jsonl = Callable[..., Path]
LONG = "We count sheep in the dark and find that there are more of them than anyone had thought before we did."


def sha(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def paper(title: str = "On sheep", abstract: str = LONG, **more: Any) -> dict[str, Any]:
    return {"title": title, "abstract": abstract, **more}


def read(jsonl: Jsonl, *records: dict[str, Any]) -> list[Paper]:
    return read_papers(jsonl(records)).papers


def test_without_an_id_a_paper_is_called_by_its_title(jsonl: Jsonl) -> None:
    [only] = read(jsonl, paper("  On   SHEEP:\ta Größe "))
    assert only.id == sha("on sheep: a größe")[:10]
    assert only.ids == (only.id,)


@pytest.mark.parametrize(
    ("given_id", "name", "ids"),
    [
        ("10.1234/ABC", "10.1234/abc", {"10.1234/abc"}),
        ("https://doi.org/10.1234/ABC", "10.1234/abc", {"10.1234/abc"}),
        ("doi: 10.1234/ABC.", "10.1234/abc", {"10.1234/abc"}),
        ("arXiv:2501.01234v2", "2501.01234", {"2501.01234", "arXiv:2501.01234v2"}),
        ("2501.01234v2", "2501.01234", {"2501.01234", "2501.01234v2"}),
        ("http://arxiv.org/abs/2501.01234v2", "2501.01234", {"2501.01234", "2501.01234v2"}),
        ("https://arxiv.org/pdf/2501.01234.pdf", "2501.01234", {"2501.01234"}),
        ("math.GT/0309136", "math.GT/0309136", {"math.GT/0309136"}),
        ("2023.acl-long.5", "2023.acl-long.5", {"2023.acl-long.5"}),
        ("https://openalex.org/W123", "W123", {"W123"}),
        ("x" * 200, "x" * 200, {"x" * 200}),
        ("x" * 201, sha("x" * 201), {sha("x" * 201)}),
        ("<b>id</b>\x1b[0m\x00", "id", {"id"}),
    ],
)
def test_ids_are_normal(jsonl: Jsonl, given_id: str, name: str, ids: set[str]) -> None:
    [only] = read(jsonl, paper(id=given_id))
    assert (only.id, set(only.ids)) == (name, ids)


@pytest.mark.parametrize(
    "other",
    [
        paper(),
        paper("ON SHEEP."),
        paper(abstract=LONG.upper().replace(" ", "  ")),
        paper(abstract=LONG[:60]),
        paper(abstract=LONG[:7]),
        paper(abstract=LONG + " © 2020 The Authors. All rights reserved."),
        paper(abstract="Abstract: " + LONG + " So" + " it goes" * 20),
    ],
)
def test_same_title_and_abstracts_that_agree_are_one_paper(jsonl: Jsonl, other: dict[str, Any]) -> None:
    tail = " So" + " it goes" * 20
    assert len(read(jsonl, paper(abstract=LONG + tail) if "Abstract" in other["abstract"] else paper(), other)) == 1


@pytest.mark.parametrize(
    "other",
    [
        paper("On goats"),
        paper(abstract="An entirely different text about sheep, which has nothing to do with the other one at all."),
        paper(abstract=LONG.replace("sheep", "14 sheep")),
    ],
)
def test_other_papers_stay_others(jsonl: Jsonl, other: dict[str, Any]) -> None:
    assert len(read(jsonl, paper(), other)) == 2


def test_what_begins_two_different_abstracts_is_a_cut_of_neither(jsonl: Jsonl) -> None:
    papers = read(
        jsonl, paper(), paper(abstract=LONG[:70]), paper(abstract=LONG[:70] + " goats, and none of them here.")
    )
    assert len(papers) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": "10.1234/X"}, {"url": "https://doi.org/10.1234/x"}),
        ({"id": "arXiv:2501.01234v1"}, {"arxiv_id": "2501.01234v3"}),
        ({"id": "2501.01234"}, {"doi": "10.48550/arXiv.2501.01234"}),
        ({"id": "W1", "doi": "10.1234/x"}, {"id": "P2", "externalIds": {"DOI": "10.1234/X"}}),
    ],
)
def test_a_shared_doi_or_arxiv_id_makes_one_paper(jsonl: Jsonl, one: dict[str, Any], other: dict[str, Any]) -> None:
    reading = read_papers(jsonl([paper(**one), paper("On the counting of sheep", "We counted sheep.", **other)]))
    [only] = reading.papers
    assert (only.title, only.abstract) == ("On sheep", LONG)
    assert reading.notes == [
        "one DOI or arXiv id under several titles: 1 times; each was taken as one paper,"
        " with the title beside the longest abstract"
    ]


def test_papers_are_joined_through_others(jsonl: Jsonl) -> None:
    records = [
        paper(id="W1", doi="10.1234/x"),
        paper("Counting", "Another text, as the preprint had it.", doi="10.1234/x", arxiv="2501.01234"),
        paper("Counting (v1)", "The first text of all that was ever written on it.", arxiv="2501.01234v1"),
    ]
    assert [found.id for found in read(jsonl, *records)] == ["W1"]


def test_the_best_of_each_record_makes_the_paper(jsonl: Jsonl) -> None:
    first = jsonl([paper(abstract=LONG, year=2020, keywords=["a"], url="https://example.org/a")], "b.jsonl")
    second = jsonl([paper(abstract=LONG[:60], id="own", date="2020-03", venue="J. Sheep")], "a.jsonl")
    third = jsonl([paper(abstract=LONG[:50], id="other", authors=["Ada"], venue="Elsewhere")], "c.jsonl")
    [only] = read_papers([first, second, third]).papers
    assert only == Paper(
        id="own",
        title="On sheep",
        abstract=LONG,
        ids=tuple(sorted(["own", "other", sha("on sheep")[:10]])),
        date="2020-03",
        authors=("Ada",),
        keywords=("a",),
        venue="J. Sheep",
        url="https://example.org/a",
        sources=("a.jsonl", "b.jsonl", "c.jsonl"),
    )


def test_a_row_number_is_a_worse_id_than_another(jsonl: Jsonl) -> None:
    assert [found.id for found in read(jsonl, paper(id=3), paper(abstract=LONG[:60], id="W9"))] == ["W9"]
    assert [found.id for found in read(jsonl, paper(id=3), paper())] == ["3"]


def test_two_spreadsheets_numbered_alike(jsonl: Jsonl) -> None:
    paths = [
        jsonl([paper(f"On {animal} {n}", f"We count {animal}, part {n}.", id=n) for n in (1, 2, 3)], f"{animal}.jsonl")
        for animal in ("sheep", "goats")
    ]
    reading = read_papers(paths)
    assert len({found.id for found in reading.papers}) == 6
    for found in reading.papers:
        number = found.title[-1]
        assert found.id == f"{number}-{sha(found.title + chr(10) + found.abstract)[:8]}"
        assert found.ids == (number, found.id)
    assert reading.notes == [
        "one id for different papers: 3 times, 6 papers in all;"
        " each of them has 8 hex digits of its title and abstract added to its id"
    ]


@pytest.mark.parametrize("text", ["Editorial number {}.", "Editorial number {}", LONG + " Issue {}", "{}. " + LONG * 3])
def test_a_hundred_editorials_are_a_hundred_papers(jsonl: Jsonl, text: str) -> None:
    reading = read_papers(jsonl(paper("Editorial", text.format(n)) for n in range(100)))
    assert len({found.id for found in reading.papers}) == 100
    assert all(found.id.startswith(sha("editorial")[:10] + "-") for found in reading.papers)
    assert len(reading.notes) == 1


def test_ten_thousand_copies_are_one_paper(jsonl: Jsonl) -> None:
    reading = read_papers(jsonl(paper() for _ in range(10_000)))
    assert (reading.entries, len(reading.papers), reading.notes) == (10_000, 1, [])


@pytest.mark.parametrize(
    "abstract",
    [
        lambda n: f"Number {n} of many.",
        lambda n: "sheep " * 30 + f"{n}",
        lambda n: "a" * (n % 3000 + 1),
        lambda n: f"{sha(str(n))} and nothing else",
    ],
    ids=["numbers", "same beginning", "chain", "different"],
)
def test_a_great_many_papers_of_one_title_take_no_time(jsonl: Jsonl, abstract: Callable[[int], str]) -> None:
    path = jsonl(paper("Editorial", abstract(n)) for n in range(20_000))
    start = time.perf_counter()
    read_papers(path)
    assert time.perf_counter() - start < 20


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(["On sheep", "on sheep!", "Editorial", "On goats"]),
            "abstract": st.sampled_from(
                [LONG, LONG.upper(), LONG[:60], LONG[:70], LONG[:70] + " goats.", LONG + " And more.", "We", "Number 1",
                 "Number 10", "Number 100", LONG + LONG.replace("dark", "light") + LONG, LONG * 3]
            ),
        },
        optional={
            "id": st.sampled_from([1, 2, "W1", "W2", "arXiv:2501.01234v1", "2501.01234"]),
            "doi": st.sampled_from(["10.1234/x", "10.1234/Y", "10.48550/arXiv.2501.01234"]),
            "date": st.sampled_from(["2020", "2020-03", "2021"]),
            "venue": st.sampled_from(["A", "B"]),
            "keywords": st.lists(st.sampled_from("abc"), max_size=2),
        },
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data(), records=RECORDS)
def test_the_order_of_records_and_files_does_not_matter(jsonl: Jsonl, data: st.DataObject, records: Any) -> None:
    cut = data.draw(st.integers(0, len(records)))
    parts = {name: part for name, part in (("a.jsonl", records[:cut]), ("b.jsonl", records[cut:])) if part}
    paths = [jsonl(part, name) for name, part in parts.items()]
    straight = read_papers(paths)
    shuffled = [jsonl(data.draw(st.permutations(part)), name) for name, part in parts.items()]
    crooked = read_papers(data.draw(st.permutations(shuffled)))
    assert crooked.papers == straight.papers
    assert crooked.notes == straight.notes
    assert len({found.id for found in straight.papers}) == len(straight.papers)
