"""The graph as a plain Cypher script: ``cypher-shell -f my.cypher`` loads it, repeated it changes nothing.

Values stand in the script as literals, which only :func:`literal` writes; a server that ``kg load`` can reach takes
them as parameters instead, tells what changed, and refuses to mix graphs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from kg import layout
from kg.resources import folder

__all__ = ["cypher_lines", "literal"]

#: Rows of one statement: a parser takes long lists of maps badly.
_BATCH = 200


def cypher_lines(tables: Mapping[str, pa.Table], name: str) -> Iterator[str]:
    """The script, a statement at a time: constraints and indexes, nodes, relationships; all of it marked ``name``."""
    yield f"{(folder('cypher') / 'schema' / 'neo4j.cypher').read_text(encoding='utf-8').rstrip()};\n".replace(";;", ";")
    mark = literal(name)
    for label, nodes in layout.nodes(tables):
        for rows in layout.batches(nodes, _BATCH):
            yield f"UNWIND {literal(rows)} AS row\nMERGE (n:{label} {{kg: {mark}, id: row.id}}) SET n += row;\n"
    for kind, source, target, joins in layout.relationships(tables):
        for rows in layout.batches(joins, _BATCH):
            yield (
                f"UNWIND {literal(rows)} AS row\n"
                f"MATCH (a:{source} {{kg: {mark}, id: row.source}}) MATCH (b:{target} {{kg: {mark}, id: row.target}})\n"
                f"MERGE (a)-[r:{kind} {{kg: {mark}}}]->(b) SET r += row.properties;\n"
            )


def literal(value: Any) -> str:
    """A value as a Cypher literal; a text on one line, whatever stands in it, and no escape but those of openCypher.

    >>> literal({"name": "it's", "papers": 2, "aliases": ["a\\\\b"]})
    '{name: "it\\'s", papers: 2, aliases: ["a\\\\\\\\b"]}'
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() if not math.isfinite(value):
            return "(0.0 / 0.0)" if math.isnan(value) else f"({math.copysign(1, value)} / 0.0)"
        case int() | float():
            return repr(value)
        case str():
            # JSON's escapes are all Cypher's too, surrogate pairs included.
            return json.dumps(value)
        case Mapping():
            return "{" + ", ".join(f"{key}: {literal(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(literal, value)) + "]"
