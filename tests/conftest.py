"""What several test folders share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.graph import KnowledgeGraph

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The four seed documents."""
    return SEEDS


@pytest.fixture(scope="session")
def seeds_graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The graph of the seeds, built once for a test process. Nobody writes to it."""
    return kg.build(SEEDS, tmp_path_factory.mktemp("graphs") / "seeds.kg", settings=kg.Settings())


@pytest.fixture(scope="session")
def dated_graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The graph of a small made-up set of dated papers, which the seeds are not. Nobody writes to it."""
    papers = ROOT / "tests" / "data" / "dated.jsonl"
    return kg.build(papers, tmp_path_factory.mktemp("graphs") / "dated.kg", settings=kg.Settings())


@pytest.fixture(scope="session")
def in_ci() -> bool:
    """Where a missing part is a failure and not a reason to skip."""
    return bool(os.environ.get("CI"))
