"use strict";
// What page.py puts into a page before the page's own scripts: ours and pyvis' alike.

window.bench = {
  moved: false,

  // Counts the frames that had a movement to answer.
  start() {
    const seen = (bench.seen = []);
    const frame = (now) => {
      if (bench.moved) seen.push(now);
      bench.moved = false;
      if (bench.seen === seen) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  },

  stop: () => new Promise((done) => requestAnimationFrame(() => (done(bench.seen), (bench.seen = null)))),

  // The map's size and middle, and a place from where a drag moves the map: on a node, pyvis would move the node.
  places() {
    const boxes = [...document.querySelectorAll("canvas")].map((canvas) => canvas.getBoundingClientRect());
    const { left, top, width, height } = boxes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
    const middle = [left + width / 2, top + height / 2];
    const free = ([x, y]) =>
      document.elementFromPoint(x, y)?.tagName === "CANVAS" &&
      window.network?.getNodeAt({ x: x - left, y: y - top }) === undefined;
    const some = Array.from({ length: 400 }, (_, i) => [0.06 + 0.88 * ((i * 0.618) % 1), 0.9 - 0.002 * i]);
    const hold = some.map(([x, y]) => [left + x * width, top + y * height]).find(free) ?? middle;
    return { hold, middle, size: [width, height] };
  },

  content: () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
};

for (const type of ["mousemove", "wheel"]) {
  addEventListener(type, () => (bench.moved = true), { capture: true, passive: true });
}

// pyvis' page keeps its network in a global variable: its first drawing gets the mark that ours sets by itself.
{
  let made;
  const set = (network) => (made = network).once("afterDrawing", () => performance.mark("kg-drawn"));
  Object.defineProperty(window, "network", { configurable: true, get: () => made, set });
}

new PerformanceObserver((seen) => {
  const [mark] = seen.getEntriesByName("kg-drawn");
  const tell = () => console.debug("bench", mark.startTime, performance.now());
  if (mark) requestAnimationFrame(() => requestAnimationFrame(tell));
}).observe({ type: "mark", buffered: true });
