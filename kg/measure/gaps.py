"""What is missing: pairs of entities that are common, near each other in the graph, and joined in no paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from kg.errors import UsageError
from kg.frame import Frame
from kg.incidence import incidence
from kg.measure.lookup import entity_row
from kg.names import fold_words
from kg.records import ENTITY_TYPES

__all__ = ["Gap", "Walk", "gaps", "recency"]

Tables = Mapping[str, pa.Table]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Pair = tuple[float, int, int]  # a score, and places in the walk's first and second

KINDS = tuple(kind.lower() for kind in ENTITY_TYPES)
_HALF_LIFE = 1.0  # years after which a paper counts half; tuned with the rest by tests/bench/gaps.py
_BETWEEN = 3  # papers of an entity that may lie between two
_CELLS = 2_000_000  # of a block of scores
_BRIDGES = 3
_OFTEN = 3  # pairs of one entity that are listed
_DIGITS = 9  # significant ones of a score: enough to rank by, too few to show the order of a sum


@dataclass(frozen=True, slots=True)
class Gap:
    """Two entities that no paper joins.

    ``score`` is for ranking: 2 is twice the mean of all pairs of the two kinds, and no probability. ``expected`` is
    how many papers would hold both if papers chose by chance. ``bridges`` are the entities by which one comes from
    one to the other most.
    """

    rank: int
    first: str
    second: str
    score: float
    papers_first: int
    papers_second: int
    expected: float
    bridges: list[str]
    id_first: str
    id_second: str


def gaps(
    tables: Tables,
    first: str = "method",
    second: str = "concept",
    min_papers: int = 5,
    top: int = 20,
    near: str | None = None,
) -> Frame[Gap]:
    """The ``top`` pairs of two kinds that are most likely to be joined next; equals stand in the order of their ids.

    Both are in ``min_papers`` papers or more and in none together, and they are nearer than how common they are
    would have them: the walk between them outweighs preferential attachment (:class:`Walk`, whose score ranks, with
    the weights of :func:`recency`). Two names of one thing, or a thing and a narrower one, are no gap. ``near`` names
    an entity that is to be one of the two; any other stands in 3 pairs at most, or a few would fill the list.

    Raises:
        UsageError: a kind, a number or the name makes no sense, or what it names is too rare.
    """
    _check(first, second, min_papers, top)
    entities = tables["entities"]
    matrix = incidence(tables["links"], tables["papers"], tables["entities"])
    held = np.asarray(matrix.sum(axis=0)).ravel()
    types = np.array(entities["type"].to_pylist(), dtype=object)
    sides = [np.flatnonzero((types == kind.upper()) & (held >= min_papers)) for kind in (first, second)]
    walk = Walk(matrix, recency(tables["papers"]), *sides)
    rows = columns = None
    if near is not None:
        row = _near(entities, near, (first, second), held, min_papers)
        places = [np.flatnonzero(side == row) for side in sides]
        rows, columns = (places[0], None) if len(places[0]) else (None, places[1])
    wanted = _Wanted(tables, None if near is None else row)
    keep = 20 * top + 1000
    while True:
        pairs = walk.best(entities["id"], keep, rows, columns)
        kept = wanted.of(pairs, walk, top)
        if len(kept) == top or len(pairs) < keep:
            break
        keep *= 8
    found = [_gap(place, pair, walk, entities, held) for place, pair in enumerate(kept, start=1)]
    count = f"{len(sides[0])} {first}s and {len(sides[1])} {second}s in {min_papers} or more papers"
    return Frame(Gap, found, (f"{count}; pairs that no paper joins, the likeliest to be joined first",))


def _near(entities: pa.Table, name: str, kinds: tuple[str, str], held: Floats, min_papers: int) -> int:
    row = entity_row(entities, name)
    kind = entities["type"][row].as_py().lower()
    if kind not in kinds:
        raise UsageError(f"{name!r} is a {kind}; make {kind} the first or the second kind")
    if held[row] < min_papers:
        raise UsageError(f"{name!r} is in {held[row]:.0f} papers only; lower min_papers, which is {min_papers}")
    return row


def _check(first: str, second: str, min_papers: int, top: int) -> None:
    for kind in (first, second):
        if kind not in KINDS:
            raise UsageError(f"unknown type {kind!r}; there are: {', '.join(KINDS)}")
    for name, value in (("min_papers", min_papers), ("top", top)):
        if value < 1:
            raise UsageError(f"{name} must be 1 or more, not {value}")


def recency(papers: pa.Table) -> Floats:
    """The weight of each paper: 1 in the last year, half of it every year before; without a date the mean."""
    year = pc.cast(papers["year"], pa.float64()).to_numpy()
    dated = ~np.isnan(year)
    if not dated.any():
        return np.ones(len(year))
    weight = np.asarray(0.5 ** ((year[dated].max() - year) / _HALF_LIFE), dtype=np.float64)
    weight[~dated] = weight[dated].mean()
    return weight


class Walk:
    """How likely entities of two sets are to be joined next, from who holds what.

    Half of the score is a walk from one to the other by papers and one entity between, ``Q_F D^(-1/2) Q_S'``:
    ``Q`` sums the weights of the common papers, each divided by the number of its entities, and ``D`` is the weight
    of the papers of the entity between (resource allocation, Zhou, Lü and Zhang 2009, on papers and entities, as in
    Zhou et al. 2007, with the damping of hubs of Paudel et al. 2017). The other half is preferential attachment
    (Barabási et al. 2002): the product of the weights of both entities' papers. Both have the mean 1 over all pairs.

    Args:
        matrix: papers × entities.
        weight: of each paper.
        first, second: columns of the matrix.
    """

    def __init__(self, matrix: sparse.csr_array, weight: Floats, first: Ints, second: Ints) -> None:
        self.first, self.second, self.papers = first, second, matrix.shape[0]
        held = np.asarray(matrix.sum(axis=0)).ravel()
        self._between = np.flatnonzero(held >= _BETWEEN)
        part = sparse.csr_array(matrix[:, self._between])
        size = np.maximum(np.asarray(part.sum(axis=1)).ravel(), 1.0)
        mass = matrix.T @ weight
        self._damping = mass[self._between] ** -0.5
        shared = weight / size
        self._joined = sparse.csr_array(matrix[:, first].T @ matrix[:, second])
        self._out = self._others((matrix[:, first] * shared[:, None]).T @ part * self._damping, first)
        back = self._others((matrix[:, second] * shared[:, None]).T @ part, second)
        self._back = sparse.csr_array(back.T)
        count = max(len(first) * len(second), 1)
        walked = float(self._out.sum(axis=0) @ back.sum(axis=0))
        self._walk = count / walked if walked else 0.0
        self._mass = mass[first], mass[second] * (count / max(mass[first].sum() * mass[second].sum(), 1e-300))

    def _others(self, found: sparse.sparray, rows: Ints) -> sparse.csr_array:
        """Without what leads from an entity to itself."""
        found = sparse.coo_array(found)
        good = self._between[found.col] != rows[found.row]
        shape = found.shape
        return sparse.csr_array((found.data[good], (found.row[good], found.col[good])), shape=shape)

    def blocks(self, rows: Ints | None = None, columns: Ints | None = None) -> Iterator[tuple[Ints, Floats, Floats]]:
        """Blocks of rows: their places in ``first``, and the two halves, ``(rows, columns)``; the score is their mean.

        ``rows`` and ``columns`` are places in ``first`` and ``second``; None is all.
        """
        rows = np.arange(len(self.first)) if rows is None else rows
        columns = np.arange(len(self.second)) if columns is None else columns
        back = sparse.csr_array(self._back[:, columns])
        step = max(1, _CELLS // max(len(columns), 1))
        for begin in range(0, len(rows), step):
            part = rows[begin : begin + step]
            yield (
                part,
                (self._out[part] @ back).toarray() * self._walk,
                np.outer(self._mass[0][part], self._mass[1][columns]),
            )

    def best(
        self, ids: pa.ChunkedArray, keep: int, rows: Ints | None = None, columns: Ints | None = None
    ) -> list[Pair]:
        """The best pairs that are nearer than by chance and joined in no paper, best first, equals by id."""
        place = np.argsort(np.argsort(np.array(ids.to_pylist(), dtype=object), kind="stable"), kind="stable")
        across = np.arange(len(self.second)) if columns is None else columns
        # Of two kinds that are one each pair comes twice, unless one end is given.
        twice = rows is None and columns is None and np.array_equal(self.first, self.second)
        found = []
        floor = 0.0
        for part, walked, attached in self.blocks(rows, columns):
            # A little less will do: where both are equal, the order of a sum must not decide.
            scores = np.where(walked >= attached * (1 - 1e-9), (walked + attached) / 2, 0.0)
            joined = sparse.coo_array(self._joined[part][:, across])
            scores[joined.row, joined.col] = 0.0
            if twice:
                scores[place[self.first[part]][:, None] >= place[self.second][None, :]] = 0.0
            scores[scores < floor] = 0.0
            if np.count_nonzero(scores) > keep:
                # A little lower, so that equals that differ in their last digits stay together.
                floor = float(np.partition(scores, scores.size - keep, axis=None)[-keep]) * (1 - 1e-6)
            i, j = np.nonzero((scores > 0) & (scores >= floor))
            found.append((_rounded(scores[i, j]), part[i], across[j]))
        if not found:
            return []
        score, i, j = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.lexsort((place[self.second[j]], place[self.first[i]], -score))[:keep]
        return list(zip(score[order].tolist(), i[order].tolist(), j[order].tolist(), strict=True))

    def bridges(self, ids: pa.ChunkedArray, i: int, j: int, most: int) -> Ints:
        """The columns that lie between ``first[i]`` and ``second[j]``: those that carry most for their size first."""
        ways = sparse.csr_array(self._out[[i]].multiply(self._back[:, [j]].T))
        columns = np.asarray(self._between[ways.indices], dtype=np.int64)
        telling = _rounded(ways.data * self._damping[ways.indices])
        names = np.array(ids.take(columns).to_pylist(), dtype=object)
        return columns[np.lexsort((names, -telling))[:most]]


def _rounded(values: Floats) -> Floats:
    """To so many significant digits: the sizes of scores differ by orders of magnitude."""
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.maximum(values, 1e-300))))
    return np.asarray(np.round(values * scale) / scale, dtype=np.float64)


class _Wanted:
    """Which pairs are listed: none that is one thing, and none of the same entity over and over, but ``near``."""

    def __init__(self, tables: Tables, near: int | None) -> None:
        self._same, self._near = _Same(tables), near

    def of(self, pairs: list[Pair], walk: Walk, top: int) -> list[Pair]:
        often: Counter[int] = Counter()
        kept: list[Pair] = []
        for pair in pairs:
            ends = int(walk.first[pair[1]]), int(walk.second[pair[2]])
            if any(often[end] >= _OFTEN and end != self._near for end in ends) or self._same(*ends):
                continue
            often.update(ends)
            kept.append(pair)
            if len(kept) == top:
                break
        return kept


class _Same:
    """Whether two entities are one thing or one a kind of the other, by their names or by ``BROADER``."""

    def __init__(self, tables: Tables) -> None:
        entities, broader = tables["entities"], tables["broader"]
        self._entities = entities
        ids = entities["id"].combine_chunks()
        source, target = (pc.index_in(broader[end], value_set=ids).to_numpy() for end in ("source", "target"))
        self._above = np.full(len(ids), -1, dtype=np.int64)
        self._above[source] = target

    def __call__(self, a: int, b: int) -> bool:
        if a == b or b in self._line(a) or a in self._line(b):
            return True
        return any(_inside(one, other) for one in self._names(a) for other in self._names(b))

    def _line(self, row: int) -> list[int]:
        line: list[int] = []
        while (row := int(self._above[row])) >= 0 and row not in line:
            line.append(row)
        return line

    def _names(self, row: int) -> set[str]:
        names = [self._entities["name"][row].as_py(), *self._entities["aliases"][row].as_py()]
        return {f" {' '.join(fold_words(name))} " for name in names if fold_words(name)}


def _inside(one: str, other: str) -> bool:
    """Whether the words of one stand in the other, or both are one but for spaces."""
    return one in other or other in one or one.replace(" ", "") == other.replace(" ", "")


def _gap(place: int, pair: Pair, walk: Walk, entities: pa.Table, held: Floats) -> Gap:
    score, i, j = pair
    ends = walk.first[i], walk.second[j]
    first, second = (entities["name"][row].as_py() for row in ends)
    a, b = (int(held[row]) for row in ends)
    expected = float(np.round(a * b / walk.papers, 3))
    bridges = entities["name"].take(walk.bridges(entities["id"], i, j, _BRIDGES)).to_pylist()
    id_first, id_second = (entities["id"][row].as_py() for row in ends)
    return Gap(place, first, second, score, a, b, expected, bridges, id_first, id_second)
