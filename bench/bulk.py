"""Deeds for many clients at once: logging against as many single logs; and how long 5,000 take."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from time import perf_counter
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.actions import MOST_CLIENTS, Preview, do_to_all, preview, undo
from app.bulk.changes import Change
from app.bulk.deeds import DEED_NAMED
from app.bulk.forms import CatchUp, Closing, InCohort, Logging, Pausing
from app.casefile.sheets import Moment
from app.db.engine import Database
from app.plans.actions import replan, replan_changed
from app.plans.forms import NewTouch
from app.plans.queries import every_client_id
from app.plans.touches import log_touch
from app.store import open_database
from app.web.strict import Input
from bench.rounds import in_turn, settle
from bench.seed import SignedIn
from bench.stores import Store

LOG = DEED_NAMED["log"]
FORM = Logging(how=CatchUp.MET)
MANY = 5_000
DEEDS: dict[str, Input] = {
    "log": FORM,
    "cohort": InCohort(cohort="Class of the bench"),
    "pause": Pausing(paused_until=date(2998, 1, 1), pause_reason="made by the bench"),
    "close": Closing(closed_reason="made by the bench"),
}
FAR = date(2999, 12, 31)  # by when every step is open


class RolledBack(Exception):
    """So that each round meets the same clients."""


def measure_bulk(store: Store, person: SignedIn, *, rounds: int) -> dict[str, list[float]]:
    """Seconds: `bulk` for all clients of the office, `single` for the same touches one by one."""
    database, access = open_database(store.service_url), person.access()
    settle()
    moment = Moment(datetime.now(UTC), FAR)
    plan_all(database, access)
    with database.transaction(access.office_id, write=False) as session:
        ids = every_client_id(session, access)
        found = preview(session, access, LOG, ids, FORM, moment)
    looked = marks_of(found.changes)

    def bulk(session: Session) -> None:
        do_to_all(session, access, LOG, looked, FORM, moment)

    def single(session: Session) -> None:
        for contact_id, touch in touches_of(found):
            log_touch(session, access, contact_id, touch, today=FAR, at=moment.at)

    try:
        return in_turn(
            rounds,
            {
                "bulk": lambda: timed(database, access, bulk),
                "single": lambda: timed(database, access, single),
            },
        ) | {"clients": [len(looked)]}
    finally:
        database.dispose()


def measure_many(store: Store, person: SignedIn, *, rounds: int) -> dict[str, list[float]]:
    """Seconds, by deed, for 5,000 clients of the office; and for undoing it."""
    database, access = open_database(store.service_url), person.access()
    settle()
    now = datetime.now(UTC)
    plan_all(database, access)
    took: dict[str, list[float]] = {}
    for name, form in DEEDS.items():
        deed, moment = DEED_NAMED[name], Moment(now, FAR if name == "log" else now.date())
        with database.transaction(access.office_id, write=False) as session:
            ids = every_client_id(session, access)[:MOST_CLIENTS]
            found = preview(session, access, deed, ids, form, moment)
        looked = marks_of(found.changes[:MANY])
        for _ in range(rounds):
            with (
                suppress(RolledBack),
                database.transaction(access.office_id, write=True) as session,
            ):
                began = perf_counter()
                action, _ = do_to_all(session, access, deed, looked, form, moment)
                done = perf_counter()
                assert action is not None
                undo(session, access, action.id, moment.at, leave_changed=False)
                undone = perf_counter()
                raise RolledBack
            took.setdefault(f"{name} {len(looked):,}", []).append(done - began)
            took.setdefault(f"undo {name}", []).append(undone - done)
    database.dispose()
    return took


def plan_all(database: Database, access: Access) -> None:
    """The made rows lack the jobs of the lives that they are stamped from, so not all of their
    dates are what the rules say."""
    with database.transaction(access.office_id, write=True) as session:
        replan(session, access, every_client_id(session, access))


def marks_of(changes: Iterable[Change]) -> dict[UUID, str | None]:
    """What was said of each when one looked, as pressing the button sends it."""
    return {change.client_id: change.mark for change in changes}


def touches_of(found: Preview) -> list[tuple[UUID, NewTouch]]:
    """What the bulk would log, as an advisor would log each of them."""
    return [
        (UUID(contact_id), NewTouch(kind=touch["kind"], on=touch["on"], note=touch["note"]))
        for change in found.changes
        for contact_id, touch in change.after.items()
    ]


def timed(database: Database, access: Access, act: Callable[[Session], None]) -> float:
    """Until all is written, the windows too; the commit, the same for both, is left out."""
    took = 0.0
    with (
        suppress(RolledBack),
        database.transaction(access.office_id, write=True) as session,
    ):
        began = perf_counter()
        act(session)
        session.flush()
        replan_changed(session)
        took = perf_counter() - began
        raise RolledBack
    return took
