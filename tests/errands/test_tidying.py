"""What the daily errand forgets, and what it keeps."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Membership, SignInFailures, User, WebSession
from app.accounts.tidying import forget_sign_in_failures
from app.db.base import new_id
from app.db.engine import Database
from app.db.idempotency import IdempotencyKey
from app.errands.models import Errand
from app.errands.tidying import tidy
from app.errands.worker import Worker
from tests.cast import AT, an_office
from tests.conftest import on_postgresql

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
KEPT = {
    "signed in",
    "ran out 30 days ago",
    "revoked 30 days ago",
    "answered 24 hours ago",
    "done 30 days ago",
    "failed long ago",
    "asked for long ago",
}
FORGOTTEN = {
    "ran out before",
    "revoked before",
    "answered before",
    "done before",
}


def fill(database: Database, access: Access) -> None:
    """Something of each that has served its time, and something that has just not."""
    user = User(email=f"{uuid4().hex}@careers.example.edu", name="Dana Reed", created_at=AT)
    with database.between_offices(write=True) as session:
        session.add(user)

    def signed_in(
        name: str, expires_at: datetime, revoked_at: datetime | None = None
    ) -> WebSession:
        return WebSession(
            office_id=access.office_id,
            user_id=user.id,
            token_hash=name,
            created_at=AT - 400 * DAY,
            expires_at=expires_at,
            revoked_at=revoked_at,
        )

    def answered(name: str, at: datetime) -> IdempotencyKey:
        return IdempotencyKey(
            office_id=access.office_id,
            token_id=new_id(),
            key=name,
            request_hash="",
            answer={"name": "Maya Okafor"},
            created_at=at,
        )

    def asked(name: str, **state: datetime) -> Errand:
        return Errand(
            office_id=access.office_id,
            kind="some other day's",
            details={},
            once_key=name,
            run_at=AT - 400 * DAY,
            **state,
        )

    with database.transaction(access.office_id, write=True) as session:
        session.add(
            Membership(office_id=access.office_id, user_id=user.id, role="advisor", created_at=AT)
        )
        session.flush()
        session.add_all(
            [
                signed_in("signed in", AT + DAY),
                signed_in("ran out 30 days ago", AT - 30 * DAY),
                signed_in("ran out before", AT - 30 * DAY - SECOND),
                signed_in("revoked 30 days ago", AT + DAY, AT - 30 * DAY),
                signed_in("revoked before", AT + DAY, AT - 30 * DAY - SECOND),
                answered("answered 24 hours ago", AT - 24 * HOUR),
                answered("answered before", AT - 24 * HOUR - SECOND),
                asked("done 30 days ago", done_at=AT - 30 * DAY),
                asked("done before", done_at=AT - 30 * DAY - SECOND),
                asked("failed long ago", failed_at=AT - 300 * DAY),
                asked("asked for long ago"),
            ]
        )


def what_is_left(database: Database, access: Access) -> set[str | None]:
    with database.transaction(access.office_id, write=False) as session:
        return {
            name
            for table, column in (
                (WebSession, WebSession.token_hash),
                (IdempotencyKey, IdempotencyKey.key),
                (Errand, Errand.once_key),
            )
            for name in session.scalars(select(column).where(table.office_id == access.office_id))
        }


def test_what_has_served_its_time_is_forgotten_in_this_office_alone(database: Database) -> None:
    ours, theirs = an_office(database), an_office(database)
    for access in (ours, theirs):
        fill(database, access)
    with database.transaction(ours.office_id, write=True) as session:
        tidy(session, ours, {}, AT)
    assert what_is_left(database, ours) == KEPT
    assert what_is_left(database, theirs) == KEPT | FORGOTTEN


def daily_worker(database: Database, name: str) -> Worker:
    return Worker(database, name, handlers={"tidy": tidy}, daily=["tidy"])


def test_the_worker_tidies_each_office_once_a_day(database: Database) -> None:
    offices = [an_office(database), an_office(database)]
    for access in offices:
        fill(database, access)
    assert daily_worker(database, "first").run_due(AT) >= len(offices)
    for access in offices:
        assert what_is_left(database, access) == KEPT | {"tidy 2026-11-23"}
    assert daily_worker(database, "second").run_due(AT) == 0


@pytest.fixture
def failures(database: Database) -> tuple[str, str]:
    """Failed sign-ins that are a day old, and older."""
    kept, old = uuid4().hex, uuid4().hex
    with database.between_offices(write=True) as session:
        for key, at in ((kept, AT - DAY), (old, AT - DAY - SECOND)):
            session.add(SignInFailures(key_hash=key, failures=3, counted_from=at))
    return kept, old


def those_left(database: Database, keys: tuple[str, str]) -> list[str]:
    with database.between_offices() as session:
        return list(
            session.scalars(
                select(SignInFailures.key_hash).where(SignInFailures.key_hash.in_(keys))
            )
        )


def test_old_failed_sign_ins_are_forgotten_once_a_day(
    database: Database, failures: tuple[str, str]
) -> None:
    daily_worker(database, "first").run_due(AT)
    assert those_left(database, failures) == [failures[0]]


@on_postgresql
def test_forgetting_failed_sign_ins_waits_for_no_sign_in(
    database: Database, failures: tuple[str, str]
) -> None:
    with database.between_offices(write=True) as signing_in:
        signing_in.get_one(SignInFailures, failures[1]).failures += 1
        signing_in.flush()
        with database.between_offices(write=True) as session:
            forget_sign_in_failures(session, AT)
    assert sorted(those_left(database, failures)) == sorted(failures)
