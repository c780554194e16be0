"""Pausing, snoozing, closing and erasing, and what lifts them; who saved first."""

from datetime import date, timedelta

import pytest

from app.accounts.access import Access
from app.accounts.models import Membership, Role
from app.db.engine import Database
from tests.cast import AT, an_office, how_many
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import File, file_of, now_of
from tests.pages.seen import Seen
from tests.pages.stories import connecting, short, thanked


@pytest.fixture
def file(dana: Person, imported: Import, today: date) -> File:
    """Maya's, who has long not connected with Grace Kim."""
    imported(connecting(today, 60) | {"contact_key": "yes"})
    return file_of(dana)


def press(person: Person, file: File, button: str) -> Seen:
    action, fields = person.sees(file.page).form_with(button)
    return person.goes_on(person.sends(action, fields, file.page))


def test_a_pause_holds_the_work_until_it_is_lifted(dana: Person, file: File, today: date) -> None:
    before = now_of(dana.sees(file.page))
    until = today + timedelta(40)
    fields = {"paused_until": until.isoformat(), "pause_reason": "parental leave"}
    seen = dana.goes_on(dana.sends(f"{file.page}/pause", fields))
    assert now_of(seen)[0] == "Resting"
    assert f"Paused until {until.day} {until:%B %Y}: parental leave" in seen.words_of("#now")
    assert now_of(press(dana, file, "End the pause")) == before


def test_a_snooze_holds_one_person_until_it_is_lifted(
    dana: Person, file: File, today: date
) -> None:
    before = now_of(dana.sees(file.page))
    until = today + timedelta(20)
    fields = {"snoozed_until": until.isoformat(), "snooze_reason": "on leave"}
    seen = dana.goes_on(dana.sends(f"contacts/{file.contact}/snooze", fields))
    assert now_of(seen)[0] == "Resting"
    assert f"Snoozed until {short(until, today)}: on leave" in seen.words_of(".person")
    assert now_of(press(dana, file, "End the snooze")) == before


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("0999-12-31", "The day must have a year between 1900 and 2999."),
        ("2998-01-01", "The day is of no use: there is no pending step to snooze."),
    ],
)
def test_why_nobody_is_snoozed_is_a_sentence(
    dana: Person, file: File, today: date, until: str, said: str
) -> None:
    closed = {"closed_on": today.isoformat(), "closed_reason": "retired"}
    dana.sends(f"contacts/{file.contact}/close", closed)
    fields = {"snoozed_until": until, "snooze_reason": "on leave"}
    seen = dana.sends(f"contacts/{file.contact}/snooze", fields)
    assert (seen.status, seen.error_at("snoozed_until")) == (422, said)
    assert seen.form["snooze_reason"] == "on leave"


def test_a_relationship_is_closed_and_opened_again(dana: Person, file: File, today: date) -> None:
    before = now_of(dana.sees(file.page))
    fields = {"closed_on": today.isoformat(), "closed_reason": "retired"}
    seen = dana.goes_on(dana.sends(f"contacts/{file.contact}/close", fields))
    assert now_of(seen) == ("Closed", "Nothing is pursued any more", [])
    assert f"Closed {short(today, today)}: retired" in seen.words_of(".person")
    assert now_of(press(dana, file, "Open again")) == before


@pytest.mark.parametrize("deed", ["contacts/{contact}/key", "clients/{client}/resume"])
def test_a_button_that_acts_at_once_is_for_those_who_may_write(
    sign_in: SignIn, database: Database, file: File, deed: str
) -> None:
    assert sign_in(Role.ANALYST).sends(file.path(deed)).status == 403
    assert sign_in(within=an_office(database)).sends(file.path(deed)).status == 404


@pytest.mark.parametrize(
    ("answer", "told", "state"),
    [
        ("", "declined", "Stalled"),
        ("yes", ", professionally", "Stalled"),
        ("no", ", not professionally", "Off"),
    ],
)
def test_how_it_was_declined_decides_whether_the_cycle_goes_on(
    dana: Person, file: File, answer: str, told: str, state: str
) -> None:
    path = f"offers/{file.offer}/edit"
    seen = dana.goes_on(dana.sends(path, dana.sees(path).form | {"declined_well": answer}))
    assert told in seen.words_of(f"#offer-{file.offer} small")
    assert now_of(seen)[0].startswith(state)
    assert ("all bets are off" in seen.text) == (answer == "no")
    assert dana.sees(path).form["declined_well"] == answer


CHANGES = [
    ("clients/{client}/edit", "area", "Lives in", "Austin, TX", "Boise, ID"),
    ("offers/{offer}/edit", "reason", "Why it was declined", "pay", "location"),
    ("contacts/{contact}/edit", "title", "Title", "Director", "Partner"),
]


