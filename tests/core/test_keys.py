from __future__ import annotations

import numpy as np
import pytest

from kg.spellings import count_papers, majority

from .made import Said, entities_of, learned, resolved, spread

# Made up: what the lexicon says of real ones is tested elsewhere.
QPO = "Quasar Preference Optimization"
MAP = "mean average precision"


def test_an_acronym_is_what_its_own_paper_says() -> None:
    key = learned([Said("a", "MI", "mutual information"), Said("b", "MI", "motor imagery")])
    assert key("MI", "mutual information") == "mutualinformation"
    assert key("MI", "motor imagery") == "motorimagery"
    assert key("MI", None) == "mi", "the corpus does not agree"


def test_an_acronym_without_an_expansion_joins_what_the_corpus_expands_it_to() -> None:
    key = learned([Said("a", "QPO", QPO), Said("b", "QPO", "quasar preference optimisation"), Said("c", "QPO")])
    for surface in ("QPO", "QPOs", "QPO's", "QPO’s", "$QPO$"):
        assert key(surface, None) == "quasarpreferenceoptimization"
    assert key("qpo", None) == "qpo", "that is no acronym"
    assert key("QPO-2", None) == "qpo2"


@pytest.mark.parametrize(("papers", "joins"), [(1, False), (2, True)])
def test_a_coined_name_takes_two_papers(papers: int, joins: bool) -> None:
    key = learned(spread(papers, "QuasOpt", "Quasar Optimization"))
    assert (key("QuasOpt", None) == "quasaroptimization") == joins
    assert key("quasopt", None) == "quasopt"


def test_a_slip_of_case_coins_nothing() -> None:
    key = learned([*spread(40, "QuOPT", "Quasar Optimization"), *spread(2, "QuOpt", "Quasar Optimization")])
    assert key("QuOPT", None) == "quasaroptimization"
    assert key("QuOpt", None) == "quopt"


def test_what_one_paper_alone_spells_out_is_not_what_others_mean_by_the_word() -> None:
    said = [Said("a", "LAMA", "Language Model Meta"), *(Said(p, "Lama") for p in "bcd")]
    key = learned(said)
    assert key("LAMA", None) == key("Lama", None) == "lama"
    assert key("LAMA", "Language Model Meta") == "languagemodelmeta"


def test_what_one_paper_spells_out_in_part_is_what_others_mean_who_do_not() -> None:
    said = [Said("a", "Agentic QI", "Agentic Quasar Intelligence"), Said("a", "Agentic Quasar Intelligence")]
    assert learned(said)("Agentic QI", "Agentic Quasar Intelligence") == "agenticquasarintelligence"
    key = learned([*said, *(Said(p, "Agentic QI") for p in "bcd")])
    assert key("Agentic QI", "Agentic Quasar Intelligence") == key("Agentic QI", None) == "agenticqi"
    key = learned(
        [*said, *(Said(p, "Agentic QI") for p in "bcd"), Said("e", "Agentic QI", "Agentic Quasar Intelligence")]
    )
    assert key("Agentic QI", None) == "agenticquasarintelligence", "two papers say so"


@pytest.mark.parametrize(("papers", "joins"), [(1, False), (2, True)])
def test_a_short_acronym_takes_two_papers(papers: int, joins: bool) -> None:
    key = learned(spread(papers, "QPO", QPO))
    assert (key("QPO", None) == "quasarpreferenceoptimization") == joins


def test_two_papers_are_not_one_paper_twice() -> None:
    said = [Said("a", "QPO", QPO), Said("a", "QPOs", "Quasar Preference Optimizations"), Said("a", "QPO", QPO.lower())]
    assert learned(said)("QPO", None) == "qpo"


def test_a_long_acronym_takes_one_paper() -> None:
    key = learned(spread(1, "RQHF", "reciprocal quasar human feedback"))
    assert key("RQHF", None) == "reciprocalquasarhumanfeedback"


@pytest.mark.parametrize(("share", "joins"), [(0.75, True), (0.8, False)])
def test_most_papers_must_agree(share: float, joins: bool) -> None:
    said = spread(3, "QPO", QPO) + spread(1, "QPO", "drilling process optimizer", first=9)
    assert (learned(said, acronym_share=share)("QPO", None) == "quasarpreferenceoptimization") == joins


