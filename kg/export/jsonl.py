"""One paper a line with its entities, as ``kg extract`` prints them, but with each one's id and resolved name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

__all__ = ["jsonl_lines"]


def jsonl_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The lines, in the order of the papers' ids and, within one, of the text."""
    entities = {row["id"]: row for row in tables["entities"].to_pylist()}
    texts = {
        row["id"]: f"{row['title']}\n{row['abstract']}"
        for row in tables["papers"].select(["id", "title", "abstract"]).to_pylist()
    }
    mentions: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in tables["mentions"].to_pylist():
        if row["entity_id"] is not None:
            mentions[row["paper_id"]][row["entity_id"]].append(row)
    for paper, text in texts.items():
        found = [_entity(entities[name], rows, text) for name, rows in mentions[paper].items()]
        yield json.dumps({"id": paper, "entities": found}, ensure_ascii=False) + "\n"


def _entity(entity: dict[str, Any], rows: list[dict[str, Any]], text: str) -> dict[str, Any]:
    role = None if entity["type"] == "CONCEPT" else "proposed" if any(r["role"] == "proposed" for r in rows) else "used"
    return {
        "id": entity["id"],
        "type": entity["type"],
        "name": entity["name"],
        "surfaces": sorted({row["surface"] for row in rows}),
        "role": role,
        "mentions": [
            {
                "start": row["start"],
                "end": row["end"],
                "sentence": text[row["sentence_start"] : row["sentence_end"]],
                "confidence": row["confidence"],
                "source": row["found_by"],
            }
            for row in rows
        ],
    }
