"""Annotated papers, and the documents that the extractor makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from kg.extract import build_nlp

__all__ = ["Annotated", "read_annotated"]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paper's document, with sentences and acronyms, and its entities as a reader marked them."""

    id: str
    doc: Doc
    entities: list[dict[str, Any]]


def read_annotated(papers: Path, gold: Path, left_out: frozenset[str] = frozenset()) -> list[Annotated]:
    """Join annotations (``id``, ``entities``) with the papers (``id``, ``title``, ``abstract``) that they are of."""
    entities = {row["id"]: row["entities"] for row in _rows(gold) if row["id"] not in left_out}
    nlp = build_nlp(("kg_sentences", "kg_acronyms"))
    return [
        Annotated(row["id"], nlp(f"{row['title']}\n{row['abstract']}"), entities[row["id"]])
        for row in _rows(papers)
        if row["id"] in entities
    ]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
