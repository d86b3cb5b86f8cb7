"""Pieces and windows: every word is found among the pieces, every place of a long text in some window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import build_nlp
from kg.extract.network import MODEL
from kg.extract.pieces import load_tokenizer, piece, windows
from kg.extract.words import words_of

NLP = build_nlp(("kg_sentences",))
TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")


def surface(text: str, first: int, last: int) -> str:
    offsets = TOKENIZER.encode(text, add_special_tokens=False).offsets
    return text[offsets[first][0] : offsets[last][1]]


@pytest.mark.parametrize(
    "text", ["LLaMA-2 on GSM8K", "naïve Bayes, β-VAE", "C++ and C#", "x_1 (BERT)-based", "ImageNet21K\nÉcole Ωmega"]
)
def test_the_pieces_of_a_word_are_its_text(text: str) -> None:
    words = words_of(NLP(text))
    pieces = piece(TOKENIZER, text, words)
    for word, first, last in zip(words, pieces.firsts, pieces.lasts, strict=True):
        assert surface(text, first, last) == text[word.start : word.end]


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    words = words_of(NLP(text))
    pieces = piece(TOKENIZER, text, words)
    assert len(pieces.firsts) == len(pieces.lasts) == len(words)
    there = pieces.firsts >= 0
    assert (pieces.firsts[there] <= pieces.lasts[there]).all()
    assert (pieces.lasts < max(1, len(pieces.ids))).all()


@given(st.integers(0, 5000), st.integers(20, 400), st.integers(1, 19))
def test_windows_cover_and_overlap(size: int, room: int, overlap: int) -> None:
    found = windows(size, room, overlap)
    assert found[0][0] == 0
    assert found[-1][1] == size
    assert len({end - begin for begin, end in found}) == 1
    assert found[0][1] - found[0][0] <= room
    assert all(later[0] <= earlier[1] - overlap for earlier, later in pairwise(found))


def test_a_tokenizer_that_cuts_nothing_off() -> None:
    assert len(TOKENIZER.encode("word " * 3000).ids) == 3002
