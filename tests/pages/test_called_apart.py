"""What is pressed is called by whom or what it is of, for whoever hears a page or speaks to it."""

from datetime import date

from bs4 import BeautifulSoup, Tag

from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.seen import fields_of, words
from tests.pages.stories import JOB, connecting, met
from tests.pages.test_people import ANA, LEE, MAIL


def called(tag: Tag) -> str:
    return str(tag.get("aria-label") or words(tag))


def called_the_same(page: BeautifulSoup) -> list[str]:
    """Names of what does not all do one thing; of menus one is open at a time."""
    does: dict[str, set[str]] = {}
    for one in page.select("main :is(a, button)"):
        if one.find_parent("details") or one.find("bdi"):
            continue
        form = one.find_parent("form")
        what = f"{form['action']} {fields_of(form)}" if form else str(one.get("href"))
        does.setdefault(called(one), set()).add(what)
    return [name for name, found in does.items() if len(found) > 1]


def test_on_the_page_of_a_client(dana: Person, imported: Import, today: date) -> None:
    tom = {"contact_name": "Tom Lee", "contact_email": "tom@abbott.example.com"}
    mine = met(today, MAIL | {"contact_name": "Grace Kim"}, declined=60, connected=50, thanked=49)
    imported(
        mine | JOB,
        connecting(today, 60) | tom,
        *(connecting(today, 60) | whom | client for whom in (MAIL, tom) for client in (LEE, ANA)),
    )
    file = file_of(dana)
    seen = dana.sees(file.page)
    assert len(seen.soup.select(".kin.acts form")) == 8
    assert called_the_same(seen.soup) == []
    for action, given in (seen.form_with("The same person"),):
        seen = dana.goes_on(dana.sends(action, given))
    labels = [str(one["aria-label"]) for one in seen.soup.select(".kin button[aria-label]")]
    assert "Not the same person: Grace Kim" in labels
    assert "Somebody else: Tom Lee, met by Lee Park" in labels
    assert called_the_same(seen.soup) == []


def test_what_was_logged_is_read_with_the_way_back(
    dana: Person, imported: Import, today: date
) -> None:
    """One is led to that button, and hears what it would undo."""
    imported(connecting(today, 60))
    (row,) = dana.sees("caseload").rows
    answer = dana.presses(str(row.tag.form["action"]), row.form)  # type: ignore[index]
    button = answer.soup.select_one("tr.answered form button")
    assert button is not None
    told = answer.soup.find(id=str(button["aria-describedby"]))
    assert isinstance(told, Tag)
    assert words(told).startswith("Connected with Grace Kim today. Next: a brief note of thanks")
    assert told.name != "td"  # which stays a cell of its table
