"""What a page can colour, size and tell its nodes by."""

from __future__ import annotations

import pytest

from kg.viewer.facts import MEASURES, communities, definitions, measures
from kg.viewer.model import picture
from viewer import corpus


def defined(*sentences: str) -> str | None:
    """The paper that defines the reward model, of papers that say so in the order of their ranks."""
    papers = [{"id": f"p{i}", "title": f"On {i}", "abstract": text} for i, text in enumerate(sentences)]
    tables = corpus.tables(papers, corpus.ENTITIES)
    drawn = picture(tables)
    at = tables["entities"]["name"].take(drawn.entities).to_pylist().index("reward model")
    paper = definitions(tables, drawn)[at]
    return None if paper < 0 else tables["papers"]["id"][int(drawn.papers[paper])].as_py()


@pytest.mark.parametrize(
    "text",
    [
        "A reward model is a judge of answers.", "The reward model (RM) refers to the judge.",
        "Reward model means any judge.",
        "Here, a reward model is one that judges.",
    ],
)  # fmt: skip
def test_a_sentence_that_defines(text: str) -> None:
    assert defined(text) == "p0"


@pytest.mark.parametrize(
    "text",
    [
        "We use a reward model.", "The reward model is slow.", "Training a reward model is a burden.",
        "A reward model with DPO is a judge.", "It is a reward model.",
    ],
)  # fmt: skip
def test_a_sentence_that_does_not(text: str) -> None:
    assert defined(text) is None


def test_what_it_is_goes_before_praise() -> None:
    assert defined("A reward model is a powerful tool.", "A reward model is a judge of answers.") == "p1"
    assert defined("A reward model is a powerful tool.") == "p0"


def test_each_node_has_its_measures_and_community() -> None:
    tables = corpus.friendly()
    drawn = picture(tables)
    found = measures(tables, drawn)
    assert tuple(found) == MEASURES
    assert {len(values) for values in found.values()} == {drawn.nodes}
    assert found["pagerank"][: len(drawn.papers)] == tables["papers"]["pagerank"].to_pylist()
    assert len(communities(tables, drawn)["community"]) == drawn.nodes
