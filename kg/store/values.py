"""The driver's values as :mod:`kg.store.base` has them: nodes, relationships, paths, dates and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from neo4j import graph, spatial, time

from kg import layout
from kg.store.base import Node, Path, Relationship

__all__ = ["Values", "ends_unknown"]


def ends_unknown(rows: Iterable[Iterable[Any]]) -> list[str]:
    """The server's places of the nodes at the ends of relationships that came without their nodes."""
    links = (link for row in rows for value in row for link in _links(value))
    return sorted({end.element_id for link in links for end in link.nodes if end is not None and "id" not in end})


def _links(value: Any) -> Iterator[graph.Relationship]:
    if isinstance(value, graph.Relationship):
        yield value
    elif isinstance(value, graph.Path):
        yield from value.relationships
    elif isinstance(value, Mapping) and not isinstance(value, graph.Entity):
        for item in value.values():
            yield from _links(item)
    elif isinstance(value, list):
        for item in value:
            yield from _links(item)


class Values:
    """Turns values; ``ids`` has the id of each node that :func:`ends_unknown` told of, by its place."""

    def __init__(self, ids: Mapping[str, Any]) -> None:
        self._ids = ids

    def turn(self, value: Any) -> Any:
        """A value of the driver's as one of ours."""
        match value:
            case graph.Node():
                return self._node(value)
            case graph.Relationship():
                return self._relationship(value)
            case graph.Path():
                return Path(tuple(map(self._node, value.nodes)), tuple(map(self._relationship, value.relationships)))
            case list():
                return [self.turn(item) for item in value]
            case dict():
                return {key: self.turn(item) for key, item in value.items()}
            case time.Date() | time.Time() | time.DateTime():
                return value.to_native()
            case time.Duration():
                nanoseconds = {"nanoseconds": value.nanoseconds} if value.nanoseconds else {}
                return {"months": value.months, "days": value.days, "seconds": value.seconds, **nanoseconds}
            case spatial.Point():
                return _point(value)
        return value

    def _node(self, node: graph.Node) -> Node:
        """A node of ours has one of our labels, whatever others somebody gave it, and goes without the mark."""
        ours = [label for label in node.labels if label in layout.NODES]
        if len(ours) == 1:
            properties = {name: self.turn(node[name]) for name in layout.NODES[ours[0]] if name in node}
            return Node(self._id(node), ours[0], properties)
        return Node(self._id(node), ":".join(sorted(node.labels)), {name: self.turn(node[name]) for name in node})

    def _relationship(self, link: graph.Relationship) -> Relationship:
        start, end = (self._id(node) if node is not None else "" for node in link.nodes)
        names = layout.RELATIONSHIPS.get(link.type, tuple(link.keys()))
        return Relationship(link.type, start, end, {name: self.turn(link[name]) for name in names if name in link})

    def _id(self, node: graph.Node) -> str:
        """Its ``id``; of a node of other origin that has none, the server's name for its place."""
        found = node["id"] if "id" in node else self._ids.get(node.element_id)
        return str(found) if found is not None else node.element_id


def _point(point: spatial.Point) -> dict[str, float]:
    names = ("longitude", "latitude", "height") if isinstance(point, spatial.WGS84Point) else ("x", "y", "z")
    return dict(zip(names, point, strict=False))
