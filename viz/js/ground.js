"use strict";
// The ground: land, links, dots and names.

{
  const FAINT = [0.44, 0.22, 0.07]; // short, middling and long links
  const LINKS = 9000; // of a heap that are drawn when all is seen
  const DOTS = 12000; // that are drawn at once
  const TINY = 1.6; // a dot of less than this radius is a square, which nobody sees and costs half as much
  const SQUARE = Math.sqrt(Math.PI) / 2; // half the side of a square as large as a circle of radius 1
  const PATH = 100; // dots to a path: browsers are slow with very long ones
  const DIAMOND = 1.3; // how far its corners reach, of a circle's radius
  const FEW = 100; // nodes of which papers are named, too
  const SMALL = 2; // a ring of less than this radius is drawn full
  const MOST = 200; // names that are tried for room
  const LABELS = 24; // entities that are named when all is seen, on a stage of a million pixels

  const land = (scene, context) => {
    const { k, x, y } = scene.view;
    context.save();
    context.translate(x, y);
    context.scale(k, k);
    scene.terrain.forEach((area, level) => {
      context.fillStyle = kg.theme[`land-${level + 1}`];
      context.fill(area);
      if (level === 0) {
        context.strokeStyle = kg.theme.coast;
        context.lineWidth = 1 / k;
        context.stroke(area);
      }
    });
    context.restore();
  };

  const links = (scene, context) => {
    const { graph, view, width, height } = scene;
    context.strokeStyle = kg.theme.edge;
    context.lineWidth = Math.min(1.2, Math.max(0.5, scene.gap / 40));
    const near = Math.max(1, scene.view.k / scene.whole);
    scene.edges.forEach((heap, i) => {
      // Of very many a part is drawn, each the fainter; a power of two, so that none vanishes when one comes nearer.
      const step = 2 ** Math.max(0, Math.ceil(Math.log2(heap.length / 2 / LINKS / near)));
      const crowd = Math.min(1, Math.sqrt(3000 / (heap.length / 2 / step + 1)));
      context.globalAlpha = FAINT[i] * crowd * near ** [0.15, -0.1, -0.4][i]; // far ends are out of sight when one is near
      context.beginPath();
      for (let j = 0; j < heap.length; j += 2 * step) {
        const [a, b] = [heap[j], heap[j + 1]];
        const [ax, ay] = [graph.x[a] * view.k + view.x, graph.y[a] * view.k + view.y];
        const [bx, by] = [graph.x[b] * view.k + view.x, graph.y[b] * view.k + view.y];
        if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height)) continue;
        context.moveTo(ax, ay);
        context.lineTo(bx, by);
      }
      context.stroke();
    });
    context.globalAlpha = 1;
  };

  const SHAPES = {
    round: (context, x, y, r) => {
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
    },
    diamond: (context, x, y, r) => {
      const d = DIAMOND * r;
      context.moveTo(x, y - d);
      context.lineTo(x + d, y);
      context.lineTo(x, y + d);
      context.lineTo(x - d, y);
      context.closePath();
    },
  };

  const flush = (context, outlined) => {
    context.fill();
    if (outlined) context.stroke();
  };

  /** Dots of one kind and colour at once: methods full, concepts rings, datasets diamonds, papers small. */
  const dots = (scene, context, nodes, kind, colour) => {
    const shape = kind === "D" ? SHAPES.diamond : SHAPES.round;
    if (kind === "C") {
      const large = nodes.filter((node) => scene.radius(node) >= SMALL);
      nodes = nodes.filter((node) => scene.radius(node) < SMALL);
      for (const node of large) {
        const r = scene.radius(node);
        const line = Math.max(1, 0.42 * r);
        context.beginPath();
        SHAPES.round(context, scene.screenX(node), scene.screenY(node), r - line / 2);
        context.fillStyle = kg.theme.halo;
        context.fill();
        context.lineWidth = line;
        context.strokeStyle = colour;
        context.stroke();
      }
    }
    context.fillStyle = colour;
    const outlined = kind !== "P" && scene.gap >= 12;
    context.lineWidth = 1;
    context.strokeStyle = kg.theme.halo;
    let open = 0;
    for (const node of nodes) {
      const [x, y, r] = [scene.screenX(node), scene.screenY(node), scene.radius(node)];
      if (r < TINY) {
        context.fillRect(x - SQUARE * r, y - SQUARE * r, 2 * SQUARE * r, 2 * SQUARE * r);
        continue;
      }
      if (!open++) context.beginPath();
      shape(context, x, y, r);
      if (open < PATH) continue;
      flush(context, outlined);
      open = 0;
    }
    if (open) flush(context, outlined);
  };

  kg.paintDots = (scene, context, nodes, kind) => {
    if (scene.colour === "type") return dots(scene, context, nodes, kind, kg.theme[kind]);
    for (const [colour, some] of d3.group(nodes, (node) => scene.colourOf(node))) dots(scene, context, some, kind, colour);
  };

  /** The nodes in sight, by kind; of very many the largest, and the others as one comes nearer. */
  const inSight = (scene) => {
    const { graph } = scene;
    const kinds = { P: [], C: [], M: [], D: [] };
    let room = DOTS;
    for (const node of graph.count > DOTS ? scene.large : d3.range(graph.count)) {
      if (!scene.seen(node) || !scene.inside(node, 20)) continue;
      kinds[graph.types[node]].push(node);
      if (!--room) break;
    }
    return kinds;
  };

  /** What stands over the map on the screen; a picture that is taken away is without it. */
  kg.covered = (scene, context) => (context.canvas?.isConnected ? scene.covered : []);

  /** What the label of a node looks like. */
  kg.labelOf = (scene, node, more) => {
    const { graph } = scene;
    const paper = graph.isPaper(node);
    const leads = scene.leaders.has(node);
    return {
      node,
      x: scene.screenX(node),
      y: scene.screenY(node),
      radius: scene.radius(node) * (graph.types[node] === "D" ? DIAMOND : 1),
      name: graph.names[node],
      size: paper ? 11 : leads ? (scene.width < 600 ? 13 : 15) : Math.round(2 * (11 + 2.5 * graph.size[node])) / 2,
      weight: paper ? 400 : leads ? 650 : 500,
      color: paper ? kg.theme.soft : kg.theme.ink,
      wide: paper ? 30 : 20,
      most: paper ? 3 : 2,
      covers: paper ? 0 : leads ? Infinity : 30 + 250 * graph.size[node],
      ...more,
    };
  };

  kg.wantedLabels = (scene) => {
    const near = scene.view.k / scene.whole;
    const entities = LABELS * Math.max(0.35, (scene.width * scene.height) / 1e6) * near ** 2.5;
    const labels = [];
    let rank = 0;
    const { papers: seen, entities: others } = scene.filter.count;
    const papers = scene.gap >= 90 || seen + others <= FEW;
    for (const node of scene.order) {
      if (scene.graph.isPaper(node) ? !papers : rank++ > entities) continue;
      if (scene.seen(node) && scene.inside(node, 160)) labels.push(kg.labelOf(scene, node));
      if (labels.length > MOST) break;
    }
    return labels;
  };

  /** How much of a label is seen: it comes and goes in a moment. */
  const fade = (scene) => {
    const { labels } = scene;
    const now = performance.now();
    const step = kg.calm() ? 1 : Math.min(1, (now - (scene.faded.when ?? 0)) / 160);
    scene.faded.when = now;
    const here = new Set(labels.map((label) => label.node));
    let moving = false;
    for (const node of here) {
      const old = scene.faded.get(node) ?? 0;
      scene.faded.set(node, Math.min(1, old + step));
      moving ||= old + step < 1;
    }
    for (const node of scene.faded.keys()) if (!here.has(node)) scene.faded.delete(node);
    if (moving) scene.paint("names");
    return (label) => scene.faded.get(label.node);
  };

  kg.paintNames = (scene, context) => kg.paintLabels(context, scene.labels, fade(scene));

  kg.paintGround = (scene, context) => {
    land(scene, context);
    links(scene, context);
    const kinds = inSight(scene);
    for (const [kind, nodes] of Object.entries(kinds)) kg.paintDots(scene, context, nodes, kind);
    const large = [...kinds.M, ...kinds.D, ...kinds.C].filter((node) => scene.radius(node) > 3);
    const dots = large.map((node) => ({ node, x: scene.screenX(node), y: scene.screenY(node), radius: scene.radius(node) }));
    scene.labels = kg.placeLabels(context, kg.wantedLabels(scene), dots, scene.width, kg.covered(scene, context));
  };
}
