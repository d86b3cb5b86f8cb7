"""Where sentences end: rules, with the abbreviations of abstracts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract import build_nlp

NLP = build_nlp(("kg_sentences",))


def sentences(text: str) -> list[str]:
    return [s.text.strip() for s in NLP(text).sents]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Smith et al. (2020) show it. It holds.", ["Smith et al. (2020) show it.", "It holds."]),
        ("As in Smith et al. Networks do this.", ["As in Smith et al. Networks do this."]),
        ("Models, e.g. GPT, fail. I.e. They err.", ["Models, e.g. GPT, fail.", "I.e. They err."]),
        ("It gains 3.5 points. Then 4.", ["It gains 3.5 points.", "Then 4."]),
        ("See Fig. 3 and Eq. 4. Done.", ["See Fig. 3 and Eq. 4.", "Done."]),
        ("Cats, dogs, etc. We go on.", ["Cats, dogs, etc.", "We go on."]),
        ("By J. Smith. He knows.", ["By J. Smith.", "He knows."]),
        ("Is it? Yes! It is.", ["Is it?", "Yes!", "It is."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("It works (really.) We know.", ["It works (really.)", "We know."]),
        ("We use vs. They do. End.", ["We use vs. They do.", "End."]),
        ("Code is at https://a.io/b. We thank all.", ["Code is at https://a.io/b.", "We thank all."]),
        ("The rank is k. We show it.", ["The rank is k.", "We show it."]),
        ("lower case. after a stop.", ["lower case. after a stop."]),
        ("First. $k$-means is next. (Third.)", ["First. $k$-means is next.", "(Third.)"]),
        ("我们提出了一个模型。它很好!", ["我们提出了一个模型。", "它很好!"]),
        ("Über uns. Ändern wir. Ωmega.", ["Über uns.", "Ändern wir.", "Ωmega."]),
    ],
)
def test_where_sentences_end(abstract: str, expected: list[str]) -> None:
    assert sentences(f"A title\n{abstract}") == ["A title", *expected]


def test_the_title_is_a_sentence_whatever_it_ends_in() -> None:
    assert sentences("Is it? A title\nand an abstract") == ["Is it?", "A title", "and an abstract"]
    assert sentences("Title.\nAbstract.") == ["Title.", "Abstract."]
    assert sentences("Title\n") == ["Title"]


@given(st.text(alphabet=st.sampled_from(list("ab .!?\n\t()\"'A1。_-$")), max_size=60))
def test_no_sentence_is_empty(text: str) -> None:
    doc = NLP(f"A title\n{text}")
    assert all(s.text.strip() for s in doc.sents)
    assert sum(len(s) for s in doc.sents) == len(doc)


def test_the_components_say_what_they_assign(nlp: Language) -> None:
    problems = nlp.analyze_pipes()["problems"]
    assert not any(problems.values())
