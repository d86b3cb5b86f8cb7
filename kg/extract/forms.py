"""Which names of a paper are forms of one: what each of its short names is short for.

A paper says so (``long form (SF)``), or lets one see it: by initials, by letters, by where two names stand
(:mod:`kg.extract.within`). Each rule was kept for what it does to names that annotators hold for one, or for two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from itertools import pairwise

from spacy.tokens import Doc, Span

from kg.extract.found import Found, type_of
from kg.extract.tokenizer import whole_text
from kg.extract.within import abbreviates, begins_alike, long_forms, spelled_out, spells
from kg.names import fold, is_acronym, singular, usual_acronyms

__all__ = ["full_forms"]

#: What stands between a short name and a long one, or the reverse: after the name with which a title begins …
_COLONS = frozenset({":", ": a", ": an", ": the"})
#: … and anywhere.
_LINKS = frozenset({"", ", a", ", an", ", the first", ", which stands for", '" (in short:'})
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
    for short, long, close in _beside(doc, found):
        # Two long forms of one name are one, unless one is a part of the other.
        if sure.setdefault(short, long) != long and close and not _contains(sure[short], long):
            sure.setdefault(fold(long), sure[short])
    sure |= _abbreviated(found, sure.keys() | defined.keys())

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


def _abbreviated(found: list[Found], known: Container[str]) -> dict[str, str]:
    """Names in one word with the one name of the same type of whose words they have the beginnings, by key."""
    members: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        members[f.key].append(f)
    longs: dict[str, list[list[Found]]] = defaultdict(list)  # by the first letter
    for own in members.values():
        # In small letters throughout it is what the other does (``AlgoSelect``, an algorithm selector).
        if not all(f.text.islower() for f in own):
            longs[own[0].text[0].lower()].append(own)
    pairs = {}
    for key, own in members.items():
        text = own[0].text
        if key not in known and " " not in text and sum(c.isupper() for c in text) > 1:
            fits = [
                other[0].text
                for other in longs[text[0].lower()]
                if abbreviates(text, other[0].text) and type_of(other) == type_of(own)
            ]
            if len(fits) == 1:
                pairs[key] = fits[0]
    return pairs


def _beside(doc: Doc, found: list[Found]) -> Iterator[tuple[str, str, bool]]:
    """The key and the long form of each short name that stands beside it, and whether in brackets or a title.

    ``X (long)``, ``long (X)``, ``X: long`` in titles; ``long X``, ``X, a long``.
    """
    whole = whole_text(doc)
    title = whole.find("\n")
    for f, g in pairwise(sorted(found, key=lambda f: f.span.start)):
        between = " ".join(whole[f.span.end_char : g.span.start_char].lower().split())
        close = between == "(" or (between in _COLONS and g.span.end_char <= title)
        if close or between in _LINKS:
            for short, long in ((f, g), (g, f)):
                if spells(short.text, long.text):
                    yield short.key, long.text, close
        if between == "(" and whole[g.span.end_char : g.span.end_char + 1] == ")" and _names(g, f):
            yield g.key, f.text, close


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
