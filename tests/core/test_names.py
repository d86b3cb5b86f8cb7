from __future__ import annotations

import doctest
import importlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import fold, fold_words, is_acronym, join_words, singular, slug
from kg.resources import lexicon, read_rows

WORDS = st.text("abcdefghiklmnoprtuvwxyz", min_size=1, max_size=9)  # without s: no plurals
NUMBERS = st.integers(0, 3000).map(str)
NAMES = st.lists(st.one_of(WORDS, NUMBERS), min_size=1, max_size=5)
LOWER = st.text("abcdeilmnorsuxyzαβω0123456789 -.+*#/'", max_size=30)


@pytest.mark.parametrize("module", ["names", "aliases", "keys", "resolve", "link", "measure", "networks", "tables"])
def test_doctests(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"kg.{module}")).failed == 0


@given(NAMES, st.lists(st.sampled_from([" ", "-", "  ", "–", "_"]), min_size=4, max_size=4))
def test_case_hyphens_and_spaces_do_not_count(words: list[str], separators: list[str]) -> None:
    name = "".join(a + b for a, b in zip(words, [*separators, ""], strict=False))
    plain = " ".join(words)
    for other in (name, plain.upper(), plain.title(), plain.capitalize()):
        assert fold(other) == fold(plain)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_words_may_be_run_together(words: list[str]) -> None:
    # The last one keeps its ending, which is what American spelling goes by; so does the first its beginning.
    assert join_words(fold_words(" ".join(words))) == "".join("".join(fold_words(word)) for word in words)


@given(LOWER)
def test_folding_twice_changes_nothing(name: str) -> None:
    words = fold_words(name)
    assert fold_words(" ".join(words)) == words
    if words:
        assert fold(" ".join(words)) == fold(name)


@given(st.text("abXS0123456789 -._/+,:αé", max_size=20))
def test_numbers_are_never_lost_nor_run_together(name: str) -> None:
    numbers = re.compile(r"\d+(?:\.\d+)*")
    assert numbers.findall(fold(name)) == numbers.findall(name)


@given(NAMES, st.integers(0, 999), st.integers(0, 999))
def test_names_that_differ_in_a_number_are_two(words: list[str], one: int, other: int) -> None:
    if one != other:
        assert fold(" ".join([*words, "v", str(one)])) != fold(" ".join([*words, "v", str(other)]))
        assert fold("-".join([*words, f"x{one}", "b"])) != fold("-".join([*words, f"x{other}", "b"]))


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_a_slug(name: str) -> None:
    assert bool(fold(name)) == bool(name.strip())
    assert len(slug(name)) <= 120
    assert re.fullmatch(r"(?:[\w.]+(?:-[\w.]+)*)?", slug(name))
    assert is_acronym(name) in (True, False)
    assert fold(name) == fold(name.strip())


@pytest.mark.parametrize(
    "names",
    [
        ("pre-training", "pretraining", "Pre-Training", "pre training"),
        ("large language model", "Large Language Models", "large-language models", "LARGE LANGUAGE MODELS"),
        ("LLM", "LLMs", "LLM's", "llm", "LLM’s"),
        ("optimisation", "optimization", "Optimisations"),
        ("language modelling", "language modeling"),
        ("labelled data", "labeled data"),
        ("neighbour", "neighbor", "neighbours"),
        ("behavioural cloning", "behavioral cloning"),
        ("β-VAE", "beta-VAE", r"$\beta$-VAE", "Beta VAE"),
        ("Schrödinger bridge", "Schrodinger Bridge", "Schrödinger Bridges"),
        ("Łukasz", "Lukasz"),
        (r"$\ell_2$ norm", "ℓ2 norm", "L2 norm"),
        ("matrices", "matrix", "Matrix"),
        ("CIFAR-10", "CIFAR10", "cifar 10", "CIFAR‑10"),
        ("ﬁne-tuning", "fine-tuning"),
        ("movies", "movie"),
        ("analyses", "analysis"),
        ("aliases", "alias"),
        ("gases", "gas"),
        ("biases", "bias"),
        ("lenses", "lens"),
        ("MuMath**", "MuMath"),
        ("Alzheimer's disease", "Alzheimer’s diseases", "Alzheimer disease"),
    ],
)
def test_one_thing(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == 1, [fold(name) for name in names]


@pytest.mark.parametrize(
    "names",
    [
        ("GPT-3", "GPT-4", "GPT-3.5", "GPT-35", "GPT"),
        ("CIFAR-10", "CIFAR-100", "CIFAR-10.1", "CIFAR-101"),
        ("ResNet-50", "ResNet-101", "ResNet-5 0"),
        ("LLaMA", "LLaMA-2", "LLaMA-2 7B", "LLaMA-27B", "LLaMA 3.1"),
        ("C", "C++", "C#", "C+"),
        ("A", "A*"),
        ("VAE", "β-VAE", "α-VAE"),
        ("BERT", "RoBERTa", "DeBERTa", "BART"),
        ("U-Net", "U-Net++", "U-Net3+"),
        ("SAM 2", "SAM 2+", "SAM 2++"),
        ("supervised learning", "unsupervised learning", "semi-supervised learning"),
        ("slot filling", "slot filing"),
        ("tiling", "tilling"),
        ("model", "mode"),
        ("NAS", "NA"),
        ("series", "serie"),
        ("+", "-", "++"),
        ("学习", "学"),
    ],
)
def test_different_things(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == len(names), [fold(name) for name in names]


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("models", "model"), ("Classes", "Class"), ("queries", "query"), ("boxes", "box"), ("branches", "branch"),
        ("LLMs", "LLM"), ("ViTs", "ViT"), ("ResNets", "ResNet"), ("indices", "index"), ("Matrices", "Matrix"),
        ("CORPORA", "CORPUS"), ("analysis", "analysis"), ("bias", "bias"), ("statistics", "statistics"),
        ("loss", "loss"), ("NAS", "NAS"), ("BIOS", "BIOS"), ("gps", "gps"), ("its", "its"), ("s", "s"), ("", ""),
        ("aliases", "alias"), ("houses", "house"), ("databases", "database"), ("Bayes", "Bayes"),
    ],
)  # fmt: skip
def test_singular(many: str, one: str) -> None:
    assert singular(many).lower() == one.lower()
    assert singular(singular(many)) == singular(many)


