from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

import kg
from kg.cli import rank as command
from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.measure import KINDS, MEASURES, Measure, measure, rank
from kg.measure.centrality import ESTIMATED, centrality
from kg.measure.graphs import GRAPHS as VIEWS
from kg.measure.graphs import Weighted
from kg.records import SCHEMAS

from .made import papers_table
from .test_link import entities_table


def tables_of(graph: nx.Graph[int]) -> dict[str, pa.Table]:
    """A graph as both the papers' and the entities' tables; weights are whole, so that both may carry them."""
    ids = [f"p{i:04}" for i in range(len(graph))]
    entities = entities_table([f"n{i}" for i in range(len(graph))])
    of = entities["id"].to_pylist()
    edges = sorted((min(a, b), max(a, b), data.get("weight", 1)) for a, b, data in graph.edges(data=True))
    shares = [
        {"source": ids[a], "target": ids[b], "weight": float(w), "count": 1, "entities": ["x"]} for a, b, w in edges
    ]
    related = [{"source": of[a], "target": of[b], "papers": int(w), "npmi": 0.5} for a, b, w in edges]
    return {
        "papers": papers_table(ids, {}, {}),
        "entities": entities,
        "shares": pa.Table.from_pylist(shares, SCHEMAS["shares"]),
        "related": pa.Table.from_pylist(related, SCHEMAS["related"]),
        "links": SCHEMAS["links"].empty_table(),
    }


def weighted(graph: nx.Graph[int]) -> nx.Graph[int]:
    graph = nx.convert_node_labels_to_integers(graph, ordering="sorted")
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    for a, b, data in graph.edges(data=True):
        data["weight"] = 1 + (3 * a + 5 * b) % 7
        data["distance"] = 1.0 / data["weight"]
    return graph


def in_parts() -> nx.Graph[int]:
    return nx.disjoint_union_all([nx.path_graph(7), nx.complete_graph(5), nx.empty_graph(3), nx.path_graph(2)])


GRAPHS = {
    "none": nx.empty_graph(0), "one": nx.empty_graph(1), "two": nx.path_graph(2), "lonely": nx.empty_graph(4),
    "star": nx.star_graph(6), "cycle": nx.cycle_graph(8), "club": nx.karate_club_graph(), "parts": in_parts(),
    "caves": nx.relaxed_caveman_graph(6, 8, 0.1, seed=1),
}  # fmt: skip


def by_networkx(graph: nx.Graph[int], by: str) -> Mapping[int, float]:
    if by == "degree":
        return dict(graph.degree())
    if by == "weighted_degree":
        return dict(graph.degree(weight="weight"))
    if by == "pagerank":
        return nx.pagerank(graph, tol=1e-12, max_iter=1000)
    if by == "betweenness":
        return nx.betweenness_centrality(graph, weight="distance")
    if by == "closeness":
        return nx.harmonic_centrality(graph, distance="distance")
    if by == "core":
        return nx.core_number(graph)
    scores = dict.fromkeys(graph, 0.0)
    if graph.number_of_edges():
        part = graph.subgraph(max(nx.connected_components(graph), key=lambda c: (len(c), -min(c))))
        scores.update(nx.eigenvector_centrality(part, max_iter=100_000, tol=1e-12, weight="weight"))
    return scores


@pytest.mark.parametrize("by", MEASURES)
@pytest.mark.parametrize("name", GRAPHS)
def test_measures_are_those_of_networkx(name: str, by: str) -> None:
    graph = weighted(GRAPHS[name])
    tables = tables_of(graph)
    tables |= measure(tables, 0)
    wanted = by_networkx(graph, by)
    for kind, prefix in (("paper", "p"), ("entity", "method:")):
        found = {int(r.id.removeprefix(prefix)): r.score for r in rank(tables, by, kind, len(graph))}
        assert found == pytest.approx(dict(wanted), abs=1e-8)


