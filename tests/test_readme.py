"""What the README shows in Python runs as it stands, but for what needs a server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_readmes_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [block] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    program, served, _ = block.partition("with kg.connect")
    assert served
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    exec(program, {})
    assert {path.name for path in tmp_path.iterdir()} == {"seeds", "seeds.kg", "page.html", "ego.html"}
