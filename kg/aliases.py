"""A user's aliases file, which has the last word on what is one.

One line a statement, ``#`` in front of a remark::

    name, canonical name            every spelling of the first is the second
    name, canonical name, METHOD    … which is a METHOD (DATASET, CONCEPT)
    RAFT != RaFT                    these two exact spellings are different things
    MI != mutual information        the short one never joins the long one

Cells may be quoted as in CSV, or separated by tabs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError
from kg.names import fold
from kg.records import ENTITY_TYPES, EntityType

__all__ = ["Aliases", "read_aliases"]


@dataclass(frozen=True, slots=True)
class Aliases:
    """What the file says: by key for what is one, by exact spelling for what is kept apart."""

    canonical: dict[str, str] = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    apart: dict[str, frozenset[str]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def name_of(self, key: str) -> str | None:
        """The canonical name that a key is told to have, if it is told any."""
        return self.canonical.get(key)

    def are_apart(self, surface: str, other: str) -> bool:
        return other in self.apart.get(surface, frozenset())


def read_aliases(source: str | Path | Iterable[str] | None) -> Aliases:
    """Read an aliases file, or the lines of one.

    Raises:
        UsageError: the file cannot be read, or a line is none of the above; with file and line.
    """
    if source is None:
        return Aliases()
    if isinstance(source, (str, Path)):
        where, lines = str(source), _lines_of(Path(source))
    else:
        where, lines = "aliases", list(source)
    canonical: dict[str, str] = {}
    types: dict[str, EntityType] = {}
    apart: dict[str, set[str]] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if " != " in text:
            first, second = (part.strip().strip('"') for part in text.split(" != ", 1))
            apart.setdefault(first, set()).add(second)
            apart.setdefault(second, set()).add(first)
            continue
        name, target, kind = _cells(text, f"{where}, line {number}")
        canonical[fold(name)] = target
        if kind:
            types[fold(target)] = kind
    _follow(canonical, where)
    return Aliases(canonical, types, {k: frozenset(v) for k, v in sorted(apart.items())}, tuple(map(str.strip, lines)))


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _cells(text: str, where: str) -> tuple[str, str, EntityType | None]:
    delimiter = "\t" if "\t" in text else ","
    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter, skipinitialspace=True))]
    if len(cells) not in (2, 3) or not all(cells[:2]):
        raise UsageError(f"{where}: expected 'name, canonical name[, TYPE]' or 'name != name', not {text!r}")
    kind = cells[2].upper() if len(cells) == 3 else ""
    if kind and kind not in ENTITY_TYPES:
        raise UsageError(f"{where}: unknown type {cells[2]!r}; there are {', '.join(ENTITY_TYPES)}")
    return cells[0], cells[1], next((t for t in ENTITY_TYPES if t == kind), None)


def _follow(canonical: dict[str, str], where: str) -> None:
    """Let ``a -> b`` and ``b -> c`` mean ``a -> c``; a circle is an error."""
    for key in list(canonical):
        seen, name = {key}, canonical[key]
        while (following := fold(name)) in canonical and following not in seen:
            seen.add(following)
            if fold(canonical[following]) == following:
                name = canonical[following]
                break
            name = canonical[following]
            if fold(name) in seen:
                raise UsageError(f"{where}: the aliases of {name!r} run in a circle")
        canonical[key] = name
