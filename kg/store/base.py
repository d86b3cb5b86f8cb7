"""What a store is, and the values that come out of one: the same on every engine.

Engines give rows in their own shapes; each store turns them into these, so that two engines can be compared with
``==`` and nothing else in the program knows which of them answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from html import escape
from types import TracebackType
from typing import Any, Protocol, Self

from kg.errors import UsageError

__all__ = [
    "DEFAULT_TIMEOUT",
    "Closing",
    "Node",
    "Path",
    "Relationship",
    "Result",
    "Store",
    "check_limits",
    "to_json",
    "to_text",
]

#: Seconds after which a query is stopped, where its caller says nothing else.
DEFAULT_TIMEOUT = 60.0
_SHOWN = 100  # rows that a notebook shows of a result


@dataclass(frozen=True, slots=True)
class Node:
    """A paper or an entity; ``properties`` holds all that it has, ``id`` too. What it has not is not in there."""

    id: str
    label: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship in the direction in which it is stored; ``source`` and ``target`` are ids of nodes."""

    type: str
    source: str
    target: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes, and the relationships between each and the next (which may point either way)."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Rows in the order of the query; ``truncated`` where there were more than ``limit``.

    Values are None, bool, int, float, str, dates and times, lists and dicts of these, :class:`Node`,
    :class:`Relationship` and :class:`Path`. ``notes`` is what the engine remarks on the query (a label that there is
    not, say), in its own words.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool = False
    notes: tuple[str, ...] = field(default=(), compare=False)

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries of plain JSON data."""
        return [dict(zip(self.columns, map(to_json, row), strict=True)) for row in self.rows]

    def _repr_html_(self) -> str:
        """For notebooks: a table, of which all is text."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows[:_SHOWN])
        more = len(self.rows) - _SHOWN
        remarks = [
            *([f"… and {more:,} more rows"] if more > 0 else []),
            *([f"only the first {len(self.rows):,} rows were kept; see limit"] if self.truncated else []),
            *([] if self.rows else ["no rows"]),
            *self.notes,
        ]
        below = "".join(f"<p>{escape(remark)}</p>" for remark in remarks)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{below}"


class Closing:
    """What is closed at the end of a ``with``."""

    def close(self) -> None:
        """Let go of what is held; closing twice is fine."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Store(Protocol):
    """A graph that answers Cypher, and only answers: whatever would write is refused."""

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        limit: int | None = None,
    ) -> Result:
        """Run one statement. None for ``timeout`` (in seconds) or ``limit`` (in rows) means none.

        Raises:
            QueryError: it is wrong, writes, reads files, misses a parameter, or took too long.
            UsageError: ``timeout`` or ``limit`` makes no sense.
        """
        ...

    def close(self) -> None:
        """Let go of what the store holds; closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def check_limits(timeout: float | None, limit: int | None) -> None:
    """Refuse what no engine could make sense of."""
    if timeout is not None and not (timeout > 0 and math.isfinite(timeout)):
        raise UsageError(f"a timeout of {timeout} s makes no sense; give seconds above 0, or None for no limit")
    if limit is not None and limit < 0:
        raise UsageError(f"a limit of {limit} rows makes no sense; give 0 or more, or None for all")


def to_json(value: Any) -> Any:
    """A value of a result as plain JSON data: nothing but None, bool, int, float, str, list and dict.

    A number that is none (NaN) or infinite becomes None, for JSON has no word for it.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Node():
            return {"id": value.id, "label": value.label, "properties": to_json(value.properties)}
        case Relationship():
            ends = {"type": value.type, "source": value.source, "target": value.target}
            return {**ends, "properties": to_json(value.properties)}
        case Path():
            return {"nodes": to_json(value.nodes), "relationships": to_json(value.relationships)}
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
        case date() | time():
            return value.isoformat()
    return str(value)


def to_text(value: Any) -> Any:
    """A value for people: nodes, relationships and paths drawn as Cypher draws them, the rest as :func:`to_json`."""
    match value:
        case Node():
            return f"(:{value.label} {value.properties.get('name') or value.properties.get('title') or value.id})"
        case Relationship():
            return f"({value.source})-[:{value.type}]->({value.target})"
        case Path():
            return "".join(_steps(value))
        case Mapping():
            return "{" + ", ".join(f"{key}: {to_text(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return [to_text(item) for item in value]
    return to_json(value)


def _cell(value: Any) -> str:
    """A value as a cell of a notebook's table."""

    def plain(item: Any) -> str:
        if isinstance(item, list):
            return "; ".join(map(plain, item))
        if isinstance(item, float):
            return f"{item:.4g}"
        if isinstance(item, bool):
            return "true" if item else "false"
        return "" if item is None else str(item)

    return f"<td>{escape(plain(to_text(value)))}</td>"


def _steps(path: Path) -> Iterator[str]:
    yield from map(to_text, path.nodes[:1])
    for before, link, node in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
        ahead = link.source == before.id
        yield f"{'-' if ahead else '<-'}[:{link.type}]{'->' if ahead else '-'}{to_text(node)}"
