from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, UsageError
from kg.papers import read_papers
from kg.papers.clean import clean
from kg.records import Paper, Reading, Skipped

from .conftest import Write

CELLS = [
    ["Title", "Abstract", "Year"],
    ['On "sheep", and goats', "We count\nsheep; goats\ttoo.", "2020"],
    ["Größe zählt", "Wir zählen – Schafe.", "2021-03"],
]
EXPECTED = {
    ('On "sheep", and goats', "We count sheep; goats too.", "2020"),
    ("Größe zählt", "Wir zählen – Schafe.", "2021-03"),
}


def table(delimiter: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(CELLS)
    return out.getvalue()


def triples(reading: Reading) -> set[tuple[str, str, str | None]]:
    return {(paper.title, paper.abstract, paper.date) for paper in reading.papers}


def texts(papers: list[Paper]) -> set[tuple[str, str]]:
    return {(paper.title, paper.abstract) for paper in papers}


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_what_spreadsheets_export(write: Write, delimiter: str, line_end: str, encoding: str) -> None:
    reading = read_papers(write("papers.csv", table(delimiter, line_end).encode(encoding)))
    assert triples(reading) == EXPECTED
    assert reading.skipped == []
    assert len(reading.notes) == (encoding == "cp1252")


def test_bytes_that_are_not_utf8_are_noted(write: Write) -> None:
    path = write("papers.csv", table().encode("cp1252"))
    assert read_papers(path).notes == [
        f"{path}: is not all UTF-8; other bytes were read as Windows-1252 (if letters look wrong, save it as UTF-8)"
    ]


def test_excels_own_line_names_the_delimiter(write: Write) -> None:
    assert triples(read_papers(write("papers.csv", "sep=;\r\n" + table(";")))) == EXPECTED


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Authors,Author full names,Title,Year,Source title,DOI,Link,Abstract,Author Keywords,Index Keywords,EID",
            '"Lovelace A.; Turing A.","Lovelace, Ada (123); Turing, Alan (45)",T,2020,J. Sheep,10.1234/X,'
            "https://example.org/1,A,sheep; goats,animals,2-s2.0-85",
            Paper("10.1234/x", "T", "A", ("10.1234/x", "2-s2.0-85"), "2020", ("Lovelace, Ada", "Turing, Alan"),
                  ("sheep", "goats"), "J. Sheep", "https://example.org/1", ("papers.csv",)),
        ),
        (
            '"Key","Item Type","Publication Year","Author","Title","Publication Title","Abstract Note","Date",'
            '"Manual Tags","Url"',
            '"ABCD2345","journalArticle","2020","Lovelace, Ada; Turing, Alan","T","J. Sheep","A","2020-03",'
            '"sheep; goats","http://arxiv.org/abs/2003.01234v2"',
            Paper("2003.01234", "T", "A", ("2003.01234", "2003.01234v2", "ABCD2345"), "2020-03",
                  ("Lovelace, Ada", "Turing, Alan"), ("sheep", "goats"), "J. Sheep",
                  "http://arxiv.org/abs/2003.01234v2", ("papers.csv",)),
        ),
        (
            "PT\tAU\tAF\tTI\tSO\tDE\tID\tAB\tPY\tDI\tUT",
            'J\tLovelace, A\tLovelace, Ada\t"Why Sheep?": a study\tJ SHEEP\tsheep; goats\tANIMALS\tA\t2020\t\tWOS:0001',
            Paper("WOS:0001", '"Why Sheep?": a study', "A", ("WOS:0001",), "2020", ("Lovelace, Ada",),
                  ("sheep", "goats"), "J SHEEP", None, ("papers.csv",)),
        ),
        (
            "Publication Type,Authors,Author Full Names,Article Title,Source Title,Author Keywords,Abstract,"
            "Publication Date,Publication Year,DOI,UT (Unique WOS ID)",
            'J,"Lovelace, A","Lovelace, Ada",T,J SHEEP,sheep,A,MAR 11,2020,,WOS:0001',
            Paper("WOS:0001", "T", "A", ("WOS:0001",), "2020", ("Lovelace, Ada",), ("sheep",), "J SHEEP", None,
                  ("papers.csv",)),
        ),
        (
            "id,doi,title,display_name,publication_year,publication_date,abstract,"
            "primary_location.source.display_name,authorships.author.display_name,keywords.display_name",
            "https://openalex.org/W123,https://doi.org/10.1234/x,T,T,2020,2020-03-11,A,J. Sheep,"
            "Ada Lovelace|Alan Turing,a|b",
            Paper("W123", "T", "A", ("10.1234/x", "W123"), "2020-03-11", ("Ada Lovelace", "Alan Turing"), ("a", "b"),
                  "J. Sheep", None, ("papers.csv",)),
        ),
        (
            '"Document Title",Authors,"Publication Title","Publication Year","Abstract","PDF Link","Author Keywords"',
            '"T","A. Lovelace; A. Turing","Proc. Sheep","2020","A","https://example.org/a.pdf","sheep;goats"',
            Paper("8efd86fb78", "T", "A", ("8efd86fb78",), "2020", ("A. Lovelace", "A. Turing"), ("sheep", "goats"),
                  "Proc. Sheep", "https://example.org/a.pdf", ("papers.csv",)),
        ),
    ],
    ids=["Scopus", "Zotero", "Web of Science tags", "Web of Science", "OpenAlex", "IEEE"],
)  # fmt: skip
def test_what_databases_export(write: Write, header: str, row: str, expected: Paper) -> None:
    reading = read_papers(write("papers.csv", f"{header}\n{row}\n"))
    assert reading.papers == [expected]
    assert reading.notes == []


