"""What is most central, and what makes it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import UsageError
from kg.frame import Frame, check_top
from kg.measure.centrality import DAMPING, ESTIMATED, MEASURES, PIVOTS, Measure, Scores, centrality
from kg.measure.graphs import GRAPHS, NAMES, Floats, Ints, Weighted
from kg.records import ENTITY_TYPES

__all__ = ["KINDS", "Carrier", "Kind", "Ranked", "Ranking", "explain_rank", "rank"]

Kind = Literal["paper", "entity", "method", "dataset", "concept"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_CARRIERS = 5  # of each sort that are named


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a ranking; ``score`` is in the measure's own unit, ``rank`` counts from 1.

    ``error`` is the standard error of a score that was estimated; ``papers`` in how many papers an entity stands.
    """

    rank: int
    name: str
    type: str
    score: float
    error: float | None
    papers: int | None
    id: str


@dataclass(frozen=True)
class Ranking(Frame[Ranked]):
    """A ranking knows by which measure, and on which graph."""

    by: Measure = "pagerank"
    on: str = "entities"


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries a place in a ranking: a neighbour, or a paper or an entity with its evidence.

    ``share`` is a neighbour's part of the score, None where that is no sum over neighbours; ``weight`` that of the
    join, or in how many of a paper's joins the entity is.
    """

    rank: int
    name: str
    carried_by: str
    carrier: str
    share: float | None
    weight: float | None
    why: str | None
    id: str


def rank(tables: Mapping[str, pa.Table], by: str, kind: str, top: int, seed: int = 0, on: str | None = None) -> Ranking:
    """The ``top`` papers or entities of a kind by a measure; equals stand in the order of their ids.

    ``on`` names the graph: ``papers``, ``entities`` or ``bipartite`` (papers and the entities in them); without it
    papers are ranked on that of papers, entities on that of entities, as the build measured them.

    Raises:
        UsageError: there is no such measure, kind or graph, or the graph does not hold that kind.
    """
    check_top(top)
    _check("measure", by, MEASURES)
    _check("type", kind, KINDS)
    of = "papers" if kind == "paper" else "entities"
    on = on or of
    _check("graph", on, tuple(GRAPHS))
    if on not in (of, "bipartite"):
        raise UsageError(f"the graph of {on} holds no {kind}; choose {of} or bipartite")
    which = cast(Measure, by)
    scores = _known(tables[of], which) if on == of else _part(tables, of, centrality(GRAPHS[on](tables), which, seed))
    rows = _best(tables, of, kind, scores.values, top)
    said = f"{by.replace('_', ' ')} on the graph of {NAMES[on]}"
    notes = (f"{said}, {scores.said}" if scores.said else said,)
    return Ranking(Ranked, list(_ranked(tables[of], of, rows, scores)), notes, which, on)


def _check(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"unknown {what} {value!r}; there are: {', '.join(known)}")


def _known(nodes: pa.Table, by: Measure) -> Scores:
    """What the build measured, and how."""
    values = np.asarray(nodes[by].to_numpy(), dtype=np.float64)
    if by in ESTIMATED and nodes[f"{by}_error"].null_count < nodes.num_rows:
        error = np.asarray(nodes[f"{by}_error"].to_numpy(), dtype=np.float64)
        return Scores(values, error, f"estimated from {PIVOTS} pivots, with the standard error")
    if by == "eigenvector" and pc.any(pc.greater(nodes["degree"], 0)).as_py():
        return Scores(values, said="on the largest component")
    return Scores(values, said="exact" if by in ESTIMATED else "")


def _part(tables: Mapping[str, pa.Table], of: str, scores: Scores) -> Scores:
    """Of the scores on the graph of papers and entities those of the one or the other."""
    count = tables["papers"].num_rows
    mine = slice(0, count) if of == "papers" else slice(count, None)
    return Scores(scores.values[mine], None if scores.error is None else scores.error[mine], scores.said)


def _best(tables: Mapping[str, pa.Table], of: str, kind: str, values: Floats, top: int) -> Ints:
    nodes = tables[of]
    if kind.upper() in ENTITY_TYPES:
        rows = np.flatnonzero(pc.equal(nodes["type"], kind.upper()).to_numpy(zero_copy_only=False))
    else:
        rows = np.arange(nodes.num_rows)
    # Rows are sorted by id.
    return rows[np.lexsort((rows, -np.round(values[rows], 12)))[:top]]


def _ranked(nodes: pa.Table, of: str, rows: Ints, scores: Scores) -> Iterator[Ranked]:
    taken = nodes.take(pa.array(rows)).to_pylist()
    for place, (i, node) in enumerate(zip(rows, taken, strict=True), start=1):
        error = None if scores.error is None else float(scores.error[i])
        if of == "papers":
            yield Ranked(place, node["title"], "PAPER", float(scores.values[i]), error, None, node["id"])
        else:
            yield Ranked(place, node["name"], node["type"], float(scores.values[i]), error, node["papers"], node["id"])


def explain_rank(tables: Mapping[str, pa.Table], ranked: Ranking) -> Frame[Carrier]:
    """The neighbours and the papers that carry each place, the weightiest first.

    A neighbour's share of PageRank is what flows from it (damping × its rank × the share of its weight that the join
    has); of an eigenvector's, its own score times the weight; of a degree, its part of the sum. The others are no
    sums over neighbours.

    Raises:
        UsageError: the ranking is on the graph of papers and entities in one.
    """
    by, of = ranked.by, ranked.on
    if of == "bipartite":
        raise UsageError("what carries a place is told on the graphs of papers and of entities; leave out bipartite")
    nodes, graph = tables[of], GRAPHS[of](tables)
    index = {id_: i for i, id_ in enumerate(nodes["id"].to_pylist())}
    found: list[Carrier] = []
    for row in ranked:
        i = index[row.id]
        found += _neighbours(nodes, graph, row, i, by, of)
        found += _evidence_of_paper(tables, row) if of == "papers" else _evidence_of_entity(tables, row)
    return Frame(Carrier, found, (f"what carries {by.replace('_', ' ')} on the graph of {graph.name}",))


def _neighbours(nodes: pa.Table, graph: Weighted, row: Ranked, i: int, by: str, of: str) -> Iterator[Carrier]:
    matrix = graph.matrix
    near = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]
    weight = matrix.data[matrix.indptr[i] : matrix.indptr[i + 1]]
    score = np.asarray(nodes[by].to_numpy(), dtype=np.float64)[near]
    flow: Floats | None = None
    if by == "pagerank":
        flow = DAMPING * score * weight / graph.strength[near] / row.score
    elif by == "eigenvector":
        flow = weight * score / max(float((weight * score).sum()), 1e-300)
    elif by in ("degree", "weighted_degree"):
        flow = (np.ones(len(near)) if by == "degree" else weight) / max(row.score, 1e-300)
    order = np.lexsort((near, -(weight if flow is None else flow)))[:_CARRIERS]
    label = "title" if of == "papers" else "name"
    for k in order:
        node = nodes.slice(int(near[k]), 1).select([label, "id"]).to_pylist()[0]
        share = None if flow is None else round(float(flow[k]), 6)
        yield Carrier(row.rank, row.name, "neighbour", node[label], share, float(weight[k]), None, node["id"])


def _evidence_of_entity(tables: Mapping[str, pa.Table], row: Ranked) -> Iterator[Carrier]:
    """The most central papers that hold it, each with the sentence."""
    links = tables["links"].filter(pc.equal(tables["links"]["entity_id"], row.id)).select(["paper_id", "sentence"])
    papers = tables["papers"]
    mine = papers.filter(pc.is_in(papers["id"], links["paper_id"].combine_chunks())).select(["id", "title", "pagerank"])
    sentence = dict(zip(links["paper_id"].to_pylist(), links["sentence"].to_pylist(), strict=True))
    best = sorted(mine.to_pylist(), key=lambda paper: (-paper["pagerank"], paper["id"]))[:_CARRIERS]
    for paper in best:
        yield Carrier(row.rank, row.name, "paper", paper["title"], None, None, sentence[paper["id"]], paper["id"])


def _evidence_of_paper(tables: Mapping[str, pa.Table], row: Ranked) -> Iterator[Carrier]:
    """The entities that are in most of its joins, each with the sentence."""
    shares = tables["shares"]
    mine = shares.filter(pc.or_(pc.equal(shares["source"], row.id), pc.equal(shares["target"], row.id)))
    joins = Counter(pc.list_flatten(mine["entities"]).to_pylist())
    links = tables["links"].filter(pc.equal(tables["links"]["paper_id"], row.id))
    entities = tables["entities"]
    names = entities.filter(pc.is_in(entities["id"], links["entity_id"].combine_chunks())).select(["id", "name"])
    name = dict(zip(names["id"].to_pylist(), names["name"].to_pylist(), strict=True))
    sentence = dict(zip(links["entity_id"].to_pylist(), links["sentence"].to_pylist(), strict=True))
    for id_ in sorted(name, key=lambda id_: (-joins[name[id_]], id_))[:_CARRIERS]:
        if count := joins[name[id_]]:
            yield Carrier(row.rank, row.name, "entity", name[id_], None, float(count), sentence[id_], id_)
