"""Mentions to entities: which names are one thing, what it is called, and which papers hold it.

It works by key (:mod:`kg.keys`): each distinct name gets one, the facts of each key are gathered, each key is decided
by itself, and the decisions are joined back. Nothing is ever compared pairwise, and memory grows with the number of
distinct names.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.aliases import Aliases
from kg.keys import KeyOf, learn, majority
from kg.names import fold, is_acronym, singular, slug
from kg.records import SCHEMAS, EntityType
from kg.settings import Settings

__all__ = ["Resolution", "resolve"]

_ALIASES_KEPT = 12
_PLURAL_ONLY = frozenset({"means", "statistics", "analytics", "ethics", "logistics"})

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The tables ``entities`` (without measures) and ``links``, and ``mentions`` with each one's entity."""

    entities: pa.Table
    links: pa.Table
    mentions: pa.Table


def resolve(mentions: pa.Table, papers: pa.Table, settings: Settings, aliases: Aliases | None = None) -> Resolution:
    """Make entities of mentions.

    ``mentions`` and ``papers`` are tables of those schemas; mentions under ``settings.min_confidence`` make no
    entity and get a null ``entity_id``. The result does not depend on the order of the rows.
    """
    aliases = aliases or Aliases()
    order = [(name, "ascending") for name in ("paper_id", "start", "end", "type", "surface")]
    mentions = mentions.take(pc.sort_indices(mentions, sort_keys=order))
    kept = np.flatnonzero(mentions["confidence"].to_numpy() >= settings.min_confidence)
    used = mentions.take(pa.array(kept))
    keys, key_names = _keys(used, learn(used, settings, aliases))
    facts = _Facts.gather(used, keys, key_names)
    entities, row_of_key = _entities(facts, aliases)
    ids = np.array(entities["id"].to_pylist(), dtype=object)
    entity_rows = row_of_key[keys]
    column: list[str | None] = [None] * mentions.num_rows
    for row, entity in zip(kept.tolist(), ids[entity_rows].tolist() if len(kept) else [], strict=True):
        column[row] = entity
    links = _links(used, entity_rows, entities, papers)
    field_ = SCHEMAS["mentions"].field("entity_id")
    mentions = mentions.set_column(
        SCHEMAS["mentions"].get_field_index("entity_id"), field_, pa.array(column, pa.string())
    )
    return Resolution(entities, links, mentions)


def _keys(used: pa.Table, key_of: KeyOf) -> tuple[Ints, list[str]]:
    """The key of each row, as an index into the sorted list of keys; each distinct pair is decided once."""
    surfaces, surface_names = _codes(used["surface"])
    expansions, expansion_names = _codes(used["expansion"])
    pairs, rows = np.unique(np.stack([surfaces, expansions], axis=1), axis=0, return_inverse=True)
    decided = [key_of(surface_names[s], expansion_names[e] if e >= 0 else None) for s, e in pairs.tolist()]
    names = sorted(set(decided))
    index = {name: i for i, name in enumerate(names)}
    return np.array([index[key] for key in decided], dtype=np.int64)[rows.reshape(-1)], names


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


@dataclass(slots=True)
class _Facts:
    """What is known of each key: its forms with the papers behind each, its types' papers, its papers."""

    names: list[str]
    forms: list[Counter[str]]
    types: list[Counter[EntityType]]
    papers: Ints

    @classmethod
    def gather(cls, used: pa.Table, keys: Ints, names: list[str]) -> _Facts:
        paper_codes, _ = _codes(used["paper_id"])
        surfaces, surface_names = _codes(used["surface"])
        expansions, expansion_names = _codes(used["expansion"])
        types, type_names = _codes(used["type"])
        expanded = expansions >= 0
        forms: list[Counter[str]] = [Counter() for _ in names]
        for key, form, papers in _count(keys, surfaces, paper_codes):
            forms[key][surface_names[form]] += papers
        for key, form, papers in _count(keys[expanded], expansions[expanded], paper_codes[expanded]):
            forms[key][expansion_names[form]] = max(papers, forms[key][expansion_names[form]])
        votes: list[Counter[EntityType]] = [Counter() for _ in names]
        for key, kind, papers in _count(keys, types, paper_codes):
            votes[key][type_names[kind]] += papers  # type: ignore[index]
        pairs = np.unique(np.stack([keys, paper_codes], axis=1), axis=0)
        return cls(names, forms, votes, np.bincount(pairs[:, 0], minlength=len(names)).astype(np.int64))


def _count(keys: Ints, values: Ints, papers: Ints) -> list[list[int]]:
    """``[key, value, number of different papers]`` for each key and value that occur together."""
    triples = np.unique(np.stack([keys, values, papers], axis=1), axis=0)
    pairs, counts = np.unique(triples[:, :2], axis=0, return_counts=True)
    return np.column_stack([pairs, counts]).tolist()  # type: ignore[no-any-return]


