"use strict";
// The legend: what the marks mean, how many there are, and a switch for each.

kg.Legend = class {
  constructor(scene) {
    const counts = {};
    for (const kind of scene.graph.types) counts[kind] = (counts[kind] ?? 0) + 1;
    this.buttons = Object.entries(kg.KINDS).map(([kind, { many }]) => {
      const label = [kg.el("span", { class: "what" }, many), kg.el("span", { class: "number" }, kg.number(counts[kind] ?? 0))];
      const click = () => {
        const { hide } = kg.page.state;
        kg.set?.({ hide: hide.includes(kind) ? hide.replace(kind, "") : hide + kind });
      };
      return kg.button({ "aria-pressed": "true", "data-type": kind, click }, kg.glyph(kind), ...label);
    });
    kg.byId("legend").append(...this.buttons);
    this.show({ hide: "" });
  }

  /** Show what is switched off. */
  show({ hide }) {
    for (const button of this.buttons) {
      const off = hide.includes(button.dataset.type);
      button.setAttribute("aria-pressed", String(!off));
      button.title = `${off ? "Show" : "Hide"} ${kg.KINDS[button.dataset.type].many.toLowerCase()}`;
    }
  }
};