def test_a_ranking_counts_from_one_and_equals_stand_by_id() -> None:
    tables = tables_of(weighted(nx.star_graph(4)))
    tables |= measure(tables, 0)
    found = rank(tables, "degree", "paper", 3)
    assert [(r.rank, r.id, r.type, r.papers, r.score) for r in found] == [
        (1, "p0000", "PAPER", None, 4.0),
        (2, "p0001", "PAPER", None, 1.0),
        (3, "p0002", "PAPER", None, 1.0),
    ]
    assert len(rank(tables, "degree", "paper", 0)) == 0
    assert not rank(tables, "degree", "dataset", 5)
    assert [r.papers for r in rank(tables, "core", "method", 2)] == [1, 1]


@pytest.mark.parametrize(("by", "kind"), [("fame", "paper"), ("degree", "author"), ("", "")])
def test_no_such_measure_or_kind(by: str, kind: str) -> None:
    with pytest.raises(UsageError, match="there are: "):
        rank(tables_of(nx.empty_graph(0)), by, kind, 3)


def test_empty_tables() -> None:
    tables = measure(tables_of(nx.empty_graph(0)), 0)
    assert tables["papers"].num_rows == tables["entities"].num_rows == 0
    assert tables["papers"].schema == SCHEMAS["papers"]


def arrays(graph: nx.Graph[int]) -> Weighted:
    ends = np.array([(a, b) for a, b in graph.edges], dtype=np.int64).reshape(-1, 2)
    weight = np.array([data["weight"] for _, _, data in graph.edges(data=True)], dtype=np.float64)
    return Weighted("made", len(graph), ends[:, 0], ends[:, 1], weight)


@pytest.mark.parametrize("by", ["betweenness", "closeness"])
def test_in_a_large_graph_scores_are_estimated_with_an_error(by: Measure) -> None:
    graph = arrays(
        weighted(nx.disjoint_union(nx.connected_watts_strogatz_graph(600, 6, 0.2, seed=1), nx.empty_graph(9)))
    )
    exact = centrality(graph, by).values
    found, again, other = (centrality(graph, by, seed, exact=100) for seed in (0, 0, 1))
    assert found.error is not None
    assert "256 pivots of the largest component of 600 nodes" in found.said
    assert np.array_equal(found.values, again.values)
    assert not np.array_equal(found.values, other.values)
    # What nothing joins has no score and no error.
    assert not found.values[600:].any()
    assert not found.error[600:].any()
    # No score is too high or too low on the average, over a few seeds.
    totals = [centrality(graph, by, seed, exact=100).values.sum() for seed in range(6)]
    assert np.mean(totals) == pytest.approx(exact.sum(), rel=0.015)
    off = np.abs(found.values - exact)[:600]
    assert (off <= 2 * found.error[:600] + 1e-12).mean() > 0.85
    assert np.corrcoef(found.values, exact)[0, 1] > 0.9


def test_rank_says_what_it_ranks_on(graph: KnowledgeGraph) -> None:
    assert graph.rank("paper", "closeness").notes == ("closeness on the graph of papers joined by SHARES, exact",)
    assert graph.rank("method").notes == ("pagerank on the graph of entities joined by RELATED",)
    (note,) = graph.rank("method", "eigenvector", on="bipartite").notes
    assert note.startswith("eigenvector on the graph of papers and the entities in them, on the largest component, ")
    with pytest.raises(UsageError, match="choose entities or bipartite"):
        graph.rank("method", on="papers")
    with pytest.raises(UsageError, match="there are: papers, entities, bipartite"):
        graph.rank("method", on="cities")


@pytest.mark.parametrize("by", MEASURES)
@pytest.mark.parametrize("view", VIEWS)
def test_each_graph_is_that_of_networkx(graph: KnowledgeGraph, view: str, by: Measure) -> None:
    whole = graph.to_networkx(view)
    found = centrality(VIEWS[view](graph.tables), by, exact=10**6).values
    numbers = nx.relabel_nodes(whole, {name: i for i, name in enumerate(whole)})
    wanted = by_networkx(numbers, by)
    assert dict(enumerate(found.tolist())) == pytest.approx(dict(wanted), abs=1e-8)


