"""The key of a mention: which names are one, decided from the name, its paper, and what the corpus says.

What the corpus says is gathered once (:func:`learn`): what its papers expand each acronym to, which of those
expansions are one, and of what type each name is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from kg.aliases import Aliases
from kg.names import fold, fold_words, is_acronym
from kg.records import ENTITY_TYPES, EntityType
from kg.resources import lexicon, read_rows
from kg.settings import Settings

__all__ = ["KeyOf", "learn", "majority"]

#: From this many letters on an acronym is rarely two things: one paper's expansion is enough for all.
_LONG_ACRONYM = 4
_MARKUP = re.compile(r"[${}\\^]|['’]s\b")
_SMALL = frozenset("a an and for from in of on the to via with by".split())
#: Behind an acronym's expansion these change nothing: it is the same acronym.
_LOOSE_HEADS = frozenset("model network method algorithm framework approach layer system learning architecture".split())


def majority(votes: Mapping[EntityType, int]) -> EntityType:
    """The type that most papers give; of equals the first of METHOD, DATASET, CONCEPT."""
    return max(ENTITY_TYPES, key=lambda kind: (votes.get(kind, 0), -ENTITY_TYPES.index(kind)))


def _base(surface: str) -> str:
    """An acronym without mark-up and plural: ``LLMs`` and ``LLM's`` are ``LLM``."""
    plain = _MARKUP.sub("", surface)
    return plain[:-1] if plain.endswith("s") and plain[-2:-1].isupper() else plain


@dataclass(slots=True)
class KeyOf:
    """Decides keys. ``acronyms`` and ``folded`` map an acronym, as written and folded, to papers by expansion.

    ``variants`` maps an expansion's key to that of the expansion that it is a variant of, ``known`` a name's key to
    its type and number of papers.
    """

    settings: Settings
    aliases: Aliases
    acronyms: dict[str, Counter[str]] = field(default_factory=dict)
    folded: dict[str, Counter[str]] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    known: dict[str, tuple[EntityType, int]] = field(default_factory=dict)
    heads: dict[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, surface: str, expansion: str | None) -> str:
        return self.explained(surface, expansion)[0]

    def explained(self, surface: str, expansion: str | None) -> tuple[str, str]:
        """The key, and in words why."""
        key, why = self._by_name(surface, expansion)
        if (name := self.aliases.name_of(key)) is not None:
            return fold(name), f"{why}; the aliases file calls it {name!r}"
        if key in self.variants:
            return self.variants[key], f"{why}; that is a variant of what the same acronym mostly stands for"
        stem = self._without_head(surface, key)
        return (stem, f"{why}, less the word that says what it is") if stem else (key, why)

    def _by_name(self, surface: str, expansion: str | None) -> tuple[str, str]:
        own = fold(surface)
        if expansion is not None and not self.aliases.are_apart(surface, expansion):
            return fold(expansion), f"its paper expands it to {expansion!r}"
        if self.aliases.name_of(own) is not None:
            return own, "its own name"
        kept_from = {fold(other) for other in self.aliases.apart.get(surface, ())}
        joined = self._corpus_expansion(surface) if is_acronym(surface) else None
        if joined is not None and joined not in kept_from:
            return joined, "the papers that expand this acronym nearly all expand it to this"
        if own in kept_from:
            return f"{own}={surface}", "the aliases file keeps this spelling apart"
        return own, "its own name, folded"

    def _corpus_expansion(self, surface: str) -> str | None:
        """The key that the corpus expands an acronym to, where that is clear.

        The spelling counts (``mAP`` is not ``MAP``), but for one all in capitals, as in a title.
        """
        base = _base(surface)
        if base in self.acronyms:
            return self._clear(self.acronyms[base], base)
        if base.endswith("S") and base[:-1] in self.acronyms:  # LLMS
            return self._clear(self.acronyms[base[:-1]], base)
        return self._clear(self.folded.get(fold(base), Counter()), base) if base.isupper() else None

    def _clear(self, expansions: Counter[str], acronym: str) -> str | None:
        if not expansions:
            return None
        key, papers = min(expansions.items(), key=lambda item: (-item[1], item[0]))
        enough = 1 if len(acronym) >= _LONG_ACRONYM else self.settings.acronym_papers
        clear = papers >= self.settings.acronym_share * sum(expansions.values())
        return key if clear and papers >= enough else None

    def _without_head(self, surface: str, key: str) -> str | None:
        """``CIFAR-10 dataset`` is ``CIFAR-10`` where that is a dataset in its own right, and no rarer."""
        words = fold_words(surface)
        for size in (1, 2):
            kinds = self.heads.get(" ".join(words[-size:]))
            if kinds is None or len(words) <= size or fold(surface) != key:
                continue
            stem = fold(" ".join(words[:-size]))
            stem = self._by_name(_cut(surface, size), None)[0] if stem not in self.known else stem
            stem = self.variants.get(stem, stem)
            kind, papers = self.known.get(stem, ("", 0))
            if kind in kinds and papers >= self.known.get(key, ("", 0))[1]:
                return stem
        return None


