"""Neo4j: the graph on a server, read and never written, with values like those of the embedded engine.

A query goes to the server twice, in one transaction: once to be explained, by which it is judged, and then to run.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Self

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from kg import layout
from kg.errors import QueryError
from kg.store.base import DEFAULT_TIMEOUT, Closing, Result, check_limits
from kg.store.plan import check_plan
from kg.store.server import Server, one_line
from kg.store.statement import TOO_LONG, WRITES, prepare, tokens
from kg.store.values import Values, ends_unknown

__all__ = ["Neo4jStore"]

#: On a line of its own, so that columns stay what they were.
_EXPLAIN = "EXPLAIN\n"
_PLACE = re.compile(r" ?\(line (\d+), column (\d+) \(offset: \d+\)\)")
_IDS = "UNWIND $places AS place MATCH (n) WHERE elementId(n) = place RETURN place, n.id AS id"
#: Codes of errors that are no matter of the query.
_OF_THE_SERVER = ("Neo.ClientError.Security.", "Neo.ClientError.Database.", "Neo.TransientError.General.Database")

_ABSENT = re.compile(
    r"(?:missing (label|relationship type|property) name is: |The (label|relationship type|property) `)(\w+)"
)
_KNOWN = {
    "label": set(layout.NODES),
    "relationship type": set(layout.RELATIONSHIPS),
    "property": {name for names in (*layout.NODES.values(), *layout.RELATIONSHIPS.values()) for name in names},
}


class Neo4jStore(Closing):
    """A graph on a server that answers Cypher. Safe to query from several threads."""

    def __init__(self, server: Server) -> None:
        """``server`` is closed with the store."""
        self._server: Server | None = server

    @classmethod
    def open(cls, uri: str, user: str, password: str, database: str | None = None) -> Self:
        """Connect; raises as :meth:`kg.store.server.Server.open`."""
        return cls(Server.open(uri, user, password, database))

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        limit: int | None = None,
    ) -> Result:
        """Run one statement; see :meth:`kg.store.base.Store.query`.

        Raises:
            GraphError: the server is gone, or lets us in no more.
        """
        check_limits(timeout, limit)
        given = dict(params or {})
        statement = prepare(text, given)
        if self._server is None:
            raise QueryError("the store is closed; open the graph again")
        seconds = None if timeout is None else max(0.001, timeout)
        with (
            _plain_errors(self._server, timeout),
            self._server.session(neo4j.READ_ACCESS) as session,
            session.begin_transaction(timeout=seconds) as work,
        ):
            bare = _without_mode(statement)
            explained = _explain(work, bare, given)
            check_plan(explained.query_type, explained.plan, bare)
            result = work.run(statement, given)
            columns = tuple(result.keys())
            found = [record.values() for record in (result if limit is None else result.fetch(limit + 1))]
            values = Values(_ids(work, ends_unknown(found)))
            rows = [tuple(map(values.turn, row)) for row in found[:limit]]
        return Result(columns, rows, len(found) > len(rows), tuple(_notes(explained)))

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _explain(work: neo4j.Transaction, statement: str, params: dict[str, Any]) -> neo4j.ResultSummary:
    """The server's word on a statement that it does not run."""
    try:
        return work.run(_EXPLAIN + statement, params).consume()
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise QueryError(f"a parameter cannot be passed on: {one_line(error)}") from error


def _without_mode(statement: str) -> str:
    """The statement without a PROFILE or EXPLAIN of its own, which ours would contradict; places stay."""
    first = next(tokens(statement))
    if first.kind != "word" or first.text.upper() not in ("PROFILE", "EXPLAIN"):
        return statement
    end = first.start + len(first.text)
    return statement[: first.start] + " " * len(first.text) + statement[end:]


def _ids(work: neo4j.Transaction, places: list[str]) -> dict[str, str]:
    """The ids of the nodes at places of the server's, which is what relationships name their ends by."""
    return {record["place"]: record["id"] for record in work.run(_IDS, places=places)} if places else {}


def _notes(explained: neo4j.ResultSummary) -> Iterator[str]:
    """The server's warnings, but not of a graph that happens to lack a label or property of ours."""
    for status in explained.gql_status_objects:
        absent = _ABSENT.search(status.status_description)
        ours = absent is not None and absent[3] in _KNOWN[absent[1] or absent[2]]
        if status.is_notification and status.raw_severity == "WARNING" and not ours:
            yield status.status_description.removeprefix("warn: ")


@contextlib.contextmanager
def _plain_errors(server: Server, timeout: float | None) -> Iterator[None]:
    """The server's errors as one line that says what, where and what to do."""
    try:
        yield
    except Neo4jError as error:
        code = error.code or ""
        if ".TransactionTimedOut" in code or (timeout is not None and code.endswith(".Terminated")):
            raise QueryError(TOO_LONG.format(timeout or 0)) from error
        if code.endswith(".AccessMode"):
            raise QueryError(WRITES) from error
        if code.startswith(_OF_THE_SERVER):
            raise server.told(error) from error
        raise QueryError(_told(error)) from error
    except (ServiceUnavailable, SessionExpired) as error:
        raise server.told(error) from error
    except DriverError as error:
        raise QueryError(f"the query failed: {one_line(error)}") from error


def _told(error: Neo4jError) -> str:
    """Where and what. The server counts our line with EXPLAIN; lines after the first picture the place."""
    said = one_line(error)
    place = _PLACE.search(said)
    if place is None:
        return f"the query failed: {said}"
    line = int(place[1]) - 1
    return f"Cypher syntax error at line {line}, column {place[2]}: {_PLACE.sub('', said)}"
