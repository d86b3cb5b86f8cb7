"""The components that find names: acronyms' definitions, and candidates weighed with the lexicon by the judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.acronyms import definitions
from kg.extract.candidates import Candidate, candidates
from kg.extract.judge import Context, Entry, judge, observations
from kg.extract.mentions import ACRONYMS, Found, leave
from kg.extract.words import Word, words_of
from kg.names import fold
from kg.records import ENTITY_TYPES, EntityType
from kg.resources import lexicon, read_rows

__all__ = ["find_acronyms", "find_candidates", "lexicon_entries", "observed"]

#: Below this probability a candidate is not even kept in the mentions table.
FLOOR = 0.2


@Language.component("kg_acronyms")
def find_acronyms(doc: Doc) -> Doc:
    """Leave the short and the long form of each definition, one after the other, in ``doc.spans``."""
    spans: list[Span] = []
    for d in definitions(doc):
        short, long = doc.char_span(d.short_start, d.short_end), doc.char_span(d.long_start, d.long_end)
        if short is not None and long is not None:
            spans += [short, long]
    doc.spans[ACRONYMS] = SpanGroup(doc, name=ACRONYMS, spans=spans)
    return doc


@lru_cache
def lexicon_entries() -> dict[str, Entry]:
    """The lexicon by key; names that count in one casing only bring it along."""
    found: dict[str, Entry] = {}
    for kind, file in zip(ENTITY_TYPES, ("methods.tsv", "datasets.tsv", "concepts.tsv"), strict=True):
        for name, *flags in read_rows(lexicon(file)):
            key = fold(name)
            casings = frozenset({name}) if "cased" in flags else frozenset()
            known = found.get(key)
            if known is not None and known.type == kind and casings and known.casings:
                casings |= known.casings
            found[key] = Entry(kind, "ok" not in flags, casings)
    return found


def context_of(doc: Doc, words: list[Word], found: list[Candidate]) -> Context:
    """What the judge may look at besides the candidate."""
    defined: dict[str, str] = {}
    spans = list(doc.spans[ACRONYMS])
    for short, long in zip(spans[::2], spans[1::2], strict=True):
        defined[fold(short.text)] = "short"
        defined[fold(long.text)] = "long"
    titled = frozenset(c.key for c in found if words[c.first].sentence == 0)
    return Context(words, Counter(c.key for c in found), titled, defined)


def entries(doc: Doc, words: list[Word], found: list[Candidate], known: dict[str, Entry]) -> list[Entry | None]:
    """The lexicon's entry for each candidate."""
    result: list[Entry | None] = []
    for c in found:
        entry = known.get(c.key)
        if (
            entry is not None
            and entry.casings
            and doc.text[words[c.first].start : words[c.last].end] not in entry.casings
        ):
            entry = None
        result.append(entry)
    return result


def inside(found: list[Candidate], known: list[Entry | None]) -> list[str]:
    """For each candidate the type of a longer name of the lexicon around it, or ``""``."""
    longer: dict[int, list[tuple[int, int, EntityType, bool]]] = {}
    for c, entry in zip(found, known, strict=True):
        if entry is not None and c.last > c.first:
            for i in range(c.first, c.last + 1):
                longer.setdefault(i, []).append((c.first, c.last, entry.type, entry.core))
    result = []
    for c in found:
        around = [
            n for n in longer.get(c.first, ()) if n[0] <= c.first and n[1] >= c.last and n[1] - n[0] > c.last - c.first
        ]
        best = max(around, key=lambda n: (n[1] - n[0], -n[0]), default=None)
        result.append(f"{best[2]}{'+' if best[3] else '-'}" if best else "")
    return result


def observed(
    doc: Doc, words: list[Word], known: dict[str, Entry]
) -> Iterator[tuple[Candidate, Entry | None, list[str]]]:
    """Each candidate of a document with its entry and what is observed of it."""
    found = list(candidates(words))
    context = context_of(doc, words, found)
    have = entries(doc, words, found, known)
    for c, entry, around in zip(found, have, inside(found, have), strict=True):
        yield c, entry, list(observations(c, context, entry, around))


@Language.component("kg_candidates")
def find_candidates(doc: Doc) -> Doc:
    """Leave the candidates that the judge takes for names."""
    words = words_of(doc)
    found = []
    for c, entry, seen in observed(doc, words, lexicon_entries()):
        scores = judge(seen)
        if sum(scores) >= FLOOR:
            span = doc[words[c.first].first : words[c.last].last + 1]
            found.append(Found(span, c.key, "lexicon" if entry is not None else "pattern", scores))
    leave(doc, "kg_candidates", found)
    return doc
