"""The pages by which a sheet is brought."""

from typing import Any

from app.accounts.models import Role
from app.imports.choices import CHOICES
from app.imports.formats import MAPPABLE, OF_OUTCOMES
from tests.cast import ABBOTT, a_sheet
from tests.pages.conftest import Person, SignIn
from tests.pages.seen import Seen, fields_of

GRACE = {**ABBOTT, "contact_name": "Grace Kim", "contact_title": "Recruiter"}
DIRTY = a_sheet(GRACE, {**GRACE, "contact_name": "Lee", "connected_on": "soon"})


def bring(person: Person, content: bytes, name: str = "sheet.csv") -> Seen:
    files: Any = {"file": (name, content)}
    return Seen(person.http.post(person.address("imports"), files=files))


def test_the_way_to_it_is_on_the_caseload(sign_in: SignIn) -> None:
    dana = sign_in()
    links = [link["href"] for link in dana.sees("caseload").soup.select("a[href$=imports]")]
    assert links == [dana.address("imports")]
    assert dana.sees("imports").title == "Import"


def test_a_sheet_is_seen_mended_taken_in_and_undone(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, DIRTY))
    assert "nothing is written yet" in seen.text
    assert "“soon” is not a day" in seen.text
    assert "1 row would be taken in, 1 refused row left out." in seen.text
    (form,) = seen.soup.select("form.mend")
    where = str(form["action"])
    seen = dana.goes_on(dana.sends(where, {"connected_on": "2026-04-01"}))
    assert "New contact: Lee" in seen.text
    here = where.rpartition("/rows/")[0]
    seen = dana.goes_on(dana.sends(f"{here}/commit"))
    assert "Taken in" in seen.text
    again = dana.goes_on(bring(dana, a_sheet({**GRACE, "contact_title": "Head"})))
    assert "contact Grace Kim, title: Recruiter → Head" in again.text
    assert "1 row would be taken in." in again.text
    assert "Undone" in dana.goes_on(dana.sends(f"{here}/undo")).text


def test_what_depends_on_it_is_named(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, a_sheet(GRACE)))
    here = str(seen.soup.select_one("form[action$=commit]")["action"]).removesuffix("/commit")  # type: ignore[index]
    dana.sends(f"{here}/commit")
    later = dana.goes_on(bring(dana, a_sheet({**GRACE, "contact_title": "Head"})))
    dana.sends(str(later.soup.select_one("form[action$=commit]")["action"]))  # type: ignore[index]
    refused = dana.sends(f"{here}/undo")
    assert refused.status == 409
    (link,) = refused.soup.select("[role=alert] li a")
    assert link.get_text() == "Maya Okafor: a later import, a person changed"
    assert dana.sees(str(link["href"])).title == "Maya Okafor"


def test_a_row_that_was_mended_says_what_has_become_of_it(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, DIRTY))
    where = str(seen.soup.select_one("form.mend")["action"])  # type: ignore[index]
    still = dana.goes_on(dana.sends(where, {"connected_on": "never"}))
    (row,) = still.soup.select("tr#line-3")
    assert [p.get_text() for p in row.select("[role=status]")] == ["Line 3 is still refused."]
    assert row.select_one("input")["value"] == "never"  # type: ignore[index]
    mended = dana.goes_on(dana.sends(where, {"connected_on": "2026-04-01"}))
    assert [p.get_text() for p in mended.soup.select(".answer")] == ["Line 3 would now be added."]


def test_a_cell_that_another_one_does_not_go_with_can_be_mended_instead(sign_in: SignIn) -> None:
    dana = sign_in()
    days = {"offered_on": "2026-05-01", "declined_on": "2026-04-01"}
    seen = dana.goes_on(bring(dana, a_sheet({**GRACE, **days})))
    (form,) = seen.soup.select("form.mend")
    sent = {str(one["name"]): str(one.get("value", "")) for one in form.select("input")}
    assert [one["name"] for one in form.select("[aria-invalid]")] == ["declined_on"]
    assert len(form.select(".others input")) == len(sent) - 1
    mended = dana.goes_on(dana.sends(str(form["action"]), {**sent, "offered_on": "2026-03-01"}))
    assert [p.get_text() for p in mended.soup.select(".answer")] == ["Line 2 would now be added."]


def test_words_that_no_cell_can_hold_are_kept_to_be_mended(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, DIRTY))
    where = str(seen.soup.select_one("form.mend")["action"])  # type: ignore[index]
    wrong = dana.sends(where, {"connected_on": "x" * 32_768})
    assert (wrong.status, "Line 3: that cannot stand in a cell" in wrong.text) == (422, True)
    assert wrong.soup.select_one("form.mend input")["value"] == "x" * 32_768  # type: ignore[index]


