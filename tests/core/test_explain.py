from __future__ import annotations

from kg.explain import Reason, explain
from kg.graph import KnowledgeGraph
from kg.settings import Settings

from .made import Said, resolved, spread

DPO = "Direct Preference Optimization"


def reasons(said: list[Said], name: str, aliases: tuple[str, ...] = ()) -> list[Reason]:
    mentions = resolved(said, aliases).mentions
    manifest = {"settings": Settings().as_dict(), "aliases": list(aliases)}
    return explain({"mentions": mentions}, manifest, name)


def asked(said: list[Said], name: str, aliases: tuple[str, ...] = ()) -> list[tuple[str, str | None, str | None, int]]:
    return [(r.surface, r.expansion, r.entity, r.papers) for r in reasons(said, name, aliases)]


def test_every_reading_the_commonest_first() -> None:
    said = [*spread(3, "MI", "mutual information"), *spread(2, "MI", "motor imagery", first=5), Said("x", "MIs")]
    said += [Said("x", "MIs"), Said("u", "MI", confidence=0.1)]
    assert asked(said, "mi") == [
        ("MI", "mutual information", "method:mutual-information", 3),
        ("MI", "motor imagery", "method:motor-imagery", 2),
        ("MIs", None, "method:mi", 1),
    ]


def test_a_name_in_no_paper() -> None:
    assert asked(spread(3, "DPO", DPO), "GPT-9") == [("GPT-9", None, None, 0)]
    assert asked([], "DPO") == [("DPO", None, None, 0)]


def test_a_name_that_is_too_unsure_for_one_paper() -> None:
    said = [Said("x", "FooNet", confidence=0.75)]
    assert asked(said, "FooNet") == [("FooNet", None, None, 1)]
    assert "one paper alone" in reasons(said, "FooNet")[0].why


def test_aliases_are_read_back_from_the_graph() -> None:
    said = [*spread(2, "RAFT"), *spread(1, "RaFT")]
    assert {row[2] for row in asked(said, "raft", ("RAFT != RaFT", "RaFT, Ranker"))} == {"method:raft", "method:ranker"}


def test_what_is_said_is_what_the_graph_holds(graph: KnowledgeGraph) -> None:
    rows = graph.tables["mentions"].to_pylist()
    for surface in sorted({row["surface"] for row in rows if row["entity_id"]}):
        said = {(r.surface, r.expansion, r.entity) for r in graph.explain(surface)}
        held = {(row["surface"], row["expansion"], row["entity_id"]) for row in rows if row["entity_id"]}
        assert {each for each in held if each[0] == surface} <= said <= held
