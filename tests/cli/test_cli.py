"""The command line as its users meet it: what is on stdout, what on stderr, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kg.cli.main import COMMANDS
from kg.graph import KnowledgeGraph

ROOT = Path(__file__).parents[2]


def kg(*args: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )


@pytest.fixture
def graph(seeds_graph: KnowledgeGraph) -> Path:
    assert seeds_graph.folder is not None
    return seeds_graph.folder


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kg.cli.main import cli\n"
        "try: cli.main(['--help'], prog_name='kg')\nexcept SystemExit: pass\n"
        "heavy = {'spacy', 'numpy', 'pyarrow', 'networkx', 'scipy', 'networkit', 'kglite', 'rich', 'pyvis', 'neo4j'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_and_stands_in_the_readme(command: str) -> None:
    result = kg(command, "--help")
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) > 3
    assert f"kg {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_without_a_command_it_says_what_there_is() -> None:
    result = kg()
    assert result.returncode == 0
    assert "Usage: kg" in result.stdout
    assert result.stderr == ""
    assert len(kg("completion").stderr.splitlines()) == 1


@pytest.mark.slow
def test_an_interrupt_ends_a_build_in_several_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", "seeds", "-o", str(tmp_path / "g.kg"), "--processes", "2", "-q"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(2.5)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode in (0, 1)
    assert "Traceback" not in error


def test_version_and_unknown_command() -> None:
    assert kg("--version").stdout.startswith("kg, version ")
    wrong = kg("bild")
    assert wrong.returncode == 2
    assert "build" in wrong.stderr
    assert wrong.stdout == ""


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("build", "no-such-folder", "-o", "/tmp/kg-test-never.kg"), 1, "no-such-folder"),
        (("build", "seeds"), 2, "--output"),
        (("build", "seeds", "-o", "x.kg", "--column", "abstract"), 2, "FIELD=COLUMN"),
        (("build", "seeds", "-o", "README.md"), 1, "README.md"),
        (("build", "seeds", "-o", "tests"), 1, "tests"),
        (("build", "seeds", "-o", "/tmp/kg-test-never.kg", "--min-confidence", "7"), 2, "min_confidence"),
        (("info", "no-such.kg"), 1, "kg build"),
        (("info", "tests"), 1, "is no graph"),
        (("rank", "x.kg", "--by", "magic"), 2, "pagerank"),
    ],
)
def test_errors_are_one_line_that_says_what_to_do(args: tuple[str, ...], code: int, says: str) -> None:
    result = kg(*args)
    assert result.returncode == code
    assert result.stdout == ""
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_info_names_what_a_query_needs(graph: Path) -> None:
    table = kg("info", graph)
    assert table.returncode == 0
    for word in ("Paper", "540", "PROPOSES", "start_char", "npmi", "BROADER"):
        assert word in table.stdout
    data = json.loads(kg("info", graph, "--format", "json").stdout)
    assert data["papers"] == 540
    assert data["reading"]["entries"] == 563


@pytest.mark.parametrize("kind", ["concept", "method", "dataset", "paper", "entity"])
def test_rank_in_each_format(graph: Path, kind: str) -> None:
    rows = json.loads(kg("rank", graph, "--type", kind, "--top", 3, "--format", "json", "-q").stdout)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    lines = kg("rank", graph, "--type", kind, "--top", 3, "--format", "jsonl", "-q").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(
        csv.DictReader(io.StringIO(kg("rank", graph, "--type", kind, "--top", 3, "--format", "csv", "-q").stdout))
    )
    assert [row["id"] for row in table] == [row["id"] for row in rows]


MEASURES = (
    ("rank", "--type", "method", "--by", "closeness"),
    ("rank", "--type", "paper", "--explain", "--top", "2"),
    ("communities", "--parts"),
    ("similar", "reinforcement learning"),
    ("gaps", "--min-papers", "8"),
    ("compare", "--first", "has=reinforcement learning", "--second", "has=diffusion model"),
)


@pytest.mark.parametrize("args", MEASURES, ids=lambda args: args[0])
def test_measures_print_and_write_the_same(graph: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    call = (args[0], graph, *args[1:])
    shown = kg(*call)
    assert shown.returncode == 0, shown.stderr
    assert shown.stderr  # what it was made of
    assert max(map(len, shown.stdout.splitlines())) <= 200
    rows = json.loads(kg(*call, "--format", "json", "-q").stdout)
    assert rows
    for kind in ("json", "csv", "jsonl", "parquet"):
        assert kg(*call, "-q", "-o", tmp_path / f"rows.{kind}").stdout == ""
    assert json.loads((tmp_path / "rows.json").read_text(encoding="utf-8")) == rows
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == rows
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(rows)
    assert len(list(tmp_path.iterdir())) == 4


def test_trends_of_dated_papers(tmp_path: Path) -> None:
    made = tmp_path / "dated.kg"
    assert kg("build", "tests/data/dated.jsonl", "-o", made, "-q").returncode == 0
    rows = json.loads(kg("trends", made, "--rising", "--format", "json", "-q").stdout)
    assert "large language model" in {row["name"] for row in rows}
    assert all(row["trend"] == "rising" and row["low"] > 1 for row in rows)
    assert "counts" not in kg("trends", made).stdout


def test_query_with_a_parameter(graph: Path) -> None:
    match = "MATCH (p:Paper)-[r:USES|PROPOSES]->(m:Method {name: $name})"
    text = f"{match} RETURN p.title AS title, r.sentence AS said ORDER BY title"
    result = kg("query", graph, text, "-p", "name=Direct Preference Optimization", "--format", "json")
    assert result.returncode == 0, result.stderr
    rows = json.loads(result.stdout)
    assert len(rows) > 3
    assert set(rows[0]) == {"title", "said"}
    assert (
        kg("query", graph, "-", "-p", "name=Direct Preference Optimization", "--format", "json", stdin=text).stdout
        == result.stdout
    )


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) DETACH DELETE n",
        "CREATE (n:Paper {id: 'x'})",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "MATCH (p RETURN p",
    ],
)
def test_query_refuses_what_it_must(graph: Path, text: str) -> None:
    result = kg("query", graph, text)
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_ask_lists_runs_and_helps(graph: Path) -> None:
    listed = json.loads(kg("ask", graph, "--format", "json").stdout)
    assert len(listed) >= 12
    result = kg("ask", graph, "papers-using", "name=DPO", "--format", "json")
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout)) > 3
    assert kg("ask", graph, "papers-usin").returncode == 2
    assert kg("ask", graph, "papers-using").returncode == 2


def test_ask_asks_for_what_is_missing(graph: Path) -> None:
    """At a terminal; its answers come on stderr's side, so that stdout is the rows alone."""
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-m", "kg", "ask", str(graph), "papers-using", "limit=1", "--format", "jsonl"]
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"DPO\n")
        done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60)
    finally:
        os.close(ours)
        os.close(theirs)
    rows, talk = done.stdout, done.stderr
    assert json.loads(rows)["entity"].lower() == "direct preference optimization"
    assert talk.startswith("name (the entity's name")


