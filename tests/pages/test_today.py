"""The page a morning begins with: each client in the one list that matters most."""

from datetime import date, timedelta

import pytest

from app.accounts.models import Role
from app.today import pages, queries
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import file_of, now_of
from tests.pages.seen import Seen
from tests.pages.stories import GRACE, JOB, OFFER, connecting, days, met, thanked, updated
from tests.pages.test_people import ANA, LEE, MAIL


def who(name: str) -> dict[str, str]:
    email = f"{name.lower().replace(' ', '.')}@alumni.example.edu"
    return {"client_email": email, "client_name": name}


def names_in(seen: Seen, title: str) -> list[str]:
    heading = next((h for h in seen.soup.select("h2") if title in h.get_text()), None)
    if heading is None:
        return []
    return [a.get_text() for a in heading.parent.select("a.name")]


def mine(dana: Person, *rows: dict[str, str]) -> list[dict[str, str]]:
    return [row | {"advisor_email": dana.email} for row in rows]


def test_each_client_is_in_the_first_list_that_fits(
    dana: Person, imported: Import, today: date
) -> None:
    imported(
        *mine(
            dana,
            who("Newly Stalled") | met(today, GRACE, declined=40, connected=24),
            who("Never Contacted") | connecting(today, 90),
            who("Due Now") | connecting(today, 3),
            who("Long Stalled") | met(today, GRACE, declined=400, connected=390),
            who("At Rest") | thanked(today, 20),
        )
    )
    seen = dana.sees("today")
    assert names_in(seen, "Newly stalled") == ["Newly Stalled"]
    assert names_in(seen, "Never contacted") == ["Never Contacted"]
    assert names_in(seen, "Due this week") == ["Due Now"]
    assert "1 more client was stalled already" in seen.text
    assert "At Rest" not in seen.names


def test_those_stalled_long_ago_keep_nobody_else_from_being_seen(
    dana: Person, imported: Import, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    stalled_long = met(today, GRACE, declined=400, connected=390)
    imported(
        *mine(
            dana,
            *(who(f"Long Stalled {name}") | stalled_long for name in "ABCD"),
            who("Newly Stalled") | met(today, GRACE, declined=40, connected=24),
            who("Due Now") | met(today, GRACE, declined=8, connected=3),
        )
    )
    seen = dana.sees("today")
    assert names_in(seen, "Newly stalled") == ["Newly Stalled"]
    assert names_in(seen, "Due this week") == ["Due Now"]
    assert "4 more clients were stalled already" in seen.text


def test_not_all_is_done_while_somebody_is_stalled(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Long Stalled") | met(today, GRACE, declined=400, connected=390)))
    seen = dana.sees("today")
    assert "Nothing new today" in seen.text
    assert "All done" not in seen.text
    assert "Everybody who needed you" not in seen.text


def test_of_a_long_list_the_rest_is_shown_when_asked_for(
    dana: Person, imported: Import, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_OPEN", 1)
    imported(*mine(dana, *(who(name) | connecting(today, 90) for name in ("Ana", "Bo", "Cy"))))
    seen = dana.sees("today")
    assert len(names_in(seen, "Never contacted")) == 3
    (rest,) = seen.soup.select("details.others")
    assert rest.select_one("summary").get_text() == "2 more"  # type: ignore[union-attr]
    assert len(rest.select("a.name")) == 2


def test_an_invitation_waits_until_they_have_met(
    dana: Person, imported: Import, today: date
) -> None:
    cells = updated(today, started=400, updated=60)
    invited = {"invited_on": (today - timedelta(5)).isoformat()}
    imported(*mine(dana, who("Maya Okafor") | JOB | cells | invited))
    seen = dana.sees("today")
    assert names_in(seen, "Waiting for a reply") == ["Maya Okafor"]
    assert seen.rows == []  # nobody is to be invited now
    assert now_of(dana.sees(file_of(dana).page))[1] == "Have Maya Okafor and Grace Kim met?"
    address = seen.soup.select_one(".plainlist a.btn")["href"]
    dana.sends(address, {"kind": "met", "on": today.isoformat()})
    assert names_in(dana.sees("today"), "Waiting for a reply") == []


@pytest.mark.parametrize(
    ("invited", "words"), [(5, "the meeting is wanted by"), (40, "the meeting was due by")]
)
def test_an_answer_that_is_late_is_not_told_as_if_it_were_ahead(
    dana: Person, imported: Import, today: date, invited: int, words: str
) -> None:
    cells = updated(today, started=500, updated=300)
    invited_on = {"invited_on": (today - timedelta(invited)).isoformat()}
    imported(*mine(dana, who("Maya Okafor") | JOB | cells | invited_on))
    assert words in dana.sees("today").words_of("[aria-labelledby=awaited-title]")


def test_an_invitation_that_was_snoozed_is_not_waited_for(
    dana: Person, imported: Import, today: date
) -> None:
    cells = updated(today, started=400, updated=60)
    invited = {"invited_on": (today - timedelta(5)).isoformat()}
    imported(*mine(dana, who("Maya Okafor") | JOB | cells | invited))
    waiting = dana.sees("today").soup.select("[aria-labelledby=awaited-title] .more a")
    snooze, hand_on = (a["href"] for a in waiting)
    assert hand_on.endswith("/hand-on")
    until = (today + timedelta(1)).isoformat()
    assert dana.sends(snooze, {"snoozed_until": until, "snooze_reason": "on leave"}).status == 303
    assert names_in(dana.sees("today"), "Waiting for a reply") == []


def test_a_step_of_an_offer_is_put_off_and_handed_on_in_place(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Maya Okafor") | OFFER | days(today, offered=8, declined=3)))
    (row,) = dana.sees("today").rows
    assert "List people" in row.buttons
    links = [a["href"].rsplit("/", 1)[1] for a in row.tag.select(".more a")]
    assert links == ["pause", "hand-on"]


def test_what_the_plan_guesses_is_worth_asking_about(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 20)))
    seen = dana.sees("today")
    assert "Was the offer declined professionally?" in seen.text
    assert "When did the new job start?" in seen.text


def test_a_crowd_about_to_write_to_one_person_stands_there(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, *(connecting(today, 3) | MAIL | client for client in ({}, LEE, ANA))))
    assert "about to write" not in dana.sees("today").text
    file = file_of(dana)
    for _ in range(2):
        action, given = dana.sees(file.page).form_with("The same person")
        dana.goes_on(dana.sends(action, given))
    seen = dana.sees("today")
    words = seen.words_of(".crowd h3")
    assert words == "Three clients are about to write to Grace Kim within a month"
    assert len(seen.soup.select(".crowd li .name")) == 3


def test_when_all_is_done_it_says_so_and_what_comes_next(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 20)))
    assert "All done for today" in dana.sees("today").text


