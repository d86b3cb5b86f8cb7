"""In which language a sentence is written: the extractor reads English, and must not take French for it.

Told by the script of its letters and by its closed-class words (``lexicon/languages.tsv``); a sentence with too few
of either is in the language of the others. In a sentence of another language only names of the lexicon count.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from kg.extract.words import Word
from kg.resources import lexicon, read_rows

__all__ = ["ENGLISH", "languages_of", "main_language"]

ENGLISH = "en"
#: A sentence is in another language if it has so many of its words …
_LEAST = 3
#: … and so many times as many as of English ones.
_TIMES = 2
#: Scripts and signs that English papers use.
_READ = tuple("LATIN GREEK DIGIT SUPERSCRIPT SUBSCRIPT MICRO FEMININE MASCULINE VULGAR MATHEMATICAL".split())
_SCRIPTS = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru", "ARABIC": "ar"}


@cache
def _closed() -> dict[str, tuple[str, ...]]:
    """The closed-class words, each with the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in read_rows(lexicon("languages.tsv")):
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found


@lru_cache(maxsize=1 << 12)
def _script(letter: str) -> str:
    """The language that a letter's script stands for; ``""`` for the scripts that English papers use."""
    name = unicodedata.name(letter, "LATIN")
    return "" if name.startswith(_READ) else _SCRIPTS.get(name.split()[0].split("-")[0], "other")


def languages_of(words: list[Word]) -> list[str]:
    """The language of each sentence, as ISO 639-1 codes (``other`` for scripts without one)."""
    count = words[-1].sentence + 1 if words else 0
    told: list[Counter[str]] = [Counter() for _ in range(count)]
    letters = [0] * count
    closed = _closed()
    for word in words:
        letters[word.sentence] += len(word.text)
        if languages := closed.get(word.low):
            told[word.sentence].update(languages)
        if not word.text.isascii():
            told[word.sentence].update({f"*{s}": n for s, n in Counter(map(_script, word.text)).items() if s})
    found = [_decide(t, n) for t, n in zip(told, letters, strict=True)]
    usual = _commonest(filter(None, found))
    return [one or usual for one in found]


def _decide(told: Counter[str], letters: int) -> str:
    scripts = {name[1:]: n for name, n in told.items() if name[0] == "*"}
    if sum(scripts.values()) * 2 > letters:
        return "ja" if "ja" in scripts else max(sorted(scripts), key=lambda name: scripts[name])
    others = sorted(name for name in told if name != ENGLISH and name[0] != "*")
    best = max(others, key=lambda name: told[name], default="")
    if best and told[best] >= _LEAST and told[best] > _TIMES * told[ENGLISH]:
        return best
    return ENGLISH if told[ENGLISH] >= _LEAST or (told[ENGLISH] and not best) else ""


def main_language(words: list[Word], languages: list[str]) -> str:
    """The language of most words."""
    return _commonest(languages[word.sentence] for word in words)


def _commonest(languages: Iterable[str]) -> str:
    counts = Counter(languages)
    return min(counts, key=lambda one: (-counts[one], one != ENGLISH, one), default=ENGLISH)
