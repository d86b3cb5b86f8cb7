"use strict";
// Moving about: d3-zoom for wheel, drag, pinch and double click; flights; keys.

kg.Camera = class {
  constructor(scene) {
    this.scene = scene;
    this.moved = null; // is told when the view has changed
    this.zoom = d3.zoom().on("zoom", ({ transform, sourceEvent }) => {
      scene.move({ k: transform.k, x: transform.x, y: transform.y }, sourceEvent !== undefined || this.flying);
      this.moved?.();
    });
    this.target = d3.select(scene.front).call(this.zoom);
    this.fit();
    new ResizeObserver(() => this.#resized()).observe(scene.stage);
  }

  /** The view in which all of these nodes are seen. */
  #around(nodes, most) {
    const { graph } = this.scene;
    const [left, right] = d3.extent(nodes, (node) => graph.x[node]);
    const [top, bottom] = d3.extent(nodes, (node) => graph.y[node]);
    return this.#box(left, top, right, bottom, most);
  }

  #box(left, top, right, bottom, most) {
    const { width, height } = this.scene;
    const [side, above, below] = [Math.min(70, 0.08 * width), Math.min(28 + this.scene.bar, 0.3 * height), 44];
    const wide = Math.max(width - 2 * side, 50);
    const high = Math.max(height - above - below, 50);
    const k = Math.min(most, wide / Math.max(right - left, 1), high / Math.max(bottom - top, 1));
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return d3.zoomIdentity.translate(width / 2 - k * x, above + high / 2 - k * y).scale(k);
  }

  /** All of it, as large as the stage allows. */
  fit(flight = false) {
    this.#measure();
    this.#go(this.home, flight);
  }

  /** What the whole is on a stage as large as this one. */
  #measure() {
    const { scene } = this;
    const view = scene.graph.count ? this.#around(d3.range(scene.graph.count), 2.2) : d3.zoomIdentity;
    scene.whole = view.k;
    this.home = view;
    this.zoom.scaleExtent([view.k * 0.5, Math.max(8, view.k * 12)]);
  }

  #go(view, flight) {
    this.target.interrupt();
    if (!flight || kg.calm()) return this.target.call(this.zoom.transform, view);
    this.flying = true;
    this.target
      .transition()
      .duration(650)
      .call(this.zoom.transform, view)
      .on("end interrupt", () => {
        this.flying = false;
        this.scene.paint("ground");
      });
  }

  /** Fly to a node (a listed entity: to its papers), so that most of what it is linked to is in sight. */
  show(node) {
    const { graph, whole, width, height } = this.scene;
    const stand = graph.isDrawn(node) ? [node] : graph.papersOf(node);
    if (!stand.length) return;
    const [x, y] = [d3.mean(stand, (n) => graph.x[n]), d3.mean(stand, (n) => graph.y[n])];
    const around = stand.length > 1 ? stand : [...graph.neighbours(stand[0])];
    const away = around.map((n) => Math.hypot(graph.x[n] - x, graph.y[n] - y)).sort(d3.ascending);
    const reach = (d3.quantile(away, 0.75) ?? 0) + 40;
    const k = Math.max(whole, Math.min(0.42 * Math.min(width, height) / reach, Math.max(2, 1.3 * whole)));
    this.#go(d3.zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k), true);
  }

  /** The middle of the view in the map's units, and how many times it is larger than the whole; null for the whole. */
  get at() {
    const { view, whole, width, height } = this.scene;
    const [x, y] = [(width / 2 - view.x) / view.k, (height / 2 - view.y) / view.k];
    const same = Math.abs(view.x - this.home.x) < 1 && Math.abs(view.y - this.home.y) < 1;
    return same && Math.abs(view.k / whole - 1) < 1e-6 ? null : [x, y, view.k / whole];
  }

  /** Go where `at` was read; null is the whole. */
  place(at, flight) {
    if (at === null) return this.fit(flight);
    const { whole, width, height } = this.scene;
    const [x, y, larger] = at;
    const [least, most] = this.zoom.scaleExtent();
    const k = Math.max(least, Math.min(most, larger * whole));
    this.#go(d3.zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k), flight);
  }

  /** Fly to where all of some nodes are seen, with room for their names. */
  showAll(nodes) {
    const { graph, whole } = this.scene;
    const [left, right] = d3.extent(nodes, (node) => graph.x[node]);
    const [top, bottom] = d3.extent(nodes, (node) => graph.y[node]);
    const [wide, high] = [0.2 * (right - left), 0.1 * (bottom - top)];
    this.#go(this.#box(left - wide, top - high, right + wide, bottom + high, Math.max(4, 1.3 * whole)), true);
  }

  /** Fly to a region of the map. */
  visit(region) {
    const r = 1.25 * region.reach;
    this.#go(this.#box(region.x - r, region.y - r, region.x + r, region.y + r, 4), true);
  }

  scale(by) {
    const steps = kg.calm() ? this.target : this.target.transition().duration(180);
    steps.call(this.zoom.scaleBy, by);
  }

  nudge(x, y) {
    this.target.call(this.zoom.translateBy, x / this.scene.view.k, y / this.scene.view.k);
  }

  /** A key that was pressed on the map; whether it meant something. */
  key(key) {
    const step = 80;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[key]) this.nudge(...moves[key]);
    else if (key === "+" || key === "=") this.scale(1.5);
    else if (key === "-") this.scale(1 / 1.5);
    else if (key === "0") this.fit(true);
    else return false;
    return true;
  }

  #resized() {
    const { scene } = this;
    if (scene.width === scene.stage.clientWidth && scene.height === scene.stage.clientHeight) return;
    const untouched = Math.abs(scene.view.k - scene.whole) < 1e-9;
    const [x, y] = [scene.width, scene.height];
    scene.resize();
    if (untouched) this.fit();
    else {
      this.#measure();
      this.nudge((scene.width - x) / 2, (scene.height - y) / 2);
    }
    scene.paintNow("ground");
    scene.paintNow("front");
  }
};
