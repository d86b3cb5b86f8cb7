"""Texts as the network learns from them: pieces, candidates, what the judge says of each, and what a reader said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from kg.extract.acronyms import defined_in
from kg.extract.entities import HOPELESS
from kg.extract.entries import Entry
from kg.extract.finders import observed
from kg.extract.judge import Judge
from kg.extract.network import SIZES
from kg.extract.pieces import LONGEST, piece
from kg.extract.words import words_of
from kg.names import fold
from kg.records import ENTITY_TYPES
from kg.training.annotations import Annotated

__all__ = ["Example", "example", "load", "save"]

Array = NDArray[Any]
_MARKS = 2  # pieces at the ends of a window
#: What goes to the first of ``alt`` where a reader was in doubt about a type.
_DOUBT = 0.25


@dataclass(frozen=True, slots=True)
class Example:
    """A text of n pieces with m candidates.

    ``pieces`` (n); ``spans`` (m, 3): first and last piece, words less one; ``names`` (m): which candidates are one
    name, by number; ``judged`` (m, 3): the judge's probabilities; ``labels`` (m, 7): the reader's answer over the
    outputs of the network, all 0 where there is none; ``proposed`` (m): 1 or 0, and −1 where it is not asked.
    """

    pieces: Array
    spans: Array
    names: Array
    judged: Array
    labels: Array
    proposed: Array


def example(
    doc: Doc,
    tokenizer: Tokenizer,
    known: dict[str, Entry],
    judge: Judge,
    entities: list[dict[str, Any]] | None = None,
) -> Example:
    """What a document teaches; what the judge holds for hopeless is left out, unless a reader marked it."""
    words = words_of(doc)
    pieces = piece(tokenizer, doc.text, words)
    told = {s: e for e in sorted(entities or [], key=lambda e: e["level"] == "core") for s in e["surfaces"]}
    longs = {fold(short.text): fold(long.text) for short, long in defined_in(doc)}
    names: dict[str, int] = {}
    rows: list[tuple[Any, ...]] = []
    found = observed(doc, words, known)
    for (c, _, _), scores in zip(found, judge([seen for _, _, seen in found]).tolist(), strict=True):
        first, last = int(pieces.firsts[c.first]), int(pieces.lasts[c.last])
        if not 0 <= first <= last < LONGEST - _MARKS:
            continue
        entity = told.get(doc.text[words[c.first].start : words[c.last].end])
        if sum(scores) >= HOPELESS or entity is not None:
            span = (first, last, min(c.last - c.first, SIZES - 1))
            name = names.setdefault(longs.get(c.key, c.key), len(names))
            rows.append((span, name, scores, _label(entity, entities is not None), _proposed(entity)))
    spans, named, judged, labels, proposed = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Example(
        pieces.ids[: LONGEST - _MARKS].astype(np.int32),
        np.array(spans, dtype=np.int32).reshape(-1, 3),
        np.array(named, dtype=np.int32),
        np.array(judged, dtype=np.float32).reshape(-1, 3),
        np.array(labels, dtype=np.float32).reshape(-1, 7),
        np.array(proposed, dtype=np.int8),
    )


def _label(entity: dict[str, Any] | None, asked: bool) -> list[float]:
    label = [0.0] * 7
    if entity is None:
        label[0] = float(asked)
        return label
    core = entity["level"] == "core"
    doubts = [kind for kind in entity.get("alt", []) if kind in ENTITY_TYPES and kind != entity["type"]][:1]
    label[1 + 2 * ENTITY_TYPES.index(entity["type"]) + core] = 1 - _DOUBT * len(doubts)
    for kind in doubts:
        label[1 + 2 * ENTITY_TYPES.index(kind) + core] = _DOUBT
    return label


def _proposed(entity: dict[str, Any] | None) -> int:
    """What no reader marked, concepts, and what he was unsure of (``proposed?``) teach nothing about roles."""
    if entity is None or entity["type"] == "CONCEPT" or entity.get("role", "used") not in ("used", "proposed"):
        return -1
    return int(entity.get("role") == "proposed")


def examples_of(
    papers: Iterable[Annotated], tokenizer: Tokenizer, known: dict[str, Entry], judge: Judge
) -> Iterator[Example]:
    """:func:`example` of each annotated paper."""
    return (example(paper.doc, tokenizer, known, judge, paper.entities) for paper in papers)


def save(file: Path, examples: list[Example]) -> None:
    """Write examples to an ``.npz`` file: each field end to end, with its lengths."""
    columns: dict[str, Array] = {}
    for name in (field.name for field in fields(Example)):
        values = [getattr(one, name) for one in examples]
        columns[name] = np.concatenate(values)
        columns[f"{name}.sizes"] = np.array([len(value) for value in values])
    np.savez(file, allow_pickle=False, **columns)


def load(file: Path) -> list[Example]:
    """Read what :func:`save` wrote."""
    names = [field.name for field in fields(Example)]
    with np.load(file, allow_pickle=False) as columns:
        parts = [np.split(columns[name], np.cumsum(columns[f"{name}.sizes"])[:-1]) for name in names]
    return [Example(*row) for row in zip(*parts, strict=True)]
