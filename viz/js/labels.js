"use strict";
// Labels that keep clear of each other and of the larger dots. More of them find room as one zooms in.

{
  const CELL = 64;

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  /** Boxes on the screen, found again by the cells of a grid. */
  class Boxes {
    #cells = new Map();

    *#around(box) {
      for (let i = Math.floor(box.left / CELL); i <= Math.floor(box.right / CELL); i++) {
        for (let j = Math.floor(box.top / CELL); j <= Math.floor(box.bottom / CELL); j++) yield i * 65536 + j;
      }
    }

    add(box) {
      for (const cell of this.#around(box)) {
        if (!this.#cells.has(cell)) this.#cells.set(cell, []);
        this.#cells.get(cell).push(box);
      }
    }

    /** The boxes that meet this one. */
    over(box) {
      const found = new Set();
      for (const cell of this.#around(box)) {
        for (const other of this.#cells.get(cell) ?? []) if (meet(box, other)) found.add(other);
      }
      return found;
    }
  }

  const lines = new Map();

  /** A name in lines of about `wide` characters, at most `most` of them. */
  const wrap = (name, wide, most) => {
    const key = `${wide} ${most} ${name}`;
    if (!lines.has(key)) {
      const found = [""];
      for (const word of name.split(/\s+/)) {
        const last = found.at(-1);
        if (last && last.length + word.length >= wide) found.push(word);
        else found[found.length - 1] = last ? `${last} ${word}` : word;
      }
      const short = found.slice(0, most).map((line) => (line.length > 1.6 * wide ? `${line.slice(0, 1.6 * wide)}…` : line));
      if (found.length > most) short[most - 1] += "…";
      lines.set(key, short);
    }
    return lines.get(key);
  };

  const widths = new Map();

  const width = (context, font, line) => {
    const key = `${font} ${line}`;
    let wide = widths.get(key);
    if (wide === undefined) {
      context.font = font;
      widths.set(key, (wide = context.measureText(line).width));
    }
    return wide;
  };

  /** Beside, under and over the dot, as boxes. */
  const places = (x, y, radius, wide, high) => {
    const gap = radius + 4;
    return [
      { left: x + gap, top: y - high / 2, align: "left" },
      { left: x - gap - wide, top: y - high / 2, align: "right" },
      { left: x - wide / 2, top: y + gap - 1, align: "center" },
      { left: x - wide / 2, top: y - gap - high + 1, align: "center" },
      { left: x + 0.7 * gap, top: y - 0.7 * gap - high, align: "left" },
      { left: x + 0.7 * gap, top: y + 0.7 * gap, align: "left" },
    ].map((box) => ({ ...box, right: box.left + wide, bottom: box.top + high }));
  };

  /**
   * Find room for as many of `wanted` as have it, the first first. Each is {node, x, y, radius, name, size, weight,
   * color, wide, most, covers}; what is placed gets `box` and `lines`. No label covers another. Of the places that are
   * left, one takes that which covers the least of `dots` ({node, x, y, radius}), if that is no more than `covers`,
   * in pixels squared. A label keeps within the `stage`'s width if its dot does,
   * and clear of the boxes that are `taken`.
   */
  kg.placeLabels = (context, wanted, dots, stage, taken) => {
    const placed = new Boxes();
    for (const box of taken) placed.add(box);
    const around = new Boxes();
    for (const { node, x, y, radius } of dots) {
      around.add({ node, area: radius * radius, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
    }
    const covered = (box, node) => {
      let sum = 0;
      for (const dot of around.over(box)) if (dot.node !== node) sum += dot.area;
      return sum;
    };
    return wanted.filter((label) => {
      label.font = `${label.weight} ${label.size}px ${kg.theme.sans}`;
      label.lines = wrap(label.name, label.wide, label.most);
      const wide = Math.max(...label.lines.map((line) => width(context, label.font, line)));
      const high = label.lines.length * label.size * 1.15;
      let least = label.covers;
      label.box = null;
      for (const box of places(label.x, label.y, label.radius, wide, high)) {
        if (placed.over(box).size) continue;
        const out = label.x > 0 && label.x < stage && (box.left < 4 || box.right > stage - 4) ? 1e5 : 0;
        const cost = out + covered(box, label.node);
        if (label.box ? cost < least : cost <= least) [label.box, least] = [box, cost];
      }
      if (label.box) placed.add(label.box);
      return label.box;
    });
  };

  kg.paintLabels = (context, labels, opacity) => {
    context.lineJoin = "round";
    context.textBaseline = "middle";
    for (const label of labels) {
      const { box } = label;
      context.globalAlpha = opacity ? opacity(label) : 1;
      context.font = label.font;
      context.textAlign = box.align;
      const x = box.align === "left" ? box.left : box.align === "right" ? box.right : (box.left + box.right) / 2;
      label.lines.forEach((line, i) => {
        const y = box.top + (i + 0.5) * label.size * 1.15;
        context.strokeStyle = kg.theme.halo;
        context.lineWidth = 3.5;
        context.strokeText(line, x, y);
        context.fillStyle = label.color;
        context.fillText(line, x, y);
      });
    }
    context.globalAlpha = 1;
  };
}
