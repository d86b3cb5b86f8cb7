"""Paper–entity links as one CSV file, which a spreadsheet opens: a row a link, with its evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from kg.tables import iter_rows

__all__ = ["csv_lines", "harmless"]

COLUMNS = (
    "paper_id", "title", "year", "relation", "entity_id", "type", "name", "surface", "sentence", "confidence",
    "found_by", "mentions",
)  # fmt: skip
#: What a spreadsheet may take for the beginning of a formula (OWASP, *CSV injection*), full-width forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The header and a row for each link, in the order of the links table."""
    papers = {row["id"]: row for row in iter_rows(tables["papers"].select(["id", "title", "year"]))}
    entities = {row["id"]: row for row in iter_rows(tables["entities"].select(["id", "type", "name"]))}
    yield _line(COLUMNS)
    for link in iter_rows(tables["links"]):
        row = {**entities[link["entity_id"]], **papers[link["paper_id"]], **link}
        yield _line(harmless(row[name]) for name in COLUMNS)


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
