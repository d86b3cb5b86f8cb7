"""Dates as people write them, as ISO text that is as exact as they are."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_YEAR = r"(?P<year>[12][0-9]{3})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_TIME = r"(?:[t ][0-9]{1,2}:.*)?"
_SHAPES = tuple(
    re.compile(shape + r"\Z", re.IGNORECASE)
    for shape in (
        rf"{_YEAR}(?:\.0)?",
        rf"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})(?:[-/.](?P<day>[0-9]{{1,2}}){_TIME})?",
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"(?:[a-z]{{3,9}},? )?{_DAY}[ -]{_NAME},?[ -]{_YEAR}(?: [0-9]{{1,2}}:.*)?",
        rf"(?:[a-z]{{3,9}}, )?{_NAME} {_DAY},? {_YEAR}",
        rf"{_NAME},?[ -]{_YEAR}",
        rf"{_YEAR}[ -]{_NAME}(?:[ -]{_DAY})?",
        rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.{_YEAR}",
        rf"(?P<month>[0-9]{{1,2}})[-/]{_YEAR}",
    )
)
_AMBIGUOUS = re.compile(rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/])(?P<second>[0-9]{{1,2}})(?P=mark){_YEAR}\Z")


def iso_date(text: str) -> str | None:
    """``2020``, ``2025-03`` or ``2025-03-11``; None for what is no date between the years 1000 and 2999.

    Of ``03/04/2025``, which is March here and April there, only the year is known.
    """
    text = text.strip()
    for shape in _SHAPES:
        if found := shape.match(text):
            parts = found.groupdict()
            name = parts.get("name")
            month = _MONTHS.get(name.lower(), 0) if name else parts.get("month")
            return _iso(parts["year"], month, parts.get("day"))
    if found := _AMBIGUOUS.match(text):
        first, second, year = int(found["first"]), int(found["second"]), found["year"]
        if first == second or second > 12:
            return _iso(year, first, second)
        return _iso(year, second, first) if first > 12 else year
    return None


def _iso(year: str, month: int | str | None, day: int | str | None) -> str | None:
    if month is None:
        return year
    try:
        known = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return known.isoformat() if day else known.isoformat()[:7]
