"""The embedded engine: the graph in kglite, in this process, with a copy on disk that spares building it again.

The only door to kglite, and where its ways are smoothed over; ``cypher/README.md`` lists what cannot be.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import warnings
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, Self

import kglite
import pyarrow as pa

from kg import layout
from kg.errors import GraphError, QueryError
from kg.store.base import DEFAULT_TIMEOUT, Closing, Node, Path, Relationship, Result, check_limits
from kg.store.statement import READS_FILES, TOO_LONG, WRITES, plain_strings, prepare

__all__ = ["EmbeddedStore"]

#: What the cached graph hangs on besides its tables; to be raised when the graph is laid out otherwise.
_LAYOUT = 1
_PREFIX = "cypher-"

_ABSENT = re.compile(r"property '(\w+)' which no (\w+)|unknown (?:node label|relationship type) '(\w+)'")

# Its remarks come with the result (Result.notes); stderr is not the place for them.
kglite.set_query_warning_policy("silent")


class EmbeddedStore(Closing):
    """A graph in memory that answers Cypher. Safe to query from several threads."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._graph: Any = _build(tables)
        self._ids: list[str] = []

    @classmethod
    def open(cls, tables: Mapping[str, pa.Table], folder: FilePath | None, stamp: str) -> Self:
        """The graph of ``tables``, from the copy in ``folder`` if there is a sound one with this stamp.

        Otherwise it is built, kept in ``folder`` for the next time, and older copies go; where ``folder`` is None or
        cannot be written it lives in memory alone. ``tables`` are not touched where the copy serves.
        """
        file = None if folder is None else folder / f"{_PREFIX}{_digest(stamp)}.kgl"
        graph = _load(file)
        if graph is not None:
            store = cls.__new__(cls)
            store._graph, store._ids = graph, []
            return store
        store = cls(tables)
        if file is not None:
            _keep(store._graph, file)
        return store

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        limit: int | None = None,
    ) -> Result:
        """Run one statement; see :meth:`kg.store.base.Store.query`."""
        check_limits(timeout, limit)
        given = dict(params or {})
        statement = plain_strings(prepare(text, given))
        if self._graph is None:
            raise QueryError("the store is closed; open the graph again")
        with _plain_errors(timeout):
            if "csv" in statement.lower() and _plans_to_read_files(self._graph, statement):
                raise QueryError(READS_FILES)
            view = self._graph.cypher(
                statement,
                params=given,
                timeout_ms=0 if timeout is None else max(1, round(timeout * 1000)),
                row_limit=limit,
                hide_structural_keys=True,
            )
            if isinstance(view, str):
                raise QueryError("FORMAT CSV is not Cypher; leave it out and choose the format of the output instead")
            found = view.to_list()
        columns = tuple(view.columns)
        rows = [tuple(self._value(row[name]) for name in columns) for row in found]
        truncated = (view.diagnostics or {}).get("total_rows") is not None
        return Result(columns, rows, truncated, tuple(filter(_is_news, view.warnings)))

    def close(self) -> None:
        self._graph = None

    def _value(self, raw: Any) -> Any:
        if isinstance(raw, list):
            return [self._value(item) for item in raw]
        if not isinstance(raw, dict):
            return raw
        keys = raw.keys()
        if keys == {"id", "labels", "properties"} and _is_ours(raw["labels"], layout.NODES):
            return self._node(raw)
        if keys == {"id", "start", "end", "type", "properties"} and _is_ours([raw["type"]], layout.RELATIONSHIPS):
            return self._relationship(raw)
        value = {key: self._value(item) for key, item in raw.items()}
        if keys == {"nodes", "relationships"} and all(isinstance(node, Node) for node in value["nodes"]):
            return Path(tuple(value["nodes"]), tuple(value["relationships"]))
        return value

    def _node(self, raw: dict[str, Any]) -> Node:
        """Only what the graph stores: kglite adds ``type``, and ``title`` to what has a ``name``."""
        label, found = raw["labels"][0], raw["properties"]
        return Node(found["id"], label, {name: found[name] for name in layout.NODES[label] if name in found})

    def _relationship(self, raw: dict[str, Any]) -> Relationship:
        kind, found = raw["type"], raw["properties"]
        properties = {name: found[name] for name in layout.RELATIONSHIPS[kind] if name in found}
        return Relationship(kind, self._id(raw["start"]), self._id(raw["end"]), properties)

    def _id(self, place: int) -> str:
        """The id of the node at a place of the engine's, which is what relationships name their ends by."""
        if not self._ids:
            rows = self._graph.cypher("MATCH (n) RETURN elementId(n) AS place, n.id AS id", timeout_ms=0).to_list()
            ids = [""] * (1 + max(int(row["place"]) for row in rows))
            for row in rows:
                ids[int(row["place"])] = row["id"]
            self._ids = ids
        return self._ids[place]


