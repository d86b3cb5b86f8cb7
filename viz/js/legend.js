"use strict";
// The legend: what the marks mean, how many there are, and a switch for each.

kg.Legend = class {
  constructor(scene, changed) {
    const counts = {};
    for (const kind of scene.graph.types) counts[kind] = (counts[kind] ?? 0) + 1;
    const buttons = Object.entries(kg.KINDS).map(([kind, { many }]) => {
      const button = kg.el(
        "button",
        { type: "button", "aria-pressed": "true", "data-type": kind, title: `Hide ${many.toLowerCase()}` },
        kg.glyph(kind),
        kg.el("span", { class: "what" }, many),
        kg.el("span", { class: "number" }, kg.number(counts[kind] ?? 0)),
      );
      button.addEventListener("click", () => {
        const hide = !scene.hidden.has(kind);
        scene.hidden[hide ? "add" : "delete"](kind);
        button.setAttribute("aria-pressed", String(!hide));
        button.title = `${hide ? "Show" : "Hide"} ${many.toLowerCase()}`;
        changed();
      });
      return button;
    });
    kg.byId("legend").append(...buttons);
  }
};
