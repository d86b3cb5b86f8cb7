"""Examples for the judge of roles: names that the extractor finds in papers that it has not learned from."""

from __future__ import annotations

from kg.extract.entries import Entry
from kg.extract.finders import find
from kg.extract.judge import Judge
from kg.extract.mentions import GROUP, combine
from kg.extract.roles import names_of, role_observations
from kg.names import fold
from kg.training.annotations import Annotated

__all__ = ["role_examples"]


def role_examples(papers: list[Annotated], known: dict[str, Entry], judge: Judge) -> tuple[list[list[str]], list[str]]:
    """What is observed of each method and dataset that this lexicon and judge find, and the role a reader gave it.

    What no reader marked is no proposed method either; what he was unsure of is left out.
    """
    rows, labels = [], []
    for paper in papers:
        told = {fold(s): e.get("role", "used") for e in paper.entities for s in e["surfaces"]}
        doc = combine(find(paper.doc, known, judge))
        spans = list(doc.spans[GROUP])
        for places in names_of(doc):
            members = [spans[i] for i in places]
            role = next((told[fold(m.text)] for m in members if fold(m.text) in told), "used")
            if role in ("used", "proposed") and members[0].label_ != "CONCEPT":
                rows.append(list(role_observations(doc.text, members, known)))
                labels.append(role)
    return rows, labels
