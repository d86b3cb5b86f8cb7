"""The graph in other programs' formats: one file a format, each a function from tables to lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from kg.errors import GraphError, UsageError
from kg.export.csvfile import csv_lines
from kg.export.jsonl import jsonl_lines

__all__ = ["FORMATS", "export_lines", "write_export"]

FORMATS: dict[str, Callable[[Mapping[str, pa.Table]], Iterator[str]]] = {"csv": csv_lines, "jsonl": jsonl_lines}


def export_lines(tables: Mapping[str, pa.Table], format: str) -> Iterator[str]:
    """The lines of an export.

    Raises:
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[format](tables)


def write_export(tables: Mapping[str, pa.Table], format: str, output: str | Path) -> None:
    """Write an export to a file, whole or not at all."""
    lines = export_lines(tables, format)
    path = Path(output)
    new = path.with_name(f".new-{path.name}")
    try:
        with new.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        new.replace(path)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); choose another output") from error