def test_rows_name_the_client_and_the_person_and_write_days_in_words(sign_in: SignIn) -> None:
    dana = sign_in()
    whole = {**GRACE, "connected_on": "2025-04-01", "respond_by": "2025-04-02"}
    seen = dana.goes_on(bring(dana, a_sheet(whole)))
    (row,) = seen.soup.select("tr#line-2")
    assert row.select("td")[1].get_text("|") == "Maya Okafor|Grace Kim, Abbott"
    assert "New touch: connected on 1 Apr 2025" in row.get_text(" ", strip=True)
    dana.sends(str(seen.soup.select_one("form[action$=commit]")["action"]))  # type: ignore[index]
    again = dana.goes_on(bring(dana, a_sheet({**whole, "respond_by": "2025-04-09"})))
    assert "2 Apr 2025 → 9 Apr 2025" in again.text


def test_what_was_left_out_is_said_and_comes_back_as_a_sheet(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, DIRTY))
    here = str(seen.soup.select_one("form[action$=commit]")["action"]).removesuffix("/commit")  # type: ignore[index]
    taken = dana.goes_on(dana.sends(f"{here}/commit"))
    assert "1 row was taken in, 1 refused row left out." in taken.text
    back = dana.goes_on(bring(dana, dana.http.get(f"{here}/refused.csv").content))
    assert "None of it can be taken in as it stands" in back.text
    assert not back.soup.select("form[action$=commit]")


def test_an_unknown_sheet_asks_which_column_is_which(sign_in: SignIn) -> None:
    dana = sign_in()
    content = b"E-mail;Student;Shoe\r\nmaya@x.edu;Maya <b>;39\r\n"
    seen = dana.goes_on(bring(dana, content))
    assert "which column is which" in seen.text
    (form,) = seen.soup.select("form[action$=columns]")
    chosen = [option["value"] for option in form.select("td option[selected]")]
    assert chosen == ["client_email", "client_name", ""]
    twice = {"column_0": "client_email", "column_1": "client_email"}
    wrong = dana.sends(str(form["action"]), twice)
    assert (wrong.status, "each can be chosen once" in wrong.text) == (422, True)
    marked = [field["name"] for field in wrong.soup.select("td select[aria-invalid]")]
    assert marked == ["column_0", "column_1"]
    kept = [option["value"] for option in wrong.soup.select("td option[selected]")]
    assert kept == ["client_email", "client_email", ""]
    named = {"column_0": "client_email", "column_1": "client_name"}
    seen = dana.goes_on(dana.sends(str(form["action"]), named))
    assert "New client: Maya <b>" in seen.text
    again = dana.goes_on(bring(dana, content)).text.split("To be added")[1]
    assert "which column is which" not in again


def test_what_is_passed_over_is_said_beside_what_would_be_taken_in(sign_in: SignIn) -> None:
    dana = sign_in()
    asking = dana.goes_on(bring(dana, b"Name,Mail,Shoe size\r\nMaya,maya@example.edu,39\r\n"))
    columns = str(asking.soup.select_one("form[action$=columns]")["action"])  # type: ignore[index]
    chosen = {"column_0": "client_name", "column_1": "client_email", "column_2": ""}
    previewed = dana.goes_on(dana.sends(columns, chosen | {"day_order": ""}))
    (summary,) = previewed.soup.select("details.named > summary")
    assert summary.get_text() == "Which column is which Passed over: Shoe size"
    own = dana.goes_on(bring(dana, DIRTY))
    assert "Passed over" not in own.text


def test_whatever_a_column_may_be_is_offered_once_in_words() -> None:
    offered = [ours for words in CHOICES.values() for ours in words]
    assert sorted(offered) == sorted((*MAPPABLE, *OF_OUTCOMES))


def test_a_column_is_offered_what_it_may_be_in_groups(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, b"Student Full Name,E-mail,Shoe\r\nMaya,maya@x.edu,39\r\n"))
    names = seen.soup.select("select[name=column_0] optgroup")
    assert [str(group["label"]) for group in names] == [*CHOICES][:-1]  # it is none of outcomes
    assert seen.words_of("select[name=column_0] option[selected]") == "Client’s name"
    assert seen.words_of("select[name=column_2] option[selected]") == "Pass it over"


