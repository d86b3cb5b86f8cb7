"""Small graphs made by hand: a friendly one with something of everything, and the parts of a hostile one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from kg.records import MEASURED, SCHEMAS

Tables = dict[str, pa.Table]

PAPERS = [
    {
        "id": "2305.18290",
        "title": "Direct Preference Optimization 🎯 for Language Models",
        "abstract": "We propose direct preference optimization (DPO) 🚀. It needs no reward model. "
        "A language model is tuned on the HH dataset, and DPO is stable.",
        "date": "2023-05-29",
        "url": "https://arxiv.org/abs/2305.18290",
        "authors": ["Rafael Rafailov", "Archit Sharma"],
        "venue": "NeurIPS",
        "sources": ["a.jsonl"],
    },
    {
        "id": "1909.08593",
        "title": "Fine-Tuning Language Models from Human Preferences",
        "abstract": "A reward model learns from human preferences. A language model is tuned against the reward model.",
        "date": "2019",
        "url": "javascript:alert(1)",
        "sources": ["a.jsonl", "b.csv"],
    },
    {
        "id": "p3",
        "title": "Harmless by preference",
        "abstract": "The HH dataset holds human preferences. We study alignment with direct preference optimization.",
        "date": "2024-01",
    },
    {
        "id": "p4",
        "title": "Diffusion of pictures",
        "abstract": "A diffusion model paints. The conditional diffusion model paints on demand, on CIFAR-10.",
    },
    {
        "id": "p5",
        "title": "Faster sampling",
        "abstract": "The diffusion model is slow. We measure FID on CIFAR-10 and find alignment of no help.",
    },
    {"id": "p6", "title": "A paper that shares nothing", "abstract": "It tells of weaving."},
]
ENTITIES = [
    ("method:direct-preference-optimization", "METHOD", "direct preference optimization", ["DPO"]),
    ("method:reward-model", "METHOD", "reward model", []),
    ("method:language-model", "METHOD", "language model", ["language models", "LM"]),
    ("method:diffusion-model", "METHOD", "diffusion model", []),
    ("method:conditional-diffusion-model", "METHOD", "conditional diffusion model", []),
    ("dataset:hh", "DATASET", "HH dataset", []),
    ("dataset:cifar-10", "DATASET", "CIFAR-10", []),
    ("concept:human-preference", "CONCEPT", "human preferences", []),
    ("concept:alignment", "CONCEPT", "alignment", []),
    ("concept:fid", "CONCEPT", "FID", ["Fréchet inception distance"]),
    ("concept:weaving", "CONCEPT", "weaving", []),
]
BROADER = [("method:conditional-diffusion-model", "method:diffusion-model")]

EVIL = '</script><img src=x onerror="window.hit=1"><script>window.hit=1</script>'
#: What may stand in a title, an abstract or a name, and must stay text.
HOSTILE = [
    EVIL,
    "<!-- <script> -->",
    "]]> <svg/onload=window.hit=1>",
    "one\u2028two\u2029three",
    "{{title}} {{data}} {{policy}}",
    "a\\u003c/script\\u003e 'quoted' \"twice\" & <b>bold</b>",
    "👩‍🚀𝔘𝔫𝔦𝔠𝔬𝔡𝔢 مرحبا",
]


def friendly() -> Tables:
    """Six papers on two islands, one of them alone."""
    return tables(PAPERS, ENTITIES, BROADER)


def hostile() -> Tables:
    """Papers and entities whose every text is an attack."""
    names = [f"{text} thing{i}" for i, text in enumerate(HOSTILE)]
    papers = [
        {
            "id": f"{text}#{i}",
            "title": f"{text} {i}",
            "abstract": f"😈 {text} says: {' and '.join(names)}.",
            "url": ["javascript:window.hit=1", "data:text/html,<script>window.hit=1</script>", "https://x.org/\"'><b>"][
                i % 3
            ],
            "authors": [text],
            "venue": text,
            "date": "2024",
            "sources": [text],
        }
        for i, text in enumerate(HOSTILE)
    ]
    kinds = itertools.cycle(["METHOD", "DATASET", "CONCEPT"])
    return tables(
        papers, [(f"x:{name}", kind, name, [f"alias {name}"]) for name, kind in zip(names, kinds, strict=False)]
    )


def empty() -> Tables:
    return {name: schema.empty_table() for name, schema in SCHEMAS.items()}


def tables(
    papers: list[dict[str, Any]],
    entities: list[tuple[str, str, str, list[str]]],
    broader: Iterable[tuple[str, str]] = (),
) -> Tables:
    """A valid graph: mentions are where names and aliases stand in the texts, the rest follows."""
    mentions = {paper["id"]: _mentions(paper, entities) for paper in papers}
    found = [m for some in mentions.values() for m in some]
    held = {paper: sorted({m["entity_id"] for m in some}) for paper, some in mentions.items()}
    spread = {e[0]: sum(e[0] in some for some in held.values()) for e in entities}
    name = {e[0]: e[2] for e in entities}
    island = _islands(held)
    shares = [
        {
            "source": a, "target": b, "weight": float(len(both)), "count": len(both),
            "entities": sorted(name[e] for e in both),
        }
        for a, b in itertools.combinations(sorted(held), 2)
        if (both := set(held[a]) & set(held[b]))
    ]  # fmt: skip
    related = [
        {"source": a, "target": b, "papers": together, "npmi": 0.5}
        for a, b in itertools.combinations(sorted(spread), 2)
        if (together := sum(a in some and b in some for some in held.values())) >= 2
    ]
    rows = {
        "papers": sorted((_paper(p, len(held[p["id"]]), island[p["id"]]) for p in papers), key=lambda p: p["id"]),
        "mentions": found,
        "entities": [_entity(e, spread) for e in sorted(entities) if spread[e[0]]],
        "links": _links(found, papers),
        "shares": shares,
        "related": related,
        "communities": [],
        "broader": [{"source": a, "target": b} for a, b in broader],
    }
    return {key: pa.Table.from_pylist(rows[key], schema=schema) for key, schema in SCHEMAS.items()}


#: No measures: what hangs on them is tested elsewhere.
BLANK = dict.fromkeys((name for name in MEASURED if not name.endswith("_")), 0)


def _text(paper: dict[str, Any]) -> str:
    return f"{paper['title']}\n{paper['abstract']}"


def _mentions(paper: dict[str, Any], entities: list[tuple[str, str, str, list[str]]]) -> list[dict[str, Any]]:
    text = _text(paper)
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found = []
    for id_, kind, name, aliases in entities:
        for surface in (name, *aliases):
            start = low.find(surface.lower())
            while start >= 0:
                end = start + len(surface)
                sentence = _sentence(text, start, end)
                found.append({
                    "paper_id": paper["id"], "start": start, "end": end, "surface": text[start:end], "type": kind,
                    "role": "proposed" if "We propose" in text[sentence[0] : start] else "used",
                    "sentence_start": sentence[0], "sentence_end": sentence[1], "found_by": "lexicon",
                    "confidence": 0.9, "expansion": None, "entity_id": id_,
                })  # fmt: skip
                start = low.find(surface.lower(), end)
    return sorted(found, key=lambda m: (m["start"], m["end"]))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind("\n", 0, start), text.rfind(". ", 0, start) + 1, -1) + 1
    stops = [at + 1 for at in (text.find(". ", end), text.find("\n", end) - 1) if at >= 0]
    return first, min([*stops, len(text)])


def _links(mentions: list[dict[str, Any]], papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    texts = {p["id"]: _text(p) for p in papers}
    links = []
    key = lambda m: (m["paper_id"], m["entity_id"])  # noqa: E731
    for (paper, entity), some in itertools.groupby(sorted(mentions, key=key), key=key):
        group = list(some)
        best = max(group, key=lambda m: m["role"] == "proposed")
        relation = "STUDIES" if best["type"] == "CONCEPT" else "PROPOSES" if best["role"] == "proposed" else "USES"
        links.append({
            "paper_id": paper, "entity_id": entity, "relation": relation,
            "sentence": texts[paper][best["sentence_start"] : best["sentence_end"]], "surface": best["surface"],
            "start_char": best["start"], "end_char": best["end"], "found_by": "lexicon", "confidence": 0.9,
            "mentions": len(group),
        })  # fmt: skip
    return links


def _paper(paper: dict[str, Any], degree: int, island: int) -> dict[str, Any]:
    date = paper.get("date")
    return {
        "ids": [paper["id"]], "date": date, "year": int(date[:4]) if date else None, "authors": [], "keywords": [],
        "venue": None, "url": None, "sources": [], "content_hash": "0", **BLANK, "degree": degree,
        "pagerank": round((1 + degree) / 100, 12), "community": island, **paper,
    }  # fmt: skip


def _islands(held: dict[str, list[str]]) -> dict[str, int]:
    """Papers joined by a chain of shared entities are a community."""
    island = {paper: i for i, paper in enumerate(sorted(held))}
    holders: dict[str, list[str]] = {}
    for paper, entities in held.items():
        for entity in entities:
            holders.setdefault(entity, []).append(paper)
    changed = True
    while changed:
        changed = False
        for papers in holders.values():
            least = min(island[p] for p in papers)
            for p in papers:
                changed |= island[p] != least
                island[p] = least
    return island


def _entity(entity: tuple[str, str, str, list[str]], spread: dict[str, int]) -> dict[str, Any]:
    id_, kind, name, aliases = entity
    return {
        "id": id_, "type": kind, "name": name, "aliases": aliases, "papers": spread[id_], **BLANK,
        "degree": spread[id_],
        "pagerank": round(math.sqrt(spread[id_]) / 10, 12), "community": 0,
    }  # fmt: skip


def many(papers: int, entities: int, each: int = 5) -> Tables:
    """A larger graph, regular and dull."""
    names = [f"thing {i:05d}" for i in range(entities)]
    rows = [
        {
            "id": f"q{p:05d}",
            "title": f"Paper {p}",
            "abstract": ", ".join(names[(p * 7 + k * k) % entities] for k in range(each)),
        }
        for p in range(papers)
    ]
    return tables(rows, [(f"concept:{i:05d}", "CONCEPT", name, []) for i, name in enumerate(names)])


def bare(papers: int, entities: int, each: int = 4) -> Tables:
    """A large graph in a moment: no texts, and no columns but those that a look from afar needs."""
    paper, entity = [f"q{i:05d}" for i in range(papers)], [f"concept:{i:05d}" for i in range(entities)]
    ends = [(p, (p * 7 + k * (k + p)) % entities) for p in range(papers) for k in range(each)]
    score = [1.0 / (1 + i) for i in range(max(papers, entities))]
    return {
        "papers": pa.table(
            {"id": paper, "ids": [[i] for i in paper], "title": [f"On {i}" for i in paper], "pagerank": score[:papers]}
        ),
        "entities": pa.table(
            {
                "id": entity, "name": [f"thing {i}" for i in range(entities)], "type": ["CONCEPT"] * entities,
                "aliases": pa.array([[]] * entities, pa.list_(pa.string())), "papers": [2] * entities,
                "pagerank": score[:entities],
            }
        ),
        "links": pa.table({"paper_id": [paper[p] for p, _ in ends], "entity_id": [entity[e] for _, e in ends]}),
    }  # fmt: skip
