"""The page's data: what the page's scripts (``viz/js/graph.js``) read.

Three kinds of block, so that the first paint waits for the first alone. Nodes are numbers: the papers, then the
drawn entities, then the listed ones. An entity's number alone counts from the first drawn entity.

``map``, one object, all that is drawn:
    ``about``; ``papers`` and ``drawn``, how many; ``texts``, how many papers to a block of texts; ``spacing``, the
    layout's mean distance of neighbours; ``centre``, the node around which all is drawn, or null; of each drawn
    node ``x``, ``y`` (tenths), ``size`` (0 to 100), ``type`` (one letter: P M D C) and ``name``; of each paper
    ``links``, its drawn entities in order, and ``roles``, a letter for each of them (P proposes, U uses,
    S studies); ``regions``, each with its ``community``, the ``entities`` that name it, ``papers`` and ``at``: the
    middle and the reach, in tenths.
``index``, one object, what panels and the search want:
    of each paper ``id``, ``date``, ``venue``, ``authors``, ``url``, ``files`` (into ``sources``), ``links`` and
    ``roles`` (the listed entities), ``near`` (papers, the nearest first), ``place`` (its place
    in the ranking, from 1), ``mentions`` (how often it names each of its entities, the drawn first); of each entity
    ``id``, ``aliases``, ``papers``, ``place``, ``related`` (entity, common papers, hundredths of npmi by turns, the
    surest first), ``defined`` (the paper whose evidence says what it is, or -1); of each listed one ``name`` and
    ``type``; of each drawn node ``measures``, by name, and ``community``, a number, whose name is in ``communities``;
    ``broader`` (narrower and broader by turns); ``counts``, how many of each type the rankings count.
``texts-0``, ``texts-1`` …, lists of :data:`TEXTS` papers each, read when one of them is asked for:
    of each paper ``[abstract, mentions, evidence]``. ``mentions`` holds start, length, entity, how by turns, in order
    and without overlaps; how is the place of its finder in :data:`FOUND_BY` times 1000 plus its confidence in
    hundredths; ``evidence`` holds start and length of the sentence, start and length of the surface by turns,
    one for each of the paper's entities in order. Offsets count code points in ``title + "\\n" + abstract``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kg.viewer.facts import communities, definitions, measures
from kg.viewer.layout import SPACING
from kg.viewer.model import Picture, numbers, positions_of
from kg.viewer.regions import Region

__all__ = ["FOUND_BY", "TEXTS", "index_block", "map_block", "sizes", "text_blocks"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TEXTS = 256
#: Who finds mentions; the page names them by their places here.
FOUND_BY = ("model", "lexicon", "pattern", "acronym")
_NEAR = 10
_TOGETHER = 12
_LETTERS = {"METHOD": "M", "DATASET": "D", "CONCEPT": "C", "PROPOSES": "P", "USES": "U", "STUDIES": "S"}


def sizes(tables: Mapping[str, pa.Table], drawn: Picture) -> Ints:
    """Of each drawn node, 0 to 100: the square root of its PageRank, so that the area of a dot is its share."""
    parts = [("papers", drawn.papers), ("entities", drawn.entities[: drawn.drawn])]
    ranks = [numbers(tables[name]["pagerank"])[rows] for name, rows in parts]
    return np.concatenate([np.rint(100 * np.sqrt(r / max(r.max(initial=0.0), 1e-12))) for r in ranks]).astype(np.int64)


def map_block(
    tables: Mapping[str, pa.Table],
    drawn: Picture,
    at: Floats,
    size: Ints,
    named: list[Region],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """What is drawn."""
    papers, entities = _rows(tables["papers"], drawn.papers), _rows(tables["entities"], drawn.entities[: drawn.drawn])
    shown = _links(tables, drawn, drawn.shown)
    return {
        "about": dict(about),
        "papers": len(drawn.papers),
        "drawn": drawn.drawn,
        "texts": TEXTS,
        "spacing": SPACING,
        "centre": _centre(drawn),
        "x": _tenths(at[:, 0]),
        "y": _tenths(at[:, 1]),
        "size": size.tolist(),
        "type": "P" * len(drawn.papers) + _letters(entities["type"]),
        "name": papers["title"].to_pylist() + entities["name"].to_pylist(),
        "links": [entities for entities, _ in shown],
        "roles": [roles for _, roles in shown],
        "regions": [
            {
                "community": r.community,
                "entities": list(r.entities),
                "papers": r.papers,
                "at": _tenths(np.array([r.x, r.y, r.reach])),
            }
            for r in named
        ],
    }


def index_block(tables: Mapping[str, pa.Table], drawn: Picture) -> dict[str, Any]:
    """What panels and the search want."""
    papers, entities = _rows(tables["papers"], drawn.papers), _rows(tables["entities"], drawn.entities)
    listed = _links(tables, drawn, ~drawn.shown)
    files, names = _numbered(papers["sources"].to_pylist())
    kinds = tables["entities"]["type"].to_numpy(zero_copy_only=False)
    return {
        "id": papers["id"].to_pylist() + entities["id"].to_pylist(),
        **{name: papers[name].to_pylist() for name in ("date", "venue", "authors", "url")},
        "sources": names,
        "files": files,
        "links": [entities for entities, _ in listed],
        "roles": [roles for _, roles in listed],
        "near": _near(tables["shares"], tables["papers"]["id"], drawn),
        "name": entities["name"].to_pylist()[drawn.drawn :],
        "type": _letters(entities["type"])[drawn.drawn :],
        "aliases": entities["aliases"].to_pylist(),
        "papers": entities["papers"].to_pylist(),
        "place": [
            *_places(tables["papers"], np.full(tables["papers"].num_rows, "PAPER"))[drawn.papers].tolist(),
            *_places(tables["entities"], kinds)[drawn.entities].tolist(),
        ],
        "counts": {
            "P": tables["papers"].num_rows,
            **{_LETTERS[kind]: int((kinds == kind).sum()) for kind in ("METHOD", "DATASET", "CONCEPT")},
        },
        "related": _related(tables["related"], tables["entities"]["id"], drawn),
        "broader": _broader(tables["broader"], tables["entities"]["id"], drawn),
        "mentions": _counts(tables, drawn),
        "measures": measures(tables, drawn),
        "defined": definitions(tables, drawn),
        **communities(tables, drawn),
    }


def text_blocks(tables: Mapping[str, pa.Table], drawn: Picture) -> Iterator[list[list[Any]]]:
    """The papers' texts, :data:`TEXTS` papers at a time."""
    papers = _rows(tables["papers"], drawn.papers)
    titles, abstracts = papers["title"].to_pylist(), papers["abstract"].to_pylist()
    mentions = _mentions(tables, drawn)
    links = _rows(tables["links"], drawn.link[np.lexsort((drawn.entity, drawn.paper))])
    columns = (links[name].to_pylist() for name in ("sentence", "start_char", "end_char"))
    rows = list(zip(*columns, strict=True))
    ends = np.searchsorted(np.sort(drawn.paper), np.arange(len(titles) + 1)).tolist()
    texts: list[list[Any]] = []
    for p, (title, abstract) in enumerate(zip(titles, abstracts, strict=True)):
        text = f"{title}\n{abstract}"
        evidence = [_evidence(text, *row) for row in rows[ends[p] : ends[p + 1]]]
        texts.append([abstract, mentions[p], [n for four in evidence for n in four]])
        if len(texts) == TEXTS:
            yield texts
            texts = []
    if texts:
        yield texts


