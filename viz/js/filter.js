"use strict";
// What of the graph is seen: kinds, years, a community, a neighbourhood, without what everybody has.

kg.Filter = class {
  constructor(graph) {
    this.graph = graph;
    this.visible = new Uint8Array(graph.count).fill(1);
    this.state = kg.state.empty();
    this.limits = false;
    this.shown = { P: 0, M: 0, D: 0, C: 0 }; // how many of each kind are seen
    for (const kind of graph.types) this.shown[kind]++;
  }

  /** How many papers and how many entities are seen. */
  get count() {
    const { P, M, D, C } = this.shown;
    return { papers: P, entities: M + D + C };
  }

  /** Whether a node is seen; what has no mark by what it is, and whether one of its papers is. */
  passes(node) {
    const { graph, state } = this;
    if (graph.isDrawn(node)) return this.visible[node] === 1;
    if (state.around !== null || state.hide.includes(graph.types[node]) || (state.most !== null && graph.spread(node) > state.most)) return false;
    return !this.limits || graph.papersOf(node).some((paper) => this.visible[paper] && this.joins(paper, node));
  }

  /** The drawn nodes that one is linked to, as far as they and their links are seen. */
  links(node) {
    return Array.from(this.graph.neighbours(node)).filter((other) => this.visible[other] && this.joins(node, other));
  }

  /** Whether a link is strong enough to count. */
  joins(a, b) {
    if (this.state.mentions <= 1) return true;
    const [paper, entity] = this.graph.isPaper(a) ? [a, b] : [b, a];
    return this.graph.mentionsOf(paper, entity) >= this.state.mentions;
  }

  /** Work out what is seen in a state. */
  update(state) {
    const { graph } = this;
    const { from, until, community, most, mentions, around } = state;
    this.state = state;
    this.limits = Object.entries(kg.state.limits).some(([name, none]) => state[name] !== none);
    const hidden = new Set(state.hide);
    const fits = new Uint8Array(graph.count).fill(1);
    for (let node = 0; node < graph.count; node++) {
      if (graph.isPaper(node)) {
        const year = graph.years[node];
        const outside = (from !== null && year < from) || (until !== null && year > until);
        const undated = year === null && (from !== null || until !== null);
        if (outside || undated || (community !== null && graph.communities[node] !== community)) fits[node] = 0;
      } else if (most !== null && graph.spread(node) > most) fits[node] = 0;
    }
    if (around !== null) fits[around] = 1;
    if (around !== null) this.#keep(fits, this.#near(around, state.hops, fits));
    if (this.limits) this.#joined(fits, around);
    this.shown = { P: 0, M: 0, D: 0, C: 0 };
    for (let node = 0; node < graph.count; node++) {
      this.visible[node] = fits[node] && !hidden.has(graph.types[node]) ? 1 : 0;
      this.shown[graph.types[node]] += this.visible[node];
    }
  }

  #keep(fits, some) {
    for (let node = 0; node < fits.length; node++) if (!some.has(node)) fits[node] = 0;
  }

  /** The nodes within so many links of one. */
  #near(node, hops, fits) {
    const found = new Set([node]);
    let edge = [node];
    for (let hop = 0; hop < hops; hop++) {
      const next = [];
      for (const here of edge) {
        for (const there of this.graph.neighbours(here)) {
          if (!fits[there] || found.has(there) || !this.joins(here, there)) continue;
          found.add(there);
          next.push(there);
        }
      }
      edge = next;
    }
    return found;
  }

  /** Drop the entities that no paper left holds, and, where weak links do not count, the papers that hold nothing. */
  #joined(fits, keep) {
    const { graph } = this;
    const held = new Uint8Array(graph.count);
    for (let paper = 0; paper < graph.papers; paper++) {
      if (!fits[paper]) continue;
      for (const entity of graph.neighbours(paper)) {
        if (fits[entity] && this.joins(paper, entity)) held[paper] = held[entity] = 1;
      }
    }
    for (let node = 0; node < graph.count; node++) {
      if (!held[node] && node !== keep && (this.state.mentions > 1 || !graph.isPaper(node))) fits[node] = 0;
    }
  }
};
