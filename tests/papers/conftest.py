from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file under a name and give its path."""

    def writer(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writer


@pytest.fixture
def jsonl(write: Write) -> Callable[..., Path]:
    """Write records as JSON Lines and give the path."""

    def writer(records: Iterable[Mapping[str, Any]], name: str = "papers.jsonl") -> Path:
        return write(name, "".join(json.dumps(record) + "\n" for record in records))

    return writer
