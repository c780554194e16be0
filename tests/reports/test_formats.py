"""Whatever the format: the same figures, the same words on top, and a line in the log."""

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.at_once import MOST_AT_ONCE, a_place
from app.db.engine import Database
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import import_into
from tests.pages.conftest import (  # noqa: F401
    SignIn,
    app,
    office,
    sign_in,
)
from tests.pages.writing import as_csv
from tests.reports.test_api import entries, mei  # noqa: F401

DAY = "2026-11-24"
WORD_FOR = {"csv": "CSV"}
FILES = list(WORD_FOR)
each_file = pytest.mark.parametrize("format", FILES)
Rows = list[list[str]]


def file(speaker: TestClient, format: str, **query: str) -> bytes:
    answer = speaker.get("reports/cohort", params={"as_of": DAY, **query, "format": format})
    assert answer.status_code == 200, answer.text
    return answer.content


def figures(told: dict[str, Any], as_text: Callable[[str, Any], str]) -> dict[str, Rows]:
    """The tables of the JSON, as another format writes them."""
    return {
        table["title"]: [
            [
                "hidden" if name in row["hidden"] else as_text(name, cell)
                for name, cell in row.items()
                if name not in ("key", "hidden")
            ]
            for row in table["rows"]
        ]
        for table in told.values()
        if isinstance(table, dict) and "rows" in table
    }


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


@pytest.mark.parametrize("query", [{}, {"program": "MBA"}, {"cohort": "of nobody"}], ids=str)
def test_csv_has_the_figures_of_the_json(mei: TestClient, query: dict[str, str]) -> None:  # noqa: F811
    told = mei.get("reports/cohort", params={"as_of": DAY, **query}).json()
    expected = figures(told, plain)
    assert csv_tables(file(mei, "csv", **query), list(expected)) == expected


def csv_words(content: bytes) -> str:
    return "\n".join(" ".join(line) for line in csv_lines(content))


WORDS: dict[str, Callable[[bytes], str]] = {"csv": csv_words}


@each_file
def test_every_file_says_what_was_asked_when_by_whom_and_the_threshold(
    mei: TestClient,  # noqa: F811
    format: str,
) -> None:
    told = mei.get("reports/cohort", params={"as_of": DAY}).json()
    words = WORDS[format](file(mei, format, program="MBA", **{"from": "2025-01-01"}))
    for part in (
        told["office"], told["made_by"], "MBA", "Every cohort", "24 November 2026", "UTC",
        "1 January 2025", "fewer than 10 clients",
        told["funnel"]["meanings"]["thanked"], "hidden",
    ):  # fmt: skip
        assert part in words


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
