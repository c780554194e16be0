"""The policy: read in plain words, tried out, and set by one admin at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.models import Client
from app.cycle.policy import Policy
from app.cycle.states import State
from app.db.engine import Database
from app.offers.models import Contact, Offer
from app.office.preview import preview_policy
from app.plans import applying
from app.plans.actions import differing_windows
from app.plans.applying import apply_piece, change_policy
from app.plans.forms import PolicyNumbers
from app.plans.queries import counts_by_state
from tests.api.conftest import Speak
from tests.cast import AT
from tests.office.conftest import Told
from tests.pages.conftest import Import, Person, Seen, SignIn
from tests.pages.stories import sheet_rows

USUAL = {name: str(getattr(Policy(), name)) for name in Policy.__slots__}
PATIENT = USUAL | {"grace_days": "60"}


def grace(days: int) -> Policy:
    return Policy(grace_days=days)


def test_everybody_with_clients_reads_the_numbers_and_only_admins_set_them(
    ruth: Person, dana: Person, sign_in: SignIn
) -> None:
    read = dana.sees("settings/policy")
    assert "Late becomes stalled after Past the due day" in read.text
    assert "14 days" in read.text
    assert read.soup.select("main form") == []
    assert dana.sees("settings/policy/preview", **PATIENT).status == 403
    assert dana.sends("settings/policy", PATIENT).status == 403
    assert sign_in(Role.ANALYST).sees("settings/policy").status == 403
    assert len(ruth.sees("settings/policy").soup.select("main form input")) == 12


def test_a_preview_says_what_then_comes_true(
    ruth: Person, imported: Import, today: date, database: Database, office: Access, told: Told
) -> None:
    imported(*sheet_rows(today))
    with database.transaction(office.office_id, write=False) as session:
        before = counts_by_state(session, office, today)
        found = preview_policy(session, office, grace(60), today)
    seen = ruth.sees("settings/policy/preview", **PATIENT)
    assert f"{found.moved} clients of" in seen.words_of("#preview-title")
    title = seen.words_of("title")
    assert title.startswith(seen.words_of("#preview-title"))  # it is another page than the policy's
    assert "Late becomes stalled after 14 → 60 days" in seen.text
    assert set(found.moves) == {(State.STALLED, State.OVERDUE)}
    named = seen.all_words_of(".named tbody th")
    assert named == [one.name for one in found.named]
    assert [one.name for one in found.named] == sorted(one.name for one in found.named)
    assert told() == [one for one in told() if one != "policy.changed"]

    action, fields = seen.form_with("Apply")
    assert "The new policy holds." in ruth.goes_on(ruth.sends(action, fields)).text
    with database.transaction(office.office_id, write=False) as session:
        after = counts_by_state(session, office, today)
        assert differing_windows(session, office) == []
    for state in State:
        gone = sum(n for (was, _), n in found.moves.items() if was is state)
        come = sum(n for (_, then), n in found.moves.items() if then is state)
        assert after[state] == before[state] - gone + come
    assert told().count("policy.changed") == 1
    assert "set these numbers today" in ruth.sees("settings/policy").text


@pytest.mark.parametrize(
    "policy",
    [
        Policy(rest_months=0, update_months=0),
        Policy(connect_days=3650, thank_days=3650, decline_days=3650, grace_days=3650),
        Policy(catch_up_months=0, catch_up_pace=100, key_people=100),
        Policy(same_area_km=0, keep_in_touch_months=120, reply_days=0),
    ],
    ids=["no rest", "endless", "all at once", "far"],
)
def test_any_possible_policy_is_previewed_as_it_would_be_stored(
    imported: Import, today: date, database: Database, office: Access, policy: Policy
) -> None:
    imported(*sheet_rows(today))
    numbers = {name: getattr(policy, name) for name in Policy.__slots__}
    with database.transaction(office.office_id, write=True) as session:
        before, dates = counts_by_state(session, office, today), what_is_ahead(session, office)
        found = preview_policy(session, office, policy, today)
        change_policy(session, office, PolicyNumbers(**numbers), AT)
        after, dates_then = counts_by_state(session, office, today), what_is_ahead(session, office)
    moved = {state: after[state] - before[state] for state in State}
    for (was, then), count in found.moves.items():
        moved[was] += count
        moved[then] -= count
    assert set(moved.values()) == {0}
    stay = [one for one in dates if dates[one].on(today) == dates_then[one].on(today)]
    assert found.other_dates == sum(dates[one].windows != dates_then[one].windows for one in stay)
    assert found.other_meetings == sum(dates[one].modes != dates_then[one].modes for one in dates)


class Ahead(NamedTuple):
    """What is stored of one client and of all that is theirs."""

    own: Any
    windows: list[Any]
    modes: list[str | None]

    def on(self, day: date) -> str:
        standing, opens_on, due_on, stalls_on = self.own
        late = "stalled" if stalls_on <= day else "overdue" if due_on < day else ""
        return standing if standing != "open" else late or str(opens_on <= day)


def what_is_ahead(session: Session, access: Access) -> dict[UUID, Ahead]:
    def rows(*columns: Any) -> list[Any]:
        whose = columns[0].class_.office_id == access.office_id
        return [tuple(row) for row in session.execute(select(*columns).where(whose))]

    found = {
        row[0]: Ahead(row[1:], [], [])
        for row in rows(
            Client.id, Client.standing, Client.opens_on, Client.due_on, Client.stalls_on
        )
    }
    for client_id, *window in rows(
        Offer.client_id, Offer.id, Offer.step, Offer.opens_on, Offer.due_on, Offer.stalls_on
    ):
        found[client_id].windows.append(window)
    for client_id, mode, later, *window in rows(
        Contact.client_id, Contact.mode, Contact.catch_up_from, Contact.id, Contact.step,
        Contact.opens_on, Contact.due_on, Contact.stalls_on,
    ):  # fmt: skip
        is_before = window[1] in ("connect", "thank", "update")
        found[client_id].windows.append((window, later if is_before else None))
        found[client_id].modes.append(mode)
    return found


def test_only_dates_that_are_ahead_are_told_to_move(ruth: Person, imported: Import) -> None:
    """Nothing waits for who is in the network or off, save the next word with them."""
    done = {
        "offer_employer": "Abbott", "offered_on": "2024-03-01", "declined_on": "2024-03-10",
        "contact_name": "Grace Kim", "contact_key": "yes", "declined_well": "yes",
        "connected_on": "2024-03-11", "thanked_on": "2024-03-12", "updated_on": "2024-10-01",
        "caught_up_on": "2025-06-01", "caught_up_how": "met",
    }  # fmt: skip
    imported(done)
    seen = ruth.sees("settings/policy/preview", **USUAL | {"catch_up_months": "18"})
    assert "No date of anybody’s moves either." in seen.text


def test_who_would_meet_in_another_way_is_told(
    ruth: Person, imported: Import, database: Database, office: Access
) -> None:
    near = {
        "offer_employer": "Abbott", "offered_on": "2024-03-01", "declined_on": "2024-03-10",
        "contact_name": "Grace Kim", "contact_key": "yes", "declined_well": "yes",
        "connected_on": "2024-03-11", "thanked_on": "2024-03-12", "updated_on": "2024-10-01",
        "client_area": '"Chicago, IL"', "contact_area": '"Evanston, IL"',
    }  # fmt: skip
    imported(near)
    seen = ruth.sees("settings/policy/preview", **USUAL | {"same_area_km": "1"})
    assert "No date of anybody’s moves either." in seen.text
    assert "1 client would catch up with somebody in person instead of from afar" in seen.text


def test_the_numbers_that_hold_change_nothing(ruth: Person) -> None:
    seen = ruth.sees("settings/policy/preview", **USUAL)
    assert "These are the numbers that hold now" in seen.text
    assert "Apply" not in seen.all_words_of("button")


def test_one_is_told_as_one(ruth: Person) -> None:
    seen = ruth.sees("settings/policy/preview", **USUAL | {"key_people": "1"})
    assert "Key people of each offer 2 → 1 person" in " ".join(seen.text.split())


def test_nobody_moves_where_nobody_is(ruth: Person) -> None:
    seen = ruth.sees("settings/policy/preview", **PATIENT)
    assert "Nobody’s state would change today" in seen.text
    assert "Apply" in seen.all_words_of("button")


@pytest.mark.parametrize("way", ["preview", "apply"])
@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"rest_months": "9"}, "rest_months"),
        ({"grace_days": "0"}, "grace_days"),
        ({"grace_days": "-3"}, "grace_days"),
        ({"connect_days": "9" * 30}, "connect_days"),
        ({"connect_days": "3651"}, "connect_days"),
        ({"key_people": ""}, "key_people"),
        ({"key_people": "two"}, "key_people"),
        ({"key_people": "1_0"}, "key_people"),
        ({"reply_days": "1e3"}, "reply_days"),
        ({"reply_days": "٣"}, "reply_days"),
        ({"same_area_km": "nan"}, "same_area_km"),
        ({"same_area_km": "<b>"}, "same_area_km"),
    ],
)
def test_impossible_numbers_are_told_at_the_field(
    ruth: Person, changes: dict[str, str], at: str, way: str, told: Told
) -> None:
    values = USUAL | changes
    if way == "preview":
        seen = ruth.sees("settings/policy/preview", **values)
    else:
        seen = ruth.sends("settings/policy", values)
    assert seen.status == 422
    assert seen.error_at(at)
    assert seen.soup.select_one(f"#f-{at}")["value"] == changes[at]  # type: ignore[index]
    assert told() == []


def test_all_that_is_wrong_is_told_at_once(ruth: Person) -> None:
    wrong = {"rest_months": "9", "grace_days": "-3"}
    seen = ruth.sees("settings/policy/preview", **(USUAL | wrong))
    assert "no longer than the update may take" in seen.error_at("rest_months")
    assert "between 1 and 3,650" in seen.error_at("grace_days")


def test_the_second_of_two_admins_is_told(ruth: Person, sign_in: SignIn) -> None:
    sam = sign_in(Role.ADMIN, name="Sam Ortiz")
    action, first = ruth.sees("settings/policy/preview", **PATIENT).form_with("Apply")
    _, second = sam.sees("settings/policy/preview", **(USUAL | {"grace_days": "7"})).form_with(
        "Apply"
    )
    assert ruth.sends(action, first).status == 303
    stale = sam.sends(action, second)
    assert stale.status == 409
    assert "Ruth Castellanos saved another policy" in stale.text
    assert "Late becomes stalled after 60 → 7 days" in stale.text
    _, again = stale.form_with("Apply")
    assert sam.sends(action, again).status == 303


def test_two_admins_at_once(ruth: Person, sign_in: SignIn, told: Told) -> None:
    people = [ruth, sign_in(Role.ADMIN, name="Sam Ortiz")]
    forms = [one.sees("settings/policy/preview", **PATIENT).form_with("Apply") for one in people]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one, form: one.sends(*form).status, people, forms))
    assert sorted(answers) == [303, 409]
    assert told() == ["policy.changed"]


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients at a time, and no worker."""
    monkeypatch.setattr(applying, "PIECE", 2)


