"""What ``kg extract`` prints of a paper."""

from __future__ import annotations

import json

from kg.extract.report import report
from kg.records import Extraction, Mention, Paper
from tests.extract.conftest import Extract

TEXT = "On DPO\nDirect preference optimization (DPO) works. DPO on MMLU."


def mention(surface: str, at: int, confidence: float = 0.9, expansion: str | None = None, **more: str) -> Mention:
    start = [i for i in range(len(TEXT)) if TEXT.startswith(surface, i)][at]
    sentence = (0, 6) if start < 6 else (7, 50) if start < 50 else (51, 63)
    return Mention(
        start, start + len(surface), surface, more.get("type", "METHOD"), *sentence, more.get("found_by", "pattern"),  # type: ignore[arg-type]
        confidence, more.get("role", "used"), expansion,  # type: ignore[arg-type]
    )  # fmt: skip


LONG = "Direct preference optimization"
MENTIONS = (
    mention("DPO", 0, expansion=LONG),
    mention(LONG, 0),
    mention("DPO", 1, expansion=LONG),
    mention("DPO", 2, expansion=LONG),
    mention("MMLU", 0, 0.3, type="DATASET", found_by="lexicon"),
)
EXTRACTION = Extraction(Paper("p1", *TEXT.split("\n")), MENTIONS)


def test_the_line() -> None:
    line = report(EXTRACTION, 0.2)
    assert (line["id"], line["text"]) == ("p1", TEXT)
    dpo, mmlu = line["entities"]
    assert (dpo["type"], dpo["name"], dpo["surfaces"], dpo["role"]) == ("METHOD", LONG, ["DPO", LONG], "used")
    assert [m["start"] for m in dpo["mentions"]] == [m.start for m in MENTIONS[:4]]
    assert mmlu == {
        "type": "DATASET",
        "name": "MMLU",
        "surfaces": ["MMLU"],
        "role": "used",
        "mentions": [
            {"start": 58, "end": 62, "sentence": "DPO on MMLU.", "confidence": 0.3, "source": "lexicon"},
        ],
    }


def test_what_is_less_sure_is_left_out() -> None:
    assert [e["name"] for e in report(EXTRACTION, 0.45)["entities"]] == [LONG]
    assert report(EXTRACTION, 1.0) == {"id": "p1", "text": TEXT, "entities": []}


def test_the_shape_of_a_real_one(extract: Extract) -> None:
    extraction = extract("FooNet: a network", "We propose FooNet and test reinforcement learning on ImageNet.")
    line = json.loads(json.dumps(report(extraction, 0.45)))
    assert line.keys() == {"id", "text", "entities"}
    for entity in line["entities"]:
        assert entity.keys() == {"type", "name", "surfaces", "role", "mentions"}
        assert entity["name"] in extraction.paper.text
        assert entity["surfaces"] == sorted({extraction.paper.text[m["start"] : m["end"]] for m in entity["mentions"]})
        for m in entity["mentions"]:
            assert m.keys() == {"start", "end", "sentence", "confidence", "source"}
            assert extraction.paper.text[m["start"] : m["end"]] in m["sentence"]
    starts = [e["mentions"][0]["start"] for e in line["entities"]]
    assert starts == sorted(starts)
