"""A document as the extractor's rules see it: words with what stands between them, and the folded form of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc

from kg.extract.tokenizer import bounds_of, sentences_of, whole_text
from kg.names import fold, fold_words
from kg.resources import lexicon

__all__ = ["NEW_LINE", "Word", "key_of", "stop_words", "text_of", "words_of"]

#: What stands "between" the first word of a sentence and the one before.
NEW_LINE = "\n"
_NAME_SIGNS = frozenset("+#*")
#: Between these the key of a name is the sum of its words' (it is not in ``GPT-3.5`` or ``Parkinson's``).
_PLAIN_GAPS = frozenset({" ", "-", "–", "/"})
_SHOUTED = 6


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


@cache
def stop_words() -> frozenset[str]:
    """Closed-class words and the verbs of abstracts: no name begins or ends with one."""
    return frozenset(lexicon("stop.txt").read_text(encoding="utf-8").split())


def words_of(doc: Doc) -> list[Word]:
    """The words of a document in order."""
    words: list[Word] = []
    whole = whole_text(doc)
    starts, ends = bounds_of(doc)
    begins = frozenset(sentences_of(doc))
    sentence = last_end = -1
    fresh = True
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if i in begins:
            fresh, sentence = True, sentence + 1
        text = whole[start:end]
        if text[0].isalnum():
            gap = NEW_LINE if fresh else whole[last_end:start]
            gap = " " if gap.isspace() and not fresh else gap
            words.append(Word(text, text.lower(), _key(text), gap, start, end, i, i, sentence))
            fresh, last_end = False, end
        elif last_end == start and _is_taken(words[-1], text, whole[end : end + 1]):
            _take_sign(words[-1], text, end, i)
            last_end = end
    return words


def _is_taken(word: Word, sign: str, after: str) -> bool:
    """Whether a sign right behind a word is a part of it: ``C++``, ``RRT*``, but not a footnote's ``architecture*``."""
    footnote = sign == "*" and word.text.islower() and len(word.text) > 1
    return sign in _NAME_SIGNS and not after.isalnum() and not footnote


def _take_sign(word: Word, sign: str, end: int, token: int) -> None:
    word.text += sign
    word.low += sign
    word.key = _key(word.text)
    word.end, word.last = end, token


def key_of(words: list[Word]) -> str:
    """The key of a run of words; equal to :func:`kg.names.fold` of its text."""
    if len(words) == 1:
        return words[0].key
    key = ""
    for word in words:
        if not _adds_up(word) or (key and word.gap not in _PLAIN_GAPS):
            return fold(text_of(words))
        key += f" {word.key}" if key[-1:].isdigit() and word.key[:1].isdigit() else word.key
    return key


def text_of(words: list[Word]) -> str:
    """The text of a run of words, white space as one space."""
    return words[0].text + "".join([w.gap + w.text for w in words[1:]])


def _adds_up(word: Word) -> bool:
    """Whether a word's part of a key hangs on itself only, and not on the rest being in capitals too."""
    return len(word.text) < _SHOUTED or not word.text.isupper()