def test_columns_are_found_whatever_their_case_and_spacing(write: Write) -> None:
    path = write("papers.csv", " TITLE , abstract_note,Publication  year\nOn sheep,We count.,2020\n")
    assert triples(read_papers(path)) == {("On sheep", "We count.", "2020")}


def test_a_missing_column_is_an_error_that_lists_the_columns(write: Write) -> None:
    path = write("papers.csv", "Name,Text,Year\na,b,c\n")
    with pytest.raises(InputError) as caught:
        read_papers(path)
    assert str(caught.value) == (
        f"{path}: has no column of title or of abstract; its columns are 'Name', 'Text', 'Year';"
        " say which it is: --column title=… --column abstract=…"
    )
    assert triples(read_papers(path, columns={"title": "name", "abstract": "Text"})) == {("a", "b", None)}


def test_a_column_that_is_not_there_is_noted(write: Write) -> None:
    path = write("papers.csv", "Title,Abstract\na,b\n")
    reading = read_papers(path, columns={"abstract": "Summary"})
    assert reading.notes == [f"{path}: has no column 'Summary'; 'Abstract' was read as its abstract"]


def test_a_field_that_there_is_not_is_an_error(write: Write) -> None:
    with pytest.raises(UsageError, match=r"column 'abstrct': there is no such field; there are: title, abstract"):
        read_papers(write("papers.csv", table()), columns={"abstrct": "Summary"})


GOOD = 'One,"We do one thing, well."\n'


@pytest.mark.parametrize(
    "broken",
    ['"Two","opened here\n', 'Two,"opened here\n', '"Two,opened here\n', '"Two,"opened here"\n', 'Two,"a" b "c\n'],
)
@pytest.mark.parametrize(
    "rest",
    ['"Three","All is well."\n', "Three,All is well.\n", 'Three,"All is well."\n', '"Three",All is well.\n'],
)
def test_a_quote_never_closed_is_reported_where_it_opens_and_costs_its_record(
    write: Write, broken: str, rest: str
) -> None:
    path = write("papers.csv", "Title,Abstract\n" + GOOD + broken + rest)
    reading = read_papers(path)
    assert texts(reading.papers) == {("One", "We do one thing, well."), ("Three", "All is well.")}
    assert reading.skipped == [Skipped(str(path), 3, "a quote is opened and never closed")]


def test_a_quote_never_closed_on_a_later_line_of_its_record(write: Write) -> None:
    path = write("papers.csv", 'Title,Abstract\n"a title\non two lines","never closed\n' + GOOD)
    reading = read_papers(path)
    assert texts(reading.papers) == {("One", "We do one thing, well.")}
    assert [skipped.line for skipped in reading.skipped] == [3]


def test_a_quote_never_closed_in_a_long_file(write: Write) -> None:
    rest = "".join(f"Paper {n},It is number {n}.\n" for n in range(30_000))
    reading = read_papers(write("papers.csv", f'Title,Abstract\n{GOOD}Two,"opened here\n{rest}'))
    assert len(reading.papers) == 30_001
    assert [skipped.line for skipped in reading.skipped] == [3]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('"Why Should I Trust You?": Explaining,We explain.', ('"Why Should I Trust You?": Explaining', "We explain.")),
        ('Two,"He said "hi" to us, twice."', ("Two", 'He said "hi" to us, twice.')),
        ('Two,"He\nsaid "hi" to us,\ntwice."', ("Two", 'He said "hi" to us, twice.')),
        ('"Two", "spaces, before"', ("Two", "spaces, before")),
        ('The 5" disk,A 3" disk', ('The 5" disk', 'A 3" disk')),
    ],
)
def test_quotes_that_can_be_read_in_one_way_only_are(write: Write, row: str, expected: tuple[str, str]) -> None:
    reading = read_papers(write("papers.csv", f"Title,Abstract\n{row}\n{GOOD}"))
    assert texts(reading.papers) == {expected, ("One", "We do one thing, well.")}
    assert reading.skipped == []


def test_rows_of_another_length(write: Write) -> None:
    path = write(
        "papers.csv", f"Title,Abstract,Year\nToo,many,2020,cells\nEmpty,tail,2020,,\nShort,row\n\n,,\nNo\n{GOOD}"
    )
    reading = read_papers(path)
    assert {title for title, _ in texts(reading.papers)} == {"Empty", "Short", "One"}
    assert reading.skipped == [Skipped(str(path), 2, "4 cells under 3 columns"), Skipped(str(path), 7, "no abstract")]


def test_cells_of_any_length_leave_the_limit_of_others_alone(write: Write) -> None:
    limit = csv.field_size_limit()
    path = write("papers.csv", f'Title,Abstract\nLong,"{"word " * 200_000}"\n')
    assert len(read_papers(path).papers[0].abstract) == 999_999
    assert csv.field_size_limit() == limit


def test_exports_that_say_there_is_no_abstract(write: Write) -> None:
    reading = read_papers(write("papers.csv", f"Title,Abstract\nTwo,[No abstract available]\nThree,NaN\n{GOOD}"))
    assert [skipped.reason for skipped in reading.skipped] == ["no abstract"] * 2


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n,;"\t'), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_csv_writes_is_read_back(write: Write, rows: list[list[str]], delimiter: str, quoting: int) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting)
    writer.writerow(["title", "abstract", "venue"])
    writer.writerow(["A first paper", "Its abstract.", "x"])
    writer.writerows([[f"t{row[0]}", f"a{row[1]}", row[2]] for row in rows])
    reading = read_papers(write("papers.csv", out.getvalue()), format="csv")
    assert reading.skipped == []
    assert reading.entries == len(rows) + 1
    if len(reading.papers) == reading.entries:
        assert {(clean(f"t{row[0]}"), clean(f"a{row[1]}")) for row in rows} <= texts(reading.papers)
