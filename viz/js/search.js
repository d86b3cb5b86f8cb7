"use strict";
// The search: names, aliases and titles, as one types. A combobox with a list (WAI-ARIA 1.2).

{
  const MOST = 12;
  const PAPERS = 3; // of the hits, where so many titles answer

  /** How well a folded text answers a folded query, or 0. */
  const score = (text, query, words) => {
    if (text === query) return 100;
    const padded = ` ${text}`;
    if (text.startsWith(query)) return 80;
    if (padded.includes(` ${query}`)) return 60;
    if (words.length > 1 && words.every((word) => padded.includes(` ${word}`))) return 50;
    return query.length > 2 && text.includes(query) ? 25 : 0;
  };

  kg.Search = class {
    constructor(graph, go) {
      this.graph = graph;
      this.go = go;
      this.input = kg.byId("query");
      this.list = kg.byId("hits");
      this.heard = kg.byId("heard");
      this.hits = [];
      this.active = -1;
      this.input.addEventListener("input", () => this.#ask());
      this.input.addEventListener("focus", () => this.input.value && this.#ask());
      this.input.addEventListener("keydown", (event) => this.#key(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
      this.list.addEventListener("click", (event) => {
        const row = event.target.closest("[role=option]");
        if (row) this.#choose(Number(row.dataset.at));
      });
    }

    /** The best answers: {node, name, alias}. */
    find(question) {
      const query = kg.fold(question);
      if (!query) return [];
      const words = query.split(" ");
      const best = new Map();
      for (const entry of this.#entries()) {
        const found = score(entry.text, query, words);
        if (!found) continue;
        const worth = found + entry.worth;
        if (worth > (best.get(entry.node)?.worth ?? 0)) best.set(entry.node, { ...entry, worth });
      }
      const hits = [...best.values()].sort((a, b) => b.worth - a.worth || a.node - b.node);
      const papers = hits.filter((hit) => this.graph.isPaper(hit.node)).slice(0, PAPERS);
      const first = hits.slice(0, MOST - papers.length).filter((hit) => !papers.includes(hit));
      return [...new Set([...first, ...papers, ...hits])].slice(0, MOST).sort((a, b) => hits.indexOf(a) - hits.indexOf(b));
    }

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.active = -1;
    }

    /** Everything that can be found, folded when the first question comes. */
    #entries() {
      if (this.entries) return this.entries;
      const { graph } = this;
      const entries = graph.names.map((name, node) => {
        const drawn = graph.isDrawn(node);
        const worth = graph.isPaper(node) ? 0 : drawn ? 6 + 14 * graph.size[node] : 3;
        return { node, text: kg.fold(name), worth };
      });
      for (let node = graph.papers; node < graph.names.length; node++) {
        for (const alias of graph.aliases(node)) {
          entries.push({ node, text: kg.fold(alias), alias, worth: entries[node].worth - 2 });
        }
      }
      return (this.entries = entries);
    }

    #ask() {
      const question = this.input.value.trim();
      if (!question) {
        this.heard.textContent = "";
        return this.close();
      }
      this.hits = this.find(question);
      this.active = -1;
      this.input.removeAttribute("aria-activedescendant");
      this.list.replaceChildren(...this.hits.map((hit, i) => this.#row(hit, i, kg.fold(question))));
      if (!this.hits.length) {
        this.list.append(kg.el("li", { class: "none", role: "presentation" }, `Nothing here is called “${question}”.`));
      }
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.heard.textContent = this.hits.length ? kg.count(this.hits.length, "hit") : "No hits";
    }

    #row({ node, alias }, i, query) {
      const { graph } = this;
      const kind = graph.types[node];
      const aside = graph.isPaper(node) ? (graph.index.date[node] ?? "").slice(0, 4) : kg.count(graph.spread(node), "paper");
      const name = kg.el("span", { class: "name" }, ...this.#bold(graph.names[node], query));
      if (alias && kg.fold(alias) !== kg.fold(graph.names[node])) {
        name.append(kg.el("span", { class: "alias" }, " also ", ...this.#bold(alias, query)));
      }
      return kg.el(
        "li",
        { role: "option", id: `hit-${i}`, "aria-selected": "false", "data-at": i },
        kg.glyph(kind),
        kg.el("span", { class: "type" }, kg.KINDS[kind].one),
        name,
        kg.el("span", { class: "aside" }, aside),
      );
    }

    /** The name with the part that answers in bold, where it stands in it literally. */
    #bold(name, query) {
      const at = name.toLowerCase().indexOf(query);
      if (at < 0 || name.toLowerCase().length !== name.length) return [name];
      const end = at + query.length;
      return [name.slice(0, at), kg.el("b", {}, name.slice(at, end)), name.slice(end)];
    }

    #key(event) {
      const open = !this.list.hidden;
      const last = this.hits.length - 1;
      if (event.key === "ArrowDown" && last >= 0) this.#point(open && this.active < last ? this.active + 1 : 0);
      else if (event.key === "ArrowUp" && last >= 0) this.#point(this.active > 0 ? this.active - 1 : last);
      else if (event.key === "Enter" && open && last >= 0) this.#choose(Math.max(this.active, 0));
      else if (event.key === "Escape" && (open || this.input.value)) {
        this.input.value = "";
        this.heard.textContent = "";
        this.close();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    #point(i) {
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.active = i;
      [...this.list.children].forEach((row, j) => row.setAttribute("aria-selected", String(i === j)));
      this.input.setAttribute("aria-activedescendant", `hit-${i}`);
      this.list.children[i].scrollIntoView({ block: "nearest" });
    }

    #choose(i) {
      const hit = this.hits[i];
      if (!hit) return;
      this.input.value = "";
      this.heard.textContent = "";
      this.close();
      this.go(hit.node);
    }
  };
}
