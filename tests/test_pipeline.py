"""The whole way: from files to tables, the same bytes every time, and nothing lost on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.graph import KnowledgeGraph

PAPERS = [
    {"title": title, "abstract": abstract}
    for title, abstract in (
        (
            "Direct Preference Optimization at scale",
            "We study Direct Preference Optimization (DPO) for large language models (LLMs) on GSM8K and MMLU.",
        ),
        ("DPO without a reward model", "Reward hacking harms RLHF. We propose Foo-DPO, and test LLMs on GSM8K."),
        ("Vision transformers", "A Vision Transformer (ViT) is trained on ImageNet. LLMs are not used."),
        (
            "On the generalization of SGD",
            "We prove generalization bounds for stochastic gradient descent (SGD) on CIFAR-10 and ImageNet.",
        ),
    )
]


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".parquet", ".json")}


def test_the_seeds_are_540_papers_of_563_entries(seeds_graph: KnowledgeGraph) -> None:
    assert seeds_graph.manifest["reading"]["entries"] == 563
    assert seeds_graph.tables["papers"].num_rows == 540
    assert sum(len(sources) > 1 for sources in seeds_graph.tables["papers"]["sources"].to_pylist()) > 0


def test_every_offset_is_exact(seeds_graph: KnowledgeGraph) -> None:
    papers = {p["id"]: f"{p['title']}\n{p['abstract']}" for p in seeds_graph.tables["papers"].to_pylist()}
    for mention in seeds_graph.tables["mentions"].to_pylist():
        assert papers[mention["paper_id"]][mention["start"] : mention["end"]] == mention["surface"]
    for link in seeds_graph.tables["links"].to_pylist():
        text = papers[link["paper_id"]]
        assert text[link["start_char"] : link["end_char"]] == link["surface"]
        assert link["sentence"] in text
        assert link["surface"] in link["sentence"]


def test_what_is_known_of_two_acronyms(tmp_path: Path) -> None:
    graph = kg.build(write(tmp_path, "p.jsonl", PAPERS))
    names = {e["name"]: e for e in graph.tables["entities"].to_pylist()}
    assert "DPO" in names["Direct Preference Optimization"]["aliases"]
    assert names["Direct Preference Optimization"]["papers"] == 2
    assert names["large language model"]["papers"] == 3
    assert names["GSM8K"]["type"] == "DATASET"


@pytest.mark.slow
def test_the_same_bytes_whatever_the_order_the_processes_and_the_hash_seed(seeds: Path, tmp_path: Path) -> None:
    files = sorted(seeds.iterdir())
    runs = {
        "a.kg": ([*map(str, files)], "1", "1"),
        "b.kg": ([*map(str, reversed(files))], "1", "2"),
        "c.kg": ([str(seeds)], "3", "1"),
    }
    for name, (paths, processes, seed) in runs.items():
        command = [
            sys.executable,
            "-m",
            "kg",
            "build",
            *paths,
            "-o",
            str(tmp_path / name),
            "--processes",
            processes,
            "-q",
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.DEVNULL)
    first, second, third = (contents(tmp_path / name) for name in runs)
    assert first == second
    assert {k: v for k, v in first.items() if k != "manifest.json"} == {
        k: v for k, v in third.items() if k != "manifest.json"
    }


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    papers = write(tmp_path, "p.jsonl", PAPERS)
    kg.build(papers, tmp_path / "g.kg")
    before = contents(tmp_path / "g.kg")
    kg.build(papers, tmp_path / "g.kg")
    assert contents(tmp_path / "g.kg") == before


def test_a_copy_of_a_paper_is_the_same_paper(tmp_path: Path) -> None:
    graph = kg.build(write(tmp_path, "p.jsonl", PAPERS[:1] * 1000))
    assert graph.tables["papers"].num_rows == 1


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_old_graph_whole(seeds: Path, tmp_path: Path, stop: signal.Signals) -> None:
    target = tmp_path / "g.kg"
    kg.build(write(tmp_path, "p.jsonl", PAPERS), target)
    before = contents(target)
    for delay in (0.5, 1.5, 3.0):
        command = [sys.executable, "-m", "kg", "build", str(seeds), "-o", str(target), "-q"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(delay)
        finished = process.poll() is not None
        process.send_signal(stop)
        _, error = process.communicate()
        if finished:
            break
        if stop is signal.SIGINT and process.returncode == 1:
            assert "Traceback" not in error
        if process.returncode != 0:
            assert {name: data for name, data in contents(target).items() if name in before} == before
            assert kg.open(target).tables["papers"].num_rows == len(PAPERS)
    shutil.rmtree(target)


def test_it_works_with_no_entity_and_with_one_paper(tmp_path: Path) -> None:
    graph = kg.build(write(tmp_path, "p.jsonl", [{"title": "xyzzy", "abstract": "plugh plover."}]))
    assert graph.tables["papers"].num_rows == 1
    assert not graph.rank()
    assert graph.to_networkx().number_of_nodes() == 1 + graph.tables["entities"].num_rows


HOSTILE = [
    '</script><img src=x onerror="alert(1)"> and DPO',
    "null \x00 byte and ImageNet",
    "escape \x1b[31mred\x1b[0m and GSM8K",
    "rich [/i] markup [bold] and LoRA",
    "quote ' \" ` $name }) // and BERT",
    "\u202egnitset redrO",
    "测试论文：大语言模型的研究",
    "emoji 🤖 and GPT-4",
    "123 456",
]


def test_hostile_text_is_read_and_stays_inert(tmp_path: Path) -> None:
    rows = [{"title": text, "abstract": f"{text}. We use large language models on ImageNet."} for text in HOSTILE]
    rows.append({"title": "long", "abstract": "large language models (LLMs) on ImageNet. " * 25_000})
    graph = kg.build(write(tmp_path, "p.jsonl", rows), tmp_path / "g.kg")
    assert graph.tables["papers"].num_rows == len(rows)
    for paper in graph.tables["papers"].to_pylist():
        assert not set(paper["title"] + paper["abstract"]) & set("\x00\x1b\u202e")
    graph.view(tmp_path / "page.html")
    assert graph.query("MATCH (p:Paper) RETURN count(p) AS n").rows == [(len(rows),)]


def test_an_output_that_is_somebodys_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    with pytest.raises(kg.GraphError, match="other things than a graph"):
        kg.build(tmp_path / "no such input", tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "precious"
