"""JSON Lines; also one array of objects, objects one after the other, and the answers of web services."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from kg.papers import fields
from kg.papers.text import Text

_STARTS = re.compile(r'\s*+(?:\{\s*+["}]|\[\s*+\{)')
_MARK = re.compile(r'\\.|["{}\n]', re.DOTALL)
#: Where web services keep their list of papers.
_WRAPPERS = ("results", "data", "papers", "items", "records", "works", "message", "hits", "response", "docs")

# Numbers stay as written: 2501.01230 is an id, and no text is longer than Python's numbers may be.
_parse = partial(json.loads, strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None)


def looks(head: str, _columns: Mapping[str, str]) -> bool:
    return _STARTS.match(head) is not None


def read(text: Text, columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The objects of the text; a bad line, or a bad object, costs itself only."""
    plans: dict[tuple[str, ...], fields.Plan] = {}
    for line, source in _lines(text) if _is_lines(text.head) else _objects(text.chunks()):
        for item in _items(source):
            if isinstance(item, str):
                yield line, item
                continue
            keys = tuple(item)
            if keys not in plans:
                if len(plans) > 1000:  # files whose every object has other keys
                    plans.clear()
                plans[keys] = fields.plan(keys, columns)
            yield line, fields.pick(plans[keys], tuple(item.values()))


def _is_lines(head: str) -> bool:
    """Whether objects stand one a line, which is when the first line is one, or one begins on each of two."""
    first, *others = [line for line in head.lstrip("\ufeff").split("\n") if line.strip()][:2] or [""]
    if first.lstrip().startswith("["):
        return False
    if not first.lstrip().startswith("{") or "\n" not in head.strip():
        return True
    return isinstance(_object(first), dict) or (bool(others) and others[0].lstrip().startswith("{"))


def _lines(text: Text) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in text.lines() if line.strip())


def _objects(chunks: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The outermost objects, whatever stands between them, each with the line where it begins."""
    line = begins = 1
    depth = 0
    quoted = False
    pieces: list[str] = []
    held = ""
    for chunk in chunks:
        whole = held + chunk
        chunk = whole.rstrip("\\")  # a backslash belongs to what comes after it
        held = whole[len(chunk) :]
        start = 0
        for mark in _MARK.finditer(chunk):
            kind = mark[0]
            line += kind.endswith("\n")
            if kind == '"' and depth:
                quoted = not quoted
            elif kind == "{" and not quoted:
                depth += 1
                if depth == 1:
                    begins, start = line, mark.start()
            elif kind == "}" and not quoted and depth:
                depth -= 1
                if depth == 0:
                    yield begins, "".join([*pieces, chunk[start : mark.end()]])
                    pieces.clear()
        if depth:
            pieces.append(chunk[start:])
    if depth:
        yield begins, "".join(pieces)


def _items(source: str) -> list[dict[str, Any] | str]:
    item = _object(source)
    return [item] if isinstance(item, str) else _unwrapped(item)


def _object(source: str) -> dict[str, Any] | str:
    try:
        item = _parse(source.strip("\ufeff \t\n").removesuffix(","))
    except json.JSONDecodeError as error:
        return f"no JSON (character {error.pos + 1}: {error.msg})"
    except RecursionError:
        return "no JSON that can be read (nested too deep)"
    return item if isinstance(item, dict) else "no JSON object"


def _unwrapped(item: dict[str, Any], depth: int = 2) -> list[dict[str, Any] | str]:
    """The papers in a service's answer; an object that is a paper itself stays."""
    if depth and "title" not in fields.plan(tuple(item), {}):
        for name in _WRAPPERS:
            inner = item.get(name)
            if isinstance(inner, dict):
                return _unwrapped(inner, depth - 1)
            if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
                return inner
    return [item]
