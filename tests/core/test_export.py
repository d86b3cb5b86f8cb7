from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import export as command
from kg.errors import GraphError, UsageError
from kg.export import FOLDERS, FORMATS, export_lines, write_export
from kg.export.csvfile import harmless
from kg.export.cypher import literal
from kg.graph import KnowledgeGraph
from kg.incidence import incidence
from kg.link import broader, related, shares
from kg.measure import measure
from kg.records import SCHEMAS
from kg.settings import Settings

from .made import Said, corpus, resolved


def tables_of(said: list[Said]) -> dict[str, pa.Table]:
    result = resolved(said)
    _, papers = corpus(said)
    matrix = incidence(result.links, papers, result.entities)
    return {
        "papers": papers,
        "mentions": result.mentions,
        "entities": result.entities,
        "links": result.links,
        "shares": shares(matrix, papers, result.entities, Settings()),
        "related": related(matrix, result.entities, Settings()),
        "broader": broader(result.entities),
    }


HOSTILE = [
    "=1+1|cmd", "@SUM(A1)", "+1", "-1", 'say "hi", you; a\tb', "naïve 😀", "line\u2028end", "＝1", "</script>",
]  # fmt: skip


def test_csv_is_read_back(graph: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(export_lines(graph.tables, "csv"))), strict=True))
    links = graph.tables["links"].to_pylist()
    names = {row["id"]: row for row in graph.tables["entities"].to_pylist()}
    titles = {row["id"]: row for row in graph.tables["papers"].to_pylist()}
    assert len(rows) == len(links)
    for row, link in zip(rows, links, strict=True):
        for name in ("paper_id", "relation", "entity_id", "surface", "sentence", "found_by"):
            assert row[name] == harmless(link[name])
        assert float(row["confidence"]) == link["confidence"]
        assert int(row["mentions"]) == link["mentions"]
        assert row["title"] == harmless(titles[link["paper_id"]]["title"])
        assert row["year"] == str(titles[link["paper_id"]]["year"] or "")
        assert (row["type"], row["name"]) == (names[link["entity_id"]]["type"], names[link["entity_id"]]["name"])


def test_no_cell_is_a_formula_and_every_line_has_all_cells() -> None:
    said = [Said(name, name) for name in HOSTILE]
    text = "".join(export_lines(tables_of(said), "csv"))
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert {len(row) for row in rows} == {12}
    assert len(rows) == len(HOSTILE) + 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert {row[0].removeprefix("'") for row in rows[1:]} == set(HOSTILE)


@pytest.mark.parametrize("cell", ["=A1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝x", "＋x", "－x", "＠x"])
def test_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "1", -1, 0.5, None, "'=x"])
def test_what_is_harmless_stays(cell: object) -> None:
    assert harmless(cell) == cell


def test_jsonl_is_what_the_scorer_reads(graph: KnowledgeGraph) -> None:
    rows = [json.loads(line) for line in export_lines(graph.tables, "jsonl")]
    papers = {row["id"]: f"{row['title']}\n{row['abstract']}" for row in graph.tables["papers"].to_pylist()}
    assert [row["id"] for row in rows] == list(papers), "each paper, those without entities too"
    names = {row["id"]: row for row in graph.tables["entities"].to_pylist()}
    counted = defaultdict(int)
    for row in rows:
        assert list(row) == ["id", "text", "entities"]
        assert row["text"] == papers[row["id"]]
        for entity in row["entities"]:
            assert list(entity) == ["id", "type", "name", "surfaces", "role", "mentions"]
            assert (entity["type"], entity["name"]) == (names[entity["id"]]["type"], names[entity["id"]]["name"])
            assert entity["role"] in ((None,) if entity["type"] == "CONCEPT" else ("proposed", "used"))
            assert entity["surfaces"] == sorted({papers[row["id"]][m["start"] : m["end"]] for m in entity["mentions"]})
            for mention in entity["mentions"]:
                assert list(mention) == ["start", "end", "sentence", "confidence", "source"]
                assert papers[row["id"]][mention["start"] : mention["end"]] in mention["sentence"]
            counted[row["id"], entity["id"]] += len(entity["mentions"])
    links = graph.tables["links"].to_pylist()
    assert counted == {(link["paper_id"], link["entity_id"]): link["mentions"] for link in links}
    proposed = {(r["id"], e["id"]) for r in rows for e in r["entities"] if e["role"] == "proposed"}
    assert proposed == {(r["paper_id"], r["entity_id"]) for r in links if r["relation"] == "PROPOSES"}


