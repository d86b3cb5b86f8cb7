"""Whether a candidate is a name, and of what: a linear judge over frozen word lists.

Each observation about a candidate (its last word is ``network``; the word before it is ``called``; the lexicon has
it as a METHOD) carries a weight a type. The weights stand in ``lexicon/weights.tsv``, one observation a line, fitted
once on papers annotated by reading (:mod:`kg.training.judge`). The sum goes through a softmax against "no name".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kg.extract.candidates import Candidate
from kg.extract.entries import Entry
from kg.extract.words import NEW_LINE, Word
from kg.resources import lexicon, read_rows

__all__ = ["Context", "Weights", "judge", "lexicon_weights", "observations", "read_weights"]

Weights = tuple[float, float, float]

#: What a name without words that speak for it is told by: the SQuAD *benchmark*, Cyc, a *library*.
_KINDS = frozenset(
    "dataset benchmark corpus model method framework algorithm task metric system architecture network approach "
    "technique loss tool library toolkit problem setting environment simulator score measure language".split()
)
_NEAR = 6  # words on either side that are looked through for these


@dataclass(frozen=True, slots=True)
class Context:
    """What the judge may look at besides the candidate: all of it from the one paper, and the lexicon.

    ``counts`` says how often each key is a candidate in the paper, ``titled`` which keys are in the title and
    ``title_words`` whose words are, ``defined`` which are a short or a long form that the paper defines, ``known``
    where a name of the lexicon stands (by first and last word), ``inside`` the type of a longer one around a candidate.
    """

    words: list[Word]
    counts: dict[str, int]
    titled: frozenset[str]
    title_words: frozenset[str]
    defined: dict[str, str]
    known: dict[tuple[int, int], Entry]
    inside: dict[tuple[int, int], str]


def observations(candidate: Candidate, context: Context) -> list[str]:
    """What is observed of a candidate, as ``what=value``."""
    return [
        "bias",
        *_of_words(candidate, context),
        *_of_place(candidate, context),
        *_of_paper(candidate, context),
        *_of_lexicon(candidate, context),
    ]


def _of_words(candidate: Candidate, context: Context) -> list[str]:
    words = context.words[candidate.first : candidate.last + 1]
    size, lead, head = len(words), words[0], words[-1]
    plural = head.low.endswith("s") and not head.key.endswith("s")
    shapes = "_".join(dict.fromkeys([_shape(w.text) for w in words]))
    seen = [
        f"name={candidate.key}",
        f"size={min(size, 6)}",
        f"last={head.key}",
        f"suf={_suffix(head.low)}",
        f"form={'s' if plural else ''}{sum([w.gap != ' ' for w in words[1:]])}",
        f"shape={shapes}{'_t' if lead.sentence == 0 else ''}{'_s' if lead.gap == NEW_LINE else ''}",
    ]
    if size == 1:
        return [*seen, f"only={head.key}"]
    seen += [f"first={lead.key}", f"leadsuf={_suffix(lead.low)}", f"last2={words[-2].key}_{head.key}"]
    return seen + [f"in={word.key}" for word in words[1:-1]]


def _of_place(candidate: Candidate, context: Context) -> list[str]:
    words, first, last = context.words, candidate.first, candidate.last
    before, after = _before(words, first), _after(words, last)
    seen = [f"before={before}", f"after={after}", f"around={before}_{after}"]
    if (first, last) not in context.known and any(w.text != w.low for w in words[first : last + 1]):
        sentence = words[first].sentence
        for side, start, stop in (("<", max(0, first - _NEAR), first), (">", last + 1, last + 1 + _NEAR)):
            near = {w.key for w in words[start:stop] if w.key in _KINDS and w.sentence == sentence}
            seen += [f"near={side}{kind}" for kind in sorted(near)]
    return seen


def _of_paper(candidate: Candidate, context: Context) -> list[str]:
    words = context.words[candidate.first : candidate.last + 1]
    key, many = candidate.key, "m" if len(words) > 1 else ""
    title = words[0].sentence == 0
    shared = [w.key in context.title_words for w in words]
    which = "all" if all(shared) else "last" if shared[-1] else "some" if any(shared) else ""
    return [
        f"count={min(context.counts[key], 4)}{many}",
        f"titled={key in context.titled and not title}{many}",
        f"defined={context.defined.get(key, '')}",
        f"fromtitle={which}{many}{'t' if title else ''}",
    ]


def _of_lexicon(candidate: Candidate, context: Context) -> list[str]:
    first, last = candidate.first, candidate.last
    many = "m" if last > first else ""
    seen = [f"lex={_entry(context.known.get((first, last)))}{many}"]
    if around := context.inside.get((first, last)):
        seen.append(f"inlex={around}")
    if many:
        tail = next(filter(None, (_part(context, i, last) for i in range(first + 1, last + 1))), "")
        front = next(filter(None, (_part(context, first, j) for j in range(last - 1, first - 1, -1))), "")
        seen += [f"tail={tail}", f"front={front}", f"parts={front}_{tail}"]
    return seen


def _entry(entry: Entry | None) -> str:
    return f"{entry.type}{'+' if entry.core else '-'}" if entry is not None else ""


def _part(context: Context, first: int, last: int) -> str:
    """A name of the lexicon that a candidate begins or ends with, and of how many words it is."""
    entry = context.known.get((first, last))
    return f"{_entry(entry)}{min(3, last - first + 1)}" if entry is not None else ""


@lru_cache(maxsize=1 << 16)
def _shape(text: str) -> str:
    if text.islower():
        return "x"
    if any(c.isdigit() for c in text):
        return "d" if text[0].isdigit() else "Ad"
    if text.isupper():
        return "A" if len(text) == 1 else "AA"
    if len(text) > 1 and text[-1] == "s" and text[:-1].isupper():
        return "AAs"
    return "Xx" if text[1:].islower() else "xX"


def _suffix(low: str) -> str:
    return low[-3:] if len(low) > 4 else ""


def _before(words: list[Word], first: int) -> str:
    gap = words[first].gap
    if first == 0 or gap == NEW_LINE:
        return "^"
    return words[first - 1].low if gap == " " else f"{gap.strip()[-1:]}"


def _after(words: list[Word], last: int) -> str:
    if last + 1 == len(words) or words[last + 1].gap == NEW_LINE:
        return "$"
    gap = words[last + 1].gap
    follows = words[last + 1].low
    return follows if gap == " " else f"{gap.strip()[:1]}{follows if gap.startswith(('-', '–')) else ''}"


def read_weights(file: Path) -> dict[str, Weights]:
    """The weights of a file with an observation a line: what is observed, then a weight a type."""
    return {row[0]: (float(row[1]), float(row[2]), float(row[3])) for row in read_rows(file)}


@cache
def lexicon_weights() -> dict[str, Weights]:
    """The weights that ship with the program."""
    return read_weights(lexicon("weights.tsv"))


def judge(seen: list[str], weights: dict[str, Weights]) -> Weights:
    """The probabilities that a candidate of which this is observed is a METHOD, a DATASET, a CONCEPT."""
    method = dataset = concept = 0.0
    for what in seen:
        if (weight := weights.get(what)) is not None:
            method += weight[0]
            dataset += weight[1]
            concept += weight[2]
    top = max(method, dataset, concept, 0.0)
    powers = math.exp(method - top), math.exp(dataset - top), math.exp(concept - top)
    total = sum(powers) + math.exp(-top)
    return powers[0] / total, powers[1] / total, powers[2] / total
