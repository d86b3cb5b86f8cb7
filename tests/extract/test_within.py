"""What is one thing within a paper: acronyms that nobody expands in brackets, heads that add nothing."""

from __future__ import annotations

import pytest

from kg.extract.within import begins_alike, initials_of, long_forms, spelled_out, without_head
from kg.names import fold
from tests.extract.conftest import Extract


def test_an_acronym_of_a_name_beside_it() -> None:
    assert long_forms(["RNNs", "recurrent neural network", "LSTM"]) == {"rnn": "recurrent neural network"}


def test_hyphens_are_no_letters() -> None:
    assert long_forms(["CA-GF", "criteria-aware graph filtering"]) == {"cagf": "criteria-aware graph filtering"}


def test_a_letter_twice() -> None:
    name = "Robust Regularized Pessimistic Value Iteration"
    assert long_forms(["R2PVI", name]) == {"r2pvi": name}


def test_two_names_would_do() -> None:
    assert long_forms(["ABC", "active boundary control", "adaptive bin count"]) == {}


def test_two_letters_mean_what_all_mean_by_them() -> None:
    assert long_forms(["RL", "reinforcement learning"]) == {"rl": "reinforcement learning"}
    assert long_forms(["RL", "ridge loss"]) == {}
    assert long_forms(["EH", "energy harvesting"]) == {"eh": "energy harvesting"}
    assert long_forms(["VV", "VV-VH"]) == {}


def test_one_name_in_two_spellings_is_one() -> None:
    assert long_forms(["LLM", "Large Language Models", "large language model"]).keys() == {"llm"}


def test_small_words_count_or_not() -> None:
    assert initials_of("reinforcement learning from human feedback") == {"RLFHF", "RLHF"}


def test_words_written_in_one_or_with_a_hyphen() -> None:
    assert "PANDA" in initials_of("PersonalityAdapted Neural Decision Agents")
    assert {"MIFND", "MIND", "MAIND"} <= initials_of("Multi-agent Inference for Negotiation Dialogue")


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Mamba models", "Mamba"),
        ("BTS units", "BTS"),
        ("GPT-4 model", "GPT-4"),
        ("diffusion models", None),
        ("Bayesian methods", None),
        ("Mamba noise", None),
        ("Mamba", None),
    ],
)
def test_heads(name: str, rest: str | None) -> None:
    keys = frozenset(map(fold, ["Mamba", "BTS", "GPT-4", "diffusion", "Bayesian"]))
    assert without_head(name, keys) == rest


def test_only_where_the_paper_has_it_alone() -> None:
    assert without_head("Mamba models", frozenset({"s4"})) is None


def test_an_acronym_or_a_number_within() -> None:
    names = ["BoundlessBPE", "Boundless Byte Pair Encoding", "Gaussians2Life", "Gaussians-to-Life", "GPT-4", "GPT"]
    assert spelled_out(names, {}) == {
        "boundlessbpe": "Boundless Byte Pair Encoding",
        "gaussian2life": "Gaussians-to-Life",
    }
    assert spelled_out(["FairXYZ", "fair xylophone zone"], {"XYZ": "xylophonezone"}) == {
        "fairxyz": "fair xylophone zone"
    }


def test_an_acronym_within_that_nobody_expands() -> None:
    names = ["ToF rendering", "Time-of-Flight Rendering", "multimodal LLMs", "Multimodal Large Language Models"]
    assert spelled_out(names, {}) == {
        "tofrendering": "Time-of-Flight Rendering",
        "multimodalllm": "Multimodal Large Language Models",
    }
    assert spelled_out(["RefCOCO", "RefCOCO+"], {}) == {}
    assert spelled_out(["R2PVI", "robust regularized pessimistic value iteration"], {}) == {}
    # All mean reinforcement learning by it.
    assert spelled_out(["model-based RL", "model-based robot learning"], {}) == {}


@pytest.mark.parametrize(
    ("short", "long", "is_so"),
    [
        ("SAM", "Segment Anything", True),
        ("CLIP", "Contrastive Vision-Language Pre-training", True),
        ("LLMs", "large language models", True),
        ("GPT-4", "large language models", False),
        ("Adam", "adaptive moments", False),
        ("RL", "reinforcement", False),
    ],
)
def test_most_initials(short: str, long: str, is_so: bool) -> None:
    assert begins_alike(short, long) is is_so


def test_an_acronym_with_other_letters(extract: Extract) -> None:
    found = extract("On images", "We fine-tune Segment Anything (SAM) on satellite images. SAM is strong.").mentions
    assert [m.expansion for m in found if m.surface == "SAM"] == ["Segment Anything"] * 2


def test_a_short_form_of_a_short_form(extract: Extract) -> None:
    found = extract(
        "Views",
        "We study Partial Canonical Correlation Analysis (PCCA). We propose Deep Partial Canonical Correlation "
        "Analysis for images. Our Deep PCCA (DPCCA) model wins, and DPCCA is fast.",
    )
    longs = {m.surface: m.expansion for m in found.mentions}
    assert longs["DPCCA"] == longs["Deep PCCA"] == "Deep Partial Canonical Correlation Analysis"


def test_a_name_that_the_paper_defines_is_one_wherever_it_stands(extract: Extract) -> None:
    found = extract(
        "Policy Regularization with Dataset Constraint for Offline Reinforcement Learning",
        "We propose Policy Regularization with Dataset Constraint (PRDC), a method for offline reinforcement learning. "
        "PRDC beats CQL on D4RL.",
    )
    surfaces = [m.surface for m in found.mentions]
    assert surfaces.count("Policy Regularization with Dataset Constraint") == 2
    assert not {"Policy Regularization", "Dataset Constraint"} & set(surfaces)


def test_two_acronyms_of_one_name(extract: Extract) -> None:
    found = extract(
        "Looking",
        "Convolutional neural networks (CNNs) see. A convolutional neural networks (CNN) zoo: CNNs and a CNN.",
    )
    longs = {m.expansion for m in found.mentions if m.surface in ("CNN", "CNNs")}
    assert {m.surface for m in found.mentions} >= {"CNN", "CNNs"}
    assert {str(long).lower() for long in longs} == {"convolutional neural networks"}


def test_in_a_paper(extract: Extract) -> None:
    found = extract(
        "On memory", "Recurrent neural networks forget. We compare RNNs with Mamba. Mamba models forget less."
    )
    assert {m.surface for m in found.mentions if "Mamba" in m.surface} == {"Mamba"}
    assert {m.expansion for m in found.mentions if m.surface == "RNNs"} == {"Recurrent neural networks"}
