"""Runs of words that could be a name: what stands between stop words, signs and the ends of sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.words import Word, key_of, stop_words
from kg.names import fold
from kg.resources import lexicon, read_rows

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

#: Stop words that stand inside names: ``mixture of experts``, ``reinforcement learning from human feedback``.
_LINKS = frozenset({"of", "from"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``[first, last]`` of a document's words, with the key of the name that they would be."""

    first: int
    last: int
    key: str


def _stops(words: list[Word], i: int) -> bool:
    """Whether a word keeps names apart; one in capitals (``IT``) or in a compound (``in-context``) does not.

    Among others in capitals it does: there all are.
    """
    word = words[i]
    if word.low[-1] == "x" and word.low[:-1].isdigit():  # 8x faster
        return True
    if word.low not in stop_words():
        return False
    if word.text.isupper() and len(word.text) > 1 and not _among_capitals(words, i):
        return False
    return word.gap not in _HYPHENS and not (i + 1 < len(words) and words[i + 1].gap in _HYPHENS)


def _among_capitals(words: list[Word], i: int) -> bool:
    beside = [w for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]) if w.sentence == words[i].sentence]
    return bool(beside) and all(w.text.isupper() for w in beside)


def _may_begin(words: list[Word], i: int) -> bool:
    return words[i].gap not in _TIGHT and not _stops(words, i)


def _may_end(words: list[Word], i: int) -> bool:
    if _stops(words, i) or _is_possessive(words[i]):
        return False
    if i + 1 == len(words) or words[i + 1].gap not in _TIGHT or _is_possessive(words[i + 1]):
        return True
    return words[i + 1].gap in _HYPHENS and words[i + 1].low in _AFTER_HYPHEN


def _goes_on(words: list[Word], i: int, j: int) -> bool:
    """Whether a name that begins with word ``i`` may go on with word ``j``."""
    gap = words[j].gap
    if gap not in _INSIDE or (gap == "/" and words[i].gap.endswith("/")):  # …github.com/user/project
        return False
    return words[j].low in _LINKS or not _stops(words, j)


def _is_possessive(word: Word) -> bool:
    """Whether a word is the ``s`` of ``Parkinson's``."""
    return word.low == "s" and word.gap in ("'", "’")


@cache
def _dropped() -> tuple[frozenset[str], frozenset[str]]:
    """Names that readers reject, by key, and those of them that are written in capitals."""
    names = [row[0] for row in read_rows(lexicon("drop.txt"))]
    return frozenset(map(fold, names)), frozenset(filter(str.isupper, names))


def _is_dropped(words: list[Word], key: str) -> bool:
    """Whether readers reject a name. ``GUIDE`` in capitals is another one than ``guide``."""
    keys, capitals = _dropped()
    return key in keys and (len(words) > 1 or not words[0].text.isupper() or words[0].text in capitals)


def candidates(words: list[Word]) -> Iterator[Candidate]:
    """Every run of words that could be a name, short ones first for each beginning."""
    for i in range(len(words)):
        if not _may_begin(words, i):
            continue
        spelled = False  # whether there is a letter in it
        for j in range(i, min(len(words), i + LONGEST)):
            word = words[j]
            if j > i and not _goes_on(words, i, j):
                break
            spelled = spelled or word.text[0].isalpha()
            if spelled and _may_end(words, j):
                run = words[i : j + 1]
                key = key_of(run)
                if not _is_dropped(run, key):
                    yield Candidate(i, j, key)
