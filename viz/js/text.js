"use strict";
// Offsets, marked text, and the folding that the search compares by.

{
  const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

  /** From an offset in code points (Python's) to one in UTF-16 units (JavaScript's). */
  kg.toUnits = (text) => {
    if (!PAIR.test(text)) return (point) => point;
    const units = [0];
    for (const character of text) units.push(units.at(-1) + character.length);
    return (point) => units[Math.min(point, units.length - 1)];
  };

  /**
   * The part of a text between two offsets as nodes: plain text, and what `mark(surface, what)` makes of each span
   * [start, length, what]. Spans are in order and do not overlap; those that reach out of the part are left plain.
   */
  kg.marked = (text, from, to, spans, mark) => {
    const units = kg.toUnits(text);
    const nodes = [];
    let at = from;
    for (const [start, length, what] of spans) {
      if (start < at || start + length > to) continue;
      nodes.push(text.slice(units(at), units(start)));
      nodes.push(mark(text.slice(units(start), units(start + length)), what));
      at = start + length;
    }
    nodes.push(text.slice(units(at), units(to)));
    return nodes.filter((node) => node !== "");
  };

  kg.points = (text) => (PAIR.test(text) ? Array.from(text).length : text.length);

  /** Lower case, no accents, everything but letters, digits and the signs of C++ and C# a space. */
  kg.fold = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{M}/gu, "")
      .replace(/[^\p{L}\p{N}+#]+/gu, " ")
      .trim();

  /** A list flat by turns, as one of lists. */
  kg.turns = (flat, width) => {
    const rows = [];
    for (let i = 0; i < flat.length; i += width) rows.push(flat.slice(i, i + width));
    return rows;
  };
}
