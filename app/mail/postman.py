"""Takes what lies in the outbox to the mail server; runs beside the worker of the errands.

Sending waits for another machine, so it is done outside of any transaction: take in hand, write the
words, hand over, write down. A server that is away costs no letter an attempt.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from smtplib import SMTP

import structlog

from app.accounts.access import Access
from app.accounts.models import Office
from app.db.across import WITH_LETTERS
from app.db.engine import Database
from app.errands.rounds import Rounds
from app.mail.actions import (
    MOST_ATTEMPTS,
    NOT_WANTED,
    TOO_LATE,
    Claim,
    Outcome,
    claim_next,
    note_away,
    write_down,
)
from app.mail.queries import AWAY
from app.mail.server import MailAway, MailServer, NotFromUs, hand_over
from app.mail.writing import Desk, Writer, is_too_late, message_of

IN_A_ROW = 100  # letters of one office, before others are looked at
RESTS = timedelta(seconds=15)  # after the server was away
UNWRITABLE = "it could not be written"

log = structlog.get_logger()


class Postman(Rounds):
    whom = WITH_LETTERS
    about = "letters"
    ends_round = (MailAway,)

    def __init__(
        self,
        database: Database,
        server: MailServer,
        sender: str,
        desk: Desk,
        writers: Mapping[str, Writer],
        name: str,
    ):
        super().__init__(database, name)
        self.server, self.sender, self.desk, self.writers = server, sender, desk, writers
        self.rests_until = datetime(2000, 1, 1, tzinfo=UTC)

    def round(self, now: Callable[[], datetime], stop: threading.Event) -> int:
        """Says how many letters were tried, well or not."""
        if now() < self.rests_until:
            return 0
        waiting = self.offices(now())
        if not waiting:
            return 0
        try:
            with self.server.connected() as connection:
                return sum(
                    self.guarded(access, partial(self.serve, access, connection, now, stop)) or 0
                    for access in waiting
                )
        except MailAway as away:
            log.warning("mail server away", reason=str(away), seconds=RESTS.total_seconds())
            self.rests_until = now() + RESTS
            for access in waiting:
                self.guarded(access, partial(self.note_away, access, str(away), now()))
            return 0

    def serve(
        self,
        access: Access,
        connection: SMTP,
        now: Callable[[], datetime],
        stop: threading.Event,
    ) -> int:
        tried = 0
        while tried < IN_A_ROW and not stop.is_set():
            with self.database.transaction(access.office_id, write=True) as session:
                claim = claim_next(session, access, self.name, now())
            if claim is None:
                break
            tried += 1
            try:
                outcome = self.send(access, claim, connection, now())
            except MailAway as away:
                costs = not isinstance(away, NotFromUs)
                self.write_down(access, claim, Outcome(str(away), is_attempt=costs), now())
                raise
            self.write_down(access, claim, outcome, now())
            if connection.sock is None:
                raise MailAway("it answered 421, and closed")
        return tried

    def send(self, access: Access, claim: Claim, connection: SMTP, at: datetime) -> Outcome:
        if claim.attempt > MOST_ATTEMPTS:  # those before ended with the process, or never
            return Outcome(UNWRITABLE, for_good=True)
        if is_too_late(claim.letter, at):
            return Outcome(TOO_LATE, for_good=True)
        try:
            message = self.written(access, claim)
        except ValueError:
            return Outcome(UNWRITABLE, for_good=True)
        return hand_over(connection, message) if message else Outcome(NOT_WANTED, for_good=True)

    def written(self, access: Access, claim: Claim) -> EmailMessage | None:
        with self.database.transaction(access.office_id, write=False) as session:
            office = session.get_one(Office, access.office_id).name
            written = self.writers[claim.letter.kind](session, access, claim.letter, self.desk)
        if written is None:
            return None
        return message_of(claim.letter, written, office=office, sender=self.sender)

    def note_away(self, access: Access, reason: str, at: datetime) -> None:
        with self.database.transaction(access.office_id, write=True) as session:
            note_away(session, access, f"{AWAY}: {reason}", at)

    def write_down(self, access: Access, claim: Claim, outcome: Outcome, at: datetime) -> None:
        with self.database.transaction(access.office_id, write=True) as session:
            write_down(session, access, claim, outcome, at)
        if outcome.trouble:
            log.warning(
                "letter not sent",
                office=str(access.office_id),
                letter=str(claim.letter.id),
                kind=claim.letter.kind,
                attempt=claim.attempt,
                for_good=outcome.for_good,
            )
