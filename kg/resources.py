"""Where the files that ship with the program are: queries, page and word lists, in a checkout and in a wheel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["folder", "lexicon", "read_rows"]

_HERE = Path(__file__).parent


@lru_cache
def folder(name: str) -> Path:
    """The folder ``cypher`` or ``viz``: inside the installed package, or at the top of a checkout."""
    installed = _HERE / "_data" / name
    return installed if installed.is_dir() else _HERE.parent / name


def lexicon(name: str) -> Path:
    """A word list of the extractor's lexicon."""
    return _HERE / "extract" / "lexicon" / name


def read_rows(file: Path) -> list[list[str]]:
    """The rows of a word list: tab-separated columns, ``#`` in front of a remark."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]
