"""What one set of papers has more of than another: two graphs, or two parts of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import UsageError
from kg.frame import Frame
from kg.measure.matching import same_ids, same_names
from kg.records import ENTITY_TYPES

__all__ = ["Difference", "compare", "log_odds_ratio"]

Tables = Mapping[str, pa.Table]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = ("entity", *(kind.lower() for kind in ENTITY_TYPES))
_PRIOR = 0.1  # the weight of the prior in papers of the smaller set
_DIGITS = 9  # beyond them the last digits of a logarithm, which differ between machines, would order equals
_ROW_NUMBER = re.compile("[0-9]{1,6}")  # an id of this form is a place in a file: two graphs share it by chance


@dataclass(frozen=True, slots=True)
class Difference:
    """An entity that stands in different shares of the papers of two sets.

    ``side`` is the set in which it is over-represented (None: in neither), ``only`` the set outside of which it is
    in no paper (None: it is in both). ``log_odds`` is above 0 on the first side, in nats; ``z`` is ``log_odds`` in
    standard errors. Shares are fractions of a set's papers. Ranks count from 1, by PageRank among the entities of
    the type. ``name``, ``type`` and ``id`` are those of the first set, where that has it.
    """

    name: str
    type: str
    side: str | None
    log_odds: float
    z: float
    papers_first: int
    papers_second: int
    share_first: float
    share_second: float
    rank_first: int | None
    rank_second: int | None
    only: str | None
    id: str


def log_odds_ratio(first: Ints, papers_first: int, second: Ints, papers_second: int) -> tuple[Floats, Floats]:
    """The log-odds ratio of each entity with an informative Dirichlet prior, and its z; above 0: more in the first.

    Monroe, Colaresi and Quinn 2008, "Fightin' Words", Political Analysis 16(4), 372-403. They count the
    words of texts. An entity is in a paper or is not, so the odds are those of the papers that hold it (``first`` of
    ``papers_first``, one number an entity) to those that do not: the totals are papers and not links, every entity
    is a binomial of its own, and the Dirichlet prior has two parts, ``a`` papers with the entity and ``b`` without:

        log_odds = ln((y1 + a) / (n1 - y1 + b)) - ln((y2 + a) / (n2 - y2 + b))
        variance = 1 / (y1 + a) + 1 / (n1 - y1 + b) + 1 / (y2 + a) + 1 / (n2 - y2 + b)

    The prior is proportional to the pooled counts, ``a / (a + b) = (y1 + y2) / (n1 + n2)``, and weighs a tenth of
    the papers of the smaller set, ``a + b = min(n1, n2) / 10``. So it hardly moves what is well attested on both
    sides, and holds what is missing on one: in sets of one size to a ratio of 21, whatever its count. Measured by
    both sets together it would drown a small one beside a large one. The variance is kept whole: they drop the
    parts of ``b``, since a word is never most of a text, but an entity may be in most papers.
    """
    prior = _PRIOR * min(papers_first, papers_second)
    with_ = prior * ((first + second) / (papers_first + papers_second))
    without = prior - with_
    held = [y + with_ for y in (first, second)]
    missing = [n - y + without for y, n in ((first, papers_first), (second, papers_second))]
    # What all papers hold is missing in none, and no different.
    missing = [np.where(with_ < prior, count, 1.0) for count in missing]
    ratio = np.log(held[0] / missing[0]) - np.log(held[1] / missing[1])
    ratio = np.where(with_ < prior, np.round(ratio, _DIGITS), 0.0) + 0.0
    variance = (1 / held[0] + 1 / missing[0]) + (1 / held[1] + 1 / missing[1])
    return ratio, np.round(ratio / np.sqrt(variance), _DIGITS) + 0.0


def compare(
    first: Tables,
    second: Tables,
    kind: str = "entity",
    names: tuple[str, str] = ("first", "second"),
    top: int = 20,
    *,
    side: str | None = None,
    only: bool = False,
    by_id: bool = False,
) -> Frame[Difference]:
    """The ``top`` entities whose shares of the papers differ most surely between two sets, by |z|, then by name.

    Counts are papers that hold the entity; the measure is :func:`log_odds_ratio`. Thousands of entities are
    compared at once, so z is there to order them and is no test of one.

    Entities of two graphs are one where their names fold to the same key (of the same type, else of another: what
    is a method here may be a concept there), or, of the same type, where the name of one is an alias of the other.

    Args:
        kind: ``entity`` for all, or a type: ``method``, ``dataset``, ``concept``.
        names: what the two sets are called in the rows.
        side: one of ``names``: only what is over-represented in that set.
        only: only what the other set has in no paper.
        by_id: the sets are parts of one graph, whose ids say which entities are one.

    Raises:
        UsageError: there is no such kind or side, the names are one, or a set has no papers.
    """
    _check(first, second, kind, names, top, side)
    sizes = first["papers"].num_rows, second["papers"].num_rows
    tables = first["entities"], second["entities"]
    partner = same_ids(*tables) if by_id else same_names(*tables)
    pairs = _pairs(partner, *tables, kind)
    counts = [_taken(table["papers"].to_numpy(), rows) for table, rows in zip(tables, pairs, strict=True)]
    ratio, z = log_odds_ratio(counts[0], sizes[0], counts[1], sizes[1])
    kept = np.ones(len(z), dtype=bool)
    if side is not None:
        kept = ratio > 0 if side == names[0] else ratio < 0
    if only:
        kept &= (pairs[0] < 0) | (pairs[1] < 0)
    order = _order(z, kept, pairs, tables, top)
    chosen = pairs[0][order], pairs[1][order]
    rows = _rows(chosen, ratio[order], z[order], tables, sizes, names)
    return Frame(Difference, rows, _notes(first, second, names, tables, pairs))


def _check(first: Tables, second: Tables, kind: str, names: Sequence[str], top: int, side: str | None) -> None:
    if kind not in KINDS:
        raise UsageError(f"unknown type {kind!r}; there are: {', '.join(KINDS)}")
    if names[0] == names[1]:
        raise UsageError(f"both sets are called {names[0]!r}; give them different names")
    if side is not None and side not in names:
        raise UsageError(f"unknown side {side!r}; there are: {', '.join(names)}")
    if top < 0:
        raise UsageError(f"top = {top} must be 0 or more")
    for tables, name in zip((first, second), names, strict=True):
        if not tables["papers"].num_rows:
            raise UsageError(f"{name} has no papers; there is nothing to compare")


def _pairs(partner: Ints, first: pa.Table, second: pa.Table, kind: str) -> tuple[Ints, Ints]:
    """The rows in both tables of each entity of either, -1 where it is not there; of a kind as the first has it."""
    lonely = np.setdiff1d(np.arange(second.num_rows), partner)
    rows_first = np.concatenate([np.arange(first.num_rows), np.full(len(lonely), -1)])
    rows_second = np.concatenate([partner, lonely])
    if kind == "entity":
        return rows_first, rows_second
    fits = [pc.equal(table["type"], kind.upper()).to_numpy() for table in (first, second)]
    kept = np.concatenate([fits[0], fits[1][lonely]])
    return rows_first[kept], rows_second[kept]


def _taken(values: npt.NDArray[np.generic], rows: Ints) -> Ints:
    """The value at each row, 0 where there is none."""
    found = np.zeros(len(rows), dtype=np.int64)
    found[rows >= 0] = values[rows[rows >= 0]]
    return found


def _order(
    z: Floats, kept: npt.NDArray[np.bool_], pairs: tuple[Ints, Ints], tables: tuple[pa.Table, pa.Table], top: int
) -> Ints:
    """The ``top`` kept rows by |z|, then by name, then by id."""
    size = np.where(kept, np.abs(z), -1.0)
    if 0 < top < len(size):  # of hundreds of thousands only those that may come in need their names
        kept = kept & (size >= np.partition(size, -top)[-top])
    rows: list[int] = np.flatnonzero(kept).tolist()

    def place(row: int) -> tuple[float, str, str]:
        entity = _entity(int(pairs[0][row]), int(pairs[1][row]), tables)
        return -float(size[row]), *entity[:2]

    return np.array(sorted(rows, key=place)[:top], dtype=np.int64)


def _entity(i: int, j: int, tables: tuple[pa.Table, pa.Table]) -> tuple[str, str, str]:
    """The name, id and type by the first table, where that has it."""
    table, row = (tables[0], i) if i >= 0 else (tables[1], j)
    name, id_, type_ = (str(table[column][row].as_py()) for column in ("name", "id", "type"))
    return name, id_, type_


def _ranks(entities: pa.Table) -> Ints:
    """The place of each entity by PageRank among those of its type, from 1; equals stand by id."""
    _, types = np.unique(np.array(entities["type"].to_pylist(), dtype=str), return_inverse=True)
    order = np.lexsort((entities["id"].to_numpy(), -entities["pagerank"].to_numpy().round(12), types))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - np.searchsorted(types[order], types[order]) + 1
    return ranks


def _rows(
    pairs: tuple[Ints, Ints],
    ratio: Floats,
    z: Floats,
    tables: tuple[pa.Table, pa.Table],
    sizes: tuple[int, int],
    names: tuple[str, str],
) -> list[Difference]:
    counts = [_taken(table["papers"].to_numpy(), rows) for table, rows in zip(tables, pairs, strict=True)]
    ranks = [_taken(_ranks(table), rows) for table, rows in zip(tables, pairs, strict=True)]
    found = []
    for n, (i, j) in enumerate(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)):
        name, id_, type_ = _entity(i, j, tables)
        papers = int(counts[0][n]), int(counts[1][n])
        found.append(
            Difference(
                name=name,
                type=type_,
                side=None if ratio[n] == 0 else names[0] if ratio[n] > 0 else names[1],
                log_odds=float(ratio[n]),
                z=float(z[n]),
                papers_first=papers[0],
                papers_second=papers[1],
                share_first=papers[0] / sizes[0],
                share_second=papers[1] / sizes[1],
                rank_first=int(ranks[0][n]) or None,
                rank_second=int(ranks[1][n]) or None,
                only=names[0] if j < 0 else names[1] if i < 0 else None,
                id=id_,
            )
        )
    return found


def _notes(
    first: Tables,
    second: Tables,
    names: tuple[str, str],
    tables: tuple[pa.Table, pa.Table],
    pairs: tuple[Ints, Ints],
) -> tuple[str, ...]:
    here, there = pairs[0] >= 0, pairs[1] >= 0
    both = here & there
    kinds = [np.array(table["type"].to_pylist(), dtype=str) for table in tables]
    other = int((kinds[0][pairs[0][both]] != kinds[1][pairs[1][both]]).sum())
    common = _common_papers(first["papers"], second["papers"])
    notes = [
        *(
            f"{name}: {one['papers'].num_rows} papers, {int(has.sum())} entities"
            for name, one, has in ((names[0], first, here), (names[1], second, there))
        ),
        f"entities in both: {int(both.sum())}" + (f", of them {other} as another type" if other else ""),
        "log_odds and z: odds of papers that hold the entity, with an informative Dirichlet prior (Monroe et al. 2008)",
    ]
    if common:
        notes.append(f"papers in both: {common}; they count on either side")
    return tuple(notes)


def _common_papers(first: pa.Table, second: pa.Table) -> int:
    """How many papers of the first table share an id with one of the second; a bare row number is no id."""
    ids = [table["ids"].combine_chunks() for table in (first, second)]
    known = pc.utf8_lower(ids[1].flatten())
    given = pc.utf8_lower(ids[0].flatten())
    real = pc.invert(pc.match_substring_regex(given, f"^{_ROW_NUMBER.pattern}$"))
    shared = pc.and_(pc.is_in(given, known), real)
    return len(pc.unique(pc.list_parent_indices(ids[0]).filter(shared)))
