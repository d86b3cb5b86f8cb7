from __future__ import annotations

import json
from typing import Any

import pytest

from kg.errors import InputError
from kg.papers import read_papers
from kg.papers.clean import clean
from kg.records import Skipped

from .conftest import Write

A = {"id": "a1", "title": "On sheep", "abstract": "We count sheep."}
B = {"id": "b1", "title": "On goats", "abstract": "We count goats."}


@pytest.mark.parametrize(
    "content",
    [
        f"{json.dumps(A)}\n{json.dumps(B)}\n",
        f"{json.dumps(A)}\r\n\r\n{json.dumps(B)}",
        json.dumps([A, B]),
        json.dumps([A, B], indent=2),
        json.dumps({"meta": {"count": 2}, "results": [A, B]}),
        json.dumps({"message": {"total": 2, "items": [A, B]}}, indent=1),
        f"{json.dumps(A, indent=2)}\n{json.dumps(B, indent=2)}\n",
        f"[\n{json.dumps(A)},\n{json.dumps(B)}\n]\n",
        f"{json.dumps(A)},\n{json.dumps(B)},\n",
        "\ufeff" + json.dumps(A) + "\n" + json.dumps(B),
    ],
)
def test_lines_arrays_objects_and_answers(write: Write, content: str) -> None:
    reading = read_papers(write("papers.json", content))
    assert [(paper.id, paper.title, paper.abstract) for paper in reading.papers] == [
        ("a1", "On sheep", "We count sheep."),
        ("b1", "On goats", "We count goats."),
    ]
    assert reading.skipped == []


def test_a_bad_line_costs_itself_only(write: Write) -> None:
    lines = [
        json.dumps(A), '{"title": "cut', "", "[1, 2]", '{"title": "Bare"}', '{"title": null, "abstract": " "}',
        "[" * 100_000, "\ud83d".encode("utf-8", "replace").decode(), json.dumps(B),
    ]  # fmt: skip
    path = write("papers.jsonl", "\n".join(lines))
    reading = read_papers(path)
    assert [paper.id for paper in reading.papers] == ["a1", "b1"]
    assert reading.skipped == [
        Skipped(str(path), 2, "no JSON (character 11: Unterminated string starting at)"),
        Skipped(str(path), 4, "no JSON object"),
        Skipped(str(path), 5, "no abstract"),
        Skipped(str(path), 6, "no title and no abstract"),
        Skipped(str(path), 7, "no JSON that can be read (nested too deep)"),
        Skipped(str(path), 8, "no JSON (character 1: Expecting value)"),
    ]


def test_a_bad_object_in_an_array_costs_itself_only(write: Write) -> None:
    path = write("papers.json", f'[\n{json.dumps(A)},\n{{"title": "x" "y"}},\n{json.dumps(B)}, {{"title": "cut')
    reading = read_papers(path)
    assert [paper.id for paper in reading.papers] == ["a1", "b1"]
    assert [skipped.line for skipped in reading.skipped] == [3, 4]


def test_braces_quotes_and_line_breaks_within_texts(write: Write) -> None:
    abstract = 'A } brace, a \\" quote, a { and\n\n' + "\\" * 7 + " many. " + "}{" * 70_000
    reading = read_papers(write("papers.json", json.dumps([A, {"title": "Odd", "abstract": abstract}, B], indent=3)))
    assert {paper.title: paper.abstract for paper in reading.papers}["Odd"] == clean(abstract)


