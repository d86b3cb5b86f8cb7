"""The errors that a user can meet, each one line that says what, where, and what to do.

    KgError
    ├── InputError      a file or folder of papers that cannot be read
    ├── GraphError      a path that is no graph, or a graph that cannot be used or written
    ├── QueryError      a Cypher query that is wrong, refused or too slow
    └── UsageError      an argument, option or setting that makes no sense

The command line prints the line and exits with 1 (``UsageError``: 2); in Python they are raised as they are.
"""

from __future__ import annotations

__all__ = ["GraphError", "InputError", "KgError", "QueryError", "UsageError"]


class KgError(Exception):
    """The base of all errors that this package raises on purpose."""


class InputError(KgError):
    """A file or folder of papers cannot be read."""


class GraphError(KgError):
    """A path is no graph, or a graph cannot be used or written."""


class QueryError(KgError):
    """A Cypher query is wrong, is refused, or took too long."""


class UsageError(KgError):
    """An argument, option or setting makes no sense."""
