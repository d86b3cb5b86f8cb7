"""A map of a pile of paper abstracts: methods, datasets and concepts, who shares what, and what is central.

>>> import kg
>>> graph = kg.build("seeds", "seeds.kg")   # doctest: +SKIP
>>> graph = kg.open("seeds.kg")             # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.errors import GraphError, InputError, KgError, QueryError, UsageError
    from kg.graph import KnowledgeGraph
    from kg.graph import open_graph as open
    from kg.papers import read_papers
    from kg.pipeline import build, extract
    from kg.served import ServedGraph, connect
    from kg.settings import Settings

__all__ = [
    "GraphError",
    "InputError",
    "KgError",
    "KnowledgeGraph",
    "QueryError",
    "ServedGraph",
    "Settings",
    "UsageError",
    "build",
    "connect",
    "extract",
    "open",
    "read_papers",
]

_HOMES = {
    "GraphError": ("kg.errors", "GraphError"),
    "InputError": ("kg.errors", "InputError"),
    "KgError": ("kg.errors", "KgError"),
    "KnowledgeGraph": ("kg.graph", "KnowledgeGraph"),
    "QueryError": ("kg.errors", "QueryError"),
    "ServedGraph": ("kg.served", "ServedGraph"),
    "Settings": ("kg.settings", "Settings"),
    "UsageError": ("kg.errors", "UsageError"),
    "build": ("kg.pipeline", "build"),
    "connect": ("kg.served", "connect"),
    "extract": ("kg.pipeline", "extract"),
    "open": ("kg.graph", "open_graph"),
    "read_papers": ("kg.papers", "read_papers"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: ``import kg`` itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
