"""What ``kg gaps`` foretells: pairs that no paper joined before a year, ranked, and which a paper of that year joined.

    python -m tests.bench.gaps NAME.kg --years 2025 2026

The scores and their weights were chosen on 2025 (papers before it against papers of it); 2026 is the test. Candidates
are all pairs of a common method and a common concept (``--min-papers`` before the year) that no paper before the year
joins. Names were made one over all years of the graph; papers without a year are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.stats import rankdata

from kg.incidence import incidence
from kg.measure.gaps import Walk, gaps, recency
from kg.measure.similar import ppmi

Tables = Mapping[str, pa.Table]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEIGHBOURS = 3  # papers of an entity that counts as a neighbour, as in Walk


def auc(scores: Floats, positive: Bools) -> float:
    """The share of pairs of a positive and a negative in which the positive is above; equals count half."""
    above = int(positive.sum())
    below = len(positive) - above
    if not above or not below:
        return float("nan")
    return float((rankdata(scores)[positive].sum() - above * (above + 1) / 2) / (above * below))


def precision(scores: Floats, positive: Bools, count: int) -> float:
    """The share of positives among the ``count`` best; of equals at the end of it the mean over their orders."""
    count = min(count, len(scores))
    if not count:
        return float("nan")
    last = np.partition(scores, len(scores) - count)[len(scores) - count]
    above, equal = scores > last, scores == last
    drawn = (count - above.sum()) * positive[equal].mean()
    return float((positive[above].sum() + drawn) / count)


@dataclass(frozen=True)
class Past:
    """Papers before a year: their matrix with all entities, their weights, and the common entities of two kinds."""

    matrix: sparse.csr_array
    weight: Floats
    first: Ints
    second: Ints

    @property
    def held(self) -> Floats:
        return np.asarray(self.matrix.sum(axis=0)).ravel()

    def neighbours(self, damped: Callable[[Floats], Floats]) -> Floats:
        """The sum over common neighbours of a function of how many neighbours they have."""
        known = np.flatnonzero(self.held >= NEIGHBOURS)
        part = sparse.csr_array(self.matrix[:, known])
        degree = np.diff(sparse.csr_array(part.T @ part).indptr) - 1.0
        ends = []
        for rows in (self.first, self.second):
            end = sparse.csr_array(self.matrix[:, rows].T @ part)
            end.data[:] = 1.0
            ends.append(end)
        return np.asarray((ends[0] * damped(degree) @ ends[1].T).toarray())

    def alike(self) -> Floats:
        """The cosine of their rows of PPMI."""
        context = np.flatnonzero(self.held >= NEIGHBOURS)
        rows = [ppmi(self.matrix, end, context) for end in (self.first, self.second)]
        lengths = [np.sqrt(np.asarray(row.multiply(row).sum(axis=1)).ravel()) for row in rows]
        return np.asarray((rows[0] @ rows[1].T).toarray() / np.maximum(np.outer(*lengths), 1e-12))


def scores(past: Past) -> dict[str, Floats]:
    """Each score of all pairs, ``(first, second)``; ours comes first, then its halves, then what others use."""
    walk = Walk(past.matrix, past.weight, past.first, past.second)
    blocks = [(walked, attached) for _, walked, attached in walk.blocks()]
    walked, attached = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return {
        "kg gaps": (walked + attached) / 2,
        "its walk alone": walked,
        "its attachment alone": attached,
        "preferential attachment": np.outer(past.held[past.first], past.held[past.second]),
        "common neighbours": past.neighbours(np.ones_like),
        "Adamic-Adar": past.neighbours(lambda degree: 1.0 / np.log(np.maximum(degree, 2.0))),
        "resource allocation": past.neighbours(lambda degree: 1.0 / np.maximum(degree, 1.0)),
        "cosine of PPMI": past.alike(),
    }


def measure(tables: Tables, year: int, first: str, second: str, min_papers: int) -> dict[str, Any]:
    """How many candidates and positives there are, and what each score makes of them."""
    before, after = (_part(tables, year, compare) for compare in (pc.less, pc.equal))
    matrix, later = (
        incidence(before["links"], before["papers"], before["entities"]),
        incidence(after["links"], after["papers"], after["entities"]),
    )
    held = np.asarray(matrix.sum(axis=0)).ravel()
    types = np.array(tables["entities"]["type"].to_pylist(), dtype=object)
    rows, columns = (np.flatnonzero((types == kind.upper()) & (held >= min_papers)) for kind in (first, second))
    candidate = (matrix[:, rows].T @ matrix[:, columns]).toarray() == 0
    if first == second:
        candidate &= rows[:, None] < columns[None, :]
    joined = (later[:, rows].T @ later[:, columns]).toarray() > 0
    positive = joined[candidate]
    past = Past(matrix, recency(before["papers"]), rows, columns)
    found = {name: values[candidate] for name, values in scores(past).items()}
    listed = gaps(before, first, second, min_papers, top=100)
    ids = tables["entities"]["id"].to_pylist()
    place = {ids[row]: i for side in (rows, columns) for i, row in enumerate(side.tolist())}
    hits = [joined[place[gap.id_first], place[gap.id_second]] for gap in listed]
    return {
        "papers": (matrix.shape[0], later.shape[0]),
        "candidates": len(positive),
        "positives": int(positive.sum()),
        "rows": [
            (name, auc(one, positive), precision(one, positive, 100), precision(one, positive, 1000))
            for name, one in found.items()
        ],
        "listed": float(np.mean(hits)) if hits else float("nan"),
    }


def _part(tables: Tables, year: int, compare: Callable[[Any, int], Any]) -> dict[str, pa.Table]:
    """The tables with the papers of which that holds, and their links."""
    papers = tables["papers"].filter(compare(tables["papers"]["year"], year))
    links = tables["links"].filter(pc.is_in(tables["links"]["paper_id"], papers["id"].combine_chunks()))
    return {"papers": papers, "links": links, "entities": tables["entities"], "broader": tables["broader"]}


def main(argv: Sequence[str] | None = None) -> None:
    from kg.graph import open_graph

    parser = argparse.ArgumentParser(prog="python -m tests.bench.gaps", description=__doc__)
    parser.add_argument("graph", metavar="NAME.kg")
    parser.add_argument("--years", type=int, nargs="+", default=[2025, 2026], help="each against all before it")
    parser.add_argument("--first", default="method")
    parser.add_argument("--second", default="concept")
    parser.add_argument("--min-papers", type=int, default=5, help="of an entity, before the year")
    args = parser.parse_args(argv)
    tables = open_graph(args.graph).tables
    for year in args.years:
        found = measure(tables, year, args.first, args.second, args.min_papers)
        base = found["positives"] / max(found["candidates"], 1)
        before, of = found["papers"]
        print(f"{year}: {before} papers before, {of} of the year; {found['candidates']} candidates, of which")
        print(f"{found['positives']} were joined: base rate {base:.4f}")
        print(f"  {'':26} {'AUC':>6} {'P@100':>6} {'P@1000':>7}")
        for name, area, hundred, thousand in found["rows"]:
            print(f"  {name:26} {area:6.3f} {hundred:6.2f} {thousand:7.3f}")
        print(f"  {'kg gaps, as it lists them':26} {'':6} {found['listed']:6.2f}")


if __name__ == "__main__":
    main()
