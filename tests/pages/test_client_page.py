"""The page of one client: what to do now, each person's cycle, and what happened."""

from datetime import date, timedelta

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.cycle.dates import add_months
from app.db.engine import Database
from tests.cast import an_office
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import File, file_of, now_of
from tests.pages.stories import (
    GRACE,
    KEY,
    STORIES,
    connecting,
    days,
    met,
    sheet_rows,
    short,
    thanked,
    updated,
)  # fmt: skip

CATCHING_UP = ["Log what happened"]
WAYS_OUT = ["Snooze", "Not pursuing"]
TITLES = {
    "connect stalled": ("Stalled · 53 days late", "Connect with Grace Kim", "connected"),
    "connect overdue": ("Overdue · 1 day late", "Connect with Grace Kim", "connected"),
    "connect due": ("Due", "Connect with Grace Kim on LinkedIn", "connected"),
    "thank stalled": ("Stalled · 53 days late", "Send Grace Kim a note of thanks", "thanked"),
    "thank due": ("Due", "Send Grace Kim a note of thanks", "thanked"),
    "update resting": ("Resting", "Let things lie until", None),
    "update due": ("Due", "Send Grace Kim an update", "update sent"),
    "update stalled": ("Stalled ·", "Send Grace Kim an update", "update sent"),
    "catch-up resting": ("Resting", "Nothing to do until", None),
    "catch-up due": ("Due", "Invite Grace Kim for lunch, coffee or a drink", CATCHING_UP),
    "catch-up stalled": ("Stalled ·", "Call Grace Kim, or write to each other", CATCHING_UP),
    "choosing due": (
        "Due",
        "Choose the key people at Abbott",
        ["Grace Kim is key"],
    ),
    "choosing resting": ("Resting", "Let things lie until", None),
    "answer due": ("Due", "Answer Abbott", ["Record the answer"]),
    "answer overdue": ("Overdue · 2 days late", "Answer Abbott", ["Record the answer"]),
    "listing stalled": (
        "Stalled · 33 days late",
        "List whom Listing stalled got to know at Abbott",
        ["Add a person"],
    ),
    "in network": ("In network", "The cycle is complete", None),
    "off": ("Off", "All bets are off here", None),
    "closed": ("Closed", "Nothing is pursued any more", None),
    "no offers": ("No offers", "No offer turned down yet", None),
}  # fmt: skip


def test_the_one_thing_to_do_now_is_told_for_every_story(
    dana: Person, imported: Import, today: date
) -> None:
    assert TITLES.keys() == STORIES.keys()
    imported(*sheet_rows(today))
    ids = {row.name: row.id for row in dana.sees("caseload").rows}
    for name, (state, title, pressed) in TITLES.items():
        shown_state, shown_title, buttons = now_of(dana.sees(f"clients/{ids[name.capitalize()]}"))
        assert shown_state.startswith(state), name
        assert shown_title.startswith(title), name
        if isinstance(pressed, str):
            assert buttons[:2] == [f"Log: {pressed} today", "Another day, or a note"], name
            assert buttons[-2:] == WAYS_OUT, name
        elif pressed == CATCHING_UP:
            assert (buttons[:1], buttons[-2:]) == (CATCHING_UP, WAYS_OUT), name
        else:
            assert buttons == (pressed or []), name
    parked = now_of(dana.sees(f"clients/{ids['Parked']}"))
    assert parked == ("Parked", "Nothing more to do", [])


def page_of(person: Person, imported: Import, *rows: dict[str, str]) -> tuple[File, str]:
    imported(*rows)
    file = file_of(person)
    return file, person.sees(file.page).text


def test_the_head_says_who_it_is(dana: Person, imported: Import, today: date) -> None:
    _, text = page_of(
        dana,
        imported,
        updated(today, started=400, updated=200) | {"advisor_email": dana.email},
    )
    since = today - timedelta(400)
    assert (
        "Maya Okafor MBA 2025 · Analyst at Hyland & Sons, Denver, CO,"
        f" since {since.day} {since:%B %Y} · advisor Dana Reed" in text
    )


def test_an_offer_tells_its_decline_and_its_reason(
    dana: Person, imported: Import, today: date
) -> None:
    how = {"declined_well": "yes", "decline_reason": "location"}
    _, text = page_of(dana, imported, connecting(today, 60) | how)
    on = today - timedelta(60)
    assert (
        f"Product Manager, Chicago, IL · declined {on.day} {on:%B %Y}, professionally"
        " · reason: location" in text
    )


def test_a_strip_tells_the_cycle_to_who_cannot_see_it(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 60))
    strip = dana.sees(file_of(dana).page).soup.select_one(".strip")
    assert strip is not None
    assert strip["role"] == "img"
    connected, thanks = short(today - timedelta(61), today), short(today - timedelta(60), today)
    until = short(add_months(today - timedelta(60), 5), today)
    assert str(strip["aria-label"]).startswith(
        f"Grace Kim: connected {connected}; thanked {thanks}; resting until {until}"
    )


