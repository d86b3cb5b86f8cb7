from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.papers import read_papers
from kg.records import Reading, Skipped

from .conftest import Write

SEEDS = Path(__file__).parents[2] / "seeds"
WITH_BLANKS = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nMar 11\n\n"
)
GLUED = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"

TITLES = [
    "Deep Widgets: Learning to Count Sheep in the Dark",
    "Is sleep all you need?",
    "A Study of Sheep vs. Goats on Rainy Days",
    "β-Sheep",
    "On the number of legs that a sheep may be expected to have",
]
ABSTRACTS = [
    f"We study problem {number}. Counting sheep is hard in the dark. " + "Our method does better than all others. " * 8
    + "Code is available at https://example.org/sheep"
    for number in range(5)
]  # fmt: skip
BLANK = "\n\n".join(line for pair in zip(TITLES, ABSTRACTS, strict=True) for line in pair)
DENSE = BLANK.replace("\n\n", "\n")


def pairs(reading: Reading) -> set[tuple[str, str]]:
    return {(paper.title, paper.abstract) for paper in reading.papers}


ALL = set(zip(TITLES, ABSTRACTS, strict=True))


def test_the_seeds_are_563_entries_and_540_papers() -> None:
    reading = read_papers(SEEDS)
    assert (reading.files, reading.entries, len(reading.papers)) == (4, 563, 540)
    assert (reading.skipped, reading.ignored_files, reading.notes) == ([], [], [])
    assert Counter(len(paper.sources) for paper in reading.papers) == {1: 517, 2: 23}
    per_file = Counter(source for paper in reading.papers for source in paper.sources)
    assert per_file == {
        "000_05b0e63a35dd32b1.txt": 119,
        "001_dd9c24444114ff66.txt": 62,
        "002_968c05f802a4d1e7.txt": 147,
        "003_8218ade02835e2df.txt": 235,
    }
    assert [paper.id for paper in reading.papers] == sorted(paper.id for paper in reading.papers)
    assert not any(word in paper.title for paper in reading.papers for word in ("Subscribe", "trending papers"))


@pytest.mark.parametrize(
    "content",
    [
        WITH_BLANKS + BLANK, GLUED + DENSE, BLANK, DENSE, DENSE.replace("\n", "\r\n"), "\ufeff" + GLUED + DENSE,
        GLUED + DENSE + "\n" + GLUED + DENSE, WITH_BLANKS + BLANK + "\n" + GLUED + DENSE, "Subscribe" + DENSE,
    ],
    ids=["blanks", "glued", "bare", "bare dense", "crlf", "bom", "twice", "both", "cut off above"],
)  # fmt: skip
def test_every_shape_of_a_listing_gives_the_same_papers(write: Write, content: str) -> None:
    reading = read_papers(write("page.txt", content))
    assert pairs(reading) == ALL
    assert reading.skipped == []


def test_a_listing_cut_within_an_abstract_keeps_all_papers(write: Write) -> None:
    reading = read_papers(write("page.txt", WITH_BLANKS + BLANK[: -len(ABSTRACTS[4]) + 8]))
    assert pairs(reading) == {*zip(TITLES[:4], ABSTRACTS[:4], strict=True), (TITLES[4], ABSTRACTS[4][:8])}


def test_a_listing_cut_after_a_title_lists_it_as_skipped(write: Write) -> None:
    path = write("page.txt", WITH_BLANKS + BLANK[: -len(ABSTRACTS[4])])
    reading = read_papers(path)
    assert pairs(reading) == set(zip(TITLES[:4], ABSTRACTS[:4], strict=True))
    assert reading.skipped == [Skipped(str(path), 27, "a title without an abstract")]


@pytest.mark.parametrize("lost", range(5))
def test_a_lost_abstract_costs_its_own_title_only(write: Write, lost: int) -> None:
    lines = DENSE.split("\n")
    del lines[2 * lost + 1]
    reading = read_papers(write("page.txt", GLUED + "\n".join(lines)))
    assert pairs(reading) == ALL - {(TITLES[lost], ABSTRACTS[lost])}
    assert [skipped.line for skipped in reading.skipped] == [3 + 2 * lost]


@pytest.mark.parametrize("lost", range(1, 5))
def test_a_lost_title_costs_its_own_abstract_only(write: Write, lost: int) -> None:
    lines = DENSE.replace("https://example.org/sheep", "the usual place.").split("\n")
    del lines[2 * lost]
    reading = read_papers(write("page.txt", GLUED + "\n".join(lines)))
    assert {title for title, _ in pairs(reading)} == {*TITLES} - {TITLES[lost]}
    assert reading.skipped == [Skipped(str(reading.skipped[0].file), 3 + 2 * lost, "an abstract without a title")]


def test_short_abstracts_between_long_ones_keep_their_titles(write: Write) -> None:
    lines = DENSE.split("\n")
    lines[3] = "Sheep sleep."
    lines[5] = "We count sheep"
    reading = read_papers(write("page.txt", GLUED + "\n".join(lines)))
    assert reading.skipped == []
    assert {(TITLES[1], "Sheep sleep."), (TITLES[2], "We count sheep")} <= pairs(reading)


def test_a_chinese_listing_is_recognised(write: Write) -> None:
    titles = [f"面向第{n}类问题的大型语言模型研究" for n in "一二三"]
    abstracts = [f"本文研究第{n}类问题。" + "我们提出了一种新的方法,并在多个数据集上进行了实验。" * 6 for n in "一二三"]
    reading = read_papers(
        write("页.txt", "\n".join(line for pair in zip(titles, abstracts, strict=True) for line in pair))
    )
    assert pairs(reading) == {*zip(titles, abstracts, strict=True)}


README = """Sheep Counter

A tool that counts sheep. It reads pictures and prints numbers, and it does so faster than any other tool that
you may have used so far, on any machine that you may have.

## Installation

    pip install sheep-counter

## Use

Run it in the folder of your pictures. It prints one number a line, in the order of the names of the pictures.
"""


@pytest.mark.parametrize(
    "content",
    [README, README.replace("## ", ""), "1984\n", "numpy==2.0\nscipy>=1.13\n", "x = 1\n" * 100, ABSTRACTS[0]],
    ids=["markdown", "text", "one line", "requirements", "code", "one abstract"],
)
def test_prose_and_code_are_no_listing(write: Write, content: str) -> None:
    path = write("README.txt", content)
    with pytest.raises(InputError, match=r"README\.txt: is no format of papers .*--from jsonl\|csv\|tsv\|listing"):
        read_papers(path)


def test_a_listing_of_two_papers_can_be_forced(write: Write) -> None:
    path = write("mine.txt", "One\nFirst words.\nTwo\nSecond words.\n")
    with pytest.raises(InputError, match="--from"):
        read_papers(path)
    assert pairs(read_papers(path, format="listing")) == {("One", "First words."), ("Two", "Second words.")}
