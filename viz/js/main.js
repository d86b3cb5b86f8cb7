"use strict";
// The start: draw the map, then unpack the rest and listen. What is shown follows from the address alone.

{
  const DRAWN_BY = [...Object.keys(kg.state.limits), "hops", "colour", "size"];
  const SETTLED = 400; // milliseconds after which a view that moves no more goes into the address

  const graphName = ({ kind, around }) => (around ? `Around ${kind === "paper" ? `“${around}”` : around}: ` : "");
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  /** One sentence that says what the reader looks at. */
  const dek = (about) => {
    const all = about.papers + about.left_out_papers;
    const most = `the ${kg.number(about.papers)} most central of ${kg.count(all, "paper")}`;
    const papers = about.left_out_papers ? most : kg.count(about.papers, "paper");
    if (!about.papers) return "An empty graph: it holds no papers.";
    if (!about.entities) return `${capital(graphName(about) + papers)}. No two of them share a method, dataset or concept.`;
    const joined = about.entities === 1 ? "the one thing" : `${kg.number(about.entities)} methods, datasets and concepts`;
    return `${capital(graphName(about) + papers)}, joined by ${joined} that two or more of them share. Papers that share much lie close together.`;
  };

  /** A word where nothing is drawn. */
  const nothing = (about, seen) => {
    const note = kg.byId("nothing");
    note.textContent = about.papers ? "Nothing passes the limits that are set." : "Nothing to draw: this graph holds no papers.";
    note.hidden = seen > 0;
  };

  /** Go to a state by the address, a step that one can go back from; where one looks is no step. */
  const listenToAddress = (page) => {
    const { graph, camera } = page;
    let wait;
    // Whole: in a frame of a notebook "#…" alone would be an address of the notebook's.
    const address = (state) => location.href.split("#")[0] + kg.state.write(state, graph);
    kg.set = (changes) => {
      clearTimeout(wait);
      const next = address({ ...page.state, ...changes });
      if (next === location.href) return;
      history.pushState(null, "", next);
      page.ours = true;
      route(page);
    };
    camera.moved = () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        page.state.at = camera.at;
        history.replaceState(null, "", address(page.state));
      }, SETTLED);
    };
    addEventListener("hashchange", () => route(page));
  };

  /** Choosing a node, or the other end of a path. */
  const listenToChoices = (page) => {
    const { graph, scene } = page;
    const picking = kg.byId("picking");
    const pick = (node, word = "") => {
      page.picking = node;
      picking.hidden = node === null;
      if (node !== null) picking.querySelector("span").textContent = `${word}A path from ${graph.names[node]}: choose its other end, on the map or in the search.`;
    };
    kg.pick = pick;
    kg.go = (node) => {
      const from = page.picking;
      if (from !== null && node !== null) {
        if (node === from) return;
        if (!graph.isDrawn(node)) return pick(from, `${graph.names[node]} has no mark on the map. `);
        pick(null);
        return kg.set({ node: from, to: node, at: null });
      }
      pick(null);
      if (node !== null && node === page.state.node && page.state.to === null) {
        if (!page.clicked) page.camera.show(node);
        return heading().focus({ preventScroll: true });
      }
      const stays = page.clicked || node === null;
      kg.set({ node, to: null, at: stays ? page.state.at : null });
    };
    kg.byId("unpick").addEventListener("click", () => pick(null));
    kg.listenToPointer(scene, (node) => {
      if (node === page.state.node && page.state.to === null) return;
      if (node === null && page.picking !== null) return;
      page.clicked = true; // what one sees stays where it is
      kg.go(node);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault(); // the filters stay in the address
      kg.go(link.dataset.node === undefined ? null : Number(link.dataset.node));
    });
    for (const name of ["panel", "table"]) kg.listenToNames(scene, kg.byId(name));
    kg.listenToMentions(kg.byId("panel"));
  };

  const listenToKeys = (page) => {
    const { camera, search } = page;
    const help = kg.byId("help");
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      const typing = event.target.closest("input, textarea, select");
      if (event.key === "/" && !typing) search.input.focus();
      else if (event.key === "?" && !typing) help.showModal();
      else if (event.key === "Escape") {
        if (page.picking !== null) kg.pick(null);
        else if (page.closeMenus()) return event.preventDefault();
        else if (page.state.table !== null) {
          kg.set({ table: null });
          kg.byId("tabled").focus();
        } else kg.go(null);
      } else if (typing || (event.target !== camera.scene.front && event.key.startsWith("Arrow"))) return;
      else if (!camera.key(event.key)) return;
      event.preventDefault();
    });
    kg.byId("nearer").addEventListener("click", () => camera.scale(1.6));
    kg.byId("farther").addEventListener("click", () => camera.scale(1 / 1.6));
    kg.byId("whole").addEventListener("click", () => camera.fit(true));
    kg.byId("ask").addEventListener("click", () => help.showModal());
    for (const dialog of document.querySelectorAll("dialog")) {
      dialog.addEventListener("click", ({ target, clientX: x, clientY: y }) => {
        const { left, top, right, bottom } = dialog.getBoundingClientRect();
        if (target === dialog && (x < left || x > right || y < top || y > bottom)) dialog.close();
      });
    }
  };

  /** The buttons over the map, and what they open. */
  const listenToMenus = (page) => {
    const menus = [["view", "controls"], ["save", "takeaway"]].map(([button, menu]) => [kg.byId(button), kg.byId(menu)]);
    const open = (button, menu, wanted) => {
      menu.hidden = !wanted;
      button.setAttribute("aria-expanded", String(wanted));
    };
    page.closeMenus = () => {
      const found = menus.filter(([, menu]) => !menu.hidden);
      for (const [button, menu] of found) {
        if (menu.contains(document.activeElement)) button.focus();
        open(button, menu, false);
      }
      return found.length > 0;
    };
    for (const [button, menu] of menus) {
      button.addEventListener("click", () => {
        const wanted = menu.hidden;
        page.closeMenus();
        open(button, menu, wanted);
        if (wanted) menu.querySelector("select, button").focus();
      });
    }
    kg.byId("tabled").addEventListener("click", () => kg.set({ table: page.state.table === null ? "-links" : null }));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest(".menu, .bar")) page.closeMenus();
    });
  };

  /** Look where the address says, or where what is chosen lies. */
  const look = ({ camera, scene, state, ours, clicked }, first) => {
    const flight = !first;
    if (!ours && state.at !== null) camera.place(state.at, flight);
    else if (clicked) return;
    else if (scene.path !== null) camera.showAll(scene.path);
    else if (state.node !== null) camera.show(state.node);
    else if (!ours && flight) camera.fit(true);
  };

  const heading = () => kg.byId("panel").querySelector("h2") ?? kg.byId("panel");

  /** Show what the address says. */
  const route = (page, first = false) => {
    const { graph, scene, camera } = page;
    const old = page.state;
    const state = (page.state = kg.state.read(location.hash, graph));
    const differs = (names) => names.some((name) => old[name] !== state[name]);
    const drawn = differs(DRAWN_BY);
    if (drawn) scene.restate(state);
    const seen = scene.filter.count;
    page.controls.show(state, seen, scene.filter.limits);
    page.legend.show(state);
    document.body.dataset.colour = state.colour;
    scene.furnish();
    nothing(graph.about, seen.papers + seen.entities);
    if (drawn && !first) kg.byId("heard").textContent = `${kg.count(seen.papers, "paper")} and ${kg.number(seen.entities)} of what they share are shown`;
    if (drawn || differs(["table"])) page.table.show(state);
    if (first || differs(["node", "to"]) || (drawn && state.node !== null)) {
      const open = (a, b) => scene.seen(b) && scene.filter.joins(a, b);
      const pair = state.node !== null && state.to !== null && graph.isDrawn(state.node);
      if (!pair) state.to = null;
      scene.path = pair ? kg.shortestPath(graph, state.node, state.to, open) : null;
      scene.chosen = scene.path ? null : state.node;
      tell(page, first || !differs(["node", "to"]));
      if (first || differs(["node", "to"])) look(page, first);
    }
    if (differs(["around", "hops"]) && state.around !== null && state.at === null) {
      camera.showAll(d3.range(graph.count).filter((node) => scene.seen(node)));
    } else if (!differs(["node", "to"]) && !first && !page.ours && differs(["at"])) camera.place(state.at, true);
    page.ours = page.clicked = false;
  };

  /** The panel, the title, and a word to those who listen. */
  const tell = ({ graph, scene, camera, state }, quiet) => {
    const { activeElement } = document;
    const inside = ["panel", "table"].some((id) => kg.byId(id).contains(activeElement)) || activeElement === kg.byId("query");
    const held = quiet ? activeElement.textContent : null; // a button that is made anew keeps the focus
    scene.pointed = scene.told = null;
    kg.showPanel(scene, state, (region) => camera.visit(region));
    scene.paint("front");
    const { node } = state;
    document.title = node === null ? graph.about.title : `${graph.names[node]} · ${graph.about.title}`;
    if (quiet && inside) [...kg.byId("panel").querySelectorAll("button")].find((button) => button.textContent === held)?.focus();
    else if (inside) heading().focus({ preventScroll: true });
    else if (node !== null && !quiet) {
      const to = state.to === null ? "" : ` to ${graph.names[state.to]}`;
      kg.byId("heard").textContent = `${kg.KINDS[graph.types[node]].one}: ${graph.names[node]}${to}`;
    }
  };

  /** When the map is on the screen; a page that nobody looks at gets no frames. */
  const shown = () =>
    new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(done));
      setTimeout(done, 250);
    });

  const start = async () => {
    const graph = new kg.Graph(await kg.unpack("map"));
    kg.byId("dek").textContent = dek(graph.about);
    kg.byId("front").setAttribute("aria-label", `Map. ${dek(graph.about)}`);
    nothing(graph.about, graph.count);
    const scene = new kg.Scene(graph);
    kg.watchTheme(() => scene.paint("ground"));
    const camera = new kg.Camera(scene);
    const legend = new kg.Legend(scene);
    scene.paintNow("ground");
    const page = { graph, scene, camera, legend, state: kg.state.empty(), picking: null, clicked: false, ours: false };
    kg.page = page;
    performance.mark("kg-drawn");
    document.documentElement.dataset.ready = "map";
    await shown();

    graph.attach(await kg.unpack("index"));
    listenToAddress(page);
    listenToChoices(page);
    page.search = new kg.Search(graph, kg.go);
    page.controls = new kg.Controls(graph);
    page.table = new kg.Table(scene);
    page.save = new kg.Save(scene, () => page.state);
    listenToMenus(page);
    listenToKeys(page);
    route(page, true);
    document.documentElement.dataset.ready = "all";
    performance.mark("kg-ready");
  };

  start().catch((error) => {
    const old = typeof DecompressionStream === "undefined";
    const say = old ? "This browser is too old for the page: it cannot unpack its data." : "The page is damaged: its data cannot be read.";
    kg.byId("panel").replaceChildren(kg.el("p", { class: "note" }, say));
    throw error;
  });
}
