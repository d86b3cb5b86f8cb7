"""The page in a real Firefox: it paints, searches, follows, and is silent under its policy there too."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from viewer import corpus

from browser.firefox import Firefox, running

pytestmark = pytest.mark.browser

COLOURS = """(() => {
  const { width, height } = kg.page.scene.ground;
  const { data } = kg.page.scene.ground.getContext("2d").getImageData(0, 0, width, height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  return [...seen];
})()"""
READY = "new Promise((done) => { const look = () => kg.page?.table ? done(true) : setTimeout(look, 50); look(); })"
HEADING = "document.querySelector('#panel h2')?.textContent ?? null"


def becomes(firefox: Firefox, expression: str, wanted: object) -> bool:
    """Whether an expression comes to have a value, in some seconds."""
    for _ in range(100):
        if firefox.evaluate(expression) == wanted:
            return True
        time.sleep(0.1)
    return False


def asked(firefox: Firefox) -> list[str]:
    """What it asked of the network."""
    return [url for url in firefox.asked if not url.startswith(("file:", "data:", "blob:", "about:"))]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox from ``KG_FIREFOX`` or the path."""
    found = os.environ.get("KG_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        message = "no Firefox on the path; name one in KG_FIREFOX"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with running(found, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def test_the_page_paints_searches_and_follows(firefox: Firefox, pages: Path) -> None:
    firefox.open((pages / "friendly.html").as_uri())
    assert firefox.evaluate(READY)
    assert {"0,114,178", "0,132,95", "184,110,0"} <= set(firefox.evaluate(COLOURS))
    firefox.press("/", *"cifar", "\ue007")
    assert becomes(firefox, HEADING, "CIFAR-10")
    assert str(firefox.evaluate("location.hash")).startswith("#entity=dataset%3Acifar-10")
    firefox.evaluate("kg.set({ colour: 'community', table: '-links' })")
    assert firefox.evaluate("document.querySelectorAll('#table tbody tr').length") == 14
    firefox.evaluate("history.back()")
    assert becomes(firefox, "document.querySelector('#table').hidden", True)
    firefox.evaluate("history.back()")
    assert becomes(firefox, HEADING, None)
    assert firefox.screenshot().startswith(b"\x89PNG")
    assert firefox.heard == []
    assert not asked(firefox)


def test_hostile_texts_are_texts_there_too(firefox: Firefox, pages: Path) -> None:
    firefox.open((pages / "hostile.html").as_uri())
    assert firefox.evaluate(READY)
    titles = sorted(f"{text} {i}" for i, text in enumerate(corpus.HOSTILE))
    names = firefox.evaluate("kg.page.graph.names.slice(0, kg.page.graph.papers)")
    assert sorted(names) == titles
    for i, name in enumerate(names):
        firefox.evaluate(f"kg.go({i})")
        assert becomes(firefox, HEADING, name)
    assert firefox.evaluate("window.hit ?? null") is None
    assert firefox.heard == []
    assert not asked(firefox)
