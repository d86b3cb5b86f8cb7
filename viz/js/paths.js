"use strict";
// Paths from node to node over the links that are seen.

/**
 * A shortest path between two drawn nodes, both included, or null. Of several as short the one over the rarest
 * entities, which say most: least is the sum of the logarithms of how many papers hold each. `open(a, b)` says whether
 * the link from a to b may be taken.
 */
kg.shortestPath = (graph, start, end, open) => {
  const cost = (node) => (graph.isPaper(node) ? 0 : Math.log(graph.neighbours(node).length));
  const before = new Map([[start, { from: null, sum: 0, hop: 0 }]]);
  let edge = [start];
  for (let hop = 1; edge.length && !before.has(end); hop++) {
    const next = new Set();
    for (const here of edge) {
      const { sum } = before.get(here);
      for (const there of graph.neighbours(here)) {
        if (!open(here, there)) continue;
        const old = before.get(there);
        const total = sum + cost(there);
        if (old && (old.hop < hop || old.sum < total || (old.sum === total && old.from <= here))) continue;
        before.set(there, { from: here, sum: total, hop });
        next.add(there);
      }
    }
    edge = [...next];
  }
  if (!before.has(end)) return null;
  const path = [];
  for (let node = end; node !== null; node = before.get(node).from) path.push(node);
  return path.reverse();
};
