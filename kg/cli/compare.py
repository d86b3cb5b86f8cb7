"""``kg compare``: what one set of papers has more of than another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from kg.cli.show import format_option, note, output_option, quiet_option, show_frame

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.graph import KnowledgeGraph

_KINDS = ("concept", "method", "dataset", "entity")
_FILTER = "year=2019..2021, source=FILE, venue=WORDS, community=N or has=ENTITY"


@click.command()
@click.argument("graph", metavar="A.kg")
@click.argument("other", metavar="[B.kg]", required=False)
@click.option("--first", multiple=True, metavar="FIELD=VALUE", help=f"Papers of the first set: {_FILTER}; repeatable.")
@click.option("--second", multiple=True, metavar="FIELD=VALUE", help="Papers of the second set, in the same way.")
@click.option("--type", "kind", type=click.Choice(_KINDS), default="entity", show_default=True, help="Of what.")
@click.option("--side", type=click.Choice(("first", "second")), help="Only what is over-represented in this set.")
@click.option("--only", is_flag=True, help="Only what the other set has in no paper.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@format_option
@output_option
@quiet_option
def command(
    graph: str,
    other: str | None,
    first: tuple[str, ...],
    second: tuple[str, ...],
    kind: str,
    side: str | None,
    only: bool,
    top: int,
    format_: str,
    output: str | None,
    quiet: bool,
) -> None:
    """Print what most sets two graphs apart, or two parts of one.

    A.kg is compared with B.kg; without B.kg, the papers of A.kg that fit all of --first with those that fit all of
    --second.
    """
    from kg.errors import UsageError
    from kg.graph import open_graph
    from kg.measure.compare import compare

    if other is None and not (first and second):
        raise UsageError("compare with what? Give a second graph B.kg, or both --first and --second FIELD=VALUE")
    here = open_graph(graph)
    there = open_graph(other) if other is not None else here
    names = _names(here, there, first, second)
    said: list[str] = _other_builds(here, there)
    found = compare(
        _part(here, first, said),
        _part(there, second, said),
        kind,
        names,
        top,
        side=None if side is None else names[("first", "second").index(side)],
        only=only,
        by_id=here is there,
    )
    for text in dict.fromkeys(said):
        note(text, quiet)
    show_frame(found, format_, output, quiet, hide=("id", "log_odds", "share_first", "share_second"))


def _part(graph: KnowledgeGraph, filters: tuple[str, ...], said: list[str]) -> Mapping[str, pa.Table]:
    """The tables of the papers that fit; without filters the graph's own. What is to be said of it joins ``said``."""
    from kg.settings import Settings
    from kg.subset import read_filters, said_of_filters, subset

    if not filters:
        return graph.tables
    where = read_filters(filters)
    said += said_of_filters(graph.tables, where)
    # A comparison looks at PageRank alone.
    return subset(graph.tables, Settings(**graph.manifest["settings"]), where, ["pagerank"])


def _names(
    here: KnowledgeGraph, there: KnowledgeGraph, first: tuple[str, ...], second: tuple[str, ...]
) -> tuple[str, str]:
    """What the two sets are called: by their filters within one graph, else by their graphs too."""
    names = [", ".join(filters) for filters in (first, second)]
    if here is not there:
        names = [f"{graph.name} {name}".strip() for graph, name in zip((here, there), names, strict=True)]
    return (names[0], names[1]) if names[0] != names[1] else ("first", "second")


def _other_builds(here: KnowledgeGraph, there: KnowledgeGraph) -> list[str]:
    """A note where two graphs were made in different ways: part of what differs is then the making."""
    settings = [graph.manifest["settings"] for graph in (here, there)]
    made = [name for name in sorted({*settings[0], *settings[1]}) if settings[0].get(name) != settings[1].get(name)]
    made += ["extractor"] if here.manifest.get("extractor") != there.manifest.get("extractor") else []
    return [f"the graphs were built in different ways ({', '.join(made)}): some differences are those"] if made else []
