"""Narrowing, following and taking away: what the page does beyond showing, in a real browser."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from viewer import corpus

from browser.conftest import Open
from browser.test_browser import CONCEPT, METHOD, colours, shows
from kg.viewer import page as pages_of
from kg.viewer import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NAMES = (("papers", "title"), ("entities", "name"))
DPO = "#entity=method%3Adirect-preference-optimization"


SEEN = "d3.range(kg.page.graph.count).filter((n) => kg.page.scene.seen(n))"


def seen(page: Page) -> set[str]:
    """The names of what is drawn."""
    return set(page.evaluate(f"{SEEN}.map((n) => kg.page.graph.names[n])"))


def choose(page: Page, label: str, value: str) -> None:
    if page.locator("#controls").is_hidden():
        page.get_by_role("button", name="View").click()
    page.get_by_role("combobox", name=label, exact=True).select_option(value)


def test_years_narrow_and_the_address_keeps_them(open_page: Open) -> None:
    page = open_page("friendly")
    assert len(seen(page)) == 14
    choose(page, "From", "2023")
    assert seen(page) == {
        "Direct Preference Optimization 🎯 for Language Models", "Harmless by preference", "alignment",
        "direct preference optimization", "HH dataset", "human preferences", "language model", "reward model",
    }  # fmt: skip
    assert page.evaluate("location.hash") == "#years=2023-"
    chips = page.get_by_role("list", name="Limits")
    assert chips.inner_text().split("\n") == ["2 papers and 6 of what they share", "2023 or later ×"]
    again = open_page("friendly", "#years=2023-")
    assert seen(again) == seen(page)
    chips.get_by_role("button").click()
    assert len(seen(page)) == 14
    assert page.evaluate("location.hash") == ""


def test_each_limit_is_what_it_says(open_page: Open) -> None:
    page = open_page("friendly", "#mentions=2")
    tables = corpus.friendly()
    title, name = (dict(zip(*(tables[t][c].to_pylist() for c in ("id", n)), strict=True)) for t, n in NAMES)
    often = [row for row in tables["links"].to_pylist() if row["mentions"] >= 2]
    assert seen(page) == {title[r["paper_id"]] for r in often} | {name[r["entity_id"]] for r in often}
    page = open_page("friendly", "#community=0&hide=P")
    graph = page.evaluate("kg.page.graph.communities")
    kept = page.evaluate(SEEN)
    papers = page.evaluate("kg.page.graph.papers")
    assert kept
    assert all(n >= papers for n in kept)
    assert {graph[n] for n in kept} == {0}
    page = open_page("large", "#most=20")
    held = page.evaluate(f"{SEEN}.map((n) => kg.page.graph.isPaper(n) ? 0 : kg.page.graph.neighbours(n).length)")
    assert max(held) <= 20
    choose(page, "Hide hubs", "")
    assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize(
    "hash_", ["#years=20-", "#most=0&hops=7&mentions=x&size=weight&at=1,2", "#around=paper:no&to=x&colour=%"]
)
def test_what_makes_no_sense_in_an_address_is_left_out(open_page: Open, hash_: str) -> None:
    page = open_page("friendly", hash_)
    assert len(seen(page)) == 14
    assert page.locator("#limits li").count() == 0


def test_the_surroundings_alone(open_page: Open) -> None:
    page = open_page("friendly", "#entity=dataset%3Acifar-10")
    page.get_by_role("button", name="Only neighbours").click()
    assert seen(page) == {"CIFAR-10", "Diffusion of pictures", "Faster sampling"}
    page.get_by_role("button", name="Within 2 steps").click()
    assert seen(page) == {"CIFAR-10", "Diffusion of pictures", "Faster sampling", "diffusion model", "alignment"}
    assert "around=entity:dataset%3Acifar-10&hops=2" in page.evaluate("location.hash")
    page.get_by_role("link", name="Faster sampling").first.click()
    shows(page, "Faster sampling")
    assert len(seen(page)) == 5  # another is looked at, in the same surroundings
    page.go_back()
    shows(page, "CIFAR-10")
    page.get_by_role("button", name="2 steps around CIFAR-10").click()
    assert len(seen(page)) == 14


def test_a_path_by_keyboard_and_back(open_page: Open) -> None:
    page = open_page("friendly", DPO)
    page.get_by_role("button", name="Path to").press("Enter")
    assert "choose its other end" in page.get_by_role("status").filter(has_text="path").inner_text()
    page.keyboard.press("/")
    page.keyboard.type("cifar")
    page.keyboard.press("Enter")
    shows(page, "From direct preference optimization to CIFAR-10")
    stops = page.locator(".trail .stop").all_inner_texts()
    assert stops == [
        "direct preference optimization",
        "Harmless by preference",
        "alignment",
        "Faster sampling",
        "CIFAR-10",
    ]
    page.wait_for_selector(".trail .quote mark")
    assert page.locator(".trail .quote mark").all_inner_texts() == [
        "direct preference optimization", "alignment", "alignment", "CIFAR-10",
    ]  # fmt: skip
    assert colours(page, "front").get(METHOD, 0) > 20
    address = page.evaluate("location.hash")
    assert address.startswith(f"{DPO}&to=entity:dataset%3Acifar-10")
    shows(open_page("friendly", address), "From direct preference optimization to CIFAR-10")
    page.go_back()
    shows(page, "direct preference optimization")
    page.get_by_role("button", name="Path to").click()
    page.keyboard.press("Escape")
    assert page.locator("#picking").is_hidden()
    shows(page, "direct preference optimization")


def test_no_path_is_said(open_page: Open) -> None:
    page = open_page("friendly", f"{DPO}&to=paper:p6")
    assert "No path joins the two." in page.locator("#panel").inner_text()
    page = open_page("friendly", f"{DPO}&to=entity:dataset%3Acifar-10&years=2023-")
    assert "take limits away" in page.locator("#panel").inner_text()


def test_paths_are_shortest_and_over_what_is_rare(open_page: Open) -> None:
    page = open_page("large")
    count, papers, links = page.evaluate("""() => {
      const { graph } = kg.page;
      return [graph.count, graph.papers, graph.links.flatMap((es, p) => es.map((e) => [p, graph.papers + e]))];
    }""")
    graph = nx.Graph(links)
    for a, b in itertools.combinations(range(0, count, 37), 2):
        path = page.evaluate("([a, b]) => kg.shortestPath(kg.page.graph, a, b, () => true)", [a, b])
        every = list(nx.all_shortest_paths(graph, a, b))
        assert path in every
        cost = lambda nodes: sum(math.log(graph.degree(n)) for n in nodes[1:] if n >= papers)  # noqa: E731
        assert cost(path) == pytest.approx(min(map(cost, every)))


def test_colours_and_sizes_are_of_choice(open_page: Open) -> None:
    page = open_page("friendly")
    choose(page, "Colour by", "community")
    seen_now = colours(page)
    assert METHOD not in seen_now
    assert CONCEPT not in seen_now
    assert seen_now.get("51,34,136", 0) > 100  # the largest community's
    before = page.evaluate("Array.from(kg.page.graph.size)")
    choose(page, "Size by", "degree")
    after = page.evaluate("Array.from(kg.page.graph.size)")
    assert before != after
    assert max(after) == 1
    assert page.evaluate("location.hash") == "#colour=community&size=degree"


def test_where_one_looks_is_kept(open_page: Open) -> None:
    page = open_page("friendly", "#paper=p5")
    page.locator("#front").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(700)
    assert "&at=" in page.evaluate("location.hash")
    here = page.evaluate("({ ...kg.page.scene.view })")
    there = open_page("friendly", page.evaluate("location.hash")).evaluate("({ ...kg.page.scene.view })")
    assert there == pytest.approx(here, rel=1e-3, abs=0.5)


def test_the_table_has_the_same_and_sorts(open_page: Open) -> None:
    page = open_page("friendly")
    page.get_by_role("button", name="Table").press("Enter")
    rows = page.get_by_role("table").get_by_role("row")
    assert rows.count() == 15
    assert page.get_by_role("columnheader").all_inner_texts() == [
        "Type",
        "Name",
        "Links ↓",
        "Since",
        "Community",
        "PageRank",
    ]
    assert rows.nth(1).get_by_role("rowheader").inner_text() == "Direct Preference Optimization 🎯 for Language Models"
    page.get_by_role("columnheader", name="Name").get_by_role("button").press("Enter")
    assert page.get_by_role("columnheader", name="Name").get_attribute("aria-sort") == "ascending"
    names = page.locator("#table tbody th").all_inner_texts()
    assert names == sorted(names, key=str.lower)
    assert page.evaluate("document.activeElement.innerText").startswith("Name")
    page.get_by_role("button", name="Papers").first.click()
    assert rows.count() == 9
    page.get_by_role("row", name="FID").count()
    page.get_by_role("rowheader", name="CIFAR-10").get_by_role("link").click()
    shows(page, "CIFAR-10")
    assert page.evaluate("location.hash").startswith("#entity=dataset%3Acifar-10&hide=P&table=name")
    page.get_by_role("button", name="Table").click()
    assert page.locator("#table").is_hidden()


def test_a_long_table_comes_by_the_hundred(open_page: Open) -> None:
    page = open_page("large", "#table=-measure&hide=C")
    rows = page.locator("#table tbody tr")
    assert rows.count() == 100
    page.get_by_role("button", name="Show 100 more of 200").click()
    assert rows.count() == 200
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 101


def test_years_are_bars_and_mentions_say_how_they_were_found(open_page: Open) -> None:
    page = open_page("friendly", DPO)
    chart = page.get_by_role("img", name="Papers by year")
    assert chart.get_attribute("aria-label") == "Papers by year. 2023: 1, 2024: 1"
    page = open_page("friendly", "#paper=p5")
    mention = page.locator(".abstract .mention").first
    mention.focus()
    assert page.get_by_role("tooltip").inner_text() == "Method, found by a word list, confidence 0.9"
    assert mention.get_attribute("aria-describedby") == "how"
    page.get_by_role("combobox", name="Search").focus()
    assert page.get_by_role("tooltip").count() == 0


def test_a_definition_where_a_paper_gives_one(open_page: Open, pages: Path) -> None:
    told = [
        {**p, "abstract": f"A reward model is a judge of answers. {p['abstract']}"} if p["id"] == "p3" else p
        for p in corpus.PAPERS
    ]
    write_page(corpus.tables(told, corpus.ENTITIES), {}, pages / "told.html", title="Told")
    page = open_page("told", "#entity=method%3Areward-model")
    page.wait_for_selector(".definition mark")
    assert page.locator(".definition").inner_text().split("\n")[0] == "A reward model is a judge of answers."
    assert "Harmless by preference" in page.locator(".definition").inner_text()


def test_texts_that_are_left_out_are_missed_with_a_word(
    open_page: Open, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_of, "_TEXTS", 10)
    from playwright.sync_api import expect

    report = write_page(corpus.friendly(), {}, pages / "bare.html", title="Bare")
    assert not report.texts
    page = open_page("bare", "#paper=p5")
    page.wait_for_selector(".abstract .note")
    assert "are left out" in page.locator(".abstract").inner_text()
    page.get_by_role("link", name="CIFAR-10").first.click()
    shows(page, "CIFAR-10")
    expect(page.locator(".quote")).to_have_count(0)


def test_back_takes_limits_back(open_page: Open) -> None:
    page = open_page("friendly", "#entity=dataset%3Acifar-10")
    choose(page, "From", "2023")
    assert "in 2 papers, 0 of them shown" in page.locator("#panel").inner_text()
    assert "Outside the limits that are set." in page.locator("#panel").inner_text()
    page.go_back()
    assert len(seen(page)) == 14
    page.go_forward()
    assert len(seen(page)) < 14
    page.locator("#panel").get_by_role("button", name="Show everything").click()
    assert len(seen(page)) == 14


def test_what_is_counted_is_what_is_shown(open_page: Open) -> None:
    page = open_page("friendly", "#years=2023-&table=name")
    assert page.locator("#legend").inner_text().split() == [
        "Papers", "2", "of", "6", "Methods", "3", "of", "4", "Datasets", "1", "of", "2", "Concepts", "2",
    ]  # fmt: skip
    row = page.locator("#table").get_by_role("row", name="reward model")
    assert row.get_by_role("cell").all_inner_texts()[1:3] == ["1", "2023"]


@pytest.mark.parametrize("hash_", ["#years=2030-2010", "#community=99999", "#hide=PMDC"])
def test_where_nothing_is_left_the_page_says_so(open_page: Open, hash_: str) -> None:
    page = open_page("friendly", hash_)
    assert page.locator("#nothing").inner_text() == "Nothing passes the limits that are set."
    for way in list(page.locator("#limits button").all())[::-1]:
        way.click()
    assert page.locator("#nothing").is_hidden()


def test_the_keyboard_is_never_lost(open_page: Open) -> None:
    page = open_page("friendly", "#entity=dataset%3Acifar-10&most=9")
    focus = "document.activeElement.id || document.activeElement.innerText"
    page.get_by_role("link", name="Overview").press("Enter")
    assert page.evaluate(focus) == "panel"
    page.locator("#limits button").press("Enter")
    assert page.evaluate(focus) == "view"
    page.get_by_role("button", name="Table").press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("#table").is_hidden()
    assert page.evaluate(focus) == "tabled"
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("button", name="Cypher").press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate(focus) == "save"


def test_communities_have_a_legend_and_each_is_seen_alone(open_page: Open) -> None:
    page = open_page("friendly", "#colour=community")
    first = page.get_by_role("group", name="Communities").get_by_role("button").first
    first.click()
    assert first.get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.dataset.community") is not None
    communities = page.evaluate(
        f"{SEEN}.filter((n) => kg.page.graph.isPaper(n)).map((n) => kg.page.graph.communities[n])"
    )
    assert len(set(communities)) == 1
    first.click()
    assert len(seen(page)) == 14


@pytest.mark.parametrize("size", [(1000, 700), (700, 430), (360, 640)])
def test_on_a_small_screen_everything_can_be_reached(open_page: Open, size: tuple[int, int]) -> None:
    width, height = size
    page = open_page("friendly", "#colour=community&most=9&mentions=1", viewport={"width": width, "height": height})
    page.get_by_role("button", name="View").click()
    page.get_by_role("button", name="Show everything").click()  # Playwright refuses what another element covers
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Table").click()
    page.get_by_role("columnheader", name="Links").get_by_role("button").click()
    page.get_by_role("button", name="Table").click()
    assert page.locator("#table").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("combobox", name="Search").fill("model")
    assert page.evaluate("document.documentElement.scrollHeight") <= height
