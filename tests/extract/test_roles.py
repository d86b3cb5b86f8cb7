"""What the paper itself introduces."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.found import together
from kg.extract.roles import role_observations
from tests.extract.conftest import Extract

PROPOSED = "FooNet: Learning on Graphs\nWe propose FooNet, a graph neural network. FooNet outperforms BERT on ImageNet."


@pytest.mark.parametrize(
    ("name", "role"), [("FooNet", "proposed"), ("BERT", "used"), ("ImageNet", "used"), ("graph neural network", "used")]
)
def test_roles(extract: Extract, name: str, role: str) -> None:
    title, abstract = PROPOSED.split("\n")
    assert {m.role for m in extract(title, abstract).mentions if m.surface == name} == {role}


def test_concepts_have_none(extract: Extract) -> None:
    mentions = extract("On reward hacking", "We propose to study reward hacking and catastrophic forgetting.").mentions
    assert {m.role for m in mentions if m.type == "CONCEPT"} == {None}


def test_an_acronym_has_the_role_of_its_long_form(extract: Extract) -> None:
    found = extract(
        "Learning to rank", "We propose Foo Preference Optimization (FPO), a new method. FPO beats Adam."
    ).mentions
    roles = {m.surface: m.role for m in found if m.surface in ("Foo Preference Optimization", "FPO")}
    assert roles == {"Foo Preference Optimization": "proposed", "FPO": "proposed"}


def test_what_is_observed(extract: Extract) -> None:
    from kg.extract import build_nlp
    from kg.extract.mentions import GROUP

    doc = build_nlp()(PROPOSED + " Code: https://github.com/x/FooNet")
    members = [s for s in doc.spans[GROUP] if s.text == "FooNet"]
    seen = list(role_observations(doc.text, members, known=()))
    assert len(seen) == len(set(seen))
    assert {"bias", "known=False", "count=4", "shape=aB", "title=X:", "cue=we", "prev2=we_propose", "url"} <= set(seen)


ODDS = st.floats(-20, 20)


@given(st.lists(st.one_of(st.none(), ODDS), max_size=8))
def test_one_place_that_tells_is_enough(odds: list[float | None]) -> None:
    said = together(odds)
    told = [one for one in odds if one is not None]
    if not told:
        assert said is None
    else:
        assert said is not None
        assert max(told) <= said <= max(told) + math.log(len(told)) + 1e-9
        assert said == pytest.approx(together(odds[::-1]))
