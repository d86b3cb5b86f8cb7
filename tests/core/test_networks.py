from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.errors import UsageError
from kg.graph import KnowledgeGraph
from kg.networks import VIEWS, to_networkx
from kg.records import SCHEMAS

from .made import Said, papers_table, resolved
from .test_link import entities_table
from .test_measure import tables_of

CLASH = "method:direct-preference-optimization"


def test_no_such_view(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="there are: all, papers, entities, bipartite"):
        graph.to_networkx("authors")


def test_all_that_is_in_the_tables(graph: KnowledgeGraph) -> None:
    whole, tables = graph.to_networkx(), graph.tables
    assert isinstance(whole, nx.MultiDiGraph)
    assert len(whole) == tables["papers"].num_rows + tables["entities"].num_rows
    assert whole.number_of_edges() == sum(tables[name].num_rows for name in ("links", "shares", "related", "broader"))
    assert {key for _, _, key in whole.edges(keys=True)} == {
        "PROPOSES",
        "USES",
        "STUDIES",
        "SHARES",
        "RELATED",
        "BROADER",
    }
    for source, target, key, data in whole.edges(keys=True, data=True):
        assert data["relation"] == key
        assert (whole.nodes[source]["label"] == "Paper") == (key in ("PROPOSES", "USES", "STUDIES", "SHARES"))
        assert (whole.nodes[target]["label"] == "Paper") == (key == "SHARES")
        if key in ("PROPOSES", "USES", "STUDIES"):
            assert data["surface"] in data["sentence"]


@pytest.mark.parametrize(
    ("view", "nodes", "edges", "weight"),
    [
        ("papers", ["papers"], "shares", "weight"),
        ("entities", ["entities"], "related", "papers"),
        ("bipartite", ["papers", "entities"], "links", "confidence"),
    ],
)
def test_simple_views(graph: KnowledgeGraph, view: str, nodes: list[str], edges: str, weight: str) -> None:
    made = graph.to_networkx(view)
    assert type(made) is nx.Graph
    assert len(made) == sum(graph.tables[name].num_rows for name in nodes)
    assert made.number_of_edges() == graph.tables[edges].num_rows
    assert sorted(w for _, _, w in made.edges(data="weight")) == sorted(
        map(float, graph.tables[edges][weight].to_pylist())
    )
    assert all(data["distance"] == 1 / data["weight"] for _, _, data in made.edges(data=True))


def test_the_bipartite_view_is_bipartite(graph: KnowledgeGraph) -> None:
    made = graph.to_networkx("bipartite")
    papers = {n for n, side in made.nodes(data="bipartite") if side == 0}
    assert nx.bipartite.is_bipartite_node_set(made, papers)
    assert {made.nodes[n]["label"] for n in papers} == {"Paper"}
    assert nx.bipartite.weighted_projected_graph(made, papers).number_of_edges() >= graph.tables["shares"].num_rows


@pytest.mark.parametrize("view", VIEWS)
def test_attributes_are_plain(graph: KnowledgeGraph, view: str) -> None:
    made = graph.to_networkx(view)
    bags = [data for _, data in made.nodes(data=True)] + [data for _, _, data in made.edges(data=True)]
    assert {type(value) for bag in bags for value in bag.values()} <= {str, int, float, bool}
    assert all("content_hash" not in bag for bag in bags)


@pytest.mark.parametrize("view", VIEWS)
def test_graphml_goes_out_and_comes_back(graph: KnowledgeGraph, view: str, tmp_path: Path) -> None:
    made = graph.to_networkx(view)
    nx.write_graphml(made, tmp_path / "made.graphml")
    again = nx.read_graphml(tmp_path / "made.graphml", force_multigraph=made.is_multigraph())
    assert again.is_directed() == made.is_directed()
    assert dict(again.nodes(data=True)) == dict(made.nodes(data=True))
    if made.is_multigraph():
        assert sorted(again.edges(keys=True)) == sorted(made.edges(keys=True))
        assert all(again.edges[edge] == made.edges[edge] for edge in made.edges(keys=True))
    else:
        assert {frozenset(edge): data for *edge, data in again.edges(data=True)} == {
            frozenset(edge): data for *edge, data in made.edges(data=True)
        }


def test_gexf_and_json_take_it_too(graph: KnowledgeGraph, tmp_path: Path) -> None:
    for view in VIEWS:
        made = graph.to_networkx(view)
        nx.write_gexf(made, tmp_path / "made.gexf")
        assert len(nx.read_gexf(tmp_path / "made.gexf")) == len(made)
        again = nx.node_link_graph(nx.node_link_data(made, edges="edges"), edges="edges")
        assert nx.utils.graphs_equal(made, again)


