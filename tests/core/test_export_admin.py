"""The folder for Neo4j's importer, without one; ``tests/neo4j/test_admin.py`` has the importer's word on it."""

from __future__ import annotations

import csv
import io
import itertools
import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store.hostile import tables

from kg import layout
from kg.errors import GraphError, UsageError
from kg.export import admin, export_lines, write_export
from kg.export.admin import data_lines, header, import_command, write_folder
from kg.graph import KnowledgeGraph
from kg.records import SCHEMAS
from kg.resources import folder as resource

NAMES = (*layout.NODES, *layout.RELATIONSHIPS)
FILES = {"import.sh", "after-import.cypher", *(f"{name}{end}" for name in NAMES for end in (".csv", "-header.csv"))}
PART = "\x1f"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def cell(value: Any) -> str:
    """What a value reads as, for one who knows nothing of quotes and types."""
    if isinstance(value, float):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value))
    return "" if value is None else PART.join(value) if isinstance(value, list) else str(value)


def wanted(found: Mapping[str, pa.Table], name: str) -> dict[str, list[list[str]]]:
    """The rows of each file as layout has them."""
    rows: dict[str, list[list[str]]] = {of: [] for of in NAMES}
    for label, nodes in layout.nodes(found):
        rows[label] += [[*(cell(node.get(column)) for column in layout.NODES[label]), name] for node in nodes]
    for kind, _, _, joins in layout.relationships(found):
        rows[kind] += [
            [row["source"], row["target"], *(cell(row["properties"].get(c)) for c in layout.RELATIONSHIPS[kind]), name]
            for row in joins
        ]
    return rows


def test_what_is_read_back_is_what_layout_has(tmp_path: Path) -> None:
    name = 'my "graph", \n1'
    write_folder(tables(), tmp_path / "out", name)
    assert set(contents(tmp_path / "out")) == FILES
    for of, rows in wanted(tables(), name).items():
        text = (tmp_path / "out" / f"{of}.csv").read_bytes().decode()
        (columns,) = parsed((tmp_path / "out" / f"{of}-header.csv").read_text())
        assert columns[-1] == "kg:string"
        assert parsed(text) == rows
        assert {len(row) for row in rows} <= {len(columns)}


def test_headers_have_all_properties_with_their_types() -> None:
    assert header("Paper").startswith(
        "id:ID(Paper),ids:string[],title:string,abstract:string,date:string,year:long,authors:string[],"
    )
    assert ",pagerank:double," in header("Concept")
    assert header("SHARES") == (
        ":START_ID(Paper),:END_ID(Paper),weight:double,count:long,entities:string[],kg:string\n"
    )
    assert header("USES").startswith(":START_ID(Paper),:END_ID(Entity),sentence:string,")
    for label, names in layout.NODES.items():
        assert [column.partition(":")[0] for column in header(label).rstrip().split(",")] == [*names, "kg"]


def test_what_is_absent_is_not_what_is_empty() -> None:
    found = {name: table.to_pylist() for name, table in tables().items()}
    found["papers"] = [
        {**found["papers"][0], "title": "", "venue": None, "url": "", "keywords": [], "authors": ["", "a"]}
    ]
    changed = {name: pa.Table.from_pylist(found[name], schema=schema) for name, schema in SCHEMAS.items()}
    ((_, line),) = [row for row in data_lines(changed, "g", PART) if row[0] == "Paper"]
    assert line.startswith(f'"p00",,"","On alpha model.",,,"{PART}a",,,"","a.csv",2,0.0,0.5,')


@settings(deadline=None)
@given(st.lists(st.text(), min_size=3, max_size=3), st.lists(st.text()), st.floats(), st.integers(-(2**31), 2**31 - 1))
def test_any_text_and_number_is_read_back(texts: list[str], items: list[str], number: float, whole: int) -> None:
    found = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    (paper,) = tables()["papers"].slice(0, 1).to_pylist()
    paper |= {"title": texts[0], "abstract": texts[1], "venue": texts[2], "authors": items, "pagerank": number}
    found["papers"] = pa.Table.from_pylist([{**paper, "core": whole}], schema=SCHEMAS["papers"])
    part = admin._part(found)
    assert not any(part in item for item in items)
    ((of, line),) = data_lines(found, texts[0], part)
    (row,) = parsed(line)
    read = dict(zip((column.partition(":")[0] for column in header(of).split(",")), row, strict=True))
    assert [read["title"], read["abstract"], read["venue"], read["kg"]] == [*texts, texts[0]]
    assert items in ([], [""]) or read["authors"].split(part) == items
    assert float(read["pagerank"]) == number or (number != number and read["pagerank"] == "NaN")
    assert int(read["core"]) == whole


def test_no_list_holds_what_parts_lists(tmp_path: Path) -> None:
    assert admin._part(tables()) == PART
    found = dict(tables())
    shares = found["shares"].to_pylist()
    shares[0]["entities"] = ["a\x1fb", "\x1e"]
    found["shares"] = pa.Table.from_pylist(shares, schema=SCHEMAS["shares"])
    assert admin._part(found) == "\x1d"
    assert "--array-delimiter=U+001D" in write_folder(found, tmp_path / "out", "g")
    shares[0]["entities"] = list(admin._PARTS)
    found["shares"] = pa.Table.from_pylist(shares, schema=SCHEMAS["shares"])
    with pytest.raises(GraphError, match="use kg load"):
        write_folder(found, tmp_path / "other", "g")
    assert {file.name for file in tmp_path.iterdir()} == {"out"}


def test_a_long_row_has_a_larger_buffer() -> None:
    assert "buffer" not in import_command(PART, 2**21)
    for longest in (2**21 + 1, 3_000_000, 2**23):
        (size,) = [word.partition("=")[2] for word in import_command(PART, longest).split() if "buffer" in word]
        assert int(size) > 2 * longest


