"""Communities of papers, each with a name made of what sets it apart; entities go with the papers that hold them.

One run of any such method is a matter of luck: on graphs of papers two runs agree no better than 0.7 (adjusted mutual
information). So ten seeded runs of Leiden (Traag, Waltman and van Eck 2019) vote on each join, and what they agree on
is divided again, until they are of one mind (A. Lancichinetti and S. Fortunato, *Consensus clustering in complex
networks*, Scientific Reports 2, 2012).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from scipy import sparse

from kg.frame import Frame, check_top
from kg.measure.graphs import Floats, Ints, Weighted
from kg.names import fold_words
from kg.records import SCHEMAS

__all__ = [
    "Communities",
    "Community",
    "communities",
    "communities_table",
    "homes",
    "inner_homes",
    "list_communities",
]

_RUNS = 10
_ROUNDS = 8
_STEPS = 3  # iterations of one run
_AGREED = 0.5  # of the runs put both ends of a join together, or it counts no more
_DIVIDED = 40  # papers from which on a community is divided once more
_LEAST = 5  # papers of a part that has a name
_NAMES = 3
_TOLD = 10  # entities and papers that are listed


@dataclass(frozen=True, slots=True)
class Community:
    """A community of papers, or a part of one (``parent``).

    ``density`` is the share of its pairs of papers that are joined; ``agreement`` the share of seeded runs in which
    the ends of a join inside it were together; ``entities`` what sets it apart; ``central`` its central papers.
    """

    id: str
    parent: str | None
    name: str
    papers: int
    density: float
    agreement: float
    entities: list[str]
    central: list[str]


@dataclass(frozen=True, slots=True)
class Communities:
    """For each paper the number of its community, the largest 0; that of its part of it, −1 where it is undivided.

    ``agreed`` is, for each edge of the graph, in which share of the runs both its ends were together, ``within`` the
    same of the runs that divided its community.
    """

    community: Ints
    part: Ints
    agreed: Floats
    within: Floats


def communities(graph: Weighted, seed: int) -> Communities:
    """The communities of a graph, and their parts. A node that nothing joins is a community by itself."""
    found, agreed = _consensus(graph, seed)
    community = _numbered(found)
    part = np.full(graph.count, -1, dtype=np.int64)
    within = np.zeros(len(graph.weight))
    for c in np.flatnonzero(np.bincount(community, minlength=1) >= _DIVIDED):
        nodes = np.flatnonzero(community == c)
        divided, agreed_there = _consensus(graph.only(nodes), seed)
        inside = _numbered(divided)
        if inside.max() > 0:
            part[nodes] = inside
            within[(community[graph.source] == c) & (community[graph.target] == c)] = agreed_there
    return Communities(community, part, agreed, within)


def _consensus(graph: Weighted, seed: int) -> tuple[Ints, Floats]:
    """What ten runs agree on, and how far the first ten did on each edge."""
    found = np.arange(graph.count)
    nodes = graph.joined
    if not len(nodes):
        return found, np.zeros(0)
    part = graph.only(nodes)
    agreed = together = np.ones(len(part.weight))
    weight = part.weight
    for turn in range(_ROUNDS):
        runs = [_leiden(part, weight, _RUNS * (_ROUNDS * seed + turn) + run) for run in range(_RUNS)]
        together = np.mean([run[part.source] == run[part.target] for run in runs], axis=0)
        agreed = together if turn == 0 else agreed
        if np.isin(together, (0.0, 1.0)).all():
            break
        # A join that is voted down is left as a thread: without any, a node would be a community by itself.
        weight = np.where(together >= _AGREED, together, 1e-6)
    # Numbers of nodes and of communities do not meet: what nothing joins stays what it is.
    found[nodes] = graph.count + runs[0]
    return found, agreed


def _leiden(graph: Weighted, weight: Floats, seed: int) -> Ints:
    import networkit

    networkit.setSeed(seed, False)
    # Which of two equal moves is made hangs on the order of the nodes: each run has its own.
    order = np.random.default_rng(seed).permutation(graph.count).astype(np.int64)
    shuffled = replace(graph, source=order[graph.source], target=order[graph.target])
    run = networkit.community.ParallelLeiden(shuffled.networkit(weight), iterations=_STEPS, randomize=True)
    return np.asarray(run.run().getPartition().getVector(), dtype=np.int64)[order]


def _numbered(found: Ints) -> Ints:
    """Numbered by size, the largest 0; equals by their first member."""
    _, first, inverse, count = np.unique(found, return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.lexsort((first, -count))] = np.arange(len(first))
    return number[inverse]


def homes(held: sparse.csr_array, community: Ints) -> Ints:
    """The community that each entity belongs to.

    Of those with at least half as many of its papers as any has, it is that where they are most for the root of the
    community's size: so what stands everywhere does not all go to the largest, and nothing goes where one paper is.
    ``held`` is the matrix papers × entities.
    """
    size = np.bincount(community, minlength=1)
    members = sparse.csr_array(
        (np.ones(len(community)), (community, np.arange(len(community)))), shape=(len(size), len(community))
    )
    times = sparse.coo_array(members @ held)
    row, column = times.coords
    most = np.zeros(held.shape[1])
    np.maximum.at(most, column, times.data)
    share = np.where(times.data >= most[column] / 2, times.data / np.sqrt(size[row]), 0.0)
    order = np.lexsort((row, -share, column))
    at, first = np.unique(column[order], return_index=True)
    home = np.zeros(held.shape[1], dtype=np.int64)
    home[at] = row[order][first]
    return home


def inner_homes(held: sparse.csr_array, found: Communities, home: Ints) -> Ints:
    """The part of its community in which an entity is at home, −1 where that is undivided."""
    parts = np.unique(np.stack([found.community, found.part], axis=1), axis=0, return_inverse=True)
    pairs, of = parts[0], parts[1].ravel()
    row, column = sparse.coo_array(held).coords
    there = found.community[row] == home[column]
    inside = sparse.csr_array((np.ones(there.sum()), (row[there], column[there])), shape=held.shape)
    return np.asarray(pairs[homes(inside, of), 1]) if len(pairs) else np.zeros(0, dtype=np.int64)


def communities_table(
    tables: Mapping[str, pa.Table], graph: Weighted, held: sparse.csr_array, found: Communities, central: Floats
) -> pa.Table:
    """The communities of at least two papers, then the parts of each: names, sizes and members that stand for them.

    ``central`` is a score a paper. An entity's weight in a community is its class-based TF-IDF (M. Grootendorst,
    *BERTopic*, 2022): the share of the papers there that hold it, times ``ln(1 + mean / papers)``, where ``mean`` is
    how many entities the papers of a community hold on the average and ``papers`` how many papers hold this one.
    """
    levels = [("", found.community)]
    whole = np.bincount(found.community, minlength=1)
    for c in np.flatnonzero(whole >= _DIVIDED):
        nodes = found.community == c
        if found.part[nodes].max() >= 0:
            levels.append((f"{c}.", np.where(nodes, found.part, -1)))
    names, ids = tables["entities"]["name"].to_pylist(), tables["papers"]["id"].to_pylist()
    rows = [row for prefix, of in levels for row in _rows(graph, found, central, held, names, ids, prefix, of)]
    return pa.Table.from_pylist(rows, SCHEMAS["communities"])


def _rows(
    graph: Weighted, found: Communities, central: Floats, held: sparse.csr_array, names: list[str], ids: list[str],
    prefix: str, of: Ints,
) -> Iterator[dict[str, object]]:  # fmt: skip
    """The rows of one division; ``of`` is each paper's class, −1 for those that are not in it."""
    inside = np.flatnonzero(of >= 0)
    size = np.bincount(of[inside], minlength=1)
    classes = sparse.csr_array((np.ones(len(inside)), (of[inside], inside)), shape=(len(size), len(of)))
    times = sparse.csr_array(classes @ held)
    spread = np.asarray(times.sum(axis=0)).ravel()
    mean = times.sum() / len(size)
    same = (of[graph.source] == of[graph.target]) & (of[graph.source] >= 0)
    joins = np.bincount(of[graph.source[same]], minlength=len(size))
    agreed = found.within if prefix else found.agreed
    sure = np.bincount(of[graph.source[same]], weights=agreed[same], minlength=len(size))
    for c in range(len(size)):
        if size[c] < (_LEAST if prefix else 2):
            break  # they are numbered by size
        row = times[[c]].tocoo()
        told = _telling(row.coords[1], row.data / size[c] * np.log1p(mean / spread[row.coords[1]]), row.data, names)
        members = inside[of[inside] == c]
        best = members[np.lexsort((members, -central[members]))[:_TOLD]]
        yield {
            "id": f"{prefix}{c}", "parent": prefix.rstrip(".") or None, "name": ", ".join(told[:_NAMES]),
            "papers": int(size[c]), "density": round(2 * joins[c] / (size[c] * (size[c] - 1)), 6),
            "agreement": round(sure[c] / joins[c], 4) if joins[c] else 0.0,
            "entities": told, "central": [ids[i] for i in best],
        }  # fmt: skip