def test_map_is_no_map() -> None:
    said = spread(5, "mAP", MAP) + [Said(f"x{i}", "MAP", "maximum a posteriori") for i in range(2)]
    key = learned(said)
    assert key("mAP", None) == "meanaverageprecision"
    assert key("MAP", None) == "maximumaposteriori"


def test_capitals_may_be_those_of_a_title() -> None:
    key = learned(spread(5, "mAP", MAP))
    assert key("MAP", None) == "meanaverageprecision"
    assert key("MaP", None) == "map"


def test_plurals_of_acronyms_in_capitals() -> None:
    said = spread(3, "LQM", "large quasar model")
    assert learned(said)("LQMS", None) == "largequasarmodel"
    assert learned(said)("LQMs", None) == "largequasarmodel"
    assert learned(spread(1, "LQM", "large quasar model"))("LQMS", None) == "lqms", "one paper is too few for LQM"
    said += spread(2, "LQMS", "low quasar memory store")
    assert learned(said)("LQMS", None) == "lowquasarmemorystore"


@pytest.mark.parametrize(
    "names",
    [("GPT-3", "GPT-4", "GPT-3.5"), ("CIFAR-10", "CIFAR-100"), ("LLaMA", "LLaMA-2", "LLaMA 3"), ("T5", "T50"),
     ("ResNet-50 model", "ResNet-101 model", "ResNet-50", "ResNet-101"), ("YOLOv8", "YOLOv80", "YOLOv8.1")],
)  # fmt: skip
def test_versions_and_sizes_never_merge(names: tuple[str, ...]) -> None:
    said = [each for name in names for each in spread(4, name)]
    said += spread(3, "GPT", "generative pre-trained transformer") + spread(2, "CIFAR", "a dataset of small images")
    key = learned(said)
    assert len({key(name, None) for name in names}) == len(names)


def test_expansions_that_differ_in_small_words_or_a_loose_head_are_one() -> None:
    said = [
        *spread(3, "GAT", "graph attention network"),
        Said("x", "GAT", "graph attention"),
        Said("y", "GATs", "graph attention networks model"),
    ]
    key = learned([*said, Said("z", "GAT", "the graph of attention network")])
    assert key("GAT", "graph attention networks model") == "graphattentionnetwork"
    assert key("GAT", "the graph of attention network") == "graphattentionnetwork"
    assert key("GAT", "graph attention") == "graphattentionnetwork"
    assert key("GAT", "graph adversarial training") == "graphadversarialtraining"
    assert key("GAT", None) == "graphattentionnetwork"


def test_variants_of_two_acronyms_meet_in_the_commonest() -> None:
    """What is the commoner of two under one acronym may be the rarer under another: it must not cost the merge."""
    said = [
        *spread(3, "LXM", "latent quasar model"),
        *spread(1, "LXM", "latent quasar models approach", first=10),
        *spread(2, "LXA", "latent quasar models approach"),
        *spread(1, "LXA", "latent quasar model", first=10),
        *spread(1, "LXA", "latent quasar models method", first=20),
    ]
    key = learned(said)
    forms = ("latent quasar model", "latent quasar models approach", "latent quasar models method")
    assert {key("LXM", form) for form in forms} | {key("LXA", form) for form in forms} == {"latentquasarmodel"}


def test_hyphens_do_not_make_variants_two() -> None:
    said = [*spread(2, "PQM", "pre-trained quasar model"), Said("x", "PQM", "pretrained quasar model system")]
    assert learned(said)("PQM", "pretrained quasar model system") == "pretrainedquasarmodel"


DATA = "DATASET"


@pytest.mark.parametrize(
    ("surface", "key"),
    [
        ("CIFAR-10 dataset", "cifar10"), ("CIFAR-10 data set", "cifar10"), ("CIFAR-10-dataset", "cifar10"),
        ("CIFAR-10 benchmarks", "cifar10"), ("CIFAR-10 benchmark dataset", "cifar10"),
        ("CIFAR-10 method", "cifar10method"), ("CIFAR-100 dataset", "cifar100dataset"), ("dataset", "dataset"),
        ("data set", "dataset"), ("benchmark dataset", "benchmarkdataset"), ("BIOS dataset", "biosdataset"),
    ],
)  # fmt: skip
def test_heads_come_off_what_stands_alone(surface: str, key: str) -> None:
    said = spread(3, "CIFAR-10", None, DATA) + spread(2, "bio", None, DATA) + [Said("x", surface, None, DATA)]
    said += [Said("y", "CIFAR-10 benchmark", None, DATA)]
    assert learned(said)(surface, None) == key
    assert learned(said[:-2])(surface, None) == key, "a name that the corpus lacks is decided in the same way"


