"""The pages by which a sheet is brought."""

from typing import Any

from app.accounts.models import Role
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
    (form,) = seen.soup.select("form.mend")
    where = str(form["action"])
    seen = dana.goes_on(dana.sends(where, {"connected_on": "2026-04-01"}))
    assert "New contact: Lee" in seen.text
    here = where.rpartition("/rows/")[0]
    seen = dana.goes_on(dana.sends(f"{here}/commit"))
    assert "Taken in" in seen.text
    again = dana.goes_on(bring(dana, a_sheet({**GRACE, "contact_title": "Head"})))
    assert "contact Grace Kim, title: Recruiter → Head" in again.text
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
    assert "Maya Okafor (changed by a later import, changed contacts)" in refused.text


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
    named = {"column_0": "client_email", "column_1": "client_name"}
    seen = dana.goes_on(dana.sends(str(form["action"]), named))
    assert "New client: Maya <b>" in seen.text
    assert "which column is which" not in dana.goes_on(bring(dana, content)).text.split("Added")[1]


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


def test_a_hostile_file_is_refused_beside_the_field(sign_in: SignIn) -> None:
    dana = sign_in()
    seen = bring(dana, b"PK\x03\x04 no workbook", "good.csv")
    assert seen.status == 422
    assert "The file is damaged" in seen.error_at("file")


def test_an_analyst_is_told_that_it_is_not_theirs(sign_in: SignIn) -> None:
    ana = sign_in(Role.ANALYST)
    assert ana.sees("imports").status == 403
    assert bring(ana, DIRTY).status == 403