def test_no_good_line_is_an_error(write: Write) -> None:
    path = write("papers.jsonl", '{"title": "One"}\n{"title": "Two"}\n')
    with pytest.raises(InputError, match=r"papers\.jsonl: no paper in 2 records \(line 1: no abstract\); .*--column"):
        read_papers(path)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            {"authors": ["Ada Lovelace", None, "Alan Turing", "Ada Lovelace"], "keywords": ["a", "B", "b"]},
            {"authors": ("Ada Lovelace", "Alan Turing"), "keywords": ("a", "B")},
        ),
        (
            {"authors": [{"name": "Ada"}, {"given": "Alan", "family": "Turing"}], "keywords": [{"display_name": "x"}]},
            {"authors": ("Ada", "Alan Turing"), "keywords": ("x",)},
        ),
        ({"authorships": [{"author": {"display_name": "Ada"}}]}, {"authors": ("Ada",)}),
        ({"authors": "Lovelace, Ada and Turing, Alan"}, {"authors": ("Lovelace, Ada", "Turing, Alan")}),
        ({"authors": "A. Lovelace, A. M. Turing, K. Gödel and E. Noether"}, {"authors": (
            "A. Lovelace", "A. M. Turing", "K. Gödel", "E. Noether")}),
        ({"keywords": "one; two;; three"}, {"keywords": ("one", "two", "three")}),
        ({"keywords": "one, two"}, {"keywords": ("one", "two")}),
        ({"year": 2020}, {"date": "2020"}),
        ({"year": 2020.0}, {"date": "2020"}),
        ({"date": "n.d.", "year": "2021"}, {"date": "2021"}),
        ({"issued": {"date-parts": [[2020, 3, 11]]}}, {"date": "2020-03-11"}),
        ({"publishedAt": "2025-03-11T00:00:00.000Z"}, {"date": "2025-03-11"}),
        ({"venue": {"name": "NeurIPS"}}, {"venue": "NeurIPS"}),
        ({"container-title": ["Journal of Sheep"]}, {"venue": "Journal of Sheep"}),
        ({"url": "https://example.org/a?b=1"}, {"url": "https://example.org/a?b=1"}),
        ({"url": "javascript:alert(1)"}, {"url": None}),
        ({"venue": "NaN", "url": None, "keywords": [], "authors": ""}, {"venue": None, "authors": ()}),
        ({"doi": "https://doi.org/10.1234/ABC.5"}, {"id": "10.1234/abc.5", "ids": ("10.1234/abc.5",)}),
        ({"externalIds": {"ArXiv": "2501.01230", "CorpusId": 7}}, {"id": "2501.01230", "ids": ("2501.01230",)}),
        ({"arxiv_id": 2501.01230}, {"id": "2501.0123"}),
        ({"id": 17, "doi": "10.1234/x"}, {"id": "10.1234/x", "ids": ("10.1234/x", "17")}),
        ({"id": True}, {"id": "33343ddce7"}),
    ],
)  # fmt: skip
def test_values_as_services_write_them(write: Write, record: dict[str, Any], expected: dict[str, Any]) -> None:
    path = write("papers.jsonl", json.dumps({"title": "On sheep", "abstract": "We count sheep.", **record}))
    [paper] = read_papers(path).papers
    assert {name: getattr(paper, name) for name in expected} == expected


def test_numbers_stay_as_they_are_written(write: Write) -> None:
    path = write("papers.jsonl", '{"id": 2501.01230, "title": "a", "abstract": "b", "n": ' + "9" * 10_000 + "}")
    assert read_papers(path).papers[0].id == "2501.01230"


def test_an_inverted_index_is_an_abstract(write: Write) -> None:
    index = {"We": [0], "sheep": [2, 4], "count": [1], "and": [3], "name": [5]}
    path = write("papers.jsonl", json.dumps({"display_name": "x", "abstract_inverted_index": index, "abstract": None}))
    assert read_papers(path).papers[0].abstract == "We count sheep and sheep name"


def test_names_of_keys_have_the_users_word_first(write: Write) -> None:
    record = {"headline": "On sheep", "text": "We count sheep.", "title": "x", "abstract": "y"}
    path = write("papers.jsonl", json.dumps(record))
    [paper] = read_papers(path, columns={"title": "Headline", "abstract": "text"}).papers
    assert (paper.title, paper.abstract) == ("On sheep", "We count sheep.")


def test_dates_that_make_no_sense_are_counted_not_skipped(write: Write) -> None:
    records = [{**A, "date": "in press"}, {**B, "date": "99"}]
    path = write("papers.jsonl", "\n".join(map(json.dumps, records)))
    reading = read_papers(path)
    assert [paper.date for paper in reading.papers] == [None, None]
    assert reading.skipped == []
    assert reading.notes == [f"dates that make no sense were left out: 2 (the first: 'in press' in {path}, line 1)"]
