"use strict";
// The front: what is chosen, what is pointed at, and what these are linked to.

{
  /** Nodes joined to one by a link, and by likeness (papers that share, entities that go together). */
  const joined = (scene, node) => {
    const { graph } = scene;
    if (!graph.isDrawn(node)) return { links: [], alike: [], stand: graph.papersOf(node).filter((paper) => scene.seen(paper)) };
    const links = Array.from(graph.neighbours(node));
    if (!graph.full) return { links, alike: [], stand: [node] };
    const alike = (graph.isPaper(node) ? graph.nearest(node) : graph.related(node)).map((other) => other.node);
    return { links, alike: alike.filter((other) => graph.isDrawn(other)).slice(0, 8), stand: [node] };
  };

  const line = (scene, context, a, b) => {
    context.moveTo(scene.screenX(a), scene.screenY(a));
    context.lineTo(scene.screenX(b), scene.screenY(b));
  };

  const lines = (scene, context, node, { links, alike }) => {
    const { graph } = scene;
    const proposed = (other) => graph.full && graph.role(...(graph.isPaper(node) ? [node, other] : [other, node])) === "P";
    for (const strong of [false, true]) {
      for (const kind of ["M", "D", "C"]) {
        context.beginPath();
        for (const other of links) {
          const entity = graph.isPaper(node) ? other : node;
          if (graph.types[entity] === kind && proposed(other) === strong) line(scene, context, node, other);
        }
        context.globalAlpha = (strong ? 0.9 : 0.5) * Math.min(1, Math.max(0.3, Math.sqrt(60 / links.length)));
        context.lineWidth = strong ? 2.2 : 1;
        context.strokeStyle = kg.theme[kind];
        context.stroke();
      }
    }
    context.beginPath();
    for (const other of alike) line(scene, context, node, other);
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.setLineDash([2, 4]);
    context.strokeStyle = kg.theme.soft;
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  };

  const ring = (scene, context, node) => {
    context.beginPath();
    context.arc(scene.screenX(node), scene.screenY(node), scene.radius(node) + 4, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = kg.theme.ring;
    context.stroke();
  };

  const names = (scene, context, focus, around) => {
    const { graph } = scene;
    const papers = [...around].filter((node) => graph.isPaper(node)).length;
    const others = [...around].filter((node) => !focus.includes(node) && scene.inside(node, 40));
    others.sort((a, b) => graph.isPaper(a) - graph.isPaper(b) || graph.size[b] - graph.size[a] || a - b);
    const wanted = [
      ...focus.filter((node) => node !== scene.told).map((node) => kg.labelOf(scene, node, { radius: scene.radius(node) + 5, size: 14, weight: 650, color: kg.theme.ink, most: 4, covers: Infinity })),
      ...others
        .filter((node) => !graph.isPaper(node) || papers <= 12 || scene.gap > 60)
        .slice(0, 60)
        .map((node) => kg.labelOf(scene, node, graph.isPaper(node) ? { covers: 20 } : { size: 12, weight: 500, covers: 90 })),
      ...kg
        .wantedLabels(scene)
        .filter(({ node }) => !focus.includes(node) && !around.has(node) && !graph.isPaper(node))
        .map((label) => ({ ...label, far: true, covers: 60 })),
    ];
    const dots = [...focus, ...around].map((node) => ({
      node,
      x: scene.screenX(node),
      y: scene.screenY(node),
      radius: scene.radius(node),
    }));
    kg.paintLabels(context, kg.placeLabels(context, wanted, dots, scene.width, kg.covered(scene, context)), (label) => (label.far ? 0.35 : 1));
  };

  /** A path: its links, its nodes, all of them named. */
  const path = (scene, context) => {
    const { graph } = scene;
    const nodes = scene.path;
    context.beginPath();
    nodes.slice(1).forEach((node, i) => line(scene, context, nodes[i], node));
    context.lineWidth = 3;
    context.strokeStyle = kg.theme.ring;
    context.globalAlpha = 0.75;
    context.stroke();
    context.globalAlpha = 1;
    for (const kind of ["P", "C", "M", "D"]) {
      kg.paintDots(scene, context, nodes.filter((node) => graph.types[node] === kind), kind);
    }
    for (const node of new Set([nodes[0], nodes.at(-1)])) ring(scene, context, node);
    names(scene, context, nodes, new Set(nodes));
  };

  kg.paintFront = (scene, context) => {
    const { graph } = scene;
    if (scene.path !== null && scene.pointed === null) return path(scene, context);
    const focus = [...new Set([scene.chosen, scene.pointed])].filter((node) => node !== null);
    if (!focus.length) return;
    const around = new Set();
    const stand = new Set();
    for (const node of focus) {
      const found = joined(scene, node);
      found.links = found.links.filter((other) => scene.seen(other) && scene.filter.joins(node, other));
      found.alike = found.alike.filter((other) => scene.seen(other));
      for (const other of [...found.links, ...found.alike]) around.add(other);
      for (const other of found.stand) stand.add(other);
      if (graph.isDrawn(node)) lines(scene, context, node, found);
    }
    const dots = [...new Set([...around, ...stand])];
    for (const kind of ["P", "C", "M", "D"]) {
      kg.paintDots(scene, context, dots.filter((node) => graph.types[node] === kind), kind);
    }
    for (const node of stand) ring(scene, context, node);
    names(scene, context, [...stand], around);
  };
}
