"use strict";
// The start: draw the map, then unpack the rest and listen. What is shown follows from the address alone.

{
  const DRAWN_BY = ["hide", "from", "until", "community", "most", "mentions", "around", "hops", "colour", "size"];
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

  const nothing = (about) => {
    if (about.papers) return;
    const note = kg.byId("nothing");
    note.textContent = "Nothing to draw: this graph holds no papers.";
    note.hidden = false;
  };

  /** Go to a state by the address: `push` makes it a step to go back from. */
  const listenToAddress = (page) => {
    const { graph, camera } = page;
    // Whole: in a frame of a notebook "#…" alone would be an address of the notebook's.
    const replace = (next) => history.replaceState(null, "", location.href.split("#")[0] + (next === "#" ? "" : next));
    const address = (changes) => kg.state.write({ ...page.state, ...changes }, graph) || "#";
    kg.set = (changes, push = false) => {
      const next = address(changes);
      page.ours = true;
      if (push) {
        if ((location.hash || "#") === next) page.ours = false;
        else location.hash = next;
        return;
      }
      replace(next);
      route(page);
    };
    let wait;
    camera.moved = () => {
      clearTimeout(wait);
      wait = setTimeout(() => {
        page.state.at = camera.at;
        replace(address({}));
      }, SETTLED);
    };
    addEventListener("hashchange", () => route(page));
  };

  /** Choosing a node, or the other end of a path. */
  const listenToChoices = (page) => {
    const { graph, scene } = page;
    const picking = kg.byId("picking");
    const pick = (node) => {
      page.picking = node;
      picking.hidden = node === null;
      if (node !== null) picking.querySelector("span").textContent = `A path from ${graph.names[node]}: choose its other end, on the map or in the search.`;
    };
    kg.pick = pick;
    kg.go = (node) => {
      const from = page.picking;
      pick(null);
      if (from !== null && node !== null && node !== from && graph.isDrawn(node)) return kg.set({ node: from, to: node, at: null }, true);
      const stays = page.clicked || node === null;
      kg.set({ node, to: null, at: stays ? page.state.at : null }, true);
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
        else if (!page.closeMenus()) kg.go(null);
      } else if (typing || (event.target !== camera.scene.front && event.key.startsWith("Arrow"))) return;
      else if (!camera.key(event.key)) return;
      event.preventDefault();
    });
    kg.byId("nearer").addEventListener("click", () => camera.scale(1.6));
    kg.byId("farther").addEventListener("click", () => camera.scale(1 / 1.6));
    kg.byId("whole").addEventListener("click", () => camera.fit(true));
    kg.byId("ask").addEventListener("click", () => help.showModal());
    for (const dialog of document.querySelectorAll("dialog")) {
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
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
    page.scene.front.addEventListener("pointerdown", () => page.closeMenus());
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

  /** Show what the address says. */
  const route = (page, first = false) => {
    const { graph, scene, camera } = page;
    const old = page.state;
    const state = (page.state = kg.state.read(location.hash, graph));
    const differs = (names) => names.some((name) => old[name] !== state[name]);
    const drawn = differs(DRAWN_BY);
    if (drawn) scene.restate(state);
    page.controls.show(state, scene.filter.count(), scene.filter.limits);
    page.legend.show(state);
    document.body.dataset.colour = state.colour;
    if (drawn || differs(["table"])) page.table.show(state);
    if (first || differs(["node", "to"]) || (drawn && state.to !== null)) {
      const open = (a, b) => scene.seen(b) && scene.filter.joins(a, b);
      const pair = state.node !== null && state.to !== null && graph.isDrawn(state.node);
      if (!pair) state.to = null;
      scene.path = pair ? kg.shortestPath(graph, state.node, state.to, open) : null;
      scene.chosen = scene.path ? null : state.node;
      tell(page, first);
      look(page, first);
    } else if (!page.ours && differs(["at"])) camera.place(state.at, true);
    page.ours = page.clicked = false;
  };

  /** The panel, the title, and a word to those who listen. */
  const tell = ({ graph, scene, camera, state }, first) => {
    const inside = ["panel", "table"].some((id) => kg.byId(id).contains(document.activeElement)) || document.activeElement === kg.byId("query");
    scene.pointed = scene.told = null;
    kg.showPanel(scene, state, (region) => camera.visit(region));
    scene.paint("front");
    const { node } = state;
    document.title = node === null ? graph.about.title : `${graph.names[node]} · ${graph.about.title}`;
    if (node === null) return;
    if (!first && inside) kg.byId("panel").querySelector("h2").focus({ preventScroll: true });
    else kg.byId("heard").textContent = `${kg.KINDS[graph.types[node]].one}: ${graph.names[node]}`;
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
    nothing(graph.about);
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