@pytest.mark.parametrize(
    ("story", "status"),
    [("connect stalled", "late"), ("connect due", "due"), ("update resting", "resting")],
)
def test_the_part_that_pends_is_marked_on_the_strip(
    dana: Person, imported: Import, today: date, story: str, status: str
) -> None:
    imported(STORIES[story].cells(today))
    parts = dana.sees(file_of(dana).page).soup.select(".strip > span")
    assert len(parts) == 6
    assert [part for part in parts if status in (part.get("class") or [])]


def test_the_history_tells_what_happened_the_latest_first(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 60))
    seen = dana.sees(file_of(dana).page)
    assert [words[:20] for words in seen.all_words_of("#history li > span")] == [
        "Thanked Grace Kim",
        "Connected with Grace",
    ]
    assert "from the office's sheet" in seen.words_of("#history")


def test_what_was_taken_back_stays_crossed_out(dana: Person, imported: Import, today: date) -> None:
    imported(thanked(today, 60))
    file = file_of(dana)
    seen = dana.sees(f"touches/{file.touch}/void")
    assert seen.title == "Take back “Thanked Grace Kim”"
    taken = dana.sends(f"touches/{file.touch}/void", {"reason": "wrong person"}, file.page)
    seen = dana.goes_on(taken)
    assert "Undone: thanked Grace Kim." in seen.words_of("#answer")
    assert seen.words_of("#history .void") == "Thanked Grace Kim"
    assert "taken back by Dana Reed: wrong person" in seen.words_of("#history")
    assert now_of(seen)[1] == "Send Grace Kim a note of thanks"


def test_a_long_history_is_shown_in_part_and_then_in_whole(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 60))
    file = file_of(dana)
    for _ in range(26):
        dana.sends(f"contacts/{file.contact}/touches", {"kind": "heard_from"})
    seen = dana.sees(file.page)
    assert len(seen.soup.select("#history li")) == 25
    assert len(dana.sees(seen.link("All of it")).soup.select("#history li")) == 28


