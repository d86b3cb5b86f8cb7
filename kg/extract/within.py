"""What is one thing within a paper though it is written in two ways, beyond what the paper defines.

An acronym that the paper never expands in brackets is short for the one name of the paper whose initials it has
(``RNN``, ``recurrent neural network``). Of two names of which one follows the other in brackets or after the colon of a
title, one may be made of the other's letters (``FedAvg``); in brackets, most of its initials will do (``Segment
Anything (SAM)``). A name may have an acronym in it (``BoundlessBPE``, ``boundless byte pair encoding``), or
a number for a word (``image2text``). A name with a head that says only of what kind it is (``Mamba models``, ``BTS
units``) is the name alone, where the paper also has it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.extract.acronyms import COMPOUND, SOUNDS, WORD
from kg.names import SMALL_WORDS, fold, fold_words, is_acronym, join_words, singular, usual_acronyms

__all__ = ["begins_alike", "initials_of", "long_forms", "spelled_out", "spells", "without_head"]

#: The parts of a name that is written in one: capitals, a word, a number.
_PART = re.compile(r"[A-Z]{2,}(?![a-z])|[^\W\d_]?[^\W\d_A-Z]+|[A-Z]|\d+")
_TWICE = re.compile(r"([A-Z])2")  # R2PVI: robust regularized …
#: Heads that add nothing to a proper name, though they may to a common one (``diffusion model``).
_HEADS = frozenset(
    "model architecture function metric unit system framework dataset benchmark corpus loss layer optimizer family "
    "agent network estimator module algorithm method approach technique simulator score task".split()
)
_ADJECTIVES = ("ian", "ean", "ive", "al", "ic")
_LETTERS = 3  # acronyms that are shorter may mean only what all mean by them
_PLURAL = re.compile(r"(?<=[A-Z]{2})s\b")
_ALIKE = 2 / 3  # the share of an acronym's letters that are initials, from which it is one of the name before it


def initials_of(name: str) -> set[str]:
    """The first letters of a name's words, in capitals: with and without the small ones (``MoE`` and ``ME``).

    A word may be two that are written in one (``MetaLearning``), or a hyphenated one count once.
    """
    readings = [WORD.findall(name), _PART.findall(name), COMPOUND.findall(name)]
    readings += [[word for word in words if word.lower() not in SMALL_WORDS] for words in readings]
    return {"".join(word[0] for word in words).upper() for words in readings}


def long_forms(names: Iterable[str]) -> dict[str, str]:
    """What the acronyms among a paper's names are short for, by key; left out where none or several names would do."""
    names = sorted(set(names))
    longs: dict[str, dict[str, str]] = {}
    for name in names:
        if len(WORD.findall(name)) > 1:
            for letters in initials_of(name):
                longs.setdefault(letters, {}).setdefault(fold(name), name)
    found = {}
    for name in filter(is_acronym, names):
        base = name.removesuffix("s").replace("-", "")
        fits = longs.get(base.upper()) or longs.get(_TWICE.sub(r"\1\1", base).upper(), {})
        if len(base) < _LETTERS:
            usual = usual_acronyms().get(base)
            fits = {key: long for key, long in fits.items() if (base not in long if usual is None else key == usual)}
        if len(fits) == 1:
            found[fold(name)] = next(iter(fits.values()))
    return found


def spells(short: str, long: str) -> bool:
    """Whether a short name is made of the letters of a long one: ``VICReg``, ``FedAvg``, ``NGBoost``.

    They have to stand in its order, the first at its beginning. Of two names beside each other, one in brackets, that
    is telling; of any two it would not be.
    """
    if " " in short or len(WORD.findall(long)) < 2 or sum(c.isupper() for c in short) < 2 or len(short) >= len(long):
        return False
    letters = [c for c in short.lower() if c.isalnum()]
    rest = iter(long.lower())
    return letters[0] == long[0].lower() and all(letter in rest for letter in letters)


def begins_alike(short: str, long: str) -> bool:
    """Whether most letters of an acronym are initials of a long name in their order, the first of both among them.

    That is enough where the acronym stands in brackets behind the name: ``Segment Anything (SAM)``.
    """
    letters = [c for c in _PLURAL.sub("", short).lower() if c.isalnum()]
    rest = [word[0] for word in WORD.findall(long.lower())]
    if not is_acronym(short) or len(rest) < 2 or rest[0] != letters[0]:
        return False
    found = 0
    for letter in letters:
        if letter in rest:
            found += 1
            rest = rest[rest.index(letter) + 1 :]
    return found >= _ALIKE * len(letters)


def spelled_out(names: Iterable[str], longs: dict[str, str]) -> dict[str, str]:
    """The fuller of two of a paper's names where they differ in an acronym within, or a number for a word, by key.

    ``longs`` are the keys of what the paper's acronyms are short for, by the acronym as written; one that it does not
    say may have the initials of what stands in its place (``ToF rendering``, ``time-of-flight rendering``).
    """
    by_key: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_key.setdefault(fold(name), name)
    by_initials = {key: name for name in by_key.values() for key in _with_initials(name)}
    found = {}
    for key, name in by_key.items():
        parts = _PART.findall(_PLURAL.sub("", name))
        # What has a sign more is another thing (``RefCOCO+``).
        if len(parts) > 1 and join_words(map(fold, parts)) == key:
            whole = join_words(_spelled(parts, at, longs) for at in range(len(parts)))
            short = filter(is_acronym, WORD.findall(_PLURAL.sub("", name)))
            untold = any(word not in longs and word not in usual_acronyms() for word in short)
            long = (by_key.get(whole) if whole != key else None) or (by_initials.get(key) if untold else None)
            if long is not None:
                found[key] = long
    return found


def _with_initials(name: str) -> Iterator[str]:
    """The keys of a name with two or more of its words, but not all, made one acronym."""
    words = fold_words(name)
    for first in range(len(words)):
        for beyond in range(first + 2, len(words) + 1):
            if beyond - first < len(words):
                initials = "".join(word[0] for word in words[first:beyond])
                shorter = join_words([*words[:first], initials, *words[beyond:]])
                if shorter != fold(name):  # words of one letter
                    yield shorter


def _spelled(parts: list[str], at: int, longs: dict[str, str]) -> str:
    part = parts[at]
    if 0 < at < len(parts) - 1 and part in SOUNDS:
        return SOUNDS[part][0]
    return longs.get(part) or usual_acronyms().get(part) or fold(part)


def without_head(name: str, keys: frozenset[str]) -> str | None:
    """What is left of a name without its last word, if that is a head and what is left is one of the paper's names."""
    rest, _, head = name.rpartition(" ")
    if not rest or fold(rest) not in keys:
        return None
    return rest if _is_proper(rest) and singular(head.lower()) in _HEADS else None


def _is_proper(name: str) -> bool:
    """Whether a name is one by its looks: a capital or a digit inside, or a single capitalised word, no adjective."""
    last = name.rsplit(maxsplit=1)[-1]
    if any(c.isupper() or c.isdigit() for c in last[1:]):
        return True
    return " " not in name and name.istitle() and not name.endswith(_ADJECTIVES)
