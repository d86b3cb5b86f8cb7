"""The tour, run from top to bottom by Jupyter's own client, in a copy of the folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_tour_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "tests" / "data").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "data" / "dated.jsonl", tmp_path / "tests" / "data")
    notebook = nbformat.read(ROOT / "tour.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before you commit it"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for text in output.get("data", {}).values()
    ]
    assert any("<th>betweenness</th>" in text or "<th>score</th>" in text for text in shown)
    assert any("large language model" in text for text in shown)
    assert (tmp_path / "seeds.html").stat().st_size > 100_000
