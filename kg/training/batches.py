"""Examples, several at a time: of about one length, in an order drawn by lot."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from kg.training.examples import Example

__all__ = ["CLS", "MASK", "PAD", "SEP", "Batch", "batch", "batches"]

#: Marks of the vocabulary that the encoder came with.
PAD, CLS, SEP, MASK = 0, 101, 102, 103
_BLOCK = 400  # texts that are sorted by length at a time


@dataclass(frozen=True, slots=True)
class Batch:
    """``pieces`` (texts, n) with marks at both ends; ``spans`` (m, 4): text, first piece, last piece, size.

    ``names`` (m) numbers the names of all texts.
    """

    pieces: torch.Tensor
    spans: torch.Tensor
    names: torch.Tensor
    judged: torch.Tensor
    labels: torch.Tensor
    proposed: torch.Tensor

    @property
    def attention(self) -> torch.Tensor | None:
        """Which pieces there are; None if all."""
        there = self.pieces != PAD
        return None if bool(there.all()) else there.long()


def batch(examples: list[Example], cut: bool) -> Batch:
    """Examples side by side: cut to the shortest, or filled up to the longest."""
    sizes = [len(one.pieces) for one in examples]
    width = min(sizes) if cut else max(sizes)
    pieces = torch.full((len(examples), width + 2), PAD)
    rows: list[list[np.ndarray]] = [[], [], [], [], []]
    named = 0
    for r, (one, size) in enumerate(zip(examples, sizes, strict=True)):
        n = min(size, width)
        pieces[r, 0], pieces[r, n + 1] = CLS, SEP
        pieces[r, 1 : n + 1] = torch.from_numpy(one.pieces[:n].astype(np.int64))
        kept = one.spans[:, 1] < n
        spans = one.spans[kept].astype(np.int64) + np.array([1, 1, 0])
        rows[0].append(np.column_stack([np.full(len(spans), r), spans]))
        rows[1].append(one.names[kept].astype(np.int64) + named)
        named += int(one.names.max(initial=-1)) + 1
        for at, value in enumerate((one.judged, one.labels, one.proposed), start=2):
            rows[at].append(value[kept])
    return Batch(pieces, *(torch.from_numpy(np.concatenate(values)) for values in rows))


def batches(examples: list[Example], most: int, lots: random.Random) -> Iterator[list[Example]]:
    """Each example once, in groups of at most so many pieces."""
    order = list(examples)
    lots.shuffle(order)
    groups: list[list[Example]] = []
    for begin in range(0, len(order), _BLOCK):
        group: list[Example] = []
        for one in sorted(order[begin : begin + _BLOCK], key=lambda one: len(one.pieces)):
            if group and (len(group) + 1) * (len(one.pieces) + 2) > most:
                groups.append(group)
                group = []
            group.append(one)
        groups.append(group)
    lots.shuffle(groups)
    return iter(groups)
