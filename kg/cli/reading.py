"""What ``build`` and ``extract`` share: the options about reading papers, and what is said of what was skipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from kg.cli.show import note

__all__ = ["reading_options", "said_of_reading"]

_SHOWN = 10
FIELDS = ("title", "abstract", "id", "doi", "date", "year", "url", "venue", "keywords", "authors")


def _columns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for value in values:
        field, equals, column = value.partition("=")
        if not equals or not column or field not in FIELDS:
            raise click.BadParameter(
                f"{value!r} is not FIELD=COLUMN, with FIELD one of: {', '.join(FIELDS)}", ctx, param
            )
        columns[field] = column
    return columns


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--from``, ``--column`` and ``--processes``."""
    options = (
        click.option("--from", "from_", metavar="FORMAT", help="The papers' format, where it is not to be recognised."),
        click.option(
            "--column", "columns", multiple=True, callback=_columns, metavar="FIELD=COLUMN",
            help="A field's column, as in: --column abstract=Summary",
        ),
        click.option(
            "--processes", type=click.IntRange(1), default=1, show_default=True, help="How many processes extract."
        ),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def said_of_reading(
    reading: Mapping[str, Any], quiet: bool, rest: str = "; kg info --format json lists them all"
) -> None:
    """Say what was skipped and ignored, and where; ``rest`` tells where what is not shown stands."""
    for text in reading["notes"]:
        note(f"note: {text}", quiet)
    if reading["ignored_files"]:
        names = reading["ignored_files"]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        note(f"note: {len(names)} files hold no papers: {', '.join(names[:_SHOWN])}{more}", quiet)
    skipped = reading["skipped"]
    for entry in skipped[:_SHOWN]:
        note(f"skipped: {entry['file']}, line {entry['line']}: {entry['reason']}", quiet)
    if len(skipped) > _SHOWN:
        note(f"skipped: {len(skipped) - _SHOWN} more{rest}", quiet)
