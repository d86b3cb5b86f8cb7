"""The component with the trained network: in this pipeline, in anybody's, on long texts, and beside the judge."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import build_nlp
from kg.extract.mentions import mentions_of
from kg.extract.network import MODEL, _wanted, load_network
from kg.extract.pieces import piece
from kg.extract.pipeline import LISTS_ALONE
from kg.extract.words import words_of
from tests.extract.conftest import Extract

TITLE = "Direct preference optimization for large language models"
ABSTRACT = (
    "We introduce FooAlign, which fine-tunes large language models (LLMs) by direct preference optimization (DPO). "
    "On GSM8K and TruthfulQA, FooAlign reduces reward hacking and catastrophic forgetting."
)
NAMES = {"large language models", "LLMs", "DPO", "GSM8K", "TruthfulQA", "FooAlign", "catastrophic forgetting"}


def test_what_it_finds(extract: Extract) -> None:
    found = {m.surface: m for m in extract(TITLE, ABSTRACT).mentions if m.confidence >= 0.5}
    assert found.keys() >= NAMES
    assert found["GSM8K"].type == "DATASET"
    assert found["LLMs"].type == "METHOD"
    assert found["catastrophic forgetting"].type == "CONCEPT"
    assert found["FooAlign"].role == "proposed"
    assert found["DPO"].role == "used"


def test_alone_in_anybodys_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_entities")
    doc = nlp(f"{TITLE}\n{ABSTRACT}")
    spans = doc.spans["kg"]
    assert {span.text for span in spans} >= NAMES
    assert {span.label_ for span in spans} == {"METHOD", "DATASET", "CONCEPT"}
    assert all(len(spans.attrs[name]) == len(spans) for name in ("confidence", "found_by", "expansion", "role"))
    told = zip(spans, spans.attrs["start"], spans.attrs["end"], strict=True)
    assert all(doc.text[start:end] in span.text for span, start, end in told)
    assert list(nlp.pipe([])) == []
    assert "kg" in nlp("").spans


def test_what_its_judge_counts_for_in_anybodys_pipeline() -> None:
    sure = []
    for mix in (0.0, 0.5):
        nlp = spacy.blank("en")
        nlp.add_pipe("kg_entities", config={"mix": mix})
        sure.append(nlp(f"{TITLE}\n{ABSTRACT}").spans["kg"].attrs["confidence"])
    assert sure[0] != sure[1]


def test_our_other_components_behind_it_in_anybodys_pipeline_change_nothing() -> None:
    text = "We propose FooNet and evaluate BERT on SQuAD."
    alone, all_of_them = spacy.blank("en"), spacy.blank("en")
    alone.add_pipe("kg_entities")
    for name in ("kg_entities", "kg_mentions", "kg_roles"):
        all_of_them.add_pipe(name)
    once, more = alone(text), all_of_them(text)
    assert [(s.text, s.label_) for s in more.spans["kg"]] == [(s.text, s.label_) for s in once.spans["kg"]]
    assert more.spans["kg"].attrs == once.spans["kg"].attrs


def test_roles_without_mentions_say_what_is_missing() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_roles")
    with pytest.raises(ValueError, match="add kg_entities"):
        nlp("We propose FooNet.")


def test_it_is_found_without_an_import_of_ours() -> None:
    program = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('kg_entities'); print(len(nlp('BERT').spans['kg']))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "1\n"


def test_a_name_deep_in_a_long_text(extract: Extract) -> None:
    """Every place of a text of many windows is read, and what stands in one window does not depend on far ones."""
    sentence = "The weather of that day was described at some length by people who had been there. "
    abstract = sentence * 60 + ABSTRACT + " " + sentence * 60
    assert {m.surface for m in extract("A title", abstract).mentions} >= NAMES


@pytest.mark.parametrize("text", ["", "\n", "…", "????", "0", "🙂🙂 🙂", "\x00", "a" * 5000, "的" * 900])
def test_texts_of_which_nothing_can_be_made(text: str, extract: Extract) -> None:
    extract(text, text)


def test_the_lists_alone_and_the_network_alone() -> None:
    text = f"{TITLE}\n{ABSTRACT}"
    for nlp in (build_nlp(LISTS_ALONE), build_nlp(mix=0.0)):
        found = {m.surface for m in mentions_of(nlp(text)) if m.confidence >= 0.4}
        assert found >= {"large language models", "GSM8K", "catastrophic forgetting"}


def test_the_model_is_small_and_whole() -> None:
    files = {file.name: file.stat().st_size for file in MODEL.iterdir()}
    assert files.keys() >= {"encoder.onnx", "head.npz", "tokenizer.json", "README.md", "LICENSE"}
    assert sum(files.values()) < 30_000_000
    assert load_network() is load_network()


def test_pieces_that_are_not_asked_for_change_nothing_but_rounding() -> None:
    network = load_network()
    ids = piece(network.tokenizer, ABSTRACT, words_of(build_nlp(())(ABSTRACT))).ids
    whole = network._views(ids, np.arange(len(ids)))
    some = np.array([3, 4, 9, len(ids) - 1])
    parts = network._views(ids, some)
    assert parts.shape == (4, whole.shape[1])
    assert np.corrcoef(parts.ravel(), whole[some].ravel())[0, 1] > 0.99


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 4)), min_size=1))
def test_the_pieces_that_candidates_hold(spans: list[tuple[int, int]]) -> None:
    first = np.array([first for first, _ in spans])
    last = np.minimum(19, first + [more for _, more in spans])
    wanted, row = _wanted(first, last, 20)
    assert wanted.tolist() == sorted({i for a, b in zip(first, last, strict=True) for i in range(a, b + 1)})
    assert (wanted[row[first]] == first).all()
    assert (wanted[row[last]] == last).all()
