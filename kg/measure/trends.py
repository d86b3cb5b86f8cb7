"""What rises and what falls: the yearly growth of an entity's share of the dated papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from kg.errors import UsageError
from kg.frame import Frame
from kg.incidence import positions

__all__ = ["Trend", "trends"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Kind = Literal["entity", "method", "dataset", "concept"]
Per = Literal["year", "month"]
Direction = Literal["both", "rising", "falling"]
_BLOCK = 4096
_STEPS = 200
_Z = 1.959964  # of a 95% interval
_DOUBLING = float(np.log(2.0))
_PER_SPREAD = 1.25
_CELLS = 4
_SPARE = 20  # entities of which one would be called rising or falling by chance
_USUAL = 10  # papers of the usual share, added to every period: two of a year's two papers are no peak
_DIGITS = 5  # behind the point of a logarithm: what six digits of a growth show, and none of the order of a sum


@dataclass(frozen=True, slots=True)
class Trend:
    """How an entity's share of the papers changes.

    ``growth`` is times a year, with its 95% interval ``low`` to ``high``; ``trend`` is ``rising`` where ``low`` is
    over 1, ``falling`` where ``high`` is under 1, else ``steady``. ``papers`` counts the dated papers that hold it,
    ``first`` is the first period that has one, and ``counts`` the papers of every period (``2021:3``). ``peak`` is
    the period of the largest share, drawn in to the usual one where a period has few papers; it is None where no
    period has two papers that hold it.
    """

    name: str
    type: str
    trend: str
    growth: float
    low: float
    high: float
    papers: int
    first: str
    peak: str | None
    counts: tuple[str, ...]
    id: str


@dataclass(frozen=True, slots=True)
class _Periods:
    """The periods that have papers, in order: ``of`` is each paper's (-1: none), ``years`` when each is, in years."""

    of: Ints
    years: Floats
    papers: Floats
    texts: list[str]


def trends(
    tables: Mapping[str, pa.Table],
    kind: str = "entity",
    per: str = "year",
    min_papers: int = 5,
    top: int = 20,
    direction: str = "both",
) -> Frame[Trend]:
    """The ``top`` entities of a kind whose share of the papers rises or falls, those of the best evidence first.

    Of the ``N`` papers of a period an entity stands in ``n``, Poisson distributed with the mean ``N exp(a + b t)``,
    ``t`` in years: its share grows ``exp(b)`` times a year. ``b`` has a normal prior around 0 (see :func:`_prior`);
    the interval is that of the Laplace approximation, widened where the counts scatter more than Poisson counts do
    (:func:`_dispersion`). Of entities whose share is steady up to such chance, at most about one in twenty is called
    rising or falling.

    Args:
        kind: ``entity``, ``method``, ``dataset`` or ``concept``.
        per: ``year`` or ``month``; papers whose month is not known do not count by month.
        min_papers: the fewest dated papers of an entity.
        direction: ``rising`` or ``falling`` for these alone; ``both`` lists the steady ones last.

    Raises:
        UsageError: an argument makes no sense, or the papers are not dated in two periods at least.
    """
    _check(kind, per, min_papers, top, direction)
    periods = _periods(tables["papers"], per)
    entities = tables["entities"]
    counts = _counts(tables["links"], tables["papers"], entities, periods)
    held = np.asarray(counts.sum(axis=1)).ravel()
    of_kind = np.ones(entities.num_rows, bool)
    if kind != "entity":
        of_kind = pc.equal(entities["type"], kind.upper()).to_numpy()
    wanted = np.flatnonzero(of_kind & (held >= min_papers))
    counts = sparse.csr_array(counts[wanted])
    slope, spread = _fit(counts, periods)
    growth, low, high = (np.round(slope + z * spread, _DIGITS) for z in (0.0, -_Z, _Z))
    ids = np.array(entities["id"].to_pylist(), dtype=object)[wanted]
    order = _order(low, high, ids, direction)[:top]
    names, types = (entities[column].take(pa.array(wanted[order])).to_pylist() for column in ("name", "type"))
    rows = [
        Trend(
            name,
            type_,
            "rising" if low[i] > 0 else "falling" if high[i] < 0 else "steady",
            _times(growth[i]),
            _times(low[i]),
            _times(high[i]),
            *_course(counts[[i]].toarray().ravel(), periods),
            ids[i],
        )
        for i, name, type_ in zip(order.tolist(), names, types, strict=True)
    ]
    found = f"of {len(wanted)} with at least {min_papers} papers {(low > 0).sum()} rise and {(high < 0).sum()} fall"
    found += f"; up to {len(wanted) // 20} would by chance alone" if len(wanted) >= _SPARE else ""
    return Frame(Trend, rows, (*_about(tables["papers"], periods, per), found))


