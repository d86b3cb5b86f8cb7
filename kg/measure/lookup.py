"""The row that a name means."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import UsageError
from kg.names import fold

__all__ = ["entity_row", "find_row"]

Tables = Mapping[str, pa.Table]
Ints = npt.NDArray[np.int64]
_COMPARED = 20_000  # names among which a misspelt one is looked for, those in the most papers first
_SHOWN = 3


def entity_row(entities: pa.Table, name: str) -> int:
    """The row of the entity with this id, name or alias; of several the one in the most papers.

    Raises:
        UsageError: there is none; the message names what comes nearest.
    """
    row = _entity(entities, name)
    if row is None:
        raise UsageError(f"no entity is called {name!r}{_nearest(entities, None, name)}")
    return row


def find_row(tables: Tables, name: str) -> tuple[str, int]:
    """What ``name`` means, as ``("entities", row)`` or ``("papers", row)``.

    An id beats a name, a name an alias, an entity a paper's title; the beginning of one title alone will do.

    Raises:
        UsageError: there is none, or several titles begin so; the message names what comes nearest.
    """
    entities, papers = tables["entities"], tables["papers"]
    if (row := _at(entities["id"], name)) is not None:
        return "entities", row
    if (row := _paper_by_id(papers, name)) is not None:
        return "papers", row
    if (row := _entity(entities, name)) is not None:
        return "entities", row
    if (row := _by_title(papers, name)) is not None:
        return "papers", row
    raise UsageError(f"no entity or paper is called {name!r}{_nearest(entities, papers, name)}")


def _at(column: pa.ChunkedArray, value: str) -> int | None:
    row = pc.index(column, value).as_py()
    return row if row >= 0 else None


def _paper_by_id(papers: pa.Table, name: str) -> int | None:
    if (row := _at(papers["id"], name)) is not None:
        return row
    others = papers["ids"].combine_chunks()
    row = _at(pc.list_flatten(others), name)
    return None if row is None else int(pc.list_parent_indices(others)[row].as_py())


def _entity(entities: pa.Table, name: str) -> int | None:
    """By id, name or alias: first as they are written, since folding a hundred thousand names takes a while."""
    if (row := _at(entities["id"], name)) is not None:
        return row
    aliases = entities["aliases"].combine_chunks()
    ways = ((entities["name"], None), (pc.list_flatten(aliases), pc.list_parent_indices(aliases).to_numpy()))
    papers = entities["papers"].to_numpy()
    for folded in (False, True):
        for column, owner in ways:
            found = _same(column, name, folded)
            rows = found if owner is None else owner[found]
            if len(rows):
                return int(min(rows.tolist(), key=lambda row: (-papers[row], row)))
    return None


def _same(column: pa.ChunkedArray, name: str, folded: bool) -> Ints:
    """Where a column of names holds this one."""
    low = pc.utf8_lower(column)
    if not folded:
        return np.flatnonzero(pc.equal(low, name.lower()).to_numpy(zero_copy_only=False))
    key = fold(name)
    # Folding keeps the first letter, but for signs, letters that are not ASCII, and oe- (oesophagus, esophagus).
    begin = pc.utf8_slice_codeunits(low, 0, 1)
    like = pc.or_(pc.is_in(begin, pa.array([key[:1], "o" if key[:1] == "e" else key[:1]])), _odd(begin))
    rows = np.flatnonzero(like.to_numpy(zero_copy_only=False))
    names = column.take(rows).to_pylist()
    return np.array(
        [row for row, other in zip(rows.tolist(), names, strict=True) if fold(other) == key], dtype=np.int64
    )


def _odd(begin: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.invert(pc.match_substring_regex(begin, "^[a-z0-9]"))


def _by_title(papers: pa.Table, name: str) -> int | None:
    key = fold(name)
    titles = papers["title"].to_pylist()
    keys = [fold(title) for title in titles]
    if key in keys:
        return keys.index(key)
    rows = [i for i, other in enumerate(keys) if key and other.startswith(key)]
    if len(rows) > 1:
        some = ", ".join(repr(titles[i]) for i in rows[:_SHOWN])
        raise UsageError(f"{len(rows)} titles begin with {name!r}; give an id or more of the title ({some} …)")
    return rows[0] if rows else None


def _nearest(entities: pa.Table, papers: pa.Table | None, name: str) -> str:
    order = np.argsort(-entities["papers"].to_numpy(), kind="stable")[:_COMPARED]
    names = entities["name"].take(order).to_pylist()
    names += papers["title"].slice(0, _COMPARED).to_pylist() if papers is not None else []
    by_key: dict[str, str] = {}
    for label in names:
        by_key.setdefault(fold(label), label)
    key = fold(name)
    close = get_close_matches(key, by_key, n=_SHOWN, cutoff=0.6)
    close += [other for other in by_key if key and key in other and other not in close][: _SHOWN - len(close)]
    return f"; did you mean {' or '.join(repr(by_key[one]) for one in close)}?" if close else "; see: kg rank"
