"""Notes on the page of a client: written right there, pinned, changed, removed."""

from datetime import date

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.casefile.note_cards import QUOTED, SHOWN, first_words
from app.casefile.note_forms import NOTE_SHEETS
from app.db.engine import Database
from tests.cast import an_office
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import File, file_of
from tests.pages.seen import Seen
from tests.pages.stories import connecting


@pytest.fixture
def file(dana: Person, imported: Import, today: date) -> File:
    imported(connecting(today, 60))
    return file_of(dana)


def jot(person: Person, file: File, text: str, **more: str) -> Seen:
    """With the field that stands on the page, without script."""
    action, fields = person.sees(file.page).form_with("Add the note")
    return person.sends(action, fields | {"text": text} | more)


def noted(seen: Seen) -> list[str]:
    return seen.all_words_of("#notes .notes li > p")


def note_id(seen: Seen, place: int = 0) -> str:
    return str(seen.soup.select("#notes .notes li")[place]["id"]).removeprefix("note-")


def test_a_note_is_written_on_the_page_itself(dana: Person, file: File) -> None:
    answer = jot(dana, file, "Call before nine.\r\nNever late.")
    assert (answer.status, answer.headers["location"]) == (303, f"{dana.address(file.page)}#notes")
    seen = dana.goes_on(answer)
    assert noted(seen) == ["Call before nine. Never late."]
    assert seen.soup.select_one("#notes .notes p").get_text() == "Call before nine.\nNever late."  # type: ignore[union-attr]
    assert seen.words_of("#notes .notes small").startswith("Dana Reed, ")


def test_a_note_sent_twice_is_written_once(dana: Person, file: File) -> None:
    action, fields = dana.sees(file.page).form_with("Add the note")
    for _ in range(2):
        assert dana.sends(action, fields | {"text": "Once."}).status == 303
    assert noted(dana.sees(file.page)) == ["Once."]


def test_a_blank_note_or_one_too_long_is_told_so_and_stays_as_typed(
    dana: Person, file: File
) -> None:
    for text, error in (
        ("  ", "Note is still blank."),
        ("a" * 4_001, "Note must not be longer than 4,000 characters."),
    ):
        seen = jot(dana, file, text)
        assert (seen.status, seen.error_at("text"), seen.form["text"]) == (422, error, text)
    assert noted(dana.sees(file.page)) == []


def test_the_pinned_stay_on_top_and_the_old_are_folded_away(dana: Person, file: File) -> None:
    jot(dana, file, "Pinned", pinned="yes")
    for number in range(SHOWN + 1):
        jot(dana, file, f"Note {number}")
    seen = dana.sees(file.page)
    assert noted(seen) == ["Pinned", *(f"Note {number}" for number in range(SHOWN, -1, -1))]
    assert seen.words_of("#notes .older summary") == "2 older"
    assert len(seen.soup.select("#notes > .notes > li")) == SHOWN
    assert seen.words_of("#notes .pinned small").startswith("Pinned · Dana Reed")


def test_it_is_pinned_and_unpinned_by_a_button(dana: Person, file: File) -> None:
    jot(dana, file, "First")
    seen = dana.goes_on(jot(dana, file, "Second"))
    dana.sends(f"notes/{note_id(seen, 1)}/pin")
    seen = dana.sees(file.page)
    assert noted(seen) == ["First", "Second"]
    action, fields = seen.form_with("Unpin")
    answer = dana.sends(action, fields)
    assert answer.headers["location"].endswith("#notes")
    assert noted(dana.goes_on(answer)) == ["Second", "First"]


def test_it_is_changed_and_says_so(dana: Person, file: File) -> None:
    jot(dana, file, "Call before nine.")
    path = f"notes/{note_id(dana.sees(file.page))}/edit"
    form = dana.sees(path).form
    assert form["text"] == "Call before nine."
    seen = dana.goes_on(dana.sends(path, form | {"text": "Call after nine."}))
    assert noted(seen) == ["Call after nine."]
    assert seen.words_of("#notes .notes small").endswith("changed since")


def test_an_old_form_is_told_so_and_loses_nothing(
    dana: Person, sign_in: SignIn, file: File
) -> None:
    jot(dana, file, "Call before nine.")
    path = f"notes/{note_id(dana.sees(file.page))}/edit"
    old = dana.sees(path).form
    ruth = sign_in(Role.ADMIN, name="Ruth Castellanos")
    ruth.sends(path, ruth.sees(path).form | {"text": "Never call."})
    for seen in (
        dana.sends(path, old | {"text": "Call at ten."}),
        dana.presses(path, old | {"text": "Call at ten."}, at=file.page),
    ):
        assert (seen.status, seen.form["text"]) == (409, "Call at ten.")
        assert "Ruth Castellanos changed this just now." in seen.words_of("[role=alert]")
        assert "Never call." in seen.words_of("[role=alert] table")
    assert noted(dana.goes_on(dana.sends(path, seen.form))) == ["Call at ten."]


