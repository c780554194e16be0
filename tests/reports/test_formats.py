"""Whatever the format: the same figures, the same words on top, and a line in the log."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.at_once import MOST_AT_ONCE, a_place
from app.db.engine import Database
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import import_into
from tests.conftest import on_sqlite
from tests.pages.conftest import (  # noqa: F401
    SignIn,
    app,
    office,
    sign_in,
)
from tests.pages.writing import as_csv
from tests.reports.test_api import entries, mei  # noqa: F401

pytestmark = on_sqlite  # what is counted is asked of both stores in `test_figures.py`
DAY = "2026-11-24"
WORD_FOR = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}
FILES = list(WORD_FOR)
each_file = pytest.mark.parametrize("format", FILES)
Rows = list[list[str]]


def file(speaker: TestClient, format: str, **query: str) -> bytes:
    answer = speaker.get("reports/cohort", params={"as_of": DAY, **query, "format": format})
    assert answer.status_code == 200, answer.text
    return answer.content


def figures(told: dict[str, Any], as_text: Callable[[str, Any], Any]) -> dict[str, list[Any]]:
    """The tables of the JSON, as another format writes them: none that are hidden as a whole."""
    return {
        table["title"]: [
            [
                "hidden" if name in row["hidden"] else as_text(name, cell)
                for name, cell in row.items()
                if name not in ("key", "hidden")
            ]
            for row in table["rows"]
            if not is_hidden(table)
        ]
        for table in told.values()
        if isinstance(table, dict) and "rows" in table
    }


def is_hidden(table: dict[str, Any]) -> bool:
    texts = ("key", "hidden", "figure", "step", "state", "outcome", "group", "cohort", "program")
    return all(name in row["hidden"] for row in table["rows"] for name in row if name not in texts)


def plain(name: str, cell: Any) -> str:
    if cell is None:
        return "–"
    return f"{cell:.4f}" if name == "share" else str(cell)


def csv_lines(content: bytes) -> Rows:
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in content.replace(b"\r\n", b"")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def csv_tables(content: bytes, titles: Sequence[str]) -> dict[str, Rows]:
    lines, found = csv_lines(content), {}
    for title in titles:
        begins = lines.index([title]) + 2
        width = len(lines[begins - 1])
        rows: Rows = []
        while len(lines[begins + len(rows)]) == width:
            rows.append(lines[begins + len(rows)])
        found[title] = rows
    return found


@pytest.mark.parametrize(
    "query", [{}, {"program": "MBA"}, {"cohort": "2024", "program": "MS Finance"}], ids=str
)
def test_csv_has_the_figures_of_the_json(mei: TestClient, query: dict[str, str]) -> None:  # noqa: F811
    told = mei.get("reports/cohort", params={"as_of": DAY, **query}).json()
    expected = figures(told, plain)
    assert csv_tables(file(mei, "csv", **query), list(expected)) == expected


def sheets_of(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(
    "query", [{}, {"program": "MBA"}, {"cohort": "2024", "program": "MS Finance"}], ids=str
)
def test_xlsx_has_the_figures_of_the_json_as_numbers(
    mei: TestClient,  # noqa: F811
    query: dict[str, str],
) -> None:
    told = mei.get("reports/cohort", params={"as_of": DAY, **query}).json()
    expected = figures(told, lambda name, cell: "–" if cell is None else cell)
    sheets = sheets_of(file(mei, "xlsx", **query))
    for title, rows in expected.items():
        width = len(rows[0]) if rows else 0
        found = [row[:width] for row in sheets[title[:31]][1 : len(rows) + 1]]
        assert found == [[like_a_sheet(cell) for cell in row] for row in rows], title


def like_a_sheet(cell: Any) -> Any:
    """A sheet knows numbers of one kind only, of 16 digits."""
    return pytest.approx(cell, rel=1e-14) if isinstance(cell, int | float) else cell


def test_both_files_name_each_column_and_say_what_it_counts(mei: TestClient) -> None:  # noqa: F811
    titles = figures(mei.get("reports/cohort", params={"as_of": DAY}).json(), plain)
    lines, sheets = csv_lines(file(mei, "csv")), sheets_of(file(mei, "xlsx"))
    for title in titles:
        names = lines[lines.index([title]) + 1]
        assert len(set(names)) == len(names)
        assert [name or "Figure" for name in sheets[title[:31]][0][: len(names)]] == names
    meant = {tuple(line[1:]) for line in lines if len(line) == 3 and line[0] in titles}
    assert meant
    assert meant <= {tuple(row[:2]) for row in next(iter(sheets.values()))}


def test_the_workbook_has_frozen_heads_and_charts_that_are_real(mei: TestClient) -> None:  # noqa: F811
    with ZipFile(io.BytesIO(file(mei, "xlsx"))) as parts:
        names = parts.namelist()
        sheets = [parts.read(name).decode() for name in names if "worksheets/sheet" in name]
        charts = [parts.read(name).decode() for name in names if "charts/chart" in name]
    assert sum('state="frozen"' in sheet for sheet in sheets) == len(sheets) - 1
    assert ["<c:barChart>" in charts[0], "<c:scatterChart>" in charts[1]] == [True, True]
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_curve_of_the_workbook_goes_up_in_steps(mei: TestClient) -> None:  # noqa: F811
    rows = mei.get("reports/cohort", params={"as_of": DAY}).json()["curve"]["rows"]
    expected, before = [(0, 0)], 0
    for row in rows:
        expected += [(row["months"], before), (row["months"], row["share"])]
        before = row["share"]
    content = file(mei, "xlsx")
    head, *lines = sheets_of(content)["In the network after so many months"[:31]]
    place = head.index("Months drawn")
    drawn = [tuple(line[place : place + 2]) for line in lines if line[place] != ""]
    assert drawn == [pytest.approx(step) for step in expected]
    with ZipFile(io.BytesIO(content)) as parts:
        chart = parts.read("xl/charts/chart2.xml").decode()
    assert f"$H$2:$H${len(expected) + 1}" in chart


def pdf_words(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split()
    )


def xlsx_words(content: bytes) -> str:
    return "\n".join(
        " ".join(str(cell) for cell in row) for rows in sheets_of(content).values() for row in rows
    )


@pytest.mark.parametrize("query", [{}, {"program": "MBA"}], ids=str)
def test_the_pdf_has_the_figures_of_the_json(mei: TestClient, query: dict[str, str]) -> None:  # noqa: F811
    told = mei.get("reports/cohort", params={"as_of": DAY, **query}).json()
    words = pdf_words(file(mei, "pdf", **query))
    for row in figures(told, on_paper)[told["funnel"]["title"]]:
        assert " ".join(row) in words
    for row in figures(told, on_paper)[told["standing"]["title"]]:
        assert " ".join(row) in words
    for row in told["by_employer"]["rows"]:
        clients = "hidden" if row["clients"] is None else f"{row['clients']:,}"
        assert f"{row['key']} {clients}" in words


def on_paper(name: str, cell: Any) -> str:
    if cell is None:
        return "–"
    if name == "share":
        return f"{cell * 100:.0f} %"
    if isinstance(cell, str):
        return cell
    return f"{cell:,.0f}" if cell == int(cell) else f"{cell:,.1f}"


def test_the_pdf_is_tagged_for_those_who_listen(mei: TestClient) -> None:  # noqa: F811
    reader = PdfReader(io.BytesIO(file(mei, "pdf")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert "Cohort report: The whole office" in str(reader.metadata.title)
    tags = Counter(tags_in(root["/StructTreeRoot"]))
    assert tags["/H1"] == 1
    assert tags["/Table"] >= 8
    assert tags["/TH"] > tags["/Table"]
    # Of the funnel and of the one curve: the cohorts' have too few points to be drawn.
    assert [bool(one) for one in alternatives(root["/StructTreeRoot"])] == [True] * 2


def tags_in(element: Any) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, dict):
        if "/S" in element:
            yield str(element["/S"])
        for child in of_kind_list(element.get("/K", [])):
            yield from tags_in(child)


def alternatives(element: Any) -> Iterator[str]:
    """What is told instead of each drawing."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, dict):
        if element.get("/S") == "/Figure" and "/Alt" in element:
            yield str(element["/Alt"])
        for child in of_kind_list(element.get("/K", [])):
            yield from alternatives(child)


