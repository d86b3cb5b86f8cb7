"use strict";
// The panel of a path: each node on the way, and between two of them the sentence that joins them.

{
  const { el } = kg;
  const VERBS = { P: "proposes", U: "uses", S: "studies" };
  const BACK = { P: "is proposed in", U: "is used in", S: "is studied in" };

  /** Which papers say it: from a node to the next, with the evidence. */
  const step = (graph, from, to, still) => {
    const [paper, entity] = graph.isPaper(from) ? [from, to] : [to, from];
    const role = graph.role(paper, entity);
    const quote = el("p", { class: "quote" });
    kg.quote(graph, paper, entity, quote, still);
    return el("div", { class: "step" }, el("p", { class: "verb" }, (graph.isPaper(from) ? VERBS : BACK)[role]), quote);
  };

  kg.trailPanel = (graph, path, from, to, limited, still) => {
    const heading = el("h2", { tabindex: "-1" }, `From ${graph.names[from]} to ${graph.names[to]}`);
    if (path === null) {
      const why = limited ? "No path joins the two over what is shown now; take limits away and try again." : "No path joins the two.";
      return [heading, el("p", { class: "note" }, why)];
    }
    const items = path.map((node, i) =>
      el("li", {},
        el("a", { href: graph.href(node), "data-node": node, class: "stop" }, kg.glyph(graph.types[node]), el("span", {}, graph.names[node])),
        i + 1 < path.length ? step(graph, node, path[i + 1], still) : null,
      ),
    );
    const papers = path.filter((node) => graph.isPaper(node)).length;
    const note = `A shortest path: ${kg.count(path.length - 1, "link")} over ${kg.count(papers, "paper")}. Of several as short it is the one over what the fewest papers hold.`;
    return [heading, el("p", { class: "meta" }, note), el("ol", { class: "trail" }, items)];
  };
}
