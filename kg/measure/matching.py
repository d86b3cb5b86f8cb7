"""Which entities of two graphs are one: ids are a graph's own, names and aliases are what both have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.names import fold, is_acronym, usual_acronyms

__all__ = ["same_ids", "same_names"]

_TELLING = 3  # letters of an acronym that two graphs do not share by chance

Ints = npt.NDArray[np.int64]


def same_ids(first: pa.Table, second: pa.Table) -> Ints:
    """The row in the second table of each entity of the first, or -1."""
    found = pc.fill_null(pc.index_in(first["id"], second["id"].combine_chunks()), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def same_names(first: pa.Table, second: pa.Table) -> Ints:
    """The row in the second table of each entity of the first, or -1: one to one, the surest ways first."""
    partner = np.full(first.num_rows, -1, dtype=np.int64)
    free = np.ones(second.num_rows, dtype=bool)
    names = [table["name"].to_pylist() for table in (first, second)]
    types = [table["type"].to_pylist() for table in (first, second)]
    # In the order of papers: of two entities with one key the commoner one is meant.
    orders = [np.argsort(-table["papers"].to_numpy(), kind="stable").tolist() for table in (first, second)]

    def pair(keys: Sequence[Sequence[object]]) -> None:
        row_of: dict[object, int] = {}
        for j in orders[1]:
            if free[j]:
                row_of.setdefault(keys[1][j], j)
        for i in orders[0]:
            j = row_of.get(keys[0][i], -1) if partner[i] < 0 else -1
            if j >= 0 and free[j]:
                partner[i], free[j] = j, False

    pair([list(zip(types[n], names[n], strict=True)) for n in (0, 1)])  # literally first: folding takes a while
    left = partner < 0, free.copy()
    keys = [[fold(name) if left[n][i] else "" for i, name in enumerate(names[n])] for n in (0, 1)]
    pair([list(zip(types[n], keys[n], strict=True)) for n in (0, 1)])
    pair(keys)
    _pair_aliases(partner, free, keys, types, (first, second))
    return partner


def _pair_aliases(
    partner: Ints,
    free: npt.NDArray[np.bool_],
    keys: Sequence[Sequence[str]],
    types: Sequence[Sequence[str]],
    tables: tuple[pa.Table, pa.Table],
) -> None:
    """Fill in whose name is another's alias; where there is a choice, the two in the most papers together.

    Two that have only an alias in common stay two: most such aliases are acronyms, which mean many things.
    """
    left = np.flatnonzero(partner < 0).tolist(), np.flatnonzero(free).tolist()
    names, aliases, papers, ids = (
        [table[column].to_pylist() for table in tables] for column in ("name", "aliases", "papers", "id")
    )
    holders = Counter(
        key for each in aliases for row in each for key in {fold(alias) for alias in row if is_acronym(alias)}
    )
    found = set()
    for n in (0, 1):
        named = {(types[n][i], keys[n][i]): i for i in reversed(left[n])}
        for j in left[1 - n]:
            for alias in aliases[1 - n][j]:
                i = named.get((types[1 - n][j], fold(alias)))
                if i is not None and _means(names[n][i], alias, names[1 - n][j], holders):
                    found.add((i, j) if n == 0 else (j, i))

    def surest(two: tuple[int, int]) -> tuple[int, list[str]]:
        return -(papers[0][two[0]] + papers[1][two[1]]), sorted((ids[0][two[0]], ids[1][two[1]]))

    for i, j in sorted(found, key=surest):
        if partner[i] < 0 and free[j]:
            partner[i], free[j] = j, False


def _means(name: str, alias: str, long: str, holders: Mapping[str, int]) -> bool:
    """Whether ``name`` is what ``long`` is by its ``alias`` of the same key.

    An acronym is what papers usually mean by it, if that is known; else it must be long enough, and nothing else of
    the two graphs may have it as an alias. A word is no acronym of the same letters (``time``, ``TIME``).
    """
    if is_acronym(name) != is_acronym(alias):
        return False
    if not is_acronym(alias):
        return True
    usual = usual_acronyms().get(alias) or usual_acronyms().get(alias.removesuffix("s"))
    return usual == fold(long) if usual else len(fold(alias)) >= _TELLING and holders[fold(alias)] == 1
