"""The typed lexicon: what is known of a name before its paper is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.names import fold
from kg.records import ENTITY_TYPES, EntityType
from kg.resources import lexicon, read_rows

__all__ = ["FILES", "Entry", "lexicon_entries"]

#: One word list a type: a name a line, then ``ok`` and ``cased`` where they hold.
FILES: dict[EntityType, str] = dict(zip(ENTITY_TYPES, ("methods.tsv", "datasets.tsv", "concepts.tsv"), strict=True))


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of a name: its type, whether it is a core one, and the only casings that count."""

    type: EntityType
    core: bool
    casings: frozenset[str] = frozenset()

    def covers(self, surface: str) -> bool:
        """Whether a name in this spelling is the one that is meant (``Adam``, not ``adam``)."""
        return not self.casings or surface in self.casings


@cache
def lexicon_entries() -> dict[str, Entry]:
    """The lexicon by key; names that count in one casing only bring it along."""
    found: dict[str, Entry] = {}
    for kind, file in FILES.items():
        for name, *flags in read_rows(lexicon(file)):
            key = fold(name)
            casings = frozenset({name}) if "cased" in flags else frozenset()
            known = found.get(key)
            if known is not None and known.type == kind and casings and known.casings:
                casings |= known.casings
            found[key] = Entry(kind, "ok" not in flags, casings)
    return found
