"""Which offices are looked into: those that have something to be done, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db.across import (
    NOT_ASKED_FOR,
    QUESTIONS,
    WHAT_WAITS,
    WITH_ERRANDS,
    WITH_LETTERS,
    WITH_UNFINISHED,
    WITH_WEBHOOKS,
    Question,
)
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS, WAITS, fail
from app.errands.worker import Worker
from app.mail.actions import claim_next as claim_letter
from app.mail.actions import post_letter
from app.webhooks.actions import add_webhook
from app.webhooks.delivering import stop
from app.webhooks.forms import NewWebhook
from tests.cast import AT, an_office
from tests.conftest import on_postgresql
from tests.errands.cast import a_worker, ask_for, claim, errands_of, finish, note, notes_of

SECOND = timedelta(seconds=1)


def found(database: Database, question: Question, **asked: Any) -> set[UUID]:
    with database.between_offices() as session:
        return {one.office_id for one in question.ask(session, **asked)}


def test_offices_with_errands_are_those_where_one_could_be_claimed(
    database: Database, kind: str
) -> None:
    none, ours, later, held, done = (an_office(database) for _ in range(5))
    ask_for(database, ours, kind)
    ask_for(database, later, kind, at=AT + SECOND)
    for access in (held, done):
        ask_for(database, access, kind)
        claimed = claim(database, access, "first", kind)
    assert finish(database, done, claimed)

    def those(at: Any) -> list[bool]:
        offices = found(database, WITH_ERRANDS, asked_at=at)
        return [one.office_id in offices for one in (none, ours, later, held, done)]

    assert those(AT) == [False, True, False, False, False]
    assert those(AT + CLAIM_LASTS) == [False, True, True, True, False]
    unfinished = found(database, WITH_UNFINISHED, asked_kind=kind)
    assert unfinished == {one.office_id for one in (ours, later, held)}


def test_offices_with_letters_or_webhooks_are_those_that_are_to_be_served(
    database: Database,
) -> None:
    ours, held, theirs = (an_office(database) for _ in range(3))
    for access in (ours, held):
        with database.transaction(access.office_id, write=True) as session:
            post_letter(session, access, "code", "maya@alumni.example.edu", {}, at=AT)
    with database.transaction(held.office_id, write=True) as session:
        assert claim_letter(session, held, "first", AT)
    offices = found(database, WITH_LETTERS, asked_at=AT)
    assert [one.office_id in offices for one in (ours, held, theirs)] == [True, False, False]
    form = NewWebhook(url="https://hooks.example.edu", name="Data", kinds=["touch.logged"])
    for access in (ours, held):
        with database.transaction(access.office_id, write=True) as session:
            webhook = add_webhook(session, access, form, AT)
            if access is held:
                stop(session, access, webhook.id, "asked", AT)
    offices = found(database, WITH_WEBHOOKS)
    assert [one.office_id in offices for one in (ours, held, theirs)] == [True, False, False]


def test_what_waits_is_told_by_kind_and_of_nobody(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    for access, at in ((ours, AT), (theirs, AT - SECOND), (ours, AT + SECOND), (ours, AT)):
        ask_for(database, access, kind, at=at)
    assert claim(database, ours, "first", kind)
    ask_for(database, ours, f"bad {kind}")
    at = AT
    for wait in [*WAITS, SECOND]:
        claimed = claim(database, ours, "first", f"bad {kind}", at)
        assert claimed
        with database.transaction(ours.office_id, write=True) as session:
            fail(session, ours, claimed, "OSError", at)
        at += wait
    with database.between_offices() as session:
        told = [tuple(row) for row in WHAT_WAITS.ask(session, asked_at=AT) if kind in row.kind]
    assert sorted(told, key=str) == [
        ("errands", f"bad {kind}", 0, 0, 1, None),
        ("errands", kind, 2, 1, 0, AT - SECOND),
    ]


@pytest.fixture
def looked_into(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    offices: list[UUID] = []
    begin = database.transaction

    @contextmanager
    def transaction(office_id: UUID, **how: Any) -> Iterator[Session]:
        offices.append(office_id)
        with begin(office_id, **how) as session:
            yield session

    monkeypatch.setattr(database, "transaction", transaction)
    return offices


def test_a_worker_looks_into_those_offices_alone(
    database: Database, kind: str, looked_into: list[UUID]
) -> None:
    ours, theirs = an_office(database), an_office(database)
    worker = Worker(database, handlers={kind: note}, daily=[kind])
    worker.run_due(AT)
    assert {ours.office_id, theirs.office_id} <= set(looked_into)  # since their day began
    ask_for(database, ours, kind)
    looked_into.clear()
    assert worker.run_due(AT) == 1
    assert ours.office_id in looked_into
    assert theirs.office_id not in looked_into
    late = an_office(database)
    worker.run_due(AT)
    assert len(notes_of(database, late)) == 1


def test_what_cannot_be_begun_soon_is_left_to_others(
    database: Database, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = an_office(database)
    for _ in range(4):
        ask_for(database, ours, kind)
    monkeypatch.setattr("app.errands.worker.IN_HAND", 0.0)
    monkeypatch.setattr("app.errands.worker.TURNS", 3)
    assert a_worker(database, **{kind: note}).run_due(AT) == 3  # of one, of two and of four
    (left,) = [one for one in errands_of(database, ours) if one.done_at is None]
    assert (left.attempts, left.claimed_by, left.claimed_until) == (0, None, None)


@on_postgresql
def test_the_database_asks_what_stands_in_the_code(database: Database) -> None:
    with database.between_offices() as session:
        functions = {
            row.proname: row
            for row in session.execute(
                text(
                    "SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc"
                    " WHERE pronamespace = current_schema()::regnamespace"
                )
            )
        }
    for question in QUESTIONS:
        function = functions.pop(question.name)
        assert function.prosrc == question.sql
        assert function.prosecdef
        assert function.proconfig[0].endswith(", pg_temp")
    assert not [name for name, row in functions.items() if row.prosecdef]


def test_what_was_asked_for_today_is_known(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    ask_for(database, ours, kind, once_key=f"{kind} today")
    offices = found(database, NOT_ASKED_FOR, asked_key=f"{kind} today")
    assert theirs.office_id in offices
    assert ours.office_id not in offices
