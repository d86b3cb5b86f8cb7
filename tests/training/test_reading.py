"""What training reads: which texts, in which lots, and above all which never."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from kg.training.annotations import MARKED, MARKED_TWICE, OWN, TEST, ids, read_annotated, read_stored
from kg.training.unlabelled import read_unlabelled

_LONG = "Nothing in this abstract matters, but it is as long as abstracts are. " * 5


def _corpus(file: Path, *rows: dict[str, Any]) -> Path:
    file.write_bytes(zstandard.compress("\n".join(map(json.dumps, rows)).encode()))
    return file


def _lines(file: Path, *rows: dict[str, Any]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_what_is_left_out_is_told_by_its_id_and_by_its_title(tmp_path: Path) -> None:
    rows = [{"id": f"p{k}", "title": f"Title {k}", "abstract": _LONG} for k in range(4)]
    by_title = hashlib.sha1(b"title 2").hexdigest()[:10]
    texts = read_unlabelled([_corpus(tmp_path / "a.zst", *rows)], frozenset({"p1", by_title}), 10)
    assert {text.partition("\n")[0] for text in texts} == {"Title 0", "Title 3"}


@pytest.mark.parametrize(
    "row",
    [
        {"title": "Too short", "abstract": "Little."},
        {"title": "", "abstract": _LONG},
        {"title": None, "abstract": None},
        {"title": "Another script", "abstract": _LONG + "Это не по-английски, и это видно по буквам."},
    ],
)
def test_what_teaches_nothing_is_not_read(tmp_path: Path, row: dict[str, Any]) -> None:
    assert read_unlabelled([_corpus(tmp_path / "a.zst", {"id": "p"} | row)], frozenset(), 10) == []


def test_as_many_from_each_file_where_it_has_them_in_the_same_lot_each_time(tmp_path: Path) -> None:
    sizes = {"a": 2, "b": 40, "c": 90}
    files = [
        _corpus(tmp_path / name, *({"id": f"{name}{k}", "title": f"{name} {k}", "abstract": _LONG} for k in range(n)))
        for name, n in sizes.items()
    ]
    texts = read_unlabelled(files, frozenset(), 42)
    assert {name: sum(text.startswith(name) for text in texts) for name in sizes} == {"a": 2, "b": 20, "c": 20}
    assert texts == read_unlabelled(files[::-1], frozenset(), 42)
    assert texts != read_unlabelled(files, frozenset(), 42, seed=1)


def test_annotations_are_joined_with_their_papers(tmp_path: Path) -> None:
    papers = [{"id": f"p{k}", "title": f"Title {k}", "abstract": "We use BERT."} for k in range(3)]
    gold = [{"id": f"p{k}", "entities": [{"name": "BERT", "surfaces": ["BERT"]}] * k} for k in (2, 0)]
    read = read_annotated(
        _lines(tmp_path / "papers", *papers), _lines(tmp_path / "gold", *gold), left_out=frozenset({"p0"})
    )
    assert [(paper.id, paper.doc.text, len(paper.entities)) for paper in read] == [("p2", "Title 2\nWe use BERT.", 2)]


def test_stored_annotations_are_joined_with_what_the_corpora_have(tmp_path: Path) -> None:
    stored = _lines(tmp_path / "m", *({"id": f"p{k}", "entities": []} for k in (3, 4, 1)))
    corpus = _corpus(tmp_path / "a.zst", *({"id": f"p{k}", "title": "T", "abstract": _LONG} for k in range(4)))
    assert [paper.id for paper in read_stored(stored, [corpus])] == ["p3", "p1"]


def test_the_annotations_of_this_project() -> None:
    """No paper is in two files, and every name has a type, a level and a form that says where it stands."""
    files = (OWN, MARKED, MARKED_TWICE, TEST)
    assert len(frozenset[str]().union(*map(ids, files))) == sum(len(ids(file)) for file in files)
    for file in files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert len(rows) == len(ids(file))
        for entity in (entity for row in rows for entity in row["entities"]):
            assert entity["type"] in {"METHOD", "DATASET", "CONCEPT"}
            assert entity["level"] in {"core", "ok"}
            assert entity.get("role", "used") in {"used", "proposed", "proposed?"}
            assert entity["surfaces"]
            assert all(entity["surfaces"])
