"use strict";
// How the map is drawn and what of it: a form of selects, and beside the map a word on each limit that is set.

{
  const { el } = kg;
  const FEW = [2, 3, 5, 10];
  const NAMES = {
    pagerank: "PageRank", degree: "degree", betweenness: "betweenness", closeness: "closeness",
    eigenvector: "eigenvector centrality", core: "core number",
  };

  kg.measureName = (name) => NAMES[name];

  /** 1, 2, 5, 10, 20, 50 … below a number. */
  const steps = (end) => {
    const found = [];
    for (let ten = 1; ten < end; ten *= 10) found.push(...[2, 5, 10].map((n) => n * ten).filter((n) => n < end));
    return found.reverse();
  };

  kg.Controls = class {
    constructor(graph) {
      this.graph = graph;
      this.form = kg.byId("controls");
      this.limits = kg.byId("limits");
      this.selects = new Map();
      this.#fill();
      this.form.addEventListener("change", ({ target }) => {
        const [name, read] = this.selects.get(target);
        kg.set({ [name]: read(target.value) });
      });
      kg.byId("everything").addEventListener("click", () => kg.set(kg.state.limits));
    }

    #add(name, label, options, read) {
      const select = el("select", {}, options.map(([value, text]) => el("option", { value }, text)));
      this.selects.set(select, [name, read]);
      this.form.querySelector(".fields").append(el("label", {}, el("span", {}, label), select));
    }

    #fill() {
      const { graph } = this;
      const text = (value) => value;
      const number = (value) => (value === "" ? null : Number(value));
      const hubs = d3.max(d3.range(graph.papers, graph.count), (node) => graph.spread(node)) ?? 0;
      const years = [...new Set(graph.years.filter((year) => year !== null))].sort(d3.ascending);
      const named = d3.max(graph.index.mentions, (some) => d3.max(some)) ?? 1;
      const communities = [...graph.communitySizes].filter(([, papers]) => papers > 1);
      this.#add("colour", "Colour by", [["type", "type"], ["community", "community"]], text);
      this.#add("size", "Size by", Object.keys(graph.index.measures).map((name) => [name, NAMES[name]]), text);
      if (years.length > 1) {
        this.#add("from", "From", [["", "any year"], ...years.map((year) => [year, year])], number);
        this.#add("until", "Until", [["", "any year"], ...years.map((year) => [year, year])], number);
      }
      if (communities.length > 1) {
        const names = communities.slice(0, 200).map(([n, papers]) => [n, `${graph.communityName(n)} (${kg.number(papers)})`]);
        this.#add("community", "Community", [["", "all"], ...names], number);
      }
      if (hubs > 2) {
        this.#add("most", "Hide hubs", [["", "none"], ...steps(hubs).map((n) => [n, `in over ${kg.number(n)} papers`])], number);
      }
      if (named > 1) {
        const options = FEW.filter((n) => n <= named).map((n) => [n, `named ${n} times or more`]);
        this.#add("mentions", "Links", [[1, "all"], ...options], number);
      }
    }

    /** Show a state, and what is seen in it. */
    show(state, { papers, entities }, limited) {
      for (const [select, [name]] of this.selects) {
        const value = String(state[name] ?? "");
        // A value from an address that the form has not is one all the same.
        if (![...select.options].some((option) => option.value === value)) select.append(el("option", { value }, value));
        select.value = value;
      }
      const chips = this.#chips(state).map(([what, undo]) =>
        el("li", {}, kg.button({ click: () => kg.set(undo), title: "Take this limit away" }, what, el("span", { "aria-hidden": "true" }, " ×"))),
      );
      const count = `${kg.count(papers, "paper")} and ${kg.number(entities)} of what they share`;
      const had = this.limits.contains(document.activeElement);
      this.limits.replaceChildren(...(limited ? [el("li", { class: "count" }, count), ...chips] : chips));
      if (had) (this.limits.querySelector("button") ?? kg.byId("view")).focus();
    }

    /** Each limit in words, and what takes it away. */
    #chips({ from, until, community, most, mentions, around, hops, hide }) {
      const { graph } = this;
      const years = from === until ? from : until === null ? `${from} or later` : from === null ? `${until} or earlier` : `${from}–${until}`;
      const without = [...hide].map((kind) => [true, `no ${kg.KINDS[kind].many.toLowerCase()}`, { hide: hide.replace(kind, "") }]);
      return [
        ...without,
        [from !== null || until !== null, years, { from: null, until: null }],
        [community !== null, community !== null && graph.communityName(community), { community: null }],
        [most !== null, `in at most ${kg.count(most ?? 0, "paper")}`, { most: null }],
        [mentions > 1, `named ${mentions} times or more`, { mentions: 1 }],
        [around !== null, around !== null && `${kg.count(hops, "step")} around ${graph.names[around]}`, { around: null, hops: 1 }],
      ].filter(([set]) => set).map(([, what, undo]) => [what, undo]);
    }
  };
}
