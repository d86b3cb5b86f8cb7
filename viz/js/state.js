"use strict";
// What the reader looks at, and how: all of it stands in the address, so that a view can be kept and sent.
//
//   #entity=ID or #paper=ID   what is chosen, `to` the other end of a path; then, in any order,
//   around=KIND:ID, hops=1|2  only the neighbourhood of a node
//   hide=PMDC                 kinds that are switched off
//   years=FROM-UNTIL          of papers; either may be missing
//   community=NUMBER          one alone
//   most=N                    only what at most N papers hold; mentions=N: only links of papers that name it N times
//   colour=community, size=MEASURE, table=COLUMN (sorted by it; "-" in front: falling)
//   at=X,Y,K                  the middle of the map, in its own units, and how many times larger than the whole

{
  /** What narrows the map, and what of each is no limit. */
  const LIMITS = { around: null, hide: "", from: null, until: null, community: null, most: null, mentions: 1 };
  const EMPTY = { node: null, to: null, hops: 1, ...LIMITS, colour: "type", size: "pagerank", table: null, at: null };

  const whole = (text, least = 0) => (/^\d{1,9}$/.test(text ?? "") && Number(text) >= least ? Number(text) : null);

  const parts = (hash) => {
    const found = new Map();
    for (const part of hash.replace(/^#/, "").split("&")) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(part) ?? [];
      try {
        if (name) found.set(name, decodeURIComponent(value));
      } catch {
        // A broken escape: as if it were not there.
      }
    }
    return found;
  };

  const place = (text) => {
    const numbers = (text ?? "").split(",").map(Number);
    return numbers.length === 3 && numbers.every(Number.isFinite) && numbers[2] > 0 ? numbers : null;
  };

  kg.state = {
    limits: LIMITS,

    empty: () => ({ ...EMPTY }),

    /** The state that an address means; what makes no sense in it is left out. */
    read: (hash, graph) => {
      const found = parts(hash);
      const node = (text) => (text ? graph.node(text) : null);
      const chosen = ["entity", "paper"].find((kind) => found.has(kind));
      const [, from, until] = /^(\d{4})?-(\d{4})?$/.exec(found.get("years") ?? "") ?? [];
      const drawn = (n) => (n !== null && graph.isDrawn(n) ? n : null);
      return {
        ...EMPTY,
        node: chosen ? node(`${chosen}=${found.get(chosen)}`) : null,
        to: drawn(node(found.get("to")?.replace(":", "="))),
        around: drawn(node(found.get("around")?.replace(":", "="))),
        hops: found.get("hops") === "2" ? 2 : 1,
        hide: [..."PMDC"].filter((kind) => found.get("hide")?.includes(kind)).join(""),
        from: whole(from),
        until: whole(until),
        community: whole(found.get("community")),
        most: whole(found.get("most"), 1),
        mentions: whole(found.get("mentions"), 1) ?? 1,
        colour: found.get("colour") === "community" ? "community" : "type",
        size: Object.hasOwn(graph.index.measures, found.get("size") ?? "") ? found.get("size") : EMPTY.size,
        table: /^-?\w+$/.test(found.get("table") ?? "") ? found.get("table") : null,
        at: place(found.get("at")),
      };
    },

    /** The address of a state, "" for the plain overview. */
    write: (state, graph) => {
      const id = (node) => graph.key(node).replace("=", ":");
      const { from, until } = state;
      const found = [
        state.node !== null && graph.key(state.node),
        state.to !== null && `to=${id(state.to)}`,
        state.around !== null && `around=${id(state.around)}`,
        state.around !== null && state.hops !== 1 && `hops=${state.hops}`,
        state.hide && `hide=${state.hide}`,
        (from !== null || until !== null) && `years=${from ?? ""}-${until ?? ""}`,
        state.community !== null && `community=${state.community}`,
        state.most !== null && `most=${state.most}`,
        state.mentions > 1 && `mentions=${state.mentions}`,
        state.colour !== EMPTY.colour && `colour=${state.colour}`,
        state.size !== EMPTY.size && `size=${state.size}`,
        state.table !== null && `table=${state.table}`,
        state.at !== null && `at=${state.at.map((n) => Number(n.toPrecision(6))).join(",")}`,
      ];
      return found.filter(Boolean).map((part, i) => `${i ? "&" : "#"}${part}`).join("");
    },
  };
}
