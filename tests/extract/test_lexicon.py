"""The word lists: each line is one that is used, in order, and none is in a place where it has no effect."""

from __future__ import annotations

import pytest

from kg.extract import build_nlp
from kg.extract.candidates import candidates
from kg.extract.entries import FILES, lexicon_entries
from kg.extract.judge import lexicon_judge
from kg.extract.words import stop_words, words_of
from kg.names import fold
from kg.resources import lexicon, read_rows

NLP = build_nlp(("kg_sentences",))


@pytest.mark.parametrize("file", FILES.values())
def test_names_are_sorted_and_flagged(file: str) -> None:
    lines = lexicon(file).read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(lines, key=lambda line: (line.casefold(), line))
    for name, *flags in read_rows(lexicon(file)):
        assert name == " ".join(name.split())
        assert set(flags) <= {"ok", "cased"}


def test_a_name_has_one_type() -> None:
    types: dict[str, set[str]] = {}
    for kind, file in FILES.items():
        for row in read_rows(lexicon(file)):
            types.setdefault(fold(row[0]), set()).add(kind)
    assert not {key: kinds for key, kinds in types.items() if len(kinds) > 1}


def test_nearly_every_name_can_be_found() -> None:
    names = [row[0] for file in FILES.values() for row in read_rows(lexicon(file))]
    lost = []
    for name, doc in zip(names, NLP.pipe(f"T\n{name}" for name in names), strict=True):
        words = words_of(doc)
        if not any(c.key == fold(name) for c in candidates(words)):
            lost.append(name)
    # The rest has a stop word inside (``backpropagation through time``).
    assert len(lost) < 0.025 * len(names), lost


def test_names_in_one_casing_only() -> None:
    entries = lexicon_entries()
    assert entries[fold("ReAct")].covers("ReAct")
    assert not entries[fold("ReAct")].covers("react")
    assert entries[fold("beam search")].covers("Beam Search")


def test_dropped_names_are_sorted_and_no_candidates() -> None:
    lines = lexicon("drop.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(set(lines), key=lambda line: (line.casefold(), line))
    for name in lines:
        words = words_of(NLP(f"T\n{name}"))
        assert fold(name) not in {c.key for c in candidates(words)}, name


def test_weights() -> None:
    assert lexicon("weights.tsv").stat().st_size < 4_000_000
    names = [row[0] for row in read_rows(lexicon("weights.tsv"))]
    assert len(names) > 10_000
    assert names == sorted(set(names))
    assert lexicon_judge().weights_of(["bias"]).all()


def test_stop_words_are_words() -> None:
    assert {"the", "we", "propose"} <= stop_words()
    assert all(word == word.lower() for word in stop_words())