def go_on(database: Database, office: Access, pieces: int) -> None:
    for _ in range(pieces):
        with database.transaction(office.office_id, write=True) as session:
            apply_piece(session, office, {}, AT)


def banner(seen: Seen) -> str:
    return " ".join(seen.all_words_of(".applying p"))


@pytest.mark.usefixtures("in_pieces")
def test_until_everybody_follows_the_new_policy_the_pages_say_so(
    ruth: Person, imported: Import, today: date, database: Database, office: Access
) -> None:
    imported(*sheet_rows(today))
    with database.transaction(office.office_id, write=False) as session:
        clients = sum(counts_by_state(session, office, today).values())
    pages = ("caseload", "today", "settings/policy")
    assert [banner(ruth.sees(page)) for page in pages] == ["", "", ""]
    assert ruth.sends("settings/policy", PATIENT).status == 303
    for page in pages:
        words = f"New rules are being applied: 2 of {clients} clients done."
        assert words in banner(ruth.sees(page))
    go_on(database, office, 1)
    assert f"4 of {clients} clients done" in banner(ruth.sees("caseload"))
    assert "4 of" in banner(ruth.fetches("settings/policy/progress"))
    go_on(database, office, clients)
    assert [banner(ruth.sees(page)) for page in pages] == ["", "", ""]
    done = ruth.fetches("settings/policy/progress")
    assert "The new rules now hold for everybody." in done.text


