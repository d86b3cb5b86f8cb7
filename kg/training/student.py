"""A smaller network that learns from a larger one: fewer layers, fewer neurons in each, taught on many more texts.

The last layers are left off (H. Sajjad et al., *On the effect of dropping layers of pre-trained transformer models*,
2023), and in each other layer the neurons that add least to its sum, by their mean activation on some texts times the
size of what they add. Then the small network is tuned on the annotated papers, and on abstracts that nobody annotated
with the large one's answers for labels (G. Hinton et al., *Distilling the knowledge in a neural network*, 2015).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch.nn.functional import gelu

from kg.extract.entities import MIX, judged_scores
from kg.training.batches import batch
from kg.training.examples import Example
from kg.training.network import SpanNetwork, State

__all__ = ["LAYERS", "NEURONS", "answered", "smaller"]

LAYERS = 5
NEURONS = 1152  # of 1536
#: Where the large network sees a method or a dataset with this probability, its word on roles is asked.
_ASKED = 0.3


def answered(examples: list[Example], network: SpanNetwork) -> Iterator[Example]:
    """The examples with what a tuned network, joined with the judge, says of them for labels."""
    network.eval()
    with torch.no_grad():
        for one in examples:
            group = batch([one], cut=False)
            scores = network.judge(network(group.pieces), group.spans)
            said = (scores[:, :7] + MIX * torch.from_numpy(judged_scores(group.judged.numpy()))).softmax(1).numpy()
            roles = scores[:, 7].sigmoid().numpy()
            yield replace(one, labels=said, proposed=np.where(said[:, 1:5].sum(1) >= _ASKED, roles, -1.0))


def _sizes(network: SpanNetwork, examples: list[Example]) -> list[torch.Tensor]:
    """What each neuron of each layer adds, on these texts: mean of its activation times the length of its output."""
    sums = [torch.zeros(0)] * len(network.encoder.encoder.layer)

    def watch(k: int, layer: torch.nn.Module) -> None:
        def keep(_: object, __: object, out: torch.Tensor) -> None:
            size = gelu(out).abs().mean((0, 1)).detach()
            sums[k] = size if not len(sums[k]) else sums[k] + size

        layer.intermediate.dense.register_forward_hook(keep)

    for k, layer in enumerate(network.encoder.encoder.layer):
        watch(k, layer)
    with torch.no_grad():
        for one in examples:
            network(batch([one], cut=False).pieces)
    return [
        size * layer.output.dense.weight.norm(dim=0)
        for size, layer in zip(sums, network.encoder.encoder.layer, strict=True)
    ]


def smaller(network: SpanNetwork, examples: list[Example], layers: int = LAYERS, neurons: int = NEURONS) -> State:
    """The weights of a network without its last layers and its least neurons."""
    sizes = _sizes(network, examples)
    state = {
        name: value.clone()
        for name, value in network.state_dict().items()
        if not any(f"encoder.layer.{k}." in name for k in range(layers, len(sizes)))
    }
    for k in range(layers):
        kept = sizes[k].argsort(descending=True)[:neurons].sort().values
        for part, axis in (
            ("intermediate.dense.weight", 0),
            ("intermediate.dense.bias", 0),
            ("output.dense.weight", 1),
        ):
            name = f"encoder.encoder.layer.{k}.{part}"
            state[name] = state[name].index_select(axis, kept)
    return state
