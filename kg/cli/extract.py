"""``kg extract``: the first stage alone."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial

import click

from kg.cli.reading import reading_options, said_of_reading
from kg.cli.show import note, progress_bar, quiet_option


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Leave out what is less sure (default 0.7; nothing below 0.5 is kept).",
)
@reading_options
@quiet_option
def command(
    paths: tuple[str, ...],
    min_confidence: float | None,
    processes: int,
    from_: str | None,
    columns: dict[str, str],
    quiet: bool,
) -> None:
    """Print what a graph would be built from: a JSON line a paper, with its entities and their mentions.

    A mention's START and END count the characters of TEXT: the title, a line break and the abstract, cleaned of markup.
    """
    from kg.extract.report import report
    from kg.pipeline import extract, said_of_languages
    from kg.settings import Settings

    least = Settings.load(min_confidence=min_confidence).min_confidence
    languages: Counter[str] = Counter()
    with progress_bar(quiet) as progress:
        tell = partial(said_of_reading, quiet=quiet, rest="")
        found = extract(paths, processes=processes, format=from_, columns=columns, progress=progress, tell=tell)
        for extraction in found:
            languages[extraction.language] += 1
            click.echo(json.dumps(report(extraction, least), ensure_ascii=False))
    for text in said_of_languages(languages):
        note(f"note: {text}", quiet)
