"""Who looked at whose record: told by each read, and written down a moment later.

A read waits for no writer. Whom it showed is kept until its transaction has ended well, and one
thread of the process writes what came together. The store takes each view once a day, since its
id says all that it is: see decision 0028.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from itertools import groupby, islice
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.audit.models import LISTED, VIEWED, AuditEntry
from app.db.engine import MAY_BE_AWAY, Database, is_away
from app.db.upserts import insert_into
from app.web.heads import by_head

SHOWN = "shown"  # in a session
BREATH = 0.5  # seconds in which more may come to be written together
AGAIN = 5.0  # seconds until a store that took none is asked again
LAST_TAKES = 10.0  # seconds to write what waits, when told to end
LAST_TRIES = 2.0  # of which a store that takes none is asked again
LAST_REST = 0.5
TOGETHER = 500  # views in one transaction
MOST_WAITING = 20_000
MOST_KNOWN = 50_000  # to be on record: a day's views, which then cost nothing

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one client's record, or of a list of people."""

    access: Access
    client_id: UUID | None = None
    what: str = ""  # the list
    at: datetime = field(default_factory=clock.now)

    @property
    def day(self) -> date:
        return clock.in_zone(self.at, self.access.timezone).date()

    @property
    def id(self) -> UUID:
        """The same for whoever looks at the same in the same way on the same day of the office."""
        by = self.access
        said = f"{by.office_id} {by.user_id} {by.via} {by.token} {self.client_id} {self.what}"
        told = int.from_bytes(blake2b(said.encode(), digest_size=10).digest())
        return UUID(int=self.day.toordinal() << 80 | told)

    @property
    def entry(self) -> dict[str, Any]:
        access = self.access
        told = {"what": self.what, "token": access.token}
        return {
            "office_id": access.office_id,
            "id": self.id,
            "at": self.at,
            "actor_id": access.user_id,
            "via": access.via,
            "action": LISTED if self.client_id is None else VIEWED,
            "client_id": self.client_id,
            "details": {name: value for name, value in told.items() if value},
        }


def viewed(session: Session, access: Access, client_id: UUID) -> None:
    """A client's record, or a part of it, is shown by what is read here."""
    show(session, View(access=access, client_id=client_id))


def listed(
    session: Session, access: Access, what: str, things: Collection[Any], *, of_one: bool = False
) -> None:
    """A list of people, or of what is theirs, is shown to a program; `of_one` where it was asked
    for one client's. Where nothing was found, nobody was seen."""
    if of_one:
        for client_id in {thing.client_id for thing in things}:
            viewed(session, access, client_id)
    elif things:
        show(session, View(access=access, what=what))


def show(session: Session, view: View) -> None:
    if not by_head.get():  # which shows nothing
        session.info.setdefault(SHOWN, []).append(view)


# What else becomes of whom somebody of the office looked at on that day.
Also = Callable[[Session, Access, Collection[Any], date], None]


class Views:
    """Of one process: what waits to be written, and what is known to be."""

    def __init__(self, database: Database, also: Also):
        self._database, self._also = database, also
        self._guard = Lock()  # of the two below, each by the view's id
        self._waiting: dict[UUID, View] = {}
        self._known: dict[UUID, None] = {}
        self._writing = Lock()
        self._called = Event()
        database.afterwards = self.take

    @property
    def waiting(self) -> list[View]:
        with self._guard:
            return list(self._waiting.values())

    def take(self, session: Session) -> None:
        """What a transaction has shown that ended well."""
        for view in session.info.get(SHOWN, ()):
            self.note(view)

    def note(self, view: View) -> None:
        id = view.id
        with self._guard:
            if id in self._known:
                return
            is_full = len(self._waiting) >= MOST_WAITING
            if not is_full:
                self._waiting[id], self._known[id] = view, None
                if len(self._known) > MOST_KNOWN:
                    del self._known[next(iter(self._known))]
        if is_full:
            tell_lost([view], "too many wait")
        else:
            self._called.set()

    def write(self) -> bool:
        """All that waits; False where the store takes none now, and they wait on."""
        with self._writing:
            waiting = sorted(self.waiting, key=place_of)
            for _, views in groupby(waiting, key=lambda view: view.access.office_id):
                while some := list(islice(views, TOGETHER)):
                    if not self._wrote(some):
                        return False
        return True

    def _wrote(self, some: list[View]) -> bool:
        """Those of one office, in one transaction."""
        try:
            self._put_on_record(some)
        except Exception as error:
            reason = type(error).__name__
            if isinstance(error, MAY_BE_AWAY) and is_away(error):
                log.warning("views wait", views=len(some), reason=reason)
                return False
            tell_lost(some, reason)
            self._forget(some, self._waiting, self._known)  # with the next look, tried anew
        else:
            self._forget(some, self._waiting)
        return True

    def _put_on_record(self, some: list[View]) -> None:
        with self._database.transaction(some[0].access.office_id, write=True) as session:
            entries = insert_into(session, AuditEntry).values([view.entry for view in some])
            session.execute(entries.on_conflict_do_nothing())
            for day, views in groupby(some, key=lambda view: view.day):
                seen = [view for view in views if view.access.via == "console" and view.client_id]
                if seen:
                    self._also(session, seen[0].access, {view.client_id for view in seen}, day)

    def _forget(self, some: Iterable[View], *among: dict[UUID, Any]) -> None:
        with self._guard:
            for view in some:
                for each in among:
                    each.pop(view.id, None)

    def start(self) -> Callable[[], None]:
        """Writes in a thread from now on; call what comes back to end it."""
        ending = Event()
        thread = Thread(target=self._run, args=(ending,), name="views", daemon=True)
        thread.start()

        def end() -> None:
            ending.set()
            self._called.set()
            thread.join(LAST_TAKES)
            tell_lost(self.waiting, "the service has ended")

        return end

    def _run(self, ending: Event) -> None:
        while not ending.is_set():
            self._called.wait()
            self._called.clear()
            ending.wait(BREATH)
            if not self.write():
                ending.wait(AGAIN)
                self._called.set()
        latest = monotonic() + LAST_TRIES
        while not self.write() and monotonic() < latest:
            sleep(LAST_REST)


def place_of(view: View) -> tuple[UUID, UUID]:
    """By office and day; and in one order in all processes, so that none waits for another."""
    return view.access.office_id, view.id


def tell_lost(views: Collection[View], reason: str) -> None:
    """By ids alone."""
    for view in views:
        log.error(
            "view not on record",
            reason=reason,
            office_id=view.access.office_id,
            actor_id=view.access.user_id,
            via=view.access.via,
            client_id=view.client_id,
            what=view.what,
            at=view.at.isoformat(),
        )