def of_kind_list(found: Any) -> list[Any]:
    found = found.get_object() if hasattr(found, "get_object") else found
    return list(found) if isinstance(found, list) else [found]


NAMES = ("李雷 Systems", "Łukasz & Søn", "אבי Group", "#strong[*x*] $1$ @ref <tag>", "=1+1")


def declined_from(ruth: TestClient, database: Database, employers: Sequence[str]) -> None:
    rows = [
        {
            "client_name": f"C {n}", "client_email": f"c{n}@example.edu", "offer_employer": name,
            "offered_on": "2025-01-01", "declined_on": "2025-01-10", "contact_name": "G",
        }
        for name in employers
        for n in range(40)
    ]  # fmt: skip
    import_into(database, ruth.access, as_csv(rows))  # type: ignore[attr-defined]


def test_whatever_a_name_is_written_in_it_is_text_in_every_file(
    as_member: Speak,  # noqa: F811
    database: Database,
) -> None:
    ruth = as_member(Role.ADMIN)
    declined_from(ruth, database, NAMES)
    sheet = xlsx_words(file(ruth, "xlsx"))
    paper = pdf_words(file(ruth, "pdf"))
    for name in NAMES:
        assert name in sheet
        assert name in paper or name[::-1] in paper or "אבי" in name
    assert "Group" in paper


def test_a_word_longer_than_its_column_goes_on_in_the_next_line(
    as_member: Speak,  # noqa: F811
    database: Database,
) -> None:
    ruth = as_member(Role.ADMIN)
    declined_from(ruth, database, ["x" * 190, "Abbott"])
    lines = re.findall("x{3,}", pdf_words(file(ruth, "pdf")))
    assert max(map(len, lines)) < 60
    assert len("".join(lines)) == 190


