"""The node that a name means: an entity by name or alias, a paper by title or id."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from kg.errors import UsageError
from kg.names import fold

__all__ = ["Found", "find"]

_COMPARED = 20_000  # names among which a misspelt one is looked for, the most central first


class Found(NamedTuple):
    """A row of the papers or of the entities table."""

    kind: str  # "paper" or "entity"
    row: int
    name: str


def find(tables: Mapping[str, pa.Table], name: str) -> Found:
    """The entity or paper that ``name`` means; of several entities the one in the most papers.

    An id beats a name, a name an alias, an entity a paper's title.

    Raises:
        UsageError: there is none; the message names what comes nearest.
    """
    for kind, table, ids in (("entity", "entities", None), ("paper", "papers", "ids")):
        row = _by_id(tables[table], name, ids)
        if row is not None:
            return Found(kind, row, _label(tables, kind, row))
    for key in (str.casefold, fold):  # literally first: folding a hundred thousand names takes a while
        wanted = key(name)
        same = ((rank, -papers, row) for rank, label, row, papers in _names(tables) if key(label) == wanted)
        best = min(same, default=None)
        if best is not None:
            kind = "paper" if best[0] == 2 else "entity"
            return Found(kind, best[2], _label(tables, kind, best[2]))
    raise UsageError(f"no entity or paper is called {name!r}{_nearest(tables, fold(name))}")


def _by_id(table: pa.Table, name: str, others: str | None) -> int | None:
    ids = table["id"].to_pylist()
    if name in ids:
        return int(ids.index(name))
    for row, more in enumerate(table[others].to_pylist() if others else []):
        if name in more:
            return row
    return None


def _label(tables: Mapping[str, pa.Table], kind: str, row: int) -> str:
    column = tables["entities"]["name"] if kind == "entity" else tables["papers"]["title"]
    return str(column[row].as_py())


def _names(tables: Mapping[str, pa.Table]) -> Iterator[tuple[int, str, int, int]]:
    """Every name as (0 name, 1 alias, 2 title), the name itself, its row, and in how many papers it stands."""
    entities = tables["entities"]
    columns = (entities[name].to_pylist() for name in ("name", "aliases", "papers"))
    for row, (name, aliases, papers) in enumerate(zip(*columns, strict=True)):
        yield 0, name, row, papers
        for alias in aliases:
            yield 1, alias, row, papers
    for row, title in enumerate(tables["papers"]["title"].to_pylist()):
        yield 2, title, row, 1


def _nearest(tables: Mapping[str, pa.Table], key: str) -> str:
    names = sorted(_names(tables), key=lambda n: (-n[3], n[0], n[2]))[:_COMPARED]
    by_key: dict[str, str] = {}
    for _, label, _, _ in names:
        by_key.setdefault(fold(label), label)
    close = difflib.get_close_matches(key, by_key, n=3, cutoff=0.6)
    close += [k for k in by_key if key and key in k and k not in close][: 3 - len(close)]
    return f"; did you mean {' or '.join(repr(by_key[k]) for k in close)}?" if close else ""
