from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, KgError, UsageError
from kg.papers import read_papers

from .conftest import Write

LINES = "".join(
    json.dumps({"id": f"p{n:03}", "title": f"Paper number {n}", "abstract": f"It is the one with the number {n}."})
    + "\n"
    for n in range(500)
)
ONE = LINES.split("\n")[0] + "\n"
TWO = LINES.split("\n")[1] + "\n"


def test_a_folder_is_read_to_the_bottom(write: Write, tmp_path: Path) -> None:
    write("in/b/deep/papers.jsonl", ONE)
    write("in/a.jsonl", ONE + TWO)
    write("in/README.md", "# Papers\n\nThese are papers.\n")
    write("in/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    write("in/package.json", '{"name": "x"}')
    write("in/table.csv", "Name,Text\na,b\n")
    write("in/empty.txt", "")
    write("in/.hidden.jsonl", LINES)
    write("in/.git/papers.jsonl", LINES)
    write("in/old.kg/papers.jsonl", LINES)
    write("in/old/manifest.json", "{}")
    write("in/old/papers-3f2a.parquet", b"PAR1")
    reading = read_papers(tmp_path / "in")
    assert {paper.id: paper.sources for paper in reading.papers} == {
        "p000": ("a.jsonl", "b/deep/papers.jsonl"),
        "p001": ("a.jsonl",),
    }
    assert (reading.files, reading.entries) == (2, 3)
    ignored = ["README.md", "empty.txt", "package.json", "picture.png", "table.csv"]
    assert reading.ignored_files == [str(tmp_path / "in" / name) for name in ignored]
    assert [note.split(": ")[1][:19] for note in reading.notes] == ["no paper in 1 recor", "has no column of ti"]


def test_a_file_is_read_once_however_it_is_named(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("in/a.jsonl", ONE)
    (tmp_path / "in/link.jsonl").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    for paths in (["in", path, "in/a.jsonl"], ["./in/../in/a.jsonl", "in"]):
        reading = read_papers(paths)
        assert (reading.files, reading.entries, len(reading.papers)) == (1, 1, 1)
    assert read_papers(iter([path])) == read_papers(str(path))


def test_skipped_records_are_listed_by_file_and_line(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("in/b.jsonl", "bad\n" + ONE + "bad\n")
    write("in/a.jsonl", ONE + "bad\n")
    monkeypatch.chdir(tmp_path)
    assert [(skipped.file, skipped.line) for skipped in read_papers("in").skipped] == [
        ("in/a.jsonl", 2),
        ("in/b.jsonl", 1),
        ("in/b.jsonl", 3),
    ]


PACKERS = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "twice.gz": lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:]),
    "twice.zst": lambda data: b"".join(zstandard.ZstdCompressor().compress(part) for part in (data[:99], data[99:])),
    "padded.gz": lambda data: gzip.compress(data) + bytes(512),
}


@pytest.mark.parametrize("packer", PACKERS)
def test_packed_files(write: Write, packer: str) -> None:
    reading = read_papers(write(f"papers.jsonl.{packer}", PACKERS[packer](LINES.encode())))
    assert (len(reading.papers), reading.skipped, reading.notes) == (500, [], [])
    assert reading.papers[0].sources == (f"papers.jsonl.{packer}",)


def test_the_suffix_within_a_packed_name_counts(write: Write) -> None:
    path = write("papers.csv.gz", gzip.compress(b"Name,Text\na,b\n"))
    with pytest.raises(InputError, match=r"has no column of title or of abstract"):
        read_papers(path)


@pytest.mark.parametrize("packer", ["gz", "zst"])
@pytest.mark.parametrize("damage", ["cut", "garbled"])
def test_of_a_damaged_packed_file_what_was_read_is_kept(write: Write, packer: str, damage: str) -> None:
    import random

    noise = random.Random(0)
    records = [{"title": f"Paper {n}", "abstract": noise.randbytes(200).hex()} for n in range(5000)]
    packed = PACKERS[packer]("".join(json.dumps(record) + "\n" for record in records).encode())
    half = len(packed) // 2
    path = write("papers.jsonl.x", packed[:half] + (b"\xff" * 999 if damage == "garbled" else b""))
    reading = read_papers(path)
    assert 1000 < len(reading.papers) < 4000
    assert len(reading.skipped) <= 2
    assert f"{path}: the compressed file is cut or damaged; what stands before the damage was read" in reading.notes


def test_a_packed_file_of_which_nothing_can_be_read(write: Write) -> None:
    with pytest.raises(InputError, match=r"x\.gz: is empty"):
        read_papers(write("x.gz", gzip.compress(LINES.encode())[:12]))


def test_a_zstd_bomb_does_not_fill_the_memory(write: Write) -> None:
    import resource

    bomb = zstandard.ZstdCompressor().compress((b" " * 1000 + b"\n") * 300_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = zstandard.ZstdCompressor().compress(ONE.encode()) + bomb
    assert len(read_papers(write("papers.zst", packed)).papers) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


@pytest.mark.parametrize("buffered", [True, False])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, buffered: bool) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(LINES.encode()))) if buffered else io.StringIO(LINES)
    monkeypatch.setattr(sys, "stdin", stdin)
    reading = read_papers(["-", "-"])
    assert len(reading.papers) == 500
    assert reading.papers[0].sources == ("-",)


