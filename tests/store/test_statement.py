from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store.statement import parameters, plain_strings, prepare, reads_files, tokens

CYPHERISH = st.text("'\"`\\/*$;\n \tu0027aLOADCSVé(){}1")


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


def test_tokens() -> None:
    text = "MATCH (`a``b`:Paper {id: $id}) // 'no'\nWHERE x = 'it\\'s' /* \" */ AND y = \"\\\\\" RETURN $(z), 1.5"
    assert [pair for pair in kinds(text) if pair[0] not in ("word", "mark")] == [
        ("name", "a`b"),
        ("param", "id"),
        ("comment", "// 'no'"),
        ("string", "'it\\'s'"),
        ("comment", '/* " */'),
        ("string", '"\\\\"'),
        ("param", "z"),
        ("number", "1"),
        ("number", "5"),
    ]


def test_what_never_ends_is_read_as_words() -> None:
    assert ("word", "LOAD") in kinds("RETURN 'a LOAD CSV")
    assert ("word", "LOAD") in kinds("/* LOAD CSV")
    assert ("word", "LOAD") in kinds("` LOAD CSV")


@given(CYPHERISH | st.text())
def test_reading_takes_any_text(text: str) -> None:
    assert all(text.startswith(token.text, token.start) for token in tokens(text) if token.kind in ("word", "string"))
    assert reads_files(text) in (True, False)
    parameters(text)


@given(CYPHERISH)
def test_blanking_comments_keeps_every_place(text: str) -> None:
    try:
        statement = prepare(text, dict.fromkeys(parameters(text)))
    except QueryError:
        return
    assert len(statement) == len(text)
    assert [c == "\n" for c in statement] == [c == "\n" for c in text]
    code = [token for token in tokens(text) if token.kind != "comment"]
    assert [token for token in tokens(statement) if token.kind != "comment"] == code
    assert prepare(statement, dict.fromkeys(parameters(text))) == statement or "/" in statement


@given(st.lists(st.sampled_from([" ", "\n", "\t", "/* x */", "// 'x\n"]), min_size=1).map("".join), st.booleans())
def test_load_csv_is_seen_however_it_is_spaced(space: str, quoted: bool) -> None:
    word = "`CSV`" if quoted else "cSv"
    assert reads_files(f"RETURN 'x' AS y UNION lOaD{space}{word} FROM 'f' AS y RETURN y")
    assert not reads_files(f"RETURN 'LOAD{space.replace(chr(39), '')}CSV' AS y")


@pytest.mark.parametrize("text", ["RETURN $a + $b, '$c', `$d`, $a // $e", "RETURN $(a), $b"])
def test_parameters(text: str) -> None:
    assert parameters(text) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"RETURN '\u00e9' AS x", "RETURN 'é'      AS x"),
        (r"RETURN '\ud83d\ude00'", "RETURN '😀'           "),
        (r"RETURN '\u0027\\u0041' // \u0041", r"RETURN '\'\\u0041'     // \u0041"),
        (r'RETURN "\n\f"', 'RETURN "\\n\f" '),
        (r"MATCH (n:`\u0041`) RETURN n", r"MATCH (n:`\u0041`) RETURN n"),
    ],
)
def test_escapes_are_undone_in_strings_alone_and_places_stay(text: str, plain: str) -> None:
    assert plain_strings(text) == plain
