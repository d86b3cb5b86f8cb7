from __future__ import annotations

from pathlib import Path

import pytest

from kg.aliases import Aliases, read_aliases
from kg.errors import UsageError


def test_nothing_said() -> None:
    assert read_aliases(None) == read_aliases([]) == read_aliases(["", "  ", "# a remark"][:0]) == Aliases()


def test_every_spelling_of_a_name() -> None:
    aliases = read_aliases(["LLMs, large language model"])
    for name in ("LLM", "llm", "LLMs", "large-language models"):
        assert aliases.canonical[aliases.key(name)] == "largelanguagemodel"
    assert aliases.names == {"largelanguagemodel": "large language model"}
    assert aliases.key("MI") not in aliases.canonical


def test_a_chain_ends_at_its_last_name_whatever_the_order() -> None:
    lines = ["a1, b1", "b1, c1, METHOD", "c1, d1"]
    for order in (lines, lines[::-1]):
        aliases = read_aliases(order)
        assert aliases.canonical == {"a1": "d1", "b1": "d1", "c1": "d1", "d1": "d1"}
        assert aliases.names == {"d1": "d1"}
        assert aliases.types == {"d1": "METHOD"}


def test_a_name_may_be_its_own_to_set_how_it_is_written_and_typed() -> None:
    aliases = read_aliases(["gpt 4, GPT-4, method"])
    assert aliases.canonical == {"gpt4": "gpt4"}
    assert aliases.names == {"gpt4": "GPT-4"}
    assert aliases.types == {"gpt4": "METHOD"}


@pytest.mark.parametrize(
    ("line", "name", "other"),
    [
        ("RAFT != RaFT", "RAFT", "RaFT"),
        ('"RAFT" != "RaFT"', "RAFT", "RaFT"),
        ('"Raft, the book"   !=   RAFT (flow)', "Raft, the book", "RAFT (flow)"),
        ('"say ""hi""" != hi', 'say "hi"', "hi"),
    ],
)
def test_kept_apart(line: str, name: str, other: str) -> None:
    aliases = read_aliases([line])
    assert aliases.key(name) != aliases.key(other)
    assert aliases.apart[aliases.key(name)] == {aliases.key(other)}
    assert aliases.apart[aliases.key(other)] == {aliases.key(name)}


def test_a_spelling_that_is_kept_apart_may_have_an_alias_of_its_own() -> None:
    aliases = read_aliases(["RAFT, optical flow RAFT", "RAFT != RaFT"])
    assert aliases.canonical[aliases.key("RAFT")] == aliases.key("optical flow RAFT")
    assert aliases.key("RaFT") not in aliases.canonical
    assert aliases.key("raft") not in aliases.canonical


def test_apart_from_a_name_is_apart_from_what_that_is_called() -> None:
    aliases = read_aliases(["MI != mutual information", "mutual information, MutInf"])
    assert aliases.apart["mi"] == {"mutualinformation", "mutinf"}


def test_quotes_and_tabs() -> None:
    aliases = read_aliases(['"Bayes, naive", naive Bayes', "a b\tc, d\tCONCEPT", '"x != y", z'])
    assert aliases.canonical["bayesnaive"] == "naivebayes"
    assert aliases.names["cd"] == "c, d"
    assert aliases.types == {"cd": "CONCEPT"}
    assert aliases.canonical["xy"] == "z"
    assert not aliases.apart


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# fine\none name", "aliases.csv, line 2: expected"),
        ("a,", "line 1: expected"),
        (",b", "line 1: expected"),
        ("a, b, METHOD, more", "line 1: expected"),
        ("a, b, PERSON", "line 1: unknown type 'PERSON'; there are METHOD, DATASET, CONCEPT"),
        ("a != ", "line 1: expected"),
        ("x y != x y", "line 1: 'x y' cannot be kept apart from itself"),
        ("a, b\nb, c\nc, a", "run in a circle"),
        ("a, b\nb, a", "line 1: the aliases of 'a' run in a circle"),
        ("a, b\n\nA, c", "line 3: 'A' cannot be 'c'; "),
        ("a, b, METHOD\nc, b, DATASET", "line 2: 'b' cannot be a DATASET"),
        ("a, b\nb != a", "line 2: 'b' and 'a' are kept apart here and are one by other lines"),
        ("a, c\nb, c\na != b", "line 3: 'a' and 'b' are kept apart here"),
        ("\x00a, " + "b" * 200_000, "line 1"),
        ('"' + "a" * 200_000, "line 1: expected"),
    ],
)
def test_what_makes_no_sense_is_one_line_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "aliases.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_aliases(file)
    assert message in str(error.value)
    assert str(error.value).startswith(str(file))
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_aliases(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_aliases(str(tmp_path))
    (tmp_path / "latin.csv").write_bytes("naïve, x".encode("latin-1"))
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        read_aliases(tmp_path / "latin.csv")


def test_a_file_says_what_its_lines_say(tmp_path: Path) -> None:
    lines = ["# remark", "a, b", "", "  C, d , concept ", "x != y"]
    (tmp_path / "a.csv").write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    aliases = read_aliases(tmp_path / "a.csv")
    assert aliases == read_aliases(lines)
    assert read_aliases(aliases.lines) == aliases, "a graph keeps the lines and reads them again"
