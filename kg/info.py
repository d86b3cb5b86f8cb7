"""What is in a graph: counts, what is central, and the labels, relationships and properties to write queries with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.measure import rank
from kg.records import ENTITY_LABELS, ENTITY_TYPES, SCHEMAS

__all__ = ["NODES", "RELATIONSHIPS", "info"]

_HIDDEN = frozenset({"content_hash", "type"})


def _properties(table: str, *without: str) -> list[str]:
    return [name for name in SCHEMAS[table].names if name not in without and name not in _HIDDEN]


#: The properties of each label, as Cypher sees them.
NODES: dict[str, list[str]] = {
    "Paper": _properties("papers"),
    **{label: _properties("entities") for label in ENTITY_LABELS.values()},
}
_EVIDENCE = _properties("links", "paper_id", "entity_id", "relation")
#: From what, to what, and with which properties each relationship goes.
RELATIONSHIPS: dict[str, tuple[str, str, list[str]]] = {
    "PROPOSES": ("Paper", "Method|Dataset", _EVIDENCE),
    "USES": ("Paper", "Method|Dataset", _EVIDENCE),
    "STUDIES": ("Paper", "Concept", _EVIDENCE),
    "SHARES": ("Paper", "Paper", _properties("shares", "source", "target")),
    "RELATED": ("Method|Dataset|Concept", "Method|Dataset|Concept", _properties("related", "source", "target")),
    "BROADER": ("Method|Dataset|Concept", "Method|Dataset|Concept", []),
}


def info(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], top: int = 10) -> dict[str, Any]:
    """Counts, the ``top`` most central of each type by PageRank, the schema, and what became of the input."""
    types = Counter(tables["entities"]["type"].to_pylist())
    relations = Counter(tables["links"]["relation"].to_pylist())
    shared = pc.sum(pc.greater_equal(tables["entities"]["papers"], 2)).as_py() or 0
    years = [year for year in tables["papers"]["year"].to_pylist() if year is not None]
    reading = manifest["reading"]
    return {
        "papers": tables["papers"].num_rows,
        "entries": reading["entries"],
        "skipped": len(reading["skipped"]),
        "years": [min(years), max(years)] if years else None,
        "entities": {label: types[kind] for kind, label in ENTITY_LABELS.items()},
        "shared_entities": shared,
        "mentions": tables["mentions"].num_rows,
        "relationships": {
            **{name: relations[name] for name in ("PROPOSES", "USES", "STUDIES")},
            **{name.upper(): tables[name].num_rows for name in ("shares", "related", "broader")},
        },
        "central": {
            ENTITY_LABELS[kind]: [
                {"rank": r.rank, "id": r.id, "name": r.name, "papers": r.papers, "pagerank": r.score}
                for r in rank(tables, "pagerank", kind.lower(), top)
            ]
            for kind in ENTITY_TYPES
        },
        "schema": {
            "nodes": NODES,
            "relationships": {
                name: {"from": start, "to": end, "properties": properties}
                for name, (start, end, properties) in RELATIONSHIPS.items()
            },
        },
    }