def test_a_head_stays_where_the_name_without_it_is_rarer_or_of_another_type() -> None:
    assert learned(spread(1, "Foo", None, DATA) + spread(2, "Foo dataset", None, DATA))("Foo dataset", None) != "foo"
    assert learned(spread(3, "Foo") + spread(2, "Foo dataset", None, DATA))("Foo dataset", None) == "foodataset"


def test_a_head_comes_off_where_both_are_as_rare() -> None:
    assert learned([*spread(2, "Foo", None, DATA), *spread(2, "Foo dataset", None, DATA)])("Foo dataset", None) == "foo"


def test_heads_come_off_acronyms_and_their_expansions_alike() -> None:
    long = "low-rank adaptation"
    said = [*spread(4, "LoRA", long), *spread(3, long), Said("x", "LoRA method"), Said("y", "lora")]
    key = learned(said)
    assert key("LoRA method", None) == key("LoRA", None) == key(long, None) == "lowrankadaptation"
    said = [*spread(3, "Quux tuning"), Said("a", "QTM", "Quux tuning method"), Said("a", "Quux tuning method")]
    key = learned(said)
    assert key("QTM", "Quux tuning method") == key("Quux tuning method", None) == "quuxtuning"


def test_aliases_have_the_last_word() -> None:
    said = [*spread(3, "QPO", QPO), *spread(3, "CIFAR-10", None, DATA), *spread(1, "CIFAR-10 dataset", None, DATA)]
    key = learned(said, ["quasar preference optimisation, preference tuning", "QPO-2, QPO"])
    assert key("QPO", QPO) == "preferencetuning"
    assert key("QPO-2", None) == key("QPO", None) == "qpo", "a canonical name stands for itself"
    key = learned(said, ["CIFAR10, Canadian images"])
    assert key("CIFAR-10 dataset", None) == key("CIFAR-10", None) == "canadianimage"
    key = learned(said, ["small images, CIFAR-10 dataset"])
    assert key("small image", None) == key("CIFAR-10 dataset", None) == "cifar10dataset"
    assert key("CIFAR-10", None) == "cifar10"


def test_an_alias_counts_when_the_corpus_is_asked() -> None:
    said = spread(3, "QPO", QPO) + spread(3, "QPO", "quasar preference objective", first=9)
    assert learned(said)("QPO", None) == "qpo"
    key = learned(said, [f"quasar preference objective, {QPO}"])
    assert key("QPO", None) == "quasarpreferenceoptimization"


def test_exact_spellings_kept_apart() -> None:
    said = spread(3, "RAFT") + spread(3, "RaFT", "reward ranked fine-tuning")
    assert learned(said)("RAFT", None) == "rewardrankedfinetuning"
    key = learned(said, ["RAFT != RaFT"])
    assert key("RAFT", None) == "raft=RAFT"
    assert key("RaFT", "reward ranked fine-tuning") == key("RaFT", None) == "rewardrankedfinetuning"
    assert key("raft", None) == "raft"


@pytest.mark.parametrize("long", ["mutual information", "Mutual Information", "mutual-information"])
def test_a_short_form_kept_from_its_long_one_in_every_spelling(long: str) -> None:
    said = [*spread(3, "MI", long), *spread(2, long)]
    key = learned(said, ["MI != mutual information"])
    assert key("MI", long) == key("MI", None) == key("MIs", None) == "mi"
    assert key(long, None) == "mutualinformation"
    assert key("MI", "motor imagery") == "motorimagery"


def test_kept_apart_from_what_the_head_would_leave() -> None:
    said = [*spread(3, "CIFAR-10", None, DATA), *spread(1, "CIFAR-10 dataset", None, DATA)]
    assert learned(said, ["CIFAR-10 dataset != CIFAR-10"])("CIFAR-10 dataset", None) == "cifar10dataset"


