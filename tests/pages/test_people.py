"""People on the page of a client: where they went, who they are, and how to meet."""

from datetime import date

import pytest

from app.accounts.access import Access
from tests.pages.conftest import Import, Person
from tests.pages.file_of import File, file_of, now_of
from tests.pages.seen import Seen
from tests.pages.stories import Cells, connecting, thanked, updated

MAIL = {"contact_email": "grace.kim@abbott.example.com"}
LEE = {"client_name": "Lee Park", "client_email": "lee@alumni.example.edu"}
ANA = {"client_name": "Ana Ruiz", "client_email": "ana@alumni.example.edu"}
ORCHARD = {"employer": "Orchard Labs", "title": "Director", "area": "Boulder, CO"}


def card(seen: Seen, file: File) -> str:
    return seen.words_of(f"#contact-{file.contact}")


def catching_up(today: date, **cells: str) -> Cells:
    return updated(today, started=420, updated=230, **cells)


def move(dana: Person, file: File, **fields: str) -> Seen:
    action, given = dana.sees(f"contacts/{file.contact}/moves").form_with("Save")
    return dana.sends(action, given | ORCHARD | fields)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({}, "By call or e-mail: Grace Kim is in Chicago, IL, 134 km from Milwaukee, WI, where"
             " Maya Okafor lives."),
        ({"contact_area": "Boulder, CO"}, "In person: Grace Kim is in Boulder, CO, 39 km from"
                                          " Denver, CO, where Maya Okafor works."),
        ({"contact_area": "Denver, Colorado"}, "In person: Grace Kim is in Denver, Colorado,"
                                               " where Maya Okafor works."),
        ({"contact_area": "milwaukee WI"}, "In person: Grace Kim is in milwaukee WI, where Maya"
                                           " Okafor lives."),
        ({"contact_area": "Springfield"}, "By call or e-mail: Grace Kim is in Springfield, and Maya"
                                          " Okafor lives in Milwaukee, WI."),
        ({"offer_area": ""}, "By call or e-mail: it is not known where Grace Kim lives or works."),
        ({"client_area": "", "job_area": ""}, "By call or e-mail: it is not known where Maya Okafor"
                                              " lives or works."),
    ],
)  # fmt: skip
def test_a_catch_up_says_why_it_is_in_person_or_not(
    dana: Person, imported: Import, today: date, cells: Cells, why: str
) -> None:
    imported(catching_up(today) | cells)
    file = file_of(dana)
    seen = dana.sees(file.page)
    assert why in seen.words_of("#now")
    assert why in card(seen, file)


def test_a_move_stands_on_the_card_and_decides_on_the_catch_up(
    dana: Person, imported: Import, today: date
) -> None:
    imported(catching_up(today))
    file = file_of(dana)
    seen = dana.goes_on(move(dana, file))
    assert "now Director at Orchard Labs" in card(seen, file)
    assert "In person: Grace Kim is in Boulder, CO" in card(seen, file)
    assert now_of(seen)[1] == "Invite Grace Kim for lunch, coffee or a drink"
    assert "Grace Kim works at Orchard Labs now." in seen.words_of("#now")
    assert "Grace Kim moved to Orchard Labs as Director" in seen.words_of("#history")
    assert seen.words_of("section[id^=offer-] h2") == "Abbott"


def test_a_move_is_corrected_and_taken_back(dana: Person, imported: Import, today: date) -> None:
    imported(thanked(today, 60))
    file = file_of(dana)
    seen = dana.goes_on(move(dana, file))
    links = [str(link["href"]) for link in seen.soup.select("a[href*='/moves/']")]
    edit = next(link for link in links if link.endswith("/edit"))
    action, given = dana.sees(edit).form_with("Save")
    seen = dana.goes_on(dana.sends(action, given | {"title": "Vice President"}))
    assert "now Vice President at Orchard Labs" in card(seen, file)
    action, given = dana.sees(edit.replace("/edit", "/void")).form_with("Take it back")
    seen = dana.goes_on(dana.sends(action, given | {"reason": "another Grace"}))
    assert "Orchard Labs" not in card(seen, file)
    assert seen.all_words_of("#history span.void")[0].startswith("Grace Kim moved to Orchard")


def test_the_draft_names_where_they_are(dana: Person, imported: Import, today: date) -> None:
    imported(thanked(today, 200))
    file = file_of(dana)
    dana.goes_on(move(dana, file))
    draft = f"contacts/{file.contact}/draft"
    assert "how is it going at Orchard Labs?" in dana.sees(draft).text
    assert "Grace Kim, now at Orchard Labs, would be glad" in dana.sees(draft, to="client").text


def test_whoever_is_about_to_mail_to_an_old_address_is_asked_to_look(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 200) | MAIL)
    file = file_of(dana)
    asked = f"Grace Kim is at Orchard Labs now. Is {MAIL['contact_email']} still their address?"
    assert asked not in dana.sees(f"contacts/{file.contact}/draft").text
    dana.goes_on(move(dana, file))
    assert asked in dana.sees(f"contacts/{file.contact}/draft").text
    assert asked not in dana.sees(f"contacts/{file.contact}/draft", to="client").text


