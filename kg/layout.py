"""From tables to the graph: which nodes and relationships there are, and with which properties.

Every engine is filled from this, so that all hold the same graph. A null is no property; what is one value of a
table stays one value: strings, integers, floats, and lists of strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from kg.errors import GraphError
from kg.records import ENTITY_LABELS, SCHEMAS

__all__ = [
    "ENDS",
    "ENTITIES",
    "NODES",
    "RELATIONSHIPS",
    "Ends",
    "Nodes",
    "Relationships",
    "batches",
    "nodes",
    "relationships",
    "size",
]

#: Rows that go to an engine at once.
_BATCH = 10_000


def _columns(table: str, *without: str) -> tuple[str, ...]:
    return tuple(name for name in SCHEMAS[table].names if name not in without)


#: The labels of what a paper can name.
ENTITIES: tuple[str, ...] = tuple(ENTITY_LABELS.values())

#: The properties of each label, in their order.
NODES: dict[str, tuple[str, ...]] = {
    "Paper": _columns("papers", "content_hash"),
    **dict.fromkeys(ENTITIES, _columns("entities", "type")),
}

_EVIDENCE = _columns("links", "paper_id", "entity_id", "relation")

#: The properties of each type of relationship, in their order.
RELATIONSHIPS: dict[str, tuple[str, ...]] = {
    "PROPOSES": _EVIDENCE,
    "USES": _EVIDENCE,
    "STUDIES": _EVIDENCE,
    "SHARES": _columns("shares", "source", "target"),
    "RELATED": _columns("related", "source", "target"),
    "BROADER": _columns("broader", "source", "target"),
}

#: Where relationships lie: table, the columns of their ends, which of these are papers (a paper may be called as an
#: entity is), and their types; of several types one stands in the column ``relation``.
_TABLES: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("links", "paper_id", "entity_id", ("paper_id",), ("PROPOSES", "USES", "STUDIES")),
    ("shares", "source", "target", ("source", "target"), ("SHARES",)),
    ("related", "source", "target", (), ("RELATED",)),
    ("broader", "source", "target", (), ("BROADER",)),
)


class Ends(NamedTuple):
    """Where a type of relationship lies: its table, and ``Paper`` or ``Entity`` at either end."""

    table: str
    source: str
    target: str


#: … of each type, in their order.
ENDS: dict[str, Ends] = {
    kind: Ends(table, *("Paper" if end in papers else "Entity" for end in (source, target)))
    for table, source, target, papers, kinds in _TABLES
    for kind in kinds
}


class Nodes(NamedTuple):
    """Nodes of one label, each as its properties."""

    label: str
    rows: list[dict[str, Any]]


class Relationships(NamedTuple):
    """Relationships of one type between two labels, each as ``source``, ``target`` and ``properties``."""

    type: str
    source: str
    target: str
    rows: list[dict[str, Any]]


def size(tables: Mapping[str, pa.Table]) -> tuple[int, int]:
    """How many nodes and how many relationships there are."""
    ends = (tables[name].num_rows for name, *_ in _TABLES)
    return tables["papers"].num_rows + tables["entities"].num_rows, sum(ends)


def nodes(tables: Mapping[str, pa.Table]) -> Iterator[Nodes]:
    """All nodes in batches, in the order of the tables."""
    for rows in _batches(tables["papers"]):
        yield Nodes("Paper", [_present(row, NODES["Paper"]) for row in rows])
    for rows in _batches(tables["entities"]):
        of: dict[str, list[dict[str, Any]]] = {label: [] for label in ENTITIES}
        for row in rows:
            label = ENTITY_LABELS[row["type"]]
            of[label].append(_present(row, NODES[label]))
        yield from (Nodes(label, found) for label, found in of.items() if found)


def relationships(tables: Mapping[str, pa.Table]) -> Iterator[Relationships]:
    """All relationships in batches, in the order of the tables; the nodes must be there before them.

    Raises:
        GraphError: an entity is missing.
    """
    labels = {row["id"]: ENTITY_LABELS[row["type"]] for row in _rows(tables["entities"].select(["id", "type"]))}
    for table, source, target, papers, kinds in _TABLES:
        for rows in _batches(tables[table]):
            of: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
            for row in rows:
                here, there = ("Paper" if end in papers else _label(labels, row[end]) for end in (source, target))
                key = (row["relation"] if len(kinds) > 1 else kinds[0], here, there)
                properties = _present(row, RELATIONSHIPS[key[0]])
                of.setdefault(key, []).append({"source": row[source], "target": row[target], "properties": properties})
            yield from (Relationships(*key, found) for key, found in of.items())


def _label(labels: Mapping[str, str], entity: str) -> str:
    if entity not in labels:
        raise GraphError(f"the tables do not fit together (they lack {entity!r}); build the graph again")
    return labels[entity]


def batches(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """The rows, so many at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _batches(table: pa.Table) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, table.num_rows, _BATCH):
        yield _rows(table.slice(start, _BATCH))


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _present(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] is not None}
