from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.names import slug
from kg.records import SCHEMAS, unmeasured
from kg.resolve import resolve
from kg.settings import Settings

from .made import Said, corpus, entities_of, names_of, papers_table, resolved, spread

DPO = "Direct Preference Optimization"
DATA = "DATASET"


def entity(resolution: object, name: str) -> dict[str, object]:
    (row,) = [row for row in resolution.entities.to_pylist() if row["name"] == name]  # type: ignore[attr-defined]
    return row


def test_no_mentions_and_no_papers() -> None:
    for ids in ([], ["p"]):
        result = resolve(SCHEMAS["mentions"].empty_table(), papers_table(ids, {}, {}), Settings())
        assert (result.entities.num_rows, result.links.num_rows, result.mentions.num_rows) == (0, 0, 0)
        assert result.entities.schema == unmeasured("entities")
        assert result.links.schema == SCHEMAS["links"]


def test_tables_have_their_schemas_and_are_sorted() -> None:
    result = resolved([*spread(2, "Foo"), Said("b", "Bar", None, "CONCEPT"), Said("a", "Foo")])
    for name in ("entities", "links", "mentions"):
        table = getattr(result, name)
        assert table.schema == (unmeasured(name) if name == "entities" else SCHEMAS[name])
        table.validate(full=True)
        for column in table.schema:
            assert column.nullable or table[column.name].null_count == 0
    assert result.entities["id"].to_pylist() == sorted(result.entities["id"].to_pylist())
    pairs = list(zip(result.links["paper_id"].to_pylist(), result.links["entity_id"].to_pylist(), strict=True))
    assert pairs == sorted(set(pairs))


def test_one_name_is_one_entity_of_the_type_of_most_papers() -> None:
    said = [Said(f"p{i}", "deep learning", None, kind) for i, kind in enumerate(["CONCEPT", "METHOD", "CONCEPT"])]
    said += [Said("p1", "Deep Learning", None, "METHOD")] * 5  # many mentions in one paper are one voice
    result = resolved(said)
    assert result.entities["id"].to_pylist() == ["concept:deep-learning"]
    assert result.entities["papers"].to_pylist() == [3]
    assert result.links["relation"].to_pylist() == ["STUDIES"] * 3
    assert set(result.mentions["type"].to_pylist()) == {"CONCEPT", "METHOD"}, "the paper's own reading stays"


def test_acronyms_of_two_things() -> None:
    said = [Said("a", "MI", "mutual information"), Said("b", "MI", "motor imagery"), Said("c", "MI")]
    assert names_of(resolved(said)) == ["MI", "motor imagery", "mutual information"]


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        (["LLM", "LLMs", "LLMs", "LLM's"], "LLM"),
        (["large language models"] * 3, "large language model"),
        (["Large Language Models", "large language models"], "large language model"),
        (["GloVe", "Glove", "GloVe"], "GloVe"),
        (["k-means"] * 2, "k-means"),
        (["Variational Autoencoders", "variational autoencoder"], "variational autoencoder"),
        (["Transformers", "Transformers", "Transformer"], "Transformer"),
        (["Anomaly Means"], "Anomaly Means"),
        (["Bilin-gual Score"] * 2 + ["Bilingual Score"] * 2 + ["bilingual score"], "Bilingual Score"),
    ],
)
def test_the_name_on_show(forms: list[str], name: str) -> None:
    assert names_of(resolved(Said(f"p{i}", form) for i, form in enumerate(forms))) == [name]


def test_datasets_keep_the_ending_of_their_names() -> None:
    assert names_of(resolved([Said("a", "Amazon reviews", None, DATA)])) == ["Amazon reviews"]
    for name, other in (("nuScenes", "nuScene"), ("Universal Dependencies", "Universal Dependency")):
        assert names_of(
            resolved([Said("a", name, None, DATA), Said("b", name, None, DATA), Said("c", other, None, DATA)])
        ) == [name]


def test_the_full_form_is_the_name_and_the_others_are_aliases() -> None:
    said = [*spread(4, "DPO", DPO), Said("x", "DPO"), Said("y", "direct preference optimisation"), Said("z", "dpo")]
    result = resolved(said)
    row = entity(result, DPO)
    assert row["aliases"] == ["DPO", "direct preference optimisation"]
    assert row["papers"] == 6
    assert entity(result, "dpo")["aliases"] == []


