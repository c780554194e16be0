"""Each figure of a report opens exactly the people that it counts, for those who may see them."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Role
from app.db.engine import Database
from app.reports import people
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.reports.people import count_behind, people_behind
from app.reports.report import HIDDEN, Report, figure_of
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.pages.conftest import Person, SignIn, app, office, sign_in  # noqa: F401
from tests.reports.conftest import AT, DAY
from tests.reports.test_api import entries
from tests.reports.test_figures import NARROWED, in_full

GROUPED = [
    "by_class",
    "by_advisor",
    "by_employer",
    "by_area",
    "by_decline",
    "curve",
    "curve_by_cohort",
]


def miscounted(session: Session, access: Access, asked: Asked, report: Report) -> list[object]:
    return [
        (figure, cell)
        for figure, cell, _ in report.figures()
        if cell is not HIDDEN and count_behind(session, access, asked, figure) != cell
    ]


@pytest.mark.parametrize("day", [DAY, date(2026, 3, 1)], ids=str)
@pytest.mark.parametrize("narrowed", ["all", "a program", "a period"])
def test_as_many_people_are_behind_each_linked_figure_as_it_says(
    database: Database, lakeside: Access, day: date, narrowed: str
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        asked = NARROWED[narrowed](Asked(as_of=day), session, lakeside)
        told = cohort_report(session, lakeside, asked, AT)
        assert miscounted(session, lakeside, asked, told) == []


def test_as_many_are_behind_each_figure_of_small_groups(
    database: Database, lakeside: Access
) -> None:
    """None of which is ever linked; here nothing is hidden."""
    with database.transaction(lakeside.office_id, write=False) as session:
        asked = NARROWED["an advisor"](Asked(as_of=DAY), session, lakeside)
        full = in_full(session, lakeside, asked)
        assert miscounted(session, lakeside, asked, full) == []
    assert {figure.by for figure, cell, _ in full.figures() if cell} >= {"", *GROUPED}


def test_every_count_that_a_report_tells_has_its_people(
    database: Database, lakeside: Access
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        full = in_full(session, lakeside, Asked(as_of=DAY))
    for table in full.tables:
        for row in table:
            for cell, column in zip(row.cells, table.columns, strict=True):
                if column.kind == "count" and column.name != "months":
                    assert figure_of(table, row, column.name), (table.name, column.name, cell)


@pytest.fixture
def ruth(sign_in: SignIn, lakeside: Access) -> Person:  # noqa: F811
    return sign_in(Role.ADMIN, name="Ruth Castellanos", within=lakeside)


def people_links(seen: object) -> list[tuple[str, str]]:
    return [
        (link["href"], link.text.replace(",", ""))
        for link in seen.soup.select("main a[href*='/reports/people?']")  # type: ignore[attr-defined]
    ]


def test_a_link_of_each_table_opens_its_people_and_the_look_is_logged(
    ruth: Person, database: Database, lakeside: Access
) -> None:
    seen = ruth.sees("reports", as_of=DAY.isoformat())
    first = {}
    for href, words in people_links(seen):
        query = parse_qs(urlsplit(href).query)
        first.setdefault(query.get("by", query["figure"])[0], (href, words, query))
    assert set(GROUPED) - {"by_class", "curve_by_cohort"} <= first.keys()
    assert {"in_play", "could_update", "year_over"} <= first.keys()
    for href, words, query in first.values():
        listed = ruth.sees(href)
        assert f"· {int(words):,} line" in listed.text
        logged = next(entries(database, lakeside)).details["filters"]
        assert logged["figure"] == query["figure"][0]
        assert logged.get("by") == query.get("by", [None])[0]
        assert logged.get("group") == (" / ".join(query["group"]) if "by" in query else None)


def test_what_is_hidden_is_neither_linked_nor_opened(ruth: Person) -> None:
    seen = ruth.sees("reports", as_of=DAY.isoformat())
    assert seen.soup.select(".unsaid")
    assert not seen.soup.select(".unsaid a")
    for query in (
        {"figure": "state=parked"}, {"figure": "clients", "by": "by_employer", "group": "Mars"},
        {"figure": "clients", "by": "by_shoe", "group": "41"}, {"figure": "in_play", "by": "curve"},
        {"figure": "at_risk", "by": "curve", "group": "x"}, {"figure": "at_risk"},
        {"figure": "clients", "group": "MBA"},
    ):  # fmt: skip
        refused = ruth.sees("reports/people", as_of=DAY.isoformat(), **query)
        assert (refused.status, refused.soup.select("main table")) == (422, []), query


def test_an_analyst_sees_no_link_and_opens_none(
    sign_in: SignIn,  # noqa: F811
    as_member: Speak,  # noqa: F811
    lakeside: Access,
) -> None:
    mei = sign_in(Role.ANALYST, name="Mei-Ling Tan", within=lakeside)
    assert people_links(mei.sees("reports", as_of=DAY.isoformat())) == []
    query = {"figure": "clients", "by": "by_area", "group": "Strategy"}
    assert mei.sees("reports/people", **query).status == 403
    assert as_member(Role.ANALYST, lakeside).get("reports/people", params=query).status_code == 403


def test_a_long_list_is_read_page_by_page(
    monkeypatch: pytest.MonkeyPatch, database: Database, lakeside: Access
) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 100)
    with database.transaction(lakeside.office_id, write=False) as session:
        asked = Asked(as_of=DAY)
        for figure, cell, _ in in_full(session, lakeside, asked).figures():
            if figure.name == "met":
                pages = [
                    people_behind(session, lakeside, asked, figure, page) for page in range(1, 12)
                ]
                read = [one for some in pages for one in some]
                assert isinstance(cell, int)
                assert cell > 300
                assert len(read) == cell
                assert len(set(read)) > cell * 0.95