@pytest.mark.usefixtures("in_pieces")
def test_a_second_policy_is_refused_until_the_first_has_reached_everybody(
    ruth: Person, imported: Import, today: date, database: Database, office: Access, told: Told
) -> None:
    imported(*sheet_rows(today))
    assert ruth.sends("settings/policy", PATIENT).status == 303
    hasty = USUAL | {"grace_days": "7"}
    refused = ruth.sends("settings/policy", hasty)
    assert refused.status == 409
    assert "The numbers that Ruth Castellanos set have not reached every client" in refused.text
    assert refused.soup.select_one("#f-grace_days")["value"] == "7"  # type: ignore[index]
    assert "Apply" not in refused.all_words_of("button")
    assert told().count("policy.changed") == 1
    go_on(database, office, 100)
    assert ruth.sends("settings/policy", hasty).status == 303


@pytest.mark.usefixtures("in_pieces")
def test_programs_are_told_how_many_are_left(as_member: Speak, database: Database) -> None:
    ruth = as_member(Role.ADMIN)
    for n in range(3):
        client = {"name": "Maya Okafor", "email": f"maya{n}@alumni.example.edu"}
        assert ruth.post("clients", json=client).status_code == 201
    policy = ruth.get("policy").json()
    assert policy["clients_left"] == 0
    assert ruth.put("policy", json=policy | {"grace_days": 60}).json()["clients_left"] == 1
    read = ruth.get("policy").json()
    assert (read["clients_left"], read["version"]) == (1, 1)
    refused = ruth.put("policy", json=read | {"grace_days": 7})
    assert refused.status_code == 409
    assert "still being applied: 2 of 3 clients done" in refused.json()["detail"]
    assert ruth.get("policy").json() == read