@pytest.mark.parametrize(("papers", "name"), [(4, "Bilingual Evaluation Understudy"), (5, "BLEU")])
def test_what_nearly_all_call_by_its_acronym_is_called_so(papers: int, name: str) -> None:
    said = [*spread(papers - 1, "BLEU"), Said("b", "BLEU", "Bilingual Evaluation Understudy")]
    (row,) = resolved(said).entities.to_pylist()
    assert row["name"] == name
    assert {row["name"], *row["aliases"]} == {"Bilingual Evaluation Understudy", "BLEU"}
    assert row["papers"] == papers


def test_an_acronym_with_a_hyphen() -> None:
    said = [*spread(3, "BiLSTM", "bidirectional long short-term memory"), Said("x", "Bi-LSTM")]
    assert len(names_of(resolved(said))) == 1


def test_an_acronym_within_a_name() -> None:
    full = Said("a", "Multimodal Large Language Models")
    assert names_of(resolved([full, Said("b", "multimodal LLMs")])) == ["Multimodal Large Language Models"]
    # All mean reinforcement learning by RL, unless this corpus says otherwise.
    own = [Said(p, "RL", "robot learning") for p in "cdef"]
    said = [Said("a", "offline reinforcement learning"), Said("b", "offline RL")]
    assert names_of(resolved(said)) == ["offline reinforcement learning"]
    assert {"offline RL", "offline reinforcement learning"} <= set(names_of(resolved([*said, *own])))
    # Nothing is spelt out that nobody else has.
    assert "offline RL" in names_of(resolved([Said("b", "offline RL"), Said("c", "reinforcement learning")]))
    many = [*spread(5, "AI agent"), Said("x", "artificial intelligence agents")]
    assert names_of(resolved(many)) == ["AI agent"]


def test_a_paper_that_writes_a_form_out_and_means_it_by_its_acronym_counts_once() -> None:
    said = [Said(p, "Direct preference Optimization") for p in "abc"]
    said += [Said(p, surface, long) for p in "de" for surface, long in (("DPO", DPO), (DPO, None))]
    (row,) = resolved(said).entities.to_pylist()
    assert row["name"] == "Direct preference Optimization", "three papers against two, not against four"


def test_only_so_many_aliases() -> None:
    result = resolved(Said(f"p{i}", mark.join("abcd")) for i, mark in enumerate(" -_/.,:;|~!?&="))
    (row,) = result.entities.to_pylist()
    assert len(row["aliases"]) == 12
    assert len({*row["aliases"], row["name"]}) == 13


@pytest.mark.parametrize(
    "names",
    [
        ("C", "C++", "C#", "c sharp", "C plus plus"),
        ("β-VAE", "VAE", "beta.VAE b"),
        ("+", "-", "%", "$$$"),
        ("a b", "a.b c", "A*", "a star"),
        ("x" * 10_000, "x" * 9_999, "x " * 4_000 + "y"),
        ("学习", "学 习 x", "مفهوم"),
        ("GPT-3", "GPT-4", "GPT-3.5", "GPT 35"),
        ("foo", f"foo {hashlib.sha1(b'foo').hexdigest()[:8]}"),
    ],
)
def test_ids_never_clash(names: tuple[str, ...]) -> None:
    result = resolved(Said(f"p{i}", name) for i, name in enumerate(names))
    ids = result.entities["id"].to_pylist()
    assert len(set(ids)) == len(names)
    assert all(i.startswith("method:") and len(i) > len("method:") and len(i) < 150 for i in ids)


def test_an_author_cannot_write_a_name_that_takes_anothers_id() -> None:
    digest = hashlib.sha1(b"c sharp", usedforsecurity=False).hexdigest()[:8]
    said = [*spread(3, "C#"), *spread(2, "C sharp"), *spread(9, f"C sharp {digest}")]
    assert slug("C#") == slug("C sharp")
    result = resolved(said)
    assert len(set(result.entities["id"].to_pylist())) == result.entities.num_rows == 3


def test_the_commonest_name_has_the_plain_id() -> None:
    result = resolved([*spread(2, "C sharp"), *spread(3, "C#")])
    assert {row["id"]: row["name"] for row in result.entities.to_pylist()}["method:c-sharp"] == "C#"


def test_what_is_unsure_makes_no_entity_but_stays_a_mention() -> None:
    said = [Said("a", "Foo", confidence=0.69), Said("b", "Foo", confidence=0.7), Said("c", "Bar", confidence=0.2)]
    said += [Said("d", "Foo", confidence=0.75)]
    result = resolved(said)
    foo = "method:foo"
    assert entities_of(result) == {("a", "Foo"): None, ("b", "Foo"): foo, ("c", "Bar"): None, ("d", "Foo"): foo}
    assert result.entities["papers"].to_pylist() == [2]
    assert resolved(said, min_confidence=0.0, min_confidence_alone=0.0).entities.num_rows == 2
    assert resolved(said, min_confidence=1.0).entities.num_rows == 0


