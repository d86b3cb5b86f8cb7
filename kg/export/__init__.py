"""The graph in other programs' formats: one file a format, each a function from tables to lines, or to a folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from kg.errors import GraphError, UsageError
from kg.export.admin import write_folder
from kg.export.csvfile import csv_lines
from kg.export.cypher import cypher_lines
from kg.export.graphml import graphml_lines
from kg.export.jsonl import jsonl_lines

__all__ = ["FOLDERS", "FORMATS", "export_lines", "write_export"]

#: From the tables and the graph's name to lines.
FORMATS: dict[str, Callable[[Mapping[str, pa.Table], str], Iterator[str]]] = {
    "csv": lambda tables, name: csv_lines(tables),
    "cypher": cypher_lines,
    "graphml": lambda tables, name: graphml_lines(tables),
    "jsonl": lambda tables, name: jsonl_lines(tables),
}
#: From the tables, a folder to write and the graph's name to what is run with the folder.
FOLDERS: dict[str, Callable[[Mapping[str, pa.Table], str | Path, str], str]] = {"neo4j-admin": write_folder}


def export_lines(tables: Mapping[str, pa.Table], format: str, name: str = "graph") -> Iterator[str]:
    """The lines of an export; ``name`` is the graph's, which a database holds it under.

    Raises:
        UsageError: there is no such format, or it is a folder.
    """
    if format in FOLDERS:
        raise UsageError(f"{format} is a folder of files; name one to write, as in -o FOLDER")
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; there are: {', '.join((*FORMATS, *FOLDERS))}")
    return FORMATS[format](tables, name)


def write_export(tables: Mapping[str, pa.Table], format: str, output: str | Path, name: str = "graph") -> str | None:
    """Write an export to a file or folder, whole or not at all; gives the command to run with it, where there is one.

    Raises:
        UsageError: there is no such format.
        GraphError: the file or folder cannot be written.
    """
    if format in FOLDERS:
        return FOLDERS[format](tables, output, name)
    lines = export_lines(tables, format, name)
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
    return None


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
