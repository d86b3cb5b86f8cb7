"""Run the benchmarks: ``python -m tests.bench [extract|build]``; each prints ratios within this one run."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench import build, extract

BENCHES = {"extract": extract.main, "build": build.main}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument(
        "--papers", type=Path, default=Path(__file__).parents[2] / "seeds", help="what to read; the seeds"
    )
    parser.add_argument("--most", type=int, default=500, help="so many papers at most")
    args = parser.parse_args()
    for name in args.names or BENCHES:
        print(f"== {name}")
        BENCHES[name](args.papers, args.most)


if __name__ == "__main__":
    main()
