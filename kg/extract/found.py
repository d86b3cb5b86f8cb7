"""What a finder found: a span with what it may be, in the form in which finders leave it on a document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.tokenizer import span_text
from kg.records import ENTITY_TYPES, EntityType, FoundBy

__all__ = ["CANDIDATES", "ENTITIES", "Found", "leave", "taken", "together", "type_of"]

#: The groups that finders leave. A pipeline has one of the two: the lists and their judge alone, or with the network.
CANDIDATES = "kg_candidates"
ENTITIES = "kg_entities"
_WORD = re.compile(r"[^\W_]+")
_LENGTH = 0.03  # what a word more counts for, against confidence
#: What being introduced by the paper counts for, and the log-odds of a place at which half of that is given.
_NEW, _HALF = 0.15, -2.0
#: From these log-odds on a name is surely introduced by the paper, and no concept whatever it looks like.
_INTRODUCED = 1.2


@dataclass(slots=True)
class Found:
    """A span that a finder takes for a name: its probabilities of being a METHOD, DATASET, CONCEPT.

    ``proposed`` are the log-odds that what is named is introduced by the paper, where the finder says so of this place.
    """

    span: Span
    key: str
    found_by: FoundBy
    scores: tuple[float, float, float]
    proposed: float | None = None

    @property
    def text(self) -> str:
        return span_text(self.span)

    @property
    def confidence(self) -> float:
        return sum(self.scores)

    @property
    def rank(self) -> float:
        """Which of two that overlap is kept: the longer name where both are likely, or what the paper introduces.

        So ``Adaptive Selective Sampling``, which is new, is not lost to ``Selective Sampling``, which all know.
        """
        new = 0.0 if self.proposed is None else _NEW / (1 + math.exp(_HALF - self.proposed))
        return self.confidence * (1 + _LENGTH * (len(_WORD.findall(self.text)) - 1)) + new


def together(odds: Iterable[float | None]) -> float | None:
    """What the places of a name say together of its being introduced: the logarithm of the sum of their odds.

    One place that tells is enough; the network learned it so (:func:`kg.training.tune.by_name`).
    """
    told = [one for one in odds if one is not None]
    if not told:
        return None
    top = max(told)
    return top + math.log(sum(math.exp(one - top) for one in told))


def leave(doc: Doc, group: str, found: Iterable[Found], language: str) -> None:
    """Leave what a finder found on the document, in a form that survives the way between processes."""
    rows = list(found)
    attrs = {
        "key": [f.key for f in rows],
        "found_by": [f.found_by for f in rows],
        "scores": [list(f.scores) for f in rows],
        "proposed": [f.proposed for f in rows],
        "language": language,
    }
    doc.spans[group] = SpanGroup(doc, name=group, spans=[f.span for f in rows], attrs=attrs)


def taken(doc: Doc, group: str) -> Iterator[Found]:
    """What a finder left."""
    spans = doc.spans[group]
    columns = (spans.attrs[name] for name in ("key", "found_by", "scores", "proposed"))
    for span, key, found_by, scores, proposed in zip(spans, *columns, strict=True):
        yield Found(span, key, found_by, tuple(scores), proposed)


def type_of(members: list[Found]) -> EntityType:
    """The likeliest type of a name; where its full form is there, capitals (``COD``) have no say.

    What a paper introduces is a thing that one runs or loads, and no concept.
    """
    odds = together(f.proposed for f in members)
    members = [f for f in members if len(f.span) > 1] or members
    types = range(2 if odds is not None and odds >= _INTRODUCED else 3)
    sums = [sum(f.scores[k] for f in members) for k in types]
    return ENTITY_TYPES[max(types, key=lambda k: (sums[k], -k))]
