"""Mentions as numbers: how names are spelt, and in how many papers.

Counting by sorted arrays keeps a million papers' mentions within memory, and makes the order of arrival no matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.records import ENTITY_TYPES, EntityType

__all__ = ["Ints", "Spellings", "changes", "codes", "count_papers", "majority"]

Ints = npt.NDArray[np.int64]


def majority(votes: Mapping[EntityType, int]) -> EntityType:
    """The type that most papers give; of equals the first of METHOD, DATASET, CONCEPT."""
    return max(ENTITY_TYPES, key=lambda kind: (votes.get(kind, 0), -ENTITY_TYPES.index(kind)))


def codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Each value as a number, -1 for null, and the different values by their numbers."""
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


def count_papers(papers: Ints, *columns: Ints) -> Iterator[tuple[int, ...]]:
    """``(*values, number of different papers)`` for each combination of the columns' values, sorted."""
    rows = np.stack([*columns, papers])
    rows = rows[:, np.lexsort(rows[::-1])]
    rows = rows[:-1, changes(rows)]
    first = np.flatnonzero(changes(rows))
    return zip(*rows[:, first].tolist(), np.diff(np.r_[first, rows.shape[1]]).tolist(), strict=True)


def changes(rows: Ints) -> npt.NDArray[np.bool_]:
    """Where a column of ``rows`` (of numbers from -1 on) differs from the one before it."""
    return np.asarray(np.any(np.diff(rows, axis=1, prepend=-2) != 0, axis=0))


@dataclass(frozen=True, slots=True)
class Spellings:
    """The different pairs of surface and expansion among mentions, sorted; ``rows`` says which pair a mention is."""

    pairs: list[tuple[str, str | None]]
    rows: Ints

    @classmethod
    def of(cls, mentions: pa.Table) -> Spellings:
        surfaces, surface_names = codes(mentions["surface"])
        expansions, expansion_names = codes(mentions["expansion"])
        width = len(expansion_names) + 1
        found, rows = np.unique(surfaces * width + expansions + 1, return_inverse=True)
        pairs = [
            (surface_names[s], expansion_names[e - 1] if e else None)
            for s, e in zip((found // width).tolist(), (found % width).tolist(), strict=True)
        ]
        order = sorted(range(len(pairs)), key=lambda i: (pairs[i][0], pairs[i][1] or ""))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        return cls([pairs[i] for i in order], place[rows.reshape(-1)])

    def count(self, papers: Ints, names: Sequence[tuple[str, ...] | None]) -> Iterator[tuple[tuple[str, ...], int]]:
        """In how many papers each name stands; ``names`` has one for each spelling, and None counts for nothing."""
        numbers: dict[tuple[str, ...], int] = {}
        number_of = np.array([-1 if n is None else numbers.setdefault(n, len(numbers)) for n in names], dtype=np.int64)
        rows = number_of[self.rows]
        listed = list(numbers)
        return ((listed[number], count) for number, count in count_papers(papers[rows >= 0], rows[rows >= 0]))
