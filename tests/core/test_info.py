from __future__ import annotations

import json

import pyarrow.compute as pc

from kg.graph import KnowledgeGraph
from kg.info import info
from kg.records import MEASURED, SCHEMAS, TIMED


def test_counts(graph: KnowledgeGraph) -> None:
    found, tables = graph.info(), graph.tables
    assert found["papers"] == found["entries"] == 26
    assert found["skipped"] == 0
    assert found["years"] == [2020, 2025]
    assert sum(found["entities"].values()) == tables["entities"].num_rows
    alone = sum(count == 1 for count in tables["entities"]["papers"].to_pylist())
    assert alone > 0
    assert found["shared_entities"] == tables["entities"].num_rows - alone
    assert found["mentions"] == tables["mentions"].num_rows
    relations = found["relationships"]
    assert sum(relations[name] for name in ("PROPOSES", "USES", "STUDIES")) == tables["links"].num_rows
    for name in ("shares", "related", "broader"):
        assert relations[name.upper()] == tables[name].num_rows
    json.dumps(found)


def test_what_is_central(graph: KnowledgeGraph) -> None:
    for label, rows in graph.info(top=3)["central"].items():
        kind = graph.tables["entities"].filter(pc.equal(graph.tables["entities"]["type"], label.upper()))
        best = sorted(
            zip(kind["pagerank"].to_pylist(), kind["id"].to_pylist(), strict=True), key=lambda r: (-r[0], r[1])
        )
        assert [(row["pagerank"], row["id"]) for row in rows] == best[:3]
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_the_schema_is_that_of_the_tables(graph: KnowledgeGraph) -> None:
    schema = graph.info()["schema"]
    nodes, relationships = schema["nodes"], schema["relationships"]
    assert nodes["Paper"][:3] == ["id", "ids", "title"]
    assert "content_hash" not in nodes["Paper"]
    assert nodes["Method"][:5] == ["id", "name", "aliases", "papers", "degree"]
    measured = [name.rstrip("_") for name in (*MEASURED, *TIMED)]
    assert nodes["Method"][4:] == measured
    assert nodes["Paper"][-len(MEASURED) :] == measured[: len(MEASURED)]
    assert set(relationships) == {"PROPOSES", "USES", "STUDIES", "SHARES", "RELATED", "BROADER"}
    assert relationships["SHARES"]["properties"] == ["weight", "count", "entities"]
    assert relationships["USES"]["properties"][0] == "sentence"
    for properties in [*nodes.values(), *(r["properties"] for r in relationships.values())]:
        assert not {"end", "start", "type", "relation", "source", "target"} & set(properties)


def test_an_empty_graph() -> None:
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    found = info(tables, {"reading": {"entries": 2, "skipped": [{}, {}]}})
    assert (found["papers"], found["entries"], found["skipped"], found["years"]) == (0, 2, 2, None)
    assert found["central"] == {"Method": [], "Dataset": [], "Concept": []}
    assert found["shared_entities"] == 0
