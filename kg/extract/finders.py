"""The component that finds names: candidates, weighed with the lexicon by the judge."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract.acronyms import defined_in
from kg.extract.candidates import Candidate, candidates
from kg.extract.entries import Entry, lexicon_entries
from kg.extract.found import CANDIDATES, Found, leave
from kg.extract.judge import Context, Judge, lexicon_judge, observations
from kg.extract.languages import ENGLISH, languages_of, main_language
from kg.extract.words import Word, text_of, words_of
from kg.names import fold

__all__ = ["Weighed", "find", "find_candidates", "observed", "span_of", "weighed"]

#: Below this probability a candidate is not even kept in the mentions table.
FLOOR = 0.2

Places = dict[tuple[int, int], Entry]


@Language.component(CANDIDATES, requires=["doc.spans"], assigns=["doc.spans"])
def find_candidates(doc: Doc) -> Doc:
    """Leave the candidates that the judge takes for names."""
    return find(doc, lexicon_entries(), lexicon_judge())


def find(doc: Doc, known: dict[str, Entry], judge: Judge) -> Doc:
    """:func:`find_candidates` with a lexicon and a judge of one's own."""
    words = words_of(doc)
    languages = languages_of(words)
    judged = weighed(doc, words, languages, known, judge, FLOOR)
    found = [
        Found(span_of(doc, words, c), c.key, "lexicon" if listed else "pattern", (method, dataset, concept))
        for c, listed, (method, dataset, concept) in zip(
            judged.candidates, judged.listed, judged.scores.tolist(), strict=True
        )
    ]
    leave(doc, CANDIDATES, found, main_language(words, languages))
    return doc


def span_of(doc: Doc, words: list[Word], candidate: Candidate) -> Span:
    """The tokens of a candidate."""
    return doc[words[candidate.first].first : words[candidate.last].last + 1]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidates, which of them the lexicon has, and the judge's probabilities of METHOD, DATASET, CONCEPT, (n, 3)."""

    candidates: list[Candidate]
    listed: list[bool]
    scores: NDArray[np.float64]


def weighed(
    doc: Doc, words: list[Word], languages: list[str], known: dict[str, Entry], judge: Judge, least: float
) -> Weighed:
    """The candidates of a document to which the judge gives ``least`` at least, the sum of its probabilities.

    In other languages than English only listed ones.
    """
    rows = observed(doc, words, known, languages)
    scores = judge([seen for _, _, seen in rows])
    kept = np.flatnonzero(scores.sum(1) >= least)
    return Weighed([rows[i][0] for i in kept], [rows[i][1] is not None for i in kept], scores[kept])


def observed(
    doc: Doc, words: list[Word], known: dict[str, Entry], languages: list[str] | None = None
) -> list[tuple[Candidate, Entry | None, list[str]]]:
    """Each candidate of a document with its entry and what is observed of it.

    With the ``languages`` of its sentences, in others than English only candidates that the lexicon has.
    """
    found = list(candidates(words))
    places = _known_places(words, found, known)
    if languages is not None:
        # Without its stop words a French sentence is one long name: nine in ten candidates would be looked at in vain.
        found = [c for c in found if languages[words[c.first].sentence] == ENGLISH or (c.first, c.last) in places]
    context = Context(
        words=words,
        counts=Counter(c.key for c in found),
        titled=frozenset(c.key for c in found if words[c.first].sentence == 0),
        title_words=frozenset(w.key for w in words if w.sentence == 0),
        defined=_defined(doc),
        known=places,
        inside=_inside(found, places),
    )
    entries = (places.get((c.first, c.last)) for c in found)
    return list(zip(found, entries, observations(found, context), strict=True))


def _defined(doc: Doc) -> dict[str, str]:
    defined: dict[str, str] = {}
    for short, long in defined_in(doc):
        defined[fold(short.text)] = "short"
        defined[fold(long.text)] = "long"
    return defined


def _known_places(words: list[Word], found: list[Candidate], known: dict[str, Entry]) -> Places:
    """Where a name of the lexicon stands, by its first and last word."""
    places: Places = {}
    for c in found:
        entry = known.get(c.key)
        if entry is not None and entry.covers(text_of(words[c.first : c.last + 1])):
            places[c.first, c.last] = entry
    return places


def _inside(found: list[Candidate], places: Places) -> dict[tuple[int, int], str]:
    """For candidates with a longer name of the lexicon around them its type; of several the longest's."""
    longer: dict[int, list[tuple[int, int, Entry]]] = {}
    for (first, last), entry in places.items():
        if last > first:
            for i in range(first, last + 1):
                longer.setdefault(i, []).append((first, last, entry))
    result = {}
    for c in found:
        size = c.last - c.first
        around = [n for n in longer.get(c.first, ()) if n[0] <= c.first and n[1] >= c.last and n[1] - n[0] > size]
        if around:
            _, _, entry = max(around, key=lambda n: (n[1] - n[0], -n[0]))
            result[c.first, c.last] = f"{entry.type}{'+' if entry.core else '-'}"
    return result
