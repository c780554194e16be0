"""The office's own sheet: in whole or not at all, and again without a change."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cycle.policy import Policy
from app.db.engine import Database
from app.imports import sheet
from app.imports.sheet import SheetRefused, read_sheet
from app.offers.models import Contact, Offer
from app.plans.actions import differing_windows
from app.plans.applying import change_policy
from app.plans.forms import PolicyNumbers
from app.plans.queries import counts_by_state
from tests.cast import ABBOTT, AT, TODAY, a_sheet, an_office, how_many, import_into

SHEET = (Path(__file__).parent.parent / "data/declined-offers.csv").read_bytes()
SNOOZE = {"snoozed_until": "2027-01-01", "snoozed_step": "thank", "snooze_reason": "ill"}
PERSON = {**ABBOTT, "contact_name": "Grace Kim"}


def test_a_real_sized_sheet_stands_where_it_should(database: Database) -> None:
    access = an_office(database)
    outcome = import_into(database, access, SHEET)
    assert outcome.rows == 859
    everyone = how_many(database, access)
    assert (everyone["clients"], everyone["offers"], everyone["contacts"]) == (160, 317, 847)
    with database.transaction(access.office_id, write=False) as session:
        counts = counts_by_state(session, access, date(2026, 11, 23))
    assert {state.value: count for state, count in counts.items() if count} == {
        "stalled": 81,
        "overdue": 2,
        "due": 5,
        "resting": 32,
        "in_network": 38,
        "off": 2,
    }


def test_importing_again_changes_nothing(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, SHEET)
    before = how_many(database, access)
    again = import_into(database, access, SHEET)
    assert (again.created, again.updated) == (0, 0)
    assert how_many(database, access) == before


def test_a_changed_cell_changes_its_record_and_a_blank_one_leaves_it(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({**PERSON, "contact_title": "Recruiter"}))
    blank = import_into(database, access, a_sheet(PERSON))
    assert (blank.created, blank.updated) == (0, 0)
    changed = import_into(database, access, a_sheet({**PERSON, "contact_title": "Partner"}))
    assert (changed.created, changed.updated) == (0, 1)


def test_clients_new_and_known_are_planned_by_the_offices_own_numbers(database: Database) -> None:
    access = an_office(database)
    numbers = PolicyNumbers(**asdict(Policy(connect_days=30)))
    with database.transaction(access.office_id, write=True) as session:
        change_policy(session, access, numbers, AT)
    import_into(database, access, a_sheet(PERSON))
    other_offer = PERSON | {"offer_employer": "Orchard Labs", "contact_key": "yes"}
    another_client = PERSON | {"client_email": "noor@alumni.example.edu"}
    import_into(database, access, a_sheet(other_offer, another_client))
    with database.transaction(access.office_id, write=False) as session:
        days = session.scalars(select(Contact.due_on).where(Contact.office_id == access.office_id))
        assert list(days) == [date(2026, 4, 9)] * 3
        assert differing_windows(session, access) == []


def test_a_job_that_is_told_later_is_tied_to_the_offer_and_moves_the_plan(
    database: Database,
) -> None:
    access = an_office(database)
    key = PERSON | {"contact_key": "yes", "connected_on": "2026-03-12"}
    import_into(database, access, a_sheet(key))
    changed = import_into(
        database,
        access,
        a_sheet(key | {"job_employer": "Orchard Labs", "job_started_on": "2026-05-01"}),
    )
    assert (changed.created, changed.updated) == (1, 1)
    with database.transaction(access.office_id, write=False) as session:
        offer = session.scalars(select(Offer).where(Offer.office_id == access.office_id)).one()
        assert (offer.job_id is not None, offer.version) == (True, 2)
        assert differing_windows(session, access) == []


def test_what_people_are_known_by_follows_a_changed_cell(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet(PERSON))
    profile = "https://www.linkedin.com/in/Grace-Kim/"
    import_into(database, access, a_sheet(PERSON | {"contact_linkedin": profile}))
    with database.transaction(access.office_id, write=False) as session:
        found = session.scalars(select(Contact).where(Contact.office_id == access.office_id)).one()
        assert (found.linkedin_url, found.linkedin_key) == (profile, "linkedin.com/in/grace-kim")
        assert found.version == 2


@pytest.mark.parametrize(
    "written", ["www.linkedin.com/in/Grace-Kim/", "https://www.linkedin.com/in/Grace-Kim/"]
)
def test_a_profile_is_an_address_that_can_be_followed(database: Database, written: str) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet(PERSON | {"contact_linkedin": written}))
    with database.transaction(access.office_id, write=False) as session:
        found = session.scalars(select(Contact).where(Contact.office_id == access.office_id)).one()
        assert found.linkedin_url == "https://www.linkedin.com/in/Grace-Kim/"


@pytest.mark.parametrize("written", ["javascript:alert(1)", "Grace Kim", "data:text/html;x"])
def test_what_pages_may_not_lead_to_is_no_profile(database: Database, written: str) -> None:
    access = an_office(database)
    with pytest.raises(
        SheetRefused, match=f"line 2, contact_linkedin: “{re.escape(written)}” must"
    ):
        import_into(database, access, a_sheet(PERSON | {"contact_linkedin": written}))


def test_advisors_named_in_the_sheet_are_listed_without_a_login(database: Database) -> None:
    access = an_office(database)
    row = {"advisor_email": "dana.reed@careers.example.edu"}
    first = import_into(database, access, a_sheet(row))
    assert first.advisors_without_login == ("dana.reed@careers.example.edu",)
    assert import_into(database, access, a_sheet(row)).advisors_without_login == ()


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"client_name": ""}, "client_name", "is blank"),
        ({"client_name": "'\t"}, "client_name", "is blank"),  # of a guarded cell nothing is left
        ({"offer_employer": "Abbott", "offered_on": "'\t"}, "offered_on", "is blank"),
        ({"client_email": "maya"}, "client_email", "not an e-mail"),
        ({**PERSON, "declined_on": "2026-02-28"}, "declined_on", "before the day of the offer"),
        ({**PERSON, "connected_on": "2026-11-24"}, "connected_on", "future"),
        ({**PERSON, "connected_on": "2026-02-30"}, "connected_on", "not a day"),
        ({**PERSON, "connected_on": "03/04/2026"}, "connected_on", "not a day"),
        ({**PERSON, "respond_by": "3000-01-01"}, "respond_by", "year"),
        ({**PERSON, "declined_well": "maybe"}, "declined_well", "neither yes nor no"),
        ({**PERSON, "caught_up_on": "2026-10-01"}, "caught_up_how", "is blank"),
        (
            {**PERSON, "caught_up_on": "2026-10-01", "caught_up_how": "waved"},
            "caught_up_how",
            "none of met",
        ),
        ({**PERSON, "touches": "waved 2026-10-01"}, "touches", "“waved 2026-10-01” is no touch"),
        ({**PERSON, "touches": "skipped 2026-10-01"}, "touches", "is no touch"),
        ({**PERSON, "touches": "skipped decline 2026-10-01"}, "touches", "is no touch"),
        ({**PERSON, "touches": "met 1.10.2026"}, "touches", "not a day"),
        ({**PERSON, "touches": "met 2026-11-24"}, "touches", "“met 2026-11-24” lies in the future"),
        ({**ABBOTT, "touches": "met 2026-10-01"}, "contact_name", "although touches is given"),
        ({**PERSON, "snoozed_until": "2027-01-01"}, "snoozed_step", "is blank"),
        ({**PERSON, **SNOOZE, "snooze_reason": ""}, "snooze_reason", "is blank"),
        ({**PERSON, **SNOOZE, "snoozed_step": "decline"}, "snoozed_step", "none of connect, thank"),
        ({"paused_until": "2027-01-01"}, "pause_reason", "is blank"),
        ({**PERSON, "moved_title": "Head"}, "moved_to", "is blank"),
        ({**PERSON, "moved_to": "3M"}, "moved_on", "is blank"),
        ({**PERSON, "moved_to": "3M", "moved_on": "2026-11-24"}, "moved_on", "future"),
        ({**PERSON, "moved_to": "3M", "moved_on": "2026-02-28"}, "moved_on", "before the day"),
        ({"offer_employer": "Abbott"}, "offered_on", "is blank"),
        ({"declined_on": "2026-03-10"}, "offer_employer", "is blank although declined_on is given"),
        ({"offer_title": "Analyst"}, "offer_employer", "is blank although offer_title is given"),
        ({"job_title": "Analyst"}, "job_employer", "is blank although job_title is given"),
        (PERSON | {"closed_reason": "moved"}, "closed_on", "is blank although closed_reason"),
        ({"contact_name": "Grace Kim"}, "offer_employer", "is blank"),
        ({**ABBOTT, "thanked_on": "2026-03-20"}, "contact_name", "is blank"),
        ({"program": "x" * 201}, "program", "longer than 200"),
        ({"client_name": "x" * 100_000}, "client_name", "longer than 200"),
        ({**PERSON, "decline_reason": "x" * 2_001}, "decline_reason", "longer than 2,000"),
        ({"client_name": "a\x01b"}, "client_name", "cannot be stored"),
        ({"client_name": "a\x93b"}, "client_name", "cannot be stored"),
        ({"client_name": "a\uffffb"}, "client_name", "cannot be stored"),
        ({"client_name": "\u200b"}, "client_name", "is blank"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(
    row: dict[str, str], column: str, reason: str
) -> None:
    with pytest.raises(SheetRefused) as refusal:
        read_sheet(a_sheet({}, row), TODAY)
    fault = refusal.value.faults[0]
    assert (fault.line, fault.column) == (3, column)
    assert reason in fault.reason


def test_a_touch_of_today_is_taken() -> None:
    (row,) = read_sheet(a_sheet({**PERSON, "connected_on": "2026-11-23"}), TODAY)
    assert row.connected_on == TODAY


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (a_sheet({"client_name": "José"}).decode().encode("cp1252"), 2, "Windows-1252"),
        (a_sheet({}).decode().encode("utf-16"), 1, "UTF-16"),
        (a_sheet({}) + b"\r\nragged,row", 3, "2 cells"),
        (a_sheet({"client_name": "a\0b"}), 2, "NUL"),
        (a_sheet({"client_name": '"open'}), 2, "CSV"),
        (a_sheet(), 1, "no rows"),
        (b"", 1, "is empty"),
        (b"maya@alumni.example.edu,Maya\r\n", 1, "needed and missing"),
        (b"client_email,client_name,gpa\r\n", 1, "not known"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused(content: bytes, line: int, reason: str) -> None:
    with pytest.raises(SheetRefused) as refusal:
        read_sheet(content, TODAY)
    assert any(fault.line == line and reason in fault.reason for fault in refusal.value.faults)


def test_the_same_person_twice_is_refused() -> None:
    with pytest.raises(SheetRefused, match="repeats the person of line 2"):
        read_sheet(a_sheet(PERSON, PERSON), TODAY)


def test_a_client_told_in_two_ways_is_refused() -> None:
    with pytest.raises(SheetRefused, match="line 3, program: differs from line 2"):
        read_sheet(a_sheet({"program": "MBA"}, {"program": "MS"}), TODAY)


def test_an_offer_told_in_two_ways_is_refused() -> None:
    lee = {**PERSON, "contact_name": "Lee", "declined_on": "2026-03-11"}
    with pytest.raises(SheetRefused, match="line 3, declined_on: differs from line 2"):
        read_sheet(a_sheet(PERSON, lee), TODAY)


def test_a_blank_line_is_passed_over_and_counted() -> None:
    header, row, wrong = a_sheet(PERSON, PERSON | {"connected_on": "soon"}).split(b"\r\n")
    with pytest.raises(SheetRefused, match="line 4, connected_on"):
        read_sheet(b"\n".join((header, row, b" , ,", wrong)), TODAY)


def test_a_sheet_of_more_rows_than_are_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    rows = [PERSON | {"contact_name": f"Contact {n}"} for n in range(3)]
    assert len(read_sheet(a_sheet(*rows[:2]), TODAY)) == 2
    with pytest.raises(SheetRefused, match="line 4: more than 2 rows"):
        read_sheet(a_sheet(*rows), TODAY)


def test_one_bad_row_keeps_all_others_out(database: Database) -> None:
    access = an_office(database)
    with pytest.raises(SheetRefused):
        import_into(database, access, a_sheet(PERSON, {"client_email": "nobody"}))
    assert set(how_many(database, access).values()) == {0}


def test_an_address_of_another_client_of_the_office_is_refused(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"client_external_id": "01"}))
    with pytest.raises(SheetRefused, match="another client of this office"):
        import_into(database, access, a_sheet({"client_external_id": "02"}))
    assert how_many(database, access)["clients"] == 1
