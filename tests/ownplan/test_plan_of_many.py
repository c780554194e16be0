"""A plan with many people: what can be done now comes first, the rest is folded and all there."""

from datetime import date
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from tests.ownplan.conftest import GiveLink, Holder
from tests.pages.conftest import Import
from tests.pages.seen import Seen, words
from tests.pages.stories import OFFER, Cells, days, met, thanked

EMPLOYERS = ("Abbott", "Deloitte", "Banco Popular", "Northwestern", "Sargent & Lundy")


def named(number: int) -> Cells:
    return {"contact_name": f"Person {number:02}", "offer_employer": EMPLOYERS[number % 5]}


def met_at_five(today: date, count: int) -> list[Cells]:
    return [met(today, {}, declined=10) | named(number) for number in range(count)]


def unfolded(seen: Seen) -> BeautifulSoup:
    page = BeautifulSoup(str(seen.soup.select_one("#plan")), "html.parser")
    for details in page.select("details"):
        for inside in details.find_all(recursive=False):
            if inside.name != "summary":
                inside.extract()
    return page


@pytest.fixture
def thirty(imported: Import, give_link: GiveLink, today: date) -> Holder:
    imported(*met_at_five(today, 30))
    return give_link()


def test_what_can_be_done_now_is_counted_and_begun_and_none_is_lost(thirty: Holder) -> None:
    seen = thirty.sees()
    assert seen.words_of("#open-title") == "29 more can be done now"
    shown = [words(one) for one in unfolded(seen).select(".open a")]
    assert shown == [f"Connect with Person {n:02} on LinkedIn" for n in (5, 10, 15)]
    assert len(seen.soup.select(".open a")) == 29
    assert words(seen.soup.select_one(".open + details summary")).startswith("and 26 more")


def test_one_of_them_comes_to_the_top_with_words_for_it(thirty: Holder) -> None:
    seen = thirty.sees()
    link = next(one for one in seen.soup.select(".open a") if "Person 12" in words(one))
    chosen = Seen(thirty.http.get(str(link["href"])))
    assert chosen.words_of("#now h2") == "Connect with Person 12 on LinkedIn"
    assert "Hello Person 12" in chosen.words_of("#draft-text")
    left = chosen.all_words_of(".open a")
    assert len(left) == 29
    assert left[0] == "Connect with Person 00 on LinkedIn"


@pytest.mark.parametrize("asked", ["", "00000000-0000-7000-8000-000000000000"])
def test_whoever_is_not_to_be_written_to_now_does_not_come_to_the_top(
    maya: Holder, asked: str
) -> None:
    assert maya.sees(now=asked).words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


def test_who_rests_does_not_come_to_the_top(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 60))
    maya = give_link()
    assert maya.sees(now=maya.id_of("contacts")).words_of("#now h2").startswith("Nothing to do")


def test_people_are_folded_by_employer_and_the_fold_says_how_many(
    thirty: Holder, imported: Import, today: date
) -> None:
    seen = thirty.sees()
    assert len(seen.soup.select(".person")) == 30
    assert unfolded(seen).select(".person") == []
    first = seen.soup.select_one(".offer > summary")
    assert words(first.select_one("h2")) == "Abbott"  # type: ignore[union-attr]
    assert "6 people, and each can hear from you now" in words(first)


def test_the_fold_says_how_many_can_hear_from_them_where_it_is_not_each(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    parked = days(today, connected=9, thanked=8)
    imported(*(one | (parked if n < 5 else {}) for n, one in enumerate(met_at_five(today, 15))))
    first = give_link().sees().soup.select_one(".offer > summary")
    assert words(first).endswith("3 people, 2 can hear from you now")


def test_a_few_people_are_not_folded(imported: Import, give_link: GiveLink, today: date) -> None:
    imported(*met_at_five(today, 4))
    seen = give_link().sees()
    assert len(unfolded(seen).select(".person")) == 4
    assert len(unfolded(seen).select(".open a")) == 3


def test_what_comes_later_is_all_there(imported: Import, give_link: GiveLink, today: date) -> None:
    imported(*(thanked(today, 30 + n, named(n) | {"contact_key": "yes"}) for n in range(12)))
    seen = give_link().sees()
    assert seen.soup.select(".open") == []
    assert len(unfolded(seen).select(".coming li")) == 3
    assert len(seen.soup.select(".coming li, .coming + details li")) == 12


def test_each_person_is_a_heading_below_their_employer(thirty: Holder) -> None:
    headings = [int(one.name[1]) for one in thirty.sees().soup.select("h1, h2, h3, h4")]
    assert headings.count(3) == 30
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_no_two_links_of_other_places_are_called_the_same(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(*(thanked(today, 30, named(n)) for n in range(5)))
    links = give_link().sees().soup.select("#plan a[href^='/p/']")
    places: dict[str, set[str]] = {}
    for link in links:
        places.setdefault(words(link), set()).add(str(link["href"]))
    assert [name for name, found in places.items() if len(found) > 1] == []


def test_the_plan_on_paper_tells_of_one_person_in_spanish(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(OFFER | named(0) | days(today, offered=15, declined=10, connected=8))
    maya = give_link()
    maya.http.headers["Accept-Language"] = "es"
    said = maya.sees("paper").text
    assert "Dale las gracias en unas líneas" in said
