"""Saved reports, run again; and two days side by side."""

import re
import threading
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.reports.comparing import change, compared
from app.reports.counted import Counted
from app.reports.facts import Facts
from app.reports.making import make_report
from app.reports.periods import ALL_TIME
from app.reports.report import HIDDEN, Cell, Column, Heading, Kind, Report
from app.reports.suppression import Count
from app.reports.telling import words_of
from app.reports.view import beside
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import a_sheet, import_into
from tests.pages.conftest import (  # noqa: F401
    SignIn,
    app,
    office,
    sign_in,
)
from tests.reports.conftest import AT
from tests.reports.test_api import entries, mei  # noqa: F401
from tests.reports.test_formats import pdf_words

DAY, YEAR_BEFORE = "2026-11-24", "2025-11-24"


def save(api: TestClient, **fields: Any) -> Any:
    return api.post("reports/saved", json={"name": "The dean’s", **fields})


def test_it_is_run_again_for_any_day_with_the_figures_of_the_report(mei: TestClient) -> None:  # noqa: F811
    saved = save(mei, program="MBA", begins_on="2025-01-01").json()
    for day in (DAY, YEAR_BEFORE):
        asked = {"program": "MBA", "from": "2025-01-01", "as_of": day}
        plain = mei.get("reports/cohort", params=asked).json()
        again = mei.get(f"reports/saved/{saved['id']}", params={"as_of": day}).json()
        assert again | {"made_at": ""} == plain | {"made_at": ""}


def test_a_program_fetches_it_as_a_file(mei: TestClient) -> None:  # noqa: F811
    saved = save(mei, program="MBA").json()
    answer = mei.get(f"reports/saved/{saved['id']}", params={"format": "pdf", "as_of": DAY})
    assert "Cohort report: MBA" in pdf_words(answer.content)


def test_that_it_was_taken_out_is_in_the_log(
    mei: TestClient,  # noqa: F811
    database: Database,
    lakeside: Access,
) -> None:
    saved = save(mei, program="MBA").json()
    mei.get(f"reports/saved/{saved['id']}", params={"as_of": DAY, "with": YEAR_BEFORE})
    last = next(entries(database, lakeside))
    assert last.details["filters"] == {"program": "MBA", "compared with": YEAR_BEFORE}


def test_ones_own_is_nobody_elses_until_it_is_shared(as_member: Speak) -> None:  # noqa: F811
    mine = as_member(Role.ANALYST)
    theirs = as_member(Role.ADVISOR, mine.access)  # type: ignore[attr-defined]
    saved = save(mine).json()
    here = f"reports/saved/{saved['id']}"
    assert theirs.get("reports/saved").json()["items"] == []
    assert theirs.get(here).status_code == 404
    mine.patch(here, json={"shared": True})
    assert [one["name"] for one in theirs.get("reports/saved").json()["items"]] == ["The dean’s"]
    assert theirs.get(here).status_code == 200
    for refused in (theirs.patch(here, json={"name": "Mine"}), theirs.delete(here)):
        assert refused.status_code == 403
        assert "the colleague who saved" in refused.json()["detail"]
    assert mine.delete(here).status_code == 204
    assert theirs.get(here).status_code == 404


def test_a_name_is_taken_once_by_each(as_member: Speak) -> None:  # noqa: F811
    mine = as_member(Role.ANALYST)
    theirs = as_member(Role.ANALYST, mine.access)  # type: ignore[attr-defined]
    assert [save(mine).status_code, save(theirs).status_code] == [201, 201]
    answer = save(mine, name="the  DEAN’S")
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["name"]


def test_two_saves_of_one_name_at_once_leave_one(as_member: Speak) -> None:  # noqa: F811
    mine = as_member(Role.ANALYST)
    answers: list[int] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait()
        answers.append(save(mine).status_code)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 422]


def test_of_two_changes_at_once_the_later_is_told(as_member: Speak) -> None:  # noqa: F811
    mine = as_member(Role.ANALYST)
    saved = save(mine).json()
    change = {"name": "Mine", "version": saved["version"]}
    answers = [mine.patch(f"reports/saved/{saved['id']}", json=change) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 409]


def test_the_same_once_more_changes_nothing(as_member: Speak, database: Database) -> None:  # noqa: F811
    mine = as_member(Role.ANALYST)
    saved = save(mine).json()
    here = f"reports/saved/{saved['id']}"
    for same in ({}, {"name": "The dean’s"}, {"shared": False, "version": saved["version"]}):
        assert mine.patch(here, json=same).json() == saved
    other = mine.patch(here, json={"name": "The dean’s", "shared": True}).json()
    assert other["version"] == saved["version"] + 1
    access = mine.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        told = session.scalars(
            select(AuditEntry.details).where(
                AuditEntry.office_id == access.office_id, AuditEntry.action == "report.changed"
            )
        ).all()
    assert [details["fields"] for details in told] == [["shared"]]