@pytest.mark.parametrize(("path", "name", "label", "theirs", "mine"), CHANGES)
def test_who_saves_second_sees_what_the_first_saved_and_may_let_theirs_stand(
    dana: Person,
    sign_in: SignIn,
    file: File,
    path: str,
    name: str,
    label: str,
    theirs: str,
    mine: str,
) -> None:
    path, sam = file.path(path), sign_in(name="Sam Ortiz")
    old = dana.sees(path).form
    sam.goes_on(sam.sends(path, sam.sees(path).form | {name: theirs}))
    sign_in(name="Ines Vega").sends(f"contacts/{file.contact}/touches", {"kind": "heard_from"})
    for seen in (dana.sends(path, old | {name: mine}), dana.presses(path, old | {name: mine})):
        assert seen.status == 409
        told = seen.words_of("[role=alert]")
        assert "Sam Ortiz changed this just now." in told
        assert f"{label} {theirs} {mine}" in told
        assert seen.form == old | {name: mine, "version": str(int(old["version"]) + 1)}
    dana.goes_on(dana.sends(path, seen.form))
    assert sam.sees(path).form[name] == mine


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (CHANGES[0], {"email": "maya at home"}),
        (CHANGES[1], {"declined_on": "1899-01-01"}),
        (CHANGES[2], {"email": "grace at work"}),
    ],
)
def test_whoever_mends_a_field_first_is_told_all_the_same(
    dana: Person,
    sign_in: SignIn,
    file: File,
    change: tuple[str, str, str, str, str],
    wrong: dict[str, str],
) -> None:
    path, name, label, theirs, mine = change
    path, sam = file.path(path), sign_in(name="Sam Ortiz")
    old = dana.sees(path).form
    sam.goes_on(sam.sends(path, sam.sees(path).form | {name: theirs}))
    refused = dana.sends(path, old | {name: mine} | wrong)
    assert refused.error_at(next(iter(wrong)))
    seen = dana.sends(path, refused.form | {key: old[key] for key in wrong})
    assert seen.status == 409
    assert f"{label} {theirs} {mine}" in seen.words_of("[role=alert]")
    assert sam.sees(path).form[name] == theirs


def test_what_was_chosen_from_a_list_is_told_in_its_words(
    dana: Person, sign_in: SignIn, file: File
) -> None:
    path, sam = f"offers/{file.offer}/edit", sign_in(name="Sam Ortiz")
    old = dana.sees(path).form
    sam.sends(path, old | {"declined_well": "no"})
    told = dana.sends(path, old | {"declined_well": "yes"}).words_of("[role=alert]")
    assert "No: all bets are off, and no step follows Yes, professionally" in told


def test_a_pause_that_another_pause_overtook_is_told_of(
    dana: Person, sign_in: SignIn, file: File, today: date
) -> None:
    path = f"{file.page}/pause"
    old, sam = dana.sees(path).form, sign_in(name="Sam Ortiz")
    day = (today + timedelta(9)).isoformat()
    sam.sends(path, sam.sees(path).form | {"paused_until": day, "pause_reason": "ill"})
    seen = dana.sends(path, old | {"paused_until": day, "pause_reason": "a move"})
    assert seen.status == 409
    assert "Why ill a move" in seen.words_of("[role=alert]")


def test_an_advisor_who_left_stays_a_clients_own_until_somebody_changes_it(
    dana: Person, sign_in: SignIn, database: Database, office: Access, file: File
) -> None:
    sam, path = sign_in(name="Sam Ortiz"), f"{file.page}/edit"
    dana.goes_on(dana.sends(path, dana.sees(path).form | {"advisor_email": sam.email}))
    with database.transaction(office.office_id, write=True) as session:
        session.get_one(Membership, (office.office_id, sam.user_id)).closed_at = AT
    assert dana.sees(path).form["advisor_email"] == sam.email
    seen = dana.goes_on(dana.sends(path, dana.sees(path).form | {"area": "Boise, ID"}))
    assert "advisor Sam Ortiz" in seen.text
    other = dana.sends(
        "clients/new", {"name": "Lee", "email": "l@example.edu", "advisor_email": sam.email}
    )
    assert other.error_at("advisor_email") == "Advisor is not an advisor of this office."


