"""The pyvis network and the frames of notebooks in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from viewer import corpus

from browser.conftest import TWO_FRAMES, Open
from kg.graph import KnowledgeGraph
from kg.viewer import pyvis_network

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

pytestmark = pytest.mark.browser

OpenNetwork = Callable[[Any], "Page"]
PIXELS = """colour => {
  const { width, height } = document.querySelector("#mynetwork canvas");
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(document.querySelector("#mynetwork canvas"), 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    found += data[i + 3] > 200 && (colour === null || String([data[i], data[i + 1], data[i + 2]]) === colour);
  }
  return found;
}"""
METHOD, DATASET = "0,114,178", "0,132,95"


@pytest.fixture
def open_network(open_page: Open, pages: Path) -> OpenNetwork:
    """Open a network's page from disk; at the end nothing must have been heard of it."""

    def opener(network: Any) -> Page:
        network.write_html(str(pages / "network.html"))
        return open_page("network")

    return opener


@pytest.fixture
def open_frame(open_page: Open, pages: Path) -> Callable[[Any], Frame]:
    """Show something as a notebook does, and give the frame in it."""

    def opener(shown: Any) -> Frame:
        text = f'<!doctype html><html data-ready="all"><h1>Notebook</h1>{shown._repr_html_()}</html>'
        (pages / "notebook.html").write_text(text, encoding="utf-16")  # of which nothing must hang
        frame: Frame = open_page("notebook").frames[1]
        frame.wait_for_selector("html[data-ready=all]", state="attached")
        frame.evaluate(TWO_FRAMES)  # a canvas that has just got its size is empty until the next one
        return frame

    return opener


def hover(page: Page, node: str) -> str:
    """What the tooltip of a node says."""
    x, y = page.evaluate(
        """node => {
          const { x, y } = network.canvasToDOM(network.getPositions([node])[node]);
          const box = document.getElementById("mynetwork").getBoundingClientRect();
          return [box.left + x, box.top + y];
        }""",
        node,
    )
    page.mouse.move(x, y)
    tip = page.locator(".vis-tooltip")
    tip.wait_for()
    assert tip.evaluate("tip => [...tip.childNodes].every((part) => part.nodeType === 3 || part.tagName === 'BR')")
    said = tip.inner_text()
    page.mouse.move(x + 60, y + 60)
    tip.wait_for(state="hidden")
    return said


def test_it_paints_in_silence(open_network: OpenNetwork) -> None:
    page = open_network(pyvis_network(corpus.friendly(), "CIFAR-10", 2))
    assert page.title() == "Around CIFAR-10"
    assert page.get_by_role("heading", level=1).inner_text() == "Around CIFAR-10"
    assert page.get_by_role("listitem").all_inner_texts() == ["Paper", "Method", "Dataset", "Concept"]
    for colour in (METHOD, DATASET):
        assert page.evaluate(PIXELS, colour) > 50
    assert page.evaluate("network.physics.physicsEnabled") is False
    assert hover(page, "p5") == "Paper: Faster sampling"


def test_vis_network_adds_no_style_element(open_network: OpenNetwork) -> None:
    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    network.show_buttons()
    network.set_options('{"interaction": {"navigationButtons": true, "keyboard": true}, "manipulation": true}')
    page = open_network(network)
    assert page.evaluate("document.querySelectorAll('style').length") == 2
    assert page.locator(".vis-zoomIn").is_visible()
    assert page.locator("#config .vis-configuration-wrapper").count() == 1


def test_names_are_inert(open_network: OpenNetwork) -> None:
    evil = f"{corpus.EVIL} <a href=x>"
    tables = corpus.tables([{"id": "a", "title": evil, "abstract": "a thing"}], [("m:t", "METHOD", "thing", [])])
    network = pyvis_network(tables, "thing")
    network.heading = evil
    network.legend[evil] = "url(https://example.com/x.png)"
    network.bgcolor = "url(https://example.com/x.png)"
    network.add_node("mine", label=evil, title=f"one\n{evil}", x=300, y=0)
    page = open_network(network)
    assert page.get_by_role("heading").inner_text() == evil
    assert hover(page, "a") == f"Paper: {evil}"
    assert hover(page, "mine") == f"one\n{evil}"
    assert page.evaluate("window.hit") is None


def test_what_is_added_is_drawn(open_network: OpenNetwork) -> None:
    network = pyvis_network(corpus.friendly(), "CIFAR-10")
    network.add_node("mine", label="Mine", color="#ff0000", size=40)
    network.add_edge("mine", "dataset:cifar-10")
    network.height = "300px"
    page = open_network(network)
    assert page.evaluate(PIXELS, "255,0,0") > 50
    assert page.evaluate("network.getConnectedNodes('mine')") == ["dataset:cifar-10"]
    assert page.locator("#mynetwork").bounding_box()["height"] == 300  # type: ignore[index]


def test_nothing_else_runs_in_it(open_network: OpenNetwork, heard: list[str]) -> None:
    page = open_network(pyvis_network(corpus.friendly(), "CIFAR-10"))
    page.evaluate("const s = document.createElement('style'); s.append('body{display:none}'); document.head.append(s)")
    page.evaluate("const s = document.createElement('script'); s.append('window.hit = 1'); document.head.append(s)")
    assert page.evaluate("[window.hit ?? null, getComputedStyle(document.body).display]") == [None, "flex"]
    said, heard[:] = heard[:], []
    assert said
    assert all("Content Security Policy" in one or "Trusted" in one for one in said)


def test_two_thousand_nodes(open_network: OpenNetwork) -> None:
    page = open_network(pyvis_network(corpus.bare(1500, 997, each=8), "thing 1", hops=9))
    assert page.evaluate("network.body.data.nodes.length") == 2000
    assert page.evaluate(PIXELS, None) > 2000


def test_a_network_in_a_notebook(open_frame: Callable[[Any], Frame]) -> None:
    frame = open_frame(pyvis_network(corpus.friendly(), "CIFAR-10"))
    assert frame.evaluate(PIXELS, DATASET) > 50
    assert frame.evaluate("origin") == "null"


def test_a_graph_in_a_notebook(open_frame: Callable[[Any], Frame]) -> None:
    from playwright.sync_api import expect

    frame = open_frame(KnowledgeGraph(corpus.friendly(), {"settings": {"seed": 0}}))
    heading = frame.locator("#panel h2")
    frame.evaluate("location.hash = '#entity=method%3Adiffusion-model'")
    expect(heading).to_have_text("diffusion model")
    frame.get_by_role("link", name="Faster sampling").first.click()
    expect(heading).to_have_text("Faster sampling")
    assert frame.url == "about:srcdoc#paper=p5"
    frame.evaluate("history.back()")
    expect(heading).to_have_text("diffusion model")
    assert frame.page.get_by_role("heading", level=1).first.inner_text() == "Notebook"
    assert frame.evaluate("(() => { try { return parent.document.title; } catch (e) { return e.name; } })()") == (
        "SecurityError"
    )
