"""The stages together, on small real builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import kg
from kg.graph import KnowledgeGraph

from .conftest import write_papers

ODD = {
    "one": '{"id": "a", "title": "On GPT-4", "abstract": "We use GPT-4."}\n',
    "twins": '{"id": "a", "title": "On GPT-4", "abstract": "We use GPT-4."}\n'
    '{"id": "b", "title": "More on GPT-4", "abstract": "We use GPT-4 too."}\n',
    "bare": '{"id": "a", "title": "Editorial", "abstract": "Welcome."}\n',
}


def build(tmp_path: Path, name: str) -> KnowledgeGraph:
    (tmp_path / f"{name}.jsonl").write_text(ODD[name])
    return kg.build(tmp_path / f"{name}.jsonl", tmp_path / f"{name}.kg")


def test_one_paper(tmp_path: Path) -> None:
    graph = build(tmp_path, "one")
    assert graph.tables["papers"]["degree"].to_pylist() == [0]
    assert graph.tables["papers"]["pagerank"].to_pylist() == [1.0]
    assert "method:gpt-4" in graph.tables["entities"]["id"].to_pylist()
    for view in ("all", "papers", "entities", "bipartite"):
        graph.to_networkx(view)
    for by in ("degree", "pagerank", "betweenness", "closeness", "eigenvector", "core"):
        assert len(graph.rank("paper", by)) == 1
    assert graph.info()["papers"] == 1


def test_two_papers_with_one_entity_are_joined(tmp_path: Path) -> None:
    (row,) = build(tmp_path, "twins").tables["shares"].to_pylist()
    assert "GPT-4" in row["entities"]
    assert row["weight"] > 0


def test_papers_without_entities(tmp_path: Path) -> None:
    graph = build(tmp_path, "bare")
    assert graph.tables["links"].num_rows == 0
    assert len(graph.to_networkx()) == 1 + graph.tables["entities"].num_rows
    assert not graph.rank("concept")


def test_two_builds_are_the_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    assert graph.folder is not None
    write_papers(tmp_path / "papers.jsonl")
    script = "import kg, sys; kg.build(*sys.argv[1:])"
    subprocess.run(
        [sys.executable, "-c", script, "papers.jsonl", "again.kg"],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(kg.__file__).parents[1])},
        cwd=tmp_path,
        check=True,
    )
    files = [file for file in sorted(graph.folder.glob("*-*.parquet")) if not file.name.startswith("papers-")]
    assert len(files) == 7
    for file in files:
        assert (tmp_path / "again.kg" / file.name).read_bytes() == file.read_bytes()