def test_a_paper_with_the_id_of_an_entity_stays_a_paper(graph: KnowledgeGraph) -> None:
    assert CLASH in graph.tables["papers"]["id"].to_pylist()
    assert CLASH in graph.tables["entities"]["id"].to_pylist()
    for view in ("all", "bipartite", "papers"):
        made = graph.to_networkx(view)
        assert made.nodes[f"paper:{CLASH}"]["title"] == "=cmd() on DPO"
        assert made.degree(f"paper:{CLASH}") > 0
    for view in ("all", "bipartite"):
        made = graph.to_networkx(view)
        assert made.nodes[CLASH]["label"] == "Method"
        assert made.has_edge(f"paper:{CLASH}", CLASH)
    assert not any(a == b for view in VIEWS for a, b in graph.to_networkx(view).edges())


def test_the_new_name_may_be_taken_too() -> None:
    ids = ["method:foo", "paper:method:foo", "x"]
    result = resolved(Said(paper, "Foo") for paper in ids)
    tables = tables_of(nx.empty_graph(0)) | {
        "papers": papers_table(ids, {}, {}), "entities": result.entities, "links": result.links,
    }  # fmt: skip
    made = to_networkx(tables, "bipartite")
    assert set(made) == {"method:foo", "paper:paper:method:foo", "paper:method:foo", "x"}
    assert set(made["method:foo"]) == {"paper:paper:method:foo", "paper:method:foo", "x"}


def test_nothing_at_all() -> None:
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    assert [len(to_networkx(tables, view)) for view in VIEWS] == [0, 0, 0, 0]
    assert len(to_networkx({**tables, "entities": entities_table(["x"])}, "all")) == 1


def first(graph: nx.Graph[str]) -> str:
    return max(graph, key=lambda n: (graph.degree(n), n))


def largest(graph: nx.Graph[str]) -> nx.Graph[str]:
    return graph.subgraph(max(nx.connected_components(graph), key=len)).copy()


#: Of all families that NetworkX has for simple undirected weighted graphs.
ALGORITHMS: dict[str, Callable[[nx.Graph[str]], Any]] = {
    "pagerank": nx.pagerank,
    "hits": lambda g: nx.hits(largest(g), max_iter=1000),
    "degree_centrality": nx.degree_centrality,
    "betweenness": lambda g: nx.betweenness_centrality(g, weight="distance"),
    "edge_betweenness": lambda g: nx.edge_betweenness_centrality(g, weight="distance"),
    "closeness": lambda g: nx.closeness_centrality(g, distance="distance"),
    "harmonic": lambda g: nx.harmonic_centrality(g, distance="distance"),
    "eigenvector": lambda g: nx.eigenvector_centrality(largest(g), max_iter=10_000, weight="weight"),
    "load": lambda g: nx.load_centrality(g, weight="distance"),
    "current_flow": lambda g: nx.current_flow_betweenness_centrality(largest(g), weight="weight"),
    "subgraph_centrality": nx.subgraph_centrality,
    "clustering": lambda g: nx.clustering(g, weight="weight"),
    "transitivity": nx.transitivity,
    "square_clustering": nx.square_clustering,
    "core_number": nx.core_number,
    "k_truss": lambda g: nx.k_truss(g, 2),
    "components": lambda g: list(nx.connected_components(g)),
    "bridges": lambda g: list(nx.bridges(g)),
    "articulation": lambda g: list(nx.articulation_points(g)),
    "louvain": lambda g: nx.community.louvain_communities(g, seed=0),
    "greedy_modularity": lambda g: nx.community.greedy_modularity_communities(g, weight="weight"),
    "label_propagation": lambda g: list(nx.community.label_propagation_communities(g)),
    "asyn_fluid": lambda g: list(nx.community.asyn_fluidc(largest(g), 2, seed=0)),
    "dijkstra": lambda g: nx.single_source_dijkstra_path_length(g, first(g), weight="distance"),
    "bellman_ford": lambda g: nx.single_source_bellman_ford_path_length(g, first(g), weight="distance"),
    "spanning_tree": lambda g: nx.maximum_spanning_tree(g, weight="weight"),
    "matching": lambda g: nx.max_weight_matching(g, weight="weight"),
    "colouring": nx.greedy_color,
    "independent_set": lambda g: nx.maximal_independent_set(g, seed=0),
    "dominating_set": nx.dominating_set,
    "cliques": lambda g: list(nx.find_cliques(g)),
    "assortativity": lambda g: nx.attribute_assortativity_coefficient(g, "label"),
    "link_prediction": lambda g: list(nx.jaccard_coefficient(g)),
    "min_cut": lambda g: nx.stoer_wagner(largest(g), weight="weight"),
    "laplacian": lambda g: nx.laplacian_matrix(g, weight="weight").sum(),
    "spring_layout": lambda g: nx.spring_layout(g, seed=0, iterations=3),
    "rich_club": lambda g: nx.rich_club_coefficient(g, normalized=False),
    "wiener": lambda g: nx.wiener_index(largest(g), weight="distance"),
}


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("view", ["papers", "entities", "bipartite"])
def test_the_algorithms_of_networkx_take_it(graph: KnowledgeGraph, view: str) -> None:
    assert len(ALGORITHMS) >= 30
    made = graph.to_networkx(view)
    for name, algorithm in ALGORITHMS.items():
        try:
            assert algorithm(made) is not None, name
        except Exception as error:
            pytest.fail(f"{name}: {error!r}")
