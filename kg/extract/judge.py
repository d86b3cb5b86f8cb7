"""Whether a candidate is a name, and of what: a linear judge over frozen word lists.

Each observation about a candidate (its last word is ``network``; the word before it is ``called``; the lexicon has
it as a METHOD) carries a weight a type. The weights stand in ``lexicon/weights.tsv``, one observation a line, fitted
once on papers annotated by reading (:mod:`kg.training.judge`). The sum goes through a softmax against "no name".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extract.candidates import Candidate
from kg.extract.entries import Entry
from kg.extract.words import NEW_LINE, Word
from kg.resources import lexicon, read_rows

__all__ = ["Context", "Judge", "lexicon_judge", "observations", "read_judge"]

Floats = NDArray[np.float64]

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


def observations(candidates: list[Candidate], context: Context) -> list[list[str]]:
    """What is observed of each candidate, as ``what=value``."""
    paper = _Paper(candidates, context)
    return [
        ["bias", *_of_words(c, paper), *_of_place(c, paper), *_of_paper(c, paper), *_of_lexicon(c, paper)]
        for c in candidates
    ]


class _Paper:
    """A context, with all that is observed of a word whichever of the candidates it is in."""

    def __init__(self, candidates: list[Candidate], context: Context) -> None:
        words = context.words
        self.context = context
        self.shapes = [_shape(word.text) for word in words]
        self.in_title = [word.key in context.title_words for word in words]
        #: How many words up to each are not written in small letters, and how many stand after something but a space.
        self.written = [0, *accumulate(word.text != word.low for word in words)]
        self.gaps = [0, *accumulate(word.gap != " " for word in words)]
        self.kinds = [i for i, word in enumerate(words) if word.key in _KINDS]
        self.firsts: dict[int, list[int]] = defaultdict(list)  # of the lexicon's names, by their last words
        self.lasts: dict[int, list[int]] = defaultdict(list)
        for first, last in context.known:
            self.firsts[last].append(first)
            self.lasts[first].append(last)
        #: What is observed of the key and the suffix of a candidate's first word and of its last.
        self.leads = {
            i: (f"first={words[i].key}", f"leadsuf={_suffix(words[i].low)}") for i in {c.first for c in candidates}
        }
        self.heads = {i: (f"last={words[i].key}", f"suf={_suffix(words[i].low)}") for i in {c.last for c in candidates}}
        #: What stands before and after.
        self.before = {i: _before(words, i) for i in self.leads}
        self.after = {i: _after(words, i) for i in self.heads}


def _of_words(candidate: Candidate, paper: _Paper) -> list[str]:
    words, first, last = paper.context.words, candidate.first, candidate.last
    lead, head = words[first], words[last]
    plural = head.low.endswith("s") and not head.key.endswith("s")
    shapes = paper.shapes[first] if first == last else "_".join(dict.fromkeys(paper.shapes[first : last + 1]))
    seen = [
        f"name={candidate.key}",
        f"size={min(last - first + 1, 6)}",
        *paper.heads[last],
        f"form={'s' if plural else ''}{paper.gaps[last + 1] - paper.gaps[first + 1]}",
        f"shape={shapes}{'_t' if lead.sentence == 0 else ''}{'_s' if lead.gap == NEW_LINE else ''}",
    ]
    if first == last:
        return [*seen, f"only={head.key}"]
    seen += [*paper.leads[first], f"last2={words[last - 1].key}_{head.key}"]
    return seen + [f"in={word.key}" for word in words[first + 1 : last]]


def _of_place(candidate: Candidate, paper: _Paper) -> list[str]:
    words, first, last = paper.context.words, candidate.first, candidate.last
    before, after = paper.before[first], paper.after[last]
    seen = [f"before={before}", f"after={after}", f"around={before}_{after}"]
    if paper.written[last + 1] > paper.written[first] and (first, last) not in paper.context.known:
        sentence = words[first].sentence
        for side, start, stop in (("<", first - _NEAR, first), (">", last + 1, last + 1 + _NEAR)):
            near = {words[i].key for i in paper.kinds if start <= i < stop and words[i].sentence == sentence}
            seen += [f"near={side}{kind}" for kind in sorted(near)]
    return seen


def _of_paper(candidate: Candidate, paper: _Paper) -> list[str]:
    context, key, many = paper.context, candidate.key, "m" if candidate.last > candidate.first else ""
    title = context.words[candidate.first].sentence == 0
    shared = paper.in_title[candidate.first : candidate.last + 1]
    which = "all" if all(shared) else "last" if shared[-1] else "some" if any(shared) else ""
    return [
        f"count={min(context.counts[key], 4)}{many}",
        f"titled={key in context.titled and not title}{many}",
        f"defined={context.defined.get(key, '')}",
        f"fromtitle={which}{many}{'t' if title else ''}",
    ]


def _of_lexicon(candidate: Candidate, paper: _Paper) -> list[str]:
    context, first, last = paper.context, candidate.first, candidate.last
    many = "m" if last > first else ""
    seen = [f"lex={_entry(context.known.get((first, last)))}{many}"]
    if around := context.inside.get((first, last)):
        seen.append(f"inlex={around}")
    if many:
        # The longest name of the lexicon that it ends with, and the longest that it begins with, but for itself.
        tail = _part(context, min([i for i in paper.firsts.get(last, ()) if i > first], default=None), last)
        front = _part(context, first, max([j for j in paper.lasts.get(first, ()) if j < last], default=None))
        seen += [f"tail={tail}", f"front={front}", f"parts={front}_{tail}"]
    return seen


def _entry(entry: Entry | None) -> str:
    return f"{entry.type}{'+' if entry.core else '-'}" if entry is not None else ""


def _part(context: Context, first: int | None, last: int | None) -> str:
    """A name of the lexicon that a candidate begins or ends with, and of how many words it is."""
    if first is None or last is None:
        return ""
    return f"{_entry(context.known[first, last])}{min(3, last - first + 1)}"


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


class Judge:
    """The weights of observations, each one a type; ``Judge({})`` holds nothing for more likely than anything else."""

    def __init__(self, weights: Mapping[str, Sequence[float]]) -> None:
        self._rows = {what: row for row, what in enumerate(weights, start=1)}
        # The first row is for what never was observed before.
        self._weights = np.array([(0.0, 0.0, 0.0), *weights.values()])

    def weights_of(self, seen: Iterable[str]) -> Floats:
        """The weights of observations, ``(observations, 3)``."""
        get = self._rows.get
        weights: Floats = self._weights[[get(what, 0) for what in seen]]
        return weights

    def __call__(self, rows: list[list[str]]) -> Floats:
        """The probabilities that candidates are a METHOD, a DATASET, a CONCEPT, ``(candidates, 3)``.

        Each row is what was observed of one.
        """
        sums = np.vstack([np.zeros(3), self.weights_of(chain.from_iterable(rows)).cumsum(0)])
        ends = np.cumsum([0, *map(len, rows)])
        scores = sums[ends[1:]] - sums[ends[:-1]]
        top = scores.max(1, initial=0.0, keepdims=True)
        powers = np.exp(scores - top)
        probabilities: Floats = powers / (powers.sum(1, keepdims=True) + np.exp(-top))
        return probabilities


def read_judge(file: Path) -> Judge:
    """A judge from a file with an observation a line: what is observed, then a weight a type."""
    return Judge({row[0]: (float(row[1]), float(row[2]), float(row[3])) for row in read_rows(file)})


@cache
def lexicon_judge() -> Judge:
    """The judge that ships with the program."""
    return read_judge(lexicon("weights.tsv"))
