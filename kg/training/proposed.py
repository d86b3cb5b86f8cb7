"""Papers of which a reader marked only what they introduce: ten times as many in the time that whole ones take.

What else is in them the large network says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer

from kg.extract.entries import Entry
from kg.extract.judge import Judge
from kg.training.annotations import Annotated
from kg.training.examples import Example, examples_of
from kg.training.network import SpanNetwork
from kg.training.student import answered

__all__ = ["asked_of_all", "proposed_examples"]

#: From this probability on of being no name a candidate is none; below it is likely a concept, which has no role.
_NO_NAME = 0.5


def proposed_examples(
    papers: Iterable[Annotated],
    tokenizer: Tokenizer,
    known: dict[str, Entry],
    judge: Judge,
    network: SpanNetwork,
) -> Iterator[Example]:
    """Examples in which the reader's word counts for what is introduced, and the network's for all else.

    What the reader was unsure of (``proposed?``) teaches nothing about roles.
    """
    told = list(examples_of(papers, tokenizer, known, judge))
    for one, said in zip(told, answered(told, network), strict=True):
        sure, unmarked = one.proposed == 1, one.labels[:, 0] == 1
        labels = np.where(sure[:, None], one.labels, said.labels)
        asked = unmarked & ((said.proposed >= 0) | (said.labels[:, 0] > _NO_NAME))
        yield replace(one, labels=labels, proposed=np.where(sure, 1, np.where(asked, 0, -1)))


def asked_of_all(example: Example) -> Example:
    """The example of a paper read whole, in which what is no name is not introduced either.

    So the network comes to say of a part of an introduced name that it is not the thing.
    """
    no_name = (example.labels[:, 0] == 1) & (example.proposed < 0)
    return replace(example, proposed=np.where(no_name, 0, example.proposed))
