"""Make the lexicon, the weights of the judge of names and those of the judge of roles, from annotated papers.

    python -m kg.training.judge PAPERS.jsonl GOLD.jsonl [--leave-out IDS.txt]

writes ``methods.tsv``, ``datasets.tsv``, ``concepts.tsv``, ``weights.tsv`` and ``roles.tsv`` of the lexicon. Needs
scikit-learn (the extra ``train``), and some minutes. The same input gives the same files.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from kg.extract.entries import Entry
from kg.extract.finders import observed
from kg.extract.judge import Judge
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES
from kg.resources import lexicon
from kg.training.annotations import Annotated, read_annotated
from kg.training.lexicon import make_lexicon, write_lexicon
from kg.training.roles import role_examples

FOLDS = 5
SEEN = 3  # an observation counts from so many candidates on
STRENGTH = 0.5  # inverse of the L2 penalty
SMALL = 0.03  # weights all below this are left out
CLASSES = ("", *ENTITY_TYPES)
ROLES = ("used", "proposed")


def examples(papers: list[Annotated], known: dict[str, Entry]) -> tuple[list[list[str]], list[str]]:
    """What is observed of each candidate of the papers, and the type that a reader gave it (or ``""``)."""
    rows, labels = [], []
    for paper in papers:
        types = {
            s: e["type"] for e in sorted(paper.entities, key=lambda e: e["level"] == "core") for s in e["surfaces"]
        }
        words = words_of(paper.doc)
        for c, _, seen in observed(paper.doc, words, known):
            rows.append(seen)
            labels.append(types.get(paper.doc.text[words[c.first].start : words[c.last].end], ""))
    return rows, labels


def unseen_examples(papers: list[Annotated]) -> tuple[list[list[str]], list[str]]:
    """:func:`examples` with, for each fold, a lexicon that the fold's own papers had no part in.

    Otherwise the judge would learn to trust a lexicon that knows the answers.
    """
    rows, labels = [], []
    order = np.random.RandomState(0).permutation(len(papers))
    for k in range(FOLDS):
        others = [papers[i] for at, i in enumerate(order) if at % FOLDS != k]
        known = {key: entry for key, (entry, _) in make_lexicon(others).items()}
        more_rows, more_labels = examples([papers[i] for at, i in enumerate(order) if at % FOLDS == k], known)
        rows += more_rows
        labels += more_labels
    return rows, labels


def halves(papers: list[Annotated]) -> Iterator[tuple[list[Annotated], list[Annotated]]]:
    """Each half of the papers after the other."""
    order = np.random.RandomState(1).permutation(len(papers))
    for k in range(2):
        yield [papers[i] for i in order[k::2]], [papers[i] for i in order[1 - k :: 2]]


def unseen_role_examples(papers: list[Annotated]) -> tuple[list[list[str]], list[str]]:
    """:func:`role_examples` of each half, found by a lexicon and a judge that the other half made."""
    rows, labels = [], []
    for half, other in halves(papers):
        known = {key: entry for key, (entry, _) in make_lexicon(other).items()}
        more_rows, more_labels = role_examples(half, known, Judge(fit(*unseen_examples(other), CLASSES)))
        rows += more_rows
        labels += more_labels
    return rows, labels


def fit(rows: list[list[str]], labels: list[str], classes: tuple[str, ...]) -> dict[str, list[float]]:
    """The weights of each observation for each class but the first, relative to the first."""
    from sklearn.linear_model import LogisticRegression

    counts = Counter(what for row in rows for what in set(row))
    index = {what: i for i, what in enumerate(sorted(what for what, n in counts.items() if n >= SEEN))}
    indptr, indices = [0], []
    for row in rows:
        indices += sorted({index[what] for what in row if what in index})
        indptr.append(len(indices))
    matrix = sparse.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(index)))
    target = np.array([classes.index(label) for label in labels])
    model: Any = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False).fit(matrix, target)
    weights = model.coef_ if len(classes) == 2 else (model.coef_ - model.coef_[0])[1:]
    return {what: [round(float(w[i]), 2) for w in weights] for what, i in index.items()}


def write_weights(file: str, header: str, weights: dict[str, list[float]]) -> None:
    rows = [(what, values) for what, values in sorted(weights.items()) if max(map(abs, values)) >= SMALL]
    lines = ["\t".join([what, *(f"{v:g}" for v in values)]) for what, values in rows]
    lexicon(file).write_text("\n".join([f"# {header}", *lines]) + "\n", encoding="utf-8")


def make_lists(papers: list[Annotated]) -> None:
    """Write the lexicon and the weights of both judges."""
    write_weights("weights.tsv", "what is observed\t" + "\t".join(ENTITY_TYPES), fit(*unseen_examples(papers), CLASSES))
    made = make_lexicon(papers)
    write_lexicon(made)
    print(f"{len(papers)} papers, {len(made)} names", flush=True)
    write_weights("roles.tsv", "what is observed\tproposed", fit(*unseen_role_examples(papers), ROLES))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--leave-out", type=Path, help="ids that must not be learned from, one a line")
    args = parser.parse_args()
    left_out = frozenset(args.leave_out.read_text().split()) if args.leave_out else frozenset()
    make_lists(read_annotated(args.papers, args.gold, left_out))


if __name__ == "__main__":
    main()