def _order(low: Floats, high: Floats, ids: npt.NDArray[np.object_], direction: str) -> Ints:
    """The rows of a direction, those first whose interval of ``b`` is farthest from 0; equals by their ids."""
    evidence = np.maximum(low, -high)  # negative where the interval holds 0
    shown = {"both": evidence > -np.inf, "rising": low > 0, "falling": high < 0}[direction]
    return np.array(sorted(np.flatnonzero(shown), key=lambda i: (-evidence[i], ids[i])), dtype=np.int64)


def _check(kind: str, per: str, min_papers: int, top: int, direction: str) -> None:
    for what, value, known in (("type", kind, Kind), ("period", per, Per), ("direction", direction, Direction)):
        if value not in get_args(known):
            raise UsageError(f"unknown {what} {value!r}; there are: {', '.join(get_args(known))}")
    for what, number in (("min_papers", min_papers), ("top", top)):
        if number < 1:
            raise UsageError(f"{what} is {number}; it must be 1 or more")


def _when(papers: pa.Table, per: str) -> Ints:
    """The period of each paper, counted from the year 0; -1 where it is not known."""
    if per == "year":
        years: Ints = pc.fill_null(papers["year"], -1).to_numpy().astype(np.int64)
        return years
    dates = papers["date"].to_pylist()
    return np.array([int(d[:4]) * 12 + int(d[5:7]) - 1 if d and len(d) >= 7 else -1 for d in dates], np.int64)


def _periods(papers: pa.Table, per: str) -> _Periods:
    """The periods, of which there must be two at least. Those without papers are none: they say nothing of shares."""
    when = _when(papers, per)
    dated = when >= 0
    found, of, count = np.unique(when[dated], return_inverse=True, return_counts=True)
    texts = [f"{p // 12:04}-{p % 12 + 1:02}" if per == "month" else f"{p:04}" for p in found.tolist()]
    if len(found) < 2:
        other, what = ("month", "dates") if per == "year" else ("year", "dates with a month")
        known = f"all dated papers are of {texts[0]}" if texts else f"the papers bear no {what}"
        instead = f"ask for trends by {other}, or " if len(set(_when(papers, other).tolist()) - {-1}) > 1 else ""
        raise UsageError(f"{known}: {instead}build the graph from papers of several {per}s that have a date")
    column = np.full(len(when), -1, np.int64)
    column[dated] = of
    years = found / 12 if per == "month" else found.astype(np.float64)
    return _Periods(column, years, count.astype(np.float64), texts)


def _counts(links: pa.Table, papers: pa.Table, entities: pa.Table, periods: _Periods) -> sparse.csr_array:
    """The matrix entities × periods: how many papers of the period hold the entity."""
    paper, entity = positions(papers["id"], links["paper_id"]), positions(entities["id"], links["entity_id"])
    period = periods.of[paper]
    dated = period >= 0
    shape = (entities.num_rows, len(periods.texts))
    return sparse.csr_array((np.ones(int(dated.sum())), (entity[dated], period[dated])), shape=shape)


def _prior(years: Floats) -> float:
    """The precision of the prior of ``b``, which is normal around 0.

    A standard deviation is a doubling a year, or, for papers of less time than that says anything of, 1.25 per
    standard deviation of the periods (the scale of Gelman et al. 2008, 2.5 per two). This is wide on purpose: it keeps
    entities of a single period finite and leaves the others alone. A spread estimated from all entities would be
    that of the many steady ones, and would draw in the few bursts that one looks for.
    """
    widest: float = max(_DOUBLING, _PER_SPREAD / float(np.std(years)))
    return widest**-2


