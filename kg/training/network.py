"""The network: an encoder of pieces, and a head that weighs each candidate as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from kg.extract.network import SIZES

__all__ = ["HEAD", "WIDTH", "SpanNetwork", "State", "half", "load_encoder", "load_network"]

WIDTH = 192
HEAD = 32  # numbers of an attention head
#: Of pretraining: no name, METHOD, DATASET, CONCEPT; the last is not used.
OUTPUTS = 5


def half() -> torch.autocast:
    """What is computed within is so in 16 bits, where the processor can: others take ten times as long for it."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def load_encoder(folder: Path) -> tuple[Any, Any]:
    """The encoder with its masked-language head, from safetensors alone."""
    from transformers import BertForMaskedLM

    model = BertForMaskedLM.from_pretrained(folder, use_safetensors=True, local_files_only=True)
    return model.bert, model.cls


State = dict[str, torch.Tensor]


def load_network(folder: Path, state: State) -> SpanNetwork:
    """A network with these weights: as many layers, heads, neurons and outputs as they have."""
    from transformers import BertConfig, BertModel

    layers = sum(name.endswith("attention.self.query.weight") for name in state)
    neurons = len(state["encoder.encoder.layer.0.intermediate.dense.bias"])
    config = BertConfig.from_pretrained(folder, num_hidden_layers=layers, intermediate_size=neurons)
    network = SpanNetwork(BertModel(config, add_pooling_layer=False), outputs=len(state["weigh.bias"]))
    width, hidden = state["encoder.encoder.layer.0.attention.self.query.weight"].shape
    for layer in network.encoder.encoder.layer:
        # The library has no setting for fewer heads of the same size.
        inner, outer = layer.attention.self, layer.attention.output
        inner.num_attention_heads, inner.all_head_size = width // HEAD, width
        inner.query, inner.key, inner.value = (nn.Linear(hidden, width) for _ in range(3))
        outer.dense = nn.Linear(width, hidden)
    network.load_state_dict(state)
    return network


class SpanNetwork(nn.Module):
    """An encoder, and three views of its pieces: as the first of a name, as its last, and as a part of it."""

    def __init__(self, encoder: nn.Module, hidden: int = 384, outputs: int = OUTPUTS) -> None:
        super().__init__()
        self.encoder = encoder
        self.views = nn.Linear(hidden, 3 * WIDTH)
        self.sizes = nn.Embedding(SIZES, WIDTH)
        self.weigh = nn.Linear(WIDTH, outputs)
        self.dropout = nn.Dropout(0.0)

    def forward(self, pieces: torch.Tensor, attention: torch.Tensor | None = None) -> torch.Tensor:
        """Pieces, ``(texts, pieces)``, to their views, ``(texts, pieces, 3 · WIDTH)``."""
        hidden = self.encoder(pieces, attention_mask=attention).last_hidden_state
        return self.views(self.dropout(hidden))

    def judge(self, views: torch.Tensor, spans: torch.Tensor) -> torch.Tensor:
        """Scores, ``(spans, OUTPUTS)``, of spans, each a row of text, first piece, last piece and size."""
        text, first, last, size = spans.unbind(1)
        begin, end, part = views.float().chunk(3, dim=-1)
        sums = nn.functional.pad(part.cumsum(1), (0, 0, 1, 0))
        mean = (sums[text, last + 1] - sums[text, first]) / (last + 1 - first).unsqueeze(1)
        return self.weigh(nn.functional.gelu(begin[text, first] + end[text, last] + mean + self.sizes(size)))
