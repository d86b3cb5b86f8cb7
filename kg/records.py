"""The nouns: what flows between the stages, and the Arrow schemas of the tables that they end in.

Every other module is a verb on these. A stage imports this module and never a neighbouring stage.

Offsets (``start``, ``end``) count code points in :attr:`Paper.text`, half-open, so that
``paper.text[m.start:m.end] == m.surface`` for every mention.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import pyarrow as pa

EntityType = Literal["METHOD", "DATASET", "CONCEPT"]
Role = Literal["proposed", "used"]
FoundBy = Literal["model", "lexicon", "pattern", "acronym"]
Relation = Literal["PROPOSES", "USES", "STUDIES"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
ENTITY_LABELS: dict[EntityType, str] = {"METHOD": "Method", "DATASET": "Dataset", "CONCEPT": "Concept"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A title and an abstract, with what its source says of it.

    ``date`` is ISO text, as exact as known (``2020``, ``2025-03``, ``2025-03-11``). ``ids`` holds every id
    that any source gave, ``sources`` every file that lists the paper; both are sorted.
    """

    id: str
    title: str
    abstract: str
    ids: tuple[str, ...] = ()
    date: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    venue: str | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What offsets count in."""
        return f"{self.title}\n{self.abstract}"

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in one paper where an entity is named.

    ``expansion`` is the paper's own long form of an acronym (``Direct Preference Optimization`` on ``DPO``).
    ``confidence`` lies in [0, 1]. ``sentence_start`` and ``sentence_end`` are offsets too.
    """

    start: int
    end: int
    surface: str
    type: EntityType
    sentence_start: int
    sentence_end: int
    found_by: FoundBy
    confidence: float
    role: Role | None = None
    expansion: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the extractor found in one paper, in the order of the text.

    ``language`` is the paper's (ISO 639-1). The extractor reads English; of others it takes the names it knows.
    """

    paper: Paper
    mentions: tuple[Mention, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that was not read, and why: it costs none of the others."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Reading:
    """What came of reading files: the different papers, sorted by id, and an account of the rest."""

    papers: list[Paper] = field(default_factory=list)
    entries: int = 0
    files: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    ignored_files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entity:
    """A method, dataset or concept of the corpus; ``papers`` is in how many papers it stands."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...]
    papers: int


def _schema(**columns: pa.DataType) -> pa.Schema:
    """A schema in which a trailing ``_`` on a name means that the column may be null."""
    return pa.schema([pa.field(name.rstrip("_"), kind, nullable=name.endswith("_")) for name, kind in columns.items()])


_TEXT = pa.string()
_TEXTS = pa.list_(pa.field("item", pa.string(), nullable=False))
_INT = pa.int32()
_FLOAT = pa.float64()

#: What is measured of papers and of entities: the last columns of their tables.
MEASURED = {
    "degree": _INT, "weighted_degree": _FLOAT, "pagerank": _FLOAT, "betweenness": _FLOAT, "betweenness_error_": _FLOAT,
    "closeness": _FLOAT, "closeness_error_": _FLOAT, "eigenvector": _FLOAT, "core": _INT,
    "community": _INT, "subcommunity_": _TEXT, "community_name_": _TEXT,
}  # fmt: skip

#: … and of entities alone, where papers are dated: the first year, and the growth of its share with its interval.
TIMED = {"first_year_": _INT, "growth_": _FLOAT, "growth_low_": _FLOAT, "growth_high_": _FLOAT}

#: The tables of a graph on disk, in the order in which they are written. Each is sorted by its key columns.
SCHEMAS: dict[str, pa.Schema] = {
    "papers": _schema(
        id=_TEXT, ids=_TEXTS, title=_TEXT, abstract=_TEXT, date_=_TEXT, year_=_INT, authors=_TEXTS,
        keywords=_TEXTS, venue_=_TEXT, url_=_TEXT, sources=_TEXTS, content_hash=_TEXT, **MEASURED,
    ),
    "mentions": _schema(
        paper_id=_TEXT, start=_INT, end=_INT, surface=_TEXT, type=_TEXT, role_=_TEXT, sentence_start=_INT,
        sentence_end=_INT, found_by=_TEXT, confidence=_FLOAT, expansion_=_TEXT, entity_id_=_TEXT,
    ),
    "entities": _schema(
        id=_TEXT, type=_TEXT, name=_TEXT, aliases=_TEXTS, papers=_INT, **MEASURED, **TIMED,
    ),
    "links": _schema(
        paper_id=_TEXT, entity_id=_TEXT, relation=_TEXT, sentence=_TEXT, surface=_TEXT, start_char=_INT,
        end_char=_INT, found_by=_TEXT, confidence=_FLOAT, mentions=_INT,
    ),
    "shares": _schema(source=_TEXT, target=_TEXT, weight=_FLOAT, count=_INT, entities=_TEXTS),
    "related": _schema(source=_TEXT, target=_TEXT, papers=_INT, npmi=_FLOAT),
    "broader": _schema(source=_TEXT, target=_TEXT),
    "communities": _schema(
        id=_TEXT, parent_=_TEXT, name=_TEXT, papers=_INT, density=_FLOAT, agreement=_FLOAT, entities=_TEXTS,
        central=_TEXTS,
    ),
}  # fmt: skip


def unmeasured(table: str) -> pa.Schema:
    """The schema of a table as it is before it is measured."""
    measured = {name.rstrip("_") for name in (*MEASURED, *TIMED)}
    return pa.schema([field for field in SCHEMAS[table] if field.name not in measured])
