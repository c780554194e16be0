"""Logging on a row of the list: what is said, what changes beside it, and the way back."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.cycle.dates import add_months
from app.db.engine import Database
from tests.cast import how_many
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.seen import Row
from tests.pages.stories import GRACE, KEY, connecting, met, short, thanked, updated

Count = Callable[[], int]


@pytest.fixture
def touches(database: Database, office: Access) -> Count:
    return lambda: how_many(database, office)["touches"]


def the_row(person: Person, **query: str) -> Row:
    (row,) = person.sees("caseload", **query).rows
    return row


def address_of(row: Row) -> str:
    assert row.tag.form is not None
    return str(row.tag.form["action"])


def test_the_row_says_what_was_done_and_what_comes_next(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    answer = dana.presses(address_of(row), row.form)
    assert answer.status == 200
    (now,) = answer.rows
    assert now.id == row.id
    told = now.cells[1].get_text(" ", strip=True)
    due = short(today + timedelta(7), today)
    assert told.startswith(
        f"Connected with Grace Kim today. Next: a brief note of thanks, by {due}."
    )
    assert now.buttons == ["Undo"]
    assert now.tag.select_one("[role=status]") is not None


@pytest.mark.parametrize(
    ("ago", "next_step"),
    [
        (0, "Next: let things lie until {opens}; the key people are chosen by {due}."),
        (155, "Next: choose the key people, by {due}."),
    ],
)
def test_where_nobody_is_key_more_is_to_do_once_they_are_thanked(
    dana: Person, imported: Import, today: date, ago: int, next_step: str
) -> None:
    imported(met(today, GRACE, declined=ago + 9, connected=ago + 8))
    row, on = the_row(dana), today - timedelta(ago)
    answer = dana.presses(address_of(row), row.form | {"on": on.isoformat()})
    opens, due = (short(add_months(on, months), today) for months in (5, 6))
    assert next_step.format(opens=opens, due=due) in answer.rows[0].cells[1].get_text(" ")
    assert "nothing more to do" not in answer.text


def test_the_tabs_come_along_with_their_new_counts(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    assert dana.sees("caseload").tabs["Stalled"] == 1
    answer = dana.presses(address_of(row), row.form, at="caseload?state=stalled")
    assert (answer.tabs["Stalled"], answer.tabs["Due"]) == (0, 1)
    tabs = answer.soup.select_one("#tabs")
    assert tabs is not None
    assert tabs["hx-swap-oob"] == "true"
    (current,) = tabs.select("[aria-current=true]")
    assert current.get_text(" ", strip=True) == "Stalled 0"


def test_the_counts_are_those_of_the_filters_in_the_address(
    dana: Person, imported: Import, today: date
) -> None:
    lee = {"client_name": "Lee", "client_email": "lee@alumni.example.edu", "cohort": "MBA 2020"}
    imported(connecting(today, 60), connecting(today, 60) | lee)
    (row,) = dana.sees("caseload", cohort="MBA 2025").rows
    answer = dana.presses(address_of(row), row.form, at="caseload?cohort=MBA+2025&cursor=x&no=1")
    assert answer.tabs["All"] == 1
    assert "cohort=MBA+2025" in answer.tab_address("Stalled")


def test_undo_takes_it_back_and_gives_the_row_back(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    before = the_row(dana)
    logged = dana.presses(address_of(before), before.form).rows[0]
    undone = dana.presses(address_of(logged), logged.form)
    (row,) = undone.rows
    assert (row.state, row.standing, row.late, row.buttons) == (
        before.state, before.standing, before.late, before.buttons,
    )  # fmt: skip
    assert undone.tabs["Stalled"] == 1
    assert row.form["once"] != before.form["once"]
    again = dana.presses(address_of(row), row.form)
    assert again.rows[0].buttons == ["Undo"]


def test_an_early_update_is_warned_of_and_counts(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 30))
    row = the_row(dana)
    assert row.buttons == []
    contact = contact_of(dana, row)
    answer = dana.presses(f"contacts/{contact}/touches", {"kind": "updated", "from": "caseload"})
    assert answer.words_of(".warned").startswith("Early: let things lie until ")
    assert answer.rows[0].cells[1].get_text(" ", strip=True).startswith("Sent Grace Kim an update")


def contact_of(person: Person, row: Row) -> str:
    block = person.sees(f"clients/{row.id}").soup.select_one("[id^=contact-]")
    assert block is not None
    return str(block["id"]).removeprefix("contact-")


def test_a_third_exchange_within_a_month_is_warned_of(
    dana: Person, imported: Import, today: date
) -> None:
    due = partial(updated, today, started=400, updated=200)
    imported(*(due() | {"contact_name": name} for name in ("Grace", "Omar", "Ines")))
    warned = []
    for kind in ("met", "called", "invited"):
        row = the_row(dana)
        answer = dana.presses(address_of(row), row.form | {"kind": kind})
        warned.append(answer.words_of(".warned"))
    assert warned[:2] == ["", ""]
    assert warned[2].startswith("Pace: more than 2 exchanges or invitations within a month")


def test_a_catch_up_of_another_day_is_logged_on_that_day(
    dana: Person, imported: Import, today: date
) -> None:
    imported(updated(today, started=400, updated=200))
    row = the_row(dana)
    on = today - timedelta(3)
    answer = dana.presses(address_of(row), row.form | {"kind": "met", "on": on.isoformat()})
    assert f"Met Grace Kim {short(on, today)}." in answer.text
    assert "In the network." in answer.text
    assert answer.tabs["In network"] == 1


def test_without_script_one_comes_back_to_the_list_with_a_notice(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    answer = dana.sends(address_of(row), row.form, came_from="caseload?q=maya&done=old")
    assert answer.status == 303
    assert answer.headers["location"].startswith(f"/o/{dana.slug}/caseload?q=maya&done=")
    seen = dana.goes_on(answer)
    assert seen.words_of("#answer p").startswith("Connected with Grace Kim today.")
    assert seen.rows[0].state == "Due"


def test_without_script_undo_takes_it_back(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    location = dana.sends(address_of(row), row.form, came_from="caseload").headers["location"]
    action, fields = dana.sees(location).form_with("Undo")
    seen = dana.goes_on(dana.sends(action, fields, came_from=location))
    due = short(today - timedelta(53), today)
    assert seen.words_of("#answer p") == (
        f"Undone: connected with Grace Kim. Next: connect on LinkedIn, due {due}."
    )
    assert not seen.soup.select("#answer button")
    assert seen.rows[0].state == "Stalled"


@pytest.mark.parametrize("way", ["sends", "presses"])
def test_a_form_sent_twice_logs_once(
    dana: Person, imported: Import, today: date, touches: Count, way: str
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    first, second = (getattr(dana, way)(address_of(row), row.form) for _ in range(2))
    assert (first.status, first.headers.get("location")) == (
        second.status, second.headers.get("location"),
    )  # fmt: skip
    assert touches() == 1


def test_a_day_in_the_future_keeps_the_form_open_with_all_that_was_typed(
    dana: Person, imported: Import, today: date, touches: Count
) -> None:
    imported(updated(today, started=400, updated=200))
    before, row = touches(), the_row(dana)
    tomorrow = (today + timedelta(1)).isoformat()
    typed = {"kind": "met", "on": tomorrow, "note": "At the\r\nfair <b>"}
    for seen in (
        dana.sends(address_of(row), row.form | typed),
        dana.presses(address_of(row), row.form | typed),
    ):
        assert seen.status == 422
        assert seen.error_at("on") == "The day lies in the future."
        assert seen.form["kind"] == "met"
        assert seen.form["on"] == tomorrow
        assert seen.form["note"].splitlines() == ["At the", "fair <b>"]
        assert seen.words_of("#form-title") == "What happened with Grace Kim"
    assert touches() == before


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ({"on": "2026-02-30"}, "on", "The day is not a day of the calendar."),
        ({"on": "03/05/2026"}, "on", "The day must be a day like 2026-05-03."),
        ({"kind": "skipped"}, "step", "The step skipped is needed: which step is skipped?"),
        ({"kind": "skipped", "step": "thank"}, "note", "Note is needed: why is the step skipped?"),
        ({"step": "thank"}, "step", "The step skipped is only named when a step is skipped."),
        ({"kind": "hugged"}, "kind", "What happened must be 'connected', 'thanked', 'updated',"),
    ],
)
def test_what_cannot_be_logged_is_told_at_its_field(
    dana: Person, imported: Import, today: date, typed: dict[str, str], name: str, said: str
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    seen = dana.sends(address_of(row), {"kind": "connected"} | typed)
    assert seen.status == 422
    assert seen.error_at(name).startswith(said)
    assert name == "kind" or seen.form | typed == seen.form


def test_htmx_puts_a_form_with_an_error_into_the_dialog(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    row = the_row(dana)
    seen = dana.presses(address_of(row), row.form | {"on": "2999-01-01"})
    assert (seen.headers["hx-retarget"], seen.headers["hx-reswap"]) == ("#sheet", "innerHTML")
    assert seen.soup.h1 is not None
    assert seen.soup.select("html, main") == []


def test_a_skipped_step_needs_a_reason_and_moves_the_cycle_on(
    dana: Person, imported: Import, today: date
) -> None:
    imported(met(today, KEY, declined=60))
    row = the_row(dana)
    contact = contact_of(dana, row)
    fields = {"kind": "skipped", "step": "connect", "note": "Not on LinkedIn"}
    seen = dana.goes_on(dana.sends(f"contacts/{contact}/touches", fields, came_from="caseload"))
    assert "Skipped connecting with Grace Kim today." in seen.words_of("#answer")
    assert seen.rows[0].buttons[0] == "Log thanks"


def test_nobody_logs_without_the_right_to(
    dana: Person, sign_in: SignIn, imported: Import, today: date, touches: Count
) -> None:
    imported(met(today, GRACE, declined=60))
    path = address_of(the_row(dana))
    analyst = sign_in(Role.ANALYST)
    assert analyst.presses(path, {"kind": "connected"}).status == 403
    assert analyst.sees(path).status == 403
    assert touches() == 0


def test_a_form_of_another_site_logs_nothing(
    dana: Person, imported: Import, today: date, touches: Count
) -> None:
    imported(connecting(today, 60))
    path = address_of(the_row(dana))
    dana.http.headers["Origin"] = "https://evil.example"
    assert dana.sends(path, {"kind": "connected"}).status == 403
    assert touches() == 0
