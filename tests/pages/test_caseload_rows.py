"""What a row of the list says and offers, wherever its client is in the cycle."""

from datetime import date, timedelta

import pytest

from app.accounts.models import Role
from tests.conftest import on_sqlite
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import file_of
from tests.pages.seen import Row, Seen
from tests.pages.stories import (
    GRACE,
    STORIES,
    caught_up,
    connecting,
    days,
    met,
    sheet_rows,
    short,
    updated,
)
from tests.pages.writing import MAYA

pytestmark = on_sqlite  # that rule and query agree is asked of both in `test_rule_is_query.py`


def row_of(seen: Seen, name: str) -> Row:
    return next(row for row in seen.rows if row.name == name.capitalize())


@pytest.fixture
def full(dana: Person, imported: Import, today: date) -> Seen:
    imported(*sheet_rows(today))
    return dana.sees("caseload", advisor="everyone")


def test_every_story_shows_its_state_its_reason_and_its_button(full: Seen, today: date) -> None:
    for name, story in STORIES.items():
        row = row_of(full, name)
        assert (row.state, row.standing) == (story.state, story.words(today)), name
        assert row.buttons[:1] == ([story.button] if story.button else []), name


def test_lateness_is_told_in_days(full: Seen) -> None:
    for name, story in STORIES.items():
        late = row_of(full, name).late
        if story.late == -1:
            assert late.endswith(" days late"), name
        else:
            count = {0: "", 1: "1 day late"}.get(story.late, f"{story.late} days late")
            assert late == count, name


def test_a_client_whose_people_need_nothing_more_is_parked(full: Seen) -> None:
    row = row_of(full, "parked")
    assert (row.state, row.standing, row.buttons) == ("Parked", "Nothing more to do", [])


def test_a_row_says_with_whom_and_where(full: Seen) -> None:
    row = row_of(full, "connect stalled")
    assert [cell.get_text(" ", strip=True) for cell in row.cells[2:3]] == [
        "Grace Kim Hiring Manager, Abbott"
    ]


def test_an_offers_own_step_names_the_employer_alone(full: Seen) -> None:
    row = row_of(full, "listing stalled")
    assert row.cells[2].get_text(" ", strip=True) == "Abbott"


def test_a_link_leads_to_the_form_of_the_offer_that_waits(dana: Person, full: Seen) -> None:
    link = row_of(full, "choosing due").tag.select_one("a.btn")
    assert link is not None
    assert dana.sees(str(link["href"])).title == "Who are the key people at Abbott?"


def test_a_catch_up_asks_for_the_day_and_what_it_was(full: Seen, today: date) -> None:
    row = row_of(full, "catch-up due")
    day = row.tag.select_one("input[type=date]")
    assert day is not None
    assert (day["value"], day["max"]) == (today.isoformat(), today.isoformat())
    assert row.buttons[1:5] == ["Met", "Called", "Wrote to each other", "Invited, no answer yet"]


def test_more_people_at_the_same_step_are_counted(
    dana: Person, imported: Import, today: date
) -> None:
    others = [met(today, GRACE | {"contact_name": name}, declined=1) for name in ("Omar", "Ines")]
    imported(connecting(today, 1), *others)
    (row,) = dana.sees("caseload").rows
    assert "Grace Kim and 2 more Hiring Manager, Abbott" in row.cells[2].get_text(" ", strip=True)


def test_a_pause_is_told_with_its_end(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60))
    until = today + timedelta(30)
    client_id = dana.sees("caseload").rows[0].id
    dana.sends(
        f"clients/{client_id}/pause", {"paused_until": until.isoformat(), "pause_reason": "a leave"}
    )
    (row,) = dana.sees("caseload").rows
    assert (row.state, row.standing) == ("Resting", f"Paused until {short(until, today)}")
    assert row.buttons == []


