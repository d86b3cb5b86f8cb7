"""Tokens: every sign is one of its own, and the text comes back whole."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.mentions import mentions_of
from kg.extract.tokenizer import TOKENIZER, SignTokenizer

TOKENIZE = SignTokenizer(spacy.blank("en").vocab)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("(LLMs)-based", "( LLMs ) - based"),
        ("GPT-3.5", "GPT - 3 . 5"),
        ("GPT-3/4", "GPT - 3 / 4"),
        ("C++", "C + +"),
        ("A* search", "A * search"),
        ("Parkinson's", "Parkinson ' s"),
        ("snake_case", "snake _ case"),
        ("word2vec's 10%", "word2vec ' s 10 %"),
        ("$\\ell_2$-norm", "$ \\ ell _ 2 $ - norm"),
        ("naïve Bayes—simple", "naïve Bayes — simple"),
        ("图神经网络。很好", "图神经网络 。 很好"),
        ("基于BERT的模型", "基于 BERT 的模型"),
        ("BERT를 GPT-4で", "BERT 를 GPT - 4 で"),
        ("((((", "( ( ( ("),
    ],
)
def test_every_sign_is_a_token(text: str, tokens: str) -> None:
    assert [t.text for t in TOKENIZE(text)] == tokens.split()


@given(st.text())
def test_the_text_comes_back_whole(text: str) -> None:
    doc = TOKENIZE(text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)


@given(st.text(alphabet=" \t\n\u00a0\u2003ab-"))
def test_white_space_of_any_kind_comes_back(text: str) -> None:
    assert TOKENIZE(text).text == text


@given(st.text(min_size=1))
def test_no_token_mixes_letters_and_signs(text: str) -> None:
    for token in TOKENIZE(text):
        assert len(token) == 1 or token.text.isalnum() or token.text.isspace()


def test_a_configuration_names_it(nlp: Language) -> None:
    assert isinstance(nlp.tokenizer, SignTokenizer)
    assert nlp.config["nlp"]["tokenizer"] == {"@tokenizers": TOKENIZER}


def test_it_survives_pickling(nlp: Language) -> None:
    copy = pickle.loads(pickle.dumps(nlp))
    assert [t.text for t in copy.tokenizer("GPT-4 (new)")] == ["GPT", "-", "4", "(", "new", ")"]
    assert copy.pipe_names == nlp.pipe_names


def test_the_pipeline_survives_the_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    copy = spacy.load(tmp_path)
    text = "Graphs\nWe propose FooNet, a graph neural network (GNN)."
    assert mentions_of(copy(text)) == mentions_of(nlp(text))
