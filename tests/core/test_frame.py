from __future__ import annotations

from dataclasses import dataclass

import pytest

from kg.frame import Frame


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    score: float | None
    why: list[str]


FRAME = Frame(Pair, [Pair("<b>a</b>", 0.123456, ["x", "y"]), Pair("b", None, [])], ("of <two>",))


def test_it_is_used_like_a_list() -> None:
    assert FRAME.columns == ("name", "score", "why")
    assert len(FRAME) == 2
    assert FRAME[0].name == "<b>a</b>"
    assert [row.name for row in FRAME[1:]] == ["b"]
    assert FRAME[1:].notes == FRAME.notes
    assert Frame(Pair, FRAME.rows) == FRAME
    assert not Frame(Pair, [])


def test_it_goes_on_as_dictionaries_arrow_and_pandas() -> None:
    assert FRAME.records() == [
        {"name": "<b>a</b>", "score": 0.123456, "why": ["x", "y"]},
        {"name": "b", "score": None, "why": []},
    ]
    assert FRAME.to_arrow().to_pylist() == FRAME.records()
    pandas = pytest.importorskip("pandas")
    table = FRAME.to_pandas()
    assert list(table.columns) == ["name", "score", "why"]
    assert table["score"][0] == 0.123456
    assert pandas.isna(table["score"][1])
    assert Frame(Pair, []).to_arrow().column_names == ["name", "score", "why"]


def test_it_shows_itself_and_nothing_in_it_is_markup() -> None:
    html = FRAME._repr_html_()
    assert "<td>&lt;b&gt;a&lt;/b&gt;</td><td>0.1235</td><td>x; y</td>" in html
    assert "<td></td>" in html
    assert "<p>of &lt;two&gt;</p>" in html


def test_lists_in_it_are_no_markup_either() -> None:
    assert "<i>" not in Frame(Pair, [Pair("a", 1.0, ["<i>"])])._repr_html_()
