"use strict";
// The pointer: on the map the dot under it, its name, a click; in the panel names that point at their dots.

{
  kg.point = (scene, node, told = false) => {
    if (scene.pointed === node) return;
    scene.pointed = node;
    scene.told = told ? node : null;
    scene.paint("front");
  };

  kg.listenToPointer = (scene, choose) => {
    const tip = kg.byId("tip");
    const { front, graph } = scene;
    let wait;
    const away = () => {
      clearTimeout(wait);
      tip.hidden = true;
      front.classList.remove("over");
      kg.point(scene, null);
    };
    front.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return away();
      const node = scene.at(event.offsetX, event.offsetY);
      if (node === null) return away();
      front.classList.add("over");
      if (tip.hidden || tip.dataset.node !== String(node)) {
        const kind = graph.types[node];
        const links = scene.filter.links(node).length;
        const aside = graph.isPaper(node) ? kg.KINDS[kind].one : `${kg.KINDS[kind].one} in ${kg.count(links, "paper")}`;
        tip.replaceChildren(kg.el("span", { class: "kind" }, kg.glyph(kind), aside), kg.el("span", {}, graph.names[node]));
        tip.hidden = false;
        tip.dataset.node = node;
        clearTimeout(wait);
        wait = setTimeout(() => kg.point(scene, node, true), 60); // passing over dots is no question
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

  /** How a mention was found, beside it, for the pointer and for the keyboard. */
  kg.listenToMentions = (panel) => {
    const tip = kg.byId("how");
    const show = (event) => {
      const mention = event.target.closest?.("[data-how]");
      tip.hidden = !mention;
      if (!mention) return;
      tip.textContent = mention.dataset.how;
      mention.setAttribute("aria-describedby", "how");
      const { left, bottom, top } = mention.getClientRects()[0];
      const below = bottom + 6 + tip.offsetHeight < innerHeight ? bottom + 6 : top - tip.offsetHeight - 6;
      tip.style.transform = `translate(${Math.round(Math.min(left, innerWidth - tip.offsetWidth - 8))}px, ${Math.round(below)}px)`;
    };
    for (const name of ["mouseover", "focusin"]) panel.addEventListener(name, show);
    for (const name of ["mouseleave", "focusout", "scroll"]) panel.addEventListener(name, () => (tip.hidden = true));
  };

  /** Names in the panel and the table point at their dots. */
  kg.listenToNames = (scene, element) => {
    const node = (event) => {
      const at = event.target.closest?.("[data-node]");
      return at ? Number(at.dataset.node) : null;
    };
    for (const name of ["mouseover", "focusin"]) element.addEventListener(name, (event) => kg.point(scene, node(event)));
    for (const name of ["mouseleave", "focusout"]) element.addEventListener(name, () => kg.point(scene, null));
  };
}