def _centre(drawn: Picture) -> int | None:
    if drawn.centre is None:
        return None
    if drawn.centre.kind == "paper":
        return int(np.searchsorted(drawn.papers, drawn.centre.row))
    return len(drawn.papers) + int(np.searchsorted(drawn.entities[: drawn.drawn], drawn.centre.row))


def _rows(table: pa.Table, rows: Ints) -> pa.Table:
    return table.take(pa.array(rows, pa.int64()))


def _tenths(values: Floats) -> list[int]:
    return [int(v) for v in np.rint(10.0 * values)]


def _letters(column: pa.ChunkedArray) -> str:
    return "".join(_LETTERS[kind] for kind in column.to_pylist())


def _links(
    tables: Mapping[str, pa.Table], drawn: Picture, wanted: npt.NDArray[np.bool_]
) -> list[tuple[list[int], str]]:
    """Of each paper, its entities in order and a letter for each."""
    paper, entity, link = drawn.paper[wanted], drawn.entity[wanted], drawn.link[wanted]
    order = np.lexsort((entity, paper))
    letters = _letters(tables["links"]["relation"].take(pa.array(link[order], pa.int64())))
    entities = entity[order].tolist()
    ends = np.searchsorted(paper[order], np.arange(len(drawn.papers) + 1)).tolist()
    return [(entities[a:b], letters[a:b]) for a, b in itertools.pairwise(ends)]


def _counts(tables: Mapping[str, pa.Table], drawn: Picture) -> list[list[int]]:
    """Of each paper, how often it names each of its entities, in their order: the drawn ones first."""
    order = np.lexsort((drawn.entity, drawn.paper))
    counts = tables["links"]["mentions"].to_numpy()[drawn.link[order]].tolist()
    ends = np.searchsorted(drawn.paper[order], np.arange(len(drawn.papers) + 1)).tolist()
    return [counts[a:b] for a, b in itertools.pairwise(ends)]


