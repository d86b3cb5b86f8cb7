"""What several test folders share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.graph import KnowledgeGraph

ROOT = Path(__file__).parents[1]
# Last, and not a package: no folder called neo4j may hide the driver.
sys.path.append(str(ROOT / "tests" / "neo4j"))
if TYPE_CHECKING:
    from server import Server

SEEDS = ROOT / "seeds"


def pytest_configure(config: pytest.Config) -> None:
    """xdist knows its mark; without xdist nobody does."""
    config.addinivalue_line("markers", "xdist_group(name): what runs in one process, under --dist loadgroup")


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


@pytest.fixture(scope="session")
def start_neo4j(tmp_path_factory: pytest.TempPathFactory, in_ci: bool) -> Callable[..., AbstractContextManager[Server]]:
    """Start a real Neo4j of a line (``5.26`` if none is named); skips where there is no Java or Maven for it.

    In CI it never skips but for the newest line, whose Java not every system has.
    ``again`` is one that ran and ended ``gently``; ``before`` is done with the folder of one that never ran.
    """

    from server import LINES, running, why_not

    def start(
        line: str = "5.26",
        again: Server | None = None,
        gently: bool = False,
        before: Callable[[Path], object] | None = None,
        **settings: str,
    ) -> AbstractContextManager[Server]:
        reason = why_not(line)
        if reason is not None and in_ci and line == next(iter(LINES)):
            pytest.fail(reason)
        if reason is not None:
            pytest.skip(reason)
        folder = tmp_path_factory.mktemp("neo4j") if again is None else again.folder
        if before is not None:
            before(folder)
        return running(line, folder, settings, None if again is None else again.password, gently)

    return start
