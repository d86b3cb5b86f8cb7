"""What a query would do on Neo4j, told by the server's own plan of it.

The driver's read access keeps a query from writing. What it may reach besides the graph hangs on what it calls: a
procedure of a plugin may read files, the network, or run a text as a query. Which those are no plan says, so only
procedures and functions that are known to read the graph alone are let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import QueryError
from kg.store.statement import READS_FILES, WRITES, Token, tokens, unescaped

__all__ = ["check_plan"]

#: What may be called, by how its name begins. A name without a dot is the engine's own.
_KNOWN = re.compile(
    r"""
      (?: date | datetime | localdatetime | time | localtime | duration | point | vector\.similarity | coll | graph ) \.
    | db\. (?: labels | relationshipTypes | propertyKeys | info | ping | nameFromElementId | schema\..* ) $
    | db\.index\. (?: fulltext | vector ) \.query
    | db\.index\.fulltext\.listAvailableAnalyzers $
    | dbms\.components $
    | apoc\. (?: agg | algo | any | coll | convert | date | hashing | label | map | math | neighbors | node
               | nodes | number | path | rel | temporal | text ) \.
    """,
    re.VERBOSE | re.IGNORECASE,
)


def check_plan(kind: str | None, plan: Mapping[str, Any] | None, statement: str) -> None:
    """Refuse what does more than read the graph.

    Args:
        kind: the server's word on it: ``r`` reads, all else does not.
        plan: as EXPLAIN gives it.
        statement: the text, for what a plan does not show: a pattern within an expression stands there unplanned.

    Raises:
        QueryError: it writes, reads files, ends transactions, or calls what is not known to be harmless.
    """
    steps = list(_steps(plan or {}))
    if any(name == "LoadCSV" for name, _ in steps):
        raise QueryError(READS_FILES)
    if kind != "r" or any(name == "TerminateTransactions" for name, _ in steps):
        raise QueryError(WRITES)
    texts = [details for _, details in steps] + [unescaped(statement), statement]
    for name in (name for text in texts for name in _called(text)):
        if not _KNOWN.match(name):
            raise QueryError(
                f"the query calls {name}, which is refused: queries read the graph, never files or the network, "
                "and only procedures and functions that are known to do no more may be called"
            )


def _steps(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each operator of a plan, and what it says of itself."""
    yield str(plan.get("operatorType", "")).partition("@")[0], str((plan.get("args") or {}).get("Details", ""))
    for child in plan.get("children") or ():
        yield from _steps(child)


def _called(text: str) -> Iterator[str]:
    """The names with dots that a text calls: those before a bracket, and those after CALL, which needs none."""
    code = [token for token in tokens(text) if token.kind != "comment"]
    start = 0
    while start < len(code):
        name, end = _name(code, start)
        before = code[start - 1].text.upper() if start else ""
        if "." in name and (before == "CALL" or (end < len(code) and code[end][:2] == ("mark", "("))):
            yield name
        start = max(end, start + 1)


def _name(code: list[Token], start: int) -> tuple[str, int]:
    """The name that begins at a place, with its dots, and where it ends; none is an empty one."""
    parts: list[str] = []
    end = start
    while end < len(code) and code[end].kind in ("word", "name"):
        parts.append(code[end].text)
        end += 1
        if [token[:2] for token in code[end : end + 1]] != [("mark", ".")]:
            break
        if code[end + 1 : end + 2] and code[end + 1].kind in ("word", "name"):
            end += 1
        else:
            break
    return ".".join(parts), end
