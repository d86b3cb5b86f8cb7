"""The graph of some of a graph's papers: those of some years, a source, a venue, a community, or that hold an entity.

Nothing is read or resolved anew: entities keep their ids and names, what follows from who holds what is made again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kg.errors import UsageError
from kg.incidence import incidence
from kg.link import broader, related, shares
from kg.measure import Measure, measure
from kg.measure.lookup import entity_row
from kg.records import unmeasured
from kg.settings import Settings

__all__ = ["FIELDS", "Where", "read_filters", "said_of_filters", "subset"]

Where = Mapping[str, str | int | Sequence[str | int]]
Tables = Mapping[str, pa.Table]
Mask = npt.NDArray[np.bool_]

_LISTED = 6  # sources or venues that an error names
_YEAR = re.compile(r"[0-9]{4}")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def subset(
    tables: Tables, settings: Settings, where: Where, measures: Iterable[Measure] | None = None
) -> dict[str, pa.Table]:
    """The tables of the papers that fit all filters of ``where``, from a field to its value or values.

    - ``year``: ``2020``, ``2019..2021``, ``2021..`` or ``..2019``; papers without a year fit none;
    - ``source``: a file that lists the paper, by its name, its stem, or a part of it;
    - ``venue``: words that follow one another in the venue, the last one as far as it goes;
    - ``community``: the number of a community of papers;
    - ``has``: an entity's id, name or alias; of several of that name it is the one in the most papers.

    ``papers`` of an entity is counted anew, and entities in no paper of these are left out. ``shares``, ``related``,
    ``broader`` and the measures are made of what is left, by ``settings``; of the measures, where ``measures`` names
    some, those alone (communities are none of them), and the others are 0.

    Raises:
        UsageError: there is no such field or entity, a value is malformed, or no paper fits.
    """
    kept = _fitting(tables, where)
    papers = tables["papers"].filter(pa.array(kept)).select(unmeasured("papers").names)
    mentions, links = (
        tables[name].filter(pc.is_in(tables[name]["paper_id"], papers["id"].combine_chunks()))
        for name in ("mentions", "links")
    )
    entities = _counted(tables["entities"], links)
    matrix = incidence(links, papers, entities)
    made = {
        "papers": papers,
        "mentions": mentions,
        "entities": entities,
        "links": links,
        "shares": shares(matrix, papers, entities, settings),
        "related": related(matrix, entities, settings),
        "broader": broader(entities),
    }
    return {**made, **measure(made, settings.seed, measures)}


def read_filters(texts: Iterable[str]) -> dict[str, list[str]]:
    """``FIELD=VALUE`` texts as what :func:`subset` takes.

    Raises:
        UsageError: a text is not of that form, or there is no such field.
    """
    where: dict[str, list[str]] = {}
    for text in texts:
        field, sign, value = text.partition("=")
        if not sign or not value.strip():
            raise UsageError(f"filter {text!r} must be FIELD=VALUE, with a field of: {', '.join(FIELDS)}")
        where.setdefault(_known(field.strip()), []).append(value.strip())
    return where


def said_of_filters(tables: Tables, where: Where) -> list[str]:
    """A note on papers that filters by year leave out because they have none."""
    undated = tables["papers"]["year"].null_count if "year" in where else 0
    papers = "1 paper has" if undated == 1 else f"{undated} papers have"
    return [f"{papers} no year: a filter by year leaves them out"] if undated else []


def _counted(entities: pa.Table, links: pa.Table) -> pa.Table:
    """The entities that links lead to, with the number of their papers and no other measures."""
    row = pc.index_in(links["entity_id"], entities["id"].combine_chunks()).to_numpy()
    papers = np.bincount(row, minlength=entities.num_rows)
    place = entities.schema.get_field_index("papers")
    field = entities.schema.field(place)
    counted = entities.set_column(place, field, pa.array(papers, field.type)).filter(pa.array(papers > 0))
    return counted.select(unmeasured("entities").names)


def _known(field: str) -> str:
    if field not in FIELDS:
        raise UsageError(f"unknown filter {field!r}; there are: {', '.join(FIELDS)}")
    return field


def _fitting(tables: Tables, where: Where) -> Mask:
    """Whether each paper fits all filters."""
    kept = np.ones(tables["papers"].num_rows, dtype=bool)
    counts = {}
    for field, values in where.items():
        for value in map(str, [values] if isinstance(values, str | int) else values):
            test, there_is = _FILTERS[_known(field)]
            fits = test(tables, value)
            if not fits.any():
                raise UsageError(f"no paper fits {field}={value}; {there_is(tables)}")
            counts[f"{field}={value}"] = int(fits.sum())
            kept &= fits
    if not kept.any():
        each = ", ".join(f"{text} {count}" for text, count in counts.items())
        raise UsageError(f"no paper fits all filters at once; by itself each fits so many: {each or 'none'}")
    return kept


def _year(tables: Tables, value: str) -> Mask:
    first, dots, last = (part.strip() for part in value.partition(".."))
    last = last if dots else first
    if not (first or last) or not all(_YEAR.fullmatch(year) for year in (first, last) if year):
        raise UsageError(f"year={value}: write a year or a range, as 2020, 2019..2021, 2021.. or ..2019")
    low, high = int(first or 0), int(last or 9999)
    if low > high:
        raise UsageError(f"year={value}: the range ends before it begins; write {last}..{first}")
    year = pc.fill_null(tables["papers"]["year"], -1).to_numpy()
    fits: Mask = (year >= low) & (year <= high)
    return fits


def _years(tables: Tables) -> str:
    ends = pc.min_max(tables["papers"]["year"]).as_py()
    return f"the years are {ends['min']} to {ends['max']}" if ends["min"] is not None else "no paper has a year"


def _source(tables: Tables, value: str) -> Mask:
    """By the best of three ways in which any file fits: its name, its stem, a part of its name."""
    wanted = value.casefold()
    column = tables["papers"]["sources"].combine_chunks()
    files = {file: file.casefold() for file in pc.unique(column.flatten()).to_pylist()}
    named = [file for file, name in files.items() if name == wanted]
    named = named or [file for file, name in files.items() if wanted in _stems(name)]
    named = named or [file for file, name in files.items() if wanted in name]
    fits = np.zeros(len(column), dtype=bool)
    listed = pc.is_in(column.flatten(), pa.array(named, pa.string())).to_numpy(zero_copy_only=False)
    fits[pc.list_parent_indices(column).to_numpy()[listed]] = True
    return fits


def _stems(file: str) -> tuple[str, str, str]:
    """``papers.jsonl.zst``, ``papers.jsonl`` and ``papers``, of a path that ends so."""
    path = PurePath(file)
    return path.name, path.stem, PurePath(path.stem).stem


def _sources(tables: Tables) -> str:
    return f"the sources are: {_commonest(tables['papers']['sources'].combine_chunks().flatten())}"


def _venue(tables: Tables, value: str) -> Mask:
    # From a word on: ACL is not meant to be NAACL, and nips to be nips2023.
    wanted = _words(value)
    column = tables["papers"]["venue"]
    fitting = [venue for venue in pc.unique(column).to_pylist() if venue and wanted.strip() and wanted in _words(venue)]
    fits: Mask = pc.is_in(column, pa.array(fitting, pa.string())).to_numpy()
    return fits


def _words(text: str) -> str:
    """The words of a text, each behind a space: no plurals are undone, since NIPS is none of nip."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFKC', text).casefold()))}"


