"""CSV and TSV as spreadsheets, reference managers and databases export them."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from kg.errors import InputError
from kg.papers import fields
from kg.papers.clean import clean
from kg.papers.text import Text

_DELIMITERS = ",;\t|"
#: A quote still open after so many lines was never meant to be one that closes.
_LONGEST = 10_000
#: So many lines a cell with stray quotes in it may have.
_STRAY = 50
_C_LONG = 2**31 - 1

Line = tuple[int, str]


def looks(head: str, columns: Mapping[str, str], delimiters: str = _DELIMITERS) -> bool:
    header = _header(_Lines(iter(enumerate(head.split("\n"), 1))), columns, delimiters)
    return header is not None and header.usable


def read(
    text: Text, columns: Mapping[str, str], delimiters: str = _DELIMITERS
) -> Iterator[tuple[int, dict[str, str] | str]]:
    """The rows under the header; a row with a stray quote, or of another length, costs itself only."""
    lines = _Lines(text.lines())
    header = _header(lines, columns, delimiters)
    if header is None or not header.usable:
        raise _unusable(text.found.name, header)
    for name, column in columns.items():
        if name in header.plan and not any(_same(header.names[place], column) for place in header.plan[name]):
            text.notes.append(
                f"{text.found.name}: has no column {column!r}; its {name} is {header.names[header.plan[name][0]]!r}"
            )
    width = len(header.names)
    for number, row in _rows(lines, header.delimiter, width):
        if isinstance(row, str):
            yield number, row
        elif any(cell.strip() for cell in row[width:]):
            yield number, f"{len(row)} cells under {width} columns"
        elif any(cell.strip() for cell in row):
            yield number, fields.pick(header.plan, row)


@dataclass(slots=True)
class _Lines:
    """Lines for ``csv``, of which those of the row under way can be read again."""

    source: Iterator[Line]
    row: list[Line] = field(default_factory=list)
    _again: deque[Line] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.row) >= _LONGEST:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self.source)
        self.row.append(line)
        return line[1] + "\n"

    def back_to(self, kept: int) -> None:
        """Of the row under way keep so many lines; the others are read again."""
        self._again.extendleft(reversed(self.row[kept:]))
        del self.row[kept:]


@dataclass(frozen=True, slots=True)
class _Header:
    names: list[str]
    delimiter: str
    plan: fields.Plan

    @property
    def usable(self) -> bool:
        return "title" in self.plan and "abstract" in self.plan


def _header(lines: _Lines, columns: Mapping[str, str], delimiters: str) -> _Header | None:
    """The first row, read with the delimiter that makes the most sense of it."""
    first = next((line for line in lines if line.strip()), "")
    if len(named := first.strip()) == 5 and named.lower().startswith("sep="):  # so Excel names its delimiter
        delimiters = named[4]
        next(lines, None)
    elif re.fullmatch("sep=\t?\n", first, re.IGNORECASE):
        delimiters = "\t"
        next(lines, None)
    lines.row = lines.row[-1:]
    return None
