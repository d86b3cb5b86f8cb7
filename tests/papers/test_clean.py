from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.papers.clean import clean

MARKUP = st.lists(
    st.sampled_from(
        [
            *"&<>;#/'\"= abip\x1b[]m\x07\x00\u200b\u202e\u0301\u00e9\u212a\u037e\ud83d\u0338\u0958",
            *("amp", "lt", "&amp;", "&lt;", "&#38;", "&#x26;", "&#0;", "&semi;"),
            *("<i>", "</i>", "<p>", "jats:", "sub", "\x1b]0;"),
            *"\\\\{}{}$$~`",
            *("\\textbf{", "\\cite{", "\\'", "\\beta", "\\footnote{", "\\it ", "``", "''", "\\(", "\\)", "\\b{eta}"),
        ]
    ),
    max_size=60,
).map("".join)


@settings(deadline=None)
@given(st.text() | MARKUP)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@settings(deadline=None)
@given(st.text() | MARKUP)
def test_what_is_cleaned_is_plain_visible_and_single_spaced(text: str) -> None:
    once = clean(text)
    assert once == " ".join(once.split())
    assert unicodedata.is_normalized("NFC", once)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", once)
    once.encode()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two\t\n words\u00a0 here ", "two words here"),
        ("cafe\u0301", "café"),
        ("a\x00b\x08c", "abc"),
        ("zero\u200bwidth \ufeffmark soft\u00adhyphen", "zerowidth mark softhyphen"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07and \x1b(Bplain", "red and plain"),
        ("\x1b]8;;http://x\x1b\\link", "link"),
        ("\x1b]never ended", "never ended"),
        ("half \ud83d of a pair", "half of a pair"),
        ("می\u200cخواهم but a\u200cb", "می\u200cخواهم but ab"),
        ("R&amp;D &lt; AT&T; &copy=1 &alpha;-&#946;", "R&D < AT&T; &copy=1 α-β"),
        ("&amp;amp;lt;b&amp;gt;", "<b>"),
        ("&nosuchentity; &#x1F600;", "&nosuchentity; 😀"),
        ("<i>E. coli</i> H<sub>2</sub>O", "E. coli H2O"),
        ("&lt;i&gt;E. coli&lt;/i&gt;", "E. coli"),
        ('<a href="http://x">here</a><br/>next', "here next"),
        ("<jats:title>Abstract</jats:title><jats:p>We show.</jats:p><jats:p>Then.</jats:p>", "We show. Then."),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("layers j<i>k", "layers j<i>k"),
        ("for i<b and c>d", "for i<b and c>d"),
        ("a photo of a <sks> dog", "a photo of a <sks> dog"),
        ("</script><img onerror=alert(1)>", "</script><img onerror=alert(1)>"),
        ("[/i] [bold red]", "[/i] [bold red]"),
        ("大型语言模型\u3000的研究", "大型语言模型 的研究"),
    ],
)
def test_examples(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000, "大型语言" * 250_000, "a" + "\u0301\u0323" * 500_000, "&amp;" * 200_000, "<" * 1_000_000,
        "<i " * 300_000, "<a " + "b=c " * 250_000, "<i>" * 300_000, "&" + "amp;" * 250_000, "\x1b[" * 500_000,
        "\x1b]x" * 300_000, "<" * 250_000 + "i>" * 250_000, " " * 1_000_000, "<title> " * 125_000, "&#" * 500_000,
        "\\textbf{" * 125_000, "\\textbf{x{a}" * 80_000, "\\" * 1_000_000, "$" * 1_000_000, "``" * 500_000,
        "{" * 1_000_000,
        " \\'a" * 250_000, "\\cite[" * 160_000, "\\(" * 500_000, "\\\\(" * 330_000, "$\\a$" * 250_000, "\\[" * 500_000,
        "~" * 1_000_000, "\\footnote{" * 50_000,
        "{a" * 500_000,
        "\\" + "a" * 1_000_000, "\\href{a}" * 110_000, "``a " * 250_000, "$a" * 500_000, "{\\it " * 160_000,
    ],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_a_megabyte_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    once = clean(text)
    assert time.perf_counter() - start < 5
    assert clean(once) == once
