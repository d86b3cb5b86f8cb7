"""The page in a real Firefox: it paints, searches, follows, and is silent under its policy there too."""

from __future__ import annotations

import os
import shutil
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
SETTLED = "new Promise((done) => setTimeout(() => done(true), 300))"


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
    assert firefox.evaluate(SETTLED)
    assert firefox.evaluate("document.querySelector('#panel h2').textContent") == "CIFAR-10"
    assert str(firefox.evaluate("location.hash")).startswith("#entity=dataset%3Acifar-10")
    firefox.evaluate("kg.set({ colour: 'community', table: '-links' })")
    assert firefox.evaluate("document.querySelectorAll('#table tbody tr').length") == 14
    firefox.evaluate("history.back()")
    assert firefox.evaluate(SETTLED)
    assert firefox.evaluate("document.querySelector('#table').hidden") is True
    firefox.evaluate("history.back()")
    assert firefox.evaluate(SETTLED)
    assert firefox.evaluate("document.querySelector('#panel h2')?.textContent ?? null") is None
    assert firefox.screenshot().startswith(b"\x89PNG")
    assert firefox.heard == []
    assert all(url.startswith(("file:", "data:", "blob:", "about:")) for url in firefox.asked), firefox.asked


def test_hostile_texts_are_texts_there_too(firefox: Firefox, pages: Path) -> None:
    firefox.open((pages / "hostile.html").as_uri())
    assert firefox.evaluate(READY)
    for i in range(len(corpus.HOSTILE)):
        firefox.evaluate(f"kg.go({i})")
        assert firefox.evaluate(SETTLED)
        title = firefox.evaluate("document.querySelector('#panel h2').textContent")
        assert title in {f"{other} {j}" for j, other in enumerate(corpus.HOSTILE)}
    assert firefox.evaluate("window.hit ?? null") is None
    assert firefox.heard == []
