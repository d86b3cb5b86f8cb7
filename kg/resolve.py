"""Mentions to entities: which names are one thing, what it is called, and which papers hold it.

It works by key (:mod:`kg.keys`): each distinct name gets one, the facts of each key are gathered, each key is decided
by itself, and the decisions are joined back. Nothing is ever compared pairwise, and memory grows with the number of
distinct names.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.aliases import Aliases
from kg.keys import learn
from kg.names import fold, is_acronym, singular, slug
from kg.records import SCHEMAS, EntityType, unmeasured
from kg.settings import Settings
from kg.spellings import Ints, changes, codes, count_papers, majority

__all__ = ["Resolution", "resolve"]

_ALIASES_KEPT = 12
#: All that tells mentions apart: their order on arrival must not.
_ORDER = [name for name in SCHEMAS["mentions"].names if name != "entity_id"]
#: A name is shown by the shorter form that so many times as many papers write (``BLEU``, ``AI agent``).
_CALLED = 5
_PLURAL_ONLY = frozenset({"means", "statistics", "analytics", "ethics", "logistics"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """The tables ``entities`` (without measures) and ``links``, and ``mentions`` with each one's entity."""

    entities: pa.Table
    links: pa.Table
    mentions: pa.Table


def resolve(mentions: pa.Table, papers: pa.Table, settings: Settings, aliases: Aliases | None = None) -> Resolution:
    """Make entities of mentions.

    ``mentions`` and ``papers`` are tables of those schemas; mentions under ``settings.min_confidence`` make no
    entity and get a null ``entity_id``, and so do those of a name that one paper alone has, where none of them
    reaches ``settings.min_confidence_alone``. The result does not depend on the order of the rows.
    """
    aliases = aliases or Aliases()
    mentions = mentions.take(pc.sort_indices(mentions, sort_keys=[(name, "ascending") for name in _ORDER]))
    kept = mentions["confidence"].to_numpy() >= settings.min_confidence
    used = mentions.filter(pa.array(kept))
    key_of = learn(used, settings, aliases)
    names = sorted(set(key_of.decided))
    index = {name: i for i, name in enumerate(names)}
    keys = np.array([index[key] for key in key_of.decided], dtype=np.int64)[key_of.spellings.rows]
    sure = _sure(used, keys, len(names), settings.min_confidence_alone)
    kept[kept] = sure
    used = used.filter(pa.array(sure))
    there, keys = np.unique(keys[sure], return_inverse=True)
    names = [names[i] for i in there]
    entities, row_of_key = _entities(_Facts.gather(used, keys, names), aliases)
    entity_rows = row_of_key[keys]
    links = _links(used, entity_rows, entities, papers)
    rows = np.zeros(len(kept), dtype=np.int64)
    rows[kept] = entity_rows
    place = SCHEMAS["mentions"].get_field_index("entity_id")
    ids = entities["id"].combine_chunks().take(pa.array(rows, mask=~kept))
    return Resolution(entities, links, mentions.set_column(place, SCHEMAS["mentions"].field(place), ids))


def _sure(used: pa.Table, keys: Ints, count: int, alone: float) -> npt.NDArray[np.bool_]:
    """Of each mention, whether several papers have its name, or one that is sure of it."""
    papers = np.zeros(count, dtype=np.int64)
    for key, held in count_papers(codes(used["paper_id"])[0], keys):
        papers[key] = held
    best = np.zeros(count)
    np.maximum.at(best, keys, used["confidence"].to_numpy())
    return np.asarray(((papers > 1) | (best >= alone))[keys])


@dataclass(slots=True)
class _Facts:
    """What is known of each key: its forms with the papers behind each, its types' papers, its papers."""

    names: list[str]
    forms: list[Counter[str]]
    types: list[Counter[EntityType]]
    papers: list[int]

    @classmethod
    def gather(cls, used: pa.Table, keys: Ints, names: list[str]) -> _Facts:
        papers, _ = codes(used["paper_id"])
        surfaces, surface_names = codes(used["surface"])
        expansions, expansion_names = codes(used["expansion"])
        types, type_names = codes(used["type"])
        expanded = expansions >= 0
        forms: list[Counter[str]] = [Counter() for _ in names]
        for key, form, count in count_papers(papers, keys, surfaces):
            forms[key][surface_names[form]] += count
        for key, form, count in count_papers(papers[expanded], keys[expanded], expansions[expanded]):
            forms[key][expansion_names[form]] = max(count, forms[key][expansion_names[form]])
        votes: list[Counter[EntityType]] = [Counter() for _ in names]
        for key, kind, count in count_papers(papers, keys, types):
            votes[key][type_names[kind]] += count  # type: ignore[index]
        return cls(names, forms, votes, [count for _, count in count_papers(papers, keys)])


