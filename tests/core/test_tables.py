from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg import tables as module
from kg.errors import GraphError
from kg.records import SCHEMAS
from kg.tables import MANIFEST, TableFolder, check_target, iter_rows, write_tables

from .made import papers_table
from .test_link import entities_table

ABOUT = {"settings": {"seed": 0}, "naïve": "ü"}


def some(count: int) -> dict[str, pa.Table]:
    """Tables that differ with ``count``."""
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    tables["papers"] = papers_table([f"p{i}" for i in range(count)], {"p0": "naïve 😀"}, {})
    tables["entities"] = entities_table([f"n{i}" for i in range(count)])
    return tables


def rows_in(folder: Path) -> int:
    """How many papers the graph holds; all its tables are read."""
    opened = TableFolder(folder)
    assert opened["papers"].num_rows == opened["entities"].num_rows
    assert [opened[name].schema for name in opened] == [SCHEMAS[name] for name in opened]
    return int(opened["papers"].num_rows)


def contents(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_tables(tmp_path / "a" / "b.kg", some(3), ABOUT)
    opened = TableFolder(str(tmp_path / "a" / "b.kg"))
    assert list(opened) == list(SCHEMAS)
    assert len(opened) == len(SCHEMAS)
    assert all(opened[name].equals(table) for name, table in some(3).items())
    assert {name: opened.manifest[name] for name in ABOUT} == ABOUT
    assert opened.manifest["tables"]["papers"]["rows"] == 3
    assert "authors" not in opened
    with pytest.raises(KeyError):
        opened["authors"]


def test_tables_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.kg", some(2), ABOUT)
    opened = TableFolder(tmp_path / "a.kg")
    for file in (tmp_path / "a.kg").glob("papers-*"):
        file.unlink()
    assert opened["entities"].num_rows == 2
    assert opened["entities"] is opened["entities"]
    with pytest.raises(
        GraphError, match=r"papers-\w+\.parquet: cannot be read \(No such file.*; build the graph again"
    ):
        opened["papers"]


def test_the_same_again_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.kg", "b.kg"):
        write_tables(tmp_path / name, some(3), ABOUT)
    assert contents(tmp_path / "a.kg") == contents(tmp_path / "b.kg")
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "a.kg").glob("*.parquet")}
    chunked = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in some(3).items()}
    write_tables(tmp_path / "a.kg", chunked, dict(reversed(ABOUT.items())))
    assert contents(tmp_path / "a.kg") == contents(tmp_path / "b.kg")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "a.kg").glob("*.parquet")} == before


