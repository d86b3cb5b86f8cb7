"""Whether a candidate is a name, and of what: a linear judge over frozen word lists.

Each observation about a candidate (its last word is ``network``; the word before it is ``called``; the lexicon has
it as a METHOD) carries a weight a type. The weights stand in ``lexicon/weights.tsv``, one observation a line, fitted
once on papers annotated by reading (:mod:`kg.training.judge`). The sum goes through a softmax against "no name".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.candidates import Candidate
from kg.extract.words import Word
from kg.records import EntityType
from kg.resources import lexicon, read_rows

__all__ = ["Context", "Entry", "judge", "observations"]

Weights = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of a name: its type, whether it is a core one, and the only casings that count."""

    type: EntityType
    core: bool
    casings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """What the judge may look at besides the candidate: all of it from the one paper.

    ``counts`` says how often each key is a candidate in the paper, ``titled`` which are in its title, ``defined``
    which are a short or a long form that the paper defines.
    """

    words: list[Word]
    counts: dict[str, int]
    titled: frozenset[str]
    defined: dict[str, str]


def _shape(word: Word) -> str:
    text = word.text
    if text.islower():
        return "x"
    if any(c.isdigit() for c in text):
        return "d" if text[0].isdigit() else "Ad"
    if text.isupper():
        return "A" if len(text) == 1 else "AA"
    if len(text) > 1 and text[-1] == "s" and text[:-1].isupper():
        return "AAs"
    return "Xx" if text[1:].islower() else "xX"


def _suffix(word: Word) -> str:
    return word.low[-3:] if len(word.low) > 4 else ""


def observations(candidate: Candidate, context: Context, entry: Entry | None, inside: str) -> Iterator[str]:
    """What is observed of a candidate, as ``what=value``.

    ``entry`` is the lexicon's for its key, ``inside`` the type of a longer lexicon name around it (or ``""``).
    """
    words, first, last = context.words, candidate.first, candidate.last
    size = last - first + 1
    head, lead = words[last], words[first]
    before = _before(words, first)
    after = _after(words, last)
    yield "bias"
    yield f"size={min(size, 6)}"
    yield f"name={candidate.key}"
    yield f"last={head.key}"
    yield f"first={lead.key}" if size > 1 else f"only={head.key}"
    for word in words[first + 1 : last]:
        yield f"in={word.key}"
    if size > 1:
        yield f"last2={words[last - 1].key}_{head.key}"
        yield f"leadsuf={_suffix(lead)}"
    yield f"before={before}"
    yield f"after={after}"
    yield f"around={before}_{after}"
    yield f"suf={_suffix(head)}"
    shapes = "_".join(dict.fromkeys(map(_shape, words[first : last + 1])))
    title = lead.sentence == 0
    yield f"shape={shapes}{'_t' if title else ''}{'_s' if lead.gap == chr(10) else ''}"
    yield f"count={min(context.counts[candidate.key], 4)}{'m' if size > 1 else ''}"
    yield f"titled={candidate.key in context.titled and not title}{'m' if size > 1 else ''}"
    yield f"defined={context.defined.get(candidate.key, '')}"
    if entry is not None:
        yield f"lex={entry.type}{'+' if entry.core else '-'}{'m' if size > 1 else ''}"
    else:
        yield f"lex={'m' if size > 1 else ''}"
    if inside:
        yield f"inlex={inside}"


def _before(words: list[Word], first: int) -> str:
    gap = words[first].gap
    if first == 0 or gap == "\n":
        return "^"
    return words[first - 1].low if gap == " " else f"{gap.strip()[-1:]}"


def _after(words: list[Word], last: int) -> str:
    if last + 1 == len(words) or words[last + 1].gap == "\n":
        return "$"
    gap = words[last + 1].gap
    return words[last + 1].low if gap == " " else f"{gap.strip()[:1]}{words[last + 1].low if gap[0] in '-–' else ''}"


@lru_cache
def _weights() -> dict[str, Weights]:
    rows = read_rows(lexicon("weights.tsv"))
    return {row[0]: (float(row[1]), float(row[2]), float(row[3])) for row in rows}


def judge(seen: list[str]) -> Weights:
    """The probabilities that a candidate of which this is observed is a METHOD, a DATASET, a CONCEPT."""
    weights = _weights()
    sums = [0.0, 0.0, 0.0]
    for what in seen:
        if (weight := weights.get(what)) is not None:
            sums = [s + w for s, w in zip(sums, weight, strict=True)]
    top = max(*sums, 0.0)
    powers = [math.exp(s - top) for s in sums]
    total = sum(powers) + math.exp(-top)
    return powers[0] / total, powers[1] / total, powers[2] / total
