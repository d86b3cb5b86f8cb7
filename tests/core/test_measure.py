from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pytest

from kg import measure as module
from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.measure import MEASURES, entity_graph, measure, paper_graph, rank
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
    assert rank(tables, "degree", "paper", 0) == []
    assert rank(tables, "degree", "dataset", 5) == []
    assert [r.papers for r in rank(tables, "core", "method", 2)] == [1, 1]


@pytest.mark.parametrize(("by", "kind"), [("fame", "paper"), ("degree", "author"), ("", "")])
def test_no_such_measure_or_kind(by: str, kind: str) -> None:
    with pytest.raises(UsageError, match="there are: "):
        rank(tables_of(nx.empty_graph(0)), by, kind, 3)


def test_communities_cover_all_and_are_numbered_by_size() -> None:
    graph = weighted(nx.disjoint_union_all([nx.complete_graph(4), nx.complete_graph(9), nx.empty_graph(2)]))
    tables = measure(tables_of(graph), 0)
    assert tables["papers"]["community"].to_pylist() == [1] * 4 + [0] * 9 + [2, 3]
    assert tables["entities"]["community"].to_pylist() == tables["papers"]["community"].to_pylist()


def test_communities_are_good_ones() -> None:
    graph = weighted(nx.relaxed_caveman_graph(8, 10, 0.1, seed=2))
    found = measure(tables_of(graph), 0)["papers"]["community"].to_pylist()
    parts = [{i for i, c in enumerate(found) if c == number} for number in set(found)]
    best = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
    assert nx.community.modularity(graph, parts) > best - 0.02


def test_empty_tables() -> None:
    tables = measure(tables_of(nx.empty_graph(0)), 0)
    assert tables["papers"].num_rows == tables["entities"].num_rows == 0
    assert tables["papers"].schema == SCHEMAS["papers"]


def test_many_nodes_are_sampled_and_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = weighted(nx.disjoint_union(nx.barbell_graph(40, 5), nx.empty_graph(100)))
    tables = tables_of(graph)
    exact = {r.id: r.score for r in rank(tables, "betweenness", "paper", 500)}
    near = {r.id: r.score for r in rank(tables, "closeness", "paper", 500)}
    monkeypatch.setattr(module, "_BLOCK", 7)
    assert near == pytest.approx({r.id: r.score for r in rank(tables, "closeness", "paper", 500)}, abs=1e-12)
    monkeypatch.setattr(module, "_EXACT_BETWEENNESS", 10)
    monkeypatch.setattr(module, "_PIVOTS", 60)
    first, second = (rank(tables, "betweenness", "paper", 500, seed=3) for _ in range(2))
    assert first == second
    # Pivots are not wasted on the hundred nodes that nothing joins.
    assert {r.id for r in first[:7]} == set(sorted(exact, key=exact.__getitem__)[-7:])
    top = max(exact, key=exact.__getitem__)
    assert first[0].score == pytest.approx(exact[top], rel=0.15)


def test_graphs_have_weights_and_distances(graph: KnowledgeGraph) -> None:
    for made, count in ((paper_graph(graph.tables), "papers"), (entity_graph(graph.tables), "entities")):
        assert len(made) == graph.tables[count].num_rows
        assert made.number_of_edges() > 0
        assert all(data["weight"] * data["distance"] == pytest.approx(1) for _, _, data in made.edges(data=True))


def test_a_build_holds_what_measure_says(graph: KnowledgeGraph) -> None:
    again = measure(graph.tables, graph.manifest["settings"]["seed"])
    assert again["papers"].equals(graph.tables["papers"])
    assert again["entities"].equals(graph.tables["entities"])
    assert sum(graph.tables["papers"]["pagerank"].to_pylist()) == pytest.approx(1.0)


def test_hash_seeds_do_not_count(graph: KnowledgeGraph) -> None:
    script = "import kg, sys; from kg.measure import *; g = kg.open(sys.argv[1]); print(measure(g.tables, 5))"
    script += "; print([rank(g.tables, by, 'entity', 50, seed=5) for by in MEASURES])"
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script, str(graph.folder)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(module.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1
