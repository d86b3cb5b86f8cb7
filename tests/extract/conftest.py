from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.extract import build_nlp
from kg.extract.mentions import GROUP, mentions_of
from kg.records import Extraction, Paper

Extract = Callable[..., Extraction]


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, made once: no component keeps anything from one paper to the next."""
    return build_nlp()


@pytest.fixture(scope="session")
def extract(nlp: Language) -> Extract:
    """What is found in a title and an abstract."""

    def extractor(title: str, abstract: str = "", id: str = "p") -> Extraction:
        paper = Paper(id, title, abstract)
        doc = nlp(paper.text)
        return Extraction(paper, mentions_of(doc), doc.spans[GROUP].attrs["language"])

    return extractor
