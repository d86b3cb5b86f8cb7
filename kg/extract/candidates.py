"""Runs of words that could be a name: what stands between stop words, signs and the ends of sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.words import Word, key_of, stop_words

__all__ = ["LONGEST", "Candidate", "candidates"]

#: A name has at most so many words (a hyphenated one counts each part).
LONGEST = 8
_HYPHENS = frozenset({"-", "–"})
#: What holds two words together so that neither is a name by itself.
_TIGHT = _HYPHENS | {"'", "’", ".", "_"}
_INSIDE = _TIGHT | {" ", "/"}
#: What follows a hyphen when the name is only the part before it: ``LLM-based``, ``GAN-generated``.
_AFTER_HYPHEN = frozenset(
    "based driven like style free guided augmented enhanced aware specific generated trained assisted powered inspired "
    "level wise oriented type related induced".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``[first, last]`` of a document's words, with the key of the name that they would be."""

    first: int
    last: int
    key: str


def _stops(words: list[Word], i: int) -> bool:
    """Whether a word keeps names apart; one in capitals (``IT``) or in a compound (``in-context``) does not."""
    word = words[i]
    if word.low not in stop_words() or (word.text.isupper() and len(word.text) > 1):
        return False
    return word.gap not in _HYPHENS and not (i + 1 < len(words) and words[i + 1].gap in _HYPHENS)


def _may_begin(words: list[Word], i: int) -> bool:
    return words[i].gap not in _TIGHT and not _stops(words, i)


def _may_end(words: list[Word], i: int) -> bool:
    if _stops(words, i):
        return False
    if i + 1 == len(words) or words[i + 1].gap not in _TIGHT:
        return True
    return words[i + 1].gap in _HYPHENS and words[i + 1].low in _AFTER_HYPHEN


def candidates(words: list[Word]) -> Iterator[Candidate]:
    """Every run of words that could be a name, short ones first for each beginning."""
    for i in range(len(words)):
        if not _may_begin(words, i):
            continue
        for j in range(i, min(len(words), i + LONGEST)):
            if j > i and (words[j].gap not in _INSIDE or (_stops(words, j) and words[j].low != "of")):
                break
            if _may_end(words, j) and any(w.text[0].isalpha() for w in words[i : j + 1]):
                yield Candidate(i, j, key_of(words[i : j + 1]))
