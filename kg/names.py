"""When two names are one: folding a name to its key, and what else can be said of a name by itself.

Two surfaces with the same key are the same name: case, hyphens and spaces, plural, American and British
spelling, diacritics and Greek letters do not count. Digits, signs that are part of a name (``C++``, ``A*``) and
every other letter do: nothing is ever merged because it is merely similar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from kg.resources import lexicon, read_rows

__all__ = ["SMALL_WORDS", "fold", "fold_words", "is_acronym", "join_words", "singular", "slug", "usual_acronyms"]

#: Words that an acronym's letters may leave out.
SMALL_WORDS = frozenset("a an and by for from in of on the to via with".split())

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "ℓ": "l", "∞": "infty",
}  # fmt: skip
# Letters that no normal form takes apart.
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "ı": "i"}
)
_TEX = {"ell": "l", "infinity": "infty"}
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})

# Words: a decimal number, or a run of letters or of digits with the sign that makes another name of it (C++, C#, A*).
# Two stars are Markdown's bold.
_WORD = re.compile(r"\d+(?:\.\d+)+|(?:[^\W\d_]+|\d+)(?:\+\+|[+#*](?![\w*]))?")
_POSSESSIVE = re.compile(r"'s\b")
#: From this many letters on a word in a name that is all in capitals is a shouted word and no acronym.
_SHOUTED = 6

# British spelling -> American, as endings of a word (applied to the singular).
_BRITISH_ENDINGS = [
    (re.compile(r"(?<=[a-z]{3})is(e|ed|es|er|ers|ing|able|ation|ations|ational)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})lys(e|ed|es|er|ing)$"), r"lyz\1"),
    # Only behind a second syllable: modelling is modeling, but filling is not filing.
    (re.compile(r"([aeiouy][^aeiouy]+[aeiouy]|ia|ua|ue)ll(ing|ed|er)$"), r"\1l\2"),
    (re.compile(r"^(behavi|col|neighb|fav|flav|hon|lab|rum|vig|harb|endeav|hum)our"), r"\1or"),
    (re.compile(r"^(cent|met|lit|theat|fib|kilomet|centimet|millimet|nanomet)re$"), r"\1er"),
    (re.compile(r"^(catal|dial|anal|monol|prol)ogue$"), r"\1og"),
    (re.compile(r"^(def|off|lic|pret)ence$"), r"\1ense"),
    (re.compile(r"^(artefact)"), "artifact"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^(an|p)ae(mi|di)"), r"\1e\2"),
    (re.compile(r"^haem"), "hem"),
    (re.compile(r"^tumour"), "tumor"),
    (re.compile(r"^(program)me$"), r"\1"),
    (re.compile(r"^sulph"), "sulf"),
    (re.compile(r"^aluminium$"), "aluminum"),
    (re.compile(r"^foetal$"), "fetal"),
    (re.compile(r"^oesoph"), "esoph"),
]


@lru_cache
def _plurals() -> dict[str, str]:
    """Plurals that no rule gives, and words in -s that are no plurals (as themselves)."""
    return {row[0]: row[1] for row in read_rows(lexicon("plurals.tsv"))}


@lru_cache
def _same_in_american() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows(lexicon("ise.txt")))


def _plain(text: str) -> str:
    """Compatibility forms, Greek letters spelled out, no diacritics, TeX commands as words."""
    if text.isascii():
        plain = text
    else:
        spelled = "".join(_GREEK.get(c, _GREEK.get(c.lower(), c)) for c in unicodedata.normalize("NFKC", text))
        plain = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
        plain = plain.translate(_LETTERS)
    plain = plain.translate(_APOSTROPHES)
    return re.sub(r"\\([a-zA-Z]+)", lambda m: f" {_TEX.get(m[1], m[1])} ", plain) if "\\" in plain else plain


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The singular of an English word, in its own casing; a word that is none stays as it is.

    >>> singular("models"), singular("matrices"), singular("LLMs"), singular("analysis"), singular("series")
    ('model', 'matrix', 'LLM', 'analysis', 'series')
    """
    if re.fullmatch(r"[A-Z0-9][A-Za-z0-9]*[A-Z0-9]s", word):  # LLMs, GANs, DAGs, SGDs, ViTs: an acronym's plural
        return word[:-1]
    low = word.lower()
    if (told := _plurals().get(low)) is not None:
        return word if told == low else _match_case(word, told)
    if len(low) <= 3 or not low.endswith("s") or not low.isalpha():
        return word
    if word.endswith("S"):  # an acronym that ends in S (BIOS, NAS, TIMES, MemOS)
        return word
    if low.endswith("ses") and _plurals().get(low[:-2]) == low[:-2]:  # aliases, gases, lenses
        return word[:-2]
    if low.endswith(("ss", "us", "is", "ics", "ous", "sis")):
        return word
    if low.endswith("ies"):
        return word[:-3] + ("y" if len(low) > 4 else "ie")
    if low.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _match_case(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[:1].isupper() else word


def _american(word: str) -> str:
    if word in _same_in_american():
        return word
    for pattern, replacement in _BRITISH_ENDINGS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    return _american(singular(word).casefold())


@lru_cache(maxsize=1 << 18)
def fold_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, in order.

    >>> fold_words("Pre-trained Language Models")
    ('pre', 'trained', 'language', 'model')
    """
    words = _WORD.findall(_POSSESSIVE.sub("", _plain(name)))
    if len(words) > 1 and name.isupper():
        words = [word.lower() if len(word) >= _SHOUTED else word for word in words]
    return tuple(map(_fold_word, words))


def join_words(words: Iterable[str]) -> str:
    """The key that folded words make: run together, but for two numbers side by side.

    >>> join_words(("pre", "trained", "model")), join_words(("llama", "2", "7", "b"))
    ('pretrainedmodel', 'llama2 7b')
    """
    key = ""
    for word in words:
        key += f" {word}" if key[-1:].isdigit() and word[:1].isdigit() else word
    return key


@lru_cache(maxsize=1 << 18)
def fold(name: str) -> str:
    """The key of a name: its folded words, joined; of a name without a letter or digit, the name itself.

    >>> fold("Pre-trained Language Models") == fold("pretrained language model")
    True
    >>> fold("CIFAR-10"), fold("CIFAR 100"), fold("GPT-3.5"), fold("C++"), fold("β-VAE")
    ('cifar10', 'cifar100', 'gpt3.5', 'c++', 'betavae')
    """
    return join_words(fold_words(name)) or name.strip().casefold()


_ACRONYM = re.compile(r"[A-Za-z0-9&/+\-]{2,12}")
_MARKUP = re.compile(r"[${}\\^]")


def is_acronym(name: str) -> bool:
    """Whether a name looks like an acronym: short, one word, at least two capitals, more of them than small letters.

    >>> [is_acronym(n) for n in ("DPO", "LLMs", "t-SNE", "ImageNet", "GPT-4", "Adam")]
    [True, True, True, False, True, False]
    """
    if " " in name:  # most names: no need to look any closer
        return False
    base = _MARKUP.sub("", name).removesuffix("'s").removesuffix("’s").removesuffix("s")
    if not _ACRONYM.fullmatch(base):
        return False
    capitals, small = sum(c.isupper() for c in base), sum(c.islower() for c in base)
    return capitals >= 2 and capitals > small


def slug(name: str) -> str:
    """A name as the readable part of an id: ASCII where that is possible, lower case, words joined by ``-``.

    >>> slug("Direct Preference Optimization"), slug("C++"), slug("C#"), slug("β-VAE"), slug("GPT-3.5")
    ('direct-preference-optimization', 'c-plus-plus', 'c-sharp', 'beta-vae', 'gpt-3.5')
    """
    text = _plain(name).casefold()
    for sign, word in (("+", " plus "), ("#", " sharp "), ("*", " star "), ("&", " and "), ("@", " at ")):
        text = text.replace(sign, word)
    return "-".join(re.findall(r"\d+(?:\.\d+)+|\w+", text.replace("'", "").replace("_", " ")))[:120].rstrip("-")


@cache
def usual_acronyms() -> dict[str, str]:
    """What papers of all fields mean by an acronym, as a key; by the acronym as written."""
    return {row[0]: fold(row[1]) for row in read_rows(lexicon("acronyms.tsv"))}
