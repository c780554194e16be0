"""From ticking clients in the list to what was done to them, and back."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.accounts.models import Role
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.seen import Seen, fields_of
from tests.pages.stories import connecting, met, thanked

Row = dict[str, str]
LOG, COHORT = "caseload/bulk/log", "caseload/bulk/cohort"


def named(cells: Row, name: str) -> Row:
    return cells | {"client_name": name, "client_email": f"{name.lower()}@alumni.example.edu"}


@pytest.fixture
def three(imported: Import, today: date) -> None:
    """Connie connects, Thea thanks, Rhea rests."""
    imported(
        named(connecting(today, 60), "Connie"),
        named(met(today, {"contact_name": "Omar"}, declined=60, connected=50), "Thea"),
        named(thanked(today, 30), "Rhea"),
    )


def ids(person: Person) -> dict[str, str]:
    return {row.name: row.id for row in person.sees("caseload").rows}


def look(person: Person, path: str, *names: str, **more: str) -> Seen:
    known = ids(person)
    body = {"client": [known[name] for name in names], "list": list_of(person), **more}
    return Seen(person.http.post(person.address(path), data=body))


def list_of(person: Person, query: str = "") -> str:
    return f"/o/{person.slug}/caseload{query}"


def form_of(seen: Seen) -> dict[str, str]:
    return fields_of(seen.soup.select_one("form.bulk-form"))


def test_each_row_can_be_ticked_for_the_form_at_the_end(dana: Person, three: None) -> None:
    seen = dana.sees("caseload")
    boxes = seen.soup.select("input[name=client][form=bulk]")
    assert [box["aria-label"] for box in boxes] == [f"Select {name}" for name in seen.names]
    assert [box["value"] for box in boxes] == [row.id for row in seen.rows]
    assert "Log the next step" in seen.all_words_of("#bulk button")
    assert seen.soup.select("[name=all]") == []  # all of them are on this page


def test_the_preview_says_what_will_change_and_what_can_not(dana: Person, three: None) -> None:
    seen = look(dana, LOG, "Connie", "Thea", "Rhea")
    assert seen.words_of(".sub").startswith("3 clients selected: 2 will change , 1 can’t")
    assert seen.all_words_of("#will tbody tr") == [
        "Connie Connecting Connected with Grace Kim",
        "Thea The thank-you note Thanked Omar",
    ]
    assert seen.words_of("#cannot summary") == "Not open yet 1"
    assert seen.words_of("#cannot li").startswith("Rhea the update, from")
    assert seen.soup.select_one("[formaction$='/log/do']").get_text() == "Log it for 2 clients"  # type: ignore[union-attr]
    assert dana.sees("caseload").tabs["Stalled"] == 2


def test_it_is_done_told_on_the_list_and_undone_there(dana: Person, three: None) -> None:
    form = form_of(look(dana, LOG, "Connie", "Thea", "Rhea"))
    seen = dana.goes_on(dana.sends(f"{LOG}/do", form))
    assert seen.words_of("#bulk-done p") == "Logged the next step of 2 clients. See who"
    assert (seen.tabs["Stalled"], seen.tabs["Due"]) == (0, 1)
    address, fields = seen.form_with("Undo")
    back = dana.goes_on(dana.sends(address, fields, came_from=f"caseload?bulk={address[-41:-5]}"))
    assert back.words_of("#bulk-done").startswith("Undone: logged the next step of 2 clients.")
    assert not back.soup.select("#bulk-done button")
    assert back.tabs["Stalled"] == 2


def test_one_comes_back_to_the_list_as_it_was_narrowed(dana: Person, three: None) -> None:
    form = form_of(look(dana, LOG, "Connie", list=list_of(dana, "?state=stalled&q=con")))
    location = dana.sends(f"{LOG}/do", form).headers["location"]
    query = parse_qs(urlsplit(location).query)
    assert (query["state"], query["q"]) == (["stalled"], ["con"])


def test_a_list_that_leads_elsewhere_leads_nowhere(dana: Person, three: None) -> None:
    form = form_of(look(dana, LOG, "Connie")) | {"list": "https://evil.example/o/x/caseload"}
    assert dana.sends(f"{LOG}/do", form).headers["location"].startswith(list_of(dana, "?bulk="))


def test_all_that_match(dana: Person, three: None) -> None:
    stalled = {"all": "yes", "list": list_of(dana, "?state=stalled")}
    seen = dana.sends(LOG, stalled)
    assert seen.words_of(".sub").startswith("2 clients selected")


def test_a_list_that_cannot_be_read_is_never_everybody(dana: Person, three: None) -> None:
    assert dana.sends(LOG, {"all": "yes", "list": list_of(dana, "?nothing=1")}).status == 422


def test_a_form_comes_first_where_it_must_be_filled_in(dana: Person, three: None) -> None:
    seen = look(dana, COHORT, "Connie", "Thea")
    assert seen.error_at("cohort") == ""
    assert not seen.soup.select("#will, [formaction]")
    asked = form_of(seen)
    wrong = dana.sends(COHORT, asked | {"cohort": " "})
    assert (wrong.status, wrong.error_at("cohort")) == (422, "Cohort is still blank.")
    right = dana.sends(COHORT, asked | {"cohort": "MBA 2030"})
    assert right.all_words_of("#will tbody tr") == [
        "Connie MBA 2025 MBA 2030",
        "Thea MBA 2025 MBA 2030",
    ]


def test_a_form_that_says_something_else_than_was_shown_is_shown_again(
    dana: Person, three: None
) -> None:
    form = form_of(dana.sends(COHORT, form_of(look(dana, COHORT, "Connie")) | {"cohort": "A"}))
    seen = dana.sends(f"{COHORT}/do", form | {"cohort": "B"})
    assert (seen.status, seen.words_of("[role=alert] h2")) == (409, "Not done yet")
    assert seen.words_of("#will tbody tr") == "Connie MBA 2025 B"
    assert dana.goes_on(dana.sends(f"{COHORT}/do", form_of(seen))).words_of("#bulk-done b")


def test_whoever_changed_meanwhile_is_named_and_the_rest_can_be_done(
    dana: Person, three: None
) -> None:
    form = form_of(look(dana, LOG, "Connie", "Thea"))
    connie = next(row for row in dana.sees("caseload").rows if row.name == "Connie")
    assert connie.tag.form is not None
    dana.presses(str(connie.tag.form["action"]), connie.form)
    seen = dana.sends(f"{LOG}/do", form)
    assert seen.status == 409
    assert seen.words_of("[role=alert]").startswith("Somebody else was here too Connie changed")
    assert seen.all_words_of("#will tbody tr")[1] == "Thea The thank-you note Thanked Omar"
    done = dana.goes_on(dana.sends(f"{LOG}/do", form_of(seen)))
    assert done.words_of("#bulk-done b") == "Logged the next step of 2 clients."


def test_the_same_form_sent_twice_does_it_once(dana: Person, three: None) -> None:
    form = form_of(look(dana, LOG, "Connie"))
    first, second = (dana.sends(f"{LOG}/do", form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    address = dana.sees(f"clients/{ids(dana)['Connie']}")
    assert len(address.all_words_of("#history li")) == 1


@pytest.mark.parametrize("body", [{}, {"client": ""}, {"of": ""}])
def test_nobody_selected_is_said(dana: Person, three: None, body: Row) -> None:
    seen = dana.sends(LOG, body)
    assert seen.status in (404, 422)
    if body != {"client": ""}:
        assert seen.words_of("[role=alert] h2") == "Nobody is selected"


def test_what_was_done_can_be_looked_up_and_says_who_keeps_it_from_being_undone(
    dana: Person, three: None
) -> None:
    asked = form_of(look(dana, COHORT, "Connie", "Thea")) | {"cohort": "MBA 2030"}
    location = dana.sends(f"{COHORT}/do", form_of(dana.sends(COHORT, asked))).headers["location"]
    action = parse_qs(urlsplit(location).query)["bulk"][0]
    page = dana.sees(f"bulk-actions/{action}")
    assert page.title == "Moved 2 clients to MBA 2030."
    assert page.words_of(".sub").startswith("Done by Dana Reed, today at ")
    thea = ids(dana)["Thea"]
    edit = dana.sees(f"clients/{thea}/edit").form | {"cohort": "MBA 2031"}
    dana.sends(f"clients/{thea}/edit", edit)
    told = dana.sends(f"bulk-actions/{action}/undo")
    assert told.status == 409
    assert told.words_of("[role=alert] h2") == "Not undone: 1 client changed since"
    assert told.all_words_of("[role=alert] li") == ["Thea"]
    address, fields = told.form_with("Undo for the 1 other client")
    undone = dana.goes_on(dana.sends(address, fields))
    assert undone.title == "Undone: moved 2 clients to MBA 2030."
    assert "1 client aside" in undone.words_of(".sub")


def test_an_analyst_may_not(dana: Person, sign_in: SignIn, three: None, today: date) -> None:
    body = {"client": ids(dana)["Connie"], "cohort": "A"}
    analyst = sign_in(Role.ANALYST)
    assert analyst.sends(COHORT, body).status == 403
    assert analyst.sends(f"{COHORT}/do", body | {"of": body["client"]}).status == 403


def test_today_has_no_boxes(dana: Person, three: None) -> None:
    assert dana.sees("today").soup.select(".pick") == []
