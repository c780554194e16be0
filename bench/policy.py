"""A new policy for a large office, by a worker, while an advisor goes on logging touches."""

import threading
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from itertools import cycle
from time import perf_counter, sleep

from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.cycle.facts import TouchKind
from app.cycle.policy import Policy
from app.db.engine import Database
from app.errands.worker import start_beside
from app.offers.models import Contact
from app.places import cities
from app.plans.applying import change_policy
from app.plans.forms import NewTouch, PolicyNumbers
from app.plans.queries import clients_left, policy_that_holds
from app.plans.touches import log_touch
from app.store import open_database
from app.work import HANDLERS
from bench.seed import SignedIn
from bench.stores import Store

MINUTE = 60.0
TODAY = date(2998, 1, 1)  # no touch lies in the future then


@dataclass
class Applied:
    request: float  # seconds: until the answer to whoever applied it
    whole: float  # until every client follows it
    longest_touch: float  # of those logged meanwhile
    touches: int


def measure_policy(store: Store, person: SignedIn, *, rounds: int) -> list[Applied]:
    access = person.access(Role.ADMIN)
    cities()  # which the service reads when it starts
    database = open_database(store.service_url)
    end = start_beside(database, handlers=HANDLERS, every=1.0)
    try:
        return [apply_another(database, access) for _ in range(rounds)]
    finally:
        end()
        database.dispose()


def apply_another(database: Database, access: Access) -> Applied:
    with database.transaction(access.office_id, write=False) as session:
        policy = policy_that_holds(session, access).policy
    other = replace(policy, connect_days=policy.connect_days % 30 + 1)
    waits: list[float] = []
    is_done = threading.Event()
    advisor = threading.Thread(target=log_on, args=(database, access, waits, is_done))
    began = perf_counter()
    with database.transaction(access.office_id, write=True) as session:
        change_policy(session, access, numbers_of(other), datetime.now(UTC))
    request = perf_counter() - began
    advisor.start()
    while left(database, access):
        sleep(0.05)
    whole = perf_counter() - began
    is_done.set()
    advisor.join()
    return Applied(request, whole, max(waits), len(waits))


def numbers_of(policy: Policy) -> PolicyNumbers:
    return PolicyNumbers(**asdict(policy))


def left(database: Database, access: Access) -> int:
    with database.transaction(access.office_id, write=False) as session:
        return clients_left(session, access)


def log_on(
    database: Database, access: Access, waits: list[float], is_done: threading.Event
) -> None:
    """One touch after the other, with people all over the office, a tenth of a second between."""
    with database.transaction(access.office_id, write=False) as session:
        contacts = session.scalars(
            select(Contact.id).where(Contact.office_id == access.office_id).order_by(Contact.id)
        ).all()
    touch = NewTouch(kind=TouchKind.WROTE, on=date(2026, 1, 1))
    step = max(1, len(contacts) // 100)
    for contact_id in cycle(contacts[::step]):
        began = perf_counter()
        with database.transaction(access.office_id, write=True) as session:
            log_touch(session, access, contact_id, touch, today=TODAY, at=datetime.now(UTC))
        waits.append(perf_counter() - began)
        if is_done.wait(0.1):
            return
