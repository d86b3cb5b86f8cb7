"""Small corpora by hand: mentions with the papers that they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from kg.aliases import read_aliases
from kg.keys import KeyOf, learn
from kg.records import MEASURED, SCHEMAS
from kg.resolve import Resolution, resolve
from kg.settings import Settings

#: No measures: what hangs on them is tested elsewhere.
BLANK = dict.fromkeys((name for name in MEASURED if not name.endswith("_")), 0)


@dataclass(frozen=True)
class Said:
    """A name in a paper: each stands in a sentence of its own, in the abstract unless ``title``."""

    paper: str
    surface: str
    expansion: str | None = None
    type: str = "METHOD"
    role: str | None = None
    confidence: float = 0.9
    title: bool = False
    found_by: str = "model"


def papers_table(ids: Iterable[str], titles: dict[str, str], abstracts: dict[str, str]) -> pa.Table:
    rows = [
        {
            "id": i, "ids": [i], "title": titles.get(i, ""), "abstract": abstracts.get(i, ""), "date": None,
            "year": None, "authors": [], "keywords": [], "venue": None, "url": None, "sources": ["hand"],
            "content_hash": "", **BLANK,
        }
        for i in sorted(ids)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, SCHEMAS["papers"])


def corpus(said: Iterable[Said]) -> tuple[pa.Table, pa.Table]:
    """The tables of mentions and papers."""
    parts: dict[tuple[str, bool], list[Said]] = defaultdict(list)
    said = list(said)
    for each in said:
        parts[each.paper, each.title].append(each)
    ids = sorted({each.paper for each in said})
    texts = {
        key: " ".join(f"We see {each.surface} here." for each in members) for key, members in sorted(parts.items())
    }
    titles = {i: texts.get((i, True), "") for i in ids}
    abstracts = {i: texts.get((i, False), "") for i in ids}
    rows: list[dict[str, Any]] = []
    for (paper, title), members in parts.items():
        at = 0 if title else len(titles[paper]) + 1
        for each in members:
            rows.append({
                "paper_id": paper, "start": at + 7, "end": at + 7 + len(each.surface), "surface": each.surface,
                "type": each.type, "role": each.role, "sentence_start": at,
                "sentence_end": at + len(each.surface) + 13, "found_by": each.found_by,
                "confidence": each.confidence, "expansion": each.expansion, "entity_id": None,
            })  # fmt: skip
            at += len(each.surface) + 14
    return pa.Table.from_pylist(rows, SCHEMAS["mentions"]), papers_table(ids, titles, abstracts)


def resolved(said: Iterable[Said], aliases: Iterable[str] = (), **settings: Any) -> Resolution:
    mentions, papers = corpus(said)
    return resolve(mentions, papers, Settings(**settings), read_aliases(aliases))


def learned(said: Iterable[Said], aliases: Iterable[str] = (), **settings: Any) -> KeyOf:
    mentions, _ = corpus(said)
    return learn(mentions, Settings(**settings), read_aliases(aliases))


def entities_of(resolution: Resolution) -> dict[tuple[str, str], str | None]:
    """The entity of each paper's surface."""
    rows = resolution.mentions.to_pylist()
    return {(row["paper_id"], row["surface"]): row["entity_id"] for row in rows}


def names_of(resolution: Resolution) -> list[str]:
    return sorted(resolution.entities["name"].to_pylist())


def spread(papers: int, surface: str, *rest: Any, first: int = 0, **more: Any) -> list[Said]:
    """The same name in so many papers."""
    return [Said(f"{surface}-{first + i}", surface, *rest, **more) for i in range(papers)]