@pytest.fixture
def asked(dana: Person, imported: Import, today: date) -> str:
    """The address of a draft beside which it is asked whether the e-mail address still holds."""
    imported(thanked(today, 200) | MAIL)
    file = file_of(dana)
    dana.goes_on(move(dana, file))
    return f"contacts/{file.contact}/draft"


def test_an_address_that_was_changed_since_is_not_asked_about(dana: Person, asked: str) -> None:
    action, given = dana.sees(asked.replace("/draft", "/edit")).form_with("Save")
    dana.goes_on(dana.sends(action, given | {"title": "Vice President"}))
    assert "still their address?" in dana.sees(asked).text
    dana.goes_on(dana.sends(action, given | {"email": "grace@orchard.example", "version": "2"}))
    assert "still their address?" not in dana.sees(asked).text


def test_an_address_that_was_confirmed_is_not_asked_about(dana: Person, asked: str) -> None:
    action, given = dana.sees(asked).form_with("Yes, it is")
    seen = dana.goes_on(dana.sends(action, given))
    assert seen.title == "An update for Grace Kim"
    assert "still their address?" not in seen.text
    history = dana.sees(f"{file_of(dana).page}/history").text
    assert "noted that the e-mail address still holds after Grace Kim’s move" in history


def test_it_is_confirmed_beside_what_was_typed(dana: Person, asked: str) -> None:
    seen = dana.sees(asked)
    action, given = seen.form_with("Yes, it is")
    answer = dana.presses(action, given, at=asked)
    assert answer.text == "Noted: it is still their address. Undo"
    assert seen.soup.select_one("#doubt") is not None
    assert answer.soup.select_one("textarea") is None


def test_a_confirmation_is_taken_back(dana: Person, asked: str) -> None:
    confirmed = dana.goes_on(dana.sends(*dana.sees(asked).form_with("Yes, it is")))
    assert "Noted: it is still their address." in confirmed.text
    action, given = confirmed.form_with("Undo")
    beside = dana.presses(action, given, at=asked)
    assert "still their address?" in beside.text
    assert beside.soup.select_one("textarea") is None
    assert "still their address?" in dana.goes_on(dana.sends(action, given)).text
    history = dana.sees(f"{file_of(dana).page}/history").text
    assert history.count("put the e-mail address in doubt again after Grace Kim’s move") == 1


def test_another_move_asks_anew(dana: Person, asked: str) -> None:
    dana.sends(*dana.sees(asked).form_with("Yes, it is"))
    dana.goes_on(move(dana, file_of(dana), employer="Stryker"))
    assert "Grace Kim is at Stryker now. Is" in dana.sees(asked).text


def test_a_move_without_an_employer_or_to_come_is_told_at_its_field(
    dana: Person, imported: Import, today: date
) -> None:
    imported(thanked(today, 60))
    file = file_of(dana)
    for field, value, error in (
        ("employer", " ", "The employer is still blank."),
        ("started_on", "2998-01-01", "The day lies in the future."),
    ):
        answer = move(dana, file, **{field: value})
        assert (answer.status, error in answer.text) == (422, True)


def test_the_same_address_is_offered_and_linked(
    dana: Person, office: Access, imported: Import, today: date
) -> None:
    imported(connecting(today, 60) | MAIL, connecting(today, 50) | MAIL | LEE)
    file = file_of(dana)
    seen = dana.sees(file.page)
    offered = "Lee Park met Grace Kim at Abbott, with the same e-mail address. The same person?"
    assert offered in card(seen, file)
    action, given = seen.form_with("The same person")
    seen = dana.goes_on(dana.sends(action, given))
    assert "Also met by Lee Park at Abbott." in card(seen, file)
    assert "Also met by Maya Okafor at Abbott." in dana.sees(file_of(dana, "Lee Park").page).text
    action, given = seen.form_with("Not the same person")
    assert offered in card(dana.goes_on(dana.sends(action, given)), file)


def test_told_apart_they_are_not_offered_again(dana: Person, imported: Import, today: date) -> None:
    imported(connecting(today, 60) | MAIL, connecting(today, 50) | MAIL | LEE)
    file = file_of(dana)
    action, given = dana.sees(file.page).form_with("Somebody else")
    assert "Lee Park" not in card(dana.goes_on(dana.sends(action, given)), file)


def test_three_clients_about_to_write_to_one_person_are_warned_of(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*(connecting(today, 60) | MAIL | client for client in ({}, LEE, ANA)))
    file = file_of(dana)
    for _ in range(2):
        action, given = dana.sees(file.page).form_with("The same person")
        seen = dana.goes_on(dana.sends(action, given))
    assert seen.words_of(".person .warned") == (
        "Three clients are about to write to Grace Kim within a month: Ana Ruiz, Lee Park and"
        " Maya Okafor. Let one of them go first."
    )
