"""How many of 400 judged pairs of names the resolver gets right.

    python tests/bench/resolve_pairs.py PAPERS.jsonl

``pairs.tsv`` holds 200 pairs that must be one and 200 that must not, each name with the paper where it stands; they
were judged by reading both contexts before the resolver was run on them. ``PAPERS.jsonl`` (``id``, ``title``,
``abstract``) must hold those papers; whatever else is in it is the corpus that acronyms are resolved in.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc

from kg.aliases import Aliases
from kg.extract import extract_papers
from kg.extract.acronyms import definitions
from kg.extract.pipeline import build_nlp
from kg.keys import learn
from kg.names import fold, is_acronym
from kg.pipeline import _mentions_table
from kg.records import Paper
from kg.settings import Settings

PAIRS = Path(__file__).with_name("pairs.tsv")
#: Pairs that fold to one name by design; only a paper's own expansion tells them apart.
BEYOND = ("case-trap", "fold-trap")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--mentions", type=Path, help="a Parquet table of the papers' mentions, where it was kept")
    args = parser.parse_args()
    papers = {
        row["id"]: Paper(row["id"], row["title"], row["abstract"])
        for row in map(json.loads, args.papers.read_text(encoding="utf-8").splitlines())
    }
    if args.mentions:
        import pyarrow.parquet as pq

        mentions = pq.read_table(args.mentions)
    else:
        mentions = _mentions_table(extract_papers(papers.values()), Counter())
    mentions = mentions.filter(pc.greater_equal(mentions["confidence"], Settings().min_confidence))
    key_of = learn(mentions, Settings(), Aliases())
    nlp = build_nlp()

    def key(name: str, paper: str) -> str:
        text = papers[paper].text
        doc = nlp(text)
        expansions = {
            fold(text[d.short_start : d.short_end]): text[d.long_start : d.long_end] for d in definitions(doc)
        }
        return key_of(name, expansions.get(fold(name)) if is_acronym(name) else None)

    right, made, wrong = Counter(), Counter(), []
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            one = key(row["name_a"], row["paper_a"]) == key(row["name_b"], row["paper_b"])
            group = (row["verdict"], row["family"])
            made[group] += 1
            if one == (row["verdict"] == "same"):
                right[group] += 1
            else:
                wrong.append(row)
    for verdict in ("same", "different"):
        families = sorted(g for g in made if g[0] == verdict)
        print(f"{verdict}: {sum(right[g] for g in families)} of {sum(made[g] for g in families)}")
        for group in families:
            beyond = "  (beyond, by design)" if group[1] in BEYOND else ""
            print(f"  {group[1]:24} {right[group]:3} of {made[group]:3}{beyond}")
    for row in wrong:
        line = f"wrong: {row['verdict']:9} {row['family']}: {row['name_a']!r} / {row['name_b']!r}  {row['note']}"
        print(re.sub(r"\s+", " ", line))


if __name__ == "__main__":
    main()
