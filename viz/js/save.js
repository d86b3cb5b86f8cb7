"use strict";
// What one can take away: the picture as PNG or SVG, the selection as CSV or as the Cypher query that asks for it.

{
  const { el } = kg;
  const RELATIONS = { P: "PROPOSES", U: "USES", S: "STUDIES" };
  const ALL = "PROPOSES|USES|STUDIES";
  const DIMMED = 0.28; // as in style.css
  const SHARP = 2; // pixels of a saved picture to one of the screen, at least
  const COLUMNS = ["paper_id", "title", "date", "relation", "type", "entity_id", "entity", "mentions"];

  /** The label of a node in the graph, which is what the page calls it, too. */
  const label = (graph, node) => kg.KINDS[graph.types[node]].one;

  /** What stands before the ground, which is dimmed where something does. */
  const rest = (scene, context) => {
    if (!scene.dimmed) kg.paintLabels(context, scene.labels);
    kg.paintFront(scene, context);
  };

  const png = async (scene) => {
    const { width, height } = scene;
    const ratio = Math.max(SHARP, scene.ratio);
    const sheet = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: width * ratio, height: height * ratio });
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      return context;
    };
    const [whole, ground] = [sheet(), sheet()];
    whole.fillStyle = kg.theme.sea;
    whole.fillRect(0, 0, width, height);
    kg.paintGround(scene, ground);
    whole.globalAlpha = scene.dimmed ? DIMMED : 1;
    whole.drawImage(ground.canvas, 0, 0, width, height);
    whole.globalAlpha = 1;
    rest(scene, whole);
    return new Promise((done) => whole.canvas.toBlob(done, "image/png"));
  };

  const svg = (scene) => {
    const context = new kg.SvgContext(scene.width, scene.height, kg.theme.sea);
    context.group(scene.dimmed ? DIMMED : 1);
    kg.paintGround(scene, context);
    context.ungroup();
    rest(scene, context);
    return new Blob([context.text], { type: "image/svg+xml" });
  };

  /** The links that are meant: those of a path, of what is chosen, or all that are seen; as [paper, entity] by turns. */
  kg.selection = (scene, state) => {
    const { graph, filter } = scene;
    const ordered = (a, b) => (graph.isPaper(a) ? [a, b] : [b, a]);
    if (scene.path) return scene.path.slice(1).map((node, i) => ordered(scene.path[i], node));
    const { node } = state;
    const own = (paper) => graph.entitiesOf(paper).map((entity) => [paper, entity.node]);
    const seen = ([paper, entity]) => filter.passes(paper) && filter.passes(entity) && filter.joins(paper, entity);
    if (node !== null && graph.isPaper(node)) return own(node).filter(seen);
    if (node !== null) return graph.papersOf(node).sort(d3.ascending).map((paper) => [paper, node]).filter(seen);
    return d3.range(graph.papers).flatMap((paper) => Array.from(graph.neighbours(paper), (entity) => [paper, entity])).filter(seen);
  };

  kg.csvOf = (scene, state) => {
    const { graph } = scene;
    const rows = kg.selection(scene, state).map(([paper, entity]) => [
      graph.ids[paper], graph.names[paper], graph.index.date[paper], RELATIONS[graph.role(paper, entity)],
      label(graph, entity), graph.ids[entity], graph.names[entity], graph.mentionsOf(paper, entity),
    ]);
    return [COLUMNS, ...rows].map((row) => `${row.map(kg.csvCell).join(",")}\r\n`).join("");
  };

  /** A query for the same links, which every engine of ours answers. */
  kg.cypherOf = (scene, state) => {
    const { graph } = scene;
    const one = (node, name) => `(${name}:${label(graph, node)} {id: ${kg.cypherText(graph.ids[node])}})`;
    if (scene.path) {
      const names = scene.path.map((_, i) => `n${i}`);
      const chain = scene.path.map((node, i) => one(node, names[i])).join(`-[:${ALL}]-`);
      return `MATCH path = ${chain}\nRETURN path`;
    }
    const { node, from, until, community, most, mentions, around } = state;
    const kinds = ["M", "D", "C"].filter((kind) => !state.hide.includes(kind)).map((kind) => kg.KINDS[kind].one);
    const paper = node !== null && graph.isPaper(node) ? one(node, "p") : "(p:Paper)";
    const entity = node !== null && !graph.isPaper(node) ? one(node, "e") : `(e:${(kinds.length ? kinds : ["Method", "Dataset", "Concept"]).join("|")})`;
    const nothing = state.hide.includes("P") || !kinds.length || (node !== null && !scene.filter.passes(node));
    const list = (nodes) => `[${nodes.map((n) => kg.cypherText(graph.ids[n])).join(", ")}]`;
    const seen = (some) => d3.range(graph.count).filter((n) => scene.seen(n) && graph.isPaper(n) === some);
    const limits = [
      nothing && "false",
      from !== null && `p.year >= ${from}`,
      until !== null && `p.year <= ${until}`,
      community !== null && `p.community = ${community}`,
      most !== null && `e.papers <= ${most}`,
      mentions > 1 && `r.mentions >= ${mentions}`,
      node === null && `e.papers > 1`,
      around !== null && `p.id IN ${list(seen(true))}`,
      around !== null && `e.id IN ${list(seen(false))}`,
    ].filter(Boolean);
    const where = limits.length ? `\nWHERE ${limits.join(" AND ")}` : "";
    return `MATCH ${paper}-[r:${ALL}]->${entity}${where}\nRETURN p, r, e\nORDER BY p.id, e.id`;
  };

  const download = (blob, name) => {
    const address = URL.createObjectURL(blob);
    el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };

  kg.Save = class {
    constructor(scene, state) {
      const { graph } = scene;
      const stem = kg.fold(graph.about.title).replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "map";
      const dialog = kg.byId("cypher");
      const field = dialog.querySelector("textarea");
      const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });
      const ways = {
        png: async () => download(await png(scene), `${stem}.png`),
        svg: () => download(svg(scene), `${stem}.svg`),
        csv: () => download(text(`\ufeff${kg.csvOf(scene, state())}`, "text/csv"), `${stem}.csv`),
        cypher: () => {
          const { left_out_papers: papers, left_out_entities: entities, around } = graph.about;
          kg.byId("beyond").hidden = !(papers || entities || around);
          field.value = kg.cypherOf(scene, state());
          dialog.showModal();
          field.select();
        },
      };
      for (const button of kg.byId("takeaway").querySelectorAll("button")) {
        button.addEventListener("click", () => {
          kg.page.closeMenus();
          ways[button.dataset.way]();
        });
      }
      kg.byId("copy").addEventListener("click", () => {
        field.select();
        // A page from disk, or in a frame, may not be let at the clipboard in the newer way.
        navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy")) ?? document.execCommand("copy");
      });
    }
  };
}
