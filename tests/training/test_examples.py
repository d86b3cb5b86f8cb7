"""Texts as the network learns from them: what of a reader's word becomes which number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg.extract import build_nlp
from kg.extract.entries import lexicon_entries
from kg.extract.judge import lexicon_judge
from kg.extract.network import MODEL
from kg.extract.pieces import load_tokenizer
from kg.training.examples import Example, example, load, save
from kg.training.unlabelled import taught

_TEXT = (
    "QuuxNet reads images\nWe propose QuuxNet, which is faster than ResNet on ImageNet. "
    "We study its robustness in reinforcement learning."
)
_TOKENIZER = MODEL / "tokenizer.json"


def _example(*entities: dict[str, Any]) -> tuple[Example, dict[str, int]]:
    """The example, and at which candidate each of some words stands first."""
    doc = build_nlp(("kg_sentences", "kg_acronyms"))(_TEXT)
    tokenizer = load_tokenizer(_TOKENIZER)
    one = example(doc, tokenizer, lexicon_entries(), lexicon_judge(), list(entities) or None)
    texts = [tokenizer.decode(one.pieces[first : last + 1].tolist()).replace(" ", "") for first, last, _ in one.spans]
    return one, {text: at for at, text in reversed(list(enumerate(texts)))}


def _named(name: str, kind: str, level: str = "core", **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "surfaces": [name], "level": level, **more}


def test_a_readers_word() -> None:
    one, at = _example(
        _named("QuuxNet", "METHOD", role="proposed"),
        _named("ResNet", "METHOD", "ok", role="used"),
        _named("ImageNet", "DATASET", alt=["CONCEPT"]),
        _named("robustness", "CONCEPT"),
    )
    labels = {name: one.labels[at[name.lower()]].tolist() for name in ("QuuxNet", "ResNet", "ImageNet", "robustness")}
    assert labels["QuuxNet"] == [0, 0, 1, 0, 0, 0, 0]
    assert labels["ResNet"] == [0, 1, 0, 0, 0, 0, 0]
    assert labels["ImageNet"] == [0, 0, 0, 0, 0.75, 0, 0.25]
    assert labels["robustness"] == [0, 0, 0, 0, 0, 0, 1]
    assert one.labels[at["reinforcementlearning"]].tolist() == [1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("role", "asked"), [("proposed", 1), ("used", 0), ("proposed?", -1)])
def test_a_readers_word_on_roles(role: str, asked: int) -> None:
    one, at = _example(_named("QuuxNet", "METHOD", role=role), _named("robustness", "CONCEPT"))
    assert one.proposed[at["quuxnet"]] == asked
    assert one.proposed[at["robustness"]] == -1  # concepts have no role
    assert one.proposed[at["reinforcementlearning"]] == -1


def test_where_no_reader_was_the_judge_alone_speaks() -> None:
    one = taught(_TEXT, _TOKENIZER)
    assert not one.labels.any()
    assert (one.proposed == -1).all()
    assert ((one.judged >= 0) & (one.judged <= 1)).all()


def test_spans_stand_in_the_text() -> None:
    one = taught(_TEXT, _TOKENIZER)
    assert (one.spans[:, 0] <= one.spans[:, 1]).all()
    assert one.spans[:, 1].max() < len(one.pieces)


def test_candidates_of_one_name_have_one_number() -> None:
    doc = build_nlp(("kg_sentences", "kg_acronyms"))(
        "Quux Voxel Alignment helps\nWe propose Quux Voxel Alignment (QVA). Other work aligns voxels; QVA is better."
    )
    tokenizer = load_tokenizer(_TOKENIZER)
    one = example(doc, tokenizer, lexicon_entries(), lexicon_judge(), [_named("Quux Voxel Alignment", "METHOD")])
    texts = [tokenizer.decode(one.pieces[first : last + 1].tolist()) for first, last, _ in one.spans]
    numbers = {
        name: {int(n) for text, n in zip(texts, one.names, strict=True) if text.replace(" ", "") == name}
        for name in ("quuxvoxelalignment", "qva", "voxelalignment")
    }
    assert numbers["quuxvoxelalignment"] == numbers["qva"]
    assert len(numbers["qva"]) == 1
    assert not numbers["voxelalignment"] & numbers["qva"]


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    several = [
        _example(_named("ResNet", "METHOD"))[0],
        taught("Nothing\nat all", _TOKENIZER),
        taught(_TEXT, _TOKENIZER),
    ]
    save(tmp_path / "some.npz", several)
    for one, again in zip(several, load(tmp_path / "some.npz"), strict=True):
        for field in ("pieces", "spans", "names", "judged", "labels", "proposed"):
            np.testing.assert_array_equal(getattr(one, field), getattr(again, field))
