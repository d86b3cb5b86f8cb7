"""Papers to mentions: the only door to spaCy."""

from kg.extract.pipeline import build_nlp, extract_papers, version

__all__ = ["build_nlp", "extract_papers", "version"]