def _cut(surface: str, words: int) -> str:
    return surface.rsplit(maxsplit=words)[0]


def learn(mentions: pa.Table, settings: Settings, aliases: Aliases) -> KeyOf:
    """Gather what the corpus says; ``mentions`` are those that make entities."""
    key_of = KeyOf(settings, aliases)
    expansions = _expansions(mentions)
    longs: dict[str, str] = {}
    by_acronym: dict[str, Counter[str]] = defaultdict(Counter)
    for _, surface, expansion in expansions:
        key = fold(expansion)
        longs[key] = min(expansion, longs.get(key, expansion))
        by_acronym[fold(_base(surface))][key] += 1
    key_of.variants = _variants(by_acronym, longs)
    exact: dict[str, Counter[str]] = defaultdict(Counter)
    folded: dict[str, Counter[str]] = defaultdict(Counter)
    for _, surface, expansion in expansions:
        key = key_of.variants.get(fold(expansion), fold(expansion))
        if key != fold(surface):
            exact[_base(surface)][key] += 1
            folded[fold(_base(surface))][key] += 1
    key_of.acronyms, key_of.folded = dict(exact), dict(folded)
    key_of.known = _known(mentions, key_of)
    key_of.heads = {" ".join(fold_words(row[0])): frozenset(row[1:]) for row in read_rows(lexicon("heads.tsv"))}
    return key_of


def _expansions(mentions: pa.Table) -> list[tuple[str, str, str]]:
    """Paper, acronym and long form, each combination once, sorted."""
    rows = mentions.filter(pc.is_valid(mentions["expansion"])).select(["paper_id", "surface", "expansion"])
    rows = rows.group_by(["paper_id", "surface", "expansion"]).aggregate([])
    # A paper that writes LLM and LLMs says one thing once.
    seen = {(p, _base(s), e) for p, s, e in zip(*(rows[name].to_pylist() for name in rows.schema.names), strict=True)}
    return sorted(seen)


def _variants(by_acronym: Mapping[str, Counter[str]], longs: Mapping[str, str]) -> dict[str, str]:
    """Expansions of one acronym that differ in small words or a trailing head only: the rarer to the commonest."""
    variants: dict[str, str] = {}
    for acronym in sorted(by_acronym):
        expansions = by_acronym[acronym]
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for key in sorted(expansions, key=lambda key: (-expansions[key], key)):
            groups[_content(longs[key])].append(key)
        for main, *others in groups.values():
            for other in others:
                variants.setdefault(other, main)
    return {key: main for key, main in variants.items() if main not in variants}


def _content(long: str) -> tuple[str, ...]:
    words = [word for word in fold_words(long) if word not in _SMALL]
    while len(words) > 2 and words[-1] in _LOOSE_HEADS:
        words.pop()
    return tuple(words)


def _known(mentions: pa.Table, key_of: KeyOf) -> dict[str, tuple[EntityType, int]]:
    """The majority type and the number of papers of each key, before heads are taken off."""
    columns = ["paper_id", "surface", "expansion", "type"]
    rows = mentions.select(columns).group_by(columns).aggregate([])
    papers: dict[str, set[str]] = defaultdict(set)
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for paper, surface, expansion, kind in zip(*(rows[name].to_pylist() for name in columns), strict=True):
        key = key_of(surface, expansion)
        papers[key].add(paper)
        votes[key][kind] += 1
    return {key: (majority(votes[key]), len(papers[key])) for key in papers}
