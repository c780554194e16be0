"""Who was moved to another cohort goes back, whatever the two are called by then."""

import pytest

from app.accounts.models import Role
from app.clients.groups import Kind, Named
from tests.bulk.conftest import Office

OLD, NEW = "MBA 2025", "MBA 2024"


def rename(office: Office, was: str, name: str) -> None:
    code = Named(Kind.COHORT, was, 0, 0, False).code
    admin = office.another(Role.ADMIN)
    answer = admin.patch(f"groups/cohort/{code}", json={"name": name, "merge": True})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("was", "name", "back_in"),
    [
        (OLD, "Class of 2025", "Class of 2025"),
        (NEW, "Class of 2024", OLD),
        (OLD, NEW, NEW),
        (NEW, OLD, OLD),
    ],
    ids=["the old renamed", "the new renamed", "the old merged", "the new merged"],
)
def test_undoing_knows_the_new_names(office: Office, was: str, name: str, back_in: str) -> None:
    action = office.bulk("cohort", "Connie", "Thea", cohort=NEW)
    rename(office, was, name)
    office.undo(action)
    assert [office.clients[one]["cohort"] for one in ("Connie", "Thea")] == [back_in] * 2


def test_names_that_changed_before_are_nobodys_any_more(office: Office) -> None:
    rename(office, OLD, "Class of 2025")
    action = office.bulk("cohort", "Connie", cohort=OLD)
    office.undo(action)
    assert office.clients["Connie"]["cohort"] == "Class of 2025"


def test_a_program_of_that_name_is_another_thing(office: Office) -> None:
    office.bulk("program", "Connie", program=OLD)
    action = office.bulk("program", "Connie", program="MBA")
    rename(office, OLD, "Class of 2025")
    office.undo(action)
    assert office.file("Connie")["program"] == OLD
