from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import KnowledgeGraph
from kg.measure.communities import communities, homes
from kg.measure.graphs import Weighted

from .test_measure import arrays, weighted


def parts_of(found: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(found == number).tolist()) for number in np.unique(found)]


def test_communities_cover_all_and_are_numbered_by_size() -> None:
    graph = weighted(nx.disjoint_union_all([nx.complete_graph(4), nx.complete_graph(9), nx.empty_graph(2)]))
    found = communities(arrays(graph), 0)
    assert found.community.tolist() == [1] * 4 + [0] * 9 + [2, 3]
    assert set(found.part) == {-1}
    assert found.agreed.tolist() == [1.0] * graph.number_of_edges()


def test_communities_are_good_ones() -> None:
    graph = weighted(nx.relaxed_caveman_graph(8, 10, 0.1, seed=2))
    found = parts_of(communities(arrays(graph), 0).community)
    best = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
    assert nx.community.modularity(graph, found) > best - 0.02


def test_a_large_community_has_parts() -> None:
    blocks = nx.stochastic_block_model([30] * 6, _nested(), seed=3)
    graph = weighted(nx.Graph(blocks.edges))
    found = communities(arrays(graph), 0)
    assert len(np.unique(found.community)) == 2
    inner = {(c, p) for c, p in zip(found.community.tolist(), found.part.tolist(), strict=True)}
    assert inner == {(c, p) for c in (0, 1) for p in (0, 1, 2)}


def _nested() -> list[list[float]]:
    """Two groups of three blocks: dense in a block, sparse in a group, hardly anything between groups."""
    return [[0.6 if a == b else 0.25 if a // 3 == b // 3 else 0.005 for b in range(6)] for a in range(6)]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=60), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_each_community_hangs_together(edges: list[tuple[int, int]], seed: int) -> None:
    graph = nx.empty_graph(20)
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    graph = weighted(graph)
    made = arrays(graph)
    found = communities(made, seed)
    assert np.array_equal(found.community, communities(made, seed).community)
    sizes = np.bincount(found.community)
    assert (np.diff(sizes) <= 0).all()
    for members in parts_of(found.community):
        assert nx.is_connected(graph.subgraph(members))


def test_a_part_has_the_agreement_of_its_own_runs() -> None:
    graph = arrays(weighted(nx.Graph(nx.stochastic_block_model([30] * 6, _nested(), seed=3).edges)))
    found = communities(graph, 0)
    inside = found.community[graph.source] == found.community[graph.target]
    together = inside & (found.part[graph.source] == found.part[graph.target])
    assert (found.agreed[inside] == 1).all()  # the two groups are never in doubt
    assert found.within[together].mean() > 0.9
    assert found.within[inside & ~together].mean() < 0.3


def test_two_seeds_nearly_agree() -> None:
    graph = arrays(weighted(nx.stochastic_block_model([40] * 5, _blocks(), seed=4)))
    one, other = (parts_of(communities(graph, seed).community) for seed in (0, 1))
    assert one == other


def _blocks() -> list[list[float]]:
    return [[0.4 if a == b else 0.05 for b in range(5)] for a in range(5)]


def test_an_entity_is_at_home_where_its_papers_are() -> None:
    from scipy import sparse

    held = sparse.csr_array(np.array([[1, 0, 1], [1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=float))
    assert homes(held, np.array([0, 0, 0, 1, 1])).tolist() == [0, 1, 0]
    # One paper in a tiny community is no home, thirty in a large one are.
    held = sparse.csr_array(np.array([[1.0]] * 30 + [[0.0]] * 970 + [[1.0], [0.0]]))
    assert homes(held, np.array([0] * 1000 + [1] * 2)).tolist() == [0]


def test_the_table_of_communities(graph: KnowledgeGraph) -> None:
    rows = graph.tables["communities"].to_pylist()
    community = graph.tables["papers"]["community"].to_pylist()
    titles = dict(zip(graph.tables["papers"]["id"].to_pylist(), community, strict=True))
    assert rows
    for row in rows:
        members = [id_ for id_, c in titles.items() if str(c) == row["id"]]
        assert row["papers"] == len(members) >= 2
        assert set(row["central"]) <= set(members)
        assert 0 < row["density"] <= 1
        assert 0 <= row["agreement"] <= 1
        assert row["name"] == ", ".join(row["entities"][:3])
    names = {row["id"]: row["name"] for row in rows}
    named = zip(community, graph.tables["papers"]["community_name"].to_pylist(), strict=True)
    assert all(names.get(str(c)) == name for c, name in named)
    # What the papers on diffusion models share is what they are called by.
    assert any("diffusion model" in row["name"] for row in rows)


def test_listed_communities_have_titles(graph: KnowledgeGraph) -> None:
    listed = graph.communities()
    titles = set(graph.tables["papers"]["title"].to_pylist())
    assert all(set(row.central) <= titles for row in listed)
    assert "communities of papers joined by SHARES" in listed.notes[0]
    assert len(graph.communities(top=1)) == 1


def test_nothing_is_no_community() -> None:
    none = np.zeros(0, dtype=np.int64)
    found = communities(Weighted("none", 0, none, none, np.zeros(0)), 0)
    assert len(found.community) == len(found.part) == 0


@pytest.mark.parametrize("column", ["community", "subcommunity", "community_name"])
def test_entities_have_the_communities_of_papers(graph: KnowledgeGraph, column: str) -> None:
    of_papers = set(graph.tables["papers"][column].to_pylist())
    assert set(graph.tables["entities"][column].to_pylist()) <= of_papers