def test_a_touch_on_the_page_is_logged_and_told(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    file = file_of(dana)
    action, fields = dana.sees(file.page).form_with("Log: connected today")
    seen = dana.goes_on(dana.sends(action, fields, file.page))
    assert seen.words_of("#answer p").startswith("Connected with Grace Kim today.")
    assert seen.words_of("#history li > span") == "Connected with Grace Kim"
    assert "Dana Reed" in seen.words_of("#history")


def test_each_person_has_a_menu_to_log_on_any_day(
    dana: Person, imported: Import, today: date
) -> None:
    imported(met(today, KEY, declined=60))
    seen = dana.sees(file_of(dana).page)
    action, fields = seen.form_with("Heard from them")
    assert fields["on"] == today.isoformat()
    on = (today - timedelta(9)).isoformat()
    after = dana.goes_on(dana.sends(action, fields | {"kind": "heard_from", "on": on}))
    assert after.words_of("#history li > span") == "Heard from Grace Kim"


def test_the_way_back_is_the_list_as_one_left_it(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    file = file_of(dana)
    answer = dana.http.get(
        dana.address(file.page),
        headers={"Referer": f"http://testserver/o/{dana.slug}/caseload?state=stalled"},
    )
    assert f'<p class="crumb"><a href="/o/{dana.slug}/caseload?state=stalled"' in answer.text
    elsewhere = dana.http.get(dana.address(file.page), headers={"Referer": "https://evil.example/"})
    assert f'<p class="crumb"><a href="/o/{dana.slug}/caseload"' in elsewhere.text


def test_who_chooses_key_people_finds_the_buttons_at_the_people(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 165, GRACE), thanked(today, 165, GRACE | {"contact_name": "Omar"}))
    file = file_of(dana)
    seen = dana.sees(file.page)
    assert "Who are the key people here? A couple are enough." in seen.text
    assert "nothing more to do" not in seen.text
    assert seen.all_words_of(".person > .acts > form button") == ["Make a key person"] * 2
    action, fields = seen.form_with("Make a key person")
    after = dana.goes_on(dana.sends(action, fields))
    assert after.words_of(".tag") == "key"
    assert now_of(after)[1] == "Send Grace Kim an update"
    action, fields = after.form_with("Not a key person")
    assert dana.goes_on(dana.sends(action, fields)).soup.select(".tag") == []


def test_analysts_see_no_client(
    sign_in: SignIn, dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    seen = sign_in(Role.ANALYST).sees(file_of(dana).page)
    assert (seen.status, seen.title) == (403, "Not allowed")
    assert "Maya" not in seen.text


def test_what_is_elsewhere_or_nowhere_is_the_same_page(
    dana: Person, sign_in: SignIn, database: Database, imported: Import, today: date
) -> None:
    elsewhere: Access = an_office(database)
    imported(connecting(today, 60), within=elsewhere)
    stranger = file_of(sign_in(within=elsewhere))
    nobody = "00000000-0000-7000-8000-000000000000"
    told = set()
    for id in (stranger.client, nobody, "new-one", "%F0%9F%90%BB", stranger.client.upper()):
        seen = dana.sees(f"clients/{id}")
        assert seen.status == 404
        told.add(seen.text.rpartition("reference")[0])
    assert len(told) == 1
    assert "That page is not here" in told.pop()


def test_of_a_touch_that_is_gone_since_or_elsewhere_nothing_is_told(
    dana: Person, sign_in: SignIn, database: Database, imported: Import, today: date
) -> None:
    elsewhere: Access = an_office(database)
    imported(thanked(today, 60), within=elsewhere)
    stranger = file_of(sign_in(within=elsewhere))
    imported(connecting(today, 60))
    page = file_of(dana).page
    for id in (stranger.touch or "", "00000000-0000-7000-8000-000000000000", "x"):
        for path in (page, "today", "caseload"):
            seen = dana.sees(path, done=id)
            assert seen.status == 200
            assert not seen.soup.select(".answer, .notice")


def test_the_history_of_another_client_is_not_told_here(
    dana: Person, imported: Import, today: date
) -> None:
    lee = {"client_name": "Lee", "client_email": "lee@alumni.example.edu"}
    imported(thanked(today, 60), thanked(today, 60) | lee)
    touch = file_of(dana, "Lee").touch
    seen = dana.sees(file_of(dana).page, done=touch)
    assert seen.status == 200
    assert not seen.soup.select(".answer, .notice")


def test_one_writes_to_the_client_from_their_page(dana: Person, imported: Import) -> None:
    imported({"client_email": "maya?x@alumni.example.edu"})
    address = dana.sees(file_of(dana).page).soup.select_one("dl.facts a")
    assert address is not None
    assert address.get_text() == "maya?x@alumni.example.edu"
    assert address["href"] == "mailto:maya%3Fx@alumni.example.edu"


def test_without_an_offer_the_page_says_what_belongs_there(dana: Person, imported: Import) -> None:
    imported({})
    seen = dana.sees(file_of(dana).page)
    assert seen.words_of(".empty h2") == "No offers here yet"
    assert "The job taken instead is not known yet." in seen.text
    assert "Nothing has been logged yet." in seen.text


def test_unknown_areas_and_days_leave_no_gaps(dana: Person, imported: Import, today: date) -> None:
    bare = {"offer_employer": "Abbott", "contact_name": "Grace Kim", "program": "", "cohort": ""}
    imported(bare | days(today, offered=70, declined=60))
    text = dana.sees(file_of(dana).page).text
    for gap in (" , ", "· ·", "None", " ·  ·"):
        assert gap not in text


@pytest.mark.parametrize(("declined_well", "offered"), [("yes", True), ("no", False)])
def test_no_message_is_drafted_to_whom_all_bets_are_off_with(
    dana: Person, imported: Import, today: date, declined_well: str, offered: bool
) -> None:
    _, text = page_of(dana, imported, thanked(today, 60) | {"declined_well": declined_well})
    assert ("Draft a message" in text) == offered


def test_nobody_is_called_connected_whose_connecting_was_skipped(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 3))
    file = file_of(dana)
    skipped = {"kind": "skipped", "step": "connect", "on": today.isoformat(), "note": "not there"}
    assert dana.sends(f"contacts/{file.contact}/touches", skipped).status == 303
    seen = dana.sees(file.page)
    assert now_of(seen)[1] == "Send Grace Kim a note of thanks"
    assert "connected" not in seen.words_of("#now").lower()


def test_no_year_in_a_job_is_over_that_nobody_knows_of(
    dana: Person, imported: Import, today: date
) -> None:
    without_job = met(today, KEY, declined=430, connected=429, thanked=428, updated=200)
    imported(without_job)
    seen = dana.sees(file_of(dana).page).words_of("#now")
    assert "year in the new job" not in seen
    assert "When the new job started is not known, so it is counted from the decline." in seen


def test_nothing_lies_since_thanks_that_were_skipped(
    dana: Person, imported: Import, today: date
) -> None:
    imported(met(today, KEY, declined=300, connected=299))
    file = file_of(dana)
    day = (today - timedelta(290)).isoformat()
    skipped = {"kind": "skipped", "step": "thank", "on": day, "note": "left the company"}
    seen = dana.goes_on(dana.sends(f"contacts/{file.contact}/touches", skipped, file.page))
    assert now_of(seen)[1] == "Send Grace Kim an update"
    assert "thanks" not in seen.words_of("#now")
