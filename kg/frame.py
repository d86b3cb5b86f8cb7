"""Rows of one kind, as they come out of every measure: a sequence in Python, a table anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from kg.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Frame", "check_top"]

Row = TypeVar("Row")


def check_top(top: int) -> None:
    """Refuse a number of rows that makes no sense.

    Raises:
        UsageError: it is negative.
    """
    if top < 0:
        raise UsageError(f"top is {top}; it must be 0 or more")


@dataclass(frozen=True)
class Frame(Sequence[Row], Generic[Row]):
    """Rows that are all of the dataclass ``kind``, best first; ``notes`` says what they were made of.

    It is used like a list (``frame[0].name``), and goes on as dictionaries, Arrow or pandas.
    """

    kind: type[Row]
    rows: Sequence[Row]
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields of a row."""
        return tuple(one.name for one in fields(self.kind))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Frame[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Frame[Row]:
        if isinstance(at, slice):
            return replace(self, rows=self.rows[at])
        return self.rows[at]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def values(self) -> list[tuple[Any, ...]]:
        """The rows as tuples, in the order of :attr:`columns`."""
        return [tuple(getattr(row, name) for name in self.columns) for row in self.rows]

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.values()]

    def to_arrow(self) -> pa.Table:
        """As an Arrow table; a column in which all is missing is of type null."""
        import pyarrow as pa

        values = self.values()
        return pa.table({name: pa.array([row[i] for row in values]) for i, name in enumerate(self.columns)})

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas DataFrame.

        Raises:
            ImportError: pandas is not installed; the program itself does not need it.
        """
        import pandas as pd

        return pd.DataFrame(self.values(), columns=list(self.columns))

    def _repr_html_(self) -> str:
        from html import escape

        def text(value: Any) -> str:
            if value is None:
                return ""
            if isinstance(value, float):
                return f"{value:.4g}"
            if isinstance(value, (list, tuple)):
                return "; ".join(map(text, value))
            return escape(str(value))

        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = "".join("<tr>" + "".join(f"<td>{text(v)}</td>" for v in row) + "</tr>" for row in self.values())
        notes = "".join(f"<p>{escape(one)}</p>" for one in self.notes)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{notes}"
