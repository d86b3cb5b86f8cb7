"""What the commands print: rows as a table, JSON, JSON lines or CSV on stdout; talk and progress on stderr."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kg.frame import Frame
    from kg.store.base import Result

__all__ = [
    "FORMATS",
    "format_option",
    "note",
    "output_option",
    "printable",
    "progress_bar",
    "quiet_option",
    "show",
    "show_frame",
    "show_json",
    "show_result",
    "write_frame",
]

FORMATS = ("table", "json", "jsonl", "csv")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_FILES = (".csv", ".json", ".jsonl", ".parquet")
_LONGEST = 110  # characters of a text in a table of a measure
_SOON = 1.0  # seconds after which a bar is worth its place

Function = Callable[..., Any]


def format_option(function: Function) -> Function:
    """``--format table|json|jsonl|csv``."""
    return click.option(
        "--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
    )(function)


def quiet_option(function: Function) -> Function:
    """``--quiet``."""
    return click.option("-q", "--quiet", is_flag=True, help="No notes and no progress.")(function)


def printable(text: str) -> str:
    """A text that can do nothing to a terminal."""
    return _UNPRINTABLE.sub("\ufffd", text)


def note(text: str, quiet: bool = False) -> None:
    """Say something that is not data."""
    if not quiet:
        click.echo(printable(text), err=True)


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], format_: str, title: str | None = None) -> None:
    """Print rows. ``json`` is one array of objects; a list in a table or CSV cell is joined by ``; ``."""
    if format_ == "table":
        _show_table(columns, rows, title)
    else:
        for line in _lines(columns, rows, format_):
            click.echo(line, nl=False)


def show_result(result: Result, format_: str, quiet: bool) -> None:
    """Print the rows of a query: nodes and relationships in a legible form in tables, in full otherwise."""
    from kg.store.base import to_json, to_text

    turn: Callable[[Any], Any] = to_text if format_ == "table" else to_json
    show(result.columns, [[turn(value) for value in row] for row in result.rows], format_)
    if not result.rows:
        note("no rows", quiet)
    if result.truncated:
        note(f"only the first {len(result.rows)} rows are shown; see --limit", quiet)


def output_option(function: Function) -> Function:
    """``-o FILE``: into a file, in the format of its name."""
    return click.option(
        "-o", "--output", type=click.Path(), callback=_known_format,
        help="Write to a file: .csv, .json, .jsonl or .parquet, all columns.",
    )(function)  # fmt: skip


def _known_format(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and Path(value).suffix.lower() not in _FILES:
        raise click.BadParameter(f"the name of {value!r} must end in {', '.join(_FILES)}", ctx, param)
    return value


def show_frame(
    frame: Frame[Any], format_: str, output: str | None, quiet: bool, hide: Sequence[str] = (), **names: str
) -> None:
    """Print the rows of a measure, or write them to a file; its notes go to stderr.

    A table on the screen is without the columns ``hide``; ``names`` says what columns are called there.
    """
    for text in frame.notes:
        note(text, quiet)
    columns, rows = frame.columns, frame.values()
    if output is not None:
        write_frame(frame, output)
    elif format_ == "table":
        empty = {i for i in range(len(columns)) if rows and all(row[i] is None for row in rows)}
        kept = [i for i, name in enumerate(columns) if name not in hide and i not in empty]
        heads = [names.get(columns[i], columns[i]) for i in kept]
        show(heads, [[_shortened(row[i]) for i in kept] for row in rows], format_)
    else:
        show(columns, rows, format_)


def _shortened(value: Any) -> Any:
    """A sentence as a glance takes it in; what is written to a file or as JSON is whole."""
    return f"{value[: _LONGEST - 1].rstrip()}…" if isinstance(value, str) and len(value) > _LONGEST else value


def write_frame(frame: Frame[Any], output: str) -> None:
    """Write rows to a file in the format of its name, whole or not at all.

    Raises:
        GraphError: the file cannot be written.
    """
    from kg.errors import GraphError

    path = Path(output)
    new = path.with_name(f".new-{path.name}")
    try:
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(frame.to_arrow(), new)
        else:
            with new.open("w", encoding="utf-8", newline="") as file:
                file.writelines(_lines(frame.columns, frame.values(), path.suffix.lower().removeprefix(".")))
        new.replace(path)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written ({error.strerror}); choose another output") from error
    finally:
        new.unlink(missing_ok=True)


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]], format_: str) -> Iterator[str]:
    """Rows as JSON, JSON lines or CSV, a row at a time: a large result is never one text."""
    if format_ == "csv":
        yield _csv_line(columns)
        yield from (_csv_line([_csv_cell(value) for value in row]) for row in rows)
        return
    records = (dict(zip(columns, row, strict=True)) for row in rows)
    if format_ == "jsonl":
        yield from (f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
        return
    begin = "["
    for record in records:
        text = json.dumps(record, ensure_ascii=False, indent=1).replace("\n", "\n ")
        yield f"{begin}\n {text}"
        begin = ","
    yield "[]\n" if begin == "[" else "\n]\n"


def _csv_line(values: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def cell(value: Any) -> str:
    """A value as a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return printable(str(value)).replace("\n", " ")


def _csv_cell(value: Any) -> Any:
    from kg.export.csvfile import harmless

    return harmless(cell(value) if isinstance(value, (list, tuple, dict, bool)) else value)


def _show_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str | None) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(title) if title else None, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    for i, name in enumerate(columns):
        number = all(
            isinstance(row[i], (int, float)) and not isinstance(row[i], bool) for row in rows if row[i] is not None
        )
        table.add_column(Text(name), justify="right" if number and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    # Piped into a file or a pager a table is not cut to some window's width.
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 200)
    console.print(table)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar on stderr for what takes over a second, on a terminal only; gives the function to report to."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    began = time.monotonic()
    tasks: dict[str, Any] = {}

    def report(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)
        if not bar.live.is_started and time.monotonic() - began > _SOON:
            bar.start()

    try:
        yield report
    finally:
        bar.stop()
