"""What was set aside, or waits, tried again because somebody asked for it."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.accounts.access import Access
from app.db.engine import Database
from app.errands.actions import MOST_ATTEMPTS, WAITS, fail, retry
from app.errands.queries import not_done
from app.errands.words import standing
from app.faults import NotFound
from tests.cast import AT, an_office
from tests.errands.cast import ask_for, claim, errands_of, finish

LATER = AT + timedelta(days=1)


def ask_again(database: Database, access: Access, errand_id: UUID) -> None:
    with database.transaction(access.office_id, write=True) as session:
        retry(session, access, errand_id, LATER)


def set_aside(database: Database, access: Access, kind: str) -> None:
    ask_for(database, access, kind)
    at = AT
    for wait in [*WAITS, timedelta()]:
        claimed = claim(database, access, "first", kind, at)
        assert claimed
        with database.transaction(access.office_id, write=True) as session:
            fail(session, access, claimed, "OSError", at)
        at += wait


def test_what_was_set_aside_gets_all_its_attempts_anew(database: Database, kind: str) -> None:
    ours = an_office(database)
    set_aside(database, ours, kind)
    (errand,) = errands_of(database, ours)
    ask_again(database, ours, errand.id)
    claimed = claim(database, ours, "second", kind, LATER)
    assert claimed
    assert claimed.attempt == 1
    assert finish(database, ours, claimed, LATER)


def test_what_waits_is_tried_at_once(database: Database, kind: str) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind, at=LATER + timedelta(days=1))
    (errand,) = errands_of(database, ours)
    assert claim(database, ours, "first", kind, LATER) is None
    ask_again(database, ours, errand.id)
    assert claim(database, ours, "first", kind, LATER)


def test_what_is_done_stays_done(database: Database, kind: str) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    assert finish(database, ours, claim(database, ours, "first", kind))
    (errand,) = errands_of(database, ours)
    with pytest.raises(NotFound):
        ask_again(database, ours, errand.id)
    assert claim(database, ours, "first", kind, LATER) is None


def test_what_is_at_work_is_not_taken_from_its_worker(database: Database, kind: str) -> None:
    ours = an_office(database)
    ask_for(database, ours, kind)
    claimed = claim(database, ours, "first", kind, LATER)
    (errand,) = errands_of(database, ours)
    with pytest.raises(NotFound):
        ask_again(database, ours, errand.id)
    assert finish(database, ours, claimed, LATER)


def test_another_offices_errand_is_none(database: Database, kind: str) -> None:
    ours, theirs = an_office(database), an_office(database)
    set_aside(database, theirs, kind)
    (errand,) = errands_of(database, theirs)
    with pytest.raises(NotFound):
        ask_again(database, ours, errand.id)
    assert errands_of(database, theirs)[0].failed_at


def test_the_list_says_what_waits_what_is_at_work_and_what_failed(
    database: Database, kind: str
) -> None:
    ours = an_office(database)
    set_aside(database, ours, kind)
    ask_for(database, ours, f"later {kind}", at=LATER)
    ask_for(database, ours, f"done {kind}")
    assert finish(database, ours, claim(database, ours, "first", f"done {kind}"))
    ask_for(database, ours, f"held {kind}")
    assert claim(database, ours, "first", f"held {kind}")
    with database.transaction(ours.office_id, write=False) as session:
        told = [(errand.kind, standing(errand, AT)) for errand in not_done(session, ours)]
    assert told == [
        (f"held {kind}", f"at work, attempt 1 of {MOST_ATTEMPTS}"),
        (f"later {kind}", f"waits until {LATER:%Y-%m-%d %H:%M} UTC"),
        (kind, f"set aside after {MOST_ATTEMPTS} attempts: OSError"),
    ]