def test_a_client_is_handed_on_to_a_colleague(
    dana: Person, sign_in: SignIn, database: Database, file: File
) -> None:
    path, sam = f"{file.page}/hand-on", sign_in(name="Sam Ortiz")
    stranger = sign_in(within=an_office(database))
    refused = dana.sends(path, {"advisor_email": stranger.email})
    assert refused.error_at("advisor_email") == "The colleague is not an advisor of this office."
    for other, status in ((stranger, 404), (sign_in(Role.ANALYST), 403)):
        assert other.sees(path).status == status
        assert other.sends(path, {"advisor_email": sam.email}).status == status
    seen = dana.goes_on(dana.sends(path, dana.sees(path).form | {"advisor_email": sam.email}))
    assert "advisor Sam Ortiz" in seen.text


def test_only_admins_erase_and_only_by_the_name(
    dana: Person, sign_in: SignIn, database: Database, office: Access, file: File
) -> None:
    path = f"{file.page}/erase"
    assert "Erase" not in dana.sees(file.page).all_words_of(".head .acts a")
    assert dana.sees(path).status == 403
    assert dana.sends(path, {"name": "Maya Okafor"}).status == 403
    ruth = sign_in(Role.ADMIN)
    assert dana.address(path) == ruth.sees(file.page).link("Erase")
    assert "goes for good, with all offers, people and touches" in ruth.sees(path).text
    for typed in ("", "maya okafor", "Maya"):
        seen = ruth.sends(path, {"name": typed})
        assert seen.error_at("name") == "What you typed is not the name of this client."
    assert how_many(database, office)["clients"] == 1
    answer = ruth.sends(path, {"name": " Maya Okafor "})
    assert ruth.goes_on(answer).words_of(".empty h2") == "Nobody here yet"
    assert ruth.sees(file.page).status == 404
    assert set(how_many(database, office).values()) == {0}


@pytest.mark.parametrize("by_htmx", [True, False])
def test_an_offer_without_its_day_is_of_the_day_of_its_decline(
    dana: Person, file: File, by_htmx: bool
) -> None:
    send = dana.presses if by_htmx else dana.sends
    send(f"{file.page}/offers/new", {"employer": "Medtronic", "declined_on": "2026-05-03"})
    seen = dana.sees(file.page)
    assert seen.all_words_of("main h2").count("Medtronic") == 1
    assert "declined 3 May 2026" in seen.text


def test_markup_in_every_field_is_text_wherever_it_is_shown(
    dana: Person, imported: Import, today: date
) -> None:
    name = '<img src=x onerror=alert(1)>" hx-get="/x'
    cells = (
        "client_name", "cohort", "client_area", "job_employer", "job_title", "offer_employer",
        "offer_title", "offer_area", "decline_reason", "contact_name", "contact_title",
    )  # fmt: skip
    imported(thanked(today, 60) | dict.fromkeys(cells, name))
    client = dana.sees("caseload").rows[0].id
    page = dana.sees(f"clients/{client}")
    file = file_of(dana, name)
    dana.sends(f"contacts/{file.contact}/touches", {"kind": "met", "note": name})
    for path in (
        file.page, f"{file.page}/edit", f"offers/{file.offer}/edit",
        f"contacts/{file.contact}/edit", f"jobs/{file.job}/edit",
        f"contacts/{file.contact}/touches", f"touches/{file.touch}/void",
    ):  # fmt: skip
        page = dana.sees(path)
        assert page.status == 200
        assert name in page.text or name in page.form.values()
        assert page.soup.select('img, [hx-get="/x"], [onerror]') == []


@pytest.mark.parametrize(
    ("path", "given", "part"),
    [
        (
            "contacts/{contact}/snooze",
            {"snoozed_until": "{soon}", "snooze_reason": "Leave"},
            "contact",
        ),
        ("contacts/{contact}/edit", {"title": "Partner"}, "contact"),
        ("contacts/{contact}/close", {"closed_reason": "Retired"}, "contact"),
        ("contacts/{contact}/moves", {"employer": "Hyland"}, "contact"),
        ("contacts/{contact}/key", {}, "contact"),
        ("contacts/{contact}/not-key", {}, "contact"),
        ("offers/{offer}/edit", {"title": "Analyst"}, "offer"),
        ("offers/{offer}/contacts/new", {"name": "Tom Lee"}, "offer"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_without_script_one_goes_on_at_what_was_changed(
    dana: Person, file: File, today: date, path: str, given: dict[str, str], part: str
) -> None:
    soon = (today + timedelta(30)).isoformat()
    given = {name: value.format(soon=soon) for name, value in given.items()}
    shown = dana.sees(file.path(path))
    answer = dana.sends(file.path(path), (shown.form if shown.status == 200 else {}) | given)
    at = dana.address(file.page)
    assert answer.headers["location"] == f"{at}#{part}-{getattr(file, part)}"
    assert dana.goes_on(answer).soup.find(id=f"{part}-{getattr(file, part)}")
