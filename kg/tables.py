"""The graph on disk: a folder of Parquet tables and ``manifest.json``, which names them.

Each table has its hash in its name. A write puts new tables beside the old ones, syncs them, and replaces the
manifest in one ``os.replace``: that is the switch, and a crash on either side of it leaves a whole graph. What an
earlier manifest named stays until the write after, so that a reader who has it open can go on reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import GraphError
from kg.records import SCHEMAS

__all__ = ["FORMAT", "SCHEMA_VERSION", "TableFolder", "check_target", "iter_rows", "write_tables"]

FORMAT = "scholargraph"
SCHEMA_VERSION = 3
MANIFEST = "manifest.json"
_LOCK = ".lock"
_ROWS = 1 << 14
# Names of ours only: a user's own files are never taken for tables, let alone swept up.
_TABLE = re.compile(rf"({'|'.join(SCHEMAS)})-[0-9a-f]{{12}}\.parquet")
_SWEPT = re.compile(rf"(\.new-)?{_TABLE.pattern}|\.new-{re.escape(MANIFEST)}")
_OURS = re.compile(rf"{_SWEPT.pattern}|\.new-.*|cypher-.*|{re.escape(_LOCK)}")


class TableFolder(Mapping[str, pa.Table]):
    """The tables of a graph on disk, each read when it is first asked for, as its manifest stood at opening."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest = _read_manifest(self.folder)
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            self._read[name] = self._load(name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(SCHEMAS)

    def __len__(self) -> int:
        return len(SCHEMAS)

    def _load(self, name: str) -> pa.Table:
        entry = self.manifest["tables"][name]
        path = self.folder / entry["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise GraphError(f"{path}: cannot be read ({error.strerror}); build the graph again") from error
        if hashlib.sha256(data).hexdigest() != entry.get("sha256"):
            raise GraphError(f"{path}: is damaged (its checksum differs); build the graph again")
        try:
            return pq.read_table(pa.BufferReader(data)).cast(SCHEMAS[name])
        except (ValueError, pa.ArrowException) as error:
            raise GraphError(f"{path}: was written by another version; build the graph again") from error


def iter_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as dicts, a few at a time: all at once they take many times the table's memory."""
    for batch in table.to_batches(max_chunksize=_ROWS):
        yield from batch.to_pylist()


def check_target(folder: str | Path) -> None:
    """Refuse an output path that is somebody's file or folder, or that cannot be written.

    Raises:
        GraphError: with what to do.
    """
    path = Path(folder)
    try:
        if path.is_symlink() and not path.exists():
            raise GraphError(f"{path}: is a link to nothing; remove it or choose another output")
        if path.exists() and not path.is_dir():
            raise GraphError(f"{path}: is a file, not a graph; choose another output")
        if path.is_dir() and not _is_graph(path):
            raise GraphError(f"{path}: is a folder that holds other things than a graph; choose another output")
        parent = next(p for p in (path, *path.absolute().parents) if p.exists())
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); choose another output") from error
    if not parent.is_dir():
        raise GraphError(f"{path}: cannot be written ({parent} is no folder); choose another output")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise GraphError(f"{path}: cannot be written (no permission in {parent}); choose another output")


def write_tables(folder: str | Path, tables: Mapping[str, pa.Table], about: Mapping[str, Any]) -> None:
    """Write ``tables`` (all of :data:`~kg.records.SCHEMAS`) and switch the graph over to them.

    ``about`` goes into the manifest beside the format, the schema's number and the list of tables. The same
    tables and the same ``about`` give the same bytes.

    Raises:
        GraphError: the folder is none of ours, cannot be written, or another build is at work in it.
    """
    check_target(folder)
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _only_writer(path):
            _sweep(path)
            entries = {name: _write_table(path, name, tables[name].cast(schema)) for name, schema in SCHEMAS.items()}
            manifest = {"format": FORMAT, "schema": SCHEMA_VERSION, **about, "tables": entries}
            text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
            _sync_folder(path)
            _write_file(path / MANIFEST, text.encode())
            _sync_folder(path)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); the graph that was there is whole") from error


def _is_graph(folder: Path) -> bool:
    """Whether the folder is a graph, is empty, or is what a first build left that was killed before its manifest."""
    if (folder / MANIFEST).exists():
        manifest = _manifest_in(folder)
        return manifest is not None and manifest.get("format") == FORMAT
    names = {file.name for file in folder.iterdir()}
    return not names or (_LOCK in names and all(map(_OURS.fullmatch, names)))


def _manifest_in(folder: Path) -> dict[str, Any] | None:
    """The folder's manifest, whatever it says, if it can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) else None


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.exists():
        raise GraphError(f"{folder}: no such graph; make one with: kg build PAPERS -o {folder}")
    manifest = _manifest_in(folder)
    if manifest is None or manifest.get("format") != FORMAT:
        raise GraphError(f"{folder}: is no graph; make one with: kg build PAPERS -o NAME.kg")
    schema = manifest.get("schema")
    if schema != SCHEMA_VERSION and isinstance(schema, int):
        age = "an older" if schema < SCHEMA_VERSION else "a newer"
        raise GraphError(f"{folder}: was written by {age} version; build it again with: kg build PAPERS -o {folder}")
    if schema != SCHEMA_VERSION or set(_files_of(manifest)) != set(SCHEMAS):
        raise GraphError(f"{folder / MANIFEST}: is damaged; build the graph again")
    return manifest


def _files_of(manifest: Mapping[str, Any] | None) -> dict[str, str]:
    """The files that a manifest of whatever version names, by table."""
    tables = manifest.get("tables") if manifest is not None else None
    entries = tables.items() if isinstance(tables, dict) else ()
    return {
        name: entry["file"]
        for name, entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("file"), str) and _TABLE.fullmatch(entry["file"])
    }


def _write_table(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", row_group_size=1 << 17, write_statistics=False)
    data = sink.getvalue().to_pybytes()
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}-{digest[:12]}.parquet"
    if not _holds(folder / file, data):
        _write_file(folder / file, data)
    return {"file": file, "rows": table.num_rows, "sha256": digest}


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file is there and undamaged."""
    return path.exists() and path.read_bytes() == data


def _write_file(path: Path, data: bytes) -> None:
    new = path.with_name(f".new-{path.name}")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what the standing manifest does not name: the tables before it, and what a killed write left."""
    kept = set(_files_of(_manifest_in(folder)).values())
    for file in folder.iterdir():
        if _SWEPT.fullmatch(file.name) and file.name not in kept:
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Keep a second build out; the system lets go of the lock when the process dies."""
    with (folder / _LOCK).open("w") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such thing on Windows, where an open table cannot be swept away either
            pass
        except OSError as error:
            raise GraphError(f"{folder}: another build is writing it; wait for it or choose another output") from error
        yield
