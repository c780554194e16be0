"""Files as they come: what can be read is read the same, what is hostile is refused in words."""

import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date

import pytest
from xlsxwriter import Workbook

from app.faults import BadInput
from app.imports import parser
from app.imports import reading as room
from app.imports.reading import Line, reading
from app.sheets.xlsx import Column, Kind
from tests.sheets.small import xlsx_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(content: bytes) -> tuple[list[str], list[Line], list[str]]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with reading(file) as found:
            return found.header, list(found.lines), found.protected


def refusal_of(content: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read(content)
    assert refused.value.field == "file"
    return refused.value.message


def a_book(sheet: str, **parts: str) -> bytes:
    """XLSX by hand, down to what no program would write."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats'
            '.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxml'
            'formats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            book.writestr(name, content)
    return packed.getvalue()


def cells(*written: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def row(number: int, **texts: str) -> str:
    inside = "".join(
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in texts.items()
    )
    return f'<row r="{number}">{inside}</row>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_as_it_is_saved(encoding: str, mark: str) -> None:
    lines = [["name", "town"], ["Zoë", "Łódź"], ["", ""], ["two\nlines", "x"]]
    quoted = "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    header, found, _ = read(quoted.encode(encoding))
    assert header == ["name", "town"]
    assert found == [Line(2, ["Zoë", "Łódź"], ""), Line(4, ["two\nlines", "x"], "")]


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_a_first_line_for_excel_says_what_divides(mark: str) -> None:
    lines = [f"sep={mark}", f"name{mark}town", f"Zoë{mark}Łódź"]
    header, found, _ = read("\r\n".join(lines).encode("utf-8-sig"))
    assert (header, found) == (["name", "town"], [Line(3, ["Zoë", "Łódź"], "")])


def test_a_first_line_for_excel_is_no_title_of_the_sheet() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"sep=;\r\nname;town\r\nMaya;Chicago\r\n")
        with reading(file) as found:
            assert (found.header, found.titles) == (["name", "town"], [])


def test_xlsx_is_read_with_its_days_as_days() -> None:
    columns = [Column("name"), Column("day", Kind.DAY), Column("number", Kind.NUMBER)]
    header, found, _ = read(xlsx_of("People", columns, [["Zoë", date(2026, 5, 3), 10042]]))
    assert header == ["name", "day", "number"]
    assert found == [Line(2, ["Zoë", "2026-05-03", "10042"], "")]


def test_a_formula_that_failed_is_not_taken_for_a_blank() -> None:
    failed = '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    within = '<c r="B3" t="e"/><c r="D3" s="1" t="e"><v>#N/A</v></c>'
    _, found, _ = read(
        a_book(
            cells(
                row(1, B="name", C="town", D="area"),
                row(2, B="Maya").replace("</row>", f"{failed}</row>"),
                row(3).replace("</row>", f"{within}</row>"),
            )
        )
    )
    assert [line.cells for line in found] == [["Maya", "#DIV/0!", ""], ["", "", "#N/A"]]


def test_a_failed_formula_is_found_wherever_it_lies() -> None:
    failed = "".join(
        f'<row r="{number}"><c r="A{number}" t="e"><f>{"x" * 90}</f><v>#REF!</v></c></row>'
        for number in range(2, 30_000)
    )
    content = a_book(cells(row(1, A="name"), failed))
    _, found, _ = read(content)
    assert {tuple(line.cells) for line in found} == {("#REF!",)}
    assert len(found) == 29_998


def test_a_hidden_sheet_is_not_the_one_that_is_read() -> None:
    packed = io.BytesIO()
    with Workbook(packed) as book:
        hidden, shown = book.add_worksheet("Lists"), book.add_worksheet("People")
        hidden.write_column(0, 0, ["kind", "hidden"])
        shown.write_column(0, 0, ["name", "Maya"])
        shown.activate()
        hidden.hide()
    header, found, _ = read(packed.getvalue())
    assert (header, found) == (["name"], [Line(2, ["Maya"], "")])


def test_what_the_law_protects_never_leaves_the_reader() -> None:
    header, found, protected = read(
        b"name,primary_education:cumulative_gpa,Ethnicity,Gender identity,Disability,Citizenship,"
        b"trace,area\r\nMaya,3.9,a,b,c,d,e,f\r\n"
    )
    assert header == ["name", "trace", "area"]
    assert found == [Line(2, ["Maya", "e", "f"], "")]
    assert len(protected) == 5


def test_a_ragged_row_is_one_rows_fault() -> None:
    _, found, _ = read(b"a,b\r\n1\r\n1,2\r\n1,2,3\r\n1,2,\r\n")
    assert [line.fault for line in found] == [
        "has 1 cells where the header has 2",
        "",
        "has 3 cells where the header has 2",
        "",
    ]


def test_columns_at_the_end_that_are_blank_throughout_are_none() -> None:
    assert read(b"a,b,,\r\n1,2,,\r\n") == (["a", "b"], [Line(2, ["1", "2"], "")], [])


TITLED = ["Declined offers, spring 2026", "", "as of 3 May"]


def test_what_stands_above_the_names_of_the_columns_is_no_header() -> None:
    """Each alone on its line, whether or not the line goes on in blank cells."""
    rows = [["Name", "E-mail", "GPA"], ["Maya", "maya@x.edu", "3.9"]]
    packed = io.BytesIO()
    with Workbook(packed) as book:
        sheet = book.add_worksheet()
        for place, cells_of in enumerate([[title] for title in TITLED] + rows):
            sheet.write_row(place, 0, cells_of)
    for content in (
        b'"Declined offers, spring 2026"\r\n\r\nas of 3 May\r\n'
        b"Name;E-mail;GPA\r\nMaya;maya@x.edu;3.9\r\n",
        b'"Declined offers, spring 2026",,\r\n,,\r\n,as of 3 May,\r\n'
        b"Name,E-mail,GPA\r\nMaya,maya@x.edu,3.9\r\n",
        packed.getvalue(),
    ):
        with tempfile.TemporaryFile() as file:
            file.write(content)
            with reading(file) as found:
                assert (found.header, found.protected) == (["Name", "E-mail"], ["GPA"])
                assert found.titles == [TITLED[0], TITLED[2]]
                assert list(found.lines) == [Line(5, ["Maya", "maya@x.edu"], "")]


def test_of_many_lines_on_top_that_are_alone_none_is_a_title() -> None:
    def first_name(above: int) -> str:
        return read(b"Spring 2026\r\n" * above + b"Name,Town\r\nMaya,Lodz\r\n")[0][0]

    assert first_name(parser.MOST_TITLES) == "Name"
    assert first_name(parser.MOST_TITLES + 1) == "Spring 2026"


def test_a_sheet_of_one_column_has_no_title() -> None:
    header, lines, _ = read(b"Name\r\n\r\nMaya\r\nLee\r\n" + b"Ana\r\n" * 7)
    assert header == ["Name"]
    assert [line.number for line in lines] == list(range(3, 12))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"maya@x.example.edu\r\nMaya,3M\r\n", "names the columns"),
        (b"", "is empty"),
        (b"\r\n ,\r\n", "is empty"),
        (b"name,town\r\n", "has a header and no rows"),
        (b"name\r\nMaya\0\r\n", "NUL"),
        (b"name\r\n" + b"x" * 9_000 + b"\r\na\0\r\n", "NUL character on line 3"),
        ("name\r\nZoë\r\n".encode("cp1252"), "not UTF-8 on line 2, perhaps Windows-1252"),
        (b"name\r\n" + b"x\r\n" * 5_000 + b"Zo\xeb\r\n", "not UTF-8 on line 5002, perhaps"),
        ("name\r\nZoë\r\n".encode("utf-16") + b"x", "not UTF-16 throughout"),
        (b"maya@x.example.edu,Maya\r\nlee@x.example.edu,Lee\r\n", "names the columns"),
        (
            b'name\r\n"Maya\r\n',
            "on line 2: a quotation mark opens a cell there, and none closes it",
        ),
        (b'name,program\r\n"Maya" Lee,MBA\r\n', "on line 2: a quotation mark stands within a cell"),
        (b"name\r\n" + b"x" * 200_000, "on line 2: a cell is longer than any can be"),
        (b",".join([b"c"] * 201) + b"\r\n1", "201 columns; 200 are the most"),
        (b"name\r\n" + b"x\r\n" * 200_001, "more than 200,000 rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or a locked Excel file"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<html><body>", "is a web page"),
        (b"PK\x03\x04 and then nothing", "is damaged"),
        (a_book("no xml at all"), "damaged"),
        (a_book(cells(row(1, A="name")), **{"xl/vbaProject.bin": "x"}), "holds macros"),
        (
            a_book('<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>' + cells()),
            "declares entities",
        ),
        (a_book(cells(row(1, A="name")) + " " * 5_000_000), "times its size"),
        (a_book(cells(row(1, A="a", XFD="b"))), "16,384 columns"),
    ],
)
def test_what_cannot_be_taken_says_why(content: bytes, words: str) -> None:
    assert words in refusal_of(content)


def test_a_small_file_that_spans_a_whole_sheet_is_soon_refused() -> None:
    began = time.perf_counter()
    content = a_book(cells(row(1, A="name"), row(1_048_576, XFD="x")))
    assert len(content) < 2_000
    assert "more memory or time" in refusal_of(content)
    assert time.perf_counter() - began < room.SECONDS


def test_a_file_that_is_too_large_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_BYTES", 10)
    assert "is larger than" in refusal_of(b"name\r\nMaya Okafor\r\n")


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.001)
    assert "seconds to read" in refusal_of(b"name\r\nMaya\r\n")


OF_ITS_OWN = """
import resource
from app.imports import parser
limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
parser.tell = lambda _: [[resource.getrlimit(one) for one in limits]]
parser.main()
"""


def test_whatever_a_file_does_the_reader_has_only_so_much_to_do_it_with() -> None:
    """However well it is checked before: what is not thought of is stopped by the machine."""
    told = subprocess.run(
        [sys.executable, "-c", OF_ITS_OWN], cwd=room.ROOT, capture_output=True, check=True
    )
    limits = json.loads(told.stdout.splitlines()[0])
    most = (parser.MEMORY, parser.PROCESSOR, parser.MOST_OUT, 0)
    assert limits == [[one, one] for one in most]
    assert parser.MEMORY <= 1024**3
    assert parser.PROCESSOR <= room.SECONDS


def test_the_reader_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGARDS_SECRET_KEY", "made-up")
    seen = {}

    def noted(*_: object, **given: object) -> None:
        seen.update(given)
        raise TimeoutError

    monkeypatch.setattr(room.subprocess, "Popen", noted)
    with pytest.raises(BadInput):
        read(b"name\r\nMaya\r\n")
    assert set(seen["env"]) == {"PATH"}


@pytest.mark.parametrize(
    "name",
    [
        "G.P.A.", "cGPA", "CumGPA", "cumulativeGpa", "GPAScore", "ＧＰＡ", "G\u200bPA", "ugpa",
        "Grade Pt Avg", "QPA", "Éthnicity", "EthnicOrigin", "RaceEthnicity", "PersonRace",
        "hispanicLatino", "Latinx", "studentGender", "Género", "Sexe", "Sexual orientation",
        "isDisabled", "hasDisability", "handicap", "citizenshipStatus", "Work Authorization",
        "Immigration status",
    ],
)  # fmt: skip
def test_what_the_law_protects_is_known_under_odd_names(name: str) -> None:
    header, found, protected = read(f"name,{name},area\r\nMaya,3.9,b\r\n".encode())
    assert (header, protected) == (["name", "area"], [name])
    assert found == [Line(2, ["Maya", "b"], "")]


@pytest.mark.parametrize(
    "name",
    ["trace", "Essex campus", "Grade", "Point of contact", "Latin honors", "National", "A-G"],
)
def test_what_only_looks_like_it_is_read(name: str) -> None:
    assert read(f"name,{name}\r\nMaya,b\r\n".encode())[0] == ["name", name]


def test_columns_have_names_that_can_be_said_again() -> None:
    """In one form of Unicode, without what no form can send."""
    accents = "Pre\u0301nom"
    filler = ",".join(f"column {number:0100}" for number in range(90))
    header, _, _ = read(f"{accents},a\x01b,c\x85d,{filler},e\0f\r\n1,2,3\r\n".encode())
    assert [*header[:3], header[-1]] == ["Prénom", "a b", "c d", "e f"]
    assert "longer than 500 characters: “hhh" in refusal_of(b"name," + b"h" * 501 + b"\r\n1,2\r\n")