def test_explanations_say_what_was_decided() -> None:
    said = [
        *spread(3, "QPO", QPO),
        *spread(3, "CIFAR-10", None, DATA),
        Said("x", "QPO", "quasar preference of optimization"),
    ]
    key = learned(said, ["foo, bar", "MI != mutual information"])
    for surface, expansion, why in [
        ("QPO", QPO, f"its paper expands it to {QPO!r}"),
        ("QPO", None, "the papers that expand this acronym nearly all expand it to this"),
        ("GPT-4", None, "its own name, folded"),
        ("CIFAR-10 dataset", None, "its own name, folded, less the word that says what it is"),
        ("Foo", None, "its own name, folded; the aliases file calls it 'bar'"),
        ("QPO", "quasar preference of optimization", "that is a variant of what the same acronym mostly stands for"),
    ]:
        got, told = key.explained(surface, expansion)
        assert got == key(surface, expansion)
        assert why in told
    assert "keeps this spelling apart" in learned([], ["A1 != a1"]).explained("A1", None)[1]


def test_a_variant_kept_apart() -> None:
    said = [
        *spread(3, "GAT", "graph attention network"),
        Said("x", "GAT", "graph attention"),
        Said("x", "graph attention"),
    ]
    assert learned(said)("graph attention", None) == "graphattentionnetwork"
    key = learned(said, ["graph attention != graph attention network"])
    got, why = key.explained("graph attention", None)
    assert got == "graphattention"
    assert "keeps it apart" in why


def test_an_expansion_circle_ends() -> None:
    said = [
        *spread(3, "AAAA", "BBBB method"), *spread(3, "BBBB", "AAAA method"),
        *spread(2, "AAAA method"), *spread(2, "BBBB method"),
    ]  # fmt: skip
    key = learned(said)
    assert all(key(each.surface, each.expansion) for each in said)


def test_decided_is_what_asking_gives() -> None:
    said = [*spread(3, "QPO", QPO), *spread(3, "CIFAR-10", None, DATA), Said("x", "CIFAR-10 dataset", None, DATA),
            Said("y", "QPO"), Said("z", "QPO method")]  # fmt: skip
    key_of = learned(said)
    spellings = key_of.spellings
    assert key_of.decided == [key_of(*pair) for pair in spellings.pairs]
    assert [spellings.pairs[row] for row in spellings.rows] == [(each.surface, each.expansion) for each in said]


def test_no_mentions() -> None:
    key = learned([])
    assert key.decided == []
    assert key("QPO", None) == "qpo"


def test_majority() -> None:
    assert majority({}) == "METHOD"
    assert majority({"CONCEPT": 2, "DATASET": 2, "METHOD": 1}) == "DATASET"
    assert majority({"CONCEPT": 3, "METHOD": 2}) == "CONCEPT"


def test_counting_papers() -> None:
    papers, keys, kinds = np.array([5, 5, 1, 5, 1]), np.array([0, 0, 0, 2, 0]), np.array([-1, -1, -1, 3, 0])
    assert list(count_papers(papers, keys)) == [(0, 2), (2, 1)]
    assert list(count_papers(papers, keys, kinds)) == [(0, -1, 2), (0, 0, 1), (2, 3, 1)]
    none = np.zeros(0, dtype=np.int64)
    assert list(count_papers(none, none, none)) == []


def test_the_usual_meaning_of_an_acronym_needs_half_of_the_papers() -> None:
    usual, misspelt = "low-rank adaptation", "low-rank adapation"
    said = [Said("a", "LoRA", usual), Said("b", "LoRA", misspelt), *spread(3, "LoRA", first=5)]
    of = entities_of(resolved(said))
    assert of["a", "LoRA"] == of["LoRA-5", "LoRA"] == "method:low-rank-adaptation"
    assert of["b", "LoRA"] == "method:low-rank-adapation"
    # Another meaning in most of the papers is a reason to leave it open.
    said += [Said("c", "LoRA", "long-range analysis"), Said("d", "LoRA", "long-range analysis")]
    assert entities_of(resolved(said))["LoRA-5", "LoRA"] == "method:lora"
