"""The key of a mention: which names are one, decided from the name, its paper, and what the corpus says.

What the corpus says is gathered once (:func:`learn`): what its papers expand each acronym to, which of those
expansions are one, and of what type each name is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kg.aliases import Aliases
from kg.names import SMALL_WORDS, fold, fold_words, is_acronym, join_words, usual_acronyms
from kg.records import ENTITY_TYPES, EntityType
from kg.resources import lexicon, read_rows
from kg.settings import Settings
from kg.spellings import Ints, Spellings, codes, count_papers, majority

__all__ = ["KeyOf", "learn"]

#: From this many letters on an acronym is rarely two things: one paper's expansion is enough for all.
_LONG_ACRONYM = 4
#: The share of the papers that expand an acronym which its usual meaning needs; others need more (``acronym_share``).
_USUAL_SHARE = 0.5
#: Of the papers that expand an acronym in whatever case, the share up to which a case is a slip (``LoRa``).
_SLIPS = 0.1
#: The most words of a head (``data set``), and the most heads that come off a name (``CIFAR-10 benchmark dataset``).
_HEAD_WORDS, _HEADS = 2, 3
_AGREED = "the papers that expand this acronym nearly all expand it to this"
_MARKUP = re.compile(r"[${}\\^]|['’]s\b")
_BREAK = re.compile(r"[\W_]+")
#: What parts the words of a name, of which one may be an acronym.
_GAP = re.compile(r"[\s/–-]+")
#: Behind an acronym's expansion these change nothing: it is the same acronym.
_LOOSE_HEADS = frozenset("model network method algorithm framework approach layer system learning architecture".split())


@dataclass(slots=True)
class KeyOf:
    """Decides keys. ``acronyms`` and ``folded`` map an acronym, as written and folded, to papers by expansion.

    ``usual`` is what an acronym mostly stands for in papers of all fields, ``present`` the keys of all spellings,
    ``plain`` in how many papers a folded name stands that is no acronym by its looks; ``variants`` maps an expansion's
    key to that of which it is a variant, ``spelt`` the key of a name with an acronym within to that of the same name
    spelt out, ``known`` a name's key to its type and number of papers, ``stems`` the key of a name with a head
    (``CIFAR-10 dataset``) to that without.
    ``decided`` has the key of each of ``spellings``, which all this was learned from.
    """

    settings: Settings
    aliases: Aliases
    spellings: Spellings
    acronyms: dict[str, Counter[str]] = field(default_factory=dict)
    folded: dict[str, Counter[str]] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    plain: dict[str, int] = field(default_factory=dict)
    known: dict[str, tuple[EntityType, int]] = field(default_factory=dict)
    heads: dict[tuple[str, ...], frozenset[EntityType]] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)

    def __call__(self, surface: str, expansion: str | None) -> str:
        return self.explained(surface, expansion)[0]

    def explained(self, surface: str, expansion: str | None) -> tuple[str, str]:
        """The key, and in words why."""
        key, why = self.with_head(surface, expansion)
        # The corpus may have no name of this key that shows its head.
        first = key if key in self.stems else self.without_head(expansion or surface, key) or key
        stem = self.stem(surface, key, first)
        return (key, why) if stem == key else (stem, f"{why}, less the word that says what it is")

    def with_head(self, surface: str, expansion: str | None) -> tuple[str, str]:
        """The key before heads are taken off, and in words why."""
        own = self.aliases.key(surface)
        apart = self.aliases.apart.get(own, frozenset())
        for key, why in self._readings(own, surface, expansion):
            told, also = self.told(key)
            if told not in apart:
                return told, why + also
        return own, "the aliases file keeps it apart from what it would be"

    def _readings(self, own: str, surface: str, expansion: str | None) -> Iterator[tuple[str, str]]:
        """The keys that a name may have, the likeliest first."""
        # Several words are no short form: who spells out a part of ``Agentic AI`` means what all do who write that.
        if expansion is not None and not (" " in surface and self.plain.get(own, 0) > 1):
            yield self.aliases.key(expansion), f"its paper expands it to {expansion!r}"
        if own not in self.aliases.canonical and (is_acronym(surface) or self._is_coined(surface)):
            joined, why = self._corpus_expansion(surface)
            if joined is not None:
                yield joined, why
        if surface in self.aliases.spelled:
            yield own, "the aliases file keeps this spelling apart"
        yield own, "its own name, folded"

    def told(self, key: str) -> tuple[str, str]:
        """What the aliases file or the corpus makes of a key, and in words why."""
        if key in self.aliases.canonical:
            key = self.aliases.canonical[key]
            return key, f"; the aliases file calls it {self.aliases.names[key]!r}"
        why = ""
        if key in self.spelt:
            key, why = self.spelt[key], "; the acronym in it spelt out, as other papers have it"
        if key in self.variants:
            return self.variants[key], f"{why}; that is a variant of what the same acronym mostly stands for"
        return key, why

    def _is_coined(self, surface: str) -> bool:
        """Whether several papers expand a name that is no acronym by its looks (``FedAvg``), not by a slip of case."""
        base = _base(surface)
        papers = 0 if surface.islower() else self.acronyms.get(base, Counter()).total()
        return papers >= max(self.settings.acronym_papers, _SLIPS * self.folded.get(fold(base), Counter()).total())

    def _corpus_expansion(self, surface: str) -> tuple[str | None, str]:
        """The key that the corpus expands an acronym to, where that is clear, and in words why.

        The spelling counts (``mAP`` is not ``MAP``), but for one all in capitals, as in a title. Where no paper
        expands it otherwise, it is what papers of all fields mean by it, if the corpus has that at all.
        """
        base = _base(surface)
        for written in (base, base.removesuffix("S"), base.replace("-", "")):  # LLMS, Bi-LSTM
            usual = self.usual.get(written)
            if written in self.acronyms:
                return self._clear(self.acronyms[written], written, usual), _AGREED
            if usual in self.present:
                return usual, "no paper here expands this acronym; papers of all fields mean this by it"
        if not base.isupper() or surface in self.aliases.spelled:
            return None, ""
        return self._clear(self.folded.get(fold(base), Counter()), base, None), _AGREED

    def spell_out(self) -> None:
        """Gather ``spelt``: names with an acronym within (``multimodal LLMs``) that the corpus also has spelt out."""
        names = {name for pair in self.spellings.pairs for name in pair if name is not None}
        keys = {fold(name) for name in names}
        for name in sorted(names):
            words = [word for word in _GAP.split(name) if word]
            longs = [self._long_form(word) if is_acronym(word) else None for word in words]
            if len(words) > 1 and any(longs):
                spelt = join_words(long or fold(word) for long, word in zip(longs, words, strict=True))
                if spelt in keys and spelt != fold(name):
                    self.spelt.setdefault(fold(name), spelt)

    def _long_form(self, acronym: str) -> str | None:
        """What the corpus expands an acronym to, or else papers of all fields, whether the corpus has that or not."""
        long, base = self._corpus_expansion(acronym)[0], _base(acronym)
        return self.usual.get(base) if long is None and base not in self.acronyms else long

    def _clear(self, expansions: Counter[str], acronym: str, usual: str | None) -> str | None:
        if not expansions:
            return None
        # Of equals, what papers of all fields mean by it: one misspelt expansion must not part LoRA from its long form.
        key, papers = min(expansions.items(), key=lambda item: (-item[1], item[0] != usual, item[0]))
        sure = len(acronym) >= _LONG_ACRONYM or key == usual
        share = min(_USUAL_SHARE, self.settings.acronym_share) if key == usual else self.settings.acronym_share
        clear = papers >= share * sum(expansions.values())
        # One paper's LLaMA, spelt out, is not what all the others mean who write Llama.
        enough = 1 if sure and (key == usual or self.plain.get(fold(acronym), 0) <= 1) else self.settings.acronym_papers
        return key if clear and papers >= enough else None

    def stem(self, surface: str, key: str, first: str) -> str:
        """What is left of ``key`` without its heads, ``first`` among them, where the aliases file lets it be that."""
        stem, seen = first, set()
        while stem in self.stems and stem not in seen:
            seen.add(stem)
            stem = self.stems[stem]
        return key if stem in self.aliases.apart.get(self.aliases.key(surface), ()) else stem

    def without_head(self, name: str, key: str) -> str | None:
        """``CIFAR-10 dataset`` is ``CIFAR-10`` where that is a dataset in its own right, and no rarer.

        ``key`` is that of ``name``, or else the name has lost it to another.
        """
        words = fold_words(name)
        if key in self.aliases.canonical or join_words(words) != key:
            return None
        types = frozenset(ENTITY_TYPES)
        for _ in range(_HEADS):
            size = next((n for n in range(1, min(_HEAD_WORDS + 1, len(words))) if words[-n:] in self.heads), 0)
            if not size:
                return None
            types &= self.heads[words[-size:]]
            words = words[:-size]
            stem = self.with_head(_beginning(name, words), None)[0]
            kind, papers = self.known.get(stem, ("", 0))
            if stem != key and kind in types and papers >= self.known.get(key, ("", 0))[1]:
                return stem
        return None


def _base(surface: str) -> str:
    """An acronym without mark-up and plural: ``LLMs`` and ``LLM's`` are ``LLM``."""
    plain = _MARKUP.sub("", surface)
    return plain[:-1] if plain.endswith("s") and plain[-2:-1].isupper() else plain


