"""A paper's mentions hang on its text and on nothing else: not on its neighbours, its place or the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

import kg
from kg.extract import extract_papers, version
from kg.extract.mentions import mentions_of
from kg.records import Mention, Paper

MANY = 90  # more than a batch


@pytest.fixture(scope="module")
def papers(seeds: Path) -> list[Paper]:
    return kg.read_papers(seeds).papers[:MANY]


@pytest.fixture(scope="module")
def alone(papers: list[Paper], nlp: Language) -> dict[str, tuple[Mention, ...]]:
    return {p.id: mentions_of(nlp(p.text)) for p in papers}


def test_backwards(papers: list[Paper], alone: dict[str, tuple[Mention, ...]]) -> None:
    assert {e.paper.id: e.mentions for e in extract_papers(reversed(papers))} == alone


def test_a_few_of_them(papers: list[Paper], alone: dict[str, tuple[Mention, ...]]) -> None:
    assert all(e.mentions == alone[e.paper.id] for e in extract_papers(papers[5:60:7]))


def test_in_three_processes(papers: list[Paper], alone: dict[str, tuple[Mention, ...]]) -> None:
    found = list(extract_papers(papers, processes=3))
    assert [e.paper.id for e in found] == [p.id for p in papers]
    assert {e.paper.id: e.mentions for e in found} == alone


def test_twice_in_one_stream(papers: list[Paper], alone: dict[str, tuple[Mention, ...]]) -> None:
    assert all(e.mentions == alone[e.paper.id] for e in extract_papers(papers[:20] * 2))


def test_under_two_hash_seeds(seeds: Path) -> None:
    """Python orders sets anew under each."""
    program = (
        "import sys, kg; from kg.extract import extract_papers\n"
        f"for e in extract_papers(kg.read_papers({str(seeds)!r}).papers[:30]): print(e)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 10_000


def test_the_version_is_a_hash() -> None:
    assert len(version()) == 16
    assert int(version(), 16) >= 0
