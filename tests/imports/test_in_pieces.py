"""A sheet that the command takes in piece by piece, the rows of a client in one of them."""

from itertools import chain
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.clients.models import Client
from app.db.engine import Database
from app.db.prepared import Reader
from app.imports import actions, pieces
from app.imports.actions import import_sheet
from app.imports.progress import Progress
from app.imports.sheet import SheetRefused, read_sheet
from app.offers.models import Contact
from app.plans.actions import differing_windows
from tests.cast import ABBOTT, AT, TODAY, a_sheet, an_office, how_many, import_into
from tests.imports.steps import bring

PEOPLE = 12


def person(n: int, **more: str) -> dict[str, str]:
    return {
        "client_external_id": f"S{n}",
        "client_email": f"person{n}@alumni.example.edu",
        "client_name": f"Person {n}",
        **more,
    }


def met(n: int, contact: str, **more: str) -> dict[str, str]:
    return person(n, **ABBOTT, contact_name=contact, connected_on="2026-04-01", **more)


KNOWN = a_sheet(*(person(n) for n in range(0, PEOPLE, 2)))


def taken_in(database: Database, sheet: bytes) -> tuple[Access, Any]:
    access = an_office(database)
    import_into(database, access, KNOWN)
    with database.transaction(access.office_id, write=True) as session:
        return access, import_sheet(session, access, read_sheet(sheet, TODAY), AT)


def people_of(database: Database, access: Access) -> dict[str, list[str]]:
    """Whom each client met, in the order of recording."""
    with database.transaction(access.office_id, write=False) as session:
        assert differing_windows(session, access) == []
        found: dict[str, list[str]] = {}
        for email, name in session.execute(
            select(Client.email, Contact.name)
            .join(
                Contact, (Contact.office_id == Client.office_id) & (Contact.client_id == Client.id)
            )
            .where(Client.office_id == access.office_id)
            .order_by(Contact.id)
        ):
            found.setdefault(email, []).append(name)
        return found


def test_in_pieces_it_comes_to_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = shuffled()
    access, outcome = taken_in(database, sheet)
    for module in (pieces, actions):
        monkeypatch.setattr(module, "PIECE", 7)
    in_pieces, again = taken_in(database, sheet)
    assert again == outcome
    assert people_of(database, in_pieces) == people_of(database, access)
    assert how_many(database, in_pieces) == how_many(database, access)


def shuffled() -> bytes:
    """Whoever is known is named by number or address alone in some of the rows."""
    rows = [met(n % PEOPLE, f"Contact {n}") for n in range(5 * PEOPLE)]
    for row in rows:
        if row["client_external_id"] in ("S0", "S4", "S5"):
            row["client_external_id"] = ""
    # Of the same person, as the office knows: by their number, and by the address they had.
    rows += [met(2, f"Old {n}", client_external_id="") for n in range(3)]
    for row in rows:
        if row["client_external_id"] == "S2":
            row["client_email"] = "moved2@alumni.example.edu"
    Random(7).shuffle(rows)
    return a_sheet(*rows)


def test_kept_rows_come_in_small_pieces_with_all_of_a_client_in_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = an_office(database)
    import_into(database, access, KNOWN)
    held = bring(database, access, shuffled())
    monkeypatch.setattr(pieces, "PIECE", 7)
    with database.transaction(access.office_id, write=False) as session:
        progress = Progress(session, held, held.status)
        found = list(pieces.pieces_of(Reader.of(session), access, held, progress))
    lines = [[row.line for row in piece] for piece in found]
    assert sorted(chain(*lines)) == list(range(2, 2 + held.rows_total))
    assert lines == [sorted(piece) for piece in lines]
    name = held.header.index("client_name")
    whose = [{row.cells[name] for row in piece} for piece in found]
    assert sum(map(len, whose)) == PEOPLE
    assert max(map(len, lines)) <= 5 + 3  # as many as one client has


def test_what_is_wrong_in_any_piece_is_told_and_nothing_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)
    access = an_office(database)
    import_into(database, access, KNOWN)
    before = how_many(database, access)
    taken = [met(n, "Grace Kim") for n in range(PEOPLE)]
    taken[3]["client_email"] = "person4@alumni.example.edu"
    taken[4]["client_email"] = "elsewhere4@alumni.example.edu"
    taken[9]["client_email"] = "person10@alumni.example.edu"
    taken[10]["client_email"] = "elsewhere10@alumni.example.edu"
    with pytest.raises(SheetRefused) as refused:
        import_into(database, access, a_sheet(*reversed(taken)))
    assert [fault.line for fault in refused.value.faults] == sorted(
        fault.line for fault in refused.value.faults
    )
    assert {fault.line for fault in refused.value.faults} >= {4, 10}
    assert how_many(database, access) == before