def _beginning(name: str, words: tuple[str, ...]) -> str:
    """The beginning of a name that is these folded words, all but a few of its own."""
    breaks = [found.start() for found in _BREAK.finditer(name)]
    ends = breaks[: -_HEADS * _HEAD_WORDS - 2 : -1]
    return next((name[:end] for end in ends if fold_words(name[:end]) == words), join_words(words))


def learn(mentions: pa.Table, settings: Settings, aliases: Aliases) -> KeyOf:
    """Gather what the corpus says; ``mentions`` are those that make entities."""
    spellings = Spellings.of(mentions)
    key_of = KeyOf(settings, aliases, spellings)
    papers, _ = codes(mentions["paper_id"])
    key_of.usual = usual_acronyms()
    key_of.variants = _variants(papers, spellings)
    key_of.acronyms, key_of.folded = _acronyms(papers, spellings, key_of)
    key_of.spell_out()
    # What an acronym stands for may itself hold one (MLLM, multimodal LLMs).
    key_of.acronyms, key_of.folded = _acronyms(papers, spellings, key_of)
    plain = [(fold(s),) if e is None and not is_acronym(s) else None for s, e in spellings.pairs]
    key_of.plain = {name: count for (name,), count in spellings.count(papers, plain)}
    key_of.present = frozenset(key_of.told(aliases.key(e or s))[0] for s, e in spellings.pairs)
    key_of.usual = {short: key_of.told(long)[0] for short, long in usual_acronyms().items()}
    key_of.heads = {
        fold_words(row[0]): frozenset(t for t in ENTITY_TYPES if t in row[1:])
        for row in read_rows(lexicon("heads.tsv"))
    }
    decided = [key_of.with_head(*pair)[0] for pair in spellings.pairs]
    key_of.known = _known(mentions, papers, spellings, decided)
    for (surface, expansion), key in zip(spellings.pairs, decided, strict=True):
        if key not in key_of.stems and (stem := key_of.without_head(expansion or surface, key)) is not None:
            key_of.stems[key] = stem
    key_of.decided = [key_of.stem(pair[0], key, key) for pair, key in zip(spellings.pairs, decided, strict=True)]
    return key_of


