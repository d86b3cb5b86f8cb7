"""Tokens and sentences: every sign a token of its own, sentences by rules.

With signs split off everywhere, the place where a name begins and ends is always the edge of a token, whatever it
is glued to (``(LLMs)-based``, ``GPT-3/4``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.attrs import LENGTH, SENT_START, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

__all__ = [
    "TOKENIZER",
    "SignTokenizer",
    "bounds_of",
    "make_tokenizer",
    "sentences_of",
    "span_text",
    "split_sentences",
    "whole_text",
]

TOKENIZER = "kg.SignTokenizer.v1"
_TEXT = "kg_text"  # where a document keeps its text
_START, _NO_START = 1, -1  # spaCy's values of SENT_START
#: Kana, Chinese characters and Hangul, which stand against a name without a space: ``基于BERT的模型``.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
#: A run of letters and digits, one of letters of those scripts, one sign, or white space.
_TOKEN = re.compile(rf"[^\W_{_UNSPACED}]+|[{_UNSPACED}]+|\s+|.")
_ABBREVIATION = re.compile(
    r"(?:\b(?:al|e\.g|i\.e|cf|vs|resp|approx|fig|figs|eq|eqs|sec|ref|refs|no|vol|dr|mr|mrs|ms|prof|st|jr|dept|est|etc"
    r"|w\.r\.t|a\.k\.a|ca|wrt)|(?-i:(?<![A-Za-z])[A-Z]))\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[$\\]*[A-Z0-9\u00c0-\u024f\u0370-\u04ff])|[。！？]|\n")  # fmt: skip


class SignTokenizer(DummyTokenizer):
    """Splits at white space and around every sign, in one pass: linear in the text, whatever is in it.

    spaCy's own tokenizer peels signs off a word one at a time, which is quadratic in ``((((…``.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN.findall(text):
            if piece[0] == " " and words and not words[-1].isspace():
                spaces[-1] = True
                piece = piece[1:]
            if piece:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces, user_data={_TEXT: text})


def whole_text(doc: Doc) -> str:
    """``doc.text``, which spaCy puts together from its tokens anew each time."""
    if (text := doc.user_data.get(_TEXT)) is None:
        text = doc.user_data[_TEXT] = doc.text
    return str(text)


def span_text(span: Span) -> str:
    """``span.text``, likewise."""
    return whole_text(span.doc)[span.start_char : span.end_char]


def bounds_of(doc: Doc) -> tuple[list[int], list[int]]:
    """Where each token begins and ends in the text: ``Token.idx``, for all of them at once."""
    columns = doc.to_array([LENGTH, SPACY])
    if not len(doc):
        return [], []
    lengths, spaces = columns.astype(np.int64).T
    ends = np.cumsum(lengths + spaces) - spaces
    return (ends - lengths).tolist(), ends.tolist()


def sentences_of(doc: Doc) -> list[int]:
    """The first token of each sentence; ``Token.is_sent_start`` looks through the whole document at each token."""
    return np.flatnonzero(doc.to_array([SENT_START]).ravel() == _START).tolist()


def make_tokenizer() -> Callable[[Language], SignTokenizer]:
    """The tokenizer as a pipeline's configuration names it."""
    return lambda nlp: SignTokenizer(nlp.vocab)


registry.tokenizers.register(TOKENIZER, func=make_tokenizer)


def _ends(text: str) -> list[int]:
    """Where sentences end, as offsets of the character after."""
    ends = []
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 12) : match.start() + 1]
        if match[0].startswith(".") and _ABBREVIATION.search(before) and not before.endswith("etc."):
            continue
        ends.append(match.end())
    return ends


@Language.component("kg_sentences", assigns=["token.is_sent_start"])
def split_sentences(doc: Doc) -> Doc:
    """Set sentence starts: the title is a sentence, then one after each full stop that is no abbreviation's."""
    text = whole_text(doc)
    ends = iter([*_ends(text), len(text) + 1])
    end = next(ends)
    starts: Any = np.full(len(doc), _NO_START, dtype=np.int64)
    starts[:1] = _START
    fresh = False
    for i, at in enumerate(bounds_of(doc)[0]):
        while at >= end:
            end = next(ends)
            fresh = True
        if fresh and not text[at].isspace():
            starts[i] = _START
            fresh = False
    return doc.from_array(["SENT_START"], starts.view(np.uint64))
