"""Acronyms and what the paper says that they stand for, after Schwartz and Hearst (2003).

A. S. Schwartz and M. A. Hearst, *A simple algorithm for identifying abbreviation definitions in biomedical text*,
Pacific Symposium on Biocomputing 2003. To its rule (each letter of the short form is found, from the right, in the
long form, and its first letter begins a word) are added: the plural ``s`` of the short form does not count, and of
the long forms that fit, one whose words' initials are the letters is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.tokenizer import whole_text

__all__ = ["ACRONYMS", "COMPOUND", "SOUNDS", "WORD", "Definition", "defined_in", "definitions", "find_acronyms"]

#: The group of spans that the component leaves: a short form, then its long form, and so on.
ACRONYMS = "kg_acronyms"

_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_SHORT = re.compile(r"(?=.*[A-Z])[A-Za-z0-9][A-Za-z0-9\-+./&*]{1,11}")
#: A word, and one with all that hyphens tie to it.
WORD = re.compile(r"[^\W_]+")
COMPOUND = re.compile(r"[^\W_]+(?:[-–][^\W_]+)*")
_WINDOW = 240
#: What a sign of an acronym stands for by its sound.
SOUNDS = {"2": ("to", "two"), "4": ("for", "four"), "&": ("and",)}
_SMALL_WORDS = frozenset(
    "the a an of for to in on and or with by from as is are we our this that these those using via called".split()
)
#: What holds one of these is a part of a sentence (``evaluate our method on satellite imagery (EuroSAT)``).
_IN_CLAUSES = frozenset("our we that this these those have has yet".split())


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym at ``[short_start, short_end)`` that stands for the text at ``[long_start, long_end)``."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


@Language.component("kg_acronyms", assigns=["doc.spans"])
def find_acronyms(doc: Doc) -> Doc:
    """Leave the short and the long form of each definition, one after the other, in ``doc.spans``."""
    spans: list[Span] = []
    for d in definitions(doc):
        short, long = doc.char_span(d.short_start, d.short_end), doc.char_span(d.long_start, d.long_end)
        if short is not None and long is not None:
            spans += [short, long]
    doc.spans[ACRONYMS] = SpanGroup(doc, name=ACRONYMS, spans=spans)
    return doc


def defined_in(doc: Doc) -> list[tuple[Span, Span]]:
    """The short and the long form of each definition that :func:`find_acronyms` left."""
    spans = list(doc.spans[ACRONYMS]) if ACRONYMS in doc.spans else []
    return list(zip(spans[::2], spans[1::2], strict=True))


def definitions(doc: Doc) -> list[Definition]:
    """The definitions in a document, sentence by sentence: ``long form (SF)`` and ``SF (long form)``."""
    text = whole_text(doc)
    return [d for s in doc.sents for d in _in_sentence(text, s.start_char, s.end_char)]


def _in_sentence(text: str, begin: int, end: int) -> Iterator[Definition]:
    for match in _BRACKETED.finditer(text, begin, end):
        inside = match[1].strip()
        at = match.start(1) + len(match[1]) - len(match[1].lstrip())
        # A long form lies near: what is looked at is bounded, whatever the sentence's length.
        window = max(begin, match.start() - _WINDOW)
        before = text[window : match.start()]
        head = re.split(r"[,;:=]\s", inside, maxsplit=1)[0]
        long = _long_before(before, head) if _is_short(head) else None
        if long:
            yield Definition(at, at + len(head), window + long[0], window + long[1])
            continue
        word = before.split()[-1:]
        if word and _is_short(word[0]) and " " in inside and _spells(inside, word[0]):
            start = window + before.rindex(word[0])
            yield Definition(start, start + len(word[0]), at, at + len(inside))


def _is_short(text: str) -> bool:
    return bool(_SHORT.fullmatch(text)) and sum(c.isupper() for c in text) * 2 >= sum(c.isalpha() for c in text) - 1


def _long_before(before: str, short: str) -> tuple[int, int] | None:
    """Where in ``before`` the long form of ``short`` is, which ends where ``before`` does."""
    end = len(before.rstrip(" \"'”’-"))
    letters = [c for c in short if c.isalnum()]
    words = list(WORD.finditer(before, 0, end))[-min(len(letters) + 5, len(letters) * 2) :]
    if not words:
        return None
    window = words[0].start()
    initials = _by_initials(words, short)
    start = initials if initials is not None else _fit(before[window:end], short)
    if start is None:
        return None
    start = _whole_word(before, start if initials is not None else window + start, short[0])
    long = before[start:end]
    if len(long) <= len(short) or short in WORD.findall(long) or re.search(r"[,;:.!?]\s", long):
        return None
    inside = WORD.findall(long)
    torn = long.count("(") != long.count(")") or not _IN_CLAUSES.isdisjoint(inside)
    return None if torn or inside[0].lower() in _SMALL_WORDS else (start, end)


def _whole_word(text: str, at: int, letter: str) -> int:
    """The beginning of a hyphenated word of which a part begins here, if the letter is its first: ``non-negative``."""
    head = re.search(r"[^\W_]+[-–]$", text[:at])
    return head.start() if head and head[0][0].lower() == letter.lower() else at


def _spells(long: str, short: str) -> bool:
    """Whether the initials of a text are the letters of a short form.

    Small words are left out or not, and a hyphenated word counts once or each of its parts.
    """
    readings = (list(pattern.finditer(long)) for pattern in (WORD, COMPOUND))
    return any(words and _by_initials(words, short) == words[0].start() for words in readings)


def _by_initials(words: list[re.Match[str]], short: str) -> int | None:
    """The start of the last words whose initials spell the short form, small words between them left out."""
    letters = re.sub(r"[^A-Za-z0-9]", "", short.removesuffix("s") if short[-2:-1].isupper() else short).lower()
    at = len(letters) - 1
    for word in reversed(words):
        if _begins(word[0], letters[at]):
            if at == 0:
                return word.start()
            at -= 1
        elif word[0].lower() not in _SMALL_WORDS:
            return None
    return None


def _begins(word: str, letter: str) -> bool:
    """Whether a letter of an acronym stands for a word: its first, or by sound (XAI, V2X, T2I)."""
    low = word.lower()
    return (
        low[0] == letter
        or low in SOUNDS.get(letter, ())
        or (letter == "x" and low.startswith(("ex", "every", "cross")))
    )


def _fit(long: str, short: str) -> int | None:
    """Schwartz and Hearst's match from the right: the start of the long form in ``long``, or None."""
    plural = len(short) > 2 and short.endswith("s") and short[-2].isupper()
    letters = (short[:-1] if plural else short).lower()
    at = len(long) - 1
    text = long.lower()
    for index in range(len(letters) - 1, -1, -1):
        letter = letters[index]
        if not letter.isalnum():
            continue
        while at >= 0 and (text[at] != letter or (index == 0 and _inside_word(long, at))):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return at + 1


def _inside_word(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum() and not (text[at].isupper() and text[at - 1].islower())