def _telling(entities: Ints, score: Floats, times: Floats, names: list[str]) -> list[str]:
    """The names that set a class apart, none of which says what one before it says already."""
    told: list[str] = []
    # What a single paper holds characterises the paper.
    score = np.where(times >= 2, score, score * 1e-3)
    for e in entities[np.lexsort((entities, -score))][: 4 * _TOLD]:
        if not any(_alike(names[e], other) for other in told):
            told.append(names[e])
        if len(told) == _TOLD:
            break
    return told


def _alike(one: str, other: str) -> bool:
    """Whether one name holds the other, or is its acronym."""
    a, b = fold_words(one), fold_words(other)
    initials = {"".join(word[0] for word in words) for words in (a, b)}
    return set(a) <= set(b) or set(b) <= set(a) or bool(initials & {"".join(a), "".join(b)})


def list_communities(tables: Mapping[str, pa.Table], top: int, parts: bool = False) -> Frame[Community]:
    """The ``top`` largest communities; with ``parts`` each is followed by its parts. ``central`` are titles.

    Raises:
        UsageError: ``top`` is negative.
    """
    check_top(top)
    titles = dict(zip(tables["papers"]["id"].to_pylist(), tables["papers"]["title"].to_pylist(), strict=True))
    rows = [
        Community(**{**row, "central": [titles[id_] for id_ in row["central"]]})
        for row in tables["communities"].to_pylist()
    ]
    largest = [row for row in rows if row.parent is None]
    shown = [one for row in largest[:top] for one in (row, *(p for p in rows if parts and p.parent == row.id))]
    alone = tables["papers"].num_rows - sum(row.papers for row in largest)
    note = f"{len(largest)} communities of papers joined by SHARES; {alone} papers stand alone"
    return Frame(Community, shown, (note,))