def test_to_remove_one_is_asked_for_once_more(dana: Person, file: File) -> None:
    jot(dana, file, "Call before nine.")
    path = f"notes/{note_id(dana.sees(file.page))}/remove"
    seen = dana.sees(path)
    assert seen.title == "Remove this note?"
    assert "“Call before nine.” goes for good" in seen.text
    assert noted(dana.sees(file.page)) == ["Call before nine."]
    assert noted(dana.goes_on(dana.sends(path, seen.form))) == []
    assert dana.sees(path).status == 404


def test_at_an_offer_and_a_person_their_notes_are_pointed_at(dana: Person, file: File) -> None:
    page = dana.sees(file.page)
    for menu, text in (("#offer-{} > header", "The door is open."), (".person", "Likes hockey.")):
        menu_of = page.soup.select_one(menu.format(file.offer))
        assert menu_of is not None
        (path,) = [str(a["href"]) for a in menu_of.select(".pop a") if a.text == "Add a note"]
        dana.sends(path, dana.sees(path).form | {"text": text})
    seen = dana.sees(file.page)
    assert seen.words_of(".person .noted").startswith("“Likes hockey.” Dana Reed, ")
    assert seen.words_of("section > .noted").startswith("“The door is open.” Dana Reed, ")
    on = {str(a["href"]): a.text for a in seen.soup.select("#notes small a")}
    assert on == {f"#offer-{file.offer}": "Abbott", f"#contact-{file.contact}": "Grace Kim"}
    targets = {str(tag["id"]) for tag in seen.soup.select("[id]")}
    assert {str(a["href"]).removeprefix("#") for a in seen.soup.select(".noted a")} <= targets


def test_only_a_few_are_quoted_at_a_person_and_then_counted(dana: Person, file: File) -> None:
    for number in range(4):
        form = dana.sees(f"contacts/{file.contact}/notes/new").form
        dana.sends(f"contacts/{file.contact}/notes/new", form | {"text": f"Note {number}"})
    quotes = dana.sees(file.page).all_words_of(".person .noted a")
    assert quotes == ["“Note 3”", "“Note 2”", "and 2 more notes"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Short.", "Short."),
        ("Two\n\nlines", "Two lines"),
        (f"{'word ' * 40}", f"{('word ' * 22).strip()}…"),
        ("w" * 300, f"{'w' * QUOTED}…"),
    ],
)
def test_a_quote_is_the_first_words(text: str, quote: str) -> None:
    assert first_words(text) == quote


def test_a_colleague_reads_it_without_a_menu_and_an_admin_has_one(
    dana: Person, sign_in: SignIn, file: File
) -> None:
    jot(dana, file, "Mine.")
    marcus, ruth = sign_in(name="Marcus Hill"), sign_in(Role.ADMIN, name="Ruth Castellanos")
    seen = marcus.sees(file.page)
    assert noted(seen) == ["Mine."]
    assert seen.soup.select("#notes .menu") == []
    note = note_id(seen)
    for path in ("edit", "remove"):
        assert marcus.sees(f"notes/{note}/{path}").status == 403
    for path in ("edit", "remove", "pin", "unpin"):
        assert marcus.sends(f"notes/{note}/{path}", {"text": "x"}).status == 403
    assert ruth.sees(file.page).all_words_of("#notes .pop :is(a, button)") == [
        "Edit",
        "Pin",
        "Remove",
    ]
    assert noted(ruth.goes_on(ruth.sends(f"notes/{note}/remove"))) == []


@pytest.mark.parametrize("sheet", NOTE_SHEETS, ids=lambda sheet: sheet.path)
def test_the_analyst_may_none_of_it_and_a_stranger_finds_nothing(
    dana: Person, sign_in: SignIn, database: Database, file: File, sheet: object
) -> None:
    jot(dana, file, "Mine.")
    ids = {"clients": file.client, "offers": file.offer, "contacts": file.contact,
           "notes": note_id(dana.sees(file.page))}  # fmt: skip
    path = sheet.path  # type: ignore[attr-defined]
    path = path.format(id=ids[path.partition("/")[0]])
    elsewhere: Access = an_office(database)
    for who, status in ((sign_in(Role.ANALYST), 403), (sign_in(within=elsewhere), 404)):
        assert who.sees(path).status == status
        assert who.sends(path, {"text": "x"}).status == status
        assert "Mine." not in who.sees(path).text
    assert noted(dana.sees(file.page)) == ["Mine."]
