"use strict";
// The land under the dots: where many of them lie, it is high. Contours of their density, in the map's own units.

{
  const FINE = 3.5; // cells of the raster to a spacing, …
  const MOST = 512; // … and to its side
  const CELL = 4; // units of d3's to a cell's side
  const REACH = 0.85; // of a dot, in spacings
  const LEVELS = [0.17, 0.6, 1.2]; // dots to a spacing squared

  const LAKE = 10; // spacings squared; smaller holes are no lakes

  const area = (ring) => {
    let twice = 0;
    for (let i = 1; i < ring.length; i++) twice += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    return twice / 2;
  };

  const path = (contour, scale, left, top, lake) => {
    const land = [];
    for (const polygon of contour.coordinates) {
      for (const [i, ring] of polygon.entries()) {
        if (i > 0 && Math.abs(area(ring)) < lake) continue;
        land.push(...ring.map(([x, y], j) => `${j ? "L" : "M"}${(x / scale + left).toFixed(1)} ${(y / scale + top).toFixed(1)}`), "Z");
      }
    }
    const data = land.join("");
    return Object.assign(new Path2D(data), { data }); // a drawing that is taken away wants it in words
  };

  /** Three areas, the lowest first, as paths; `spacing` is the layout's mean distance between neighbours. */
  kg.terrain = (graph, spacing) => {
    if (!graph.count) return [];
    const margin = 4 * spacing;
    const [left, right] = d3.extent(graph.x);
    const [top, bottom] = d3.extent(graph.y);
    const wide = Math.max(right - left, bottom - top) + 2 * margin;
    const scale = (CELL * Math.min(MOST, (FINE * wide) / spacing)) / wide;
    const contours = d3
      .contourDensity()
      .x((i) => (graph.x[i] - left + margin) * scale)
      .y((i) => (graph.y[i] - top + margin) * scale)
      .size([(right - left + 2 * margin) * scale, (bottom - top + 2 * margin) * scale])
      .cellSize(CELL)
      .bandwidth(REACH * spacing * scale)
      .thresholds(LEVELS.map((level) => level / (spacing * scale) ** 2))(d3.range(graph.count));
    return contours.map((contour) => path(contour, scale, left - margin, top - margin, LAKE * (spacing * scale) ** 2));
  };
}
