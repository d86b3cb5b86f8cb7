"""The page as a file: what is in it, what is not, and that the same graph gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.resources import folder
from kg.viewer import write_page
from kg.viewer.blocks import FOUND_BY
from viewer import corpus
from viewer.conftest import Write

VIZ = folder("viz")


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / "a.html", tmp_path / "b.html"]
    for file in files:
        write_page(corpus.friendly(), {"program": "1"}, file, title="Same")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_no_byte_hangs_on_the_hash_seed(tmp_path: Path) -> None:
    code = (
        "import hashlib, pathlib, sys; from kg.viewer import write_page; from viewer import corpus;"
        "file = pathlib.Path(sys.argv[1]); write_page(corpus.many(40, 30), {}, file, title='x');"
        "print(hashlib.sha256(file.read_bytes()).hexdigest())"
    )
    here = Path(__file__).parents[1]
    digests = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
        command = [sys.executable, "-c", code, str(tmp_path / "page.html")]
        digests.add(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)
    assert len(digests) == 1


def test_another_seed_is_another_layout(write: Write) -> None:
    tables = corpus.many(40, 30)
    assert write(tables, seed=1)[0].block("map")["x"] != write(tables, seed=2)[0].block("map")["x"]


@pytest.mark.parametrize("tables", [corpus.friendly, corpus.hostile, corpus.empty])
def test_the_policy_names_every_block_and_nothing_else(write: Write, tables: object) -> None:
    page, _ = write(tables())  # type: ignore[operator]

    def hashes(blocks: list[str]) -> set[str]:
        return {f"'sha256-{base64.b64encode(hashlib.sha256(b.encode()).digest()).decode()}'" for b in blocks}

    assert page.policy["default-src"] == ["'none'"]
    assert set(page.policy["script-src"]) == hashes(page.scripts)
    assert set(page.policy["style-src"]) == hashes(page.styles)
    assert page.policy["img-src"] == ["data:", "blob:"]
    assert "unsafe" not in page.text.split("</head>")[0].split("Policy")[1].split(">")[0]
    assert page.policy.keys() == {
        "default-src", "script-src", "style-src", "img-src", "base-uri", "form-action",
        "require-trusted-types-for", "trusted-types",
    }  # fmt: skip


def test_the_page_asks_the_network_for_nothing(write: Write) -> None:
    page, _ = write(corpus.friendly())
    for tag, attributes in page.tags:
        for name in ("src", "href", "srcset", "poster", "action", "formaction", "background", "ping"):
            assert (attributes.get(name) or "data:").startswith("data:"), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
    for style in page.styles:
        assert not re.search(r"url\(|@import|@font-face|image-set", style)
    own = "\n".join(file.read_text(encoding="utf-8") for file in (VIZ / "js").glob("*.js"))
    assert not re.search(
        r"\bimport\b *[({'\"]|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts", own
    )
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc", own)
    assert "https:" not in own.replace("https?:", "")


def test_the_page_is_a_proper_document(write: Write) -> None:
    page, _ = write(corpus.friendly(), title="Ärger & <Co>")
    assert page.text.startswith("<!doctype html>\n<html lang=")
    assert ("meta", {"charset": "utf-8"}) in page.tags
    assert [a for t, a in page.tags if t == "meta" and a.get("name") == "viewport"]
    assert "<title>Ärger &amp; &lt;Co&gt;</title>" in page.text
    assert page.text.count("Ärger & <Co>") == 0
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("text", corpus.HOSTILE)
def test_no_text_becomes_markup(write: Write, text: str) -> None:
    friendly, _ = write(corpus.friendly())
    page, _ = write(corpus.hostile(), title=text)
    assert [t for t, _ in page.tags if t != "script"] == [t for t, _ in friendly.tags if t != "script"]
    assert len(page.scripts) == len(friendly.scripts)
    assert text in "".join(page.words)  # the title
    assert page.block("map")["about"]["title"] == text
    assert f"{text} {corpus.HOSTILE.index(text)}" in page.block("map")["name"]


def test_a_surrogate_in_the_title_costs_nothing(write: Write) -> None:
    page, _ = write(corpus.friendly(), title="half \ud800 a pair")
    assert page.block("map")["about"]["title"] == "half ? a pair"


def test_the_blocks_hold_the_graph(write: Write) -> None:
    page, report = write(corpus.friendly())
    drawn, index = page.block("map"), page.block("index")
    assert (report.papers, report.entities, report.listed) == (6, 8, 3)
    assert (drawn["papers"], drawn["drawn"], len(index["name"])) == (6, 8, 3)
    assert drawn["type"] == "PPPPPP" + "CCDDMMMM"
    assert len(drawn["x"]) == len(drawn["y"]) == len(drawn["size"]) == len(drawn["name"]) == 14
    assert max(drawn["size"]) == 100
    paper = index["id"].index("2305.18290")
    held = {drawn["name"][6 + e]: r for e, r in zip(drawn["links"][paper], drawn["roles"][paper], strict=True)}
    assert held == {
        "direct preference optimization": "P", "reward model": "U", "language model": "U", "HH dataset": "U",
    }  # fmt: skip
    alone = index["links"][index["id"].index("p4")]
    assert [index["name"][e - 8] for e in alone] == ["conditional diffusion model"]
    assert index["near"][paper][0] in (index["id"].index("1909.08593"), index["id"].index("p3"))
    assert len(index["broader"]) == 2
    assert index["counts"] == {"P": 6, "M": 5, "D": 2, "C": 4}
    assert report.bytes == len(page.text.encode())


def test_offsets_are_code_points_of_title_and_abstract(write: Write) -> None:
    page, _ = write(corpus.friendly())
    drawn, index, texts = page.block("map"), page.block("index"), page.block("texts-0")
    names = drawn["name"][6:] + index["name"]
    for paper, (abstract, mentions, evidence) in enumerate(texts):
        text = f"{drawn['name'][paper]}\n{abstract}"
        entities = drawn["links"][paper] + index["links"][paper]
        assert len(evidence) == 4 * len(entities)
        last = 0
        for start, length, e, how in zip(*(mentions[i::4] for i in range(4)), strict=True):
            assert (FOUND_BY[how // 1000], how % 1000) == ("lexicon", 90)
            assert start >= last
            last = start + length
            assert text[start:last].lower() in {names[e].lower(), *(a.lower() for a in index["aliases"][e])}
        for i, e in enumerate(entities):
            at, long, start, length = evidence[4 * i : 4 * i + 4]
            assert at <= start
            assert start + length <= at + long
            assert text[start : start + length].lower() in {names[e].lower(), *(a.lower() for a in index["aliases"][e])}


def test_texts_come_in_blocks(write: Write) -> None:
    page, _ = write(corpus.many(600, 20))
    assert [len(page.block(f"texts-{i}")) for i in range(3)] == [256, 256, 88]
    assert "texts-3" not in page.data


def test_above_the_limit_the_most_central_stay(write: Write) -> None:
    page, report = write(corpus.friendly(), limit=7)
    assert report.papers + report.entities <= 7
    assert report.left_out_papers == 6 - report.papers
    rows = corpus.friendly()["papers"].to_pylist()
    kept = page.block("index")["id"][: report.papers]
    for community in {row["community"] for row in rows}:
        some = [row for row in rows if row["community"] == community]
        inside, outside = ([row["pagerank"] for row in some if (row["id"] in kept) == here] for here in (True, False))
        assert not outside or min(inside) >= max(outside)
    assert page.block("map")["about"]["left_out_papers"] == report.left_out_papers


def test_an_empty_graph_has_a_page(write: Write) -> None:
    page, report = write(corpus.empty())
    assert (report.papers, report.entities, report.links) == (0, 0, 0)
    assert page.block("map")["x"] == []


def test_a_single_paper_has_a_page(write: Write) -> None:
    page, report = write(corpus.tables(corpus.PAPERS[:1], corpus.ENTITIES))
    assert (report.papers, report.entities, report.listed) == (1, 0, 4)
    assert page.block("map")["x"] == [0]


def test_an_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_page(corpus.friendly(), {}, tmp_path, title="x")
    with pytest.raises(UsageError, match="nowhere"):
        write_page(corpus.friendly(), {}, tmp_path / "nowhere" / "page.html", title="x")


def test_libraries_are_as_released_and_bring_their_licence(write: Write) -> None:
    vendor = VIZ / "vendor"
    sums = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {file.name for file in vendor.glob("*.js")}
    page, _ = write(corpus.friendly())
    for name, digest in sums.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name
        assert (vendor / name).read_text(encoding="utf-8") in page.scripts
        assert (vendor / name.replace(".min.js", ".LICENSE")).read_text(encoding="utf-8").strip() in page.text


def test_each_script_is_on_the_page() -> None:
    page = (VIZ / "page.html").read_text(encoding="utf-8")
    named = re.findall(r'<script src="([^"]+)"', page)
    there = [file for part in ("js", "vendor") for file in (VIZ / part).glob("*.js")]
    assert sorted(named) == sorted(str(file.relative_to(VIZ)) for file in there)
