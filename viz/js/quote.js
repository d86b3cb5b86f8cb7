"use strict";
// What a reader takes away as text: every name in it goes through one of these.

/** A text as a Cypher literal, on one line, whatever stands in it: JSON's escapes are Cypher's. */
kg.cypherText = (text) => JSON.stringify(text);

/** A value as a cell of CSV; one that a spreadsheet would take for a formula is made text. */
kg.csvCell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** A text within XML; what XML cannot hold (control characters, halves of pairs) is a replacement character. */
kg.xmlText = (text) => {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd").replace(/[&<>"]/g, (c) => escapes[c]);
};
