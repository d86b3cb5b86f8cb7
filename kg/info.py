"""What is in a graph: counts, what is central, and the labels, relationships and properties to write queries with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kg.layout import ENTITIES, NODES, RELATIONSHIPS
from kg.measure import rank
from kg.records import ENTITY_LABELS, ENTITY_TYPES

__all__ = ["info"]

_ENTITY = "|".join(ENTITIES)
#: From what to what each relationship goes.
_ENDS = {
    "PROPOSES": ("Paper", "Method|Dataset"),
    "USES": ("Paper", "Method|Dataset"),
    "STUDIES": ("Paper", "Concept"),
    "SHARES": ("Paper", "Paper"),
    "RELATED": (_ENTITY, _ENTITY),
    "BROADER": (_ENTITY, _ENTITY),
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
            "nodes": {label: list(properties) for label, properties in NODES.items()},
            "relationships": {
                name: {"from": start, "to": end, "properties": list(RELATIONSHIPS[name])}
                for name, (start, end) in _ENDS.items()
            },
        },
    }
