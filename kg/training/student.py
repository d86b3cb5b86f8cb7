"""A smaller network that learns from a larger one: fewer layers, heads and neurons, taught on many more texts.

The last layers are left off (H. Sajjad et al., *On the effect of dropping layers of pre-trained transformer models*,
2023), and in each other layer the heads (P. Michel et al., *Are sixteen heads really better than one?*, 2019) and the
neurons that add least to its sum, by their mean activation on some texts times the size of what they add. Then the
small network is tuned on the annotated papers, and on abstracts that nobody annotated with the large one's answers for
labels (G. Hinton et al., *Distilling the knowledge in a neural network*, 2015).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from kg.extract.entities import MIX, judged_scores
from kg.training.batches import batch
from kg.training.examples import Example
from kg.training.network import HEAD, SpanNetwork, State

__all__ = ["HEADS", "LAYERS", "NEURONS", "answered", "smaller"]

LAYERS = 5
HEADS = 9  # of 12
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


def _worth(network: SpanNetwork, examples: list[Example]) -> dict[str, torch.Tensor]:
    """What each input of the two matrices that close a layer's halves adds, on these texts.

    The mean of its size times the length of the row that it is multiplied with; by the matrix's name.
    """
    sums: dict[str, torch.Tensor] = {}

    def watch(name: str, dense: torch.nn.Module) -> None:
        def keep(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
            size = inputs[0].abs().mean((0, 1)).detach()
            sums[name] = sums[name] + size if name in sums else size

        dense.register_forward_pre_hook(keep)

    closing = {name: part for name, part in network.named_modules() if name.endswith("output.dense")}
    for name, dense in closing.items():
        watch(name, dense)
    with torch.no_grad():
        for one in examples:
            network(batch([one], cut=False).pieces)
    return {name: sums[name] * dense.weight.norm(dim=0) for name, dense in closing.items()}


def _kept(worth: torch.Tensor, count: int, size: int = 1) -> torch.Tensor:
    """The places of the ``count`` groups of ``size`` neighbours that are worth most, in their order."""
    groups = worth.view(-1, size).sum(1).argsort(descending=True)[:count].sort().values
    return (groups.unsqueeze(1) * size + torch.arange(size)).flatten()


def smaller(
    network: SpanNetwork, examples: list[Example], layers: int = LAYERS, heads: int = HEADS, neurons: int = NEURONS
) -> State:
    """The weights of a network without its last layers, and without the heads and neurons that add least."""
    worth = _worth(network, examples)
    there = len(network.encoder.encoder.layer)
    state = {
        name: value.clone()
        for name, value in network.state_dict().items()
        if not any(f"encoder.layer.{k}." in name for k in range(layers, there))
    }

    def keep(name: str, axis: int, places: torch.Tensor) -> None:
        state[name] = state[name].index_select(axis, places)

    for k in range(layers):
        layer = f"encoder.encoder.layer.{k}"
        places = _kept(worth[f"{layer}.attention.output.dense"], heads, HEAD)
        for part in ("query", "key", "value"):
            keep(f"{layer}.attention.self.{part}.weight", 0, places)
            keep(f"{layer}.attention.self.{part}.bias", 0, places)
        keep(f"{layer}.attention.output.dense.weight", 1, places)
        places = _kept(worth[f"{layer}.output.dense"], neurons)
        keep(f"{layer}.intermediate.dense.weight", 0, places)
        keep(f"{layer}.intermediate.dense.bias", 0, places)
        keep(f"{layer}.output.dense.weight", 1, places)
    return state
