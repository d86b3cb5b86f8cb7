"""The whole graph as GraphML, for Gephi, yEd, Cytoscape and igraph: all nodes with their measures, all edges.

Written row by row: as a NetworkX graph and a tree of XML elements a large graph would take fifty times its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from kg.networks import RELATIONS, edge_rows, node_rows, renamed_papers
from kg.records import SCHEMAS

__all__ = ["graphml_lines"]

#: What no XML document may hold (XML 1.0, section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n',
)


def graphml_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The document, an element at a time; nodes and edges in the order of the tables."""
    renamed = renamed_papers(tables)
    yield from _HEAD
    yield from _keys("node", ("papers", "entities"))
    yield from _keys("edge", RELATIONS)
    yield '<graph edgedefault="directed">\n'
    for id_, attributes in node_rows(tables, renamed):
        yield f"<node id={_quoted(id_)}>{_data('n', attributes)}</node>\n"
    for name in RELATIONS:
        for source, target, attributes in edge_rows(tables, name, renamed):
            relation = {"relation": name.upper(), **attributes}
            yield f"<edge source={_quoted(source)} target={_quoted(target)}>{_data('e', relation)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _keys(of: str, names: Iterable[str]) -> Iterator[str]:
    """The attributes of nodes or edges and their types, each once."""
    kinds = {"label" if of == "node" else "relation": "string"}
    for name in names:
        for field in SCHEMAS[name]:
            kinds.setdefault(field.name, _type(field.type))
    for name, kind in kinds.items():
        yield f'<key id="{of[0]}_{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'


def _type(kind: pa.DataType) -> str:
    return "long" if pa.types.is_integer(kind) else "double" if pa.types.is_floating(kind) else "string"


def _data(of: str, attributes: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{of}_{name}">{escape(_legible(str(value)))}</data>' for name, value in attributes.items()
    )


def _quoted(text: str) -> str:
    return quoteattr(_legible(text))


def _legible(text: str) -> str:
    # A parser would turn a carriage return into a line break.
    return _NO_XML.sub("\ufffd", text).replace("\r", " ")