def _entities(facts: _Facts, aliases: Aliases) -> tuple[pa.Table, Ints]:
    """The entities table, sorted by id, and the row in it of each key."""
    kinds = [aliases.types.get(k) or majority(votes) for k, votes in zip(facts.names, facts.types, strict=True)]
    names = [
        aliases.names.get(key) or _display_name(_called(key, forms) or key, forms, kind)
        for key, forms, kind in zip(facts.names, facts.forms, kinds, strict=True)
    ]
    ids = _ids(facts.names, kinds, names, facts.papers)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    table = pa.table(
        {
            "id": [ids[i] for i in order],
            "type": [kinds[i] for i in order],
            "name": [names[i] for i in order],
            "aliases": [_aliases(facts.forms[i], names[i]) for i in order],
            "papers": [facts.papers[i] for i in order],
        },
        schema=unmeasured("entities"),
    )
    row_of_key = np.empty(len(ids), dtype=np.int64)
    row_of_key[order] = np.arange(len(ids))
    return table, row_of_key


def _called(key: str, forms: Counter[str]) -> str | None:
    """The short form by which nearly all papers call what a few of them spell out, if there is one."""
    short: Counter[str] = Counter()
    spelt = 0
    for form, papers in forms.items():
        if fold(form) == key:
            spelt += papers
        elif len(fold(form)) < len(key):
            short[fold(form)] += papers
    if not short or not spelt:
        return None
    best = min(short, key=lambda form: (-short[form], form))
    return best if short[best] >= _CALLED * spelt else None


def _display_name(key: str, forms: Counter[str], kind: EntityType) -> str:
    """The best-supported full form, whatever its case, in its commonest case and in the singular where that is sure.

    A form of the key itself is no acronym of it, and has no head that it may lack (``CIFAR-10 dataset``). A
    dataset's name that ends in a word with a capital (``nuScenes``, ``Universal Dependencies``) is as its authors gave
    it, whatever some papers write.
    """
    full = {form: papers for form, papers in forms.items() if fold(form) == key} or forms
    spelt: Counter[str] = Counter()
    for form, papers in full.items():
        spelt[form.casefold()] += papers
    best = min(full, key=lambda form: (-spelt[form.casefold()], -full[form], form.istitle(), len(form), form))
    head, cut, last = best.rpartition(" ")
    one = head + cut + singular(last)
    if one == best:
        return best
    if kind == "DATASET" and not last.islower():
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


def _ids(keys: list[str], kinds: list[EntityType], names: list[str], papers: list[int]) -> list[str]:
    """``type:slug`` of each name; where two names have one slug, all but the commonest get a hash of their key."""
    taken: dict[str, int] = {}
    for i in sorted(range(len(keys)), key=lambda i: (-papers[i], keys[i])):
        readable = plain = slug(names[i])
        digest = keys[i]
        while not readable or f"{kinds[i].lower()}:{readable}" in taken:
            digest = hashlib.sha1(digest.encode(), usedforsecurity=False).hexdigest()
            readable = f"{plain}-{digest[:8]}".removeprefix("-")
        taken[f"{kinds[i].lower()}:{readable}"] = i
    return sorted(taken, key=taken.__getitem__)


def _links(used: pa.Table, entity_rows: Ints, entities: pa.Table, papers: pa.Table) -> pa.Table:
    """One row for each paper and entity in it, with its best mention as evidence, sorted by both."""
    titles = dict(zip(papers["id"].to_pylist(), papers["title"].to_pylist(), strict=True))
    abstracts = dict(zip(papers["id"].to_pylist(), papers["abstract"].to_pylist(), strict=True))
    best, counts = _best(used, entity_rows, titles)
    rows, entity_of = used.take(pa.array(best)), pa.array(entity_rows[best])
    spans = zip(*(rows[name].to_pylist() for name in ("paper_id", "sentence_start", "sentence_end")), strict=True)
    kinds = entities["type"].combine_chunks().take(entity_of).to_pylist()
    relations = [
        "STUDIES" if kind == "CONCEPT" else "PROPOSES" if role == "proposed" else "USES"
        for kind, role in zip(kinds, rows["role"].to_pylist(), strict=True)
    ]
    return pa.table(
        {
            "paper_id": rows["paper_id"],
            "entity_id": entities["id"].combine_chunks().take(entity_of),
            "relation": relations,
            "sentence": [f"{titles[p]}\n{abstracts[p]}"[s:e] for p, s, e in spans],
            "surface": rows["surface"],
            "start_char": rows["start"],
            "end_char": rows["end"],
            "found_by": rows["found_by"],
            "confidence": rows["confidence"],
            "mentions": pa.array(counts, pa.int32()),
        },
        schema=SCHEMAS["links"],
    )


def _best(used: pa.Table, entity_rows: Ints, titles: Mapping[str, str]) -> tuple[Ints, Ints]:
    """The row of the best mention of each paper and entity, and how many mentions the two have.

    The best one says what the paper does with it, surely, in a sentence of the abstract.
    """
    papers, ids = codes(used["paper_id"])  # in the order of the ids, as ``used`` is
    start, confidence = used["start"].to_numpy(), used["confidence"].to_numpy()
    in_title = start < np.array([len(titles[paper]) for paper in ids], dtype=np.int64)[papers]
    proposed = pc.fill_null(pc.equal(used["role"], "proposed"), False).to_numpy()
    order = np.lexsort((start, in_title, -confidence, ~proposed, entity_rows, papers))
    first = np.flatnonzero(changes(np.stack([papers[order], entity_rows[order]])))
    return order[first], np.diff(np.r_[first, len(order)])
