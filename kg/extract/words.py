"""A document as the extractor's rules see it: words with what stands between them, and the folded form of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

from kg.names import fold_words
from kg.resources import lexicon

__all__ = ["Word", "key_of", "stop_words", "words_of"]

_NAME_SIGNS = frozenset("+#*")


@dataclass(slots=True)
class Word:
    """A word of the text: ``[start, end)`` in characters and ``[first, last]`` in tokens.

    ``gap`` is what stands between it and the word before: ``" "``, ``"-"``, other signs, or ``"\\n"`` where a
    sentence begins. ``key`` is its part of a name's key.
    """

    text: str
    low: str
    key: str
    gap: str
    start: int
    end: int
    first: int
    last: int
    sentence: int


@lru_cache(maxsize=1 << 16)
def _key(text: str) -> str:
    return "".join(fold_words(text))


@lru_cache
def stop_words() -> frozenset[str]:
    """Closed-class words and the verbs of abstracts: no name begins or ends with one."""
    return frozenset(lexicon("stop.txt").read_text(encoding="utf-8").split())


def words_of(doc: Doc) -> list[Word]:
    """The words of a document in order."""
    words: list[Word] = []
    text = doc.text
    sentence = -1
    fresh = True
    for token in doc:
        if token.is_sent_start:
            fresh, sentence = True, sentence + 1
        start, end = token.idx, token.idx + len(token.text)
        if not token.text[0].isalnum():
            if words and token.text in _NAME_SIGNS and words[-1].end == start and not text[end : end + 1].isalnum():
                _take_sign(words[-1], token.text, end, token.i)
            continue
        gap = "\n" if fresh or not words else text[words[-1].end : start] or "|"
        gap = " " if gap.isspace() and not fresh else gap
        words.append(Word(token.text, token.lower_, _key(token.text), gap, start, end, token.i, token.i, sentence))
        fresh = False
    return words


def _take_sign(word: Word, sign: str, end: int, token: int) -> None:
    word.text += sign
    word.low += sign
    word.key = _key(word.text)
    word.end, word.last = end, token


def key_of(words: list[Word]) -> str:
    """The key of a run of words; equal to :func:`kg.names.fold` of its text."""
    key = ""
    for word in words:
        key += f" {word.key}" if key[-1:].isdigit() and word.key[:1].isdigit() else word.key
    return key