def test_a_row_is_done_in_place_and_taken_back(dana: Person, imported: Import, today: date) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    (row,) = dana.sees("today").rows
    pressed = dana.presses(row.tag.form["action"], row.form, at="today")
    assert "Connected with Grace Kim today." in pressed.text
    assert pressed.soup.select_one("#tabs") is None
    undo = pressed.soup.select_one("form")
    fields = {field["name"]: field["value"] for field in undo.select("input")}
    (back,) = dana.presses(undo["action"], fields, at="today").rows
    assert back.name == "Maya Okafor"


def test_a_client_is_handed_on_to_a_colleague(
    dana: Person, sign_in: SignIn, imported: Import, today: date
) -> None:
    sam = sign_in(name="Sam Ortiz")
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    (row,) = dana.sees("today").rows
    form = dana.sees(f"clients/{row.id}/hand-on").form
    assert (
        dana.sends(f"clients/{row.id}/hand-on", form | {"advisor_email": sam.email}).status == 303
    )
    assert dana.sees("caseload", advisor=dana.email).names == []
    assert sam.sees("today").names == ["Maya Okafor"]


@pytest.mark.parametrize("listed", ["today", "caseload?state=due"])
def test_without_script_too_one_comes_back_to_the_list(
    dana: Person, sign_in: SignIn, imported: Import, today: date, listed: str
) -> None:
    sam = sign_in(name="Sam Ortiz")
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    file = file_of(dana)
    until = (today + timedelta(1)).isoformat()
    for path, typed in {
        f"contacts/{file.contact}/snooze": {"snoozed_until": until, "snooze_reason": "on leave"},
        f"contacts/{file.contact}/touches": {"kind": "heard_from", "on": today.isoformat()},
        f"clients/{file.client}/hand-on": {"advisor_email": sam.email},
    }.items():
        shown = dana.sees(path, came_from=listed)
        assert shown.soup.select_one("form.card .quiet")["href"] == dana.address(listed)
        refused = dana.sends(path, shown.form | dict.fromkeys(typed, ""), came_from=path)
        assert refused.status == 422
        done = dana.sends(path, refused.form | typed, came_from=path)
        assert done.headers["location"].startswith(dana.address(listed))


def test_nobody_is_led_elsewhere_by_a_form(dana: Person, imported: Import, today: date) -> None:
    imported(*mine(dana, who("Maya Okafor") | connecting(today, 3)))
    file = file_of(dana)
    until = (today + timedelta(1)).isoformat()
    for lured in ("https://evil.example/o/", "//evil.example", "/login", "/o/another/caseload"):
        snoozed = {"snoozed_until": until, "snooze_reason": "on leave", "list": lured}
        done = dana.sends(f"contacts/{file.contact}/snooze", snoozed)
        assert done.headers["location"].partition("#")[0] == dana.address(file.page)


def test_what_was_new_is_not_new_the_day_after_one_looked(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Maya Okafor") | met(today, GRACE, declined=40, connected=24)))
    assert dana.sends("today/seen").status == 303
    assert dana.sends("today/seen").status == 303
    assert names_in(dana.sees("today"), "Newly stalled") == ["Maya Okafor"]  # all of that day


def test_whoever_looks_for_the_first_time_is_not_told_that_they_did(
    dana: Person, imported: Import, today: date
) -> None:
    imported(
        *mine(
            dana,
            who("Maya Okafor") | met(today, GRACE, declined=40, connected=24),
            who("Long Stalled") | met(today, GRACE, declined=400, connected=390),
        )
    )
    for _ in range(2):  # all of the first day
        seen = dana.sees("today").text
        assert "last looked" not in seen
        assert "Within the last week." in seen
        assert "1 more client was stalled already a week ago" in seen
        dana.sends("today/seen")


@pytest.mark.parametrize(("role", "status"), [(Role.ANALYST, 403), (Role.ADMIN, 200)])
def test_who_may_read_it(sign_in: SignIn, role: Role, status: int) -> None:
    assert sign_in(role).sees("today").status == status


def test_an_office_without_anybody_is_told_how_to_begin(dana: Person) -> None:
    seen = dana.sees("today")
    assert seen.words_of(".empty h2") == "Nobody here yet"
    assert "All done for today" not in seen.text
    assert seen.link("Bring a sheet") == f"/o/{dana.slug}/imports"
    assert seen.link("Add the first client") == f"/o/{dana.slug}/clients/new"