def test_a_known_sheet_with_open_days_asks_for_their_order_alone(sign_in: SignIn) -> None:
    dana = sign_in()
    dana.goes_on(bring(dana, a_sheet({"client_external_id": "m1"})))
    content = (
        b"Student Identifier,Outcome Type,Job/Offer Status,Reported Date,Employer\r\n"
        b"m1,Job,Declined,03/04/2026,Abbott\r\n"
    )
    seen = dana.goes_on(bring(dana, content))
    (form,) = seen.soup.select("form[action$=columns]")
    chosen = fields_of(form)
    assert chosen["column_2"] == "outcome_status"
    seen = dana.goes_on(dana.sends(str(form["action"]), chosen | {"day_order": "day"}))
    assert "12twenty, outcomes" in seen.text
    assert "is blank" in seen.text  # nobody with that number is here yet


def test_what_was_not_chosen_is_said_and_nothing_goes_on(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(
        bring(dana, b"E-mail,Student,Firm,Offered\r\nmaya@x.edu,Maya,Abbott,03/04/2026\r\n")
    )
    columns = str(seen.soup.select_one("form[action$=columns]")["action"])  # type: ignore[index]
    nothing = dana.sends(columns, {})
    assert nothing.status == 422
    assert "Choose for each column which one it is" in nothing.words_of("[role=alert]")
    named = ("client_email", "client_name", "offer_employer", "offered_on")
    undated = dana.sends(columns, {f"column_{n}": ours for n, ours in enumerate(named)})
    assert undated.status == 422
    assert "How the days are written must be chosen" in undated.words_of("[role=alert]")
    assert "which column is which" in dana.sees(columns.removesuffix("/columns")).text


def test_what_cannot_be_a_line_names_no_row(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(bring(dana, DIRTY))
    where = str(seen.soup.select_one("form.mend")["action"]).rpartition("/")[0]  # type: ignore[index]
    for line in ("0", "x", "1e3", "٣", "9" * 20, "99"):
        assert dana.sends(f"{where}/{line}", {"connected_on": ""}).status == 404, line


def test_what_a_row_lacks_is_told_by_the_names_of_its_sheet(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = dana.goes_on(
        bring(dana, b"E-mail,Student,Firm,Said no\r\nmaya@x.edu,Maya,,2026-03-01\r\n")
    )
    (form,) = seen.soup.select("form[action$=columns]")
    named = ("client_email", "client_name", "offer_employer", "declined_on")
    chosen = {f"column_{place}": ours for place, ours in enumerate(named)}
    seen = dana.goes_on(dana.sends(str(form["action"]), chosen))
    assert "Firm is blank although Said no is given" in seen.text
    (link,) = seen.soup.select("a[href$='refused.csv']")
    assert "is blank although Said no is given" in dana.http.get(str(link["href"])).text


def test_a_hostile_file_is_refused_beside_the_field(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = bring(dana, b"PK\x03\x04 no workbook", "good.csv")
    assert seen.status == 422
    assert "The file is damaged" in seen.error_at("file")


def test_an_analyst_is_told_that_it_is_not_theirs(sign_in: SignIn) -> None:
    ana = sign_in(Role.ANALYST)
    assert ana.sees("imports").status == 403
    assert bring(ana, DIRTY).status == 403


def test_each_column_of_a_wide_sheet_can_be_named(sign_in: SignIn) -> None:
    dana = sign_in()
    columns = ["Mail", *(f"Question {number}" for number in range(198)), "Who"]
    content = f"{','.join(columns)}\r\nmaya@x.edu{',x' * 198},Maya\r\n".encode()
    seen = dana.goes_on(bring(dana, content))
    assert len(seen.soup.select("form[action$=columns] select[name^=column_]")) == 200
    (form,) = seen.soup.select("form[action$=columns]")
    given = fields_of(form) | {"column_0": "client_email", "column_199": "client_name"}
    assert "New client: Maya" in dana.goes_on(dana.sends(str(form["action"]), given)).text


def test_columns_that_nobody_knows_are_folded_where_there_are_many(sign_in: SignIn) -> None:
    dana = sign_in()
    columns = ["E-mail", *(f"Question {number}" for number in range(30)), "Student"]
    content = f"{','.join(columns)}\r\nmaya@x.edu{',x' * 30},Maya\r\n".encode()
    seen = dana.goes_on(bring(dana, content))
    (folded,) = seen.soup.select("form[action$=columns] details")
    assert (len(folded.select("select")), folded.has_attr("open")) == (30, False)
    assert seen.words_of("form[action$=columns] summary").startswith(
        "30 columns that are passed over"
    )
    shown = seen.soup.select("form[action$=columns] > table select")
    assert [select["name"] for select in shown] == ["column_0", "column_31"]
