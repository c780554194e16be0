"""An office with four hundred programs and as many employers still gets its report, and twice as
many of them are twice the work, not four times."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from app.accounts.models import Role
from app.db.engine import Database
from app.reports.counted import Counted
from app.reports.facts import PEOPLE, Facts, summed
from app.reports.files import MADE, FileFormat
from app.reports.making import make_report
from app.reports.periods import ALL_TIME
from app.reports.report import Heading
from app.reports.suppression import Count, hidden_pairs, hidden_rows
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import import_into
from tests.conftest import on_sqlite
from tests.pages.conftest import Person, SignIn, app, office, sign_in  # noqa: F401
from tests.pages.writing import as_csv
from tests.reports.conftest import AT, DAY

PROGRAMS, CLIENTS_EACH = 400, 4
TWICE = 2.5  # at most, for twice as many: the square would be four times
FORMATS = ("json", "csv", "xlsx", "pdf")


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Most programs are small; the first few are large enough to be told."""
    return as_csv(
        [
            {
                "client_name": f"C {program}-{n}", "client_email": f"c{program}-{n}@example.edu",
                "program": f"Program {program:03}", "cohort": str(2020 + n % 5),
                "offer_employer": f"Employer {program:03}", "offer_area": f"Area {program:03}",
                "offered_on": "2025-01-01", "declined_on": "2025-01-10",
                "contact_name": "Grace Kim", "contact_key": "yes", "connected_on": "2025-01-12",
            }
            for program in range(PROGRAMS)
            for n in range(100 if program < 5 else CLIENTS_EACH)
        ]
    )  # fmt: skip


@pytest.fixture
def ruth(as_member: Speak, database: Database, sheet: bytes) -> TestClient:  # noqa: F811
    ruth = as_member(Role.ADMIN)
    import_into(database, ruth.access, sheet)  # type: ignore[attr-defined]
    return ruth


@on_sqlite
def test_every_format_of_the_report_is_made(
    ruth: TestClient,
    sign_in: SignIn,  # noqa: F811
) -> None:
    for format in FORMATS:
        answer = ruth.get("reports/cohort", params={"format": format})
        assert answer.status_code == 200, answer.text
        if format == "json":
            told = {row["key"]: row["clients"] for row in answer.json()["by_employer"]["rows"]}
            assert told["Employer 004"] == 100
            assert answer.json()["by_employer"]["left_out"] == PROGRAMS - 5
        if format == "pdf":
            pages = PdfReader(io.BytesIO(answer.content)).pages
            assert any("Employer 004" in page.extract_text() for page in pages)
    person: Person = sign_in(Role.ANALYST, within=ruth.access)  # type: ignore[attr-defined]
    for query in ({}, {"program": "Program 004"}, {"program": "Program 399", "cohort": "2020"}):
        assert person.sees("reports", **query).status == 200


def test_a_report_that_tells_of_all_of_them_is_made_in_every_format() -> None:
    figures = {name: Count(40, 40) for name in ("clients", "declined", "well", *PEOPLE)}
    groups = {f"Group {n:03}": figures for n in range(PROGRAMS)}
    facts = Facts(
        by_class={("2025", name, ""): figures for name in groups},
        by_employer=groups,
        by_area=groups,
        by_month={"2025-01": summed(groups.values())},
    )
    heading = Heading("Office", DAY, None, None, None, ALL_TIME, AT, "Mei-Ling Tan", 10)
    report = make_report(Counted(facts, (), 10), heading, {})
    assert len(report.table("by_class").rows) == PROGRAMS
    made = {format: one.make(report) for format, one in MADE.items()}
    pages = PdfReader(io.BytesIO(made[FileFormat.PDF])).pages
    assert len(pages) > 20
    assert all(page.extract_text().count("Group") > 3 for page in pages[2:20])


def lines_run(act: Callable[[], object]) -> int:
    """The work of it, the same on a busy machine and on an idle one."""
    run, before = 0, sys.gettrace()

    def count(frame: Any, event: str, arg: Any) -> Any:
        nonlocal run
        run += event == "line"
        return count

    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(before)
    return run


def cells_of(programs: int, n: int) -> dict[tuple[str, str], list[Count]]:
    return {
        (f"cohort {cohort}", f"program {program:03}"): [Count(n + (cohort + program) % 9, n)] * 3
        for cohort in range(10)
        for program in range(programs)
    }


@pytest.mark.parametrize("n", [3, 40])
def test_hiding_is_as_much_work_as_there_are_groups_and_not_their_square(n: int) -> None:
    def hide(programs: int) -> Callable[[], object]:
        cells = cells_of(programs, n)
        return lambda: (hidden_pairs(cells, 10), hidden_rows(list(cells.values()), 10))

    assert lines_run(hide(160)) < TWICE * lines_run(hide(80))


def test_a_report_is_as_much_work_as_it_has_groups_and_not_their_square() -> None:
    def make(programs: int) -> Callable[[], object]:
        figures = {name: Count(40, 40) for name in ("clients", "declined", "well", *PEOPLE)}
        small = {name: Count(4, 4) for name in figures}
        groups = {f"Group {n:03}": small if n % 2 else figures for n in range(programs)}
        facts = Facts(
            by_class={("2025", name, ""): some for name, some in groups.items()},
            by_employer=groups,
            by_area=groups,
            by_month={"2025-01": summed(groups.values())},
        )
        heading = Heading("Office", DAY, None, None, None, ALL_TIME, AT, "Mei-Ling Tan", 10)
        beside = [("period", Facts(by_class=dict(facts.by_class), by_employer=groups))]
        return lambda: make_report(Counted(facts, beside, 10), heading, {})

    assert lines_run(make(160)) < TWICE * lines_run(make(80))
