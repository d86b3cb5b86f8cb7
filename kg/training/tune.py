"""Tuning: the network learns from papers annotated by reading, beside a judge that has not seen them.

What is trained is the sum that the extractor takes (:mod:`kg.extract.entities`): the network learns what to add to
the judge. In a part of the papers the judge is silent, so that it also learns to stand alone.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from kg.extract.entities import MIX, judged_scores
from kg.extract.network import OUTPUTS
from kg.training.batches import MASK, Batch, batch, batches
from kg.training.examples import Example
from kg.training.network import WIDTH, SpanNetwork, State, half, load_network

__all__ = ["averaged", "by_name", "from_pretrained", "tune"]

EPOCHS = 3.0
PIECES = 2200  # in a batch
RATE = 1.5e-4
HEAD_RATE = 3.0  # times the encoder's
WARM = 60
SILENT = 0.25  # papers without the judge's word
HIDDEN = 0.1  # pieces masked
ROLES = 1.0  # what a paper introduces counts for, against what is a name
_ENTITIES = 12  # of a usual paper: the scale of the loss
_ASKED = 8  # of a usual paper, candidates of which it is known whether they are introduced


def from_pretrained(encoder: Path, pretrained: State) -> SpanNetwork:
    """The pretrained network; each type's output becomes two, for marginal and core."""
    network = load_network(encoder, pretrained)
    old, new = network.weigh, nn.Linear(WIDTH, len(OUTPUTS))
    with torch.no_grad():
        new.weight.normal_(0, 0.01)
        new.bias.zero_()
        for at in range(7):
            new.weight[at] += old.weight[(at + 1) // 2]
            new.bias[at] = old.bias[(at + 1) // 2] - (0.7 if at else 0.0)
    network.weigh = new
    return network


def _ready(network: SpanNetwork) -> None:
    """Set how much is dropped in training."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    network.encoder.embeddings.dropout.p = 0.1
    network.dropout.p = 0.15
    network.train()


def _loss(network: SpanNetwork, group: Batch, texts: int) -> torch.Tensor:
    hidden = (torch.rand(group.pieces.shape) < HIDDEN) & (group.pieces > MASK)
    pieces = group.pieces.masked_fill(hidden, MASK)
    with half():
        views = network(pieces, group.attention)
    scores = network.judge(views, group.spans)
    heard = (torch.rand(texts) >= SILENT).float()[group.spans[:, 0]].unsqueeze(1)
    logits = scores[:, :7] + heard * MIX * torch.from_numpy(judged_scores(group.judged.numpy()))
    names = -(group.labels * logits.log_softmax(1)).sum() / texts / _ENTITIES
    asked = group.proposed >= 0
    odds, told = by_name(scores[asked, 7], group.proposed[asked].float(), group.names[asked])
    roles = binary_cross_entropy_with_logits(odds, told, reduction="sum")
    return names + ROLES * roles / texts / _ASKED


def by_name(odds: torch.Tensor, told: torch.Tensor, names: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """For each name what its places say together, and what a reader said of it.

    One place may tell that a paper introduces a name, the others not; so the odds of the places are summed, as in
    learning from bags of instances (J. Ramon, L. De Raedt, *Multi instance neural networks*, 2000).
    """
    _, at = names.unique(return_inverse=True)
    size = int(at.max()) + 1 if len(at) else 0
    top = odds.new_zeros(size).scatter_reduce(0, at, odds.detach(), "amax", include_self=False)
    sums = odds.new_zeros(size).index_add(0, at, (odds - top[at]).exp())
    return top + sums.log(), told.new_zeros(size).scatter_reduce(0, at, told, "amax", include_self=False)


def tune(examples: list[Example], network: SpanNetwork, seed: int, epochs: float = EPOCHS, rate: float = RATE) -> State:
    """The weights of a tuned network: the mean over the second half of the way (P. Izmailov et al., UAI 2018)."""
    torch.manual_seed(seed)
    lots = random.Random(seed)
    _ready(network)
    inner = list(network.encoder.parameters())
    head = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    groups: list[dict[str, Any]] = [{"params": inner, "lr": rate}, {"params": head, "lr": rate * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    total = int(epochs * sum(1 for _ in batches(examples, PIECES, random.Random(seed))))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM) * max(0.02, 1 - step / total)
    )
    mean: State = {}
    step = taken = 0
    began, losses = time.monotonic(), []
    while step < total:
        for group in batches(examples, PIECES, lots):
            if step == total:
                break
            loss = _loss(network, batch(group, cut=False), len(group))
            loss.backward()
            nn.utils.clip_grad_norm_([*inner, *head], 2.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            losses.append(float(loss.detach()))
            if step > total / 2 and step % 10 == 0:
                taken += 1
                mean = averaged([mean, network.state_dict()], [1 - 1 / taken, 1 / taken]) if mean else _copy(network)
            if step % 50 == 0:
                recent = sum(losses[-50:]) / 50
                print(
                    f"step {step} of {total}, {(time.monotonic() - began) / 60:.1f} min, loss {recent:.4f}", flush=True
                )
    return mean


def _copy(network: SpanNetwork) -> State:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def averaged(states: list[State], shares: list[float] | None = None) -> State:
    """The mean of networks tuned from one start (M. Wortsman et al., *Model soups*, ICML 2022)."""
    shares = shares or [1 / len(states)] * len(states)
    return {
        name: sum(share * state[name] for share, state in zip(shares, states, strict=True))
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }
