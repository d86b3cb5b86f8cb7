"""``kg build``: papers to a graph."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.reading import reading_options, said_of_reading
from kg.cli.show import format_option, note, progress_bar, quiet_option


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("-o", "--output", required=True, metavar="NAME.kg", help="The folder to write the graph to.")
@click.option("--aliases", metavar="FILE", help="What is one and what is not: name, canonical name[, TYPE].")
@click.option("--min-confidence", type=float, help="Below it a mention makes no entity (default 0.7) …")
@click.option("--min-confidence-alone", type=float, help="… nor where one paper alone has the name (default 0.82).")
@click.option(
    "--settings", "settings_file", metavar="FILE", help="A settings file; default kg.toml, where there is one."
)
@reading_options
@format_option
@quiet_option
def command(
    paths: tuple[str, ...],
    output: str,
    aliases: str | None,
    min_confidence: float | None,
    min_confidence_alone: float | None,
    settings_file: str | None,
    processes: int,
    from_: str | None,
    columns: dict[str, str],
    format_: str,
    quiet: bool,
) -> None:
    """Build a graph of the papers in PATH… (files, folders, or - for standard input)."""
    from pathlib import Path

    from kg.cli.info import show_info
    from kg.pipeline import build
    from kg.settings import Settings

    settings = Settings.load(
        Path(settings_file) if settings_file else None,
        min_confidence=min_confidence,
        min_confidence_alone=min_confidence_alone,
    )
    with progress_bar(quiet) as progress:
        graph = build(
            paths,
            output,
            settings=settings,
            aliases=aliases,
            processes=processes,
            format=from_,
            columns=columns,
            progress=progress,
        )
    reading: dict[str, Any] = graph.manifest["reading"]
    said_of_reading(reading, quiet)
    skipped = f", {len(reading['skipped'])} skipped" if reading["skipped"] else ""
    counted = f"{reading['papers']} papers from {reading['entries']} entries in {reading['files']} files{skipped}"
    note(f"{output}: {counted}", quiet)
    show_info(graph, format_, schema=False)
