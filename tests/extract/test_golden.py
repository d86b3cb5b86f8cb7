"""The mentions of a dozen seed papers, as they were when somebody last looked at them.

After a change that is meant to change them, ``KG_UPDATE_GOLDEN=1 python -m pytest tests/extract/test_golden.py``
writes ``golden.jsonl`` anew, for the papers that it lists: read its diff before you commit it. It holds no
confidences: what is sure enough for a graph is in it. The network's arithmetic differs a little between processors,
so that a mention near the edge may be in or out; all others must be as they were.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import kg
from kg.extract import extract_papers
from kg.records import Extraction

GOLDEN = Path(__file__).with_name("golden.jsonl")


EDGE = 0.08


def line(extraction: Extraction, least: float) -> dict[str, Any]:
    return {
        "id": extraction.paper.id,
        "mentions": [
            [m.start, m.end, m.surface, m.type, m.role, m.expansion]
            for m in extraction.mentions
            if m.confidence >= least
        ],
    }


def test_the_mentions_of_a_dozen_papers(seeds: Path) -> None:
    golden = [json.loads(text) for text in GOLDEN.read_text(encoding="utf-8").splitlines()]
    papers = {p.id: p for p in kg.read_papers(seeds).papers}
    least = kg.Settings().min_confidence
    extractions = list(extract_papers(papers[row["id"]] for row in golden))
    if os.environ.get("KG_UPDATE_GOLDEN"):
        lines = [json.dumps(line(e, least), ensure_ascii=False) for e in extractions]
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    assert len(golden) == 12
    for extraction, then in zip(extractions, golden, strict=True):
        sure, likely = (line(extraction, least + edge)["mentions"] for edge in (EDGE, -EDGE))
        assert [m for m in sure if m not in then["mentions"]] == [], then["id"]
        assert [m for m in then["mentions"] if m not in likely] == [], then["id"]
