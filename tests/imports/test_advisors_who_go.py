"""Advisors whom a sheet names, and who are shut out at that very moment."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest

from app.accounts.access import Access
from app.accounts.actions import list_member, name_person
from app.accounts.models import Role
from app.db.engine import Database
from app.faults import BadInput
from app.imports import stages
from app.imports.taking import Taking
from app.office.actions import change_member
from app.office.forms import MemberChanges
from tests.cast import AT, a_sheet, an_office
from tests.conftest import on_postgresql
from tests.imports.steps import GRACE, LATER, bring, step


def shut_out(database: Database, access: Access, email: str) -> None:
    with database.transaction(access.office_id, write=True) as session:
        person = name_person(session, email=email, name="Dana", at=LATER)
        change_member(session, access, person.id, MemberChanges(active=False), LATER)


@on_postgresql  # SQLite lets in one writer at a time
def test_whoever_is_given_clients_by_a_sheet_is_not_shut_out_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access, email = an_office(database), "dana@office.example.edu"
    with database.transaction(access.office_id, write=True) as session:
        person = name_person(session, email=email, name="Dana", at=AT)
        list_member(session, access, person.id, Role.ADVISOR, AT)
    held = bring(database, access, a_sheet({**GRACE, "advisor_email": email}))
    store, going = Taking.store, list[Future[None]]()

    with ThreadPoolExecutor(1) as pool:

        def stored(*args: Any) -> None:
            going.append(pool.submit(shut_out, database, access, email))
            wait(going, timeout=0.5)  # until it has come as far as it can
            store(*args)

        monkeypatch.setattr(Taking, "store", stored)
        assert step(database, access, stages.take_in, held).status == "done"
        with pytest.raises(BadInput, match="looks after"):
            going[0].result()
