"""Tokens and sentences: every sign a token of its own, sentences by rules.

With signs split off everywhere, the place where a name begins and ends is always the edge of a token, whatever it
is glued to (``(LLMs)-based``, ``GPT-3/4``).
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

__all__ = ["make_tokenizer", "split_sentences"]

_SIGN = re.compile(r"[^\w\s]|_")
_FIRST_SIGN = re.compile(r"^(?:[^\w\s]|_)")
_LAST_SIGN = re.compile(r"(?:[^\w\s]|_)$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:al|e\.g|i\.e|cf|vs|resp|approx|fig|figs|eq|eqs|sec|ref|refs|no|vol|dr|mr|mrs|ms|prof|st|jr|dept|est|etc"
    r"|w\.r\.t|a\.k\.a|ca|wrt)|(?<![A-Za-z])[A-Z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[$\\]*[A-Z0-9\u00c0-\u024f\u0370-\u04ff])|[。！？]|\n")  # fmt: skip


def make_tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer that splits at white space and around every sign."""
    return Tokenizer(
        nlp.vocab, prefix_search=_FIRST_SIGN.search, suffix_search=_LAST_SIGN.search, infix_finditer=_SIGN.finditer
    )


def _ends(text: str) -> list[int]:
    """Where sentences end, as offsets of the character after."""
    ends = []
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 12) : match.start() + 1]
        if match[0].startswith(".") and _ABBREVIATION.search(before) and not before.endswith("etc."):
            continue
        ends.append(match.end())
    return ends


@Language.component("kg_sentences")
def split_sentences(doc: Doc) -> Doc:
    """Set sentence starts: the title is a sentence, then one after each full stop that is no abbreviation's."""
    ends = iter([*_ends(doc.text), len(doc.text) + 1])
    end = next(ends)
    fresh = True
    for token in doc:
        if token.idx >= end:
            while token.idx >= end:
                end = next(ends)
            fresh = True
        if token.is_space:
            token.is_sent_start = False
            continue
        token.is_sent_start = fresh
        fresh = False
    if len(doc):
        doc[0].is_sent_start = True
    return doc
