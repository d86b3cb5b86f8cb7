"""The extractor: one spaCy pipeline, built by one function, streamed over papers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import tee
from pathlib import Path

import spacy
from spacy.language import Language

from kg.extract import acronyms, finders, mentions, roles  # noqa: F401  (each registers its component)
from kg.extract.mentions import mentions_of
from kg.extract.tokenizer import TOKENIZER
from kg.records import Extraction, Paper

__all__ = ["build_nlp", "extract_papers", "version"]

_BATCH = 64


COMPONENTS = ("kg_sentences", "kg_acronyms", "kg_candidates", "kg_mentions", "kg_roles")


def build_nlp(components: tuple[str, ...] = COMPONENTS) -> Language:
    """The pipeline: tokens, sentences, acronyms, candidates and their judge, mentions, roles.

    It needs no model and no network. A trained component goes before ``kg_mentions``.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 1 << 30  # no component here needs memory beyond the text's own length
    for component in components:
        nlp.add_pipe(component)
    return nlp


def extract_papers(papers: Iterable[Paper], processes: int = 1) -> Iterator[Extraction]:
    """The mentions of each paper, in the order of the papers, whatever the number of processes.

    Each paper is looked at alone: what is found in it hangs on its text and on nothing else.
    """
    papers, kept = tee(papers)
    docs = build_nlp().pipe((paper.text for paper in papers), batch_size=_BATCH, n_process=processes)
    for paper, doc in zip(kept, docs, strict=True):
        yield Extraction(paper, mentions_of(doc))


@cache
def version() -> str:
    """A hash of all that the extractor's answers hang on: its code and its word lists."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted([*here.rglob("*.py"), *here.rglob("lexicon/*"), here.parent / "names.py"]):
        digest.update(file.relative_to(here.parent).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
