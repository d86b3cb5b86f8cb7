"""What the finders found, made into mentions: one type a name, acronyms with what they stand for, no overlaps.

The finders leave span groups on the document; this component reads them and leaves ``doc.spans["kg"]``, whose
``attrs`` hold ``found_by``, ``confidence``, ``expansion`` and ``role``, one of each a span.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.acronyms import defined_in
from kg.extract.forms import full_forms
from kg.extract.found import CANDIDATES, ENTITIES, Found, taken, type_of
from kg.extract.tokenizer import bounds_of, sentences_of, span_text, whole_text
from kg.extract.within import without_head
from kg.names import fold, is_acronym
from kg.records import Mention

__all__ = ["GROUP", "combine", "mentions_of"]

GROUP = "kg"
#: The groups that finders leave. A pipeline has one of the two: the lists and their judge alone, or with the network.
FINDERS = (CANDIDATES, ENTITIES)
#: An acronym, and its long form wherever it stands.
Defined = tuple[Span, list[Span]]


@Language.component("kg_mentions", requires=["doc.spans"], assigns=["doc.spans"])
def combine(doc: Doc) -> Doc:
    """Combine the finders' spans and the acronyms' definitions into ``doc.spans["kg"]``.

    A document on which no finder left anything to combine stays as it is: ``kg_entities`` alone did all the work.
    """
    left = [group for group in FINDERS if group in doc.spans]
    if not left:
        return doc
    found = [f for group in left for f in taken(doc, group)]
    pairs = defined_in(doc)
    defined = _wherever(doc, pairs)
    found = _without_overlaps(doc, _whole(found, defined))
    found += _forms_of_acronyms(doc, found, defined)
    found = _without_heads(doc, found)
    rows = sorted(_labelled(doc, found, pairs), key=lambda row: (row[0].start, row[0].end))
    attrs: dict[str, Any] = {
        "found_by": [f.found_by for _, f, _, _ in rows],
        "confidence": [confidence for _, _, confidence, _ in rows],
        "expansion": [expansion for _, _, _, expansion in rows],
        "role": [None] * len(rows),
        "proposed": [f.proposed for _, f, _, _ in rows],
        "language": doc.spans[left[0]].attrs["language"],
    }
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=[span for span, _, _, _ in rows], attrs=attrs)
    return doc


def _labelled(
    doc: Doc, found: list[Found], pairs: list[tuple[Span, Span]]
) -> Iterator[tuple[Span, Found, float, str | None]]:
    """Each span with the type and the confidence of its name, and with what it is short for."""
    long_of = full_forms(doc, found, pairs)
    groups: dict[str, list[tuple[Found, str | None]]] = defaultdict(list)
    for f in found:
        long = long_of(f)
        groups[fold(long) if long else f.key].append((f, long))
    for members in groups.values():
        kind = type_of([f for f, _ in members])
        confidence = round(min(1.0, max(f.confidence for f, _ in members)), 4)
        for f, long in members:
            yield Span(doc, f.span.start, f.span.end, label=kind), f, confidence, long if long != f.text else None


def _whole(found: list[Found], defined: list[Defined]) -> list[Found]:
    """What was found, less the parts of names that the paper defines: ``X with Y (XY)`` is neither X nor Y."""
    keys = frozenset(f.key for f in found)
    wholes = [
        long
        for short, longs in defined
        if fold(short.text) in keys or fold(span_text(longs[0])) in keys
        for long in longs
    ]
    home = {at: whole for whole in wholes for at in range(whole.start, whole.end)}

    def is_part(span: Span) -> bool:
        whole = home.get(span.start)
        return whole is not None and whole is home.get(span.end - 1) and len(span) < len(whole)

    return [f for f in found if not is_part(f.span)]


def _wherever(doc: Doc, pairs: list[tuple[Span, Span]]) -> list[Defined]:
    """Each acronym that the paper defines, with its long form wherever that stands."""
    low = [token.lower_ for token in doc] if pairs else []
    wanted = {(short.text, tuple(low[long.start : long.end])): short for short, long in pairs}
    places: dict[tuple[str, ...], list[Span]] = {words: [] for _, words in wanted}
    for size in {len(words) for words in places}:
        for at in range(len(low) - size + 1):
            if (found := places.get(tuple(low[at : at + size]))) is not None:
                found.append(doc[at : at + size])
    return [(short, places[words]) for (_, words), short in wanted.items()]


def _without_overlaps(doc: Doc, found: list[Found]) -> list[Found]:
    """The surest first, longer ones favoured; what overlaps a span that is taken falls away."""
    occupied = bytearray(len(doc))
    kept = []
    for f in sorted(found, key=lambda f: (-f.rank, f.span.start - f.span.end, f.span.start)):
        if not any(occupied[f.span.start : f.span.end]):
            occupied[f.span.start : f.span.end] = b"\x01" * (f.span.end - f.span.start)
            kept.append(f)
    return kept


def _without_heads(doc: Doc, found: list[Found]) -> list[Found]:
    """Each name without a head that adds nothing."""
    keys = frozenset(f.key for f in found)
    whole, (_, ends) = whole_text(doc), bounds_of(doc)
    kept = []
    for f in found:
        rest = without_head(f.text, keys)
        if rest is not None:
            end = bisect_left(ends, f.span.start_char + len(rest))
            if whole[f.span.start_char : ends[end]] == rest:
                f = replace(f, span=doc[f.span.start : end + 1], key=fold(rest))
        kept.append(f)
    return kept


def _forms_of_acronyms(doc: Doc, found: list[Found], defined: list[Defined]) -> list[Found]:
    """The other form where only one of an acronym's two was found, at each place where it stands."""
    best: dict[str, Found] = {}
    for f in found:
        if f.key not in best or f.confidence > best[f.key].confidence:
            best[f.key] = f
    occupied = bytearray(len(doc))
    for f in found:
        occupied[f.span.start : f.span.end] = b"\x01" * (f.span.end - f.span.start)
    wanted: dict[str, Found] = {}
    added = []
    for short, longs in defined:
        short_key, long_key = fold(short.text), fold(span_text(longs[0]))
        known = best.get(long_key) or best.get(short_key)
        if known is None:
            continue
        wanted[short.text] = wanted[short.text.removesuffix("s")] = known
        for long in longs:
            if not any(occupied[long.start : long.end]):
                added.append(Found(long, long_key, "acronym", known.scores))
                occupied[long.start : long.end] = b"\x01" * (long.end - long.start)
    for i, token in enumerate(doc if wanted else ()):
        text = token.text
        known = wanted.get(text) or wanted.get(text.removesuffix("s"))
        if known is not None and not occupied[i] and is_acronym(text):
            added.append(Found(doc[i : i + 1], fold(text), "acronym", known.scores))
    return added


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """The mentions of a processed document, in the order of the text."""
    spans = doc.spans[GROUP]
    attrs = spans.attrs
    sentences = _sentences(doc)
    return tuple(
        Mention(
            start=span.start_char,
            end=span.end_char,
            surface=span_text(span),
            type=span.label_,
            sentence_start=sentences[span.start][0],
            sentence_end=sentences[span.start][1],
            found_by=attrs["found_by"][i],
            confidence=attrs["confidence"][i],
            role=attrs["role"][i],
            expansion=attrs["expansion"][i],
        )
        for i, span in enumerate(spans)
    )


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """For each token the characters of its sentence, white space around it left out."""
    bounds: list[tuple[int, int]] = []
    whole = whole_text(doc)
    starts, ends = bounds_of(doc)
    for first, beyond in pairwise([*sentences_of(doc), len(starts)]):
        start, text = starts[first], whole[starts[first] : ends[beyond - 1]]
        bounds += [(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))] * (beyond - first)
    return bounds
