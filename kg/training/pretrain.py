"""Pretraining on abstracts that nobody annotated: the encoder fills in words, and the head takes after the judge.

S. Gururangan et al., *Don't stop pretraining: adapt language models to domains and tasks*, ACL 2020. Whole words are
masked, anew each time (80 % by the mask, 10 % by another piece, 10 % not at all: J. Devlin et al., NAACL 2019).
In the same pass the head learns to say what the judge says of each candidate, those under a mask included: so the
network knows the lexicon, and from what stands around a name what it is, before it sees a reader's annotation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from kg.training.batches import CLS, MASK, SEP, Batch, batch, batches
from kg.training.examples import Example
from kg.training.network import SpanNetwork, State, half, load_encoder

__all__ = ["pretrain"]

PIECES = 3200  # in a batch
RATE = 4e-4
WARM = 150
MASKED = 0.2
EVERY = 100  # steps after which all is kept
IMITATION = 5.0  # what taking after the judge counts for, against filling in


def _masked(pieces: torch.Tensor, goes_on: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Pieces with whole words masked, and which these are; ``goes_on`` tells pieces that go on with a word."""
    word = (~goes_on[pieces]).long().cumsum(1) - 1
    chosen = torch.gather(torch.rand(pieces.shape), 1, word.clamp(min=0)) < MASKED
    chosen &= (pieces != CLS) & (pieces != SEP)
    draw = torch.rand(pieces.shape)
    changed = pieces.masked_fill(chosen & (draw < 0.8), MASK)
    other = chosen & (draw >= 0.9)
    changed[other] = torch.randint(1000, len(goes_on), (int(other.sum()),))
    return changed, chosen


def _losses(
    network: SpanNetwork, fill: nn.Module, group: Batch, goes_on: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    pieces, chosen = _masked(group.pieces, goes_on)
    with half():
        hidden = network.encoder(pieces).last_hidden_state
        filled = cross_entropy(fill(hidden[chosen]).float(), group.pieces[chosen])
        views = network.views(hidden)
    judged = group.judged.float()
    told = torch.cat([(1 - judged.sum(1, keepdim=True)).clamp(0, 1), judged], 1)
    said = network.judge(views, group.spans)[:, :4].log_softmax(1)
    return filled, -(told * said).sum(1).mean()


def pretrain(
    examples: list[Example], encoder: Path, vocabulary: list[str], windows: int, kept: Path, seed: int = 0
) -> State:
    """The weights of a network after so many windows; the learning rate falls to zero over them.

    Now and then all that is needed to go on is written to ``kept``: what was broken off goes on from there, and ends
    as if it had not been.
    """
    torch.manual_seed(seed)
    bert, fill = load_encoder(encoder)
    network = SpanNetwork(bert)
    for module in [*network.modules(), *fill.modules()]:
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    goes_on = torch.tensor([piece.startswith("##") for piece in vocabulary])
    weights = list({id(p): p for p in [*network.parameters(), *fill.parameters()]}.values())
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    parts = {"network": network, "fill": fill, "optimizer": optimizer}
    done, seen = _resume(parts, kept), 0
    for step, group in enumerate(_endless(examples, seed), start=1):
        past = seen / windows
        if past >= 1:
            break
        seen += len(group)
        if step <= done:
            continue
        torch.manual_seed(seed + step)
        for part in optimizer.param_groups:
            part["lr"] = RATE * min(1.0, step / WARM) * (1 - past)
        filled, taken = _losses(network, fill, batch(group, cut=True), goes_on)
        (filled + IMITATION * taken).backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step % EVERY == 0:
            _keep(parts, kept, step)
            print(f"step {step}, {past:.0%}, filling {filled.item():.3f}, judge {taken.item():.3f}", flush=True)
    kept.unlink(missing_ok=True)
    return dict(network.state_dict())


def _endless(examples: list[Example], seed: int) -> Iterator[list[Example]]:
    for epoch in count():
        yield from batches(examples, PIECES, random.Random(f"{seed} {epoch}"))


def _keep(parts: dict[str, Any], kept: Path, step: int) -> None:
    fresh = kept.with_suffix(".part")
    torch.save({"step": step} | {name: part.state_dict() for name, part in parts.items()}, fresh)
    fresh.replace(kept)


def _resume(parts: dict[str, Any], kept: Path) -> int:
    """Steps taken."""
    if not kept.exists():
        return 0
    state = torch.load(kept, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])
