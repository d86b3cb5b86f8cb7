"use strict";
// The namespace of the page, and what every other script leans on: elements, numbers, kinds of node.
// Scripts run in the order in which page.html names them; each adds to `kg` and keeps its helpers in a block.

const kg = {};

kg.KINDS = {
  P: { one: "Paper", many: "Papers" },
  M: { one: "Method", many: "Methods" },
  D: { one: "Dataset", many: "Datasets" },
  C: { one: "Concept", many: "Concepts" },
};

/** How many communities have a colour of their own. */
kg.HUES = 8;

{
  const format = new Intl.NumberFormat("en");

  /** An element. Children are nodes or text; text never becomes markup. */
  kg.el = (tag, properties, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  };

  /** The same for a picture in the text. */
  kg.svg = (tag, properties, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(properties ?? {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  kg.number = (n) => format.format(n);

  /** "1 paper", "2,000 papers". */
  kg.count = (n, one, many = `${one}s`) => `${kg.number(n)} ${n === 1 ? one : many}`;

  /** "2nd". */
  kg.ordinal = (n) => {
    const ending = { one: "st", two: "nd", few: "rd", other: "th" };
    return kg.number(n) + ending[new Intl.PluralRules("en", { type: "ordinal" }).select(n)];
  };

  kg.byId = (id) => document.getElementById(id);

  /** A button; `properties` may hold listeners. */
  kg.button = (properties, ...children) => kg.el("button", { type: "button", ...properties }, ...children);

  kg.glyph = (kind) => kg.el("span", { class: "glyph", "data-type": kind, "aria-hidden": "true" });

  /** An address that a reader may follow out of the page, or null: the web's and no other. */
  kg.outward = (address) => {
    if (typeof address !== "string" || !/^https?:\/\//i.test(address)) return null;
    try {
      return new URL(address).href;
    } catch {
      return null;
    }
  };

  kg.calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
}
