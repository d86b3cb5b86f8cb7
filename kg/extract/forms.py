"""Which names of a paper are forms of one: what each of its short names is short for.

A paper says so (``long form (SF)``), or lets one see it: by initials, by letters, by where two names stand
(:mod:`kg.extract.within`). Each rule was kept for what it does to names that annotators hold for one, or for two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from spacy.tokens import Doc, Span

from kg.extract.found import Found
from kg.extract.tokenizer import whole_text
from kg.extract.within import begins_alike, long_forms, spelled_out, spells
from kg.names import fold, is_acronym, singular, usual_acronyms

__all__ = ["full_forms"]

#: What stands in a title between a short name and a long one.
_COLONS = frozenset({":", ": a", ": an", ": the"})
#: A name and the acronym in brackets behind it are one where the log-odds of each place, that it is new, are such.
_BOTH_NEW = -1.5


def full_forms(doc: Doc, found: list[Found], pairs: list[tuple[Span, Span]]) -> Callable[[Found], str | None]:
    """What says of each that was found what it is short for in this paper, if anything.

    ``pairs`` are the short and the long form of each acronym that the paper defines.
    """
    names = sorted({f.text for f in found})
    told = {singular(short.text): fold(long.text) for short, long in pairs}
    shorts = {short.text for short, _ in pairs}
    sure = spelled_out(names, told)  # whatever the name looks like
    defined = long_forms(names) | _expansions(pairs)
    for short, long in _beside(doc, found):
        # Two long forms of one name are one, unless one is a part of the other.
        if sure.setdefault(short, long) != long and not _contains(sure[short], long):
            sure.setdefault(fold(long), sure[short])

    def long_of(f: Found) -> str | None:
        chain = {f.key: f.text}
        text, key = f.text, f.key
        while long := sure.get(key) or (defined.get(key) if is_acronym(text) or text in shorts else None):
            text, key = long, fold(long)
            if key in chain:  # two that are short for each other
                return max(chain.values(), key=lambda name: (len(name), name))
            chain[key] = text
        return text if len(chain) > 1 else None

    return long_of


def _contains(long: str, other: str) -> bool:
    long, other = fold(long), fold(other)
    return long in other or other in long


def _beside(doc: Doc, found: list[Found]) -> Iterator[tuple[str, str]]:
    """The key and the long form of each short name beside it: ``X (long)``, ``long (X)``, and ``X: long`` in titles."""
    whole = whole_text(doc)
    title = whole.find("\n")
    for f, g in pairwise(sorted(found, key=lambda f: f.span.start)):
        between = " ".join(whole[f.span.end_char : g.span.start_char].lower().split())
        if between == "(" or (between in _COLONS and g.span.end_char <= title):
            for short, long in ((f, g), (g, f)):
                if spells(short.text, long.text):
                    yield short.key, long.text
        if between == "(" and whole[g.span.end_char : g.span.end_char + 1] == ")" and _names(g, f):
            yield g.key, f.text


def _names(short: Found, long: Found) -> bool:
    """Whether an acronym in brackets, with other letters than those of the name before it, is short for that.

    It is where both are new, too.
    """
    if not is_acronym(short.text) or " " not in long.text:
        return False
    if begins_alike(short.text, long.text):
        return True
    new = all(f.proposed is not None and f.proposed >= _BOTH_NEW for f in (short, long))
    return new and not long.text.islower() and short.text not in usual_acronyms()


def _expansions(pairs: list[tuple[Span, Span]]) -> dict[str, str]:
    """The long form of each acronym, by its key; the first definition counts."""
    found: dict[str, str] = {}
    for short, long in pairs:
        found.setdefault(fold(short.text), long.text)
    return found
