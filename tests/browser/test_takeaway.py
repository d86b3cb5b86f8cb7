"""What a reader takes away from the page: pictures, rows and queries, whatever the papers say, in a real browser."""

from __future__ import annotations

import csv
import io
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from viewer import corpus

from browser.conftest import Open
from kg.export.csvfile import harmless
from kg.store.base import Node
from kg.store.base import Path as Way
from kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

pytestmark = pytest.mark.browser

DPO = "#entity=method%3Adirect-preference-optimization"


def take(page: Page, way: str) -> Download:
    page.get_by_role("button", name="Save").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=way).click()
    return caught.value


@pytest.mark.parametrize("hash_", ["", DPO, f"{DPO}&to=entity:dataset%3Acifar-10"])
def test_the_picture_is_taken_away(open_page: Open, hash_: str) -> None:
    page = open_page("friendly", hash_)
    png = take(page, "The picture, PNG")
    assert png.suggested_filename == "a-friendly-graph.png"
    data = png.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    assert (width, height) == (2 * page.evaluate("kg.page.scene.width"), 2 * page.evaluate("kg.page.scene.height"))
    root = ET.fromstring(take(page, "The picture, SVG").path().read_text(encoding="utf-8"))
    words = {e.text for e in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"CIFAR-10", "alignment"} <= words
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 5


def links(tables: Mapping[str, pa.Table]) -> set[tuple[str, str]]:
    return {(row["paper_id"], row["entity_id"]) for row in tables["links"].to_pylist()}


def rows_of(download: Download) -> list[dict[str, str]]:
    text = download.path().read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


Chosen = Callable[[set[tuple[str, str]]], set[tuple[str, str]]]
HH = {("2305.18290", "dataset:hh"), ("p3", "dataset:hh")}
SELECTIONS: list[tuple[str, Chosen]] = [
    ("#entity=dataset%3Ahh", lambda all_: {link for link in all_ if link in HH}),
    ("#paper=p5", lambda all_: {link for link in all_ if link[0] == "p5"}),
    ("#entity=dataset%3Ahh&years=2024-", lambda all_: {("p3", "dataset:hh")}),
    ("#around=entity:dataset%3Acifar-10&hops=1", lambda all_: {link for link in all_ if link[1] == "dataset:cifar-10"}),
    ("#entity=dataset%3Ahh&to=paper:p3", lambda all_: {("p3", "dataset:hh")}),
    ("#years=-2020", lambda all_: {link for link in all_ if link[0] == "1909.08593"}),
    ("#hide=P", lambda all_: set()),
    ("#entity=dataset%3Ahh&hide=D", lambda all_: set()),
    ("#paper=p5&hide=M", lambda all_: {link for link in all_ if link[0] == "p5" and not link[1].startswith("method")}),
    ("#paper=p5&hide=MDC", lambda all_: set()),
    (
        "#paper=1909.08593&mentions=2",
        lambda all_: {
            ("1909.08593", "method:reward-model"),
            ("1909.08593", "concept:human-preference"),
            ("1909.08593", "method:language-model"),
        },
    ),
    ("#hide=MC", lambda all_: {link for link in all_ if link[1].startswith("dataset:")}),
]  # fmt: skip


def answered(tables: Mapping[str, pa.Table], text: str) -> set[tuple[str, str]]:
    """The links that a query gives on the embedded engine."""
    found = set()
    with EmbeddedStore(tables) as store:
        for row in store.query(text).rows:
            nodes = row[0].nodes if isinstance(row[0], Way) else [row[0], row[2]]
            for a, b in itertools.pairwise(nodes):
                assert isinstance(a, Node)
                paper, entity = (a, b) if a.label == "Paper" else (b, a)
                found.add((paper.id, entity.id))
    return found


@pytest.mark.parametrize(("hash_", "chosen"), SELECTIONS)
def test_the_selection_is_the_same_as_csv_and_as_a_query(open_page: Open, hash_: str, chosen: Chosen) -> None:
    tables = corpus.friendly()
    wanted = chosen(links(tables))
    page = open_page("friendly", hash_)
    rows = rows_of(take(page, "CSV"))
    assert {(row["paper_id"], row["entity_id"]) for row in rows} == wanted
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Cypher").click()
    text = page.locator("#cypher textarea").input_value()
    assert answered(tables, text) == wanted


@pytest.mark.parametrize("name", ["friendly", "around"])
def test_a_query_that_takes_in_more_says_so(open_page: Open, name: str) -> None:
    page = open_page(name)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Cypher").click()
    assert page.locator("#beyond").is_visible() == (name == "around")


@pytest.mark.parametrize("i", range(len(corpus.HOSTILE)))
def test_hostile_names_are_taken_away_as_they_are(open_page: Open, i: int) -> None:
    tables = corpus.hostile()
    page = open_page("hostile")
    paper = f"{corpus.HOSTILE[i]} {i}"
    page.evaluate("name => kg.go(kg.page.graph.names.indexOf(name))", paper)
    page.wait_for_selector(".abstract .mention")
    rows = rows_of(take(page, "CSV"))
    assert {row["title"] for row in rows} == {harmless(paper)}
    own = {link for link in links(tables) if link[0] == f"{corpus.HOSTILE[i]}#{i}"}
    assert {row["entity_id"] for row in rows} == {harmless(entity) for _, entity in own}
    assert answered(tables, page.evaluate("kg.cypherOf(kg.page.scene, kg.page.state)")) == own
    ET.fromstring(take(page, "The picture, SVG").path().read_text(encoding="utf-8"))
    page.get_by_role("button", name="Table").click()
    page.get_by_role("button", name="Only neighbours").click()
    assert page.evaluate("window.hit") is None


def test_quoting(open_page: Open) -> None:
    page = open_page("friendly")
    hostile: list[Any] = [
        "=1+1",
        "-x",
        "@a",
        'say "hi", twice',
        "two\nlines",
        "🎯",
        "",
        -3,
        None,
        *corpus.HOSTILE,
    ]
    cells = page.evaluate("all => all.map((one) => kg.csvCell(one))", hostile)
    (read,) = csv.reader(io.StringIO(",".join(cells), newline=""))
    assert read == ["" if one is None else str(harmless(one)) for one in hostile]
    with EmbeddedStore(corpus.friendly()) as store:
        for text in [one for one in hostile if isinstance(one, str)] + ["\\", "\u2028", "'", "`", "$x", "\x01\b\f"]:
            literal = page.evaluate("text => kg.cypherText(text)", text)
            assert store.query(f"RETURN {literal} AS x").rows == [(text,)]
