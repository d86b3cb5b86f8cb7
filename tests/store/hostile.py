"""A small graph of valid tables whose names and titles are all that could break a query, and full of ties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from kg.queries import NamedQuery, prepare
from kg.records import ENTITY_TYPES, MEASURED, SCHEMAS

HOSTILE = (
    "it's", 'say "hi"', "back\\slash", "ends with \\", "tick`tock", "``", "$name", "${name}", "{{x}}", "http://a//b",
    "/* no comment */", "})-- MATCH (n) DETACH DELETE n //", "' OR 1=1 //", "😀 𝔘𝔫𝔦", "two\nlines", "\ttab\r",
    "</script><script>alert(1)</script>", "LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r", '["Oslo"]', '{"a": 1}',
    "\\u0027", "e\u0301", "null", "NaN", "1e5", "007", "true", "2020-01-01", " padded ", "C++", "C#", "β-VAE", "ß",
    "Paper_p00", "Method_1", "\u202eabc", "\u2028", "a" * 3000,
)  # fmt: skip
PLAIN = ("alpha model", "beta data", "gamma concept")
#: What to ask of this graph, by the parameters of the named queries: each answers with several rows, some in ties.
VALUES = {"name": "shared alias", "first": PLAIN[0], "second": PLAIN[1], "paper": "p07", "most": 2, "names": 50}
#: What some take instead.
OWN: dict[str, dict[str, Any]] = {
    "compare-sources": {"first": "a.", "second": "b."},
    "compare-years": {"first": 2020, "second": 2021},
}


def tables(reverse: bool = False) -> dict[str, pa.Table]:
    """The tables; with ``reverse`` the same graph in the opposite order of rows."""
    found = {"entities": _entities(), "papers": _papers(), "links": _links(), "mentions": [], **_joins()}
    return {
        name: pa.Table.from_pylist(found[name][::-1] if reverse else found[name], schema=schema)
        for name, schema in SCHEMAS.items()
    }


#: No measures: what hangs on them is tested elsewhere.
BLANK = dict.fromkeys((name for name in MEASURED if not name.endswith("_")), 0)


def _names() -> list[tuple[str, str, str]]:
    """Id, type and name of each entity."""
    named = [(ENTITY_TYPES[i % 3], name) for i, name in enumerate((*PLAIN, *HOSTILE))]
    return [(f"{kind.lower()}:{i:02}", kind, name) for i, (kind, name) in enumerate(named)]


def _entities() -> list[dict[str, Any]]:
    return [
        {
            "id": id_, "type": kind, "name": name, "aliases": [f"alias {i}", "shared alias"][: i // 3 % 3],
            "papers": 2 if i % 2 else 1, **BLANK, "degree": i % 4,
            "pagerank": 0.25 if i % 2 else 1.0, "community": i % 5,
            "growth": 1.5, "growth_low": 1.1 + i % 3, "growth_high": 9.0, "first_year": 2020,
        }
        for i, (id_, kind, name) in enumerate(_names())
    ]  # fmt: skip


def _papers() -> list[dict[str, Any]]:
    return [
        {
            "id": f"p{i:02}", "ids": [f"10.1/{i}"] if i % 2 else [], "title": title, "abstract": f"On {title}.",
            "date": (None, "2020", "2021-03")[i % 3], "year": (None, 2020, 2021)[i % 3], "authors": ["O'Neil", "李"],
            "keywords": [], "venue": "V" if i % 4 == 1 else None, "url": None, "sources": [("a.csv", "b.csv")[i % 2]],
            "content_hash": "0" * 16, **BLANK, "degree": 2, "pagerank": 0.5, "community": i % 3,
            "community_name": f"topic {i % 3}",
        }
        for i, title in enumerate((*PLAIN, *HOSTILE))
    ]  # fmt: skip


def _links() -> list[dict[str, Any]]:
    """Each paper but the last names the entity of its own number, the one after it and the third after it."""
    names = _names()
    return [
        {
            "paper_id": f"p{i:02}", "entity_id": names[j][0],
            "relation": "STUDIES" if names[j][1] == "CONCEPT" else "PROPOSES" if i == j else "USES",
            "sentence": f"Here is {names[j][2]}.", "surface": names[j][2], "start_char": 8, "end_char": 9,
            "found_by": "pattern", "confidence": 1.0, "mentions": 1,
        }
        for i in range(len(names) - 1)
        for j in (i, i + 1, i + 3)
        if j < len(names)
    ]  # fmt: skip


def _joins() -> Mapping[str, list[dict[str, Any]]]:
    names = _names()
    last = len(names) - 1
    return {
        "shares": [
            {"source": f"p{i:02}", "target": f"p{i + 1:02}", "weight": 2.0, "count": 1, "entities": [names[i + 1][2]]}
            for i in range(last)
        ],
        "related": [
            {"source": names[i][0], "target": names[i + 1][0], "papers": 1, "npmi": 0.5} for i in range(0, last, 2)
        ],
        "communities": [],
        "broader": [{"source": names[i][0], "target": names[i - 1][0]} for i in range(1, last)],
    }


def values(query: NamedQuery, limit: int) -> dict[str, Any]:
    """The parameters to run a named query with on this graph."""
    known = {parameter.name for parameter in query.parameters}
    return prepare(
        query,
        {name: value for name, value in {**VALUES, **OWN.get(query.name, {}), "limit": limit}.items() if name in known},
    )
