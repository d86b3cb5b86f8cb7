"use strict";
// The legend: what the marks mean, how many are seen, and a switch for each; where colours are those of communities,
// these too, each to be seen alone.

kg.Legend = class {
  constructor(scene) {
    this.scene = scene;
    this.all = scene.filter.shown; // as long as nothing is filtered
    this.place = kg.byId("legend");
    this.buttons = Object.entries(kg.KINDS).map(([kind, { many }]) => {
      const label = [kg.el("span", { class: "what" }, many), kg.el("span", { class: "number" })];
      const click = () => {
        const { hide } = kg.page.state;
        kg.set?.({ hide: hide.includes(kind) ? hide.replace(kind, "") : hide + kind });
      };
      return kg.button({ "data-type": kind, click }, kg.glyph(kind), ...label);
    });
    this.place.append(...this.buttons);
    this.hues = kg.el("div", { class: "hues", role: "group", "aria-label": "Communities", hidden: true });
    this.place.after(this.hues);
    this.show(kg.state.empty());
  }

  /** Show a state: what is switched off, and how many are seen. */
  show({ hide, colour, community }) {
    const { graph, filter } = this.scene;
    for (const button of this.buttons) {
      const kind = button.dataset.type;
      const off = hide.includes(kind);
      const all = this.all[kind];
      const here = off ? all : filter.shown[kind];
      button.setAttribute("aria-pressed", String(!off));
      button.title = `${off ? "Show" : "Hide"} ${kg.KINDS[kind].many.toLowerCase()}`;
      button.querySelector(".number").textContent = here < all ? `${kg.number(here)} of ${kg.number(all)}` : kg.number(all);
    }
    this.hues.hidden = colour !== "community";
    if (this.hues.hidden) return;
    const had = this.hues.contains(document.activeElement) ? document.activeElement.dataset.community : null;
    this.hues.replaceChildren(
      ...graph.largest.map((number, i) => {
        const alone = community === number;
        const click = () => kg.set({ community: alone ? null : number });
        const name = graph.communityName(number).split(", ")[0];
        const properties = { "aria-pressed": String(alone), "data-community": number, title: `Only ${graph.communityName(number)}`, click };
        return kg.button(properties, kg.el("span", { class: "hue", "data-hue": i + 1, "aria-hidden": "true" }), name);
      }),
    );
    if (had !== null) this.hues.querySelector(`[data-community="${had}"]`)?.focus();
  }
};
