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
    "MARKED_TWICE",
    "OWN",
    "TEST",
    "Annotated",
    "cleaned",
    "ids",
    "read_annotated",
    "read_stored",
    "text_of",
]

DATA = Path(__file__).parent / "data"
#: Papers annotated for this project: whole ones, and those of which only is marked what they introduce.
OWN, MARKED = DATA / "annotated.jsonl", DATA / "proposed.jsonl"
#: Papers for measuring alone, each annotated twice: whole ones, and those of which only is marked what they introduce.
TEST, MARKED_TWICE = DATA / "test.jsonl", DATA / "proposed-test.jsonl"


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


def read_stored(file: Path, corpora: Iterable[Path]) -> list[Annotated]:
    """The papers of a file of annotations (``MARKED`` …), in its order; their texts are looked for in the corpora.

    A role ``proposed?`` is what the one reader was unsure of; in papers that were read twice, what one alone marked.
    """
    rows = list(_rows(file))
    wanted = {row["id"] for row in rows}
    texts: dict[str, str] = {}
    for corpus in corpora:
        with zstandard.open(corpus, "rt", encoding="utf-8") as lines:
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
