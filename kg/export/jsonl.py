"""One paper a line with its entities, as ``kg extract`` prints them, but with each one's id and resolved name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from kg.tables import iter_rows

__all__ = ["jsonl_lines"]

_Row = dict[str, Any]


def jsonl_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The lines, in the order of the papers' ids and, within one, of the text."""
    entities = {row["id"]: row for row in iter_rows(tables["entities"].select(["id", "type", "name"]))}
    # Both tables are sorted by the papers' ids.
    mentions = groupby(iter_rows(tables["mentions"]), key=itemgetter("paper_id"))
    named, rows = next(mentions, (None, iter(())))
    for paper in iter_rows(tables["papers"].select(["id", "title", "abstract"])):
        found: dict[str, list[_Row]] = defaultdict(list)
        if named == paper["id"]:
            for row in rows:
                if row["entity_id"] is not None:
                    found[row["entity_id"]].append(row)
            named, rows = next(mentions, (None, iter(())))
        text = f"{paper['title']}\n{paper['abstract']}"
        line = {
            "id": paper["id"],
            "text": text,
            "entities": [_entity(entities[name], each, text) for name, each in found.items()],
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _entity(entity: _Row, rows: list[_Row], text: str) -> _Row:
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
