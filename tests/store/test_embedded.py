"""What the embedded engine does besides the contract: its cache, and the ways of its own that are documented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from kg.errors import GraphError, QueryError
from kg.records import SCHEMAS
from kg.store.embedded import EmbeddedStore

from .hostile import tables

ALL = "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m.id ORDER BY n.id, type(r), m.id"


class Untouchable(Mapping[str, pa.Table]):
    """Tables that fail who looks at them."""

    def __getitem__(self, name: str) -> pa.Table:
        raise AssertionError(f"the {name} table was read")

    def __iter__(self) -> Iterator[str]:
        return iter(SCHEMAS)

    def __len__(self) -> int:
        return len(SCHEMAS)


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_copy_on_disk_is_the_same_graph(tmp_path: Path) -> None:
    built = EmbeddedStore.open(tables(), tmp_path, "a")
    (name,) = files(tmp_path)
    assert name.startswith("cypher-")
    assert name.endswith(".kgl")
    again = EmbeddedStore.open(Untouchable(), tmp_path, "a")
    assert again.query(ALL) == built.query(ALL) == EmbeddedStore(tables()).query(ALL)
    assert files(tmp_path) == [name]


def test_the_copy_is_read_only_too(tmp_path: Path) -> None:
    EmbeddedStore.open(tables(), tmp_path, "a").close()
    for text in ("MATCH (n) DELETE n", "LOAD CSV FROM '/etc/passwd' AS r RETURN r"):
        with pytest.raises(QueryError, match="refused"):
            EmbeddedStore.open(Untouchable(), tmp_path, "a").query(text)


def test_another_stamp_is_another_copy_and_the_older_goes(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "cypher-new-1-2.kgl").write_text("left by one who was killed")
    EmbeddedStore.open(tables(), tmp_path, "a")
    (first,) = (name for name in files(tmp_path) if name != "manifest.json")
    EmbeddedStore.open(tables(), tmp_path, "../b /")
    (second,) = (name for name in files(tmp_path) if name != "manifest.json")
    assert first != second


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "other"])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, damage: str) -> None:
    whole = EmbeddedStore.open(tables(), tmp_path, "a").query(ALL)
    (file,) = tmp_path.iterdir()
    data = file.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    file.write_bytes({"empty": b"", "cut": data[:middle], "flipped": flipped, "other": b"PAR1" * 100}[damage])
    assert EmbeddedStore.open(tables(), tmp_path, "a").query(ALL) == whole
    assert EmbeddedStore.open(Untouchable(), tmp_path, "a").query(ALL) == whole


def test_in_memory_where_there_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for folder in (None, tmp_path / "missing", file, file / "below"):
        assert EmbeddedStore.open(tables(), folder, "a").query("MATCH (n) RETURN n LIMIT 1").rows
    assert files(tmp_path) == ["file"]


def test_in_memory_where_the_folder_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o555)

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)  # root may write everywhere
    try:
        assert EmbeddedStore.open(tables(), tmp_path, "a").query("MATCH (n) RETURN n LIMIT 1").rows
    finally:
        tmp_path.chmod(0o755)
    assert files(tmp_path) == []


def test_a_copy_in_place_of_which_stands_a_folder(tmp_path: Path) -> None:
    EmbeddedStore.open(tables(), tmp_path, "a")
    (file,) = tmp_path.iterdir()
    file.unlink()
    file.mkdir()
    assert EmbeddedStore.open(tables(), tmp_path, "a").query("MATCH (n) RETURN n LIMIT 1").rows


def test_several_open_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: EmbeddedStore.open(tables(), tmp_path, "a").query(ALL), range(8)))
    assert all(result == found[0] for result in found)
    assert len(files(tmp_path)) == 1
    assert EmbeddedStore.open(Untouchable(), tmp_path, "a").query(ALL) == found[0]


def test_who_has_it_open_reads_on_when_the_copy_goes(tmp_path: Path) -> None:
    EmbeddedStore.open(tables(), tmp_path, "a").close()
    reader = EmbeddedStore.open(Untouchable(), tmp_path, "a")
    EmbeddedStore.open(tables(), tmp_path, "b")
    assert reader.query(ALL) == EmbeddedStore(tables()).query(ALL)


def test_nothing_hangs_on_the_seed_of_hashes(tmp_path: Path) -> None:
    code = (
        "import json, sys; from pathlib import Path; from kg.store.embedded import EmbeddedStore; "
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r}); from store.hostile import tables; "
        "store = EmbeddedStore.open(tables(), Path(sys.argv[1]), 'a'); "
        "print(json.dumps(store.query('MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m').records()))"
    )
    found = []
    for seed in ("0", "1", "2"):  # the third reads what the second left
        folder = tmp_path / ("a" if seed == "0" else "b")
        folder.mkdir(exist_ok=True)
        command = [sys.executable, "-c", code, str(folder)]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        )
        assert done.stderr == ""
        found.append(json.loads(done.stdout))
    assert found[0] == found[1] == found[2]


def test_an_empty_graph(tmp_path: Path) -> None:
    nothing = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    for _ in range(2):
        with EmbeddedStore.open(nothing, tmp_path, "a") as store:
            assert store.query("MATCH (n) RETURN n").rows == []
            assert store.query("MATCH (p:Paper {date: 'x'})-[r:USES]->(d:Dataset) RETURN p, r, d").rows == []


def test_tables_that_do_not_fit_together_are_refused() -> None:
    broken = dict(tables())
    broken["entities"] = broken["entities"].slice(1)
    with pytest.raises(GraphError, match="do not fit together"):
        EmbeddedStore(broken)


def test_a_closed_store_says_so() -> None:
    store = EmbeddedStore(tables())
    store.close()
    store.close()
    with pytest.raises(QueryError, match="closed"):
        store.query("RETURN 1 AS x")


def test_an_output_clause_of_its_own_is_refused() -> None:
    with pytest.raises(QueryError, match="FORMAT CSV"):
        EmbeddedStore(tables()).query("MATCH (p:Paper) RETURN p.id FORMAT CSV")


def test_the_ways_of_its_own_are_as_documented() -> None:
    """``cypher/README.md`` tells of these; a new version of kglite that mends one fails here, and is welcome."""
    store = EmbeddedStore(tables())

    def row(text: str) -> tuple[Any, ...]:
        return store.query(text).rows[0]

    assert row("MATCH (p:Paper {id: 'p00'}) RETURN p.name, p.type") == ("alpha model", "Paper")
    assert row("MATCH (m:Method {id: 'method:00'}) RETURN m.title, 'title' IN keys(m)") == ("alpha model", True)
    assert row("MATCH (:Paper {id: 'p00'})-[r:SHARES]->() RETURN startNode(r), startNode(r).id, r {.*}") == (
        "alpha model", "p00", None,
    )  # fmt: skip
    assert row("MATCH (p:Paper {id: 'p00'}) RETURN id(p)") == ("p00",)
    assert row("""RETURN '["x"]' = 'x', 0.0 / 0.0, ['\U0001f600' < '\uffee']""") == (True, None, [False])
    assert row("RETURN 1 AS `ä`") == (1,)
    for text in ("MATCH (n:!Paper) RETURN n", "RETURN COLLECT { MATCH (n) RETURN n } AS x", "RETURN isEmpty([]) AS x",
                 "MATCH (p:Paper {nothing: 1}) RETURN p", "RETURN 1 AS ä"):  # fmt: skip
        with pytest.raises(QueryError):
            store.query(text)
