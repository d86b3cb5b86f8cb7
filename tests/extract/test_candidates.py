"""Which runs of words could be a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import build_nlp
from kg.extract.candidates import LONGEST, candidates
from kg.extract.words import stop_words, words_of
from kg.names import fold

NLP = build_nlp(("kg_sentences",))


def found(abstract: str) -> list[str]:
    """The candidates of an abstract, as they stand in it."""
    text = f"T\n{abstract}"
    words = words_of(NLP(text))
    return [text[words[c.first].start : words[c.last].end] for c in candidates(words)][1:]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deep graph networks", "deep|deep graph|deep graph networks|graph|graph networks|networks"),
        ("use of the kernel trick", "kernel|kernel trick|trick"),
        ("mixture of experts", "mixture|mixture of experts|experts"),
        ("learning from human feedback",
         "learning|learning from human|learning from human feedback|human|human feedback|feedback"),
        ("state-space layers", "state-space|state-space layers|layers"),
        ("LLM-based agency", "LLM|LLM-based|LLM-based agency|agency"),
        ("C++ and C#", "C++|C#"),
        ("A* search", "A*|A* search|search"),
        ("graph RRT* planner*", "graph|graph RRT*|graph RRT* planner|RRT*|RRT* planner|planner"),
        ("kernels, layers", "kernels|layers"),
        ("kernels. Layers", "kernels|Layers"),
        ("Parkinson's disease", "Parkinson|Parkinson's disease|disease"),
        ("kernels of", "kernels"),
        ("an IT system", "IT|IT system|system"),
        ("THE KERNEL OF THE GRAPH", "KERNEL|GRAPH"),
        ("2019 and 42", ""),
        ("8x speedup", "speedup"),
        ("GPT-3.5", "GPT-3.5"),
        ("encoder/decoder", "encoder|encoder/decoder|decoder"),
        ("github.com/someone/foo", "someone|foo"),
        ("fine-tune a prompt", ""),
        ("PROMPT gains", "PROMPT|PROMPT gains|gains"),
        ("we propose novel views", "novel views|views"),
        ("in-context rules", "in-context|in-context rules"),
    ],
)  # fmt: skip
def test_candidates(text: str, names: str) -> None:
    assert found(text) == [name for name in names.split("|") if name]


TEXTS = st.lists(
    st.sampled_from(
        "deep of from the graph GPT - - / . ' s 4 3.5 C++ A* _ IT ( ) , \n LLMs TRANSFORMERS naïve 图 based".split(" ")
    )
).map(lambda words: "".join(w if w in "-/.'_" else f" {w}" for w in words))  # fmt: skip


@given(TEXTS)
def test_what_holds_for_every_candidate(abstract: str) -> None:
    text = f"T\n{abstract}"
    words = words_of(NLP(text))
    for c in candidates(words):
        assert 0 <= c.last - c.first < LONGEST
        surface = text[words[c.first].start : words[c.last].end]
        assert c.key == fold(surface)
        before, after = f" {text}"[words[c.first].start], text[words[c.last].end : words[c.last].end + 1]
        assert before not in "-–'_", f"{surface!r} is the end of a hyphenated word"
        following = text[words[c.last].end + 1 : words[c.last].end + 6]
        if after == "-" and following[:1].isalnum():
            assert following.startswith("based"), f"{surface!r} is the beginning of a hyphenated word"
        for word in (words[c.first], words[c.last]):
            hyphenated = "-" in f" {text} "[word.start : word.end + 2]
            assert word.low not in stop_words() or word.text.isupper() or hyphenated
        assert len({w.sentence for w in words[c.first : c.last + 1]}) == 1


@given(st.text())
def test_any_text_at_all(text: str) -> None:
    words = words_of(NLP(text))
    assert all(text[w.start : w.start + 1].isalnum() for w in words)
    for c in candidates(words):
        assert c.key
