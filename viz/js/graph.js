"use strict";
// The data of the page (kg/viewer/blocks.py says how they lie), unpacked when they are wanted.

{
  const bytesOf = (base64) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  };

  /** A block of the page's data. It is taken out of the page: it is unpacked once. */
  kg.unpack = async (name) => {
    const holder = kg.byId(name);
    const packed = new Blob([bytesOf(holder.textContent)]);
    holder.remove();
    const stream = packed.stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  };
}

/** Nodes are numbers: papers, drawn entities, listed entities. Only `count` of them are drawn. */
kg.Graph = class {
  constructor(map) {
    this.about = map.about;
    this.perBlock = map.texts; // papers to a block of texts
    this.spacing = map.spacing; // the mean distance of neighbours
    this.centre = map.centre; // what the picture is drawn around, or null
    this.papers = map.papers;
    this.count = map.papers + map.drawn;
    this.x = Float64Array.from(map.x, (v) => v / 10);
    this.y = Float64Array.from(map.y, (v) => v / 10);
    this.size = Float64Array.from(map.size, (v) => v / 100);
    this.regions = map.regions.map((r) => {
      const [x, y, reach] = r.at.map((v) => v / 10);
      return { nodes: r.entities.map((e) => e + map.papers), papers: r.papers, community: r.community, x, y, reach };
    });
    this.types = map.type;
    this.names = map.name;
    this.links = map.links;
    this.roles = map.roles;
    this.#join();
    this.full = false;
  }

  /** The rest: listed entities, what panels and the search want. */
  attach(index) {
    const first = this.papers;
    this.types += index.type;
    this.names = this.names.concat(index.name);
    this.ids = index.id;
    this.index = index;
    this.listed = new Map(); // of a listed entity, its papers
    index.links.forEach((entities, paper) => {
      for (const e of entities) {
        if (!this.listed.has(first + e)) this.listed.set(first + e, []);
        this.listed.get(first + e).push(paper);
      }
    });
    this.wider = new Map();
    this.narrower = new Map();
    for (const [a, b] of kg.turns(index.broader, 2)) {
      for (const [map, from, to] of [[this.wider, a, b], [this.narrower, b, a]]) {
        if (!map.has(first + from)) map.set(first + from, []);
        map.get(first + from).push(first + to);
      }
    }
    this.numbers = new Map(this.ids.map((id, node) => [this.#kind(node) + id, node]));
    this.years = index.date.map((date) => (date ? Number(date.slice(0, 4)) : null));
    this.communities = index.community;
    this.largest = this.#largest();
    this.central = this.size; // as the map came: by PageRank
    this.blocks = new Map();
    this.full = true;
  }

  isPaper(node) {
    return node < this.papers;
  }

  isDrawn(node) {
    return node < this.count;
  }

  /** The drawn nodes that a drawn node is linked to. */
  neighbours(node) {
    return this.#ends.subarray(this.#from[node], this.#from[node + 1]);
  }

  /** A paper's entities, the drawn first, each with its role. */
  entitiesOf(paper) {
    const pairs = (entities, roles) => entities.map((e, i) => ({ node: this.papers + e, role: roles[i] }));
    return [
      ...pairs(this.links[paper], this.roles[paper]),
      ...pairs(this.index.links[paper], this.index.roles[paper]),
    ];
  }

  /** The papers that hold an entity, the largest first. */
  papersOf(entity) {
    const papers = this.isDrawn(entity) ? Array.from(this.neighbours(entity)) : (this.listed.get(entity) ?? []);
    return papers.sort((a, b) => this.size[b] - this.size[a] || a - b);
  }

  role(paper, entity) {
    const e = entity - this.papers;
    const drawn = this.isDrawn(entity);
    return (drawn ? this.roles : this.index.roles)[paper][(drawn ? this.links : this.index.links)[paper].indexOf(e)];
  }

  /** The nearest papers, and the drawn entities that each shares with this one, the rarest first. */
  nearest(paper) {
    const own = new Set(this.neighbours(paper));
    return this.index.near[paper].map((other) => {
      const shared = Array.from(this.neighbours(other)).filter((e) => own.has(e));
      shared.sort((a, b) => this.neighbours(a).length - this.neighbours(b).length || a - b);
      return { node: other, shared };
    });
  }

  /** What goes with an entity more than chance. */
  related(entity) {
    const rows = kg.turns(this.index.related[entity - this.papers], 3);
    return rows.map(([e, papers, npmi]) => ({ node: this.papers + e, papers, npmi: npmi / 100 }));
  }

  /** How often a paper names one of its entities. */
  mentionsOf(paper, entity) {
    return this.index.mentions[paper][this.#placeOf(paper, entity)];
  }

  /** Make the marks as large as a measure says, from 0 to 1, papers among papers and entities among entities. */
  sizeBy(measure) {
    if (measure === "pagerank") {
      this.size = this.central;
      return;
    }
    const values = this.index.measures[measure];
    const span = (from, to) => {
      const some = values.slice(from, to);
      const most = some.reduce((a, b) => Math.max(a, b), 0) || 1;
      // Closeness and core are much alike in all nodes: what tells is how far above the least they are.
      const least = measure === "closeness" || measure === "core" ? some.reduce((a, b) => Math.min(a, b), most) : 0;
      return some.map((value) => Math.sqrt((value - least) / (most - least || 1)));
    };
    this.size = Float64Array.from([...span(0, this.papers), ...span(this.papers, this.count)]);
  }

  /** The name of a community, and of one that has none its number. */
  communityName(number) {
    return this.index.communities[number] ?? `community ${number}`;
  }

  /** The paper whose evidence says what an entity is, or null. */
  definedBy(entity) {
    const paper = this.index.defined[entity - this.papers];
    return paper >= 0 ? paper : null;
  }

  aliases(entity) {
    return this.index.aliases[entity - this.papers];
  }

  /** In how many papers of the whole graph an entity stands. */
  spread(entity) {
    return this.index.papers[entity - this.papers];
  }

  /** Text, mentions and evidence of a paper, a promise; of null where the page came without texts. */
  async text(paper) {
    const each = this.perBlock;
    const block = Math.floor(paper / each);
    if (this.about.left_out_texts) return null;
    if (!this.blocks.has(block)) this.blocks.set(block, kg.unpack(`texts-${block}`));
    const [abstract, mentions, evidence] = (await this.blocks.get(block))[paper % each];
    const title = this.names[paper];
    return {
      text: `${title}\n${abstract}`,
      title: kg.points(title),
      mentions: kg.turns(mentions, 4).map(([start, length, e, how]) => [start, length, { node: this.papers + e, how }]),
      evidence: kg.turns(evidence, 4),
    };
  }

  /** The evidence of a link: its text, and where sentence and surface stand in it; null without texts. */
  async evidence(paper, entity) {
    const found = await this.text(paper);
    if (!found) return null;
    const { text, evidence } = found;
    const [from, length, start, surface] = evidence[this.#placeOf(paper, entity)];
    return { text, from, to: from + length, span: [start, surface, entity] };
  }

  /** What the address bar shows for a node. */
  href(node) {
    return `#${this.key(node)}`;
  }

  /** The same without the sign, as it stands in addresses. */
  key(node) {
    return this.#kind(node) + encodeURIComponent(this.ids[node]);
  }

  /** The node that a kind and an id mean ("paper=…", "entity=…"), or null. */
  node(text) {
    return this.numbers.get(text) ?? null;
  }

  /** Which of a paper's entities one is: the drawn first. */
  #placeOf(paper, entity) {
    const [e, drawn] = [entity - this.papers, this.links[paper]];
    return this.isDrawn(entity) ? drawn.indexOf(e) : drawn.length + this.index.links[paper].indexOf(e);
  }

  /** The communities of the most papers, as many as there are colours. */
  #largest() {
    const sizes = d3.rollup(this.communities.slice(0, this.papers), (some) => some.length, (number) => number);
    const sorted = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    this.communitySizes = new Map(sorted);
    return sorted.slice(0, kg.HUES).filter(([, papers]) => papers > 1).map(([number]) => number);
  }

  #kind(node) {
    return this.isPaper(node) ? "paper=" : "entity=";
  }

  #ends;
  #from;

  /** Both directions of the drawn links, one list after the other. */
  #join() {
    const degree = new Uint32Array(this.count + 1);
    this.links.forEach((entities, paper) => {
      degree[paper] += entities.length;
      for (const e of entities) degree[this.papers + e]++;
    });
    const from = new Uint32Array(this.count + 1);
    for (let i = 0; i < this.count; i++) from[i + 1] = from[i] + degree[i];
    const next = from.slice();
    const ends = new Uint32Array(from[this.count]);
    this.links.forEach((entities, paper) => {
      for (const e of entities) {
        ends[next[paper]++] = this.papers + e;
        ends[next[this.papers + e]++] = paper;
      }
    });
    [this.#ends, this.#from] = [ends, from];
  }
};
