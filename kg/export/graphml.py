"""The whole graph as GraphML, for Gephi, yEd, Cytoscape and igraph: all nodes with their measures, all edges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import pyarrow as pa

from kg.networks import to_networkx

__all__ = ["graphml_lines"]

#: What no XML document may hold (XML 1.0, section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The document's lines; nodes and edges in the order of the tables."""
    graph = nx.relabel_nodes(to_networkx(tables), _legible)
    for _, attributes in graph.nodes(data=True):
        _clean(attributes)
    for _, _, attributes in graph.edges(data=True):
        _clean(attributes)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    for line in nx.generate_graphml(graph):
        yield f"{line}\n"


def _legible(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _clean(attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        if isinstance(value, str):
            attributes[name] = _legible(value)