def fonts_in(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(
        font.get_object()["/BaseFont"]
        for page in pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    )


def test_every_machine_has_the_letters_of_names(as_member: Speak, database: Database) -> None:  # noqa: F811
    ruth = as_member(Role.ADMIN)
    declined_from(ruth, database, NAMES)
    fonts = fonts_in(file(ruth, "pdf"))
    assert all(name in fonts for name in ("NotoSans-", "NotoSansHebrew", "NotoSansCJKsc"))


@pytest.mark.parametrize("letter", ["𒀀", "\U0010fffd"], ids=ascii)
def test_a_letter_that_no_font_has_does_not_stop_the_pdf(
    as_member: Speak,  # noqa: F811
    database: Database,
    letter: str,
) -> None:
    ruth = as_member(Role.ADMIN)
    declined_from(ruth, database, [f"{letter} Bank"])
    content = file(ruth, "pdf")
    assert "Bank" in pdf_words(content)
    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" not in root["/Metadata"].get_object().get_data()


def csv_words(content: bytes) -> str:
    return "\n".join(" ".join(line) for line in csv_lines(content))


WORDS: dict[str, Callable[[bytes], str]] = {
    "csv": csv_words,
    "xlsx": xlsx_words,
    "pdf": pdf_words,
}


def test_each_column_is_told_by_what_it_counts(mei: TestClient) -> None:  # noqa: F811
    table = mei.get("reports/cohort", params={"as_of": DAY}).json()["by_area"]
    meanings = [table["meanings"][name] for name in ("year_over", "in_network", "share")]
    assert len(set(meanings)) == 3
    assert meanings[0] == "Key people whose catch-up could have begun by that day."


@each_file
def test_every_file_says_what_was_asked_when_by_whom_and_the_threshold(
    mei: TestClient,  # noqa: F811
    format: str,
) -> None:
    told = mei.get("reports/cohort", params={"as_of": DAY}).json()
    words = WORDS[format](file(mei, format, program="MBA", **{"from": "2025-01-01"}))
    for part in (
        told["office"], told["made_by"], "MBA", "Every cohort", "24 November 2026", "UTC",
        "1 January 2025", "fewer than 5 clients",
        told["funnel"]["meanings"]["thanked"], "hidden",
    ):  # fmt: skip
        assert part in words


def test_paper_says_the_smallest_group_once(mei: TestClient) -> None:  # noqa: F811
    assert "Smallest group" in csv_words(file(mei, "csv"))
    assert "Smallest group" not in pdf_words(file(mei, "pdf"))


@each_file
def test_every_file_is_in_the_log(
    mei: TestClient,  # noqa: F811
    database: Database,
    lakeside: Access,
    format: str,
) -> None:
    file(mei, format, program="MBA")
    last = next(entries(database, lakeside))
    assert (last.details["what"], last.details["format"]) == ("cohort_report", format)
    assert last.details["filters"] == {"program": "MBA"}


@each_file
def test_an_empty_office_has_every_file(as_member: Speak, format: str) -> None:  # noqa: F811
    words = WORDS[format](file(as_member(Role.ADMIN), format))
    assert "There are too few people here to tell of." in words


def test_a_program_that_begins_like_a_formula_is_text(
    as_member: Speak,  # noqa: F811
    database: Database,
) -> None:
    ruth = as_member(Role.ADMIN)
    rows = [
        {"client_name": f"C {n}", "client_email": f"c{n}@example.edu", "program": "=1+1"}
        for n in range(40)
    ]
    import_into(database, ruth.access, as_csv(rows))  # type: ignore[attr-defined]
    assert b'"\'=1+1"' in file(ruth, "csv", program="=1+1")


@each_file
def test_as_many_files_as_can_be_are_made_at_once(mei: TestClient, format: str) -> None:  # noqa: F811
    with ExitStack() as held:
        for _ in range(MOST_AT_ONCE):
            held.enter_context(a_place())
        answer = mei.get("reports/cohort", params={"format": format})
        assert (answer.status_code, answer.headers["retry-after"].isdecimal()) == (429, True)
        assert mei.get("reports/cohort").status_code == 200
    assert mei.get("reports/cohort", params={"format": format}).status_code == 200


@each_file
def test_the_page_hands_out_the_file_of_what_it_shows(
    sign_in: SignIn,  # noqa: F811
    database: Database,
    lakeside: Access,
    format: str,
) -> None:
    analyst = sign_in(Role.ANALYST, name="Mei-Ling Tan", within=lakeside)
    seen = analyst.sees("reports", program="MBA", as_of="2026-01-01")
    answer = analyst.http.get(seen.link(WORD_FOR[format]))
    assert answer.status_code == 200
    name = f"cohort-report-2026-01-01.{format}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "MBA" in WORDS[format](answer.content)
    last = next(entries(database, lakeside))
    assert (last.via, last.details["format"]) == ("console", format)
