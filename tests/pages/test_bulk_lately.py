"""What the rules say before many touches are logged; and what was done to many lately."""

from datetime import date

from sqlalchemy import select

from app.accounts.access import Access
from app.db.engine import Database
from app.offers.models import Contact
from app.plans.forms import NewTouch
from app.plans.touches import log_touch
from tests.api.conftest import Speak
from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.cast import AT
from tests.pages.conftest import Import, Person
from tests.pages.stories import updated
from tests.pages.test_bulk import LOG, form_of, look
from tests.pages.test_bulk import three as three


def two_others_were_called(database: Database, office: Access, today: date) -> None:
    with database.transaction(office.office_id, write=True) as session:
        others = select(Contact.id).where(
            Contact.office_id == office.office_id, Contact.name.in_(["Omar", "Una"])
        )
        for contact_id in session.scalars(others).all():
            form = NewTouch(kind="called", on=today)
            log_touch(session, office, contact_id, form, today=today, at=AT)


def test_the_preview_says_whose_pace_it_would_exceed(
    dana: Person, imported: Import, today: date, database: Database, office: Access
) -> None:
    kate = {"client_name": "Kate", "client_email": "kate@alumni.example.edu"}
    row = updated(today, started=600, updated=300) | kate
    others = (row | {"contact_name": name, "contact_key": ""} for name in ("Omar", "Una"))
    imported(row, *others)
    two_others_were_called(database, office, today)
    seen = look(dana, LOG, "Kate", how="called", on=today.isoformat())
    assert "Mind before you do: 1 client" in seen.text
    assert seen.words_of("#warned li").startswith("Kate pace: more than 2")


def test_a_first_catch_up_needs_no_warning(dana: Person, imported: Import, today: date) -> None:
    kate = {"client_name": "Kate", "client_email": "kate@alumni.example.edu"}
    imported(updated(today, started=600, updated=300) | kate)
    seen = look(dana, LOG, "Kate", how="called", on=today.isoformat())
    assert "1 will change" in seen.text
    assert not seen.soup.select("#warned")


def test_nothing_was_done_yet(dana: Person) -> None:
    assert "Nothing yet" in dana.sees("bulk-actions").text


def test_what_was_done_is_listed_and_undone_from_there(dana: Person, three: None) -> None:
    dana.sends(f"{LOG}/do", form_of(look(dana, LOG, "Connie", "Thea")))
    seen = dana.sees("bulk-actions")
    assert seen.all_words_of("td .name") == ["Logged the next step of 2 clients"]
    address, fields = seen.form_with("Undo : Logged the next step of 2 clients")
    dana.goes_on(dana.sends(address, fields))
    assert "undone" in dana.sees("bulk-actions").words_of("td")


def test_programs_read_the_list(as_member: Speak) -> None:
    api = as_member()
    client = {"name": "Maya", "email": "maya.of.the.list@example.edu"}
    client_id = api.post("clients", json=client).json()["id"]
    body = {"client_ids": [client_id], "cohort": "MBA 2031"}
    done = api.post("caseload/bulk/cohort", json=body).json()
    (listed,) = api.get("bulk-actions").json()["items"]
    assert (listed["id"], listed["action"]) == (done["id"], "cohort")
    assert "clients" not in listed
