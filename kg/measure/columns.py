"""What a build measures of every node: the last columns of the papers and entities tables, and the communities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.frame import Frame
from kg.incidence import incidence
from kg.measure.centrality import ESTIMATED, MEASURES, Measure, centrality
from kg.measure.communities import communities, communities_table, homes, inner_homes
from kg.measure.graphs import Ints, Weighted, entity_graph, paper_graph
from kg.measure.trends import Trend, trends
from kg.records import SCHEMAS, unmeasured

__all__ = ["measure"]

_DIGITS = 12


def measure(tables: Mapping[str, pa.Table], seed: int, only: Iterable[Measure] | None = None) -> dict[str, pa.Table]:
    """The papers and entities tables with all measures filled in, and the table of communities.

    Centralities are those of papers joined by ``SHARES`` and of entities joined by ``RELATED``, see
    :func:`kg.measure.centrality.centrality`; communities those of papers, and each entity's is that where it is at
    home, see :mod:`kg.measure.communities`. With ``only`` these centralities are made, and all else is 0 or null: for
    a part of a graph that is looked at and put away.
    """
    if only is not None:
        return _some(tables, seed, frozenset(only))
    papers, entities = paper_graph(tables), entity_graph(tables)
    of_papers, of_entities = _centralities(papers, seed), _centralities(entities, seed)
    found, held = communities(papers, seed), incidence(tables["links"], tables["papers"], tables["entities"])
    named = communities_table(tables, papers, held, found, of_papers["pagerank"])
    names = dict(zip(named["id"].to_pylist(), named["name"].to_pylist(), strict=True))
    home = homes(held, found.community)
    at_home = _places(home, inner_homes(held, found, home), names)
    return {
        "papers": _filled(tables["papers"], "papers", {**of_papers, **_places(found.community, found.part, names)}),
        "entities": _filled(tables["entities"], "entities", {**of_entities, **at_home, **_growth(tables)}),
        "communities": named,
    }


def _some(tables: Mapping[str, pa.Table], seed: int, only: frozenset[Measure]) -> dict[str, pa.Table]:
    made = {"communities": SCHEMAS["communities"].empty_table()}
    for name, graph in (("papers", paper_graph(tables)), ("entities", entity_graph(tables))):
        zeros = np.zeros(graph.count)
        blank = {f.name: None if f.nullable else zeros for f in SCHEMAS[name]}
        found: dict[str, Any] = {
            by: np.round(centrality(graph, by, seed).values, _DIGITS) for by in MEASURES if by in only
        }
        made[name] = _filled(tables[name], name, {**blank, **found})
    return made


def _centralities(graph: Weighted, seed: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for by in MEASURES:
        scores = centrality(graph, by, seed)
        columns[by] = np.round(scores.values, _DIGITS)
        if by in ESTIMATED:
            columns[f"{by}_error"] = None if scores.error is None else np.round(scores.error, _DIGITS)
    return columns


def _places(community: Ints, part: Ints, names: Mapping[str, str]) -> dict[str, Any]:
    parts = [None if p < 0 else f"{c}.{p}" for c, p in zip(community.tolist(), part.tolist(), strict=True)]
    named = [names.get(str(c)) for c in community.tolist()]
    return {"community": community, "subcommunity": parts, "community_name": named}


def _growth(tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Of each entity the first year, and of those in enough dated papers the trend; None where there are no dates."""
    entities, years = tables["entities"], tables["papers"]["year"]
    when = years.take(pc.index_in(tables["links"]["paper_id"], tables["papers"]["id"].combine_chunks()))
    dated = pa.table({"id": tables["links"]["entity_id"], "year": when}).group_by("id").aggregate([("year", "min")])
    columns: dict[str, Any] = {"first_year": _placed(entities, dated["id"], dated["year_min"])}
    rows: Frame[Trend] | list[Trend] = []
    if len(pc.unique(years.drop_null())) > 1:
        rows = trends(tables, top=max(1, entities.num_rows))
    ids = pa.chunked_array([[row.id for row in rows]], pa.string())
    for name in ("growth", "low", "high"):
        values = pa.chunked_array([[getattr(row, name) for row in rows]], pa.float64())
        columns[name if name == "growth" else f"growth_{name}"] = _placed(entities, ids, values)
    return columns


def _placed(entities: pa.Table, ids: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """A value an entity, null for those that have none."""
    return values.take(pc.index_in(entities["id"], ids.combine_chunks()))


def _filled(table: pa.Table, name: str, columns: Mapping[str, Any]) -> pa.Table:
    bare = unmeasured(name)
    arrays = [table[field.name] for field in bare]
    for field in list(SCHEMAS[name])[len(bare) :]:
        values = columns[field.name]
        if values is None:
            arrays.append(pa.nulls(table.num_rows, field.type))
        else:
            array = values if isinstance(values, pa.ChunkedArray) else pa.array(values)
            arrays.append(array.cast(field.type))
    return pa.table(arrays, schema=SCHEMAS[name])
