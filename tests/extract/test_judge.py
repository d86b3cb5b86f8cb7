"""The judge: a sum of weights, a softmax against "no name"; and what is observed of a candidate."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import build_nlp
from kg.extract.entries import Entry
from kg.extract.finders import find, observed
from kg.extract.found import CANDIDATES, taken
from kg.extract.judge import Judge, read_judge
from kg.extract.words import words_of

NLP = build_nlp(("kg_sentences", "kg_acronyms"))


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    file = tmp_path / "weights.tsv"
    file.write_text(
        "# what is observed\tMETHOD\tDATASET\tCONCEPT\n"
        "bias\t-4\t-4\t-4\nlast=network\t6\t0\t0\nlex=DATASET+\t0\t9\t0\nbefore=#\t1\t2\t3\n",
        encoding="utf-8",
    )
    return read_judge(file)


def test_nothing_observed_is_an_even_chance() -> None:
    assert Judge({})([]).shape == (0, 3)
    assert Judge({})([[], ["never seen"]]).tolist() == [[0.25, 0.25, 0.25]] * 2


def test_weights_add_up(judge: Judge) -> None:
    _, (method, dataset, concept), _ = judge([[], ["bias", "last=network", "never seen"], ["lex=DATASET+"]])
    total = math.exp(2) + 2 * math.exp(-4) + 1
    assert method == pytest.approx(math.exp(2) / total)
    assert dataset == concept == pytest.approx(math.exp(-4) / total)


def test_a_value_that_begins_with_the_sign_of_a_remark(judge: Judge) -> None:
    assert judge.weights_of(["before=#"]).tolist() == [[1.0, 2.0, 3.0]]


@given(st.lists(st.lists(st.tuples(*[st.floats(-1e3, 1e3)] * 3), max_size=5), max_size=4))
def test_probabilities_are_probabilities(candidates: list[list[tuple[float, float, float]]]) -> None:
    seen = [[f"w{k}.{i}" for i in range(len(rows))] for k, rows in enumerate(candidates)]
    weights = {
        what: row for names, rows in zip(seen, candidates, strict=True) for what, row in zip(names, rows, strict=True)
    }
    scores = Judge(weights)(seen)
    assert scores.shape == (len(candidates), 3)
    assert np.all((scores >= 0) & (scores <= 1))
    assert np.all(scores.sum(1) <= 1 + 1e-9)


def test_a_lexicon_and_a_judge_of_ones_own(judge: Judge) -> None:
    known = {"foobench": Entry("DATASET", True), "adam": Entry("METHOD", True, frozenset({"Adam"}))}
    doc = find(NLP("T\nA neural network on FooBench beats adam and Adam."), known, judge)
    got = {f.span.text: (f.found_by, max(zip(f.scores, "MDC", strict=True))[1]) for f in taken(doc, CANDIDATES)}
    assert got == {
        "neural network": ("pattern", "M"),
        "network": ("pattern", "M"),
        "FooBench": ("lexicon", "D"),
    }


def test_what_is_observed() -> None:
    known = {"network": Entry("METHOD", False), "graphnetwork": Entry("METHOD", True)}
    doc = NLP("Graph networks\nWe train deep graph networks (DGN) called Foo, a benchmark.")
    words = words_of(doc)
    seen = {doc.text[words[c.first].start : words[c.last].end]: set(o) for c, _, o in observed(doc, words, known)}
    deep = seen["deep graph networks"]
    assert {
        "bias", "name=deepgraphnetwork", "size=3", "last=network", "first=deep", "in=graph", "last2=graph_network",
        "before=train", "after=(", "around=train_(", "shape=x", "form=s0", "count=1m", "titled=Falsem", "defined=long",
        "fromtitle=lastm", "lex=m", "tail=METHOD+2", "front=", "parts=_METHOD+2",
    } <= deep  # fmt: skip
    assert {"lex=METHOD+m", "titled=Truem", "fromtitle=allm", "count=2m"} <= seen["graph networks"]
    assert "inlex=METHOD+" in seen["graph"]
    assert {"shape=AA", "defined=short", "after=)"} <= seen["DGN"]
    assert {"before=called", "near=>benchmark", "only=foo"} <= seen["Foo"]


def test_what_is_observed_hangs_on_no_chance() -> None:
    doc = NLP("A title\nWe propose FooNet, a model and a framework and a method of a system for a task.")
    words = words_of(doc)
    runs = [[o for _, _, o in observed(doc, words, {})] for _ in range(2)]
    assert runs[0] == runs[1]
