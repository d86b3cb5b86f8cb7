"use strict";
// The table behind the picture: the same nodes, under the same filters, sorted by any column.

{
  const { el } = kg;
  const PAGE = 100;

  /** The columns: name, head, what a node has in it, and how that is shown. */
  const columns = ({ graph, filter }, measure) => {
    const year = (node) => {
      const years = graph.isPaper(node) ? [graph.years[node]] : filter.links(node).map((paper) => (graph.isPaper(paper) ? graph.years[paper] : null));
      return d3.min(years.filter((y) => y !== null)) ?? null;
    };
    const value = (node) => graph.index.measures[measure][node];
    const all = [
      { name: "type", head: "Type", of: (node) => kg.KINDS[graph.types[node]].one },
      { name: "name", head: "Name", of: (node) => graph.names[node] },
      { name: "links", head: "Links", number: true, of: (node) => filter.links(node).length },
      { name: "year", head: "Since", number: true, of: year, show: String },
      { name: "community", head: "Community", of: (node) => graph.communityName(graph.communities[node]) },
      { name: "measure", head: kg.measureName(measure), number: true, of: value, show: (n) => String(n) },
    ];
    return all.filter(({ name }) => name !== "year" || graph.years.some((y) => y !== null));
  };

  kg.Table = class {
    constructor(scene) {
      this.scene = scene;
      this.place = kg.byId("table");
      this.body = el("tbody", {});
      this.head = el("tr", {});
      this.caption = el("caption", { "aria-live": "polite" });
      this.more = kg.button({ class: "more", click: () => this.#more() });
      const table = el("table", {}, this.caption, el("thead", {}, this.head), this.body);
      this.place.append(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of what the map shows" }, table, this.more));
    }

    /** Show the table of a state, or hide it. */
    show(state) {
      const open = state.table !== null;
      this.place.hidden = !open;
      kg.byId("tabled").setAttribute("aria-pressed", String(open));
      if (!open) return;
      const { graph } = this.scene;
      const falling = state.table.startsWith("-");
      const found = columns(this.scene, state.size);
      const by = found.find(({ name }) => name === state.table.replace("-", "")) ?? found[2];
      const nodes = d3.range(graph.count).filter((node) => this.scene.seen(node));
      const keys = new Map(nodes.map((node) => [node, by.of(node)]));
      const collator = new Intl.Collator("en", { numeric: true });
      const compare = (a, b) => (by.number ? a - b : collator.compare(a, b));
      nodes.sort((a, b) => {
        const [x, y] = [keys.get(a), keys.get(b)];
        if (x === null || y === null) return (x === null) - (y === null) || a - b; // what has none goes last
        return (falling ? compare(y, x) : compare(x, y)) || a - b;
      });
      this.rows = nodes;
      this.columns = found;
      this.#heads(by, falling);
      this.caption.textContent = `${kg.count(nodes.length, "row")}, by ${by.head.toLowerCase()}, ${falling ? "falling" : "rising"}`;
      this.body.replaceChildren();
      this.#more();
    }

    #heads(by, falling) {
      const cells = this.columns.map((column) => {
        const here = column.name === by.name;
        const next = here ? !falling : Boolean(column.number);
        const button = kg.button({ click: () => this.#sort(column.name, next) }, column.head, el("span", { "aria-hidden": "true" }, here ? (falling ? " ↓" : " ↑") : ""));
        const sorted = here ? (falling ? "descending" : "ascending") : null;
        return el("th", { scope: "col", class: column.number ? "count" : null, "aria-sort": sorted }, button);
      });
      this.head.replaceChildren(...cells);
    }

    #sort(name, falling) {
      kg.set({ table: `${falling ? "-" : ""}${name}` });
      const at = this.columns.findIndex((column) => column.name === name);
      this.head.children[at].querySelector("button").focus();
    }

    #more() {
      const { graph } = this.scene;
      const from = this.body.children.length;
      const rows = this.rows.slice(from, from + PAGE).map((node) =>
        el("tr", {}, this.columns.map(({ name, number, of, show }) => {
          const value = of(node);
          if (name === "name") return el("th", { scope: "row" }, el("a", { href: graph.href(node), "data-node": node }, value));
          if (name === "type") return el("td", {}, el("span", { class: "kind" }, kg.glyph(graph.types[node]), value));
          return el("td", { class: number ? "count" : null }, value === null ? "" : (show ?? (number ? kg.number : String))(value));
        })),
      );
      this.body.append(...rows);
      if (from) rows[0]?.querySelector("a").focus();
      const left = this.rows.length - from - rows.length;
      this.more.hidden = left <= 0;
      this.more.textContent = `Show ${kg.number(Math.min(PAGE, left))} more of ${kg.number(left)}`;
    }
  };
}
