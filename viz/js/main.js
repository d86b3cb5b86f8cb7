"use strict";
// The start: draw the map, then unpack the rest and listen.

{
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

  const point = (scene, node, told = false) => {
    if (scene.pointed === node) return;
    scene.pointed = node;
    scene.told = told ? node : null;
    scene.paint("front");
  };

  /** The pointer on the map: the dot under it, its name, a click. */
  const listenToPointer = (scene, choose) => {
    const tip = kg.byId("tip");
    const { front, graph } = scene;
    let wait;
    const away = () => {
      clearTimeout(wait);
      tip.hidden = true;
      front.classList.remove("over");
      point(scene, null);
    };
    front.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return away();
      const node = scene.at(event.offsetX, event.offsetY);
      if (node === null) return away();
      front.classList.add("over");
      if (tip.hidden || tip.dataset.node !== String(node)) {
        const kind = graph.types[node];
        const links = graph.neighbours(node).length;
        const aside = graph.isPaper(node) ? kg.KINDS[kind].one : `${kg.KINDS[kind].one} in ${kg.count(links, "paper")}`;
        tip.replaceChildren(kg.el("span", { class: "kind" }, kg.glyph(kind), aside), kg.el("span", {}, graph.names[node]));
        tip.hidden = false;
        tip.dataset.node = node;
        clearTimeout(wait);
        wait = setTimeout(() => point(scene, node, true), 60); // passing over dots is no question
      }
      const x = Math.min(event.offsetX + 16, scene.width - tip.offsetWidth - 8);
      const below = event.offsetY + 18;
      const y = below + tip.offsetHeight > scene.height - 8 ? event.offsetY - tip.offsetHeight - 14 : below;
      tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    });
    front.addEventListener("pointerleave", away);
    front.addEventListener("pointerdown", away);
    front.addEventListener("click", (event) => choose(scene.at(event.offsetX, event.offsetY)));
  };

  /** Names in the panel point at their dots. */
  const listenToPanel = (scene) => {
    const panel = kg.byId("panel");
    const node = (event) => {
      const at = event.target.closest?.("[data-node]");
      return at ? Number(at.dataset.node) : null;
    };
    for (const name of ["mouseover", "focusin"]) panel.addEventListener(name, (event) => point(scene, node(event)));
    for (const name of ["mouseleave", "focusout"]) panel.addEventListener(name, () => point(scene, null));
  };

  const listenToKeys = (camera, search) => {
    const help = kg.byId("help");
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      const typing = event.target.closest("input, textarea");
      if (event.key === "/" && !typing) search.input.focus();
      else if (event.key === "?" && !typing) help.showModal();
      else if (event.key === "Escape") kg.go(null);
      else if (typing || (event.target !== camera.scene.front && event.key.startsWith("Arrow"))) return;
      else if (!camera.key(event.key)) return;
      event.preventDefault();
    });
    kg.byId("nearer").addEventListener("click", () => camera.scale(1.6));
    kg.byId("farther").addEventListener("click", () => camera.scale(1 / 1.6));
    kg.byId("whole").addEventListener("click", () => camera.fit(true));
    kg.byId("ask").addEventListener("click", () => help.showModal());
    help.addEventListener("click", (event) => event.target === help && help.close());
  };

  /** Show what the address says. */
  const route = (scene, camera, first) => {
    const { graph } = scene;
    const node = graph.read(location.hash);
    const inside = kg.byId("panel").contains(document.activeElement) || document.activeElement === kg.byId("query");
    scene.chosen = node;
    scene.pointed = scene.told = null;
    kg.showPanel(graph, node, (region) => camera.visit(region));
    scene.paint("front");
    document.title = node === null ? graph.about.title : `${graph.names[node]} · ${graph.about.title}`;
    if (node === null) {
      scene.clicked = false;
      return;
    }
    if (!first && inside) kg.byId("panel").querySelector("h2").focus({ preventScroll: true });
    else kg.byId("heard").textContent = `${kg.KINDS[graph.types[node]].one}: ${graph.names[node]}`;
    if (!scene.clicked) camera.show(node);
    scene.clicked = false;
  };

  const start = async () => {
    const graph = new kg.Graph(await kg.unpack("map"));
    kg.byId("dek").textContent = dek(graph.about);
    kg.byId("front").setAttribute("aria-label", `Map. ${dek(graph.about)}`);
    nothing(graph.about);
    const scene = new kg.Scene(graph);
    kg.watchTheme(() => scene.paint("ground"));
    const camera = new kg.Camera(scene);
    new kg.Legend(scene, () => scene.paint("ground"));
    scene.paintNow("ground");
    kg.page = { graph, scene, camera };
    performance.mark("kg-drawn");
    document.documentElement.dataset.ready = "map";
    await new Promise((done) => setTimeout(done));

    graph.attach(await kg.unpack("index"));
    kg.go = (node) => (location.hash = node === null ? "" : graph.href(node));
    kg.page.search = new kg.Search(graph, kg.go);
    listenToPointer(scene, (node) => {
      if (node === scene.chosen) return;
      scene.clicked = true; // what one sees stays where it is
      kg.go(node);
    });
    listenToPanel(scene);
    listenToKeys(camera, kg.page.search);
    addEventListener("hashchange", () => route(scene, camera, false));
    route(scene, camera, true);
    performance.mark("kg-ready");
    document.documentElement.dataset.ready = "all";
  };

  start().catch((error) => {
    const old = typeof DecompressionStream === "undefined";
    const say = old ? "This browser is too old for the page: it cannot unpack its data." : "The page is damaged: its data cannot be read.";
    kg.byId("panel").replaceChildren(kg.el("p", { class: "note" }, say));
    throw error;
  });
}
