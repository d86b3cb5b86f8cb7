"""From tables to nodes and relationships."""

from __future__ import annotations

import pyarrow as pa
import pytest
from store.hostile import tables as made

from kg import layout
from kg.errors import GraphError
from kg.store.embedded import EmbeddedStore


def test_a_paper_called_as_an_entity_is_a_paper_still() -> None:
    tables = made()
    name = tables["entities"]["id"][0].as_py()
    renamed = {
        table: pa.Table.from_pylist(
            [
                {key: name if value == "p00" and key != "title" else value for key, value in row.items()}
                for row in tables[table].to_pylist()
            ],
            schema=tables[table].schema,
        )
        for table in ("papers", "links", "shares")
    }
    found = list(layout.relationships({**tables, **renamed}))
    ends = {(r.type, r.source): r.target for r in found}
    assert all(source == "Paper" for kind, source in ends if kind in ("PROPOSES", "USES", "STUDIES", "SHARES"))
    assert {r.target for r in found if r.type == "SHARES"} == {"Paper"}
    with EmbeddedStore({**tables, **renamed}) as store:
        count = "MATCH (p:Paper {id: $id})-[r]->(n) RETURN count(r)"
        assert store.query(count, {"id": name}).rows == EmbeddedStore(tables).query(count, {"id": "p00"}).rows


def test_an_entity_that_is_missing_is_named() -> None:
    tables = made()
    tables["entities"] = tables["entities"].slice(1)
    with pytest.raises(GraphError, match="do not fit together"):
        list(layout.relationships(tables))
