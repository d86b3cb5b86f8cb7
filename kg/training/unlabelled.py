"""Abstracts that nobody annotated, with what the judge says of their candidates."""

from __future__ import annotations

import hashlib
import json
import random
from functools import cache
from pathlib import Path

import zstandard
from spacy.language import Language
from tokenizers import Tokenizer

from kg.extract import build_nlp
from kg.extract.entries import lexicon_entries
from kg.extract.judge import lexicon_judge
from kg.extract.pieces import load_tokenizer
from kg.training.annotations import text_of
from kg.training.examples import Example, example

__all__ = ["read_unlabelled", "taught"]

_SHORTEST = 300  # characters of an abstract
_FOREIGN = 30  # letters beyond Latin from which a text is left out
_LAST_LATIN = 0x24F


def read_unlabelled(files: list[Path], left_out: frozenset[str], most: int, seed: int = 0) -> list[str]:
    """Titles with abstracts, drawn by lot, as many from each file where it has them.

    Papers that are left out are told by their own id and by that which their title gives.
    """
    lots = random.Random(seed)
    found: list[str] = []
    for rest, file in zip(range(len(files), 0, -1), sorted(files, key=lambda f: f.stat().st_size), strict=True):
        texts = []
        with zstandard.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                title, abstract = row.get("title") or "", row.get("abstract") or ""
                by_title = hashlib.sha1(title.lower().encode()).hexdigest()[:10]
                if title and len(abstract) >= _SHORTEST and not {row["id"], by_title} & left_out:
                    texts.append(text_of(row))
        texts = [text for text in texts if sum(ord(c) > _LAST_LATIN for c in text) < _FOREIGN]
        lots.shuffle(texts)
        found += texts[: (most - len(found)) // rest]
    lots.shuffle(found)
    return found


@cache
def _parts(tokenizer: Path) -> tuple[Language, Tokenizer]:
    return build_nlp(("kg_sentences", "kg_acronyms")), load_tokenizer(tokenizer)


def taught(text: str, tokenizer: Path) -> Example:
    """What a text teaches with the judge as its reader."""
    nlp, cut = _parts(tokenizer)
    return example(nlp(text), cut, lexicon_entries(), lexicon_judge())