def test_a_damaged_table_is_refused_and_built_anew(tmp_path: Path) -> None:
    folder = tmp_path / "a.kg"
    write_tables(folder, some(2), ABOUT)
    (file,) = folder.glob("papers-*")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(GraphError, match=r"is damaged \(its checksum differs\); build the graph again"):
        TableFolder(folder)["papers"]
    write_tables(folder, some(2), ABOUT)
    assert rows_in(folder) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no graph; make one with: kg build"),
        ("[1]", "is no graph"),
        ('{"name": "my app", "icons": []}', "is no graph"),
        ("[" * 100_000, "is no graph"),
        ('{"format": "scholargraph"}', "is damaged; build the graph again"),
        ('{"format": "scholargraph", "schema": "1"}', "is damaged"),
        ('{"format": "scholargraph", "schema": 3, "tables": {}}', "is damaged"),
        ('{"format": "scholargraph", "schema": 3, "tables": [1]}', "is damaged"),
        ('{"format": "scholargraph", "schema": 0}', "an older version; build it again with: kg build PAPERS -o"),
        ('{"format": "scholargraph", "schema": 99, "tables": 7}', "a newer version"),
    ],
)
def test_manifests_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(GraphError) as error:
        TableFolder(tmp_path)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_manifest_names_no_files_outside(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.kg", some(1), ABOUT)
    manifest = json.loads((tmp_path / "a.kg" / MANIFEST).read_text())
    manifest["tables"]["papers"]["file"] = "../secret.parquet"
    (tmp_path / "a.kg" / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(GraphError, match="is damaged"):
        TableFolder(tmp_path / "a.kg")


@pytest.mark.parametrize("name", ["none.kg", "a/b.kg"])
def test_no_graph_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(GraphError, match="no such graph; make one with: kg build PAPERS -o"):
        TableFolder(tmp_path / name)


def a_file(path: Path) -> None:
    path.write_text("mine")


def a_folder(*names: str, text: str = "mine") -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        for name in names:
            (path / name).write_text(text)

    return make


#: What somebody may have at the path, and what is said of it.
TAKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "file": (a_file, "is a file, not a graph"),
    "folder": (a_folder("thesis.tex"), "is a folder that holds other things"),
    "hidden": (a_folder(".git"), "is a folder that holds other things"),
    "parquet": (a_folder("papers-000000000000.parquet", "papers-000000000001.parquet"), "holds other things"),
    "app": (a_folder(MANIFEST, text='{"name": "app"}'), "holds other things"),
    "comments": (a_folder(MANIFEST, text="// my app\n{}"), "holds other things"),
    "list": (a_folder(MANIFEST, text="[]"), "holds other things"),
    "beside": (a_folder(".lock", "papers-000000000000.parquet", "thesis.tex"), "holds other things"),
    "link": (lambda path: path.symlink_to("nowhere"), "is a link to nothing"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_somebodys_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    make, message = TAKEN[name]
    path = tmp_path / "out"
    make(path)
    before = contents(path) if path.is_dir() else None
    for attempt in (lambda: check_target(path), lambda: write_tables(path, some(1), ABOUT)):
        with pytest.raises(GraphError, match=message) as error:
            attempt()
        assert "\n" not in str(error.value)
    assert (contents(path) if path.is_dir() else None) == before
    if name == "file":
        assert path.read_text() == "mine"


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(GraphError, match=r"file is no folder"):
        check_target(tmp_path / "file" / "a.kg")
    with pytest.raises(GraphError, match=r"cannot be written \(File name too long\)"):
        check_target(tmp_path / ("a" * 300))


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_no_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(GraphError, match="no permission in"):
        check_target(tmp_path / "a.kg")


def test_what_may_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    monkeypatch.chdir(tmp_path)
    for path in ("empty", "new", "deep/er/new.kg", tmp_path / "link"):
        check_target(path)
        write_tables(path, some(1), ABOUT)
        check_target(path)
        assert rows_in(Path(path)) == 1


def test_readers_keep_what_they_opened_until_the_build_after_next(tmp_path: Path) -> None:
    folder = tmp_path / "a.kg"
    write_tables(folder, some(1), ABOUT)
    reader = TableFolder(folder)
    of_first = set(folder.glob("papers-*"))
    write_tables(folder, some(2), ABOUT)
    assert reader["papers"].num_rows == 1
    assert rows_in(folder) == 2
    write_tables(folder, some(3), ABOUT)
    assert not of_first & set(folder.iterdir())
    assert len(list(folder.glob("papers-*"))) == 2
    assert reader["papers"].num_rows == 1, "what it has read it has"
    with pytest.raises(GraphError, match="cannot be read"):
        reader["entities"]


def test_a_sweep_takes_leftovers_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "a.kg"
    write_tables(folder, some(1), ABOUT)
    gone = [".new-manifest.json", ".new-papers-0123456789ab.parquet", "links-0123456789ab.parquet"]
    kept = ["notes.txt", "papers-2020.parquet", "authors-0123456789ab.parquet", "cypher-x.kgl", ".new-mine"]
    for name in gone + kept:
        (folder / name).write_text("x")
    write_tables(folder, some(1), ABOUT)
    assert [name for name in gone + kept if (folder / name).exists()] == kept


def test_an_older_graph_stays_whole_until_the_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a.kg"
    with monkeypatch.context() as patch:
        patch.setattr(module, "SCHEMA_VERSION", 0)
        write_tables(folder, some(1), ABOUT)
    with pytest.raises(GraphError, match="an older version"):
        TableFolder(folder)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_write_table", stop)
        with pytest.raises(Killed):
            write_tables(folder, some(2), ABOUT)
    with monkeypatch.context() as patch:
        patch.setattr(module, "SCHEMA_VERSION", 0)
        assert rows_in(folder) == 1
    write_tables(folder, some(2), ABOUT)
    assert rows_in(folder) == 2


class Killed(BaseException):
    """What no handler of ours catches."""


def stop(*_: Any, **__: Any) -> None:
    raise Killed


def die_at(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Patch all that a write does on the disk so that the step number ``at`` kills it."""
    left = [at]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return function(*args, **kwargs)

        return call

    for owner, name in (
        (Path, "mkdir"), (Path, "open"), (Path, "replace"), (Path, "unlink"), (Path, "iterdir"), (Path, "exists"),
        (os, "fsync"), (pq, "write_table"), (json, "dumps"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))


@pytest.mark.parametrize("before", [0, 1])
def test_a_write_that_dies_at_any_step_leaves_a_whole_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    old, died = tmp_path / "old.kg", 0
    if before:
        write_tables(old, some(1), ABOUT)
        write_tables(old, some(2), ABOUT)
    for at in range(1, 1000):
        folder = tmp_path / f"{at}.kg"
        if before:
            shutil.copytree(old, folder)
        with monkeypatch.context() as patch:
            die_at(patch, at)
            try:
                write_tables(folder, some(5), ABOUT)
                break
            except Killed:
                died += 1
        if before or (folder / MANIFEST).exists():
            assert rows_in(folder) in ((2, 5) if before else (5,)), f"step {at}"
        write_tables(folder, some(3), ABOUT)
        assert rows_in(folder) == 3, f"a build after the death at step {at}"
    assert died > 30


@pytest.mark.parametrize("step", ["fsync:1", "replace:1", "fsync:3", "replace:3", "fsync:5"])
def test_a_killed_process_leaves_a_whole_graph(tmp_path: Path, step: str) -> None:
    """The real thing, lock and all: the process is gone without a word."""
    write_tables(tmp_path / "a.kg", some(2), ABOUT)
    script = """
import os, pathlib, sys
sys.path[:0] = sys.argv[3:]
from core.test_tables import some, ABOUT, write_tables
name, at = sys.argv[2].split(":")
owner, left = os if name == "fsync" else pathlib.Path, [int(at)]
real = getattr(owner, name)
def dying(*args):
    left[0] -= 1
    if left[0] == 0:
        os._exit(9)
    return real(*args)
setattr(owner, name, dying)
write_tables(sys.argv[1], some(5), ABOUT)
"""
    here = Path(__file__).parent
    code = script.replace("from core.", f"from {here.name}.")
    paths = [str(here.parent), str(here.parent.parent)]
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.kg"), step, *paths], check=False)
    assert run.returncode == 9
    assert rows_in(tmp_path / "a.kg") == (5 if step == "fsync:5" else 2)
    write_tables(tmp_path / "a.kg", some(3), ABOUT)
    assert rows_in(tmp_path / "a.kg") == 3


def test_a_full_disk_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(tmp_path / "a.kg", some(2), ABOUT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(
            GraphError, match=r"cannot be written \(No space left on device\); the graph that was there"
        ):
            write_tables(tmp_path / "a.kg", some(3), ABOUT)
    assert rows_in(tmp_path / "a.kg") == 2


def test_a_second_writer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a.kg"
    write_tables(folder, some(1), ABOUT)
    real = module._sweep

    def sweep(path: Path) -> None:
        monkeypatch.setattr(module, "_sweep", real)
        with pytest.raises(GraphError, match="another build is writing it; wait for it or choose another output"):
            write_tables(folder, some(9), ABOUT)
        real(path)

    monkeypatch.setattr(module, "_sweep", sweep)
    write_tables(folder, some(2), ABOUT)
    assert rows_in(folder) == 2
    write_tables(folder, some(3), ABOUT)
    assert rows_in(folder) == 3, "the lock is gone with the writer"


def test_tables_of_another_schema_are_not_written(tmp_path: Path) -> None:
    tables = some(1)
    tables["papers"] = tables["papers"].drop_columns(["title"])
    with pytest.raises((ValueError, KeyError)):
        write_tables(tmp_path / "a.kg", tables, ABOUT)
    assert not (tmp_path / "a.kg" / MANIFEST).exists()


def test_rows_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", 2)
    table = pa.concat_tables([some(3)["papers"], some(2)["papers"]])
    assert list(iter_rows(table)) == table.to_pylist()
    assert list(iter_rows(SCHEMAS["papers"].empty_table())) == []
