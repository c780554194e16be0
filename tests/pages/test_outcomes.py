"""What came of it, on the page of a client: recorded, shown at the person, taken back."""

from datetime import date

import pytest

from tests.pages.conftest import Import, Person
from tests.pages.file_of import File, file_of
from tests.pages.stories import connecting, sheet_rows


@pytest.fixture
def file(dana: Person, imported: Import, today: date) -> File:
    imported(*sheet_rows(today))
    return file_of(dana, "In network")


def record(dana: Person, file: File, **fields: str) -> None:
    path = f"contacts/{file.contact}/outcomes"
    action, given = dana.sees(path).form_with("Record it")
    dana.goes_on(dana.sends(action, given | {"kind": "referral", "note": "To the CFO."} | fields))


def test_an_outcome_stands_at_the_person_and_in_the_history(
    dana: Person, file: File, today: date
) -> None:
    assert "What came of it" in dana.sees(file.page).words_of(f"#contact-{file.contact}")
    record(dana, file)
    seen = dana.sees(file.page)
    assert seen.words_of(f"#contact-{file.contact} .came").endswith(": To the CFO.")
    assert seen.all_words_of("#history li span")[0].startswith("A referral by ")


def test_taken_back_it_leaves_the_card_and_stays_in_the_history(dana: Person, file: File) -> None:
    record(dana, file)
    page = dana.sees(file.page)
    links = (str(link["href"]) for link in page.soup.select("#history a"))
    link = next(href for href in links if "/outcomes/" in href)
    action, given = dana.sees(link).form_with("Take it back")
    seen = dana.goes_on(dana.sends(action, given | {"reason": "Another client"}))
    assert not seen.soup.select(".came")
    assert seen.all_words_of("#history span.void")[0].startswith("A referral by ")


def test_somebody_not_there_yet_is_told_so_kindly(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 3))
    file = file_of(dana)
    assert "What came of it" not in dana.sees(file.page).words_of(f"#contact-{file.contact}")
    path = f"contacts/{file.contact}/outcomes"
    told = "An outcome is for people in the network, and Grace Kim is not there yet."
    assert told in dana.sees(path).text
    answer = dana.sends(path, {"kind": "advice", "on": today.isoformat()})
    assert (answer.status, told in answer.text) == (422, True)
