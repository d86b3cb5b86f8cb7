"""A smaller network that learns from a larger one: fewer layers, heads and neurons, taught on many more texts.

The last layers are left off (H. Sajjad et al., *On the effect of dropping layers of pre-trained transformer models*,
2023), and in each other layer the heads and the neurons that the others can best stand in for. One goes after the
other, each time the one without which the layer's sum on some texts can be kept closest, by least squares over the
matrix that makes the sum (B. Hassibi, D. Stork, *Second order derivatives for network pruning: optimal brain surgeon*,
1992; a layer at a time, E. Frantar, D. Alistarh, *Optimal brain compression*, 2022; for whole heads and neurons, E.
Kurtić et al., *ZipLM: inference-aware structured pruning of language models*, 2023). Then the small network is tuned
on the annotated papers, and on abstracts that nobody annotated with the large one's answers for labels (G. Hinton et
al., *Distilling the knowledge in a neural network*, 2015).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from kg.extract.entities import MIX, judged_scores
from kg.training.batches import batch
from kg.training.examples import Example
from kg.training.network import HEAD, SpanNetwork, State

__all__ = ["HEADS", "LAYERS", "NEURONS", "answered", "pruned", "smaller"]

LAYERS = 5
HEADS = 8  # of 12
NEURONS = 768  # of 1536
#: Added to the squares of the inputs, as a part of their mean, so that they can be inverted.
_RIDGE = 1e-4
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


def _squares(network: SpanNetwork, dense: torch.nn.Linear, pieces: list[torch.Tensor]) -> torch.Tensor:
    """The sums of products of a matrix's inputs on these texts, ``(inputs + 1, inputs + 1)``; the last input is 1."""
    size = dense.in_features + 1
    sums = torch.zeros(size, size, dtype=torch.float64)

    def add(_: object, inputs: tuple[torch.Tensor, ...]) -> None:
        rows = torch.nn.functional.pad(inputs[0].flatten(0, -2), (0, 1), value=1.0).double()
        sums.add_(rows.T @ rows)

    watch = dense.register_forward_pre_hook(add)
    with torch.no_grad():
        for one in pieces:
            network.encoder(one)
    watch.remove()
    return sums


def pruned(dense: torch.nn.Linear, squares: torch.Tensor, count: int, size: int = 1) -> torch.Tensor:
    """Leave a matrix with ``count`` groups of ``size`` neighbouring inputs, and give back the places of these.

    ``squares`` are the sums of products of its inputs and a 1. The weights that stay, and the bias, take over as much
    of what the others did as least squares allow.
    """
    inputs = dense.in_features
    ridge = _RIDGE * squares.diagonal().mean() * torch.eye(inputs + 1, dtype=torch.float64)
    inverse = torch.linalg.inv(squares + ridge)
    weights = torch.cat([dense.weight.data, dense.bias.data.unsqueeze(1)], dim=1).double()
    groups = torch.arange(inputs).view(-1, size)
    while len(groups) > count:
        blocks = inverse[groups.unsqueeze(2), groups.unsqueeze(1)]
        blocks = blocks.reciprocal() if size == 1 else torch.linalg.inv(blocks)
        parts = weights[:, groups].permute(1, 0, 2)
        least = int(((parts @ blocks) * parts).sum((1, 2)).argmin())
        gone = groups[least]
        weights -= weights[:, gone] @ blocks[least] @ inverse[gone]
        inverse -= inverse[:, gone] @ blocks[least] @ inverse[gone]
        groups = torch.cat([groups[:least], groups[least + 1 :]])
    places = groups.flatten()
    dense.in_features = len(places)
    dense.weight.data, dense.bias.data = weights[:, places].float(), weights[:, -1].float()
    return places


def _keep(dense: torch.nn.Linear, places: torch.Tensor) -> None:
    """Leave a matrix with these outputs."""
    dense.out_features = len(places)
    dense.weight.data, dense.bias.data = dense.weight.data[places], dense.bias.data[places]


def smaller(
    network: SpanNetwork, examples: list[Example], layers: int = LAYERS, heads: int = HEADS, neurons: int = NEURONS
) -> State:
    """The weights of a network without its last layers, and without the heads and neurons that are missed least."""
    network = deepcopy(network).eval()
    kept = network.encoder.encoder.layer = network.encoder.encoder.layer[:layers]
    pieces = [batch([one], cut=False).pieces for one in examples]
    for layer in kept:
        inner, dense = layer.attention.self, layer.attention.output.dense
        places = pruned(dense, _squares(network, dense, pieces), heads, HEAD)
        for part in (inner.query, inner.key, inner.value):
            _keep(part, places)
        inner.num_attention_heads, inner.all_head_size = heads, heads * HEAD
        dense = layer.output.dense
        _keep(layer.intermediate.dense, pruned(dense, _squares(network, dense, pieces), neurons))
    state: State = network.state_dict()
    return state