def _venues(tables: Tables) -> str:
    column = tables["papers"]["venue"].drop_null()
    return f"the venues are: {_commonest(column)}" if len(column) else "no paper has a venue"


def _commonest(values: pa.Array | pa.ChunkedArray) -> str:
    """The commonest texts, and how many more there are."""
    counts = sorted(Counter(values.to_pylist()).items(), key=lambda one: (-one[1], one[0]))
    more = f", and {len(counts) - _LISTED} more" if len(counts) > _LISTED else ""
    return f"{', '.join(text for text, _ in counts[:_LISTED])}{more}"


def _community(tables: Tables, value: str) -> Mask:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise UsageError(f"community={value}: write the number of a community of papers; {_communities(tables)}")
    fits: Mask = tables["papers"]["community"].to_numpy() == int(value)
    return fits


def _communities(tables: Tables) -> str:
    last = pc.max(tables["papers"]["community"]).as_py()
    return f"they are numbered 0 to {last}, the largest first" if last is not None else "there are none"


def _has(tables: Tables, value: str) -> Mask:
    links, entities = tables["links"], tables["entities"]
    wanted = entities["id"][entity_row(entities, value)]
    holds = links.filter(pc.equal(links["entity_id"], wanted))["paper_id"]
    fits: Mask = pc.is_in(tables["papers"]["id"], holds.combine_chunks()).to_numpy()
    return fits


def _nothing(tables: Tables) -> str:
    return "no paper holds it"


#: For each field whether a paper fits a value, and what values there are.
_FILTERS: dict[str, tuple[Callable[[Tables, str], Mask], Callable[[Tables], str]]] = {
    "year": (_year, _years),
    "source": (_source, _sources),
    "venue": (_venue, _venues),
    "community": (_community, _communities),
    "has": (_has, _nothing),
}
FIELDS = tuple(_FILTERS)