def _fit(counts: sparse.csr_array, periods: _Periods) -> tuple[Floats, Floats]:
    """The mode of ``b`` for each row of counts, and its standard deviation (Laplace's approximation)."""
    # From the papers' mean time on: b is the same, and nothing is lost to rounding.
    years = periods.years - np.average(periods.years, weights=periods.papers)
    prior = _prior(years)
    slope, spread = np.zeros(counts.shape[0]), np.zeros(counts.shape[0])
    for begin in range(0, counts.shape[0], _BLOCK):
        block = slice(begin, begin + _BLOCK)
        held = counts[block].toarray()
        slope[block], expected, information = _mode(held, np.log(periods.papers), years, prior)
        spread[block] = 1.0 / np.sqrt(information / _dispersion(held, expected) + prior)
    return slope, spread


def _mode(held: Floats, weight: Floats, years: Floats, prior: float) -> tuple[Floats, Floats, Floats]:
    """The mode of ``b``, the expected counts (entities × periods), and the Fisher information, by Newton's steps.

    Given their sum, Poisson counts are multinomial with shares in proportion to ``exp(weight + b t)``: ``a`` falls
    out, and the mode of ``b`` is that of the model in both (Birch 1963).
    """
    total = held.sum(axis=1)
    mean = held @ years / total
    # The gradient falls with b; its zero lies between these, and halves of that are taken where a step leaves it.
    low, high = total * (mean - years.max()) / prior, total * (mean - years.min()) / prior
    b = np.zeros(len(held))
    for _ in range(_STEPS):
        power = weight + b[:, None] * years
        share = np.exp(power - power.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        centre = share @ years
        information = total * (share * (years - centre[:, None]) ** 2).sum(axis=1)
        gradient = total * (mean - centre) - prior * b
        low, high = np.where(gradient > 0, b, low), np.where(gradient < 0, b, high)
        step = b + gradient / (information + prior)
        moved = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        done = (np.abs(moved - b) <= 1e-11 * (1.0 + np.abs(b))).all()
        b = moved
        if done:
            break
    return b, total[:, None] * share, information


def _dispersion(held: Floats, expected: Floats) -> Floats:
    """By how much the variance of each row exceeds that of Poisson counts, 1 at least (McCullagh and Nelder 1989).

    Pearson's chi-squared by its degrees of freedom. Neighbouring periods are taken as one until a paper is expected
    in them (Cochran 1954); with fewer than four such cells nothing can be said, and 1 is returned.
    """
    rows, periods = held.shape
    cell = np.zeros(held.shape, np.int64)
    closed, open_ = np.zeros(rows, np.int64), np.zeros(rows)
    for t in range(periods):
        cell[:, t] = closed
        open_ += expected[:, t]
        full = open_ >= 1.0
        closed += full
        open_[full] = 0.0
    # What is left over at the end goes with the last cell.
    cell = np.clip(cell, 0, np.maximum(closed - 1, 0)[:, None]) + periods * np.arange(rows)[:, None]
    seen, hoped = (np.bincount(cell.ravel(), x.ravel(), minlength=rows * periods) for x in (held, expected))
    squares = np.divide((seen - hoped) ** 2, hoped, out=np.zeros_like(hoped), where=hoped > 0)
    factor = squares.reshape(held.shape).sum(axis=1) / np.maximum(closed - 2, 1)
    return np.where(closed >= _CELLS, np.maximum(factor, 1.0), 1.0)


def _course(held: Floats, periods: _Periods) -> tuple[int, str, str | None, tuple[str, ...]]:
    """Of one entity: its papers, its first and its peak period, and the papers of all periods."""
    usual = held.sum() / periods.papers.sum()
    share = np.where(held >= 2, (held + _USUAL * usual) / (periods.papers + _USUAL), 0.0)
    peak = periods.texts[int(share.argmax())] if share.any() else None
    counts = tuple(f"{text}:{int(n)}" for text, n in zip(periods.texts, held.tolist(), strict=True))
    return int(held.sum()), periods.texts[int(np.flatnonzero(held)[0])], peak, counts


def _times(slope: float) -> float:
    """Growth as times a year, to six digits."""
    return float(f"{np.exp(slope):.6g}")


def _about(papers: pa.Table, periods: _Periods, per: str) -> tuple[str, ...]:
    """What the trends were made of, and what was left out."""
    dated = int(periods.papers.sum())
    made = f"{dated} papers of {len(periods.texts)} {per}s, {periods.texts[0]} to {periods.texts[-1]}"
    undated = papers["year"].null_count
    coarse = papers.num_rows - dated - undated
    left = ((undated, "bear no date"), (coarse, "bear a year and no month"))
    return (made, *(f"{count} papers {what}: left out" for count, what in left if count))