def test_ask_says_what_is_wrong_first(graph: Path) -> None:
    for args, says in (
        (("papers-using",), "kg build"),
        (("no-such.kg",), "kg build"),
        ((graph, "papers-using", "nam=x"), "takes no parameter 'nam'"),
        ((graph, "papers-using", "name=x", "name=y"), "given twice"),
    ):
        result = kg("ask", *args)
        assert result.returncode
        assert says in result.stderr


def test_query_reads_a_file(graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.cypher"
    file.write_bytes("\ufeff// é\nMATCH (p:Paper)\nRETURN count(p) AS n;\n".encode())
    for args, stdin in (
        (("-f", file), None),
        (("--file", "-"), file.read_text("utf-8-sig")),
        (("-",), "RETURN 540 AS n"),
    ):
        assert json.loads(kg("query", graph, *args, "--format", "jsonl", stdin=stdin).stdout) == {"n": 540}
    assert kg("query", graph, "MATCH (p:Paper {id: 'x'}) RETURN p.id", "--format", "json").stdout == "[]\n"
    latin = tmp_path / "latin.cypher"
    latin.write_bytes("RETURN 'é'".encode("latin-1"))
    for args, says in (
        (("-f", tmp_path / "none.cypher"), "cannot be read"),
        (("-f", latin), "UTF-8"),
        (("-f", file, "RETURN 1"), "give a graph and one query"),
    ):
        result = kg("query", graph, *args)
        assert result.returncode == 2
        assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ""),
        (("my.kg", "papers-u"), "papers-using"),
        (("my.kg", "papers-using", ""), "name= limit="),
        (("my.kg", "papers-using", "name=x", "l"), "limit="),
        (("--uri", "bolt://x", "papers-u"), "papers-using"),
        (("my.kg", "most-used", "type=m"), "type=method"),
        (("my.kg", "nonsense", "n"), ""),
    ],
)
def test_ask_completes_queries_and_parameters(words: tuple[str, ...], found: str) -> None:
    env = {**os.environ, "_KG_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(("kg", "ask", *words))}
    env["COMP_CWORD"] = str(1 + max(len(words), 1))
    done = subprocess.run([sys.executable, "-m", "kg"], env=env, capture_output=True, text=True, cwd=ROOT)
    got = [line.split(",") for line in done.stdout.split()]
    assert " ".join(value for kind, value in got if kind == "plain") == found


def test_export_and_extract_agree_on_the_shape(graph: Path, tmp_path: Path) -> None:
    lines = kg("export", graph, "jsonl").stdout.splitlines()
    assert len(lines) == 540
    paper = json.loads(lines[0])
    assert set(paper) == {"id", "text", "entities"}
    assert {"type", "name", "surfaces", "role", "mentions", "id"} == set(paper["entities"][0])
    source = tmp_path / "p.csv"
    source.write_text("Title,Abstract Note\nOn LoRA,We fine-tune GPT-2 with LoRA.\n", encoding="utf-8")
    found = json.loads(kg("extract", source).stdout)
    assert set(found) == {"id", "text", "entities"}
    assert {"type", "name", "surfaces", "role", "mentions"} == set(found["entities"][0])
    assert kg("export", graph, "csv", "-o", tmp_path / "links.csv").returncode == 0
    assert (tmp_path / "links.csv").read_text(encoding="utf-8").startswith("paper_id,")


def test_extract_says_what_it_skips(tmp_path: Path) -> None:
    source = tmp_path / "p.jsonl"
    source.write_text('{"id": 1, "title": "A", "abstract": "We use BERT."}\n{"id": 2, "title": "B"}\nno\n' * 6)
    done = kg("extract", source)
    assert len(done.stdout.splitlines()) == 1  # one paper, six times
    said = [line for line in done.stderr.splitlines() if line.startswith("skipped: ")]
    assert said[0].endswith("p.jsonl, line 2: no abstract")
    assert said[-1] == "skipped: 2 more"
    assert kg("extract", source, "-q").stderr == ""


def test_resolve_says_why(graph: Path) -> None:
    one = kg("resolve", graph, "--explain", "DPO", "Direct Preference Optimization")
    assert "are one" in one.stderr
    other = kg("resolve", graph, "--explain", "GPT-3", "GPT-4")
    assert "are not one" in other.stderr


def test_view_writes_a_page(graph: Path, tmp_path: Path) -> None:
    result = kg("view", graph, "-o", tmp_path / "page.html")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "page.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert kg("view", graph, "-o", tmp_path / "ego.html", "--around", "DPO").returncode == 0
    assert kg("view", graph, "-o", tmp_path / "x.html", "--around", "no such thing").returncode == 2


def test_completion_scripts() -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_KG_COMPLETE" in kg("completion", shell).stdout


def test_a_reader_that_goes_away_gets_no_traceback(graph: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "export", str(graph), "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert "Traceback" not in error