def test_the_table_of_plurals_has_no_chains() -> None:
    table = {row[0]: row[1] for row in read_rows(lexicon("plurals.tsv"))}
    assert len(table) == len(read_rows(lexicon("plurals.tsv"))), "a plural stands twice"
    for plural, one in table.items():
        assert plural == plural.casefold()
        assert singular(one) == one, f"{plural} -> {one} -> {singular(one)}"


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("optimise", "optimize"), ("analyse", "analyze"), ("modelling", "modeling"), ("labelled", "labeled"),
        ("signalling", "signaling"), ("fuelling", "fueling"), ("dialled", "dialed"), ("equalling", "equaling"),
        ("colour", "color"), ("colourise", "colorize"), ("centre", "center"), ("catalogue", "catalog"),
        ("defence", "defense"), ("tumour", "tumor"), ("haemoglobin", "hemoglobin"), ("anaemia", "anemia"),
        ("programme", "program"), ("artefact", "artifact"), ("grey", "gray"), ("generalisations", "generalizations"),
    ],
)  # fmt: skip
def test_british_is_american(british: str, american: str) -> None:
    assert fold(british) == fold(american)


def test_american_words_in_ise_stay() -> None:
    for row in read_rows(lexicon("ise.txt")):
        assert fold(singular(row[0])) == singular(row[0])


@pytest.mark.parametrize("name", ["DPO", "LLMs", "t-SNE", "GPT-4", "mAP", "R&D", "TCP/IP", "LoRA", "LLM's"])
def test_acronyms(name: str) -> None:
    assert is_acronym(name)


@pytest.mark.parametrize(
    "name", ["", "A", "Adam", "ImageNet", "large language model", "ABCDEFGHIJKLMN", "B C", "β-VAE"]
)
def test_no_acronyms(name: str) -> None:
    assert not is_acronym(name)


@pytest.mark.parametrize(
    "name",
    ["a" * 10_000, "ab " * 3_333, "$" * 10_000, "\\alpha" * 1_600, "a-1." * 2_500, "s" * 10_000, "ll" * 5_000 + "ing",
     "aeiouy" * 1_600 + "lling", "\u0301" * 10_000, "1 " * 5_000, "'s" * 5_000, "İ" * 10_000],
)  # fmt: skip
def test_long_names_cost_little(name: str) -> None:
    began = time.process_time()
    fold(name), slug(name), is_acronym(name)
    assert time.process_time() - began < 1.0


def test_slugs() -> None:
    assert slug("Direct Preference Optimization") == "direct-preference-optimization"
    assert slug("R&D @ C*") == "r-and-d-at-c-star"
    assert slug("$$$") == ""
    assert slug("a_b'c") == "a-bc"
    assert slug("学习") == "学习"
    assert not slug("x" * 119 + " y" * 40).endswith("-")
