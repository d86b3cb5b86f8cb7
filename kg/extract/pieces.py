"""The pieces that the encoder reads, and where the words of a document stand among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kg.extract.words import Word

__all__ = ["LONGEST", "OVERLAP", "Pieces", "load_tokenizer", "piece", "windows"]

#: A window has at most so many pieces, the marks at its ends included; the next begins so many before its end.
LONGEST = 320
OVERLAP = 48

Array = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text without marks at the ends, and the first and last piece of each word (−1: none)."""

    ids: Array
    firsts: Array
    lasts: Array


def load_tokenizer(file: Path) -> Tokenizer:
    """A tokenizer that cuts nothing off and fills nothing up."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def piece(tokenizer: Tokenizer, text: str, words: Sequence[Word]) -> Pieces:
    """Cut a text into pieces. A word's pieces are those that share a character with it."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts = np.array([word.start for word in words], dtype=np.int64)
    ends = np.array([word.end for word in words], dtype=np.int64)
    firsts = np.searchsorted(offsets[:, 1], starts, side="right")
    lasts = np.searchsorted(offsets[:, 0], ends, side="left") - 1
    none = firsts > lasts  # signs that the vocabulary's normaliser drops
    return Pieces(np.array(encoding.ids, dtype=np.int64), np.where(none, -1, firsts), np.where(none, -1, lasts))


def windows(size: int, room: int = LONGEST - 2, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """The fewest windows of at most ``room`` pieces over ``size`` of them, all of about one length.

    Each begins at least ``overlap`` before the last ends.
    """
    count = max(1, -(-(size - overlap) // (room - overlap)))
    each = -(-(size + (count - 1) * overlap) // count)
    begins = [k * (size - each) // max(1, count - 1) for k in range(count)]
    return [(begin, begin + each) for begin in begins]
