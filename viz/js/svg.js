"use strict";
// A canvas that writes down what is drawn on it, as SVG: as much of the canvas's interface as the map uses.

kg.SvgContext = class {
  #parts = [];
  #path = [];
  #moved = ""; // the transform, where there is one
  #kept = [];
  #dash = [];
  #pen = document.createElement("canvas").getContext("2d"); // measures texts

  constructor(width, height, ground) {
    this.size = [width, height];
    this.globalAlpha = 1;
    this.lineWidth = 1;
    this.font = "10px sans-serif";
    this.#parts.push(`<rect width="${width}" height="${height}" fill="${kg.xmlText(ground)}"/>`);
  }

  get text() {
    const [width, height] = this.size;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return [head, ...this.#parts, "</svg>", ""].join("\n");
  }

  /** What is drawn until `ungroup` is seen this much. */
  group(opacity) {
    this.#parts.push(`<g opacity="${opacity}">`);
  }

  ungroup() {
    this.#parts.push("</g>");
  }

  save() {
    this.#kept.push(this.#moved);
  }

  restore() {
    this.#moved = this.#kept.pop() ?? "";
  }

  translate(x, y) {
    this.#moved += ` translate(${this.#number(x)} ${this.#number(y)})`;
  }

  scale(x, y) {
    this.#moved += ` scale(${x} ${y})`;
  }

  setLineDash(dash) {
    this.#dash = dash;
  }

  measureText(text) {
    this.#pen.font = this.font;
    return this.#pen.measureText(text);
  }

  beginPath() {
    this.#path = [];
  }

  moveTo(x, y) {
    this.#path.push(`M${this.#number(x)} ${this.#number(y)}`);
  }

  lineTo(x, y) {
    this.#path.push(`L${this.#number(x)} ${this.#number(y)}`);
  }

  closePath() {
    this.#path.push("Z");
  }

  /** Whole circles alone are drawn on the map. */
  arc(x, y, r) {
    const [n, wide] = [this.#number(r), this.#number(2 * r)];
    this.#path.push(`M${this.#number(x + r)} ${this.#number(y)}a${n} ${n} 0 1 0 -${wide} 0a${n} ${n} 0 1 0 ${wide} 0Z`);
  }

  fill(path) {
    this.#draw(path, { fill: this.fillStyle });
  }

  stroke(path) {
    const dash = this.#dash.length ? { "stroke-dasharray": this.#dash.join(" ") } : {};
    this.#draw(path, { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...dash });
  }

  fillRect(x, y, wide, high) {
    const place = { x: this.#number(x), y: this.#number(y), width: this.#number(wide), height: this.#number(high) };
    this.#parts.push(`<rect${this.#attributes({ ...place, fill: this.fillStyle })}/>`);
  }

  fillText(text, x, y) {
    this.#write(text, x, y, { fill: this.fillStyle });
  }

  strokeText(text, x, y) {
    const line = { "stroke-width": this.lineWidth, "stroke-linejoin": "round" };
    this.#write(text, x, y, { fill: "none", stroke: this.strokeStyle, ...line });
  }

  #draw(path, style) {
    const d = path ? path.data : this.#path.join("");
    if (d) this.#parts.push(`<path d="${d}"${this.#attributes(style)}/>`);
  }

  #write(text, x, y, style) {
    const [, weight, size, family] = /^(\d+) ([\d.]+)px (.*)$/s.exec(this.font) ?? [null, 400, 10, this.font];
    const anchor = { left: "start", right: "end", center: "middle" }[this.textAlign] ?? "start";
    const font = { "font-family": family, "font-size": size, "font-weight": weight, "text-anchor": anchor };
    const place = { x: this.#number(x), y: this.#number(y), "dominant-baseline": "central" };
    this.#parts.push(`<text${this.#attributes({ ...place, ...font, ...style })}>${kg.xmlText(text)}</text>`);
  }

  #attributes(style) {
    const all = { ...style, ...(this.globalAlpha < 1 && { opacity: this.#number(this.globalAlpha) }) };
    if (this.#moved) all.transform = this.#moved.trim();
    return Object.entries(all).map(([name, value]) => ` ${name}="${kg.xmlText(String(value))}"`).join("");
  }

  #number(n) {
    return Number(n.toFixed(2));
  }
};