def test_the_advisor_stands_in_the_row_unless_the_list_is_ones_own(
    sign_in: SignIn, imported: Import, today: date
) -> None:
    sam = sign_in(name="Sam Ortiz")
    imported(
        connecting(today, 60) | {"advisor_email": sam.email},
        connecting(today, 60) | {"client_name": "Lee", "client_email": "lee@alumni.example.edu"},
    )
    assert "Sam Ortiz" not in [cell.get_text() for cell in sam.sees("caseload").rows[0].cells]
    everyone = sam.sees("caseload", advisor="everyone")
    told = {row.name: row.cells[0].get_text(" ", strip=True) for row in everyone.rows}
    assert told["Maya Okafor"].endswith("MBA 2025 · Sam Ortiz")
    assert told["Lee"].endswith("MBA 2025 · no advisor")


def test_a_name_with_markup_is_text(dana: Person, imported: Import, today: date) -> None:
    name = '<img src=x onerror=alert(1)> hx-get="/x" {{ 7*7 }}'
    imported(connecting(today, 60) | {"client_name": name, "contact_name": name})
    seen = dana.sees("caseload")
    (row,) = seen.rows
    assert row.name == name
    assert seen.soup.img is None
    assert seen.soup.select_one('[hx-get="/x"]') is None


def test_analysts_see_no_people(sign_in: SignIn, imported: Import, today: date) -> None:
    imported(connecting(today, 60))
    seen = sign_in(Role.ANALYST).sees("caseload")
    assert seen.status == 403
    assert seen.title == "Not allowed"
    assert "Your role in this office does not allow this." in seen.text
    assert MAYA["client_name"] not in seen.text


def test_a_complete_cycle_does_not_claim_that_everyone_was_met(
    dana: Person, imported: Import, today: date
) -> None:
    others = met(today, GRACE, declined=630, connected=629, thanked=628)
    gone = others | {"contact_name": "Ines", "contact_key": "yes", "closed_reason": "moved"}
    imported(
        caught_up(today),
        others | {"contact_name": "Omar"},
        gone | {"closed_on": others["thanked_on"]},
    )
    (row,) = dana.sees("caseload").rows
    assert (row.state, row.standing) == ("In network", "The cycle is complete")
    now = dana.sees(file_of(dana).page).words_of("#now")
    assert now.startswith("In network The cycle is complete Nothing here can stall any more.")


def test_whoever_was_not_thanked_is_not_called_thanked(
    dana: Person, imported: Import, today: date
) -> None:
    key = {"contact_name": "Ines", "contact_key": "yes", "closed_reason": "moved"}
    imported(
        met(today, GRACE, declined=60, connected=59),
        met(today, key, declined=60, closed=30),
    )
    file = file_of(dana)
    skipped = {"kind": "skipped", "step": "thank", "on": today.isoformat(), "note": "they left"}
    seen = dana.goes_on(dana.sends(f"contacts/{file.contact}/touches", skipped, file.page))
    (row,) = dana.sees("caseload").rows
    assert (row.state, row.standing) == ("Parked", "Nothing more to do")
    assert "Skipped the thank-you note" in seen.text
    assert "Grace Kim is not a key person: nothing more to do." in seen.text
    assert "Not a key person: nothing more to do." in seen.words_of(".person")
    assert "thanked" not in seen.text


def test_whoever_is_invited_is_not_to_be_invited_again(
    dana: Person, imported: Import, today: date
) -> None:
    imported(updated(today, started=380, updated=160) | days(today, invited=3))
    (row,) = dana.sees("caseload").rows
    assert row.state == "Due"
    assert row.standing.startswith("Have a catch-up by ")


def test_a_row_tells_many_days_as_the_clients_page_does(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 1_500))
    (row,) = dana.sees("caseload").rows
    assert row.late == "1,493 days late"
    assert "1,493 days late" in dana.sees(file_of(dana).page).words_of("#now")


def test_nothing_is_told_apart_where_there_is_no_cohort(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60) | {"program": "", "cohort": ""})
    (row,) = dana.sees("caseload", advisor="everyone").rows
    assert row.cells[0].get_text(" ", strip=True) == "Maya Okafor no advisor"
