"""Sheets as offices have them: the same people over and over, and those of colleagues."""

import pytest

from app.accounts.actions import let_in, name_person
from app.accounts.models import Role
from app.db.engine import Database
from app.imports import pieces, stages
from tests.cast import ABBOTT, AT, a_sheet, an_office, how_many, import_into
from tests.imports.steps import a_client, bring, counts, rows, step


def test_one_person_on_forty_lines_with_three_addresses(database: Database) -> None:
    """The first is believed; the others are named with the line that they contradict."""
    access = an_office(database)
    people = (
        {
            **ABBOTT,
            "client_external_id": "m1",
            "client_email": f"maya{number % 3}@alumni.example.edu",
            "contact_name": f"Person {number}",
        }
        for number in range(40)
    )
    held = bring(database, access, a_sheet(*people))
    assert counts(held) == (14, 0, 0, 26)
    found = rows(database, access, held)
    assert found[3] == (
        "refused",
        [{"column": "client_email", "reason": "differs from line 2"}],
    )
    step(database, access, stages.take_in, held)
    assert how_many(database, access) == {"clients": 1, "offers": 1, "contacts": 14, "touches": 0}


def test_the_same_contact_again_and_again_is_one(database: Database) -> None:
    access = an_office(database)
    grace = {**ABBOTT, "contact_name": "Grace Kim", "contact_email": "grace@abbott.example"}
    held = bring(database, access, a_sheet(*[grace] * 40))
    assert counts(held) == (1, 0, 0, 39)
    assert rows(database, access, held)[41][1][0]["reason"] == "repeats the person of line 2"


def test_a_colleagues_client_stays_theirs(database: Database) -> None:
    """A sheet that names another advisor says so beforehand; one that names none changes none."""
    access = an_office(database)
    import_into(database, access, a_sheet({"advisor_email": "dana@office.example.edu"}))
    theirs = a_client(database, access).advisor_id
    held = bring(database, access, a_sheet(ABBOTT))
    assert counts(held) == (1, 0, 0, 0)
    step(database, access, stages.take_in, held)
    assert a_client(database, access).advisor_id == theirs
    held = bring(database, access, a_sheet({**ABBOTT, "advisor_email": "lee@office.example.edu"}))
    assert rows(database, access, held)[2] == (
        "updated",
        [
            {
                "what": "client Maya Okafor",
                "field": "advisor",
                "was": "Dana",
                "becomes": "lee@office.example.edu",
            }
        ],
    )


def test_an_advisor_who_would_be_listed_is_named_in_each_piece(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 1)
    access = an_office(database)
    clients = [{"client_email": f"{number}@x.example.edu"} for number in range(3)]
    import_into(database, access, a_sheet(*clients))
    lee = "lee@office.example.edu"
    held = bring(database, access, a_sheet(*(one | {"advisor_email": lee} for one in clients)))
    found = rows(database, access, held)
    assert [found[line][1][0]["becomes"] for line in (2, 3, 4)] == [lee] * 3


def test_rows_of_an_advisor_who_is_none_here_are_left_out(database: Database) -> None:
    """All of them, before and when the others are taken in."""
    access = an_office(database)
    with database.transaction(access.office_id, write=True) as session:
        person = name_person(session, email="ana@office.example.edu", name="Ana", at=AT)
        let_in(session, access, person.id, Role.ANALYST, AT)
    held = bring(
        database,
        access,
        a_sheet(
            *(
                {**ABBOTT, "client_email": f"{n}@x.example.edu", "advisor_email": advisor}
                for n, advisor in enumerate(
                    ["", "ana@office.example.edu", "ana@office.example.edu"]
                )
            )
        ),
    )
    assert counts(held) == (1, 0, 0, 2)
    assert step(database, access, stages.take_in, held).status == "done"
    assert how_many(database, access)["clients"] == 1


def test_whoever_shares_an_address_is_weighed_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the pieces: in the sheet, and by what the office has."""
    monkeypatch.setattr(pieces, "PIECE", 1)
    access = an_office(database)
    import_into(
        database, access, a_sheet({"client_external_id": "m1", "client_email": "a@x.example.edu"})
    )
    held = bring(
        database,
        access,
        a_sheet(
            {"client_external_id": "m1", "client_email": "b@x.example.edu"},
            {"client_external_id": "m2", "client_email": "a@x.example.edu"},
            {"client_external_id": "m3", "client_email": "c@x.example.edu"},
            {"client_external_id": "m4", "client_email": "c@x.example.edu"},
        ),
    )
    found = rows(database, access, held)
    assert [found[line][0] for line in (2, 3, 4, 5)] == ["updated", "refused", "created", "refused"]
    assert step(database, access, stages.take_in, held).status == "done"
    assert how_many(database, access)["clients"] == 2