def test_a_name_of_one_paper_alone_must_be_surer() -> None:
    said = [Said("a", "Foo", confidence=0.81), Said("a", "foo", confidence=0.75), Said("b", "Bar", confidence=0.82)]
    result = resolved([*said, Said("b", "Bar", confidence=0.74)])
    assert entities_of(result) == {("a", "Foo"): None, ("a", "foo"): None, ("b", "Bar"): "method:bar"}
    assert result.links["mentions"].to_pylist() == [2]
    # An acronym and its long form are one name: two papers have it.
    both = resolved([Said("a", "DPO", DPO, confidence=0.75), Said("b", DPO, confidence=0.75)])
    assert both.entities["papers"].to_pylist() == [2]


def test_unsure_mentions_have_no_say() -> None:
    said = [*spread(2, "DPO", DPO, confidence=0.3), Said("x", "DPO")]
    assert names_of(resolved(said)) == ["DPO"]


def test_the_best_mention_is_the_evidence() -> None:
    said = [
        Said("p", "Foo", title=True, confidence=0.99),
        Said("p", "Foo", confidence=0.8, found_by="pattern"),
        Said("p", "foo", confidence=0.95, found_by="lexicon"),
        Said("p", "Foo", confidence=0.95),
    ]
    (link,) = resolved(said).links.to_pylist()
    assert (link["confidence"], link["mentions"]) == (0.99, 4)
    (link,) = resolved(said[1:]).links.to_pylist()
    assert (link["surface"], link["found_by"], link["mentions"]) == ("foo", "lexicon", 3), "of equals the first"
    said[0] = Said("p", "Foo", title=True, confidence=0.95)
    (link,) = resolved(said).links.to_pylist()
    assert link["sentence"] == "We see foo here.", "of equals one in the abstract"
    said.append(Said("p", "Foo", role="proposed", confidence=0.75))
    (link,) = resolved(said).links.to_pylist()
    assert (link["relation"], link["confidence"]) == ("PROPOSES", 0.75), "what says what the paper does with it"


def test_offsets_and_sentences_are_those_of_the_text() -> None:
    said = [
        Said("é😀p", "Fόo 😀", title=True), Said("é😀p", "Bar-2"), Said("é😀p", "Fόo 😀"), Said("q", "Baz"),
        Said("q", "Bar 2", role="used"),
    ]  # fmt: skip
    mentions, papers = corpus(said)
    texts = {row["id"]: f"{row['title']}\n{row['abstract']}" for row in papers.to_pylist()}
    links = resolve(mentions, papers, Settings()).links.to_pylist()
    assert len(links) == 4
    for link in links:
        text = texts[link["paper_id"]]
        assert text[link["start_char"] : link["end_char"]] == link["surface"]
        assert link["surface"] in link["sentence"]
        assert link["sentence"] == f"We see {link['surface']} here."
        assert link["sentence"] in text


def test_relations() -> None:
    said = [
        Said("a", "Foo", role="proposed"), Said("a", "Bar", None, DATA, "proposed"),
        Said("a", "Baz", None, "CONCEPT", "proposed"), Said("b", "Foo", role="used"), Said("b", "Bar", None, DATA),
    ]  # fmt: skip
    links = {(r["paper_id"], r["entity_id"]): r["relation"] for r in resolved(said).links.to_pylist()}
    assert links == {
        ("a", "method:foo"): "PROPOSES", ("a", "dataset:bar"): "PROPOSES", ("a", "concept:baz"): "STUDIES",
        ("b", "method:foo"): "USES", ("b", "dataset:bar"): "USES",
    }  # fmt: skip


def test_aliases_name_type_and_part() -> None:
    said = [
        *spread(2, "DPO", DPO),
        Said("x", "preference tuning", None, "CONCEPT"),
        *spread(2, "RAFT"),
        Said("r", "RaFT"),
    ]
    result = resolved(said, [f"{DPO}, Preference Tuning, CONCEPT", "RAFT != RaFT"])
    ids = {row["name"]: row["id"] for row in result.entities.to_pylist()}
    assert ids["Preference Tuning"] == "concept:preference-tuning"
    assert entity(result, "Preference Tuning")["papers"] == 3
    assert set(
        result.links.filter(pa.compute.equal(result.links["entity_id"], ids["Preference Tuning"]))[
            "relation"
        ].to_pylist()
    ) == {"STUDIES"}
    assert len({ids["RAFT"], ids["RaFT"]}) == 2