@pytest.mark.parametrize(
    "bad", [{"name": " "}, {"begins_on": "2026-01-01", "ends_on": "2025-01-01"}, {"cohort": 7}]
)
def test_what_cannot_be_saved_is_refused(as_member: Speak, bad: dict[str, Any]) -> None:  # noqa: F811
    assert save(as_member(Role.ANALYST), **bad).status_code == 422


# Side by side


def rows(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in table["rows"]}


def test_two_days_stand_side_by_side_as_each_would_alone(mei: TestClient) -> None:  # noqa: F811
    saved = save(mei, name="Both").json()
    both = mei.get(f"reports/saved/{saved['id']}", params={"as_of": DAY, "with": YEAR_BEFORE})
    told = both.json()
    assert (told["as_of"], told["compared_with"]) == (DAY, YEAR_BEFORE)
    for day, when in ((DAY, "now"), (YEAR_BEFORE, "then")):
        alone = mei.get("reports/cohort", params={"as_of": day}).json()
        for name in ("summary", "funnel", "standing", "by_employer"):
            for key, row in rows(alone[name]).items():
                for column, cell in row.items():
                    if column not in ("key", "hidden", "figure", "step", "state", "group"):
                        beside = rows(told[name])[key]
                        assert beside[f"{column}_{when}"] == cell
                        is_hidden = column in row["hidden"]
                        assert (f"{column}_{when}" in beside["hidden"]) == is_hidden


def test_no_change_is_told_from_what_is_hidden(mei: TestClient) -> None:  # noqa: F811
    saved = save(mei, name="Hidden").json()
    answer = mei.get(f"reports/saved/{saved['id']}", params={"as_of": DAY, "with": YEAR_BEFORE})
    seen = 0
    for table in answer.json().values():
        for row in table["rows"] if isinstance(table, dict) and "rows" in table else ():
            for name in row["hidden"]:
                figure = name.rsplit("_", 1)[0]
                assert f"{figure}_change" in row["hidden"]
                seen += 1
    assert seen


def test_a_group_that_is_told_no_longer_is_hidden_and_not_none() -> None:
    """On a later day there is nobody less: it is one of the groups that are left out."""

    def on(day: date, *numbers: int) -> Report:
        groups = zip(("Abbott", "Baxter", "Corning", "Deere"), numbers, strict=True)
        by = {name: {"clients": Count(n, n), "in_play": Count(n, n)} for name, n in groups}
        everybody = {"clients": Count(sum(numbers), sum(numbers))}
        facts = Facts(by_class={("", "", ""): everybody}, by_employer=by)
        heading = Heading("", day, None, None, None, ALL_TIME, AT, "", 10)
        return make_report(Counted(facts, (), 10), heading, {})

    then = on(date(2025, 11, 24), 15, 20, 20, 20)
    table = compared(then, on(date(2026, 11, 24), 15, 20, 30, 4)).table("by_employer")
    assert table.cell("Abbott", "clients_then") == 15
    assert table.cell("Abbott", "clients_now") is HIDDEN
    assert table.cell("Abbott", "clients_change") is HIDDEN
    assert table.cell("Deere", "in_play_now") is HIDDEN
    assert table.cell("Baxter", "clients_change") == 0
    assert table.left_out == 0  # both stand in the table


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        (3, 5, 2),
        (5, 3, -2),
        (0.25, 0.75, 0.5),
        (HIDDEN, 5, HIDDEN),
        (5, HIDDEN, HIDDEN),
        (None, 5, None),
    ],
)
def test_a_change_is_what_it_is_now_less_what_it_was(then: Any, now: Any, found: Any) -> None:
    assert change(then, now) == found


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (33, Kind.CHANGE, "+33"),
        (-0.5, Kind.CHANGE, "0"),
        (17.5, Kind.DAYS, "18"),
        (16.5, Kind.DAYS, "17"),
        (1_234, Kind.COUNT, "1,234"),
        (-1_046, Kind.CHANGE, "−1,046"),
        (0, Kind.CHANGE, "0"),
        (0.142, Kind.POINTS, "+14"),
        (-0.281, Kind.POINTS, "−28"),
        (0.004, Kind.POINTS, "0"),
        (HIDDEN, Kind.POINTS, "hidden"),
    ],
)
def test_days_are_told_whole_and_changes_with_their_sign_and_that_of_a_share_in_points(
    cell: Cell, kind: Kind, words: str
) -> None:
    assert words_of(cell, kind) == words


