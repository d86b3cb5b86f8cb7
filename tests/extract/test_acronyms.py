"""Definitions of acronyms: what counts, where the long form begins, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import build_nlp
from kg.extract.acronyms import definitions

NLP = build_nlp(("kg_sentences", "kg_acronyms"))


def defined(text: str) -> list[tuple[str, str]]:
    text = f"Title\n{text}"
    found = definitions(NLP(text))
    return [(text[d.short_start : d.short_end], text[d.long_start : d.long_end]) for d in found]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We study Direct Preference Optimization (DPO).", "DPO", "Direct Preference Optimization"),
        ("large language models (LLMs) fail", "LLMs", "large language models"),
        ("modern large language models (LLM) fail", "LLM", "large language models"),
        ("use a convolutional neural network (CNN, for short)", "CNN", "convolutional neural network"),
        ("with stochastic gradient descent [SGD]", "SGD", "stochastic gradient descent"),
        ("explainable artificial intelligence (XAI)", "XAI", "explainable artificial intelligence"),
        ("for vehicle-to-everything (V2X) links", "V2X", "vehicle-to-everything"),
        ("in text-to-image (T2I) generation", "T2I", "text-to-image"),
        ("the speech-to-text translation (S2TT) task", "S2TT", "speech-to-text translation"),
        ("a Vision Transformer (ViT)", "ViT", "Vision Transformer"),
        ("the Fréchet inception distance (FID)", "FID", "Fréchet inception distance"),
        ("mixture of experts (MoE) layers", "MoE", "mixture of experts"),
        ("area under the curve (AUC)", "AUC", "area under the curve"),
        ("reinforcement learning from human feedback (RLHF)", "RLHF", "reinforcement learning from human feedback"),
        ("a state space model (SSM) is", "SSM", "state space model"),
        ("MIND (Multi-agent Inference for Negotiation Dialogue)", "MIND",
         "Multi-agent Inference for Negotiation Dialogue"),
        ("low-rank adaptation (LoRA)", "LoRA", "low-rank adaptation"),
        ("neural radiance fields (NeRFs)", "NeRFs", "neural radiance fields"),
        ("non-negative matrix factorization (NMF)", "NMF", "non-negative matrix factorization"),
        ("t-distributed stochastic neighbor embedding (t-SNE)", "t-SNE", "t-distributed stochastic neighbor embedding"),
        ("Bidirectional Encoder Representations from Transformers (BERT)", "BERT",
         "Bidirectional Encoder Representations from Transformers"),
        ("the magnetic resonance imaging (MRI) scans", "MRI", "magnetic resonance imaging"),
        ("electroencephalography (EEG) signals", "EEG", "electroencephalography"),
        ("Here is CLUE (Contrastive Learning of User Embeddings)", "CLUE",
         "Contrastive Learning of User Embeddings"),
        ("the DAG (directed acyclic graph) of", "DAG", "directed acyclic graph"),
        ("structure from motion ( SfM )", "SfM", "structure from motion"),
        ("a retrieval-augmented generation (RAG)-based system", "RAG", "retrieval-augmented generation"),
        ("the proximal policy optimization (PPO; Schulman et al., 2017)", "PPO", "proximal policy optimization"),
        ("an internet of things (IoT) device", "IoT", "internet of things"),
        ('the so-called "chain of thought" (CoT)', "CoT", "chain of thought"),
        ("question answering (QA) and machine translation", "QA", "question answering"),
        ("self-supervised learning (SSL)", "SSL", "self-supervised learning"),
        ("the wisdom-large language model (LLM)", "LLM", "large language model"),
        ("results improve (see Table 2)", None, None),
        ("we gain 3 points (BLEU)", None, None),
        ("in the paper (The)", None, None),
        ("as shown (Smith, 2020)", None, None),
        ("a model (A)", None, None),
        ("graph neural networks (LSTM)", None, None),
        ("BERT (BERT)", None, None),
        ("as we show. Deep nets (DN)", "DN", "Deep nets"),
        ("many Things fail. (TF)", None, None),
        ("We evaluate our method on satellite imagery (EuroSAT)", None, None),
        ("tools (LTs) and vision-language models (LVLMs)", None, None),
        ("a complete poly(methyl methacrylate) (PMMA) film", "PMMA", "poly(methyl methacrylate)"),
    ],
)  # fmt: skip
def test_definitions(text: str, short: str | None, long: str | None) -> None:
    assert defined(text) == ([(short, long)] if short else [])


def test_two_in_a_sentence() -> None:
    text = "We train variational autoencoders (VAEs) and generative adversarial networks (GANs) on it."
    assert defined(text) == [("VAEs", "variational autoencoders"), ("GANs", "generative adversarial networks")]


def test_a_definition_does_not_reach_over_a_sentence() -> None:
    assert defined("We use direct preference. Optimization (DPO) is hard.") == []


def test_the_spans_on_the_document_are_the_definitions() -> None:
    doc = NLP("Title\nWe study direct preference optimization (DPO).")
    assert [s.text for s in doc.spans["kg_acronyms"]] == ["DPO", "direct preference optimization"]


@given(st.text(alphabet=st.sampled_from(list("abAB1 ()[]-,.;'é"))))
def test_any_text_at_all(text: str) -> None:
    doc = NLP(text)
    for d in definitions(doc):
        assert 0 <= d.long_start < d.long_end <= len(doc.text)
        assert 0 <= d.short_start < d.short_end <= len(doc.text)
        assert d.short_end <= d.long_start or d.long_end <= d.short_start
