"""Annotated papers, and the documents that the extractor makes of them: cleaned, as those of users are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard
from spacy.tokens import Doc

from kg.extract import build_nlp
from kg.papers.clean import clean
from kg.records import Paper

__all__ = [
    "MARKED",
    "OWN",
    "TEST",
    "Annotated",
    "cleaned",
    "ids",
    "read_annotated",
    "read_proposed",
    "read_test",
    "text_of",
]

DATA = Path(__file__).parent / "data"
#: Papers annotated for this project: whole ones, and those of which only is marked what they introduce.
OWN, MARKED = DATA / "annotated.jsonl", DATA / "proposed.jsonl"
#: Papers for measuring alone, each annotated twice.
TEST = DATA / "test.jsonl"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paper's document, with sentences and acronyms, and its entities as a reader marked them."""

    id: str
    doc: Doc
    entities: list[dict[str, Any]]


def read_annotated(papers: Path, gold: Path, left_out: frozenset[str] = frozenset()) -> list[Annotated]:
    """Join annotations (``id``, ``entities``) with the papers (``id``, ``title``, ``abstract``) that they are of."""
    entities = {row["id"]: cleaned(row["entities"]) for row in _rows(gold) if row["id"] not in left_out}
    nlp = build_nlp(("kg_sentences", "kg_acronyms"))
    return [
        Annotated(row["id"], nlp(text_of(row)), entities[row["id"]]) for row in _rows(papers) if row["id"] in entities
    ]


def read_proposed(corpora: Iterable[Path], measuring: bool) -> list[Annotated]:
    """Papers of which is known what they introduce: the half that teaches, or the one for measuring.

    The first was read once: ``proposed?`` is what the reader was unsure of. The second was read twice, as the
    development papers were: it is what one reading alone marked. Their texts are looked for in the corpora.
    """
    return _joined(list(_rows(MARKED))[measuring::2], corpora)


def read_test(corpora: Iterable[Path]) -> list[Annotated]:
    """The papers on which nothing was trained and nothing chosen; their texts are looked for in the corpora."""
    return _joined(list(_rows(TEST)), corpora)


def _joined(rows: list[dict[str, Any]], corpora: Iterable[Path]) -> list[Annotated]:
    wanted = {row["id"] for row in rows}
    texts: dict[str, str] = {}
    for file in corpora:
        with zstandard.open(file, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                if paper["id"] in wanted:
                    texts[paper["id"]] = text_of(paper)
    nlp = build_nlp(("kg_sentences", "kg_acronyms"))
    return [Annotated(row["id"], nlp(texts[row["id"]]), cleaned(row["entities"])) for row in rows if row["id"] in texts]


def text_of(row: dict[str, Any]) -> str:
    """Title and abstract of a paper, as the extractor gets them."""
    return Paper("", clean(row["title"]), clean(row["abstract"])).text


def cleaned(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Annotations of a paper as it was published, as those of its cleaned text."""
    return [{**e, "name": clean(e["name"]), "surfaces": [clean(s) for s in e["surfaces"]]} for e in entities]


def ids(file: Path) -> frozenset[str]:
    """Of which papers a file is."""
    return frozenset(row["id"] for row in _rows(file))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