def _numbered(lists: list[list[str]]) -> tuple[list[list[int]], list[str]]:
    names = sorted({name for some in lists for name in some})
    number = {name: i for i, name in enumerate(names)}
    return [[number[name] for name in some] for some in lists], names


def _places(table: pa.Table, kinds: npt.NDArray[Any]) -> Ints:
    """The place of each row in the ranking of its kind by PageRank, from 1; equals in the order of their ids."""
    score = numbers(table["pagerank"])
    place = np.zeros(table.num_rows, dtype=np.int64)
    order = np.lexsort((np.arange(table.num_rows), -np.round(score, 12)))
    for kind in sorted(set(kinds.tolist())):
        some = order[kinds[order] == kind]
        place[some] = np.arange(1, len(some) + 1)
    return place


def _ends(table: pa.Table, ids: pa.ChunkedArray, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Both ends of each edge as positions in ``rows``, and the edge's row, of edges with both ends there."""
    place = np.full(len(ids) + 1, -1)
    place[rows] = np.arange(len(rows))
    source, target = (place[positions_of(table[end], ids)] for end in ("source", "target"))
    inside = np.flatnonzero((source >= 0) & (target >= 0))
    return source[inside], target[inside], inside


def _both(source: Ints, target: Ints, row: Ints, weight: Floats) -> tuple[Ints, Ints, Ints]:
    """Each edge from either end, sorted by that end and then by falling weight."""
    here, there, row = np.r_[source, target], np.r_[target, source], np.r_[row, row]
    order = np.lexsort((there, -weight[row], here))
    return here[order], there[order], row[order]


def _near(shares: pa.Table, ids: pa.ChunkedArray, drawn: Picture) -> list[list[int]]:
    weight = numbers(shares["weight"])
    here, there, _ = _both(*_ends(shares, ids, drawn.papers), weight)
    starts = np.searchsorted(here, np.arange(len(drawn.papers) + 1))
    return [there[a : min(b, a + _NEAR)].tolist() for a, b in itertools.pairwise(starts)]


def _related(related: pa.Table, ids: pa.ChunkedArray, drawn: Picture) -> list[list[int]]:
    npmi, papers = numbers(related["npmi"]), related["papers"].to_numpy()
    here, there, row = _both(*_ends(related, ids, drawn.entities), npmi)
    starts = np.searchsorted(here, np.arange(len(drawn.entities) + 1))
    three = np.stack([there, papers[row], np.rint(100 * npmi[row]).astype(np.int64)], axis=1)
    return [three[a : min(b, a + _TOGETHER)].ravel().tolist() for a, b in itertools.pairwise(starts)]


def _broader(broader: pa.Table, ids: pa.ChunkedArray, drawn: Picture) -> list[int]:
    source, target, _ = _ends(broader, ids, drawn.entities)
    return [int(n) for n in np.stack([source, target], axis=1).ravel()]


def _mentions(tables: Mapping[str, pa.Table], drawn: Picture) -> list[list[int]]:
    """Of each paper the outermost mentions of its entities: start, length, entity, and how it was found, by turns."""
    table = tables["mentions"]
    place = np.full(tables["entities"].num_rows + 1, -1)
    place[drawn.entities] = np.arange(len(drawn.entities))
    paper = np.full(tables["papers"].num_rows + 1, -1)
    paper[drawn.papers] = np.arange(len(drawn.papers))
    p = paper[positions_of(table["paper_id"], tables["papers"]["id"])]
    e = place[positions_of(table["entity_id"], tables["entities"]["id"])]
    start, end = numbers(table["start"]).astype(np.int64), numbers(table["end"]).astype(np.int64)
    by = positions_of(table["found_by"], pa.chunked_array([pa.array(FOUND_BY)]))
    how = by * 1000 + np.rint(100 * numbers(table["confidence"])).astype(np.int64)
    order = np.lexsort((-end, start, p))
    order = order[(p[order] >= 0) & (e[order] >= 0)]
    found: list[list[int]] = [[] for _ in drawn.papers]
    for a, b, i, j, h in zip(*(column[order].tolist() for column in (start, end, p, e, how)), strict=True):
        some = found[i]
        if b > a and (not some or a >= some[-4] + some[-3]):
            some += (a, b - a, j, h)
    return found


def _evidence(text: str, sentence: str, start: int, end: int) -> tuple[int, int, int, int]:
    """Where the sentence stands that holds the surface; the surface alone where the text has no such sentence."""
    at = text.rfind(sentence, 0, start + len(sentence))
    if at < 0 or at + len(sentence) < end:
        return start, end - start, start, end - start
    return at, len(sentence), start, end - start
