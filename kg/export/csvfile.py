"""Paper–entity links as one CSV file, which a spreadsheet opens: a row a link, with its evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import pyarrow as pa

__all__ = ["csv_lines", "harmless"]

COLUMNS = (
    "paper_id", "title", "year", "relation", "entity_id", "type", "name", "surface", "sentence", "confidence",
    "found_by", "mentions",
)  # fmt: skip


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP: *CSV injection*)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def csv_lines(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The header and a row for each link, in the order of the links table."""
    papers = {row["id"]: row for row in tables["papers"].select(["id", "title", "year"]).to_pylist()}
    entities = {row["id"]: row for row in tables["entities"].select(["id", "type", "name"]).to_pylist()}
    yield _line(COLUMNS)
    for link in tables["links"].to_pylist():
        row = {**entities[link["entity_id"]], **papers[link["paper_id"]], **link}
        yield _line([harmless(row[name]) for name in COLUMNS])


def _line(cells: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)  # type: ignore[arg-type]
    return buffer.getvalue()
