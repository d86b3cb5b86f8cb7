"""The typed lexicons: names judged by reading, and names that annotators marked in several papers."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from kg.extract.candidates import candidates
from kg.extract.entries import FILES, Entry
from kg.extract.words import words_of
from kg.names import fold
from kg.records import ENTITY_TYPES, EntityType
from kg.resources import lexicon, read_rows
from kg.training.annotations import Annotated

__all__ = ["Named", "gather", "make_lexicon", "write_lexicon"]

JUDGED = Path(__file__).parent / "data" / "judged.tsv"
_PAPERS = 2  # a marked name enters from so many papers on …
_SHARE = 0.5  # … if so many of the papers that hold it have it marked;
_DROPPED = 0.25  # and a judged name leaves when readers mark it this rarely
_DROPPED_FROM = 4
_MARKUP = frozenset("()[]$\\{}")


@dataclass(slots=True)
class Named:
    """What the annotated papers say of a key: papers by type, papers where core, its spellings."""

    types: Counter[EntityType]
    forms: Counter[str]
    core: int = 0


def gather(papers: list[Annotated]) -> tuple[dict[str, Named], Counter[str]]:
    """What is marked, by key, and in how many papers each key stands at all."""
    named: dict[str, Named] = defaultdict(lambda: Named(Counter(), Counter()))
    present: Counter[str] = Counter()
    for paper in papers:
        present.update({c.key for c in candidates(words_of(paper.doc))})
        seen: set[str] = set()
        for entity in paper.entities:
            for surface in entity["surfaces"]:
                key = fold(surface)
                named[key].forms[surface] += 1
                if key not in seen:
                    seen.add(key)
                    named[key].types[entity["type"]] += 1
                    named[key].core += entity["level"] == "core"
    return dict(named), present


def make_lexicon(papers: list[Annotated]) -> dict[str, tuple[Entry, str]]:
    """The lexicon by key: its entry, and the spelling to list it under."""
    named, present = gather(papers)
    made = _judged()
    for key, facts in named.items():
        count = sum(facts.types.values())
        share = count / max(present[key], count)
        if count >= _PAPERS and share >= _SHARE and present[key]:
            form = min(facts.forms, key=lambda f: (bool(_MARKUP & set(f)), -facts.forms[f], f.istitle(), f))
            kind = max(ENTITY_TYPES, key=lambda t: (facts.types[t], -ENTITY_TYPES.index(t)))
            made[key] = (Entry(kind, facts.core * 2 >= count), form)
        elif present[key] >= _DROPPED_FROM and share < _DROPPED:
            made.pop(key, None)
    return made


def _judged() -> dict[str, tuple[Entry, str]]:
    """The names judged by reading; one that is listed in several casings counts in each of them."""
    made: dict[str, tuple[Entry, str]] = {}
    for name, kind, level, *case in read_rows(JUDGED):
        key = fold(name)
        casings = frozenset({name}) if case and case[0] == "exact" else frozenset()
        if casings and key in made:
            known = made[key][0].casings
            casings = casings | known if known else known
        made[key] = (Entry(_type(kind), level == "core", casings), name)
    return made


def _type(kind: str) -> EntityType:
    return next(t for t in ENTITY_TYPES if t == kind)


def write_lexicon(made: dict[str, tuple[Entry, str]]) -> None:
    """Write one file a type: the name, then ``ok`` if it is a marginal one, ``cased`` if only this casing counts."""
    for kind, file in FILES.items():
        lines = [
            "\t".join([spelling, *(["ok"] if not entry.core else []), *(["cased"] if entry.casings else [])])
            for entry, name in made.values()
            if entry.type == kind
            for spelling in (entry.casings or {name})
        ]
        lines.sort(key=lambda line: (line.casefold(), line))
        header = "# name, then: ok = marginal; cased = in this casing only"
        lexicon(file).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
