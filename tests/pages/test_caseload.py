"""The list of the real sheet: its tabs and numbers, whose clients it shows, in which order."""

from datetime import date

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.cycle.states import State
from app.db.engine import Database
from app.plans.queries import counts_by_state
from tests.cast import AT, make_api_token
from tests.pages.conftest import Import, Person, SignIn, browser
from tests.pages.real_sheet import RealOffice
from tests.pages.stories import connecting

LABELS = {
    "Stalled": State.STALLED,
    "Overdue": State.OVERDUE,
    "Due": State.DUE,
    "Resting": State.RESTING,
    "In network": State.IN_NETWORK,
    "Parked": State.PARKED,
    "Off": State.OFF,
    "Closed": State.CLOSED,
    "No offers": State.NO_OFFERS,
}
ALWAYS = ["All", "Stalled", "Overdue", "Due", "Resting", "In network"]


def test_the_sheets_own_day_counts_what_the_office_counted(real: RealOffice) -> None:
    counts = real.listed(date(2026, 11, 23)).counts
    assert {state.value: count for state, count in counts.items() if count} == {
        "stalled": 81,
        "overdue": 2,
        "due": 5,
        "resting": 32,
        "in_network": 38,
        "off": 2,
    }


def test_tabs_count_what_the_command_line_and_the_api_count(
    ruth: Person, real: RealOffice, database: Database, today: date
) -> None:
    tabs = ruth.sees("caseload").tabs
    told = {LABELS[label]: count for label, count in tabs.items() if label != "All"}
    with database.transaction(real.access.office_id, write=True) as session:
        by_command = counts_by_state(session, real.access, today)
        token = make_api_token(session, real.access, ruth.user_id, "test", AT)
    answer = ruth.http.get("/api/v1/caseload", headers={"Authorization": f"Bearer {token}"})
    assert told == {state: n for state, n in by_command.items() if state in told}
    assert all(by_command[state] == 0 for state in State if state not in told)
    assert answer.json()["counts"] == {state.value: n for state, n in by_command.items()}
    assert tabs["All"] == sum(by_command.values()) == 160


def test_rare_states_have_a_tab_only_where_somebody_is_in_them(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    assert list(dana.sees("caseload").tabs) == ALWAYS
    imported({"client_name": "Lee", "client_email": "lee@alumni.example.edu"})
    assert list(dana.sees("caseload").tabs) == [*ALWAYS, "No offers"]
    assert list(dana.sees("caseload", state="closed").tabs) == [*ALWAYS, "Closed", "No offers"]


@pytest.mark.parametrize("label", ["Stalled", "Resting", "In network", "Off"])
def test_a_tab_shows_the_clients_in_that_state_and_keeps_all_counts(
    ruth: Person, label: str
) -> None:
    whole = ruth.sees("caseload")
    tab = ruth.sees(whole.tab_address(label))
    assert tab.tabs == whole.tabs
    assert {row.state for row in tab.rows} == {label}
    assert len(tab.rows) == min(50, tab.tabs[label])
    (current,) = tab.soup.select("#tabs a[aria-current=true]")
    assert current.get_text(" ", strip=True).startswith(label)


def test_whoever_has_been_stalled_longest_comes_first(
    ruth: Person, real: RealOffice, today: date
) -> None:
    cases = real.listed(today, limit=50).cases
    assert ruth.sees("caseload").names == [case.name for case in cases]
    assert [case.stalls_on for case in cases] == sorted(case.stalls_on for case in cases)  # type: ignore[type-var]


def test_an_advisor_begins_with_their_own_clients(
    sign_in: SignIn, real: RealOffice, today: date
) -> None:
    _, email = real.advisors[0]
    marcus = sign_in(email=email, within=real.access)
    own = marcus.sees("caseload")
    assert "your clients" in own.words_of("#sub")
    assert "see the whole office" in own.words_of("#sub")
    assert 0 < own.tabs["All"] < 160
    assert marcus.sees("caseload", advisor=email).names == own.names
    everyone = marcus.sees(own.link("see the whole office"))
    assert everyone.tabs["All"] == 160
    assert "the whole office" in everyone.words_of("#sub")
    back = marcus.sees(everyone.link("see only yours"))
    assert (back.tabs, back.names) == (own.tabs, own.names)


def test_whoever_has_no_clients_begins_with_the_office(ruth: Person) -> None:
    seen = ruth.sees("caseload")
    assert "the whole office" in seen.words_of("#sub")
    assert "only yours" not in seen.text
    assert seen.tabs["All"] == 160


def test_another_advisors_clients_can_be_looked_at(ruth: Person, real: RealOffice) -> None:
    counts = [ruth.sees("caseload", advisor=email).tabs["All"] for _, email in real.advisors]
    assert all(0 < count < 160 for count in counts)
    assert sum(counts) <= 160
    _, email = real.advisors[0]
    assert ruth.sees("caseload", advisor=email.upper()).tabs["All"] == counts[0]


def test_an_advisor_who_left_stays_to_be_seen_where_clients_are_still_theirs(
    sign_in: SignIn, imported: Import, today: date
) -> None:
    sam = sign_in(name="Sam Ortiz", email="sam.ortiz@careers.example.edu")
    imported(connecting(today, 60) | {"advisor_email": sam.email})
    assert [row.name for row in sam.sees("caseload").rows] == ["Maya Okafor"]


def test_an_office_without_clients_says_how_to_begin(dana: Person) -> None:
    seen = dana.sees("caseload")
    assert seen.words_of(".empty h2") == "Nobody here yet"
    assert seen.link("Add the first client").endswith("/clients/new")
    assert not seen.soup.select("table, #tabs, select")


def test_an_empty_tab_says_so(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60))
    assert dana.sees("caseload", state="due").words_of(".empty h2") == "Nothing is due"
    assert dana.sees("caseload", state="parked").words_of(".empty h2") == "Nobody here"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"state": "sleeping"}, "State is none that a client can be in"),
        ({"advisor": "nobody@careers.example.edu"}, "Advisor is nobody of this office"),
        ({"cursor": "not-one-of-ours"}, "Cursor is not one that this service gave"),
        ({"before": "many"}, "Before must be a whole number"),
        ({"before": "-1"}, "Before must be a whole number"),
        ({"q": "x" * 300}, "The search must not be longer than 200 characters"),
    ],
)
def test_an_address_that_asks_for_nothing_there_is_gets_a_clear_page(
    ruth: Person, query: dict[str, str], said: str
) -> None:
    seen = ruth.sees("caseload", **query)
    assert (seen.status, seen.title) == (422, "Something is not right")
    assert said in seen.text
    assert seen.soup.select_one("a[href]") is not None


def test_another_offices_people_are_nobody_here(
    dana: Person, sign_in: SignIn, real: RealOffice, office: Access
) -> None:
    stranger = sign_in(within=real.access)
    assert dana.sees("caseload", advisor=stranger.email).status == 422
    assert stranger.sees(f"/o/{dana.slug}/caseload").status == 303


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(dana: Person) -> None:
    visitor = browser(dana.http.app)  # type: ignore[arg-type]
    answer = visitor.get(f"/o/{dana.slug}/caseload?state=due&q=a+b")
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"/login?next=%2Fo%2F{dana.slug}%2Fcaseload%3Fstate%3Ddue%26q%3Da%2Bb"
    )


def test_roles_that_may_read_may_write(sign_in: SignIn, imported: Import, today: date) -> None:
    imported(connecting(today, 60))
    for role in (Role.ADVISOR, Role.ADMIN):
        assert sign_in(role).sees("caseload").rows[0].buttons[0] == "Log connect"
