"""Every figure of the demo's report is what the plans say, read one by one in plain Python."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.models import Client
from app.db.engine import Database
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.reports.counted import Counted
from app.reports.counting import facts
from app.reports.curve import Ended
from app.reports.facts import OUTCOMES, STATES
from app.reports.making import make_report, median
from app.reports.periods import Period, of_class_year
from app.reports.queries import advisor_names
from app.reports.report import HIDDEN, Report
from tests.reports.conftest import AT, DAY
from tests.reports.reading import Group, Read, read

DAYS = [DAY, date(2026, 3, 1), date(2025, 2, 28), date(2027, 9, 1), date(1990, 1, 1)]
NARROWED: dict[str, Callable[[Asked, Session, Access], Asked]] = {
    "all": lambda asked, session, access: asked,
    "a program": lambda asked, session, access: replace(asked, program="MBA"),
    "a cohort": lambda asked, session, access: replace(asked, cohort="2025"),
    "a period": lambda asked, session, access: replace(asked, period=of_class_year(2025)),
    "since": lambda asked, session, access: replace(asked, period=Period(date(2025, 1, 1))),
    "an advisor": lambda asked, session, access: replace(
        asked, advisor_id=an_advisor(session, access)
    ),
}


def an_advisor(session: Session, access: Access) -> object:
    return session.scalars(
        select(Client.advisor_id)
        .where(Client.office_id == access.office_id, Client.advisor_id.is_not(None))
        .order_by(Client.advisor_id)
        .limit(1)
    ).one()


def in_full(session: Session, access: Access, asked: Asked) -> Report:
    """Nothing is hidden where one client is no small group."""
    heading = cohort_report(session, access, asked, AT).heading
    counted = Counted(facts(session, access, asked), (), 0)
    return make_report(counted, heading, advisor_names(session, access))


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("narrowed", NARROWED)
def test_every_figure_is_what_the_plans_say(
    database: Database, lakeside: Access, day: date, narrowed: str
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        asked = NARROWED[narrowed](Asked(as_of=day), session, lakeside)
        report, by_plans = in_full(session, lakeside, asked), read(session, lakeside, asked)
        names = advisor_names(session, lakeside)
    totals_agree(report, by_plans)
    groups_agree(report, by_plans, names)


def test_the_largest_groups_stand_first_and_the_place_of_one_that_is_not_told_tells_nothing(
    database: Database, lakeside: Access
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        report = cohort_report(session, lakeside, Asked(as_of=DAY), AT)
    has_both = False
    for name in ("by_advisor", "by_employer", "by_area"):
        rows = [(row.cells[1], str(row.cells[0])) for row in report.table(name)]
        told = [row for row in rows if row[0] is not HIDDEN]
        hidden = [row for row in rows if row[0] is HIDDEN]
        has_both |= bool(told and hidden)
        assert told == sorted(told, key=lambda row: (-int(row[0]), row[1]))
        assert rows == told + sorted(hidden, key=lambda row: row[1])
    assert has_both


def totals_agree(report: Report, by_plans: Read) -> None:
    summary = {row.name: row.cells[1] for row in report.table("summary")}
    assert summary == {
        "clients": by_plans.clients,
        "with_declined": by_plans.with_declined,
        "declined": by_plans.declined,
        "well": by_plans.well,
        "met": by_plans.people["met"],
    }
    assert {row.name: row.cells[1] for row in report.table("standing")} == {
        state: by_plans.states[state] for state in STATES
    }
    assert {row.name: row.cells[1] for row in report.table("outcomes")} == {
        kind: by_plans.outcomes[kind] for kind in OUTCOMES
    }
    people = by_plans.people
    assert {
        row.name: (row.cells[1], row.cells[2], row.cells[4]) for row in report.table("funnel")
    } == {
        "connected": (people["in_play"], people["connected"], by_plans.median("connected")),
        "thanked": (people["connected"], people["thanked"], by_plans.median("thanked")),
        "updated": (people["could_update"], people["updated"], by_plans.median("updated")),
        "caught_up": (people["could_catch_up"], people["caught_up"], by_plans.median("caught_up")),
        "in_network": (people["year_over"], people["caught_up"], by_plans.median("in_network")),
    }


def groups_agree(report: Report, by_plans: Read, names: dict[str, str]) -> None:
    def told(table: str) -> dict[str, object]:
        one = report.table(table)
        first = [column.name for column in one.columns].index("clients")
        return {row.name: row.cells[first : first + 4] for row in one}

    def counted(groups: dict[object, Group], key: Callable[[object], str]) -> dict[str, object]:
        return {key(name): group.cells for name, group in groups.items()}

    assert told("by_class") == counted(by_plans.by_class, lambda pair: " / ".join(pair))  # type: ignore[arg-type]
    assert told("by_advisor") == counted(by_plans.by_advisor, lambda one: str(one) if one else "")
    assert told("by_employer") == counted(by_plans.by_employer, str)
    assert told("by_area") == counted(by_plans.by_area, str)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_ways_into_the_network_end_as_the_plans_say(
    database: Database, lakeside: Access, day: date
) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        counted = facts(session, lakeside, Asked(as_of=day))
        halves = {key: dict(one) for key, one in counted.by_half.items()}
        by_plans = read(session, lakeside, Asked(as_of=day))
    expected: dict[int, Ended] = {}
    for after, has_arrived in by_plans.ways:
        one = expected.get(after, Ended())
        expected[after] = Ended(one.arrived + has_arrived, one.left + (not has_arrived))
    assert counted.ended == expected
    assert {key: len(group.clients) for key, group in by_plans.by_half.items()} == {
        key: one["clients"].n for key, one in halves.items()
    }


def test_the_curve_of_each_cohort_is_that_of_its_own_people(
    database: Database, lakeside: Access
) -> None:
    asked = Asked(as_of=DAY)
    with database.transaction(lakeside.office_id, write=False) as session:
        rows = in_full(session, lakeside, asked).table("curve_by_cohort").rows
        for cohort in ("2024", "2025"):
            ways = read(session, lakeside, replace(asked, cohort=cohort)).ways
            found = [row.cells[1:] for row in rows if row.group[0] == cohort]
            assert [months for months, _, _ in found] == list(range(3, 37, 3))
            for months, share, at_risk in found:
                day = round(months * 365.25 / 12)  # type: ignore[operator]
                assert share == pytest.approx(share_by(ways, day))
                assert at_risk == sum(days >= day for days, _ in ways)


def share_by(ways: list[tuple[int, bool]], day: int) -> float:
    """Kaplan and Meier's, person by person."""
    on_the_way = 1.0
    for after in sorted({days for days, has_arrived in ways if has_arrived and days <= day}):
        at_risk = sum(days >= after for days, _ in ways)
        on_the_way *= 1 - ways.count((after, True)) / at_risk
    return 1 - on_the_way


