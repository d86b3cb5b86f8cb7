from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.graph import KnowledgeGraph

TOPICS = {
    "dpo": "We propose {x}, a variant of Direct Preference Optimization (DPO) to align large language models (LLMs)."
    " {x} improves over DPO and proximal policy optimization on AlpacaEval and MT-Bench.",
    "diffusion": "We introduce {x}, a conditional diffusion model for image generation. On CIFAR-10 and ImageNet, {x} "
    "outperforms generative adversarial networks (GANs). Diffusion models are trained with score matching.",
    "gnn": "This paper presents {x}, a graph neural network (GNN) for node classification. We evaluate {x} on Cora and "
    "CIFAR-100 with graph attention networks as baselines; self-attention and contrastive learning help.",
    "survey": "We survey large language models (LLMs) and retrieval-augmented generation (RAG). Question answering, "
    "machine translation and diffusion models are covered, with {x} as a running example on ImageNet.",
}
NAMES = ("AlphaTune", "BetaFlow", "GammaNet", "DeltaRAG", "EpsBERT", "ZetaGAN")


def write_papers(file: Path) -> Path:
    """Two dozen papers on four topics, with some odd ones among them."""
    rows = [
        {"id": f"{topic}-{i}", "title": f"{name}: a study", "abstract": text.format(x=name), "year": 2020 + i}
        for topic, text in TOPICS.items()
        for i, name in enumerate(NAMES)
    ]
    rows.append(
        {"id": "method:direct-preference-optimization", "title": "=cmd() on DPO", "abstract": "We use DPO & <b>."}
    )
    rows.append({"id": "nothing", "title": "Editorial", "abstract": "Welcome. We propose EtaNet."})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A real graph on disk, from papers made up for the purpose."""
    folder = tmp_path_factory.mktemp("made")
    return kg.build(write_papers(folder / "papers.jsonl"), folder / "made.kg")
