"use strict";
// The panel beside the map: an overview, a paper, or an entity. All in it that has a name is a link to it.

{
  const MORE = 100; // that are shown at once afterwards
  const FIRST = 8; // papers of a list that are shown before one asks for all
  const ROLES = { P: "Proposes", U: "Uses", S: "Studies" };
  const PASSIVE = { P: "Proposed in", U: "Used in", S: "Studied in" };
  const el = kg.el;

  const section = (title, count, ...children) =>
    el("section", {}, el("h3", {}, title, count ? el("span", { class: "number" }, kg.number(count)) : null), ...children);

  const link = (graph, node, ...children) =>
    el("a", { href: graph.href(node), "data-node": node }, ...(children.length ? children : [graph.names[node]]));

  const kind = (graph, node) => {
    const type = graph.types[node];
    return el("p", { class: "kind" }, kg.glyph(type), kg.KINDS[type].one);
  };

  const heading = (graph, node, ...children) =>
    el("h2", { tabindex: "-1", lang: "en" }, ...(children.length ? children : [graph.names[node]]));

  const FINDERS = ["by the model", "by a word list", "by a pattern", "as an acronym"]; // as FOUND_BY in blocks.py

  /** A surface in a running text, marked as what it names; the pointer on it learns how it was found. */
  const mention = (graph) => (surface, { node, how }) => {
    const finder = FINDERS[Math.floor(how / 1000)];
    const found = finder ? `${kg.KINDS[graph.types[node]].one}, found ${finder}, confidence ${(how % 1000) / 100}` : null;
    const properties = { href: graph.href(node), "data-node": node, "data-type": graph.types[node], "data-how": found };
    return el("a", { class: graph.spread(node) > 1 ? "mention" : "mention alone", ...properties }, surface);
  };

  /** What can be done with a node: its surroundings alone, or a path from it. */
  const actions = (graph, node) => {
    if (!graph.isDrawn(node)) return null;
    const only = (hops, text) => kg.button({ click: () => kg.set({ around: node, hops }) }, text);
    const path = kg.button({ click: () => kg.pick(node) }, "Path to …");
    return el("p", { class: "actions" }, only(1, "Only neighbours"), only(2, "Within 2 steps"), path);
  };

  /** Where the limits leave out what is chosen. */
  const outside = (node, filter) => {
    if (filter.passes(node)) return null;
    const button = kg.button({ click: () => kg.byId("everything").click() }, "Show everything");
    return el("p", { class: "note actions" }, "Outside the limits that are set. ", button);
  };

  /** Fill `place` with the sentence that joins a paper and an entity. */
  kg.quote = (graph, paper, entity, place, still) =>
    graph.evidence(paper, entity).then((found) => {
      if (!found) return place.remove();
      const { text, from, to, span } = found;
      if (still()) place.replaceChildren(...kg.marked(text, from, to, [span], (s) => el("mark", { "data-type": graph.types[entity] }, s)));
    });

  const chips = (graph, nodes, aside = () => null) =>
    el(
      "ul",
      { class: "chips" },
      nodes.map((node) => {
        const more = aside(node);
        const content = [kg.glyph(graph.types[node]), el("span", {}, graph.names[node])];
        if (more !== null) content.push(el("span", { class: "number" }, more));
        return el("li", {}, link(graph, node, ...content));
      }),
    );

  /** A list of which the first few are shown; `fill` may be told what came to be shown. */
  const long = (items, row, what) => {
    const list = el("ol", { class: "papers" }, items.slice(0, FIRST).map(row));
    if (items.length <= FIRST) return [list];
    const button = kg.button({ class: "more" });
    const left = () => items.length - list.children.length;
    const say = () => (button.textContent = left() > MORE ? `Show ${MORE} more of ${kg.number(left())}` : `Show all ${kg.number(items.length)} ${what}`);
    button.addEventListener("click", () => {
      const next = items.slice(list.children.length, list.children.length + MORE).map(row);
      list.append(...next);
      next[0].querySelector("a")?.focus();
      if (left()) say();
      else button.remove();
    });
    say();
    return [list, button];
  };

  // ---- a paper

  const about = (graph, paper) => {
    const { date, venue, authors, url, sources, files } = graph.index;
    const out = kg.outward(url[paper]);
    const parts = [date[paper], venue[paper]].filter(Boolean).map((part) => el("span", {}, part));
    for (const file of files[paper]) parts.push(el("span", { class: "file" }, `from ${sources[file]}`));
    if (out) parts.push(el("a", { href: out, rel: "noopener noreferrer", target: "_blank" }, `${new URL(out).host} ↗`));
    return [
      authors[paper].length ? el("p", { class: "authors" }, authors[paper].join(", ")) : null,
      parts.length ? el("p", { class: "meta" }, parts) : null,
    ];
  };

  const held = (graph, paper) => {
    const entities = graph.entitiesOf(paper);
    return Object.entries(ROLES).map(([role, title]) => {
      const nodes = entities.filter((entity) => entity.role === role).map(({ node }) => node);
      nodes.sort((a, b) => graph.spread(b) - graph.spread(a) || a - b);
      if (!nodes.length) return null;
      return section(title, nodes.length, chips(graph, nodes, (node) => (graph.spread(node) > 1 ? graph.spread(node) : null)));
    });
  };

  const nearest = (graph, paper) => {
    const rows = graph.nearest(paper).map(({ node, shared }) => {
      const why = shared.slice(0, 4).flatMap((entity, i) => [i ? ", " : "", link(graph, entity)]);
      const rest = shared.length - 4;
      if (rest > 0) why.push(` and ${kg.number(rest)} more`);
      return el("li", {}, link(graph, node), shared.length ? el("p", { class: "why" }, "both: ", ...why) : null);
    });
    return rows.length ? section("Nearest papers", 0, el("ol", { class: "papers" }, rows)) : null;
  };

  const paper = (graph, node, still, filter) => {
    const title = heading(graph, node);
    const abstract = el("div", { class: "abstract", "aria-busy": "true" });
    graph.text(node).then((found) => {
      if (!still()) return;
      abstract.removeAttribute("aria-busy");
      if (!found) {
        const size = `${kg.number(Math.round(graph.about.left_out_texts / 1e6))} MB`;
        return abstract.replaceChildren(el("p", { class: "note" }, `The abstracts would make this page ${size} larger and are left out. A page around one thing (kg view --around), or of fewer papers (--nodes), has them.`));
      }
      const end = kg.points(found.text);
      title.replaceChildren(...kg.marked(found.text, 0, found.title, found.mentions, mention(graph)));
      abstract.replaceChildren(...kg.marked(found.text, found.title + 1, end, found.mentions, mention(graph)));
      if (end === found.title + 1) abstract.replaceChildren(el("p", { class: "note" }, "It has no abstract."));
    });
    return [kind(graph, node), title, ...about(graph, node), outside(node, filter), actions(graph, node), abstract, ...held(graph, node), nearest(graph, node)];
  };

  // ---- an entity

  const evidence = (graph, entity, still) => (paper) => {
    const quote = el("p", { class: "quote" });
    kg.quote(graph, paper, entity, quote, still);
    const year = graph.years[paper];
    return el("li", {}, link(graph, paper), year ? el("span", { class: "year" }, ` ${year}`) : null, quote);
  };

  /** What the entity is, in the words of a paper that says so. */
  const definition = (graph, entity, still) => {
    const paper = graph.definedBy(entity);
    if (paper === null || graph.about.left_out_texts) return null;
    const quote = el("p", { class: "quote" });
    kg.quote(graph, paper, entity, quote, still);
    return el("blockquote", { class: "definition" }, quote, el("p", { class: "why" }, "— ", link(graph, paper)));
  };

  /** How many papers of each year hold it, as bars. */
  const byYear = (graph, papers) => {
    const counts = d3.rollup(papers.filter((paper) => graph.years[paper] !== null), (some) => some.length, (paper) => graph.years[paper]);
    const [first, last] = d3.extent(counts.keys());
    if (counts.size < 2 || last - first > 200) return null;
    const years = d3.range(first, last + 1);
    const most = d3.max(counts.values());
    const wide = 320 / years.length;
    const bars = years.map((year, i) => {
      const count = counts.get(year) ?? 0;
      const high = (60 * count) / most;
      const bar = kg.svg("rect", { x: (i * wide + 1).toFixed(2), y: (60 - high).toFixed(2), width: Math.max(1, wide - 2).toFixed(2), height: high.toFixed(2) });
      const whole = kg.svg("rect", { x: (i * wide).toFixed(2), y: 0, width: wide.toFixed(2), height: 60, class: "whole" });
      return kg.svg("g", {}, kg.svg("title", {}, `${year}: ${kg.count(count, "paper")}`), whole, bar);
    });
    const words = years.filter((year) => counts.has(year)).map((year) => `${year}: ${counts.get(year)}`).join(", ");
    const chart = kg.svg("svg", { viewBox: "0 0 320 60", role: "img", "aria-label": `Papers by year. ${words}`, preserveAspectRatio: "none" }, ...bars);
    const title = el("h3", {}, "By year", el("span", { class: "unit" }, `up to ${kg.count(most, "paper")}`));
    return el("section", {}, title, el("div", { class: "years" }, chart, el("p", {}, el("span", {}, String(first)), el("span", {}, String(last)))));
  };

  const holders = (graph, entity, still, filter) => {
    const papers = graph.papersOf(entity).sort((a, b) => filter.passes(b) - filter.passes(a)); // those that are shown first
    const row = (paper) => {
      const item = evidence(graph, entity, still)(paper);
      item.classList.toggle("out", !filter.passes(paper));
      return item;
    };
    return Object.entries(PASSIVE).map(([role, title]) => {
      const some = papers.filter((paper) => graph.role(paper, entity) === role);
      return some.length ? section(title, some.length, ...long(some, row, "papers")) : null;
    });
  };

  const together = (graph, entity) => {
    const rows = graph.related(entity);
    if (!rows.length) return null;
    const list = rows.map(({ node, papers, npmi }) => {
      const bar = el("meter", { min: 0, max: 1, value: npmi, title: `normalised pointwise mutual information ${npmi}` });
      return el("li", {}, link(graph, node, kg.glyph(graph.types[node]), el("span", {}, graph.names[node])), el("span", { class: "number" }, kg.number(papers)), bar);
    });
    return section("Goes with", 0, el("ul", { class: "bars" }, list));
  };

  const entity = (graph, node, still, filter) => {
    const type = kg.KINDS[graph.types[node]];
    const { place, counts } = graph.index;
    const plain = (name) => kg.fold(name).replaceAll(" ", "").replace(/s$/, ""); // a plural or a hyphen tells nothing
    const aliases = graph.aliases(node).filter((alias) => plain(alias) !== plain(graph.names[node]));
    const [spread, here] = [graph.spread(node), graph.papersOf(node).length];
    const shown = graph.papersOf(node).filter((paper) => filter.passes(paper)).length;
    const some = shown < here ? `, ${kg.number(shown)} of them shown` : here < spread ? `, ${kg.number(here)} of them here` : "";
    const reach = `in ${kg.count(spread, "paper")}${some}`;
    const rank = `${kg.ordinal(place[node])} most central of ${kg.count(counts[graph.types[node]], type.one.toLowerCase())}`;
    const wider = graph.wider.get(node) ?? [];
    const narrower = (graph.narrower.get(node) ?? []).sort((a, b) => graph.spread(b) - graph.spread(a) || a - b);
    return [
      kind(graph, node),
      heading(graph, node),
      aliases.length ? el("p", { class: "aliases" }, "also ", aliases.join(", ")) : null,
      el("p", { class: "meta" }, el("span", {}, reach), spread > 1 ? el("span", {}, rank) : null),
      outside(node, filter),
      actions(graph, node),
      definition(graph, node, still),
      byYear(graph, graph.papersOf(node)),
      ...holders(graph, node, still, filter),
      together(graph, node),
      wider.length ? section("Broader", 0, chips(graph, wider)) : null,
      narrower.length ? section("Narrower", narrower.length, chips(graph, narrower, (n) => (graph.spread(n) > 1 ? graph.spread(n) : null))) : null,
    ];
  };

  // ---- the overview

  const shared = (graph, type) => {
    const nodes = d3.range(graph.papers, graph.count).filter((node) => graph.types[node] === type);
    const here = (node) => graph.neighbours(node).length;
    nodes.sort((a, b) => here(b) - here(a) || graph.index.place[a] - graph.index.place[b]);
    if (!nodes.length) return null;
    const most = here(nodes[0]);
    const rows = nodes.slice(0, 6).map((node) => {
      const bar = el("meter", { min: 0, max: most, value: here(node), "data-type": type });
      return el("li", {}, link(graph, node), el("span", { class: "number" }, kg.number(here(node))), bar);
    });
    const title = el("h3", {}, kg.glyph(type), `Most shared ${kg.KINDS[type].many.toLowerCase()}`, el("span", { class: "unit" }, "papers"));
    return el("section", {}, title, el("ul", { class: "bars" }, rows));
  };

  const islands = (graph, visit) => {
    if (graph.regions.length < 2) return null;
    const rows = graph.regions.map((region) => {
      const name = region.nodes.map((node) => graph.names[node]).join(", ");
      const hue = graph.largest.indexOf(region.community) + 1;
      const mark = el("span", { class: "hue", "data-hue": hue, "aria-hidden": "true" });
      const button = kg.button({ click: () => visit(region) }, mark, name);
      return el("li", {}, button, el("span", { class: "number" }, kg.number(region.papers)));
    });
    const title = el("h3", {}, "Islands", el("span", { class: "unit" }, "papers"));
    return el("section", {}, title, el("ul", { class: "islands" }, rows));
  };

  const leftOut = ({ left_out_papers: papers, left_out_entities: entities }) => {
    const parts = [
      papers ? `${kg.count(papers, "less central paper")} ${papers === 1 ? "is" : "are"} left out; kg view --nodes draws more.` : null,
      entities ? `Of what the papers share, the ${kg.number(entities)} least central have no mark; the search finds them.` : null,
    ];
    return papers || entities ? el("p", { class: "note" }, parts.filter(Boolean).join(" ")) : null;
  };

  const overview = (graph, visit) => {
    const centralPapers = d3.range(graph.papers).sort((a, b) => graph.index.place[a] - graph.index.place[b]);
    return [
      leftOut(graph.about),
      islands(graph, visit),
      ...["M", "D", "C"].map((type) => shared(graph, type)),
      graph.papers
        ? section("Best connected papers", 0, el("ol", { class: "papers" }, centralPapers.slice(0, 5).map((node) => el("li", {}, link(graph, node)))))
        : null,
    ];
  };

  /** Fill the panel: with a path, with what `node` is, or with the overview. */
  kg.showPanel = (scene, { node, to }, visit) => {
    const { graph } = scene;
    const panel = kg.byId("panel");
    const what = `${node} ${to}`;
    const still = () => kg.showing === what;
    const again = still();
    const scrolled = panel.scrollTop;
    kg.showing = what;
    document.body.dataset.view = node === null ? "overview" : "item";
    const back = el("p", { class: "back" }, el("a", { href: "#" }, "← Overview"));
    const item = () => (graph.isPaper(node) ? paper : entity)(graph, node, still, scene.filter);
    const trail = () => kg.trailPanel(graph, scene.path, node, to, scene.filter.limits, still);
    const content = node === null ? overview(graph, visit) : [back, ...(to === null ? item() : trail())];
    panel.replaceChildren(...content.filter((child) => child !== null && child !== undefined));
    panel.scrollTop = again ? scrolled : 0;
  };
}
