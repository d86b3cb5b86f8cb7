from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.papers.dates import iso_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020", "2020"), ("2020.0", "2020"), ("1665", "1665"),
        ("2025-03", "2025-03"), ("2025/3", "2025-03"), ("03/2025", "2025-03"), ("March 2025", "2025-03"),
        ("Mar. 2025", "2025-03"), ("Sept 2025", "2025-09"), ("2025 Mar", "2025-03"), ("Mar-2025", "2025-03"),
        ("2025-03-11", "2025-03-11"), ("2025/03/11", "2025-03-11"), ("20250311", "2025-03-11"),
        ("2025-03-11T00:00:00Z", "2025-03-11"), ("2025-03-11 12:30:00+01:00", "2025-03-11"),
        ("11 Mar 2025", "2025-03-11"), ("11-MAR-2025", "2025-03-11"), ("11th March, 2025", "2025-03-11"),
        ("Mar 11, 2025", "2025-03-11"), ("March 11 2025", "2025-03-11"), ("2025 Mar 11", "2025-03-11"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"), ("11.03.2025", "2025-03-11"),
        ("25/12/2024", "2024-12-25"), ("12/25/2024", "2024-12-25"), ("03/04/2025", "2025"),
        ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["", "n.d.", "in press", "0999", "3000", "2025-13", "2025-02-30", "31 Feb 2025", "12345", "Foo 2025", "٢٠٢٥"],
)
def test_nonsense_is_no_date(text: str) -> None:
    assert iso_date(text) is None


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}"))
def test_a_date_is_iso_or_nothing(text: str) -> None:
    date = iso_date(text)
    assert date is None or re.fullmatch(r"[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?", date)
