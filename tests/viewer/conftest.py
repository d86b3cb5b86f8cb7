from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.viewer import PageReport, write_page
from viewer.corpus import Tables
from viewer.reading import Page

Write = Callable[..., tuple[Page, PageReport]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a page and read it."""

    def writer(tables: Tables, title: str = "Test", **options: object) -> tuple[Page, PageReport]:
        report = write_page(tables, {"program": "1.2.3"}, tmp_path / "page.html", title=title, **options)  # type: ignore[arg-type]
        return Page((tmp_path / "page.html").read_bytes().decode("utf-8")), report

    return writer