def test_jsonl_has_a_line_a_paper_whatever_stands_in_it() -> None:
    said = [Said(name, name) for name in HOSTILE] + [Said("z", "unsure", confidence=0.1), Said("0", "a", title=True)]
    lines = list(export_lines(tables_of(said), "jsonl"))
    assert "".join(lines).count("\n") == len(lines) == len(HOSTILE) + 2
    assert {json.loads(line)["id"] for line in lines} == {*HOSTILE, "z", "0"}
    assert {json.loads(line)["id"] for line in lines if not json.loads(line)["entities"]} == {"z"}


def test_the_command_line_knows_the_formats() -> None:
    assert (*FORMATS, *FOLDERS) == command.FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_graph(format: str) -> None:
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    assert len(list(export_lines(tables, format))) == {"csv": 1, "cypher": 1, "graphml": 54, "jsonl": 0}[format]


def test_no_such_format(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown format 'xls'; there are: csv, cypher, graphml, jsonl, neo4j-admin"):
        export_lines(graph.tables, "xls")
    with pytest.raises(UsageError):
        write_export(graph.tables, "xls", tmp_path / "a.xls")
    assert not list(tmp_path.iterdir())


def test_a_file_is_replaced_whole_or_not_at_all(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("old")

    def half(_: object, name: str) -> Iterator[str]:
        yield "half"
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setitem(FORMATS, "csv", half)
        with pytest.raises(GraphError, match=r"a\.csv: cannot be written \(No space left on device\)"):
            write_export(graph.tables, "csv", file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    write_export(graph.tables, "csv", file)
    assert file.read_bytes().decode() == "".join(export_lines(graph.tables, "csv"))
    assert list(tmp_path.iterdir()) == [file]


def test_links_and_devices_are_written_through(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_export(graph.tables, "csv", tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("paper_id,title")
    write_export(graph.tables, "csv", "/dev/null")


@pytest.mark.parametrize("output", ["", ".", "/", "none/a.csv"])
def test_outputs_that_cannot_be(
    graph: KnowledgeGraph, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GraphError, match="choose another output"):
        write_export(graph.tables, "csv", output)


def test_graphml_is_read_back_with_all_nodes_and_measures(graph: KnowledgeGraph, tmp_path: Path) -> None:
    graph.export("graphml", tmp_path / "made.graphml")
    read = nx.read_graphml(tmp_path / "made.graphml")
    whole = graph.to_networkx()
    assert set(read) == set(whole)
    assert read.number_of_edges() == whole.number_of_edges()
    for node, attributes in whole.nodes(data=True):
        assert read.nodes[node] == attributes
    assert {"betweenness", "community_name", "core"} <= set(read.nodes["method:direct-preference-optimization"])


def test_graphml_holds_what_xml_cannot() -> None:
    tables = tables_of([Said("p", "Foo\x1bBar"), Said("p", "<b>&amp;"), Said("q", "Foo\x1bBar")])
    text = "".join(export_lines({**tables, **measure(tables, 0)}, "graphml"))
    names = {attributes.get("name") for _, attributes in nx.parse_graphml(text).nodes(data=True)}
    assert {"Foo\ufffdBar", "<b>&amp;"} <= names


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(), st.lists))
def test_a_literal_is_one_line_and_ends_where_it_should(value: object) -> None:
    text = literal(value)
    assert text.isascii()
    assert "\n" not in text
    if isinstance(value, str):
        assert json.loads(text) == value
