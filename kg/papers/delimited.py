"""CSV and TSV as spreadsheets, reference managers and databases export them."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from kg.errors import InputError
from kg.papers import fields
from kg.papers.clean import clean
from kg.papers.text import Text

_DELIMITERS = ",;\t|"
#: A quote still open after so many lines was never meant to be one that closes.
_LONGEST = 10_000
#: So many lines a cell with stray quotes in it may have.
_STRAY = 50
_STRAY_LENGTH = 1 << 20
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
    text.notes += _missing(text.found.name, header, columns)
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

    @property
    def worth(self) -> tuple[bool, int, int]:
        return self.usable, len(self.plan), len(self.names)


def _header(lines: _Lines, columns: Mapping[str, str], delimiters: str) -> _Header | None:
    """The first row, read with the delimiter that makes the most sense of it."""
    for line in lines:
        if line[:4].lower() == "sep=" and len(line) == 6:  # so Excel names its delimiter
            delimiters = line[4]
        elif line.strip():
            break
        lines.row.clear()
    lines.back_to(0)
    best: _Header | None = None
    for delimiter in delimiters:
        cells = _header_row(lines, delimiter)
        lines.back_to(0)
        names = [clean(cell) for cell in cells]
        header = _Header(names, delimiter, fields.plan(names, columns))
        if any(names) and (best is None or header.worth > best.worth):
            best = header
    if best:
        _header_row(lines, best.delimiter)
    return best


def _header_row(lines: _Lines, delimiter: str) -> list[str]:
    try:
        return _next(csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True))
    except (StopIteration, csv.Error):
        return []


def _next(reader: Iterator[list[str]]) -> list[str]:
    # The limit is the whole process's: it is lifted for a row and put back.
    limit = csv.field_size_limit(_C_LONG)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(limit)


def _missing(name: str, header: _Header, columns: Mapping[str, str]) -> Iterator[str]:
    there = {fields.plain(column) for column in header.names}
    for known, column in columns.items():
        if column not in header.names and fields.plain(column) not in there:
            instead = (
                f"; {header.names[header.plan[known][0]]!r} was read as its {known}" if known in header.plan else ""
            )
            yield f"{name}: has no column {column!r}{instead}"


def _unusable(name: str, header: _Header | None) -> InputError:
    if header is None:
        return InputError(f"{name}: has no header that names its columns; the first row must")
    missing = [known for known in ("title", "abstract") if known not in header.plan]
    columns = ", ".join(repr(column[:40]) for column in header.names[:40])
    return InputError(
        f"{name}: has no column of {' or of '.join(missing)}; its columns are {columns};"
        f" say which it is: {' '.join(f'--column {known}=…' for known in missing)}"
    )


def _rows(lines: _Lines, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """The rows with the lines where they begin; in place of one that cannot be read, why."""
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
        while True:
            lines.row.clear()
            try:
                row = _next(reader)
            except StopIteration:
                return
            except csv.Error:
                break
            yield lines.row[0][0], row
        yield _mended(lines, delimiter, width)


def _mended(lines: _Lines, delimiter: str, width: int) -> tuple[int, list[str] | str]:
    """A row with a quote that is not written as it should be, if it can be read in one way only."""
    begins, first = lines.row[0]
    if first.count('"') % 2 == 0 and len(plain := first.split(delimiter)) == width:
        # "Why Should I Trust You?": Explaining …
        lines.back_to(1)
        return begins, [_unquoted(cell) for cell in plain]
    text = ""
    for count in range(1, _STRAY):
        if count > len(lines.row) and next(lines, None) is None:
            break
        text += ("\n" if count > 1 else "") + lines.row[count - 1][1]
        if len(cells := _leniently(text, delimiter)) == width:
            lines.back_to(count)
            return begins, cells
        if len(text) > _STRAY_LENGTH:
            break
    opens = _opening([line for _, line in lines.row], delimiter)
    number = lines.row[opens][0]
    lines.back_to(opens + 1)
    return number, "a quote is opened and never closed"


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _leniently(text: str, delimiter: str) -> list[str]:
    """The cells, where a quote may stand within one if it looks neither like its end nor like the next one's start."""
    cells: list[str] = []
    place = 0
    while place <= len(text):
        cell = _lenient_cell(delimiter).match(text, place)
        if cell is None:
            return []
        cells.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        place = cell.end() + 1
    return cells


@cache
def _lenient_cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    ends = rf" *(?:{mark}|\Z)"
    inner = rf'[^"]++|""(?!{ends})|(?<![\n{mark}])(?<!{mark} )"(?!{ends})'
    return re.compile(rf' *+(?:"((?:{inner})*+)" *+|((?!")[^{mark}\n]*+))(?={mark}|\Z)')


def _opening(texts: list[str], delimiter: str) -> int:
    """The line on which the quote opens that is to blame: the first that does not close as it should."""
    mark = re.escape(delimiter)
    proper = re.compile(rf' *+(?:"(?:[^"]++|"")*+"|(?!")[^{mark}\n]*+)(?:{mark}|\n|\Z)')
    text = "\n".join(texts)
    place = 0
    while place < len(text) and (cell := proper.match(text, place)):
        place = cell.end()
    return text.count("\n", 0, place)
