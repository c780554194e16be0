"""The client's door into their own plan: a link's cookie in, a transaction and an access out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import OwnAccess
from app.accounts.models import Office, User
from app.accounts.tokens import Token, read_token, token_from, token_in
from app.clients.models import Client
from app.db.engine import Database
from app.faults import LinkRanOut, NoLink
from app.links.actions import CALENDAR_PREFIX, COOKIE_PREFIX, PREFIX, VISIT_LASTS
from app.links.models import ShareLink


@dataclass(frozen=True, slots=True)
class Holder:
    """Which browser says to hold which link: parsed, not yet believed."""

    database: Database
    cookie: str | None
    link_id: UUID | None


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose plan is open, for every page of it."""

    access: OwnAccess
    client_name: str
    office_name: str
    advisor: str
    advisor_email: str
    ends_on: date
    has_calendar: bool

    @property
    def link_id(self) -> UUID:
        return self.access.link_id


def exchange(database: Database, text: str) -> tuple[str, Opened]:
    """The cookie for the link in an address, however a mail program left it. Writes nothing."""
    secret = token_in(PREFIX, text)
    token = read_token(PREFIX, secret) if secret else None
    if secret is None or token is None:
        raise NoLink
    with database.transaction(token.office_id, write=False) as session:
        opened = opened_by(session, token, ShareLink.token_hash == token.hash)
    return token_from(COOKIE_PREFIX, secret)[0], opened


@contextmanager
def own_plan(holder: Holder, *, write: bool = False) -> Iterator[tuple[Session, Opened]]:
    """One unit of work of a client, in their own plan. Commits at the end."""
    token = read_token(COOKIE_PREFIX, holder.cookie) if holder.cookie else None
    if token is None or holder.link_id is None:
        raise NoLink
    with holder.database.transaction(token.office_id, write=write) as session:
        is_theirs = (ShareLink.id == holder.link_id) & (ShareLink.cookie_hash == token.hash)
        yield session, opened_by(session, token, is_theirs)


@contextmanager
def own_calendar(database: Database, text: str) -> Iterator[tuple[Session, Opened]]:
    """A client's plan, to be read by the calendar that subscribed to it."""
    token = read_token(CALENDAR_PREFIX, text)
    if token is None:
        raise NoLink
    with database.transaction(token.office_id, write=False) as session:
        yield session, opened_by(session, token, ShareLink.calendar_hash == token.hash)


def calendar_secret(holder: Holder) -> str:
    """The cookie leads to it, and it does not lead back."""
    return token_from(CALENDAR_PREFIX, holder.cookie or "")[0]


def opened_by(session: Session, token: Token, is_meant: ColumnElement[bool]) -> Opened:
    found = session.execute(
        select(
            ShareLink.id, ShareLink.client_id, ShareLink.can_update, ShareLink.expires_on,
            Client.name, Office.name.label("office"), Office.timezone,
            User.name.label("advisor"), User.email, ShareLink.calendar_hash,
        )
        .join(
            Client,
            (Client.office_id == ShareLink.office_id) & (Client.id == ShareLink.client_id),
        )
        .join(Office, Office.id == ShareLink.office_id)
        .join(User, User.id == Client.advisor_id, isouter=True)
        .where(
            ShareLink.office_id == token.office_id,
            is_meant,
            ShareLink.revoked_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NoLink
    if found.expires_on < clock.today_in(found.timezone):
        raise LinkRanOut(found.expires_on, found.office, found.advisor or "", found.email or "")
    access = OwnAccess(
        office_id=token.office_id,
        timezone=found.timezone,
        client_id=found.client_id,
        link_id=found.id,
        can_update=found.can_update,
    )
    return Opened(
        access,
        found.name,
        found.office,
        found.advisor or "",
        found.email or "",
        found.expires_on,
        found.calendar_hash is not None,
    )


def note_opening(session: Session, access: OwnAccess, at: datetime) -> None:
    """Said by the page itself once somebody has it before them; previews do not."""
    is_new = ShareLink.last_opened_at.is_(None) | (ShareLink.last_opened_at < at - VISIT_LASTS)
    mine = (ShareLink.office_id == access.office_id, ShareLink.id == access.link_id)
    for change, which in (
        ({"opened_count": ShareLink.opened_count + 1}, (*mine, is_new)),
        ({"last_opened_at": at}, mine),
    ):
        session.execute(
            update(ShareLink)
            .where(*which)
            .values(change)
            .execution_options(synchronize_session=False)
        )
