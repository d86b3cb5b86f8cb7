"""What is alike: papers by the entities they hold, entities by the company they keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from kg.errors import UsageError
from kg.frame import Frame
from kg.incidence import incidence
from kg.measure.lookup import find_row

__all__ = ["Similar", "ppmi", "similar"]

Tables = Mapping[str, pa.Table]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_HUB_SHARE = 0.1  # of the papers of a corpus of _HUB_CORPUS or more: what is in more says nothing of a paper
_HUB_CORPUS = 1000
_LEAST = 3  # papers of an entity whose company can be judged
_SMOOTHING = 0.75
_BLOCK = 4096
_COMPANIONS = 5  # shown
_DIGITS = 6  # of a score: enough to rank by, too few to show the order of a sum


@dataclass(frozen=True, slots=True)
class Similar:
    """A paper or an entity that is like another.

    ``score`` is a cosine in [0, 1]. ``why`` says what adds most to it, each with its part of the score. ``papers``
    is in how many papers an entity stands, None for a paper.
    """

    rank: int
    name: str
    type: str
    score: float
    papers: int | None
    why: list[str]
    id: str


def similar(tables: Tables, name: str, top: int = 10) -> Frame[Similar]:
    """The ``top`` papers most like a paper, or entities most like an entity; equals stand in the order of their ids.

    ``name`` is an id, the name or alias of an entity, or a paper's title or the beginning of it.

    Papers are compared by the cosine of their entities, each weighted by its inverse document frequency (Spärck
    Jones 1972) as in ``SHARES``: two that hold the same are at 1. Entities are compared by what they go with: the
    cosine of their rows of :func:`ppmi`; two that keep the same company are alike, whether or not they meet.

    Raises:
        UsageError: there is no such paper or entity, or ``top`` is below 1.
    """
    if top < 1:
        raise UsageError(f"top must be 1 or more, not {top}")
    kind, row = find_row(tables, name)
    matrix = incidence(tables["links"], tables["papers"], tables["entities"])
    return _papers(tables, matrix, row, top) if kind == "papers" else _entities(tables, matrix, row, top)


def _papers(tables: Tables, matrix: sparse.csr_array, row: int, top: int) -> Frame[Similar]:
    papers, names = tables["papers"], tables["entities"]["name"]
    count = matrix.shape[0]
    held = np.asarray(matrix.sum(axis=0)).ravel()
    idf = np.log((count + 1) / np.maximum(held, 1.0))
    if count >= _HUB_CORPUS:
        idf[held > _HUB_SHARE * count] = 0.0
    length = np.sqrt(matrix @ idf**2)
    mine = np.asarray(matrix[[row]].toarray()).ravel() * idf**2
    scores = _divided(matrix @ mine, length * length[row])
    rows = _best(scores, row, papers["id"], top)
    found = []
    for place, i in enumerate(rows, start=1):
        shared = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]
        added = mine[shared] / (length[i] * length[row])
        why = _parts(names, shared, added, len(shared))
        found.append(
            Similar(place, _text(papers["title"], i), "PAPER", float(scores[i]), None, why, _text(papers["id"], i))
        )
    title = _text(papers["title"], row)
    return Frame(Similar, found, (f"like {title!r}: cosine of the entities that both papers hold, weighted by rarity",))


def _entities(tables: Tables, matrix: sparse.csr_array, row: int, top: int) -> Frame[Similar]:
    entities = tables["entities"]
    held = np.asarray(matrix.sum(axis=0)).ravel()
    # Companions in one paper only are companions of one another, and of nothing else.
    context = np.flatnonzero(held >= 2)
    mine = ppmi(matrix, np.array([row]), context)
    weight = np.asarray(mine.toarray()).ravel()
    others = np.flatnonzero(held >= _LEAST)
    scores = np.zeros(len(held))
    for begin in range(0, len(others), _BLOCK):
        part = others[begin : begin + _BLOCK]
        rows = ppmi(matrix, part, context)
        scores[part] = _divided(rows @ weight, _lengths(rows) * np.linalg.norm(weight))
    best = _best(scores, row, entities["id"], top)
    rows = ppmi(matrix, best, context)
    lengths = _lengths(rows) * np.linalg.norm(weight)
    found = []
    for i, (at, length) in enumerate(zip(best.tolist(), lengths.tolist(), strict=True)):
        shared = rows.indices[rows.indptr[i] : rows.indptr[i + 1]]
        added = rows.data[rows.indptr[i] : rows.indptr[i + 1]] * weight[shared] / length
        why = _parts(entities["name"], context[shared], added, _COMPANIONS)
        texts = (_text(entities[column], at) for column in ("name", "type", "id"))
        label, kind, one = texts
        found.append(Similar(i + 1, label, kind, float(scores[at]), int(held[at]), why, one))
    return Frame(Similar, found, _about(_text(entities["name"], row), int(held[row])))


def _about(name: str, papers: int) -> tuple[str, ...]:
    notes = [f"like {name!r}: cosine of what they go with in the same papers (PPMI), entities in {_LEAST} or more"]
    if papers < _LEAST:
        notes.append(f"{name!r} is in {papers} paper{'s' * (papers != 1)} only: little is known of its company")
    return tuple(notes)


def ppmi(matrix: sparse.csr_array, rows: Ints, context: Ints) -> sparse.csr_array:
    """Positive pointwise mutual information of entities with others, ``(len(rows), len(context))``, in nats.

    ``max(0, ln(p(x,y) / p(x)p(y)))`` over papers (Church and Hanks 1990). So that what is rare does not win, ``p(y)``
    is smoothed to the power of 0.75 (Levy, Goldberg and Dagan 2015) and the whole is discounted by
    ``n / (n + 1) · m / (m + 1)``, n the common papers and m those of the rarer one (Pantel and Lin 2002). An entity
    is no company of itself. ``matrix`` is papers × entities; ``rows`` and ``context`` are columns of it.
    """
    held = np.asarray(matrix.sum(axis=0)).ravel()
    around = held[context]
    power = around**_SMOOTHING
    smooth = power * (around.sum() / max(power.sum(), 1.0))
    found = sparse.coo_array(matrix[:, rows].T @ matrix[:, context])
    at, to, both = found.row, found.col, found.data
    rarer = np.minimum(held[rows][at], around[to])
    value = np.log(both * matrix.shape[0] / (held[rows][at] * smooth[to])) * both / (both + 1) * rarer / (rarer + 1)
    good = (value > 0) & (rows[at] != context[to])
    made = sparse.csr_array((value[good], (at[good], to[good])), shape=(len(rows), len(context)))
    made.sort_indices()
    return made


def _lengths(rows: sparse.csr_array) -> Floats:
    return np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64).ravel())


def _divided(values: Floats, by: Floats) -> Floats:
    """Rounded cosines; 0 where there is nothing to compare."""
    found = np.divide(values, by, out=np.zeros(len(values)), where=by > 0)
    return np.minimum(found, 1.0).round(_DIGITS)


def _best(scores: Floats, row: int, ids: pa.ChunkedArray, top: int) -> Ints:
    """The rows of the best scores above 0, without ``row``."""
    rows = np.flatnonzero(scores > 0)
    rows = rows[rows != row]
    if len(rows) > top:
        floor = np.partition(scores[rows], -top)[-top]
        rows = rows[scores[rows] >= floor]
    names = np.array(ids.take(rows).to_pylist(), dtype=object)
    return np.asarray(rows[np.lexsort((names, -scores[rows]))][:top], dtype=np.int64)


def _parts(names: pa.ChunkedArray, rows: Ints, added: Floats, most: int) -> list[str]:
    """``name 0.123`` of what adds most."""
    labels = names.take(rows).to_pylist()
    parts = sorted((-round(a, _DIGITS), label) for a, label in zip(added.tolist(), labels, strict=True) if a > 0)
    return [f"{label} {-a:.3f}" for a, label in parts[:most]]


def _text(column: Sequence[pa.Scalar], row: int) -> str:
    return str(column[row].as_py())
