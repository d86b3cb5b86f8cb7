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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import GraphError
from kg.records import SCHEMAS

__all__ = ["FORMAT", "SCHEMA_VERSION", "TableFolder", "check_target", "write_tables"]

FORMAT = "scholargraph"
SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
_LOCK = ".lock"


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
        if name not in SCHEMAS:
            raise KeyError(name)
        entry = self.manifest["tables"][name]
        path = self.folder / entry["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise GraphError(f"{path}: cannot be read ({error.strerror}); build the graph again") from error
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise GraphError(f"{path}: is damaged (its checksum differs); build the graph again")
        return pq.read_table(pa.BufferReader(data)).cast(SCHEMAS[name])


def check_target(folder: str | Path) -> None:
    """Refuse an output path that is somebody's file or folder, or that cannot be written.

    Raises:
        GraphError: with what to do.
    """
    path = Path(folder)
    if path.is_symlink() and not path.exists():
        raise GraphError(f"{path}: is a link to nothing; remove it or choose another output")
    if path.exists() and not path.is_dir():
        raise GraphError(f"{path}: is a file, not a graph; choose another output")
    if path.is_dir() and not _is_graph(path) and any(p.name != _LOCK for p in path.iterdir()):
        raise GraphError(f"{path}: is a folder that holds other things than a graph; choose another output")
    parent = path
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
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
            _write_file(path / MANIFEST, text.encode())
            _sync_folder(path)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); the graph that was there is whole") from error


def _is_graph(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # A first build that was killed before its manifest leaves tables of ours and nothing else.
        return any(folder.iterdir()) and all(_is_ours(p.name) for p in folder.iterdir())
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def _is_ours(name: str) -> bool:
    if name in (MANIFEST, _LOCK) or name.startswith((".new-", "cypher-")):
        return True
    stem, _, rest = name.partition("-")
    return stem in SCHEMAS and rest.endswith(".parquet")


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.exists():
        raise GraphError(f"{folder}: no such graph; make one with: kg build PAPERS -o {folder}")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise GraphError(f"{folder}: is no graph; make one with: kg build PAPERS -o NAME.kg")
    if manifest["schema"] != SCHEMA_VERSION:
        age = "an older" if manifest["schema"] < SCHEMA_VERSION else "a newer"
        raise GraphError(f"{folder}: was written by {age} version; build it again with: kg build PAPERS -o {folder}")
    return manifest


def _write_table(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, compression="zstd", row_group_size=1 << 17, write_statistics=False)
    data = sink.getvalue().to_pybytes()
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}-{digest[:12]}.parquet"
    if not (folder / file).exists():
        _write_file(folder / file, data)
    return {"file": file, "rows": table.num_rows, "sha256": digest}


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
    try:
        kept = {entry["file"] for entry in _read_manifest(folder)["tables"].values()}
    except (GraphError, KeyError):
        kept = set()
    for file in folder.iterdir():
        stem = file.name.removeprefix(".new-")
        leftover = file.name.startswith(".new-") or file.name.endswith(".parquet")
        if leftover and _is_ours(stem) and file.name not in kept:
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Keep a second build out; the system lets go of the lock when the process dies."""
    try:
        import fcntl
    except ImportError:  # no such thing on Windows, where an open table cannot be swept away either
        yield
        return
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise GraphError(f"{folder}: another build is writing it; wait for it or choose another output") from error
        yield
