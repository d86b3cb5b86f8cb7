"""Centralities next to NetworkX's own, in one run: ``python -m tests.bench.measures NAME.kg [NAME.kg …]``.

Each measure runs in a process of its own, so that the peak memory is its own; NetworkX gets the graph ready made
(``graph.to_networkx``), ours the tables. On a graph with more joined nodes than ours measures exactly, paths are
followed from a few pivots by both, and the time counts a pivot; how far the estimates are from the exact scores is
printed where those can be had (``--exact``, minutes). Communities: adjusted mutual information of ten seeds, next to
ten runs of NetworkX's Louvain (scikit-learn, of the extra ``bench``, reckons it).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from kg.graph import KnowledgeGraph, open_graph
from kg.measure.centrality import EXACT, MEASURES, PIVOTS, Measure, centrality
from kg.measure.communities import communities
from kg.measure.graphs import GRAPHS, Weighted

_PIVOTS = 8  # that NetworkX follows on a large graph
_SEEDS = 10


def measured(function: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a function gives, its seconds, and the megabytes by which the process grew, in a process of its own."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        found = function()
        took = time.process_time() - began
        theirs.send((found, took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    result: tuple[Any, float, float] = ours.recv()
    process.join()
    return result


def by_networkx(graph: nx.Graph[Any], by: Measure, pivots: int | None) -> dict[Any, float]:
    """NetworkX's own, at its own exactness but for ``tol``; from so many pivots, if any."""
    if by in ("degree", "weighted_degree"):
        return dict(graph.degree(weight="weight" if by == "weighted_degree" else None))
    if by == "pagerank":
        return dict(nx.pagerank(graph, tol=1e-12, max_iter=10_000))
    if by == "betweenness":
        return dict(nx.betweenness_centrality(graph, k=pivots, weight="distance", seed=0))
    if by == "closeness":
        nodes = list(graph)[:pivots] if pivots else None
        return dict(nx.harmonic_centrality(graph, nbunch=nodes, distance="distance"))
    if by == "core":
        return dict(nx.core_number(graph))
    part = graph.subgraph(max(nx.connected_components(graph), key=len))
    return {**dict.fromkeys(graph, 0.0), **nx.eigenvector_centrality(part, 100_000, 1e-12, weight="weight")}


def compare(graph: KnowledgeGraph, view: str, measures: list[Measure], exact: bool) -> None:
    arrays = GRAPHS[view](graph.tables)
    arrays.matrix.sum()
    arrays.distances.sum()
    arrays.networkit(arrays.weight)  # imports the library
    whole = graph.to_networkx(view)
    joined = len(arrays.joined)
    print(
        f"\n{graph.name}, {arrays.name}: {arrays.count} nodes, {joined} of them joined, by {len(arrays.weight)} edges"
    )
    print(f"{'':16} {'ours':>9} {'MB':>6} {'NetworkX':>9} {'MB':>6} {'ratio':>7}  largest difference")
    for by in measures:
        sampled = by in ("betweenness", "closeness") and joined > EXACT
        scores, ours, memory = measured(lambda by=by: centrality(arrays, by).values)
        pivots = _PIVOTS if sampled else None
        theirs = whole.subgraph([n for n, d in whole.degree() if d]).copy() if sampled else whole
        wanted, peer, peer_memory = measured(lambda by=by, g=theirs, p=pivots: by_networkx(g, by, p))
        if sampled:
            ratio = (peer / _PIVOTS) / (ours / PIVOTS)
            said = f"a pivot; {PIVOTS} pivots ours, {_PIVOTS} theirs"
            said += f"; {estimated(arrays, by, scores)}" if exact else ""
        else:
            ratio = peer / max(ours, 1e-6)
            said = f"{max(abs(scores[i] - wanted[node]) for i, node in enumerate(whole)):.1e}"
        print(f"{by:16} {ours:8.3f}s {memory:6.0f} {peer:8.3f}s {peer_memory:6.0f} {ratio:6.1f}x  {said}", flush=True)


def estimated(arrays: Weighted, by: Measure, scores: Any) -> str:
    """How near the estimates are to the exact scores."""
    true = centrality(arrays, by, exact=10**9).values
    top = set(np.argsort(-true, kind="stable")[:20].tolist())
    near = len(top & set(np.argsort(-scores, kind="stable")[:20].tolist()))
    rank = np.corrcoef(true.argsort().argsort(), np.asarray(scores).argsort().argsort())[0, 1]
    return f"of the exact top 20 {near} among ours, rank correlation {rank:.3f}"


def stability(graph: KnowledgeGraph) -> None:
    """How far communities of ten seeds agree; and ten single runs of NetworkX's Louvain."""
    try:
        from sklearn.metrics import adjusted_mutual_info_score as ami
    except ImportError:
        print("scikit-learn is not installed: pip install 'scholargraph[bench]' from this checkout")
        return
    arrays = GRAPHS["papers"](graph.tables)
    began = time.process_time()
    ours = [communities(arrays, seed).community for seed in range(_SEEDS)]
    took = time.process_time() - began
    whole = nx.from_scipy_sparse_array(arrays.matrix)
    theirs = []
    began = time.process_time()
    for seed in range(_SEEDS):
        found = np.zeros(arrays.count, dtype=int)
        for number, members in enumerate(nx.community.louvain_communities(whole, seed=seed)):
            found[list(members)] = number
        theirs.append(found)
    peer = time.process_time() - began
    for name, runs, seconds in (("ours", ours, took), ("one run of NetworkX's Louvain", theirs, peer)):
        pairs = [ami(a, b) for a, b in combinations(runs, 2)]
        sizes = [len(set(run.tolist())) for run in runs]
        quality = statistics.median(
            nx.community.modularity(whole, [np.flatnonzero(run == c).tolist() for c in set(run.tolist())])
            for run in runs[:3]
        )
        print(
            f"communities, {name}: AMI of ten seeds {statistics.mean(pairs):.3f} (lowest {min(pairs):.3f}), modularity "
            f"{quality:.3f}, {min(sizes)}–{max(sizes)} of them, {seconds / _SEEDS:.2f} s each"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", nargs="+", metavar="NAME.kg")
    parser.add_argument("--exact", action="store_true", help="compare estimates with exact scores (minutes)")
    parser.add_argument("--on", nargs="+", choices=list(GRAPHS), default=["entities", "papers"], help="which graphs")
    parser.add_argument("--by", nargs="+", choices=MEASURES, default=list(MEASURES), help="which measures")
    parser.add_argument("--no-communities", action="store_true", help="leave those out (hours on a large graph)")
    args = parser.parse_args()
    for name in args.graphs:
        graph = open_graph(name)
        for view in args.on:
            compare(graph, view, args.by, args.exact)
        if not args.no_communities:
            stability(graph)


if __name__ == "__main__":
    main()
