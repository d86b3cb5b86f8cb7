"""Mentions: where they stand, that they do not overlap, and that they hold for any text."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import build_nlp, extract_papers
from kg.extract.found import Found
from kg.extract.mentions import mentions_of
from kg.records import ENTITY_TYPES, Extraction, FoundBy, Paper
from tests.extract.conftest import Extract

NLP = build_nlp()

PIECES = st.sampled_from(
    "graph neural network (GNN) GNNs We propose FooNet , a deep learning model . ImageNet BERT large language models "
    "( LLMs ) - based [ ] $ \\alpha k -means C++ A* GPT-3.5 图神经网络 。 we show that reinforcement learning from "
    "human feedback ( RLHF ) . The DATASET of \n \t é ́ ’s ' \" https://github.com/a/FooNet 8x et al. 3.14 \u200b".split(
        " "
    )
)
TEXT = st.one_of(st.text(), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join))


def check(extraction: Extraction) -> None:
    text = extraction.paper.text
    end = 0
    for m in extraction.mentions:
        assert text[m.start : m.end] == m.surface
        assert m.surface.strip() == m.surface != ""
        assert m.start >= end, "sorted, and no two overlap"
        end = m.end
        assert 0 <= m.confidence <= 1
        assert m.type in ENTITY_TYPES
        assert m.found_by in get_args(FoundBy)
        assert m.role in ((None,) if m.type == "CONCEPT" else ("proposed", "used"))
        assert m.sentence_start <= m.start < m.end <= m.sentence_end
        sentence = text[m.sentence_start : m.sentence_end]
        assert sentence == sentence.strip()
        assert m.expansion is None or (m.expansion in text and m.expansion != m.surface)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_any_text_at_all(title: str, abstract: str) -> None:
    paper = Paper("p", title, abstract)
    check(Extraction(paper, mentions_of(NLP(paper.text))))


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("", ""),
        (" ", "\n\n"),
        ("Editorial", ""),
        ("", "An abstract on deep learning without a title."),
        ("图神经网络的研究", "我们提出了一个图神经网络（GNN）。它在ImageNet上很好。GNN是一个模型。"),
        ("!!! ??? ...", "--- *** +++ ((( )))"),
        ("(" * 10_000, ")" * 10_000),
        ("[( " * 3_000, "( " + " " * 10_000),
        ("A" * 10_000, "A " * 10_000),
        ("GNN (" * 2_000, "(GNN) " * 2_000),
        ("1.1.1." * 2_000, "-" * 10_000),
        ("a-" * 5_000, "A. " * 5_000),
        (r"On $\mathcal{O}(\sqrt{T})$", r"We prove $\tilde{O}(\sqrt{T})$ for \textbf{SGD} and $k$-means \cite{x}."),
        ("Zalgo t\u0336e\u0338x\u0337t", "e\u0301\u0301 \u202eright\u202c \U0001f600 \ufeff deep learning"),
    ],
)  # fmt: skip
def test_odd_texts(extract: Extract, title: str, abstract: str) -> None:
    check(extract(title, abstract))


def test_an_abstract_of_a_megabyte(extract: Extract) -> None:
    sentence = "We propose FooNet, a graph neural network (GNN) for ImageNet, and GNNs beat large language models. "
    extraction = extract("Much ado", sentence * (1_000_000 // len(sentence)))
    check(extraction)
    assert sum(m.surface == "FooNet" for m in extraction.mentions) == 1_000_000 // len(sentence)


def test_a_megabyte_without_a_space(extract: Extract) -> None:
    for piece in ("x", "(", "图神经网络。", "a-", "A+"):
        check(extract("T", piece * (200_000 // len(piece))))


def test_an_acronym_shares_type_and_confidence_with_its_long_form(extract: Extract) -> None:
    found = extract(
        "Camouflage", "Camouflaged Object Detection (COD) is hard. COD models fail. We study CODs and object detection."
    ).mentions
    short = [m for m in found if m.surface in ("COD", "CODs")]
    long = [m for m in found if m.surface == "Camouflaged Object Detection"]
    assert len(short) == 3
    assert {m.expansion for m in short} == {"Camouflaged Object Detection"}
    assert {(m.type, m.confidence) for m in short} == {(m.type, m.confidence) for m in long}
    assert long[0].type == "CONCEPT"
    assert long[0].expansion is None


def test_an_acronym_is_found_wherever_it_stands(extract: Extract) -> None:
    found = extract("Zorp", "We use Zorp Blenk Quux Networks (ZBQN). Then ZBQN wins, ZBQN/ZBQNs lose.").mentions
    assert [m.surface for m in found if m.expansion] == ["ZBQN", "ZBQN", "ZBQN", "ZBQNs"]


@pytest.mark.parametrize(
    ("abstract", "surface"),
    [
        ("We fine-tune large language models (LLMs)-based agents.", "LLMs"),
        ("It is written in C++.", "C++"),
        ("We compare with GPT-3.5, GPT-4 and A* search.", "GPT-3.5"),
        ("We study Parkinson's disease.", "Parkinson's disease"),
        ("Results hold for \"diffusion models\".", "diffusion models"),
        ("See (reinforcement learning).", "reinforcement learning"),
    ],
)  # fmt: skip
def test_where_names_end(extract: Extract, abstract: str, surface: str) -> None:
    assert surface in {m.surface for m in extract("A title", abstract).mentions}


def test_the_longer_of_two_likely_names_is_kept(extract: Extract) -> None:
    found = {m.surface for m in extract("T", "We study multi-task reinforcement learning.").mentions}
    assert "reinforcement learning" not in found


@pytest.mark.parametrize(("odds", "longer"), [(-0.4, True), (-4.0, False), (None, False)])
def test_what_a_paper_introduces_is_not_lost_to_a_known_name_within(odds: float | None, longer: bool) -> None:
    doc = NLP.make_doc("We use adaptive selective sampling.")
    outer = Found(doc[2:5], "adaptive selective sampling", "model", (0.8, 0.0, 0.0), odds)
    inner = Found(doc[3:5], "selective sampling", "model", (0.93, 0.0, 0.0), -4.4)
    assert (outer.rank > inner.rank) is longer


def test_papers_come_back_in_order_with_their_mentions() -> None:
    papers = [Paper(f"p{i}", "Deep learning", f"We study model {i} and reinforcement learning.") for i in range(70)]
    found = list(extract_papers(iter(papers)))
    assert [e.paper for e in found] == papers
    assert all(e.mentions for e in found)


def test_no_papers() -> None:
    assert list(extract_papers([])) == []
