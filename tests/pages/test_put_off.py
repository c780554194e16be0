"""What was snoozed, paused or handed on from a list is told there, with a way back."""

from datetime import date, timedelta

import pytest
from bs4 import Tag

from app.accounts.models import Role
from app.db.engine import Database
from tests.cast import an_office
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import file_of
from tests.pages.seen import Seen, fields_of, words
from tests.pages.stories import connecting
from tests.pages.test_today import mine, who

LISTS = pytest.mark.parametrize("listed", ["today", "caseload?state=due", "caseload?q=Maya"])


@pytest.fixture
def soon(today: date) -> dict[str, str]:
    return {"snoozed_until": (today + timedelta(9)).isoformat(), "snooze_reason": "on leave"}


def told(seen: Seen) -> Tag | None:
    return seen.soup.select_one("#put-off")


def done_from(person: Person, listed: str, path: str, typed: dict[str, str]) -> Seen:
    """The list, as it is seen after the form was sent."""
    shown = person.sees(path, came_from=listed)
    done = person.sends(path, shown.form | typed, came_from=path)
    assert done.status == 303
    return person.sees(done.headers["location"])


def pressed(person: Person, seen: Seen) -> Seen:
    """The list, once the way back was taken from where it stands."""
    box = told(seen)
    assert box is not None
    assert box.form is not None
    at = str(seen.response.url.path) + "?" + seen.response.url.query.decode()
    done = person.sends(str(box.form["action"]), fields_of(box.form), came_from=at)
    assert done.status == 303
    return person.sees(done.headers["location"])


@LISTS
def test_a_snooze_is_told_and_can_be_ended(
    dana: Person, imported: Import, today: date, soon: dict[str, str], listed: str
) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    file = file_of(dana)
    listing = done_from(dana, listed, f"contacts/{file.contact}/snooze", soon)
    assert "is snoozed until" in words(told(listing))
    ended = pressed(dana, listing)
    assert told(ended) is None
    assert ended.names == dana.sees(listed).names == ["Maya Okafor"]
    assert f"{ended.response.url}".endswith(dana.address(listed))
    assert told(dana.sees(str(listing.response.url))) is None  # by Back, or a reload


@LISTS
def test_a_pause_is_told_and_can_be_ended(
    dana: Person, imported: Import, today: date, listed: str
) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    until = (today + timedelta(9)).isoformat()
    typed = {"paused_until": until, "pause_reason": "on leave"}
    listing = done_from(dana, listed, f"clients/{file_of(dana).client}/pause", typed)
    assert words(told(listing)).startswith("Maya Okafor is paused until")
    assert told(pressed(dana, listing)) is None


@LISTS
def test_who_was_handed_on_can_be_taken_back(
    dana: Person, sign_in: SignIn, imported: Import, today: date, listed: str
) -> None:
    sam = sign_in(name="Sam Ortiz")
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    hand_on = f"clients/{file_of(dana).client}/hand-on"
    listing = done_from(dana, listed, hand_on, {"advisor_email": sam.email})
    assert words(told(listing)) == "Maya Okafor is with Sam Ortiz now. Take them back"
    back = pressed(dana, listing)
    assert words(told(back)) == "Maya Okafor is with Dana Reed now."
    assert dana.sees("today").names == ["Maya Okafor"]


def test_they_are_given_back_to_whoever_had_them(
    dana: Person, sign_in: SignIn, imported: Import, today: date
) -> None:
    admin, sam = sign_in(Role.ADMIN, name="Ruth Hill"), sign_in(name="Sam Ortiz")
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    hand_on = f"clients/{file_of(dana).client}/hand-on"
    listing = done_from(admin, "caseload", hand_on, {"advisor_email": sam.email})
    assert words(told(listing)).endswith("Give them back to Dana Reed")
    pressed(admin, listing)
    assert dana.sees("today").names == ["Maya Okafor"]


def test_the_next_deed_is_told_alone(
    dana: Person, imported: Import, today: date, soon: dict[str, str]
) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    contact = file_of(dana).contact
    listing = done_from(dana, "caseload", f"contacts/{contact}/snooze", soon)
    at = str(listing.response.url).removeprefix("http://testserver")
    logged = {"kind": "connected", "on": today.isoformat()}
    after = done_from(dana, at, f"contacts/{contact}/touches", logged)
    assert told(after) is None
    assert after.soup.select_one("#answer") is not None
    again = str(after.response.url).removeprefix("http://testserver")
    snoozed_again = done_from(dana, again, f"contacts/{contact}/snooze", soon)
    assert told(snoozed_again) is not None
    assert snoozed_again.soup.select_one("#answer") is None


def test_on_the_client_s_own_page_nothing_needs_telling(
    dana: Person, imported: Import, today: date, soon: dict[str, str]
) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    file = file_of(dana)
    snoozed = dana.sends(f"contacts/{file.contact}/snooze", soon, came_from=file.page)
    assert "snoozed=" not in snoozed.headers["location"]
    woken = dana.sends(f"contacts/{file.contact}/wake", came_from=file.page)
    assert woken.headers["location"].startswith(dana.address(file.page))


@pytest.mark.parametrize("name", ["snoozed", "paused", "handed"])
@pytest.mark.parametrize("listed", ["today", "caseload"])
def test_a_list_tells_nothing_of_who_is_gone_since(dana: Person, listed: str, name: str) -> None:
    for nowhere in ("00000000-0000-7000-8000-000000000000", "x"):
        seen = dana.sees(listed, **{name: nowhere})
        assert seen.status == 200
        assert not seen.soup.select(".notice")


def test_an_analyst_is_shown_no_person_by_the_address(
    dana: Person, sign_in: SignIn, imported: Import, today: date, soon: dict[str, str]
) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    contact = file_of(dana).contact
    dana.sends(f"contacts/{contact}/snooze", soon)
    analyst = sign_in(Role.ANALYST, name="Mei Tan")
    assert analyst.sees("caseload", snoozed=contact).status == 403


def test_nobody_of_another_office_is_offered_them_back(
    dana: Person, sign_in: SignIn, database: Database, imported: Import, today: date
) -> None:
    stranger = sign_in(name="Lee Stranger", within=an_office(database))
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    shown = dana.sees("today", handed=file_of(dana).client, was=str(stranger.user_id))
    assert words(told(shown)) == "Maya Okafor is with Dana Reed now."
