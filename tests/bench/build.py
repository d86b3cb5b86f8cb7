"""Where a build's time goes, stage by stage, as shares of one run."""

from __future__ import annotations

import itertools
import tempfile
import time
from pathlib import Path


def main(source: Path, most: int) -> None:
    import kg

    marks: list[tuple[str, float]] = []

    def progress(what: str, done: int, total: int | None) -> None:
        if not marks or marks[-1][0] != what:
            marks.append((what, time.perf_counter()))

    with tempfile.TemporaryDirectory() as folder:
        graph = kg.build(source, Path(folder) / "bench.kg", settings=kg.Settings(), progress=progress)
        marks.append(("", time.perf_counter()))
        size = sum(file.stat().st_size for file in (Path(folder) / "bench.kg").iterdir())
    whole = marks[-1][1] - marks[0][1]
    print(f"{graph.manifest['reading']['papers']} papers in {whole:.1f} s, {size / 1e6:.1f} MB on disk")
    for (what, began), (_, ended) in itertools.pairwise(marks):
        print(f"{what:12} {(ended - began) / whole:6.1%}")
