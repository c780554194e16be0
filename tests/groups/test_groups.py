"""Programs and cohorts: what there is, and its names."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.caseload.models import SavedView
from app.clients.groups import Kind, Named, groups_of, same_but_for_spelling
from app.clients.models import Client
from app.db.engine import Database
from app.faults import BadInput, NotFound
from app.groups.actions import WouldMerge, add_group, change_group
from app.groups.forms import GroupChanges, NewGroup
from app.reports.models import SavedReport
from tests.cast import ABBOTT, AT, a_sheet, an_office, import_into
from tests.pages.conftest import SignIn


def clients_in(database: Database, office: Access, *cohorts: str) -> None:
    people = (
        {"client_email": f"{uuid4().hex}@alumni.example.edu", "client_name": "Maya", "cohort": one}
        for one in cohorts
    )
    import_into(database, office, a_sheet(*({**ABBOTT, **person} for person in people)))


def cohorts(database: Database, office: Access) -> list[Named]:
    with database.transaction(office.office_id, write=False) as session:
        return groups_of(session, office, Kind.COHORT)


def counts(database: Database, office: Access) -> dict[str, int]:
    return {one.name: one.clients for one in cohorts(database, office)}


def add(database: Database, office: Access, name: str) -> None:
    with database.transaction(office.office_id, write=True) as session:
        add_group(session, office, NewGroup(kind=Kind.COHORT, name=name), AT)


def change(database: Database, office: Access, name: str, **changes: object) -> int:
    with database.transaction(office.office_id, write=True) as session:
        if "new" in changes:
            changes["name"] = changes.pop("new")
        form, code = GroupChanges(**changes), Named(Kind.COHORT, name, 0, 0, False).code
        return change_group(session, office, Kind.COHORT, code, form, AT)[1]


def test_they_are_what_the_clients_say(database: Database, office: Access) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2025", "MBA 2026", "")
    assert counts(database, office) == {"MBA 2025": 1, "MBA 2026": 2}


def test_one_added_ahead_is_there_with_nobody_in_it(database: Database, office: Access) -> None:
    add(database, office, "MBA 2031")
    assert counts(database, office) == {"MBA 2031": 0}


def test_one_that_differs_in_spelling_alone_is_not_added(
    database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026")
    with pytest.raises(BadInput) as refused:
        add(database, office, "mba  2026")
    assert refused.value.field == "name"
    assert counts(database, office) == {"MBA 2026": 1}


def test_renaming_takes_its_clients_along_and_stands_in_their_history(
    database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2026", "MBA 2025")
    assert change(database, office, "MBA 2026", new="Class of 2026") == 2
    assert counts(database, office) == {"Class of 2026": 2, "MBA 2025": 1}
    with database.transaction(office.office_id, write=False) as session:
        told = session.scalars(
            select(AuditEntry.details).where(
                AuditEntry.office_id == office.office_id, AuditEntry.action == "client.changed"
            )
        ).all()
        versions = session.scalars(
            select(Client.version).where(
                Client.office_id == office.office_id, Client.cohort == "Class of 2026"
            )
        ).all()
    assert told == [{"fields": ["cohort"], "emptied": []}] * 2
    assert set(versions) == {2}


def test_a_name_that_is_taken_asks_before_two_become_one(
    database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026", "mba 2026", "mba 2026")
    with pytest.raises(WouldMerge) as asked:
        change(database, office, "mba 2026", new="MBA 2026")
    assert (asked.value.one.clients, asked.value.other.clients) == (2, 1)
    assert counts(database, office) == {"MBA 2026": 1, "mba 2026": 2}
    assert change(database, office, "mba 2026", new="MBA 2026", merge=True) == 2
    assert counts(database, office) == {"MBA 2026": 3}


def test_a_name_that_is_taken_in_another_spelling_asks_as_well(
    database: Database, office: Access
) -> None:
    clients_in(database, office, "Class 2018", "Class 2018", "Class 2012")
    with pytest.raises(WouldMerge) as asked:
        change(database, office, "Class 2012", new="class  2018")
    assert asked.value.other.name == "Class 2018"
    assert "as “Class 2018”" in str(asked.value)
    assert change(database, office, "Class 2012", new="class  2018", merge=True) == 1
    assert counts(database, office) == {"Class 2018": 3}


def test_the_spelling_of_one_alone_is_mended_without_asking(
    database: Database, office: Access
) -> None:
    clients_in(database, office, "Class 2018", "class 2018")
    assert change(database, office, "Class 2018", new="CLASS 2018") == 1
    assert counts(database, office) == {"CLASS 2018": 1, "class 2018": 1}


def test_they_stand_as_people_count(database: Database, office: Access) -> None:
    clients_in(database, office, "10MBA", "4MBA", "mba 9", "MBA 10", "EMBA", "4mba b")
    assert list(counts(database, office)) == ["4MBA", "4mba b", "10MBA", "EMBA", "mba 9", "MBA 10"]


@pytest.mark.parametrize(
    "sent", [None, {"name": "MBA 2000"}, {"name": ""}], ids=["looked at", "renamed", "no name"]
)
def test_of_one_that_went_meanwhile_it_is_said(
    database: Database, office: Access, sign_in: SignIn, sent: dict[str, str] | None
) -> None:
    clients_in(database, office, "MBA 2026")
    ruth = sign_in(role=Role.ADMIN)
    address = f"settings/groups/cohort/{Named(Kind.COHORT, 'MBA 1999', 0, 0, False).code}"
    answer = ruth.sees(address) if sent is None else ruth.sends(address, sent)
    assert answer.status == 404
    assert "That cohort is not there any more" in answer.words_of("[role=alert]")
    assert "MBA 2026" in answer.words_of(".groups")


def test_the_saved_views_follow(database: Database, office: Access, sign_in: SignIn) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2025")
    dana = sign_in()
    for name, cohort in (("Mine", "MBA 2026"), ("Other", "MBA 2025")):
        dana.sends("views/new", {"name": name, "cohort": cohort})
    change(database, office, "MBA 2026", new="Class of 2026")
    with database.transaction(office.office_id, write=False) as session:
        views = session.scalars(
            select(SavedView).where(SavedView.office_id == office.office_id)
        ).all()
    found = {view.name: json.loads(view.filters)["cohort"] for view in views}
    assert found == {"Mine": "Class of 2026", "Other": "MBA 2025"}


def test_the_saved_reports_follow(database: Database, office: Access, sign_in: SignIn) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2025")
    dana = sign_in()
    for name, cohort in (("Mine", "MBA 2026"), ("Other", "MBA 2025")):
        dana.sends("reports/saved", {"name": name, "cohort": cohort})
    change(database, office, "MBA 2026", new="Class of 2026")
    with database.transaction(office.office_id, write=False) as session:
        reports = session.scalars(
            select(SavedReport).where(SavedReport.office_id == office.office_id)
        ).all()
    found = {one.name: one.filters["cohort"] for one in reports}
    assert found == {"Mine": "Class of 2026", "Other": "MBA 2025"}


def test_another_office_with_the_same_names_is_left_alone(
    database: Database, office: Access
) -> None:
    theirs = an_office(database)
    for one in (office, theirs):
        clients_in(database, one, "MBA 2026")
    change(database, office, "MBA 2026", new="Class of 2026")
    assert counts(database, theirs) == {"MBA 2026": 1}


def test_what_nobody_calls_so_is_not_found(database: Database, office: Access) -> None:
    with pytest.raises(NotFound):
        change(database, office, "MBA 1999", new="MBA 2000")


def test_a_retired_one_keeps_its_clients_and_comes_back(database: Database, office: Access) -> None:
    clients_in(database, office, "MBA 2026")
    change(database, office, "MBA 2026", retired=True)
    assert [(one.clients, one.is_retired) for one in cohorts(database, office)] == [(1, True)]
    change(database, office, "MBA 2026", retired=False)
    assert [one.is_retired for one in cohorts(database, office)] == [False]


def test_a_retired_one_stays_so_under_a_new_name(database: Database, office: Access) -> None:
    clients_in(database, office, "MBA 2026")
    change(database, office, "MBA 2026", retired=True)
    change(database, office, "MBA 2026", new="Class of 2026")
    assert [(one.name, one.is_retired) for one in cohorts(database, office)] == [
        ("Class of 2026", True)
    ]


def test_of_two_spellings_the_one_with_more_clients_is_meant() -> None:
    some = [
        Named(Kind.COHORT, name, clients, 0, False)
        for name, clients in (("MBA 2026", 9), ("mba 2026", 1), ("MBA, 2026", 2), ("MBA 2025", 5))
    ]
    assert same_but_for_spelling(some) == {"mba 2026": "MBA 2026", "MBA, 2026": "MBA 2026"}