def _variants(papers: Ints, spellings: Spellings) -> dict[str, str]:
    """Expansions of one acronym that differ in small words or a trailing head only: the rarer to the commonest."""
    names = [(fold(_base(s)), fold(e), join_words(_content(e))) if e else None for s, e in spellings.pairs]
    total: Counter[str] = Counter()
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (acronym, key, content), count in spellings.count(papers, names):
        total[key] += count
        alike[acronym, content].add(key)
    main_of: dict[str, str] = {}

    def main(key: str) -> str:
        while key in main_of:
            key = main_of[key]
        return key

    for group in sorted(alike):
        first, *others = sorted({main(key) for key in alike[group]}, key=lambda key: (-total[key], key))
        main_of.update(dict.fromkeys(others, first))
    return {key: main(key) for key in main_of}


def _content(long: str) -> tuple[str, ...]:
    words = [word for word in fold_words(long) if word not in SMALL_WORDS]
    while len(words) > 2 and words[-1] in _LOOSE_HEADS:
        words.pop()
    return tuple(words)


def _acronyms(
    papers: Ints, spellings: Spellings, key_of: KeyOf
) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """In how many papers each acronym has each expansion: by acronym as written, and folded."""
    names: list[tuple[str, ...] | None] = []
    for surface, expansion in spellings.pairs:
        base = _base(surface)
        key = key_of.told(key_of.aliases.key(expansion))[0] if expansion else None
        names.append(None if key is None or key == fold(base) else (base, key))
    exact: dict[str, Counter[str]] = defaultdict(Counter)
    folded: dict[str, Counter[str]] = defaultdict(Counter)
    # A paper that writes LLM and LLMs says one thing once.
    for (base, key), count in spellings.count(papers, names):
        exact[base][key] += count
        folded[fold(base)][key] += count
    return dict(exact), dict(folded)


def _known(
    mentions: pa.Table, papers: Ints, spellings: Spellings, decided: list[str]
) -> dict[str, tuple[EntityType, int]]:
    """The majority type and the number of papers of each key, before heads are taken off."""
    numbers: dict[str, int] = {}
    number_of = np.array([numbers.setdefault(key, len(numbers)) for key in decided], dtype=np.int64)
    rows = number_of[spellings.rows]
    kinds, kind_names = codes(mentions["type"])
    votes: list[dict[EntityType, int]] = [{} for _ in numbers]
    for key, kind, count in count_papers(papers, rows, kinds):
        votes[key][kind_names[kind]] = count  # type: ignore[index]
    held = [count for _, count in count_papers(papers, rows)]
    return {key: (majority(votes[number]), held[number]) for key, number in numbers.items()}