def test_a_pipe_can_be_read(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, ONE.encode())
    os.close(write_end)
    try:
        assert len(read_papers(f"/dev/fd/{read_end}").papers) == 1
    finally:
        os.close(read_end)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(b"\xff\x1b[31m\n.jsonl")).write_text(ONE + "bad\n")
    reading = read_papers(tmp_path / "in")
    assert reading.papers[0].sources == (r"\xff .jsonl",)
    assert "\x1b" not in reading.skipped[0].file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; give titles with their abstracts"),
        (b" \n\n", "is empty; give titles with their abstracts"),
        (b"%PDF-1.7\n%more", r"is a binary file \(PDF\), not text"),
        (b"PK\x03\x04xxxx", r"is a binary file \(zip archive or Office document\), not text"),
        (bytes(range(256)) * 9, "is a binary file, not text"),
        (b"just a line", r"is no format of papers that is known; if it is one, name it: --from"),
    ],
)
def test_a_named_file_without_papers_is_an_error(write: Write, content: bytes, message: str) -> None:
    path = write("file", content)
    with pytest.raises(InputError, match=f"file: {message}") as caught:
        read_papers([path, write("good.jsonl", ONE)])
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_paths_without_papers_are_errors(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write("notes/README.md", "# Notes\n")
    write("map.kg/manifest.json", "{}")
    for path, message in {
        tmp_path / "none": "there is no such file or folder",
        tmp_path / "empty": "holds no files",
        tmp_path / "notes": "1 file, but no papers; papers come as jsonl, csv, tsv, listing",
        tmp_path / "map.kg": "is a graph that was built already",
        "": "there is no such file or folder",
        "a\0b": "there is no such file or folder",
    }.items():
        with pytest.raises(InputError, match=message):
            read_papers(path)
    with pytest.raises(InputError, match="no files were given"):
        read_papers([])


def test_an_unreadable_file_is_an_error_if_named_and_noted_if_not(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, good = write("in/a.jsonl", ONE), write("in/b.jsonl", TWO)
    opened = Path.open

    def refusing(self: Path, *arguments: Any, **more: Any) -> Any:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(InputError, match=r"a\.jsonl: cannot be read \(Permission denied\); check its permissions"):
        read_papers(path)
    reading = read_papers(good.parent)
    assert [paper.id for paper in reading.papers] == ["p001"]
    assert reading.ignored_files == [str(path)]
    assert reading.notes == [f"{path}: cannot be read (Permission denied); check its permissions (ignored)"]


def test_a_format_that_there_is_not_is_an_error(write: Write) -> None:
    with pytest.raises(UsageError, match=r"format 'xml': there is no such format; there are: jsonl, csv, tsv, listing"):
        read_papers(write("a.jsonl", ONE), format="xml")


@pytest.mark.parametrize(
    "text",
    [
        "</script><img onerror=alert(1)>", "null \x00 byte", "\x1b[31mred\x1b[0m", "[/i] and [bold]", "word " * 200_000,
        "我们提出了一种用于大规模语言模型的新方法。", "😀 \ud83d", "' OR 1=1; --", "{{7*7}} ${x} %s",
    ],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv"])
def test_texts_that_break_others(write: Write, text: str, suffix: str) -> None:
    from kg.papers.clean import clean

    if suffix == "jsonl":
        content = json.dumps({"title": f"T {text}"[:500], "abstract": f"A {text}"})
    else:
        mark = "," if suffix == "csv" else "\t"
        content = f'title{mark}abstract\n"T {text[:498]}"{mark}"A {text}"\n'
    [paper] = read_papers(write(f"papers.{suffix}", content.encode("utf-8", "replace"))).papers
    assert paper.title == clean(f"T {text}"[:500].encode("utf-8", "replace").decode() if suffix != "jsonl" else
                                f"T {text}"[:500])  # fmt: skip
    assert paper.abstract.startswith("A ")
    assert not {"\x00", "\x1b", "\n"} & set(paper.text.replace("\n", "", 1))
    paper.text.encode()


FRAGMENTS = st.lists(
    st.binary(max_size=30)
    | st.sampled_from(
        [
            *(b'{"title": "a", "abstract": "b"}\n', b"title,abstract\n", b"Title\tAbstract\n", b'"a","b"\n', b'"a\n'),
            *(b"[", b"{", b"}", b'"', b'""', b",", b"\\", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08"),
            *(b"\x28\xb5\x2f\xfd", b"&lt;", b"Get trending papers in your email inbox!\n", b"Subscribe"),
            *(b"A title of words\n", b"Words. And more. " * 30),
        ]
    ),
    max_size=12,
).map(b"".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    content=FRAGMENTS | FRAGMENTS.map(gzip.compress) | FRAGMENTS.map(lambda data: gzip.compress(data)[:-9])
    | FRAGMENTS.map(zstandard.ZstdCompressor().compress),
    kind=st.sampled_from([None, "jsonl", "csv", "tsv", "listing"]),
)  # fmt: skip
def test_any_bytes_are_papers_or_a_clear_error(write: Write, content: bytes, kind: str | None) -> None:
    path = write("any", content)
    try:
        reading = read_papers(path, format=kind)
    except KgError as error:
        message = str(error)
    else:
        message = f"{path}: fine"
        assert reading.papers
        assert all(paper.title and paper.abstract and paper.id for paper in reading.papers)
        assert reading.skipped == sorted(reading.skipped, key=lambda skipped: skipped.line)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
