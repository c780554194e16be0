"""What goes round the offices beside the worker's errands, because it waits for other machines."""

import random
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, TypeVar

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.queries import offices_by_id, operator_of
from app.db.across import Question
from app.db.engine import MAY_BE_AWAY, Database

Found = TypeVar("Found")

log = structlog.get_logger()


class Rounds:
    """A loop over offices: `round` is one pass, and says how much there was to do."""

    whom: ClassVar[Question]  # which offices are to be served at a moment
    about: ClassVar[str]  # what an office goes without where it cannot be served, for the log
    ends_round: ClassVar[tuple[type[Exception], ...]] = ()  # what no office is to blame for

    def __init__(self, database: Database, name: str):
        self.database, self.name = database, name

    def round(self, now: Callable[[], datetime], stop: threading.Event) -> int:
        raise NotImplementedError

    def run_due(self, at: datetime) -> int:
        return self.round(lambda: at, threading.Event())

    def run_forever(self, stop: threading.Event, every: float) -> None:
        """Until `stop` is set. Waits for a database that is away, or not yet as it should be."""
        while not stop.is_set():
            try:
                done = self.round(clock.now, stop)
            except Exception as error:
                done = 0
                tell_of(error, self.about, every)
            if not done:
                stop.wait(every)

    def guarded(self, access: Access, do: Callable[[], Found]) -> Found | None:
        """One office that cannot be served delays no other; it is tried again the next round."""
        try:
            return do()
        except (*MAY_BE_AWAY, *self.ends_round):
            raise
        except Exception as error:
            office = str(access.office_id)
            log.error(f"{self.about} not served", office=office, **kind_and_frames(error))
            return None

    def offices(self, at: datetime) -> list[Access]:
        """Only those that have something to be done."""
        asked = dict.fromkeys(self.whom.takes, at)
        with self.database.between_offices() as session:
            return offices_to_see(session, self.whom, **asked)


def tell_of(error: Exception, about: str, seconds: float) -> None:
    """What ended a pass; the next one comes by itself."""
    if isinstance(error, MAY_BE_AWAY):
        reason = str(getattr(error, "orig", error))  # the driver's words, without parameters
        log.warning("database away", reason=reason, seconds=seconds)
    else:
        log.error(f"{about} not served", seconds=seconds, **kind_and_frames(error))


def kind_and_frames(error: Exception) -> dict[str, str]:
    """All that is told of an error in the log: its message may quote a person."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return {"error": type(error).__name__, "frames": frames}


def offices_to_see(session: Session, question: Question, **asked: object) -> list[Access]:
    """In any order, so that workers who start together do not meet at each office."""
    ids = [office_id for (office_id,) in question.ask(session, **asked)]
    random.shuffle(ids)
    offices = {office.id: office for office in offices_by_id(session, ids)} if ids else {}
    return [operator_of(offices[id_], via="worker") for id_ in ids if id_ in offices]
