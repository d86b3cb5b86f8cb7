"""The extractor: one spaCy pipeline, built by one function, streamed over papers."""

from __future__ import annotations

import hashlib
import multiprocessing
import signal
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, tee
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import acronyms, entities, finders, mentions, roles  # noqa: F401  (each registers its component)
from kg.extract.entities import MIX
from kg.extract.mentions import GROUP, mentions_of
from kg.extract.tokenizer import TOKENIZER
from kg.records import Extraction, Paper

__all__ = ["build_nlp", "extract_papers", "version"]

_BATCH = 64


COMPONENTS = ("kg_sentences", "kg_acronyms", "kg_entities", "kg_mentions", "kg_roles")
#: The same without the trained network: the lists and their judge.
LISTS_ALONE = ("kg_sentences", "kg_acronyms", "kg_candidates", "kg_mentions", "kg_roles")


def build_nlp(components: tuple[str, ...] = COMPONENTS, mix: float = MIX) -> Language:
    """The pipeline: tokens, sentences, acronyms, candidates weighed by judge and network, mentions, roles.

    ``mix`` is what the judge's word counts for; at 0 the network stands alone.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.max_length = 1 << 30  # no component here needs memory beyond the text's own length
    for component in components:
        nlp.add_pipe(component, config={"mix": mix} if component == "kg_entities" else {})
    return nlp


def extract_papers(papers: Iterable[Paper], processes: int = 1) -> Iterator[Extraction]:
    """The mentions of each paper, in the order of the papers, whatever the number of processes.

    Each paper is looked at alone: what is found in it hangs on its text and on nothing else.
    """
    papers, kept = tee(papers)
    docs = build_nlp().pipe((paper.text for paper in papers), batch_size=_BATCH, n_process=processes)
    if processes > 1:
        docs = _with_deaf_workers(docs)
    for paper, doc in zip(kept, docs, strict=True):
        yield Extraction(paper, mentions_of(doc), doc.spans[GROUP].attrs["language"])


def _with_deaf_workers(docs: Iterator[Doc]) -> Iterator[Doc]:
    """The documents, from workers that leave an interrupt to the process that started them.

    Workers start with the first document and inherit what their parent does with signals. At an interrupt they are
    killed first: spaCy waits for its workers to end, and they would wait for it.
    """
    if threading.current_thread() is not threading.main_thread():  # only there may signals be set
        yield from docs
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        first = list(islice(docs, 1))
        signal.signal(signal.SIGINT, _interrupted)
        if pressed:
            signal.raise_signal(signal.SIGINT)
        yield from first
        yield from docs
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupted(number: int, frame: object) -> None:
    for worker in multiprocessing.active_children():
        worker.kill()
    raise KeyboardInterrupt


@cache
def version() -> str:
    """A hash of all that the extractor's answers hang on: its code, its word lists and its model."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted(
        [*here.rglob("*.py"), *here.rglob("lexicon/*"), *here.rglob("model/*"), here.parent / "names.py"]
    ):
        digest.update(file.relative_to(here.parent).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
