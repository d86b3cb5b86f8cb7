"""What the judge says of papers that it has not learned from: without it the network would trust it too much."""

from __future__ import annotations

import numpy as np

from kg.extract.entries import Entry
from kg.extract.judge import Judge
from kg.training.annotations import Annotated
from kg.training.judge import CLASSES, fit, unseen_examples
from kg.training.lexicon import make_lexicon

__all__ = ["FOLDS", "fold"]

FOLDS = 4


def fold(papers: list[Annotated], k: int) -> tuple[list[Annotated], dict[str, Entry], Judge]:
    """The papers of fold ``k``, with the lexicon and the judge that all the others made."""
    order = np.random.RandomState(7).permutation(len(papers))
    mine = [papers[i] for at, i in enumerate(order) if at % FOLDS == k]
    others = [papers[i] for at, i in enumerate(order) if at % FOLDS != k]
    judge = Judge(fit(*unseen_examples(others), CLASSES))
    return mine, {key: entry for key, (entry, _) in make_lexicon(others).items()}, judge