def _is_ours(names: Any, known: Mapping[str, Any]) -> bool:
    return isinstance(names, list) and len(names) == 1 and names[0] in known


def _is_news(note: str) -> bool:
    """Whether a remark tells of the query, and not of a graph that happens to lack a label or property of ours."""
    match = _ABSENT.search(note)
    if match is None:
        return "row_limit" not in note
    name, label, kind = match.groups()
    return kind not in {*layout.NODES, *layout.RELATIONSHIPS} if kind else name not in layout.NODES.get(label, ())


def _build(tables: Mapping[str, pa.Table]) -> Any:
    """The graph of the tables. Writing by Cypher is the one way into kglite that takes no pandas and keeps types."""
    graph = kglite.KnowledgeGraph()
    # A property that is declared may be asked for even where no node of this graph happens to have it.
    graph.define_schema({"nodes": {label: {"optional": list(names)} for label, names in layout.NODES.items()}})
    for label, rows in layout.nodes(tables):
        graph.cypher(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", params={"rows": rows}, timeout_ms=0)
    for kind, source, target, rows in layout.relationships(tables):
        graph.cypher(
            f"UNWIND $rows AS row MATCH (a:{source} {{id: row.source}}) MATCH (b:{target} {{id: row.target}}) "
            f"CREATE (a)-[r:{kind}]->(b) SET r = row.properties",
            params={"rows": rows},
            timeout_ms=0,
        )
    _check(graph, layout.size(tables))
    for label in layout.NODES:
        graph.create_index(label, "title" if label == "Paper" else "name")
    graph.read_only(True)
    return graph


def _check(graph: Any, expected: tuple[int, int]) -> None:
    counts = ("MATCH (n) RETURN count(*) AS count", "MATCH ()-[r]->() RETURN count(*) AS count")
    found = tuple(graph.cypher(count).scalar() for count in counts)
    if found != expected:
        raise GraphError(
            f"the tables do not fit together ({found} of {expected} nodes and relationships); build the graph again"
        )


def _digest(stamp: str) -> str:
    return hashlib.sha256(f"{stamp}\n{kglite.__version__}\n{_LAYOUT}".encode()).hexdigest()[:16]


def _load(file: FilePath | None) -> Any:
    """The graph in a file, or None where there is none or it is damaged (kglite has checksums of every part)."""
    if file is None or not file.is_file():
        return None
    try:
        graph = kglite.load(str(file), verify="eager")
    except (kglite.KgError, OSError, ValueError):
        return None
    graph.read_only(True)
    return graph


def _keep(graph: Any, file: FilePath) -> None:
    """Save a copy and sweep up the others. It is a convenience: where it cannot be done, nothing is said.

    A copy that another process is just writing is swept up with them; that process then goes without.
    """
    new = file.with_name(f"{_PREFIX}new-{os.getpid()}-{secrets.token_hex(4)}.kgl")
    if not file.parent.is_dir():
        return
    with contextlib.suppress(kglite.KgError, OSError, ValueError), warnings.catch_warnings():
        # Which columns it will hold in memory is nothing that a reader could change.
        warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
        graph.save(str(new), fsync=False)
        new.replace(file)
    for other in file.parent.glob(f"{_PREFIX}*"):
        if other != file:
            with contextlib.suppress(OSError):
                other.unlink()


def _plans_to_read_files(graph: Any, statement: str) -> bool:
    """The engine's own word on it: a plan is made and not run. (It does not show the other arm of a UNION.)"""
    try:
        steps = graph.cypher(f"EXPLAIN {statement}").to_list()
    except kglite.KgError:
        return False  # it will say so again when it is run
    return any("LoadCsv" in str(step["operation"]) for step in steps)


@contextlib.contextmanager
def _plain_errors(timeout: float | None) -> Any:
    """The engine's errors as one line that says what, where and what to do."""
    try:
        yield
    except kglite.CypherTimeoutError as error:
        raise QueryError(TOO_LONG.format(timeout)) from error
    except kglite.ReadOnlyError as error:
        raise QueryError(WRITES) from error
    except kglite.CypherSyntaxError as error:
        raise QueryError(_syntax(error)) from error
    except kglite.KgError as error:
        raise QueryError(f"the query failed: {_one_line(str(error))}") from error
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise QueryError(f"a parameter cannot be passed on: {_one_line(str(error))}") from error


def _syntax(error: Any) -> str:
    """Where and what; the lines after the first show the place in the text."""
    place = f" at line {error.line}, column {error.col}" if error.line else ""
    return f"Cypher syntax error{place}: {_one_line(str(error).partition(chr(10))[0])}"


def _one_line(message: str) -> str:
    return re.sub(r"^[A-Z]\w+(?: \w+)? error(?: at line \d+, col \d+)?: ", "", " ".join(message.split())).rstrip(".")
