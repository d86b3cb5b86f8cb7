"use strict";
// What is where on the screen. Two canvases: the ground (everything, drawn when the view changes) and the front (what
// is pointed at or chosen, and its neighbours). While something stands in front, the ground is dimmed by CSS.

{
  kg.Scene = class {
    constructor(graph) {
      this.graph = graph;
      this.stage = kg.byId("stage");
      this.ground = kg.byId("ground");
      this.names = kg.byId("names"); // of the ground: they give way to those of the front
      this.front = kg.byId("front");
      this.view = { k: 1, x: 0, y: 0 };
      this.whole = 1; // the scale at which all of it is seen
      this.filter = new kg.Filter(graph);
      this.colour = "type"; // or "community"
      this.measure = "pagerank"; // that marks are as large as
      this.chosen = null;
      this.path = null; // the nodes of a path, where one is shown
      this.pointed = null;
      this.told = null; // the pointed node, where a tip names it already
      this.labels = []; // the names on the ground
      this.faded = new Map(); // how much is seen of each of them: they come in a moment
      this.painting = { ground: false, names: false, front: false };
      this.cost = 0; // milliseconds from one ground to the next of late, while the map moves
      this.terrain = kg.terrain(graph, graph.spacing);
      this.leaders = new Set(graph.regions.flatMap((region) => region.nodes.slice(0, 1)));
      if (graph.centre !== null) this.leaders.add(graph.centre);
      this.#sort();
      this.edges = this.#edges();
      this.tree = d3
        .quadtree()
        .x((node) => graph.x[node])
        .y((node) => graph.y[node])
        .addAll(d3.range(graph.count));
      this.resize();
    }

    resize() {
      this.width = this.stage.clientWidth;
      this.height = this.stage.clientHeight;
      this.ratio = Math.min(2, devicePixelRatio || 1);
      this.furnish();
      for (const canvas of [this.ground, this.names, this.front]) {
        canvas.width = Math.round(this.width * this.ratio);
        canvas.height = Math.round(this.height * this.ratio);
      }
    }

    /** What stands over the map, which labels keep clear of, and what stands under the bar at the top. */
    furnish() {
      const stage = this.stage.getBoundingClientRect();
      const boxes = [...this.stage.querySelectorAll(".legend, .bar, .tools")].map((element) => element.getBoundingClientRect());
      this.covered = boxes.map(({ left, top, right, bottom }) => ({
        left: left - stage.left, top: top - stage.top, right: right - stage.left, bottom: bottom - stage.top,
      }));
      this.bar = this.stage.querySelector(".top").offsetHeight;
      this.stage.style.setProperty("--top", `${this.bar}px`);
    }

    /** Distance of neighbours on the screen, in pixels. */
    get gap() {
      return this.graph.spacing * this.view.k;
    }

    screenX(node) {
      return this.graph.x[node] * this.view.k + this.view.x;
    }

    screenY(node) {
      return this.graph.y[node] * this.view.k + this.view.y;
    }

    radius(node) {
      const swell = Math.min(1.9, Math.max(0.5, Math.sqrt(this.gap / 24)));
      const size = this.graph.size[node];
      return swell * (this.graph.isPaper(node) ? 1.5 + 1.7 * size : 2.3 + 9.5 * size);
    }

    /** Whether a drawn node passes the filter. */
    seen(node) {
      return this.filter.visible[node] === 1;
    }

    /** The colour of a mark: that of its type, or of its community, where that is one of the largest. */
    colourOf(node) {
      if (this.colour === "type") return kg.theme[this.graph.types[node]];
      const place = this.graph.largest.indexOf(this.graph.communities[node]);
      return place < 0 ? kg.theme.paper : kg.theme[`c${place + 1}`];
    }

    /** Draw by what a state says: what is filtered out, colours, sizes. */
    restate(state) {
      this.colour = state.colour;
      if (state.size !== this.measure) {
        this.measure = state.size;
        this.graph.sizeBy(state.size);
        this.#sort();
      }
      this.filter.update(state);
      this.edges = this.#edges();
      this.pointed = this.told = null;
      this.paint("ground");
    }

    inside(node, margin = 0) {
      const [x, y] = [this.screenX(node), this.screenY(node)];
      return x > -margin && y > -margin && x < this.width + margin && y < this.height + margin;
    }

    /** The node under a place on the stage, or null. */
    at(x, y) {
      const { k } = this.view;
      const [worldX, worldY] = [(x - this.view.x) / k, (y - this.view.y) / k];
      const reach = 26 / k;
      let [best, least] = [null, 5];
      this.tree.visit((quad, left, top, right, bottom) => {
        if (!quad.length) {
          for (let leaf = quad; leaf; leaf = leaf.next) {
            const node = leaf.data;
            const away = Math.hypot(this.graph.x[node] - worldX, this.graph.y[node] - worldY) * k - this.radius(node);
            if (away < least && this.seen(node)) [best, least] = [node, away];
          }
        }
        return left > worldX + reach || right < worldX - reach || top > worldY + reach || bottom < worldY - reach;
      });
      return best;
    }

    /** Draw again, at the next frame: "ground" (which takes the others with it), "names" or "front". */
    paint(what) {
      if (what === "ground") this.paint("front");
      if (this.painting[what]) return;
      this.painting[what] = true;
      requestAnimationFrame(() => {
        if (!this.painting[what]) return;
        this.painting[what] = false;
        this.paintNow(what);
      });
    }

    paintNow(what) {
      if (what === "ground") {
        this.#carry("");
        this.#clock();
        this.drawn = { ...this.view };
        kg.paintGround(this, this.#clear(this.ground));
        kg.paintNames(this, this.#clear(this.names));
      } else if (what === "names") {
        kg.paintNames(this, this.#clear(this.names));
      } else {
        kg.paintFront(this, this.#clear(this.front));
        this.stage.classList.toggle("dim", this.dimmed);
      }
    }

    /** Whether something stands in front. */
    get dimmed() {
      return this.chosen !== null || this.pointed !== null || this.path !== null;
    }

    #clear(canvas) {
      const context = canvas.getContext("2d");
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      return context;
    }

    /** How long the browser needs for a ground, which is more than the time that the script takes. */
    #clock() {
      const passed = performance.now() - (this.clock ?? 0);
      this.clock = performance.now();
      if (this.carried || passed > 1000) this.cost *= 0.93; // a pause, and no ground, took the time
      else this.cost = 0.7 * this.cost + 0.3 * passed;
      this.carried = false;
    }

    #carry(transform) {
      for (const canvas of [this.ground, this.names]) canvas.style.transform = transform;
    }

    /**
     * The view has changed. A ground that is quick to draw is drawn again at every step; one that is not is moved as
     * a picture, and drawn again now and then, and when the movement pauses.
     */
    move(view, moving) {
      this.view = view;
      const stale = performance.now() - this.clock > Math.max(160, 6 * this.cost);
      if (!moving || this.cost < 36 || stale || !this.drawn) return this.paint("ground");
      this.carried = true;
      const k = view.k / this.drawn.k;
      this.#carry(`translate(${view.x - k * this.drawn.x}px, ${view.y - k * this.drawn.y}px) scale(${k})`);
      this.paint("front");
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.paint("ground"), 120);
    }

    /**
     * Nodes in the order in which they are labelled (what names a region, the other entities, the papers), and in that
     * in which they are drawn where there are too many for all.
     */
    #sort() {
      const { graph } = this;
      const by = (rank) => Uint32Array.from({ length: graph.count }, (_, node) => node).sort((a, b) => rank[b] - rank[a] || a - b);
      this.order = by(graph.size.map((size, node) => size + (this.leaders.has(node) ? 2 : 0) - (graph.isPaper(node) ? 2 : 0)));
      // Papers and entities by turns, each the largest first, as many of the one as of the other in a hundred.
      const share = new Float64Array(graph.count);
      const [papers, others] = [graph.papers, graph.count - graph.papers];
      const seen = [0, 0];
      for (const node of by(graph.size)) share[node] = graph.isPaper(node) ? -seen[0]++ / papers : -seen[1]++ / others;
      this.large = by(share);
    }

    /**
     * The ends of the links, in three heaps: short, middling and long ones, which are drawn fainter and fainter. What
     * most papers hold sets none of them apart: its links are drawn only when it is chosen.
     */
    #edges() {
      const { graph } = this;
      const heaps = [[], [], []];
      const common = Math.max(12, 0.5 * graph.papers);
      graph.links.forEach((entities, paper) => {
        for (const e of entities) {
          const entity = graph.papers + e;
          if (graph.neighbours(entity).length > common || !this.seen(paper) || !this.seen(entity)) continue;
          if (!this.filter.joins(paper, entity)) continue;
          const long = Math.hypot(graph.x[paper] - graph.x[entity], graph.y[paper] - graph.y[entity]) / graph.spacing;
          heaps[long < 3.5 ? 0 : long < 9 ? 1 : 2].push(paper, entity);
        }
      });
      return heaps.map((heap) => Uint32Array.from(heap));
    }
  };
}
