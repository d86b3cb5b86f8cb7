"""Saved listings of a papers site: titles and abstracts take turns, a line each, with or without blank lines between.

What the page has around them (a sign-up box, a date) may stand at the top, again further down, or not at all.
Good listings follow the turns to the letter; only where a line is plainly in the wrong place is one let go.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from kg.papers.text import Text

_INVITATION = re.compile(r"Get trending papers in your email inbox(?: once a day)?!?\Z", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:new|subscribe|trending papers|daily papers|by ?@?\w* and the research community"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? [0-9]{1,2}(?:, [0-9]{4})?)\Z",
    re.IGNORECASE,
)
#: The button stands before the first title without so much as a space.
_GLUED = re.compile(r"Subscribe(?=\S)")
_GLUED_FOR_SURE = re.compile(r"Subscribe(?=[^\sa-z])")

_STOP = re.compile(r"[.!?。！？…؟।][\"'”’»)\]]*\Z")
_FULL_STOP = re.compile(r"[.。…।][\"'”’»)\]]*\Z")
_NEW_SENTENCE = re.compile(r"[a-z0-9)\]](?<!\bvs)[.!?] +[A-Z]|[。！？।].")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MARKED = re.compile(r"[#<>{}=*|`~$+-]|[0-9]+[.)] ")

# Lengths are in bytes of UTF-8: a Chinese title or abstract has a third of the letters.
_LONG_TITLE = 300
_SHORT_ABSTRACT = 120
_LONG_ABSTRACT = 350


def looks(head: str, _columns: Mapping[str, str]) -> bool:
    """By its furniture, or by the turns that short and long lines take."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    if any(_INVITATION.match(line) for line in lines[:10]):
        return True
    pairs = list(zip(lines[::2], lines[1::2], strict=False))
    if len(pairs) > 2:
        pairs.pop()  # the head may end within it
    turns = sum(
        _may_be_title(title) and (len(title.split()) > 2 or not title.isascii()) and _may_be_abstract(abstract)
        for title, abstract in pairs
    )
    return len(pairs) > 1 and turns * 10 >= len(pairs) * 9


def read(text: Text, _columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str] | str]]:
    lines = _papers_lines(text.lines())
    ahead: deque[tuple[int, str]] = deque()
    while _fill(ahead, lines):
        number, line = ahead.popleft()
        after, beyond = [other for _, other in ahead] + [""] * (2 - len(ahead))
        if _is_abstract(line):
            yield number, "an abstract without a title"
        elif not after or _is_another_title(after, beyond):
            yield number, "a title without an abstract"
        else:
            ahead.popleft()
            yield number, {"title": line, "abstract": after}


def _fill(ahead: deque[tuple[int, str]], lines: Iterator[tuple[int, str]]) -> bool:
    """Look three lines ahead; whether there is one at all."""
    while len(ahead) < 3 and (line := next(lines, None)):
        ahead.append(line)
    return bool(ahead)


def _papers_lines(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines of titles and abstracts, without the page's own."""
    before = ""
    for number, line in lines:
        line = line.strip()
        if not line:
            continue
        glued = _GLUED if _INVITATION.match(before) else _GLUED_FOR_SURE if not before else None
        before = line
        if glued:
            line = glued.sub("", line, count=1) if glued.match(line) else line
        if not _INVITATION.match(line) and not _FURNITURE.match(line):
            yield number, line


def _is_abstract(line: str) -> bool:
    """Plainly an abstract: long, and of several sentences, the last of which may be a link or cut."""
    sentences = len(_NEW_SENTENCE.findall(line)) + bool(_STOP.search(line))
    return sentences > 1 and _size(line) >= _LONG_ABSTRACT


def _is_another_title(line: str, after: str) -> bool:
    """Whether a title stands where an abstract should: an abstract follows, or it Is Written Like One.

    Where nothing follows, the file may have been cut a few words into an abstract.
    """
    if not after or not _may_be_title(line):
        return False
    words = [] if _NEW_SENTENCE.search(line) else _WORD.findall(line)
    capitals = sum(word[0].isupper() for word in words)
    return _is_abstract(after) or (len(words) > 3 and capitals * 4 >= len(words) * 3)


def _may_be_title(line: str) -> bool:
    return _size(line) <= _LONG_TITLE and not _FULL_STOP.search(line) and not _MARKED.match(line)


def _may_be_abstract(line: str) -> bool:
    prose = _STOP.search(line) or _NEW_SENTENCE.search(line)
    return _size(line) >= _SHORT_ABSTRACT and bool(prose) and not _MARKED.match(line)


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace"))