SURFACES = ("DPO", "dpo", "DPOs", DPO, "direct preference optimisation", "MI", "LLM", "LLMS", "LLMs", "CIFAR-10",
            "CIFAR-10 dataset", "CIFAR-100", "C#", "C++", "$$", "large language models")  # fmt: skip
EXPANSIONS = {
    "DPO": [DPO, "direct preference objective"], "MI": ["mutual information", "motor imagery"],
    "LLM": ["large language model", "large language model system"],
}  # fmt: skip


@st.composite
def corpora(draw: st.DrawFn) -> list[Said]:
    said = []
    for surface in draw(st.lists(st.sampled_from(SURFACES), max_size=25)):
        expansion = draw(st.sampled_from([None, *EXPANSIONS.get(surface, [])]))
        kind = draw(st.sampled_from(["METHOD", DATA, "CONCEPT"]))
        paper = draw(st.sampled_from("abcdef"))
        said.append(
            Said(paper, surface, expansion, kind, draw(st.sampled_from([None, "proposed", "used"])),
                 draw(st.sampled_from([0.3, 0.5, 0.9])), draw(st.booleans()))
        )  # fmt: skip
    return said


@settings(deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_the_mentions_does_not_count(said: list[Said], rng: random.Random) -> None:
    mentions, papers = corpus(said)
    # The same place twice, with another finder: nothing but the finder tells the two apart.
    again = mentions.set_column(
        mentions.schema.get_field_index("found_by"),
        SCHEMAS["mentions"].field("found_by"),
        pa.array(["pattern"] * mentions.num_rows, pa.string()),
    )
    mentions = pa.concat_tables([mentions, again])
    order = list(range(mentions.num_rows))
    rng.shuffle(order)
    first = resolve(mentions, papers, Settings())
    second = resolve(mentions.take(pa.array(order, pa.int64())), papers, Settings())
    assert first.entities.equals(second.entities)
    assert first.links.equals(second.links)
    assert first.mentions.equals(second.mentions)


@settings(deadline=None)
@given(corpora())
def test_what_always_holds(said: list[Said]) -> None:
    mentions, papers = corpus(said)
    result = resolve(mentions, papers, Settings())
    rows = result.mentions.to_pylist()
    pairs = {(row["paper_id"], row["entity_id"]) for row in rows if row["entity_id"] is not None}
    assert {(r["paper_id"], r["entity_id"]) for r in result.links.to_pylist()} == pairs
    assert {entity for _, entity in pairs} == set(result.entities["id"].to_pylist())
    for row in result.entities.to_pylist():
        assert row["papers"] == len({paper for paper, entity in pairs if entity == row["id"]}) > 0
        assert row["name"] not in row["aliases"]
    assert sum(result.links["mentions"].to_pylist()) == sum(row["entity_id"] is not None for row in rows)
    digits = {row["entity_id"]: set() for row in rows}
    for row in rows:
        digits[row["entity_id"]].add("".join(filter(str.isdigit, row["surface"])))
    assert all(len(each) == 1 for name, each in digits.items() if name is not None), "a number was merged away"


def test_chunked_tables_are_as_good() -> None:
    said = [*spread(3, "DPO", DPO), Said("x", "DPO"), *spread(2, "Foo", None, DATA)]
    mentions, papers = corpus(said)
    pieces = pa.concat_tables([mentions.slice(i, 1) for i in range(mentions.num_rows)])
    assert pieces["surface"].num_chunks > 1
    assert resolve(pieces, papers, Settings()).links.equals(resolve(mentions, papers, Settings()).links)


SCRIPT = """
from tests_made import *
said = [*spread(3, "DPO", "Direct Preference Optimization"), *spread(3, "C#"), *spread(3, "C sharp"), Said("x", "DPO"),
        *spread(2, "LLM", "large language model"), *spread(2, "LLMs", "large language model system")]
r = resolved(said, ["foo, bar", "RAFT != RaFT"])
print(r.entities.to_pylist(), r.links.to_pylist(), r.mentions.to_pylist())
"""


def test_hash_seeds_do_not_count() -> None:
    here = Path(__file__).parent
    script = SCRIPT.replace("tests_made", f"{here.name}.made")
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here.parent}:{here.parent.parent}"}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        found.add(run.stdout)
    assert len(found) == 1
