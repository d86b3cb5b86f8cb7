"""What a notebook shows: a page in a frame, counts, or a table; all of it text."""

from __future__ import annotations

import pytest

from kg.graph import KnowledgeGraph
from kg.store.base import Node, Path, Relationship, Result
from kg.viewer import notebook
from viewer import corpus
from viewer.reading import Page

MANIFEST = {"program": "1.2.3", "settings": {"seed": 0}}


def test_a_small_graph_is_its_page_in_a_frame() -> None:
    shown = KnowledgeGraph(corpus.friendly(), MANIFEST)._repr_html_()
    assert shown.isascii()
    ((tag, frame),) = Page(shown).tags
    assert tag == "iframe"
    assert "allow-same-origin" not in str(frame["sandbox"])
    assert "allow-top-navigation" not in str(frame["sandbox"])
    inside = str(frame["srcdoc"])
    assert inside.startswith("<!doctype html>")
    assert Page(inside).block("map")["about"]["papers"] == 6


def test_a_hostile_graph_stays_in_its_frame() -> None:
    shown = notebook.show(corpus.hostile(), MANIFEST, corpus.EVIL)
    ((_, frame),) = Page(shown).tags
    assert frame["title"] == corpus.EVIL
    assert Page(notebook.show(corpus.empty(), MANIFEST, "empty")).tags[0][0] == "iframe"


def test_a_large_graph_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "DRAWN", 10)
    page = Page(KnowledgeGraph(corpus.friendly(), MANIFEST)._repr_html_())
    assert "iframe" not in {tag for tag, _ in page.tags}
    words = [word.strip() for word in page.words]
    for label, count in (("Papers", "6"), ("Methods", "5"), ("Datasets", "2"), ("Concepts", "4")):
        assert words[words.index(label) + 1] == count
    assert "direct preference optimization" in words[words.index("Methods") + 2]
    assert 'graph.view("page.html")' in words
    hostile = Page(notebook.show(corpus.hostile(), MANIFEST, corpus.EVIL))
    assert not {"script", "img", "svg", "iframe"} & {tag for tag, _ in hostile.tags}
    assert corpus.EVIL in hostile.words


def test_a_result_is_a_table_of_text() -> None:
    paper, method = Node("p1", "Paper", {"title": corpus.EVIL}), Node("m1", "Method", {"name": "thing"})
    uses = Relationship("USES", "p1", "m1", {})
    row = (paper, uses, Path((paper, method), (uses,)), None, 0.123456, True, ["<b>", 1, [2.5]], {"a": "&"}, 12)
    result = Result((*"abcdefgh", "<i>"), [row], notes=("<u>",))
    page = Page(result._repr_html_())
    assert not {"script", "img", "b", "i", "u"} & {tag for tag, _ in page.tags}
    assert [word for word in page.words if word] == [
        *"abcdefgh", "<i>", f"(:Paper {corpus.EVIL})", "(p1)-[:USES]->(m1)",
        f"(:Paper {corpus.EVIL})-[:USES]->(:Method thing)", "0.1235", "true", "<b>; 1; 2.5", "{a: &}", "12", "<u>",
    ]  # fmt: skip


def test_a_long_result_is_cut_and_says_so() -> None:
    page = Page(Result(("n",), [(i,) for i in range(1250)], truncated=True)._repr_html_())
    assert [tag for tag, _ in page.tags].count("td") == 100
    assert page.words[-2:] == ["… and 1,150 more rows", "only the first 1,250 rows were kept; see limit"]
    assert "no rows" in Page(Result(("n",), [])._repr_html_()).words
    whole = Result(("n",), [(i,) for i in range(100)])._repr_html_()
    assert "<p>" not in whole