@pytest.mark.parametrize("narrowed", NARROWED)
def test_what_is_told_is_true(database: Database, lakeside: Access, narrowed: str) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        asked = NARROWED[narrowed](Asked(as_of=DAY), session, lakeside)
        report, full = (
            cohort_report(session, lakeside, asked, AT),
            in_full(session, lakeside, asked),
        )
    told = 0
    for table in report.tables:
        if table.name in ("curve", "curve_by_cohort", "by_decline"):
            continue
        true = {row.name: row.cells for row in full.table(table.name)}
        for row in table:
            for cell, right in zip(row.cells, true[row.name], strict=True):
                assert cell in (HIDDEN, right)
                told += isinstance(cell, int | float)
    assert told > 0


def test_a_cohort_of_nobody_has_no_figures(database: Database, lakeside: Access) -> None:
    with database.transaction(lakeside.office_id, write=False) as session:
        report = cohort_report(session, lakeside, Asked(as_of=DAY, cohort="of nobody"), AT)
    assert all(cell is HIDDEN for row in report.table("summary") for cell in row.cells[1:])


@pytest.mark.parametrize(
    ("days", "found"),
    [({}, None), ({4: 1}, 4), ({1: 1, 2: 1}, 1.5), ({1: 1, 2: 2}, 2), ({1: 2, 2: 1, 9: 1}, 1.5)],
)
def test_a_median_may_lie_between_two_days(days: dict[int, int], found: float | None) -> None:
    assert median(days) == found
