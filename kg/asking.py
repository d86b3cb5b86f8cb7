"""How a graph is asked: in Cypher, or by the named queries as functions: ``graph.ask.papers_using(name="DPO")``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from inspect import Parameter as Argument
from inspect import Signature
from typing import Any

import pyarrow as pa

from kg.queries import NamedQuery, get_query, named_queries, prepare
from kg.store.base import DEFAULT_TIMEOUT, Result, Store

__all__ = ["Ask", "Asked"]

Run = Callable[[str, Mapping[str, Any]], Result]


class Ask:
    """Runs named queries. Each is an attribute too, with ``_`` for ``-`` and its doc for a docstring."""

    def __init__(self, run: Run, entities: Callable[[], pa.Table]) -> None:
        """``entities`` gives the graph's entities (id, name, aliases, papers), where a name is not found."""
        self._run = run
        self._entities = entities

    def __call__(self, name: str, /, **values: Any) -> Result:
        """Run a named query with its parameters.

        Raises:
            UsageError: there is no such query, parameter or entity, or a parameter is missing.
        """
        query = get_query(name)
        given = prepare(query, values)
        result = self._run(query.text, given)
        names = [given[parameter.name] for parameter in query.parameters if parameter.type == "entity"]
        if names and not result.rows:
            from kg.measure.lookup import entity_row

            entities = self._entities()
            for one in names:
                entity_row(entities, one)
        return result

    def __getattr__(self, name: str) -> Callable[..., Result]:
        query = named_queries().get(name.replace("_", "-"))
        if query is None:
            raise AttributeError(f"no query is called {name!r}; there are: {', '.join(self.__dir__())}")

        def ask(**values: Any) -> Result:
            return self(query.name, **values)

        ask.__name__ = ask.__qualname__ = name
        ask.__doc__ = _docstring(query)
        ask.__signature__ = _signature(query)  # type: ignore[attr-defined]
        return ask

    def __dir__(self) -> list[str]:
        return [name.replace("-", "_") for name in named_queries()]


class Asked:
    """A graph that answers Cypher, wherever it is."""

    @property
    def store(self) -> Store:
        """The engine that answers."""
        raise NotImplementedError

    def query(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        limit: int | None = None,
    ) -> Result:
        """Run a read-only Cypher query.

        Args:
            timeout: seconds, or None for no end.
            limit: the most rows that are kept.

        Raises:
            QueryError: the query is wrong, writes, reads files, lacks a parameter, or took too long.
            GraphError: a server is gone, or lets us in no more.
        """
        return self.store.query(text, params or {}, timeout=timeout, limit=limit)

    @cached_property
    def ask(self) -> Ask:
        """The named queries: ``graph.ask("papers-using", name="DPO")`` or ``graph.ask.papers_using(name="DPO")``."""
        return Ask(self.query, self._entities)

    def _entities(self) -> pa.Table:
        """What a name is looked up in, where a query finds nothing."""
        raise NotImplementedError


def _docstring(query: NamedQuery) -> str:
    lines = [f"    {p.name}: {p.doc}" for p in query.parameters]
    return "\n".join([query.doc, "", "Args:", *lines])


def _signature(query: NamedQuery) -> Signature:
    kinds = {"integer": int, "float": float, "boolean": bool}
    arguments = [
        Argument(
            p.name,
            Argument.KEYWORD_ONLY,
            default=Argument.empty if p.required else p.default,
            annotation=kinds.get(p.type, str),
        )
        for p in query.parameters
    ]
    return Signature(arguments, return_annotation=Result)
