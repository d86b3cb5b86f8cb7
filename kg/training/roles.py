"""Examples for the judge of roles: the extractor's own names that match a reader's, with the role that he gave."""

from __future__ import annotations

from kg.extract.finders import find_candidates, lexicon_entries
from kg.extract.mentions import ACRONYMS, GROUP, combine
from kg.extract.roles import names_of, role_observations
from kg.names import fold
from kg.training.annotations import Annotated

__all__ = ["role_examples"]


def role_examples(papers: list[Annotated]) -> tuple[list[list[str]], list[str]]:
    """What is observed of each method and dataset of the papers that a reader marked too, and its role."""
    rows, labels = [], []
    entries = lexicon_entries()
    for paper in papers:
        roles = {fold(s): e["role"] for e in paper.entities if "role" in e for s in e["surfaces"]}
        doc = combine(find_candidates(paper.doc))
        defined = frozenset(span.text for span in doc.spans[ACRONYMS])
        spans = list(doc.spans[GROUP])
        for places in names_of(doc):
            members = [spans[i] for i in places]
            role = next((roles[fold(m.text)] for m in members if fold(m.text) in roles), None)
            if role not in ("used", "proposed") or members[0].label_ == "CONCEPT":
                continue
            known = any(fold(m.text) in entries for m in members)
            rows.append(list(role_observations(doc, members, known, defined)))
            labels.append(role)
    return rows, labels
