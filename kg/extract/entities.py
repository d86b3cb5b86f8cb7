"""The component that finds names with the trained network: what the lists and their judge say, and what it says.

The two are joined in one sum of logarithms, ``scores of the network + MIX · log(probabilities of the judge)``, and a
softmax over "no name" and each type, marginal or core. What that is worth is measured by ``make accuracy``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from kg.extract.entries import lexicon_entries
from kg.extract.finders import Weighed, span_of, weighed
from kg.extract.found import ENTITIES, Found, leave
from kg.extract.judge import lexicon_judge
from kg.extract.languages import ENGLISH, languages_of, main_language
from kg.extract.mentions import GROUP, mentions_of
from kg.extract.network import MODEL, load_network
from kg.extract.tokenizer import SignTokenizer, whole_text
from kg.extract.words import Word, words_of
from kg.records import FoundBy

__all__ = ["HOPELESS", "MIX", "EntityFinder", "judged_scores", "make"]

#: What the judge's logarithms count for.
MIX = 0.5
#: What being core counts for in the confidence, against being marked at all.
CORE = 1.5
#: Candidates that the judge gives less are not looked at: one name in a hundred, half of the work.
HOPELESS = 0.005
#: Below this confidence a candidate is not even kept in the mentions table.
FLOOR = 0.5
#: What makes a confidence of a score: slope and shift of its log-odds, fitted on the development papers (J. Platt,
#: *Probabilistic outputs for support vector machines*, 1999), so that of names at 0.8 readers mark about 80 in 100.
_SLOPE, _SHIFT = 0.458, 1.07
#: What a paper introduces is a name, whatever it looks like: where the network holds a candidate rather for introduced
#: than not (log-odds), it has at least this confidence.
_INTRODUCED, _LIKELY = 0.0, 0.72
#: From this probability on the judge would have taken a name by itself.
_BY_ITSELF = 0.45
#: No probability of the judge counts for less.
_LEAST = 1e-4

#: What is said of each mention in a pipeline that is not this program's.
_ATTRS = ("found_by", "confidence", "expansion", "role", "start", "end")

Floats = NDArray[np.float64]


class EntityFinder:
    """Finds names in a document of this program's pipeline, or, by itself, in one of any other.

    In a pipeline of :func:`kg.extract.build_nlp` it leaves what it finds for ``kg_mentions`` to combine. In any other
    it does all the work: ``doc.spans["kg"]`` then holds the mentions, labelled METHOD, DATASET or CONCEPT, with
    ``found_by``, ``confidence``, ``expansion``, ``role`` and the characters ``start`` to ``end`` in its ``attrs``, one
    of each a span.
    """

    def __init__(self, mix: float = MIX, alone: bool = False) -> None:
        self.alone = alone
        self.mix = mix

    def __call__(self, doc: Doc) -> Doc:
        if self.alone:
            return _by_itself(doc, self.mix)
        words = words_of(doc)
        languages = languages_of(words)
        judged = weighed(doc, words, languages, lexicon_entries(), lexicon_judge(), HOPELESS)
        found = self._found(doc, words, languages, judged) if judged.candidates else []
        leave(doc, ENTITIES, found, main_language(words, languages))
        return doc

    def _found(self, doc: Doc, words: list[Word], languages: list[str], judged: Weighed) -> list[Found]:
        scores, seen = load_network(MODEL)(whole_text(doc), words, judged.candidates)
        # It reads English alone.
        seen &= np.array([languages[words[c.first].sentence] == ENGLISH for c in judged.candidates])
        p = self._joined(judged.scores, scores, seen)
        odds = scores[:, 7]
        confidences = np.maximum(_confidences(p), np.where(seen & (odds >= _INTRODUCED), _LIKELY, 0))
        shares = p[:, 1::2] + p[:, 2::2]
        shares *= (confidences / shares.sum(1))[:, None]
        by_itself = judged.scores.sum(1) >= _BY_ITSELF
        found = []
        for i in np.flatnonzero(confidences >= FLOOR):
            c, (method, dataset, concept) = judged.candidates[i], shares[i].tolist()
            by: FoundBy = "lexicon" if judged.listed[i] else "pattern" if by_itself[i] else "model"
            proposed = float(odds[i]) if seen[i] else None
            found.append(Found(span_of(doc, words, c), c.key, by, (method, dataset, concept), proposed))
        return found

    def _joined(self, judged: Floats, scores: NDArray[np.float32], seen: NDArray[np.bool_]) -> Floats:
        """Probabilities of each candidate, ``(candidates, 7)``; the judge's alone where the network saw nothing."""
        judged = judged_scores(judged)
        logits = np.where(seen[:, None], judged * self.mix + scores[:, :7], judged)
        powers: Floats = np.exp(logits - logits.max(1, keepdims=True))
        powers /= powers.sum(1, keepdims=True)
        return powers


def judged_scores(judged: Floats) -> Floats:
    """The logarithms of the judge's probabilities, ``(candidates, 3)``, over the network's outputs but the last."""
    none = np.log(np.clip(1 - judged.sum(1, keepdims=True), _LEAST, 1))
    return np.hstack([none, np.log(np.clip(judged, _LEAST, 1)).repeat(2, axis=1)])


def _confidences(p: Floats) -> Floats:
    """How sure names are: that readers mark them at all, and that they hold them for some of the paper's core."""
    score = (1 - p[:, 0] + CORE * p[:, 2::2].sum(1)) / (1 + CORE)
    score = np.clip(score, _LEAST, 1 - _LEAST)
    confidences: Floats = 1 / (1 + np.exp(-_SLOPE * np.log(score / (1 - score)) - _SHIFT))
    return confidences


@cache
def _alone(mix: float) -> Language:
    from kg.extract.pipeline import build_nlp

    return build_nlp(mix=mix)


def _by_itself(doc: Doc, mix: float) -> Doc:
    """Find the mentions of any document's text, and put them on the tokens that hold them.

    Tokens of another pipeline may hold more than the mention (``GSM8K.``): ``start`` and ``end`` are its characters.
    """
    mentions = mentions_of(_alone(mix)(doc.text))
    placed = [(doc.char_span(m.start, m.end, label=m.type, alignment_mode="expand"), m) for m in mentions]
    kept = [(span, m) for span, m in placed if span is not None]
    attrs = {name: [getattr(m, name) for _, m in kept] for name in _ATTRS}
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=[span for span, _ in kept], attrs=attrs)
    return doc


@Language.factory("kg_entities", assigns=["doc.spans"], default_config={"mix": MIX})
def make(nlp: Language, name: str, mix: float) -> EntityFinder:
    """Make the component; ``nlp.add_pipe("kg_entities")`` does, wherever this package is installed."""
    return EntityFinder(mix=mix, alone=not isinstance(nlp.tokenizer, SignTokenizer))
