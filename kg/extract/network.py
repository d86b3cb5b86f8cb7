"""The trained network: an encoder (ONNX, on one thread) and a head that weighs each candidate as a whole.

The encoder turns each piece of a text into three views of it: as the first of a name, as its last, and as a part of
it. A candidate's scores are ``weigh · gelu(first + last + mean of parts + size)``: a span is judged as a span, so
that one may stand inside another. How it is trained stands in :mod:`kg.training`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from tokenizers import Tokenizer

from kg.extract.candidates import Candidate
from kg.extract.pieces import load_tokenizer, piece, windows
from kg.extract.words import Word

__all__ = ["MODEL", "OUTPUTS", "SIZES", "Network", "load_network"]

#: Numbers of words that are told apart in a name; more count as the last.
SIZES = 8

#: The folder of the model that ships with the program.
MODEL = Path(__file__).parent / "model"
#: What the head scores: no name; then each type, marginal and core; last, whether the paper introduces it.
OUTPUTS = ("", "METHOD ok", "METHOD core", "DATASET ok", "DATASET core", "CONCEPT ok", "CONCEPT core", "proposed")

_ROOT = np.float32(0.5**0.5)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network:
    """Encoder and head: ``sizes`` is ``(8, width)``, ``weigh`` ``(width, outputs)``, ``bias`` ``(outputs,)``."""

    session: Any
    tokenizer: Tokenizer
    sizes: Floats
    weigh: Floats
    bias: Floats

    def __call__(self, text: str, words: list[Word], candidates: list[Candidate]) -> tuple[Floats, NDArray[np.bool_]]:
        """The scores (logits) of candidates, ``(candidates, outputs)``, and which of them the encoder saw at all."""
        pieces = piece(self.tokenizer, text, words)
        first = pieces.firsts[[c.first for c in candidates]]
        last = pieces.lasts[[c.last for c in candidates]]
        size = np.minimum([c.last - c.first for c in candidates], SIZES - 1)
        scores = np.zeros((len(candidates), len(self.bias)), dtype=np.float32)
        seen = np.zeros(len(candidates), dtype=bool)
        spans = windows(len(pieces.ids))
        home = _homes(first, last, spans)
        for k, (begin, end) in enumerate(spans):
            mine = np.flatnonzero(home == k)
            if len(mine):
                begins, ends = first[mine] - begin, last[mine] - begin
                wanted, row = _wanted(begins, ends, end - begin)
                views = self._views(pieces.ids[begin:end], wanted)
                scores[mine] = self._weigh(views, row[begins], row[ends], size[mine])
                seen[mine] = True
        return scores, seen

    def _views(self, ids: Ints, wanted: Ints) -> Floats:
        """The views of some pieces of one window, ``(wanted, 3 · width)``; never two windows at a time.

        The encoder's numbers are scaled over all that it is given: a text's would hang on its neighbours'.
        """
        cls, sep = (self.tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        given = {"pieces": np.concatenate([[cls], ids, [sep]])[None], "wanted": wanted + 1}
        views: Floats = self.session.run(None, given)[0][0]
        return views

    def _weigh(self, views: Floats, first: Ints, last: Ints, size: Ints) -> Floats:
        begins, ends, parts = np.split(views, 3, axis=1)
        sums = np.vstack([np.zeros((1, parts.shape[1]), dtype=np.float32), parts.cumsum(0)])
        mean = (sums[last + 1] - sums[first]) / (last + 1 - first).astype(np.float32)[:, None]
        inner = begins[first] + ends[last] + mean + self.sizes[size]
        scores: Floats = (inner * (np.float32(0.5) + np.float32(0.5) * erf(inner * _ROOT))) @ self.weigh + self.bias
        return scores


def _wanted(first: Ints, last: Ints, size: int) -> tuple[Ints, Ints]:
    """The pieces of ``size`` that a candidate holds, in order, and the row of each of these among them."""
    edges = np.bincount(first, minlength=size + 1) - np.bincount(last + 1, minlength=size + 1)
    held = edges[:size].cumsum() > 0
    return np.flatnonzero(held), held.cumsum() - 1


def _homes(first: Ints, last: Ints, spans: list[tuple[int, int]]) -> Ints:
    """For each candidate the window in which most is seen around it; −1 where none holds all of it."""
    rooms = np.array([np.minimum(first - begin, end - 1 - last) for begin, end in spans])
    home = rooms.argmax(0)
    return np.where((rooms.max(0) < 0) | (first < 0) | (last < first), -1, home)


@cache
def load_network(folder: Path = MODEL) -> Network:
    """The network of a model folder; once a process."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(folder / "encoder.onnx", options, providers=["CPUExecutionProvider"])
    with np.load(folder / "head.npz", allow_pickle=False) as head:
        return Network(session, load_tokenizer(folder / "tokenizer.json"), head["sizes"], head["weigh"], head["bias"])
