"""Reading the text of a query, as far as it takes to refuse what must not reach an engine.

What a query means is the engine's business. This only tells words from what stands in strings, quoted names and
comments, the way Cypher does, and where in doubt reads more as words than an engine would, never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from kg.errors import QueryError

__all__ = [
    "READS_FILES", "TOO_LONG", "WRITES", "Token", "parameters", "plain_strings", "prepare", "reads_files", "tokens",
    "unescaped",
]  # fmt: skip

READS_FILES = "LOAD CSV is refused: queries read the graph, never files or the network"
WRITES = (
    "the query writes (CREATE, MERGE, SET, DELETE, REMOVE, DROP or the like), which is refused: "
    "queries only read; the graph is made by: kg build"
)
#: To be filled with the seconds.
TOO_LONG = (
    "the query took longer than {:g} s and was stopped; "
    "narrow it (an id, a label, fewer hops, a LIMIT) or allow it more time"
)

_TOKEN = re.compile(
    r"""
      (?P<space>   \s+ )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<string>  '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    | (?P<name>    `(?:[^`]|``)*` )
    | (?P<param>   \$(?: \w+ | `(?:[^`]|``)*` | \(\w+\) ) )
    | (?P<word>    [^\W\d]\w* )
    | (?P<number>  \d+ )
    | (?P<mark>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
#: Within a string: escapes of one character by turns, each kept, and runs of ``\\u`` escapes, which go together.
_IN_STRING = re.compile(r"\\[^u]|(?:\\u[0-9a-fA-F]{4})+", re.DOTALL)
_QUOTED = {"'": "\\'", '"': '\\"', "\\": "\\\\", "\n": "\\n"}
_RARE = {"\\b": "\b", "\\f": "\f"}


class Token(NamedTuple):
    """A piece of a query: ``kind`` is a group of the pattern above; ``text`` of names comes without the quotes."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """What the text is made of, comments included and white space left out."""
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "mark", match.group()
        if kind == "name":
            yield Token(kind, piece[1:-1].replace("``", "`"), match.start())
        elif kind == "param":
            yield Token(kind, piece[1:].strip("()").strip("`"), match.start())
        elif kind != "space":
            yield Token(kind, piece, match.start())


def prepare(text: str, params: Mapping[str, Any]) -> str:
    """The one statement in ``text``, with its comments blanked out (not every engine knows ``/* */``).

    Lines and columns stay where they were, for the engine's messages to be right.

    Raises:
        QueryError: it is empty, more than one, reads files, or uses a parameter that ``params`` has not.
    """
    found = [token for token in tokens(text) if token.kind != "comment"]
    statement = [token for token in found if token[:2] != ("mark", ";")]
    if not statement:
        raise QueryError("the query is empty; try: MATCH (p:Paper) RETURN p.title LIMIT 5")
    if any(token[:2] == ("mark", ";") and token.start < statement[-1].start for token in found):
        raise QueryError("the query holds more than one statement (a ; parts them); run them one at a time")
    if reads_files(text):
        raise QueryError(READS_FILES)
    missing = [name for name in parameters(text) if name not in params]
    if missing:
        names = ", ".join(f"${name}" for name in missing)
        raise QueryError(f"the query needs {names}; give each a value, as in: -p {missing[0]}=VALUE")
    return _TOKEN.sub(_without_comment, text)


def parameters(text: str) -> list[str]:
    """The names of the parameters that a query uses, in the order of their first use."""
    return list(dict.fromkeys(token.text for token in tokens(text) if token.kind == "param"))


def reads_files(text: str) -> bool:
    """Whether ``LOAD CSV`` stands in a query as a clause, in whatever spelling, and not in a string or comment.

    Some engines undo ``\\u`` escapes before they read a query, so it is read both ways.
    """
    return any(map(_has_load_csv, {text, unescaped(text)}))


def unescaped(text: str) -> str:
    """A query with its ``\\u`` escapes undone."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def plain_strings(text: str) -> str:
    """A statement with the rarer escapes in its strings undone (``\\u`` and the like): not every engine knows them.

    What a string loses stands behind it as spaces, for lines and columns to stay where they were.
    """

    def plain(match: re.Match[str]) -> str:
        if match.lastgroup != "string":
            return match.group()
        found = _IN_STRING.sub(_characters, match.group())
        return found.ljust(len(match.group()))

    return _TOKEN.sub(plain, text)


def _characters(match: re.Match[str]) -> str:
    """What escapes stand for; of two that make one character beyond 16 bits the one."""
    if match.group()[1] != "u":
        return _RARE.get(match.group(), match.group())
    units = "".join(chr(int(code, 16)) for code in _ESCAPE.findall(match.group()))
    return "".join(_QUOTED.get(c, c) for c in units.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _has_load_csv(text: str) -> bool:
    code = (token for token in tokens(text) if token.kind != "comment")
    words = (token.text.upper() if token.kind in ("word", "name") else "" for token in code)
    return ("LOAD", "CSV") in pairwise(words)


def _without_comment(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group()) if match.lastgroup == "comment" else match.group()
