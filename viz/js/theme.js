"use strict";
// The colours of style.css, for the canvas; read again when the reader's system changes between light and dark.

{
  const NAMES = ["sea", "land-1", "land-2", "land-3", "coast", "ink", "soft", "paper", "edge", "halo", "ring", "M", "D", "C"];
  for (let i = 1; i <= kg.HUES; i++) NAMES.push(`c${i}`);

  kg.theme = {};

  const read = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of NAMES) kg.theme[name] = style.getPropertyValue(`--${name}`).trim();
    kg.theme.P = kg.theme.paper;
    kg.theme.sans = getComputedStyle(document.body).fontFamily;
  };

  /** Call `changed` whenever the colours have. */
  kg.watchTheme = (changed) => {
    read();
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", () => {
        read();
        changed();
      });
    }
  };
}
