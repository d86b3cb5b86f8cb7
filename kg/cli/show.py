"""What the commands print: rows as a table, JSON, JSON lines or CSV on stdout; talk and progress on stderr."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

__all__ = ["FORMATS", "format_option", "note", "printable", "progress_bar", "quiet_option", "show", "show_json"]

FORMATS = ("table", "json", "jsonl", "csv")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
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
    if format_ == "json":
        show_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif format_ == "jsonl":
        for row in rows:
            click.echo(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
    elif format_ == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_csv_cell(value) for value in row] for row in rows])
        click.echo(buffer.getvalue(), nl=False)
    else:
        _show_table(columns, rows, title)


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
