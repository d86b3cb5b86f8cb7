"""The graph in other programs' formats: one file a format, each a function from tables to lines."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from kg.errors import GraphError, UsageError
from kg.export.csvfile import csv_lines
from kg.export.graphml import graphml_lines
from kg.export.jsonl import jsonl_lines

__all__ = ["FORMATS", "export_lines", "write_export"]

FORMATS: dict[str, Callable[[Mapping[str, pa.Table]], Iterator[str]]] = {
    "csv": csv_lines,
    "graphml": graphml_lines,
    "jsonl": jsonl_lines,
}


def export_lines(tables: Mapping[str, pa.Table], format: str) -> Iterator[str]:
    """The lines of an export.

    Raises:
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[format](tables)


def write_export(tables: Mapping[str, pa.Table], format: str, output: str | Path) -> None:
    """Write an export to a file, whole or not at all.

    Raises:
        UsageError: there is no such format.
        GraphError: the file cannot be written.
    """
    lines = export_lines(tables, format)
    path = Path(output)
    if path.is_dir():
        raise GraphError(f"{path}: is a folder; choose another output")
    # A device or a link is written through; a file is replaced when the new one is whole.
    through = path.is_symlink() or (path.exists() and not path.is_file())
    try:
        if through:
            _write(path, lines)
        else:
            _replace(path, lines)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); choose another output") from error


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _replace(path: Path, lines: Iterator[str]) -> None:
    new = path.with_name(f".new-{path.name}")
    try:
        _write(new, lines)
        new.replace(path)
    finally:
        with contextlib.suppress(OSError):  # it is there no more, or never was
            new.unlink()
