"""Loading a graph into Neo4j: safe to repeat, and nothing of other origin is touched.

Everything that is written carries the graph's name in the property ``kg``, and nothing without it is looked at but to
refuse a database that has other papers and entities. The statements are files of ``cypher/schema`` and
``cypher/write``; the words LABEL, TYPE, SOURCE and TARGET in them stand for names of :mod:`kg.layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import neo4j
import pyarrow as pa
from neo4j.exceptions import IncompleteCommit, ServiceUnavailable, SessionExpired

from kg import layout
from kg.errors import GraphError, UsageError
from kg.resources import folder
from kg.store.server import MARK, Server

__all__ = ["Counts", "LoadReport", "load"]

#: Rows of one transaction.
_BATCH = 5_000
#: Seconds to wait for indexes of what is loaded.
_INDEXED = 600

Progress = Callable[[str, int, int | None], None]
Rows = list[dict[str, Any]]
#: What a statement is about: ``LABEL``, or ``TYPE``, ``SOURCE`` and ``TARGET``, each with its name.
Names = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Counts:
    """How many were made, mended, left as they were, and removed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0


@dataclass(slots=True)
class LoadReport:
    """What a load did. ``kept`` nodes are gone from the graph and stay, for relationships of others hang on them."""

    nodes: Counts = field(default_factory=Counts)
    relationships: Counts = field(default_factory=Counts)
    kept: int = 0

    @property
    def changes(self) -> int:
        """How many nodes and relationships are not as they were."""
        return sum(counts.created + counts.updated + counts.deleted for counts in (self.nodes, self.relationships))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def load(
    tables: Mapping[str, pa.Table], name: str, server: Server, *, prune: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Make a database hold the graph of ``tables`` under ``name``; one load at a time.

    Args:
        prune: whether to remove what an earlier load of this graph wrote and the tables have no more.
        progress: is told what is loaded, how many are done, and of how many.

    Raises:
        UsageError: the graph has no name.
        GraphError: the database holds other papers or entities (nothing is written then), cannot be written, or went
            away; what was loaded until then stays, and loading again goes on from there.
    """
    if not name:
        raise UsageError("a graph needs a name to be loaded under; give its folder one, as in NAME.kg")
    work = _Load(name, server, LoadReport(), progress or (lambda what, done, total: None))
    try:
        with server.plain_errors():
            work.refuse_others()
            work.prepare()
            kept = work.write(tables)
            if prune:
                work.prune(kept)
            work.finish()
    except GraphError as error:
        if isinstance(error.__cause__, ServiceUnavailable | SessionExpired | IncompleteCommit):
            raise GraphError(f"{error}; then load again: what was loaded stays") from error.__cause__
        raise
    return work.report


@dataclass(slots=True)
class _Load:
    name: str
    server: Server
    report: LoadReport
    progress: Progress
    there: set[str] = field(default_factory=set)

    def refuse_others(self) -> None:
        """See that no paper or entity of other origin is there, which queries would take for ours."""
        found = self._read("others", (), labels=list(layout.NODES))
        for label, mark, count in found:
            where = f"{self.server.uri}: the database already holds"
            if mark is None:
                raise GraphError(
                    f"{where} {label} nodes ({count:,}) that kg did not load; nothing was written; "
                    "load into an empty database: another server, or another --database"
                )
            raise GraphError(
                f"{where} the graph {mark!r} ({label} nodes: {count:,}), and this one is {self.name!r}; "
                "nothing was written; load into another database, or empty that one first with: "
                f"MATCH (n) WHERE n.{MARK} = {mark!r} DETACH DELETE n"
            )

    def prepare(self) -> None:
        """Constraints and indexes; a composite one finds what was loaded before."""
        with self.server.session(neo4j.WRITE_ACCESS) as session:
            for statement in _statements("schema/neo4j"):
                session.run(statement).consume()

    def finish(self) -> None:
        """Wait until queries can use the indexes."""
        with self.server.session(neo4j.READ_ACCESS) as session:
            session.run("CALL db.awaitIndexes($seconds)", seconds=_INDEXED).consume()

    def write(self, tables: Mapping[str, pa.Table]) -> dict[Names, set[tuple[str, ...]]]:
        """Write all nodes, then all relationships; gives the keys of all, by what they are."""
        nodes, relationships = layout.size(tables)
        self.there = self._there()
        keys: dict[Names, set[tuple[str, ...]]] = {}
        done = 0
        for label, rows in layout.nodes(tables):
            about: Names = (("LABEL", label),)
            keys.setdefault(about, set()).update((row["id"],) for row in rows)
            for batch in layout.batches([self._full(row, layout.NODES[label]) for row in rows], _BATCH):
                self._merge("nodes", about, batch, layout.NODES[label], self.report.nodes)
                done += len(batch)
                self.progress("nodes", done, nodes)
        done = 0
        for kind, source, target, rows in layout.relationships(tables):
            about, names = (("TYPE", kind), ("SOURCE", source), ("TARGET", target)), layout.RELATIONSHIPS[kind]
            keys.setdefault(about, set()).update((row["source"], row["target"]) for row in rows)
            full = [{**row, "properties": self._full(row["properties"], names)} for row in rows]
            for batch in layout.batches(full, _BATCH):
                self._merge("relationships", about, batch, names, self.report.relationships)
                done += len(batch)
                self.progress("relationships", done, relationships)
        return keys

    def _there(self) -> set[str]:
        """The labels and types of ours of which there are any, by the server's own counts, which cost nothing."""
        with self.server.session(neo4j.READ_ACCESS) as session:
            return {
                name
                for name, pattern in (
                    *((label, f"(n:{label})") for label in layout.NODES),
                    *((kind, f"()-[n:{kind}]->()") for kind in layout.RELATIONSHIPS),
                )
                if session.run(f"MATCH {pattern} RETURN count(n) AS count").single(strict=True)["count"]
            }

    def _full(self, row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """A row with our mark, and with null for what it has not: what it had before is to go."""
        return {**dict.fromkeys(names), **row, MARK: self.name}

    def _merge(self, file: str, about: Names, rows: Rows, names: tuple[str, ...], counts: Counts) -> None:
        if about[0][1] not in self.there:
            file = f"new-{file}"
        found = dict(self._write(file, about, rows=rows, names=names))
        if sum(found.values()) != len(rows):
            what = " ".join(name for _, name in about)
            raise GraphError(f"the tables do not fit together (ends of {what} are missing); build the graph again")
        for fate, count in found.items():
            setattr(counts, fate, getattr(counts, fate) + count)

    def prune(self, kept: Mapping[Names, set[tuple[str, ...]]]) -> None:
        """Remove what is ours and is not among what is kept: relationships first, for a node goes without any."""
        for kind in layout.RELATIONSHIPS:
            gone: dict[Names, list[tuple[str, ...]]] = {}
            held = self._read("held-relationships", (("TYPE", kind),), labels=list(layout.NODES))
            for source_label, source, target_label, target in held:
                about: Names = (("TYPE", kind), ("SOURCE", source_label), ("TARGET", target_label))
                if source_label and target_label and (source, target) not in kept.get(about, ()):
                    gone.setdefault(about, []).append((source, target))
            for about, keys in gone.items():
                self._delete("delete-relationships", about, ("source", "target"), keys, self.report.relationships)
        for label in layout.NODES:
            about = (("LABEL", label),)
            keys = [key for key in self._read("held-nodes", about) if key not in kept.get(about, ())]
            went = self._delete("delete-nodes", about, ("id",), keys, self.report.nodes)
            self.report.kept += len(keys) - went

    def _delete(
        self, file: str, about: Names, columns: tuple[str, ...], gone: list[tuple[str, ...]], counts: Counts
    ) -> int:
        went = 0
        for batch in layout.batches([dict(zip(columns, key, strict=True)) for key in gone], _BATCH):
            went += sum(count for (count,) in self._write(file, about, rows=batch))
            self.progress(f"removing {about[0][1]}", went, len(gone))
        counts.deleted += went
        return went

    def _read(self, file: str, about: Names, **params: Any) -> list[tuple[Any, ...]]:
        with self.server.session(neo4j.READ_ACCESS) as session:
            return session.execute_read(_run, _statement(file, about), {"kg": self.name, **params})

    def _write(self, file: str, about: Names, **params: Any) -> list[tuple[Any, ...]]:
        """One transaction; the driver tries it again, later and later, where the server says that it may help."""
        with self.server.session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(_run, _statement(file, about), {"kg": self.name, **params})


def _run(work: neo4j.ManagedTransaction, statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(record.values()) for record in work.run(statement, params)]


@lru_cache(maxsize=512)
def _statement(file: str, about: Names) -> str:
    """A statement of ``cypher/write`` about certain names, all of them our own: no name of a user's is pasted in."""
    (text,) = _statements(f"write/{file}")
    for word, name in about:
        text = re.sub(rf"\b{word}\b", name, text)
    return text


@lru_cache
def _statements(file: str) -> tuple[str, ...]:
    """The statements of a file, without its comments; a semicolon ends each but the last, which may go without."""
    text = (folder("cypher") / f"{file}.cypher").read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    return tuple(filter(None, (statement.strip() for statement in bare.split(";"))))