def _entities(facts: _Facts, aliases: Aliases) -> tuple[pa.Table, Ints]:
    """The entities table, sorted by id, and the row in it of each key."""
    rows: list[dict[str, Any]] = []
    told = {fold(name): name for name in aliases.canonical.values()}
    for index, key in enumerate(facts.names):
        kind = aliases.types.get(key) or majority(facts.types[index])
        name = told.get(key) or _display_name(facts.forms[index], kind)
        rows.append({
            "key": key, "type": kind, "name": name, "aliases": _aliases(facts.forms[index], name),
            "papers": int(facts.papers[index]), "degree": 0, "pagerank": 0.0, "community": 0,
        })  # fmt: skip
    _give_ids(rows)
    rows.sort(key=lambda row: str(row["id"]))
    position = {row["key"]: i for i, row in enumerate(rows)}
    table = pa.Table.from_pylist([{k: v for k, v in row.items() if k != "key"} for row in rows], SCHEMAS["entities"])
    return table, np.array([position[key] for key in facts.names], dtype=np.int64)


def _display_name(forms: Counter[str], kind: EntityType) -> str:
    """The best-supported full form, in the singular where that is sure."""
    full = {form: papers for form, papers in forms.items() if not is_acronym(form)} or forms
    best = min(full, key=lambda form: (-full[form], form.istitle(), len(form), form))
    head, cut, last = best.rpartition(" ")
    one = head + cut + singular(last)
    if one == best:
        return best
    attested = {form.casefold() for form in forms}
    sure = is_acronym(last) or (last.islower() and last not in _PLURAL_ONLY and kind != "DATASET")
    return one if one.casefold() in attested or sure else best


def _aliases(forms: Counter[str], name: str) -> list[str]:
    """The other spellings, the commonest first; of those that differ in case only the commonest."""
    seen, kept = {name.casefold()}, []
    for form in sorted(forms, key=lambda form: (-forms[form], form)):
        if form.casefold() not in seen:
            seen.add(form.casefold())
            kept.append(form)
    return kept[:_ALIASES_KEPT]


def _give_ids(rows: list[dict[str, Any]]) -> None:
    """``type:slug`` of the name; where two names have one slug, all but the commonest get a hash of their key."""
    taken: set[str] = set()
    for row in sorted(rows, key=lambda row: (-row["papers"], row["key"])):
        readable = slug(row["name"])
        candidate = f"{row['type'].lower()}:{readable}"
        if not readable or candidate in taken:
            digest = hashlib.sha1(row["key"].encode(), usedforsecurity=False).hexdigest()[:8]
            candidate = f"{candidate}-{digest}" if readable else f"{candidate}{digest}"
        taken.add(candidate)
        row["id"] = candidate


def _links(used: pa.Table, entity_rows: Ints, entities: pa.Table, papers: pa.Table) -> pa.Table:
    """One row for each paper and entity in it, with its best mention as evidence, sorted by both."""
    paper_codes, paper_ids = _codes(used["paper_id"])
    rank = {paper: i for i, paper in enumerate(sorted(paper_ids))}
    paper_rank = np.array([rank[paper] for paper in paper_ids], dtype=np.int64)[paper_codes]
    used_as = np.array([role == "proposed" for role in used["role"].to_pylist()], dtype=bool)
    confidence = used["confidence"].to_numpy()
    titles = dict(zip(papers["id"].to_pylist(), papers["title"].to_pylist(), strict=True))
    abstracts = dict(zip(papers["id"].to_pylist(), papers["abstract"].to_pylist(), strict=True))
    start = used["start"].to_numpy()
    title_ends = np.array([len(titles[paper]) for paper in paper_ids], dtype=np.int64)
    in_title = start < (title_ends[paper_codes] if len(paper_codes) else 0)
    # The best mention says what the paper does with it, surely, in a sentence of the abstract.
    order = np.lexsort((start, in_title, -confidence, ~used_as, entity_rows, paper_rank))
    group = np.stack([paper_rank[order], entity_rows[order]], axis=1)
    first = np.flatnonzero(np.r_[True, np.any(group[1:] != group[:-1], axis=1)] if len(group) else [])
    best = order[first]
    rows = used.take(pa.array(best))
    spans = zip(
        rows["paper_id"].to_pylist(), rows["sentence_start"].to_pylist(), rows["sentence_end"].to_pylist(), strict=True
    )
    sentences = [f"{titles[p]}\n{abstracts[p]}"[s:e] for p, s, e in spans]
    kinds = np.array(entities["type"].to_pylist(), dtype=object)[entity_rows[best]] if len(best) else np.array([])
    relations = [
        "STUDIES" if k == "CONCEPT" else "PROPOSES" if p else "USES" for k, p in zip(kinds, used_as[best], strict=True)
    ]
    return pa.table(
        {
            "paper_id": rows["paper_id"],
            "entity_id": pa.array(entities["id"]).take(pa.array(entity_rows[best])),
            "relation": relations,
            "sentence": sentences,
            "surface": rows["surface"],
            "start_char": rows["start"],
            "end_char": rows["end"],
            "found_by": rows["found_by"],
            "confidence": rows["confidence"],
            "mentions": pa.array(np.diff(np.r_[first, len(order)]), pa.int32()),
        },
        schema=SCHEMAS["links"],
    )
