"""What follows from who holds what: papers that share entities, entities that go together, broader and narrower.

All of it is sparse matrix products in blocks of rows, so that memory grows with what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from kg.names import fold
from kg.records import SCHEMAS
from kg.resources import lexicon, read_rows
from kg.settings import Settings

__all__ = ["broader", "related", "shares"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_Score = Callable[[Ints, Ints, Floats], Floats]
_BLOCK = 1024
_NOT_HEADS = frozenset("of for in with from to and".split())
_DIGITS = 6  # what is written of a weight: enough to rank by, too few to show the order of a sum


def shares(matrix: sparse.csr_array, papers: pa.Table, entities: pa.Table, settings: Settings) -> pa.Table:
    """``SHARES``: papers joined by the entities that both hold.

    The weight is the sum of the shared entities' inverse document frequencies, ``ln((N + 1) / papers)`` (Spärck
    Jones 1972; N is the number of papers, and one more lets an entity of all papers join them). Each paper keeps
    its ``settings.links_kept`` heaviest links, of equals those to the first ids; a link stays when either end keeps
    it. Entities too common to say anything (``hub_share``, ``hub_papers``) join none.
    """
    held = np.asarray(matrix.sum(axis=0)).ravel()
    count = matrix.shape[0]
    cap = min(settings.hub_papers, settings.hub_share * count if count >= settings.hub_corpus else np.inf)
    idf = np.where((held >= 2) & (held <= cap), np.log((count + 1) / np.maximum(held, 1.0)), 0.0)
    useful = np.flatnonzero(idf > 0)
    part = sparse.csr_array(matrix[:, useful])
    weighted = sparse.csr_array(part * idf[useful])
    source, target, weight = _strongest(weighted, part, settings.links_kept)
    names = np.array(entities["name"].to_pylist(), dtype=object)[useful]
    # The rarest entity first: it says most about why the two are joined.
    by_rarity = np.lexsort((names, -idf[useful]))
    shared = list(_shared(sparse.csr_array(part[:, by_rarity]), source, target, names[by_rarity]))
    ids = np.array(papers["id"].to_pylist(), dtype=object)
    return pa.table(
        {
            "source": pa.array(ids[source], pa.string()),
            "target": pa.array(ids[target], pa.string()),
            "weight": weight,
            "count": [len(entities) for entities in shared],
            "entities": shared,
        },
        schema=SCHEMAS["shares"],
    )


def related(matrix: sparse.csr_array, entities: pa.Table, settings: Settings) -> pa.Table:
    """``RELATED``: entities that stand in the same papers more often than chance.

    The measure is normalised pointwise mutual information (Bouma 2009), ``ln(p(x,y) / p(x)p(y)) / -ln p(x,y)``,
    in [-1, 1]. Kept are pairs of at least ``related_papers`` common papers and ``related_npmi``, and of those
    the ``related_kept`` strongest of either end.
    """
    held = np.asarray(matrix.sum(axis=0)).ravel()
    count = matrix.shape[0]
    useful = np.flatnonzero(held >= settings.related_papers)
    part = sparse.csr_array(matrix[:, useful].T)

    def score(rows: Ints, columns: Ints, together: Floats) -> Floats:
        both = together / count
        chance = held[useful[rows]] * held[useful[columns]] / count**2
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.where(both < 1.0, np.log(both / chance) / -np.log(both), 1.0).round(_DIGITS)
        return np.where((together >= settings.related_papers) & (npmi >= settings.related_npmi), npmi, 0.0)

    source, target, npmi = _strongest(part, part, settings.related_kept, score)
    papers = [len(entities) for entities in _shared(part, source, target, np.zeros(count))]
    ids = np.array(entities["id"].to_pylist(), dtype=object)
    return pa.table(
        {
            "source": pa.array(ids[useful[source]], pa.string()),
            "target": pa.array(ids[useful[target]], pa.string()),
            "papers": papers,
            "npmi": npmi,
        },
        schema=SCHEMAS["related"],
    )


def broader(entities: pa.Table) -> pa.Table:
    """``BROADER``: from a narrower entity to the broader one that its head names, or that the lexicon gives.

    ``conditional diffusion model`` ends in ``diffusion model``, where that is an entity too: the longest such
    ending is taken. Datasets have no heads (``Caltech Birds`` are no ``birds``).
    """
    names = entities["name"].to_pylist()
    ids = entities["id"].to_pylist()
    kinds = entities["type"].to_pylist()
    by_key = {fold(name): i for i, name in enumerate(names)}
    told = {fold(row[0]): fold(row[1]) for row in read_rows(lexicon("broader.tsv"))}
    pairs = set()
    for i, name in enumerate(names):
        for key in (told.get(fold(name)), *(_endings(name) if kinds[i] != "DATASET" else ())):
            j = by_key.get(key) if key else None
            if j is not None and j != i and kinds[j] != "DATASET":
                pairs.add((ids[i], ids[j]))
                break
    rows = sorted(pairs)
    return pa.table({"source": [a for a, _ in rows], "target": [b for _, b in rows]}, schema=SCHEMAS["broader"])


def _endings(name: str) -> list[str]:
    """The keys of a name's endings, the longest first.

    An ending begins behind a space (self-supervised learning is no supervised learning), and what stands behind
    ``of`` is not its head.
    """
    words = name.split()
    if _NOT_HEADS.intersection(map(str.lower, words[1:])):
        return []
    return [fold(" ".join(words[k:])) for k in range(1, len(words))]


def _strongest(
    left: sparse.csr_array,
    right: sparse.csr_array,
    kept: int,
    score: Callable[[Ints, Ints, Floats], Floats] | None = None,
) -> tuple[Ints, Ints, Floats]:
    """The ``kept`` strongest partners of each row in ``left @ right.T``, as sorted pairs ``i < j`` without repeats."""
    sources, targets, weights = [], [], []
    transposed = sparse.csr_array(right.T)
    for begin in range(0, left.shape[0], _BLOCK):
        block = sparse.csr_array(left[begin : begin + _BLOCK] @ transposed)
        rows = begin + np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        columns, values = block.indices.astype(np.int64), np.asarray(block.data, dtype=np.float64)
        weight = np.round(score(rows, columns, values) if score else values, _DIGITS)
        weight[rows == columns] = 0.0
        good = _candidates(weight, block.indptr, kept)
        rows, columns, weight = rows[good], columns[good], weight[good]
        order = np.lexsort((columns, -weight, rows))
        rows, columns, weight = rows[order], columns[order], weight[order]
        top = np.arange(len(rows)) - np.searchsorted(rows, rows) < kept
        sources.append(np.minimum(rows[top], columns[top]))
        targets.append(np.maximum(rows[top], columns[top]))
        weights.append(weight[top])
    if not sources:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    pairs = np.stack([np.concatenate(sources), np.concatenate(targets)], axis=1)
    unique, first = np.unique(pairs, axis=0, return_index=True)
    return unique[:, 0], unique[:, 1], np.concatenate(weights)[first]


def _candidates(weight: Floats, starts: Ints, kept: int) -> npt.NDArray[np.bool_]:
    """What is no lighter than the ``kept``-th of its row, ties and all: sorting these few is cheap."""
    floor = np.zeros(len(starts) - 1)
    for row in np.flatnonzero(np.diff(starts) > kept).tolist():
        floor[row] = np.partition(weight[starts[row] : starts[row + 1]], -kept)[-kept]
    return (weight > 0) & (weight >= np.repeat(floor, np.diff(starts)))


def _shared(matrix: sparse.csr_array, source: Ints, target: Ints, names: Any) -> Iterator[list[Any]]:
    """For each pair of rows the names of the columns that both hold, in the order of the columns."""
    for begin in range(0, len(source), _BLOCK * 16):
        a, b = source[begin : begin + _BLOCK * 16], target[begin : begin + _BLOCK * 16]
        both = sparse.csr_array(matrix[a].multiply(matrix[b]))
        both.sort_indices()
        for i in range(both.shape[0]):
            yield names[both.indices[both.indptr[i] : both.indptr[i + 1]]].tolist()