@pytest.mark.parametrize("format", ["pdf", "xlsx", "csv"])
def test_both_days_are_handed_on_together(mei: TestClient, format: str) -> None:  # noqa: F811
    saved = save(mei, name=f"As {format}").json()
    asked = {"as_of": DAY, "with": YEAR_BEFORE, "format": format}
    answer = mei.get(f"reports/saved/{saved['id']}", params=asked)
    assert (answer.status_code, len(answer.content) > 1_000) == (200, True)


def test_the_day_beside_is_an_earlier_one(mei: TestClient) -> None:  # noqa: F811
    saved = save(mei, name="Wrong way").json()
    asked = {"as_of": DAY, "with": DAY}
    assert mei.get(f"reports/saved/{saved['id']}", params=asked).status_code == 422


# On pages


def test_a_report_is_saved_from_its_page_and_opened_again(
    sign_in: SignIn,  # noqa: F811
    database: Database,
    office: Access,  # noqa: F811
) -> None:
    import_into(
        database, office, a_sheet({"client_email": "a@x.edu", "client_name": "A", "program": "MBA"})
    )
    dana = sign_in(Role.ANALYST)
    address, fields = dana.sees("reports", program="MBA").form_with("Save the report")
    seen = dana.goes_on(dana.sends(address, fields | {"name": "The dean’s"}))
    assert "The report is saved." in seen.text
    opened = dana.goes_on(dana.sees(seen.link("The dean’s"), as_of=YEAR_BEFORE))
    assert opened.words_of("h1") == "MBA"
    assert "24 November 2025" in opened.text


def test_a_name_that_is_taken_says_so_and_keeps_what_was_typed(
    sign_in: SignIn,  # noqa: F811
) -> None:
    dana = sign_in(Role.ANALYST)
    dana.sends("reports/saved", {"name": "The dean’s"})
    seen = dana.sends("reports/saved", {"name": "The dean’s"})
    assert seen.status == 422
    assert "The name is another report’s of yours." in seen.text
    assert "you typed “ The dean’s ”" in seen.text


def test_the_page_holds_two_days_side_by_side(
    sign_in: SignIn,  # noqa: F811
    lakeside: Access,
) -> None:
    dana = sign_in(Role.ANALYST, within=lakeside)
    seen = dana.sees("reports/compare", **{"as_of": DAY, "with": YEAR_BEFORE})
    heads = seen.all_words_of("#summary th[scope=col]")
    assert heads == ["Figure", "How many"]
    assert "24 November 2026, beneath each what it was on 24 November 2025" in seen.text
    row = seen.all_words_of("#summary tbody tr")[0]
    assert re.fullmatch(r"Clients \d+ (as it was|was \d+, [+−]\d+)", row), row
    assert all(len(table.select("thead th")) <= 7 for table in seen.soup.select(".compared"))
    assert any(" points" in words for words in seen.all_words_of("#standing tbody td"))
    assert not any(" points" in words for words in seen.all_words_of("#summary tbody td"))
    wrong = dana.sees("reports/compare", **{"as_of": DAY, "with": DAY})
    assert wrong.status == 422
    assert "The day to compare with must be an earlier day" in wrong.text


def test_columns_in_which_nothing_is_told_on_either_day_are_left_out(
    sign_in: SignIn,  # noqa: F811
    lakeside: Access,
) -> None:
    dana = sign_in(Role.ANALYST, within=lakeside)
    seen = dana.sees("reports/compare", **{"as_of": DAY, "with": YEAR_BEFORE})
    heads = seen.all_words_of("#by_employer th[scope=col]")
    assert heads == ["Employer", "Clients", "In the cycle"]
    assert "Shares in the network are hidden in each of these groups" in seen.words_of(
        "#by_employer"
    )


def test_without_any_it_says_how_to_save_one(sign_in: SignIn) -> None:  # noqa: F811
    assert "No saved reports yet" in sign_in(Role.ANALYST).sees("reports/saved").text


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [(0.5, 0.51, "+1 point"), (0.5, 0.49, "−1 point"), (0.5, 0.71, "+21 points")],
)
def test_one_point_is_no_points(then: float, now: float, words: str) -> None:
    share = Column("share", "Share", Kind.SHARE)
    assert beside(then, now, now - then, share).change == words


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.COUNT])
def test_what_has_not_changed_is_not_counted(kind: Kind) -> None:
    same = beside(0.5, 0.5, 0, Column("share", "Share", kind))
    assert (same.was, same.change) == ("as it was", "")
