"""A user's aliases file, which has the last word on what is one.

One line a statement, ``#`` in front of a remark::

    name, canonical name            every spelling of the first is the second
    name, canonical name, METHOD    … which is a METHOD (DATASET, CONCEPT)
    RAFT != RaFT                    these two exact spellings are different things
    MI != mutual information        no spelling of the one is the other

Cells may be quoted as in CSV, or separated by tabs. What is said of a name whose exact spelling is kept apart holds
for that spelling alone.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import UsageError
from kg.names import fold
from kg.records import ENTITY_TYPES, EntityType

__all__ = ["Aliases", "read_aliases"]

_APART = re.compile(r'("(?:[^"]|"")+"\s*|[^"]+?)\s!=\s(\s*"(?:[^"]|"")+"|[^"]+)')


@dataclass(frozen=True, slots=True)
class Aliases:
    """What the file says, by the keys of names.

    ``canonical`` maps a key to that of its canonical name, which maps to itself; ``names`` and ``types`` say what
    goes by a canonical key; ``apart`` holds the keys that a key must never become, ``spelled`` the spellings that
    differ from others of their key.
    """

    canonical: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    apart: dict[str, frozenset[str]] = field(default_factory=dict)
    spelled: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()

    def key(self, name: str) -> str:
        """The key of a name: folded, and with its spelling where that makes another thing of it."""
        return f"{fold(name)}={name}" if name in self.spelled else fold(name)


@dataclass(frozen=True, slots=True)
class _Statement:
    """What a line says: that a name is another one, or (where ``apart``) that it is not."""

    where: str
    name: str
    other: str
    kind: EntityType | None = None
    apart: bool = False


def read_aliases(source: str | Path | Iterable[str] | None) -> Aliases:
    """Read an aliases file, or the lines of one.

    Raises:
        UsageError: the file cannot be read, a line is none of the above, or two lines contradict each other; with
            file and line.
    """
    if source is None:
        return Aliases()
    if isinstance(source, (str, Path)):
        where, lines = str(source), _lines_of(Path(source))
    else:
        where, lines = "aliases", [str(line).strip() for line in source]
    said = [
        _statement(line, f"{where}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line and not line.startswith("#")
    ]
    spelled = frozenset(n for s in said if s.apart and fold(s.name) == fold(s.other) for n in (s.name, s.other))
    blank = Aliases(spelled=spelled)
    canonical, names = _canonical([s for s in said if not s.apart], blank)
    return Aliases(
        canonical,
        names,
        _types(said, canonical, blank),
        _kept_apart([s for s in said if s.apart], canonical, blank),
        spelled,
        tuple(lines),
    )


def _lines_of(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _statement(line: str, where: str) -> _Statement:
    if (apart := _APART.fullmatch(line)) is not None:
        sides = (side.strip() for side in apart.groups())
        first, second = (side[1:-1].replace('""', '"') if side[0] == '"' else side for side in sides)
        if first == second:
            raise UsageError(f"{where}: {first!r} cannot be kept apart from itself")
        return _Statement(where, first, second, apart=True)
    try:
        row = next(csv.reader([line], delimiter="\t" if "\t" in line else ",", skipinitialspace=True))
    except csv.Error:
        row = []
    cells = [cell.strip() for cell in row]
    if len(cells) not in (2, 3) or not all(cells[:2]):
        raise UsageError(f"{where}: expected 'name, canonical name[, TYPE]' or 'name != name', not {line[:80]!r}")
    kind = next((t for t in ENTITY_TYPES if cells[2:] and t == cells[2].upper()), None)
    if any(cells[2:]) and kind is None:
        raise UsageError(f"{where}: unknown type {cells[2][:80]!r}; there are {', '.join(ENTITY_TYPES)}")
    return _Statement(where, cells[0], cells[1], kind)


def _canonical(said: list[_Statement], keys: Aliases) -> tuple[dict[str, str], dict[str, str]]:
    """The canonical key of each key, where ``a -> b`` and ``b -> c`` mean ``a -> c``; and the canonical names."""
    next_of: dict[str, _Statement] = {}
    for s in said:
        key, target = keys.key(s.name), keys.key(s.other)
        first = next_of.setdefault(key, s)
        if keys.key(first.other) != target:
            raise UsageError(f"{s.where}: {s.name!r} cannot be {s.other!r}; {first.where} says {first.other!r}")
    canonical: dict[str, str] = {}
    names: dict[str, str] = {}
    for s in said:
        seen, key, last = [], keys.key(s.name), s
        while key in next_of and keys.key(next_of[key].other) != key:
            if key in seen:
                raise UsageError(f"{s.where}: the aliases of {s.name!r} run in a circle")
            seen.append(key)
            last = next_of[key]
            key = keys.key(last.other)
        canonical.update(dict.fromkeys([*seen, key], key))
        names.setdefault(key, next_of[key].other if key in next_of else last.other)
    return canonical, names


def _types(said: list[_Statement], canonical: dict[str, str], keys: Aliases) -> dict[str, EntityType]:
    types: dict[str, EntityType] = {}
    for s in said:
        if s.kind and types.setdefault(canonical[keys.key(s.other)], s.kind) != s.kind:
            raise UsageError(f"{s.where}: {s.other!r} cannot be a {s.kind}; another line gives it another type")
    return types


def _kept_apart(said: list[_Statement], canonical: dict[str, str], keys: Aliases) -> dict[str, frozenset[str]]:
    apart: dict[str, set[str]] = defaultdict(set)
    for s in said:
        first, second = keys.key(s.name), keys.key(s.other)
        if canonical.get(first, first) == canonical.get(second, second):
            raise UsageError(f"{s.where}: {s.name!r} and {s.other!r} are kept apart here and are one by other lines")
        for key, other in ((first, second), (second, first)):
            apart[key] |= {other, canonical.get(other, other)}
    return {key: frozenset(others) for key, others in sorted(apart.items())}
