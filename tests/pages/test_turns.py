"""Too many are about to write to one person: one goes first, and the others' turn comes later."""

from datetime import date, timedelta

import pytest

from app.cycle.crowds import WITHIN_DAYS
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.seen import Seen, fields_of
from tests.pages.stories import connecting
from tests.pages.test_people import ANA, LEE, MAIL
from tests.pages.test_today import mine


@pytest.fixture
def crowd(dana: Person, imported: Import, today: date) -> Person:
    """Dana, three of whose clients are about to write to Grace Kim."""
    imported(*mine(dana, *(connecting(today, 3) | MAIL | client for client in ({}, LEE, ANA))))
    file = file_of(dana)
    for _ in range(2):
        action, given = dana.sees(file.page).form_with("The same person")
        dana.goes_on(dana.sends(action, given))
    return dana


def crowd_in(seen: Seen) -> list[str]:
    return seen.all_words_of(".crowd .name")


def first_in(seen: Seen, name: str) -> tuple[str, dict[str, str]]:
    return seen.form_with(f"Goes first : {name}")


def test_one_goes_first_and_the_others_follow_a_month_apart(crowd: Person, today: date) -> None:
    seen = crowd.sees("today")
    names = crowd_in(seen)
    assert len(names) == 3
    action, given = first_in(seen, names[1])
    answered = crowd.presses(action, given, at="today")
    second, third = (today + timedelta(n * (WITHIN_DAYS + 1)) for n in (1, 2))
    assert f"{names[1]} writes to Grace Kim first." in answered.text
    undo = answered.soup.select_one("form button")
    assert undo is not None
    told = f"[id='{undo['aria-describedby']}']"  # heard by whoever is led to that button
    assert f"{names[1]} writes to Grace Kim first." in answered.words_of(told)
    said = answered.all_words_of(".crowd li")
    assert [one.split(" may from ")[1] for one in said] == [
        f"{day.day} {day:%B %Y}" for day in (second, third)
    ]
    assert {one.split(" may from ")[0] for one in said} == {names[0], names[2]}
    assert crowd_in(crowd.sees("today")) == []


def test_the_others_rows_above_say_that_they_wait(crowd: Person) -> None:
    seen = crowd.sees("today")
    names = crowd_in(seen)
    assert [row.state for row in seen.rows] == ["Due"] * 3
    action, given = first_in(seen, names[0])
    answered = crowd.presses(action, given, at="today").soup
    sent = {str(one["hx-target"]): str(one) for one in answered.find_all("template") if one.tr}
    above = {f"#row-{row.id}" for row in seen.rows if row.name in names[1:]}
    assert set(sent) == above
    assert all("Resting" in row and "Waits until" in row for row in sent.values())


def test_it_is_undone_where_it_was_done(crowd: Person) -> None:
    seen = crowd.sees("today")
    action, given = first_in(seen, crowd_in(seen)[0])
    answered = crowd.presses(action, given, at="today")
    form = answered.soup.select_one("form")
    assert form is not None
    undone = crowd.presses(str(form["action"]), fields_of(form), at="today")
    address = undone.headers["HX-Redirect"]
    assert address.startswith(f"/o/{crowd.slug}/today?bulk=")
    again = crowd.sees(address)
    assert "Undone: put off 2 clients" in again.words_of("#bulk-done")
    assert len(crowd_in(again)) == 3


def test_without_script_the_page_says_it_with_the_way_back(crowd: Person) -> None:
    seen = crowd.sees("today")
    action, given = first_in(seen, crowd_in(seen)[0])
    told = crowd.goes_on(crowd.sends(action, given, came_from="today"))
    assert "Put off 2 clients, so that one writes to the person first." in told.text
    action, given = told.form_with("Undo")
    assert len(crowd_in(crowd.goes_on(crowd.sends(action, given, came_from="today")))) == 3


def test_pressed_twice_it_is_done_once(crowd: Person) -> None:
    seen = crowd.sees("today")
    action, given = first_in(seen, crowd_in(seen)[0])
    crowd.sends(action, given)
    assert crowd.sends(action, given).headers["location"] == f"/o/{crowd.slug}/today"
    assert len(crowd.sees("bulk-actions").soup.select("main form, main tbody tr, main li")) >= 1


def test_a_client_reads_nothing_of_the_others(crowd: Person) -> None:
    seen = crowd.sees("today")
    names = crowd_in(seen)
    crowd.sends(first_in(seen, names[0])[0])
    waiting = crowd.sees(file_of(crowd, names[1]).page)
    assert "Somebody else writes to them first" in waiting.text
    assert names[0] not in waiting.words_of("#now")


def test_each_can_be_snoozed_and_handed_on_by_itself(crowd: Person) -> None:
    rows = crowd.sees("today").soup.select(".crowd li")
    for row in rows:
        ends = [str(a["href"]).rsplit("/", 1)[1] for a in row.select(".more a")]
        assert ends == ["snooze", "hand-on"]