def test_the_same_graph_gives_the_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.export("neo4j-admin", tmp_path / "one")
    graph.export("neo4j-admin", tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    nodes, joins = layout.size(graph.tables)
    rows = Counter({name: len(parsed((tmp_path / "one" / f"{name}.csv").read_text())) for name in NAMES})
    assert sum(rows[name] for name in layout.NODES) == nodes
    assert sum(rows[name] for name in layout.RELATIONSHIPS) == joins


def test_an_empty_graph(tmp_path: Path) -> None:
    write_folder({name: schema.empty_table() for name, schema in SCHEMAS.items()}, tmp_path / "out", "g")
    assert {name: (tmp_path / "out" / f"{name}.csv").read_bytes() for name in NAMES} == dict.fromkeys(NAMES, b"")


def test_every_list_is_made_empty_afterwards(tmp_path: Path) -> None:
    write_folder(tables(), tmp_path / "out", "g")
    text = (tmp_path / "out" / "after-import.cypher").read_text()
    assert text.endswith((resource("cypher") / "schema" / "neo4j.cypher").read_text())
    for name in NAMES:
        for column in header(name).rstrip().split(","):
            if column.endswith("[]"):
                assert f".{column.partition(':')[0]} IS NULL" in text
                assert f"(n:{name})" in text or name in ("Method", "Dataset", "Concept", "SHARES")
    assert "(n:Method|Dataset|Concept)" in text
    assert "[r:SHARES]" in text


def run(command: list[str], **environment: str) -> list[str]:
    """What the importer is called with."""
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.split("\0")[:-1]


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
def test_script_and_command_call_the_importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "neo4j-admin"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\nprintf \'%s\\0\' "$PWD" "$@"\n')
    tool.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    folder = "it's a, folder"
    printed = write_folder(tables(), folder, "g")
    path = f"{tool.parent}{os.pathsep}{os.environ['PATH']}"
    words = [str(tmp_path / folder), *shlex.split(import_command(PART, 0).replace("\\\n", ""))[1:]]
    assert words[1:5] == ["database", "import", "full", "neo4j"]
    assert "--nodes=Dataset=Dataset-header.csv,Dataset.csv" in words
    assert "--relationships=BROADER=BROADER-header.csv,BROADER.csv" in words
    assert {word.partition("=")[2].partition("=")[0] for word in words if word[:7] in ("--nodes", "--relat")} == {
        *NAMES
    }
    assert run(["sh", "-c", printed], PATH=path) == words
    script = f"{folder}/import.sh"
    assert os.access(script, os.X_OK)
    assert run(["sh", script], PATH=path) == words
    words[4:5] = ["other", "--verbose"]
    assert run([f"./{script}", "--verbose"], NEO4J_ADMIN=str(tool), DATABASE="other", CDPATH="/") == words


def test_what_is_there_is_replaced_only_where_it_is_such_an_export(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_folder(tables(), out, "g")
    (out / "import.report").write_text("the importer's")
    write_folder(tables(reverse=True), out, "other")
    assert set(contents(out)) == FILES
    assert b'"other"' in (out / "Paper.csv").read_bytes()
    (out / "mine.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "Paper.csv").write_text("mine")
    (tmp_path / ".new-next").mkdir()
    (tmp_path / ".new-next" / "mine.txt").touch()
    for name, says in (
        ("out", "holds other things"), ("folder", "holds other things"), ("file", "is a file"),
        ("no/out", "cannot be written"), ("next", r"cannot be written \(Directory not empty\)"),
    ):  # fmt: skip
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(GraphError, match=says) as caught:
            write_export(tables(), "neo4j-admin", tmp_path / name, "g")
        assert "\n" not in str(caught.value)
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("output", ["", ".", "/"])
def test_outputs_that_cannot_be(output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GraphError, match="choose another output"):
        write_export(tables(), "neo4j-admin", output, "g")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tables(), tmp_path / "out", "g")
    before = contents(tmp_path / "out")

    def half(*args: Any) -> Any:
        yield from itertools.islice(data_lines(*args), 50)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(admin, "data_lines", half)
        for name in ("out", "new"):
            with pytest.raises(GraphError, match=rf"{name}: cannot be written \(No space left on device\)"):
                write_folder(tables(reverse=True), tmp_path / name, "g")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".new-out":
            raise OSError(1, "Operation not permitted")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(GraphError, match="Operation not permitted"):
            write_folder(tables(reverse=True), tmp_path / "out", "g")
    assert contents(tmp_path / "out") == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_it_needs_a_folder_and_the_graph_a_name(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neo4j-admin is a folder of files; name one to write, as in -o FOLDER"):
        export_lines(graph.tables, "neo4j-admin")
    with pytest.raises(UsageError, match="name"):
        write_export(graph.tables, "neo4j-admin", tmp_path / "out", "")
    assert not list(tmp_path.iterdir())


def test_the_command_line_prints_the_command(graph: KnowledgeGraph, tmp_path: Path) -> None:
    def kg(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kg", "export", str(graph.folder), "neo4j-admin", *map(str, args)]
        return subprocess.run(command, capture_output=True, encoding="utf-8")

    done = kg("-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, f"{tmp_path / 'out'}: written\n")
    assert done.stdout.startswith(
        f"(CDPATH= cd -- {tmp_path / 'out'} && neo4j-admin database import full neo4j \\\n  --nodes="
    )
    for args, code in (((), 2), (("-o", "-"), 2), (("-o", tmp_path), 1)):
        done = kg(*args)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
        assert done.stderr.startswith("kg: ")