def test_what_carries_a_rank(graph: KnowledgeGraph) -> None:
    names = {row["id"]: row["name"] for row in graph.tables["entities"].to_pylist()}
    whole = graph.to_networkx("entities")
    (first,) = graph.rank("entity", "weighted_degree", 1)
    carriers = graph.explain_rank(graph.rank("entity", "weighted_degree", 1))
    near = [c for c in carriers if c.carried_by == "neighbour"]
    weights = sorted((data["weight"] for data in whole[first.id].values()), reverse=True)
    assert [c.share for c in near] == pytest.approx([w / first.score for w in weights[:5]], abs=1e-6)
    assert all(names[c.id] == c.carrier for c in near)
    papers = [c for c in carriers if c.carried_by == "paper"]
    assert papers
    assert all(c.why and c.share is None for c in papers)
    # All that flows into a node is its rank, but for what jumps to any.
    (paper,) = graph.rank("paper", "pagerank", 1)
    papers_graph = graph.to_networkx("papers")
    strength = dict(papers_graph.degree(weight="weight"))
    rank_of = {row["id"]: row["pagerank"] for row in graph.tables["papers"].to_pylist()}
    carriers = graph.explain_rank(graph.rank("paper", "pagerank", 1))
    for c in carriers:
        if c.carried_by == "neighbour":
            weight = papers_graph[paper.id][c.id]["weight"]
            assert c.share == pytest.approx(0.85 * rank_of[c.id] * weight / strength[c.id] / paper.score, abs=1e-6)
    joins = [data["entities"] for data in papers_graph[paper.id].values()]
    for c in carriers:
        if c.carried_by == "entity":
            assert c.weight == sum(c.carrier in entities.split("; ") for entities in joins)
    assert {c.share for c in graph.explain_rank(graph.rank("concept", "core", 3))} == {None}
    with pytest.raises(UsageError, match="leave out bipartite"):
        graph.explain_rank(graph.rank("concept", on="bipartite"))


def test_what_lies_outside_the_largest_component_is_exact() -> None:
    ring = nx.connected_watts_strogatz_graph(300, 6, 0.2, seed=2)
    graph = arrays(weighted(nx.disjoint_union(ring, nx.path_graph(5))))
    for by in ESTIMATED:
        found, exact = centrality(graph, by, exact=100), centrality(graph, by)
        assert found.error is not None
        assert found.values[300:] == pytest.approx(exact.values[300:])
        assert not found.error[300:].any()
        assert found.error[:300].any()


def test_some_measures_alone(graph: KnowledgeGraph) -> None:
    some = measure(graph.tables, 0, ["pagerank"])
    assert some["entities"]["pagerank"].equals(graph.tables["entities"]["pagerank"])
    assert set(some["entities"]["core"].to_pylist()) == {0}
    assert some["communities"].num_rows == 0


def test_a_negative_number_of_rows() -> None:
    with pytest.raises(UsageError, match="0 or more"):
        rank(tables_of(nx.empty_graph(1)), "degree", "paper", -1)


def test_the_command_line_knows_what_there_is() -> None:
    assert sorted(command.KINDS) == sorted(KINDS)
    assert command.MEASURES == MEASURES
    assert tuple(VIEWS) == command.GRAPHS


def test_a_build_holds_what_measure_says(graph: KnowledgeGraph) -> None:
    again = measure(graph.tables, graph.manifest["settings"]["seed"])
    assert again["papers"].equals(graph.tables["papers"])
    assert again["entities"].equals(graph.tables["entities"])
    assert again["communities"].equals(graph.tables["communities"])
    assert sum(graph.tables["papers"]["pagerank"].to_pylist()) == pytest.approx(1.0)


def test_hash_seeds_do_not_count(graph: KnowledgeGraph) -> None:
    script = "import kg, sys; from kg.measure import *; g = kg.open(sys.argv[1]); print(measure(g.tables, 5))"
    script += "; print([rank(g.tables, by, 'entity', 50, seed=5) for by in MEASURES])"
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script, str(graph.folder)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(kg.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1
