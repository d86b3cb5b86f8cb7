"""A real Chromium, without a network, that tells on every page that is not silent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from viewer import corpus

from kg.viewer import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
Open = Callable[..., "Page"]
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from ``KG_CHROMIUM`` or the path."""
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "no Chromium on the path; name one in KG_CHROMIUM"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages: friendly, hostile, empty, lonely, around, large."""
    folder = tmp_path_factory.mktemp("pages")
    lonely = corpus.tables(corpus.PAPERS[-1:], corpus.ENTITIES)
    for name, tables in [("friendly", corpus.friendly()), ("empty", corpus.empty()), ("lonely", lonely)]:
        write_page(tables, {}, folder / f"{name}.html", title=f"A {name} graph")
    write_page(corpus.hostile(), {}, folder / "hostile.html", title=corpus.EVIL)
    write_page(corpus.friendly(), {}, folder / "around.html", title="Around", around="CIFAR-10")
    write_page(corpus.many(300, 40), {}, folder / "large.html", title="A larger graph")
    return folder


@pytest.fixture
def heard() -> list[str]:
    """What pages said, asked for or popped up."""
    return []


@pytest.fixture
def open_page(browser: Browser, pages: Path, heard: list[str]) -> Iterator[Open]:
    """Open a page from disk; at the end nothing must have been heard of it."""
    contexts = []

    def opener(name: str, hash_: str = "", **options: object) -> Page:
        options = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce", **options}
        context = browser.new_context(offline=True, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: heard.append(request.url) if _leaves(request.url) else None)
        page.on("popup", lambda popup: heard.append(f"popup: {popup.url}"))
        page.goto(f"{(pages / name).with_suffix('.html').as_uri()}{hash_}")
        page.wait_for_selector("html[data-ready=all]", state="attached")
        # Before its first frame a page is deaf to the mouse.
        page.evaluate(TWO_FRAMES)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert heard == []


def _leaves(url: str) -> bool:
    return not url.startswith(("data:", "blob:")) and not (url.startswith("file:") and ".html" in url)
