"""The page in a real browser: it paints, answers to mouse and keys, and stays silent whatever the papers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from viewer import corpus

from browser.conftest import TWO_FRAMES, Open

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COLOURS = """name => {
  const canvas = document.getElementById(name);
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const seen = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200) {
      const colour = `${data[i]},${data[i + 1]},${data[i + 2]}`;
      seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }
  }
  return Object.fromEntries(seen);
}"""
METHOD, DATASET, CONCEPT = "0,114,178", "0,132,95", "184,110,0"


def colours(page: Page, canvas: str = "ground") -> dict[str, int]:
    """How many pixels of each colour a canvas has."""
    page.evaluate(TWO_FRAMES)
    found: dict[str, int] = page.evaluate(COLOURS, canvas)
    return found


def place(page: Page, name: str) -> tuple[float, float]:
    """Where a node is on the screen."""
    x, y = page.evaluate(
        """name => {
          const { graph, scene } = kg.page;
          const node = graph.names.indexOf(name);
          const box = scene.front.getBoundingClientRect();
          return [box.left + scene.screenX(node), box.top + scene.screenY(node)];
        }""",
        name,
    )
    return x, y


def shows(page: Page, title: str) -> None:
    """The panel comes to show a node."""
    from playwright.sync_api import expect

    expect(page.locator("#panel h2")).to_have_text(title)


def shows_overview(page: Page) -> None:
    from playwright.sync_api import expect

    expect(page.locator("#panel h2")).to_have_count(0)


def test_it_paints_and_says_what_it_is(open_page: Open) -> None:
    page = open_page("friendly")
    assert page.title() == "A friendly graph"
    assert page.get_by_role("heading", level=1).inner_text() == "A friendly graph"
    assert "6 papers, joined by 8 methods, datasets and concepts" in page.locator("#dek").inner_text()
    seen = colours(page)
    assert sum(seen.values()) > 10_000
    for colour in (METHOD, DATASET, CONCEPT):
        assert seen.get(colour, 0) > 20
    assert colours(page, "names")
    assert page.evaluate("performance.getEntriesByName('kg-drawn').length") == 1


def test_dark_is_dark(open_page: Open) -> None:
    light, dark = (open_page("friendly", color_scheme=scheme) for scheme in ("light", "dark"))
    assert METHOD in colours(light)
    assert METHOD not in colours(dark)
    dark.emulate_media(color_scheme="light")
    assert METHOD in colours(dark)


def test_search_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("friendly")
    page.keyboard.press("/")
    page.keyboard.type("dpo")
    hits = page.get_by_role("option")
    hits.filter(has_text="also DPO").wait_for()
    assert hits.first.inner_text().split("\n")[:2] == ["Method", "direct preference optimization also DPO"]
    assert page.get_by_role("combobox").get_attribute("aria-expanded") == "true"
    assert "hit" in page.locator("#heard").inner_text()
    page.keyboard.press("ArrowDown")
    assert hits.first.get_attribute("aria-selected") == "true"
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == "hit-0"
    page.keyboard.press("Enter")
    shows(page, "direct preference optimization")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert page.evaluate("location.hash") == "#entity=method%3Adirect-preference-optimization"
    for _ in range(4):  # three buttons, then the first paper
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, "Direct Preference Optimization 🎯 for Language Models")
    page.keyboard.press("Escape")
    shows_overview(page)


def test_search_finds_titles_and_says_when_nothing_is_found(open_page: Open) -> None:
    page = open_page("friendly")
    page.get_by_role("combobox").fill("human pref")
    texts = page.get_by_role("option").all_inner_texts()
    assert [text.split("\n")[0] for text in texts] == ["Concept", "Paper"]
    page.get_by_role("combobox").fill("frechet INCEPTION")
    assert page.get_by_role("option").first.inner_text().split("\n")[0] == "Concept"
    page.get_by_role("combobox").fill("zzz")
    assert "Nothing here is called “zzz”" in page.locator("#hits").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#hits").is_hidden()


def test_a_click_opens_and_back_goes_back(open_page: Open) -> None:
    page = open_page("friendly")
    page.mouse.click(*place(page, "diffusion model"))
    shows(page, "diffusion model")
    assert "diffusion model" in page.title()
    page.get_by_role("link", name="Faster sampling").click()
    shows(page, "Faster sampling")
    page.go_back()
    shows(page, "diffusion model")
    page.go_back()
    shows_overview(page)
    page.go_forward()
    shows(page, "diffusion model")
    page.mouse.click(450, 790)
    shows_overview(page)


def test_an_entity_tells_who_uses_it_in_which_sentence(open_page: Open) -> None:
    page = open_page("friendly", "#entity=method%3Adirect-preference-optimization")
    panel = page.locator("#panel")
    assert "also DPO" in panel.inner_text()
    page.wait_for_selector(".quote mark")
    proposed = panel.locator("section", has_text="Proposed in")
    assert proposed.locator("a").inner_text().startswith("Direct Preference Optimization 🎯")
    quote = proposed.locator(".quote")
    assert quote.inner_text() == "We propose direct preference optimization (DPO) 🚀."
    assert quote.locator("mark").inner_text() == "direct preference optimization"
    assert panel.locator("section", has_text="Used in").locator("li").count() == 1


def test_a_paper_tells_its_mentions_where_they_are(open_page: Open) -> None:
    page = open_page("friendly", "#paper=2305.18290")
    page.wait_for_selector(".abstract a")
    assert page.locator(".abstract").inner_text() == corpus.PAPERS[0]["abstract"]
    marked = page.locator("#panel h2 a, .abstract a").all_inner_texts()
    assert marked == [
        "Direct Preference Optimization", "Language Models", "direct preference optimization", "DPO", "reward model",
        "language model", "HH dataset", "DPO",
    ]  # fmt: skip
    panel = page.locator("#panel").inner_text()
    assert "Rafael Rafailov, Archit Sharma" in panel
    assert "NeurIPS" in panel
    near = page.locator("#panel section", has_text="Nearest papers").locator("li").first
    assert "both: " in near.inner_text()
    page.locator(".abstract a", has_text="reward model").click()
    shows(page, "reward model")


def test_only_the_web_is_linked_to(open_page: Open) -> None:
    page = open_page("friendly", "#paper=2305.18290")
    out = page.locator("#panel a[href^=http]")
    assert out.get_attribute("href") == "https://arxiv.org/abs/2305.18290"
    assert out.get_attribute("rel") == "noopener noreferrer"
    page = open_page("friendly", "#paper=1909.08593")
    assert page.locator("#panel a:not([href^='#'])").count() == 0


def test_what_stands_in_one_paper_only_is_found(open_page: Open) -> None:
    page = open_page("friendly", "#entity=concept%3Afid")
    shows(page, "FID")
    assert "in 1 paper" in page.locator("#panel").inner_text()
    assert page.evaluate("kg.page.graph.isDrawn(kg.page.scene.chosen)") is False
    assert colours(page, "front")


def test_an_unknown_address_is_the_overview(open_page: Open) -> None:
    for hash_ in ("#entity=nonesuch", "#paper=%", "#whatever", "#entity="):
        page = open_page("friendly", hash_)
        shows_overview(page)
        assert "Most shared methods" in page.locator("#panel").inner_text()


def test_the_legend_filters(open_page: Open) -> None:
    page = open_page("friendly")
    assert CONCEPT in colours(page)
    button = page.locator("#legend").get_by_role("button", name="Concepts")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    seen = colours(page)
    assert CONCEPT not in seen
    assert METHOD in seen
    button.click()
    assert CONCEPT in colours(page)


def test_pointing_brings_out_the_neighbours(open_page: Open) -> None:
    page = open_page("friendly")
    assert colours(page, "front") == {}
    page.mouse.move(*place(page, "diffusion model"))
    page.wait_for_selector("#stage.dim")
    assert colours(page, "front").get(METHOD, 0) > 20
    assert page.locator("#tip").inner_text().split("\n") == ["Method in 2 papers", "diffusion model"]
    page.mouse.move(450, 790)
    page.wait_for_selector("#stage:not(.dim)")
    assert page.locator("#tip").is_hidden()


def test_names_in_the_panel_point_at_their_dots(open_page: Open) -> None:
    page = open_page("friendly")
    page.get_by_role("link", name="CIFAR-10").hover()
    page.wait_for_selector("#stage.dim")
    assert colours(page, "front").get(DATASET, 0) > 20


def test_keys_move_the_map(open_page: Open) -> None:
    page = open_page("friendly")
    view: Any = lambda: page.evaluate("({ ...kg.page.scene.view })")  # noqa: E731
    whole = view()
    page.locator("#front").focus()
    page.keyboard.press("+")
    assert view()["k"] > whole["k"]
    before = view()
    page.keyboard.press("ArrowRight")
    assert view()["x"] == pytest.approx(before["x"] - 80)
    page.keyboard.press("0")
    assert view() == pytest.approx(whole)
    page.get_by_role("button", name="Zoom out").click()
    assert view()["k"] < whole["k"]


def test_wheel_and_drag_move_the_map(open_page: Open) -> None:
    page = open_page("large")
    start = place(page, "Paper 7")
    page.mouse.move(800, 400)
    page.mouse.down()
    page.mouse.move(830, 420, steps=4)
    page.mouse.up()
    assert place(page, "Paper 7") == pytest.approx((start[0] + 30, start[1] + 20))
    shows_overview(page)  # a drag is no click
    page.mouse.wheel(0, -300)
    page.wait_for_function("kg.page.scene.view.k > 1.2 * kg.page.scene.whole")


def test_help_opens_and_closes(open_page: Open) -> None:
    page = open_page("friendly", "#entity=dataset%3Ahh")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    shows(page, "HH dataset")  # Escape closed the help, not the panel


def test_landmarks_and_names(open_page: Open) -> None:
    page = open_page("friendly")
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("search").count() == 1
    assert page.get_by_role("combobox", name="Search papers, methods, datasets and concepts").count() == 1
    assert page.get_by_role("img", name="Map. 6 papers").count() == 1
    assert page.get_by_role("button").evaluate_all("all => all.every((b) => b.ariaLabel || b.innerText.trim())")


def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open) -> None:
    page = open_page("friendly", "#paper=2305.18290", viewport={"width": 360, "height": 640}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#panel").is_visible()
    assert sum(colours(page).values()) > 1000


def test_around_says_so(open_page: Open) -> None:
    page = open_page("around")
    assert page.locator("#dek").inner_text().startswith("Around CIFAR-10: 2 papers")


def test_an_empty_graph_says_so(open_page: Open) -> None:
    page = open_page("empty")
    assert "holds no papers" in page.locator("#dek").inner_text()
    assert "Nothing to draw" in page.locator("#nothing").inner_text()
    page.get_by_role("combobox").fill("x")
    assert "Nothing here" in page.locator("#hits").inner_text()
    page = open_page("lonely")
    assert "1 paper. No two of them share" in page.locator("#dek").inner_text()


@pytest.mark.parametrize("i", range(len(corpus.HOSTILE)))
def test_hostile_texts_are_texts(open_page: Open, i: int) -> None:
    text = corpus.HOSTILE[i]
    page = open_page("hostile")
    assert page.title() == " ".join(corpus.EVIL.split())
    node = page.evaluate("text => kg.page.graph.names.indexOf(text)", f"{text} {i}")
    page.evaluate("node => kg.go(node)", node)
    page.wait_for_selector(".abstract .mention")
    assert page.locator("#panel h2").evaluate("e => e.textContent") == f"{text} {i}"
    abstract = page.locator(".abstract").evaluate("e => e.textContent")
    assert abstract.startswith(f"😈 {text} says: ")
    assert page.locator(".abstract .mention").count() == len(corpus.HOSTILE)
    page.locator(".abstract .mention").nth(i).click()
    page.wait_for_selector(".quote mark")
    assert page.locator("#panel h2").evaluate("e => e.textContent") == f"{text} thing{i}"
    page.get_by_role("combobox").fill(text)
    page.keyboard.press("Escape")
    page.mouse.move(*place(page, f"{text} thing{i}"))
    assert page.evaluate("window.hit") is None
    tags = page.evaluate("[...new Set([...document.querySelectorAll('#panel *')].map((e) => e.tagName))]")
    assert not {"IMG", "SCRIPT", "SVG", "B", "IFRAME"} & set(tags)
    links = page.locator("#panel a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert all(link.startswith(("#", "https://x.org/")) for link in links)


def test_the_browser_itself_forbids_markup_from_strings(open_page: Open, heard: list[str]) -> None:
    page = open_page("friendly")
    refused = page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; } catch (e) { return e.name; } }")
    assert refused == "TypeError"
    assert "TrustedHTML" in heard.pop()


def test_offsets_become_those_of_javascript(open_page: Open) -> None:
    page = open_page("friendly")
    for text in ("plain", "🎯 a 👩‍🚀 b", "", "é𝔘x"):
        offsets = range(len(text) + 1)
        expected = [len(text[:i].encode("utf-16-le")) // 2 for i in offsets]
        assert page.evaluate("([t, all]) => all.map(kg.toUnits(t))", [text, list(offsets)]) == expected
