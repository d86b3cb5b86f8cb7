"""The program's table of contents: papers, mentions, entities, links, measures, tables."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from kg import __version__
from kg.aliases import Aliases, read_aliases
from kg.graph import KnowledgeGraph, open_graph
from kg.records import SCHEMAS, Extraction, Paper, Reading, unmeasured
from kg.settings import Settings
from kg.tables import check_target, write_tables

__all__ = ["Progress", "build", "extract", "said_of_languages"]

Paths = str | Path | Iterable[str | Path]
#: Called with what is being done, how far it is, and how much there is (or None).
Progress = Callable[[str, int, int | None], None]


def _quiet(what: str, done: int, total: int | None) -> None:
    """Say nothing."""


def extract(
    paths: Paths,
    *,
    processes: int = 1,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
    tell: Callable[[Mapping[str, Any]], None] = lambda reading: None,
) -> Iterator[Extraction]:
    """The first stage alone: what is found in each paper, sorted by the papers' ids.

    Args:
        tell: is given what was read before the first paper comes: the counts, ``skipped`` and ``notes`` of a manifest.

    Raises:
        InputError: there is nothing to read.
    """
    from kg.papers import read_papers

    reading = read_papers(paths, format=format, columns=columns)
    tell(_told(reading))
    yield from _extract(reading.papers, processes, progress)


def _extract(papers: list[Paper], processes: int, progress: Progress) -> Iterator[Extraction]:
    from kg.extract import extract_papers

    for done, extraction in enumerate(extract_papers(papers, processes), start=1):
        yield extraction
        progress("extracting", done, len(papers))


def build(
    paths: Paths,
    output: str | Path | None = None,
    *,
    settings: Settings | None = None,
    aliases: str | Path | Iterable[str] | None = None,
    processes: int = 1,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
) -> KnowledgeGraph:
    """Build a graph from files of papers; write it to the folder ``output``, or keep it in memory.

    Args:
        paths: files, folders, or ``-`` for standard input.
        aliases: a file as :mod:`kg.aliases` describes, or its lines.
        processes: how many extract at once; the result is the same.
        format: one of the names of :data:`kg.papers.FORMATS`, where it is not to be recognised.
        columns: the file's own name for a field, ``{"abstract": "Summary"}``.

    Raises:
        InputError: there is nothing to read.
        GraphError: ``output`` is no place for a graph; nothing was changed.
        UsageError: the aliases file or a setting makes no sense.
    """
    from kg.papers import read_papers

    settings = settings or Settings.load()
    told = read_aliases(aliases)
    if output is not None:
        check_target(output)
    progress("reading", 0, None)
    reading = read_papers(paths, format=format, columns=columns)
    languages: Counter[str] = Counter()
    found = _mentions_table(_extract(reading.papers, processes, progress), languages)
    reading.notes += said_of_languages(languages)
    tables = _derive(_papers_table(reading.papers), found, settings, told, progress)
    about = _about(reading, tables, settings, told)
    if output is None:
        return KnowledgeGraph(tables, about)
    progress("writing", 0, None)
    write_tables(output, tables, about)
    return open_graph(output)


def _derive(
    papers: pa.Table, mentions: pa.Table, settings: Settings, aliases: Aliases, progress: Progress
) -> dict[str, pa.Table]:
    """All that follows from papers and mentions."""
    from kg.incidence import incidence
    from kg.link import broader, related, shares
    from kg.measure import measure
    from kg.resolve import resolve

    progress("resolving", 0, None)
    resolution = resolve(mentions, papers, settings, aliases)
    progress("linking", 0, None)
    matrix = incidence(resolution.links, papers, resolution.entities)
    tables = {
        "papers": papers,
        "mentions": resolution.mentions,
        "entities": resolution.entities,
        "links": resolution.links,
        "shares": shares(matrix, papers, resolution.entities, settings),
        "related": related(matrix, resolution.entities, settings),
        "broader": broader(resolution.entities),
    }
    progress("measuring", 0, None)
    return {**tables, **measure(tables, settings.seed)}


def _papers_table(papers: list[Paper]) -> pa.Table:
    rows = [
        {
            "id": p.id, "ids": p.ids, "title": p.title, "abstract": p.abstract, "date": p.date, "year": p.year,
            "authors": p.authors, "keywords": p.keywords, "venue": p.venue, "url": p.url, "sources": p.sources,
            "content_hash": hashlib.sha256(p.text.encode()).hexdigest()[:16],
        }
        for p in sorted(papers, key=lambda p: p.id)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, unmeasured("papers"))


def said_of_languages(languages: Mapping[str, int]) -> list[str]:
    """A note on papers that the extractor cannot read, by the count of papers in each language."""
    others = sorted(((n, name) for name, n in languages.items() if name != "en"), key=lambda one: (-one[0], one[1]))
    if not others:
        return []
    which = ", ".join(f"{name} {n}" for n, name in others)
    count = sum(n for n, _ in others)
    papers = "1 paper is" if count == 1 else f"{count} papers are"
    return [f"{papers} not in English ({which}): only known names and acronyms were taken from there"]


def _mentions_table(extractions: Iterable[Extraction], languages: Counter[str]) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMAS["mentions"].names}
    for extraction in extractions:
        languages[extraction.language] += 1
        for m in extraction.mentions:
            for name, values in columns.items():
                values.append(
                    extraction.paper.id if name == "paper_id" else None if name == "entity_id" else getattr(m, name)
                )
    return pa.table(columns, schema=SCHEMAS["mentions"])


def _told(reading: Reading) -> dict[str, Any]:
    """What is said of what was read: how much, and what was skipped and why."""
    return {
        "files": reading.files,
        "entries": reading.entries,
        "papers": len(reading.papers),
        "ignored_files": reading.ignored_files,
        "skipped": [{"file": s.file, "line": s.line, "reason": s.reason} for s in reading.skipped],
        "notes": reading.notes,
    }


def _about(reading: Reading, tables: Mapping[str, pa.Table], settings: Settings, aliases: Aliases) -> dict[str, Any]:
    """What the manifest says: nothing in it hangs on the time or the machine."""
    from kg.extract import version

    contents = "\n".join(
        map("{} {}".format, tables["papers"]["id"].to_pylist(), tables["papers"]["content_hash"].to_pylist())
    )
    return {
        "program": __version__,
        "extractor": version(),
        "settings": settings.as_dict(),
        "aliases": list(aliases.lines),
        "input": hashlib.sha256(contents.encode()).hexdigest(),
        "reading": _told(reading),
    }
