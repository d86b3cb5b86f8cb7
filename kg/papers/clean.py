"""The one function that cleans text, before anything counts offsets in it.

Mark-up is not made safe here: whoever writes HTML or Cypher escapes. What is no known inline tag
(``a < b``, ``a <sks> dog``, ``</script><img onerror=…>``) is therefore text and stays as it stands.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from html.entities import html5

from kg.papers.tex import MARKS, without_tex

#: Mark-up may hide mark-up (``&amp;lt;i&gt;``). Whoever nests deeper than this is not writing prose.
_DEEPEST = 8
#: No abstract is so long.
_LONG = 10_000

#: An escape sequence whole: colours and cursor, then titles and links up to their end, then the two-letter ones.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|[\]PX^_][^\x07\x1b]{0,2000}+(?:\x07|\x1b\\)|[ -/]*+[0-~])?")

#: Controls that are no white space, what has no width, what turns the direction of writing, what XML cannot hold.
#: The joiners stay between the letters of the scripts that spell with them (Arabic to Sinhala).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_BLOCKS = frozenset(
    "p br div hr li ul ol title sec h1 h2 h3 h4 h5 h6 disp-formula list list-item label blockquote abstract"
    " abstracttext".split()
)
_INLINES = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var"
    " bold italic monospace overline roman sc underline inf named-content styled-content ext-link xref"
    " inline-formula tex-math".split()
)
#: These are tags even without a partner; a lone ``<i>`` may be the comparison in ``j<i>k``.
_LONERS = frozenset({"p", "br", "hr", "li"})
_PREFIXES = ("jats:", "mml:", "ce:", "xhtml:")
_TAG = re.compile(
    r"<(/?)([a-z][a-z0-9:-]{0,40}+)"
    r"""(?:\s++[a-z][\w:.-]{0,40}+\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))*+\s*+/?>""",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<((?:jats:)?title)>\s*+(?:abstract|summary)\s*+</\1>", re.IGNORECASE)


def clean(text: str) -> str:
    """``text`` as plain, visible, single-spaced NFC; cleaning twice changes nothing more.

    Entities are unescaped, the usual inline tags of HTML, JATS and MathML taken out and TeX read until none is left.
    """
    for _ in range(_DEEPEST):
        text = _visible(text)
        bare = without_tex(_without_tags(_unescaped(text)))
        if bare == text:
            return text
        text = bare
    return _visible(_visible(text).translate({ord(mark): None for mark in "&<>" + MARKS}))


def _visible(text: str) -> str:
    text = " ".join(text.split())
    if not text.isprintable():  # none of the unseen is
        text = " ".join(_UNSEEN.sub("", _ESCAPE.sub("", text)).split())
    if text.isascii():
        return text
    # One accent may decompose into several: hence twice.
    return _few_marks(unicodedata.normalize("NFC", _few_marks(text)))


def _few_marks(text: str) -> str:
    """At most thirty combining marks in a row, as Unicode's stream-safe format has it.

    Normalising takes time quadratic in their number, which only a long text can make felt.
    """
    return _mark_runs().sub(r"\1", text) if len(text) > _LONG else text


@cache
def _mark_runs() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{30}})[{marks}]++")


def _unescaped(text: str) -> str:
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _HEADING.sub(" ", text)
    opened: set[str] = set()
    closed: set[str] = set()
    for tag in _TAG.finditer(text):
        (closed if tag[1] else opened).add(tag[2].lower())
    tags = (opened & closed & (_BLOCKS | _INLINES)) | _LONERS
    tags |= {name for name in opened | closed if name.startswith(_PREFIXES)}

    def replacement(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name not in tags:
            return tag[0]
        return " " if name.removeprefix("jats:") in _BLOCKS else ""

    return _TAG.sub(replacement, text)
