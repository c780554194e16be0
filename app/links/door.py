"""The client's door into their own plan: a link's cookie in, a transaction and an access out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access, OwnAccess
from app.accounts.models import Office, User
from app.accounts.tokens import Token, read_token, token_from, token_in
from app.audit.models import IS_DEED, AuditEntry
from app.clients.models import Client
from app.db.engine import Database
from app.db.prepared import Among, Prepared, Reader
from app.faults import LinkRanOut, NoLink, NotConfirmed
from app.links.actions import (
    BROWSER_PREFIX,
    CALENDAR_PREFIX,
    COOKIE_PREFIX,
    PREFIX,
    VISIT_LASTS,
)
from app.links.models import Confirmation, ShareLink
from app.plans.models import OfficePolicy


class Holder(NamedTuple):
    """Which browser says to hold which link: parsed, not yet believed."""

    database: Database
    cookie: str | None
    link_id: UUID | None
    browser: str | None = None  # the cookie of whoever asked for a code

    @property
    def browser_hash(self) -> str:
        token = read_token(BROWSER_PREFIX, self.browser) if self.browser else None
        return token.hash if token else ""


class Edition(NamedTuple):
    """What decides, beside rules and words, what a calendar says."""

    timezone: str
    deeds: int  # about the client
    policy: int | None


class Opened(NamedTuple):
    """Whose plan is open, for every page of it."""

    access: OwnAccess
    client_name: str
    office_name: str
    advisor: str
    advisor_email: str
    ends_on: date
    has_calendar: bool
    client_email: str
    asks_for_code: bool
    reminds: bool  # whether the office sends reminders to clients who want them

    @property
    def link_id(self) -> UUID:
        return self.access.link_id


def exchange(database: Database, text: str) -> tuple[str, Opened]:
    """The cookie for the link in an address, however a mail program left it. Writes nothing."""
    secret = token_in(PREFIX, text)
    token = read_token(PREFIX, secret) if secret else None
    if secret is None or token is None:
        raise NoLink
    with database.reading(token.office_id) as reader:
        opened, _ = found_by(reader, token, BY_TOKEN)
    return token_from(COOKIE_PREFIX, secret)[0], opened


@contextmanager
def own_plan(
    holder: Holder, *, write: bool = False, before_code: bool = False
) -> Iterator[tuple[Session, Opened]]:
    """One unit of work of a client, in their own plan. Commits at the end.

    Whoever writes has it before them, with script or without. `before_code` is for asking for the
    code and typing it: nothing of the plan may be shown then.
    """
    token = held_token(holder)
    with holder.database.transaction(token.office_id, write=write) as session:
        opened = opened_by(Reader.of(session), holder, token, before_code=before_code)
        yield session, opened
        # Last: the client is held before the link, as where a link is revoked.
        if write and not before_code:
            note_opening(session, opened.access, clock.now())


@contextmanager
def glance_at_plan(holder: Holder) -> Iterator[tuple[Reader, Opened]]:
    """Like `own_plan`, for what only reads: without a Session."""
    token = held_token(holder)
    with holder.database.reading(token.office_id) as reader:
        yield reader, opened_by(reader, holder, token)


def held_token(holder: Holder) -> Token:
    token = read_token(COOKIE_PREFIX, holder.cookie) if holder.cookie else None
    if token is None or holder.link_id is None:
        raise NoLink
    return token


def opened_by(reader: Reader, holder: Holder, token: Token, *, before_code: bool = False) -> Opened:
    opened, (asked_at, confirmed_at) = found_by(
        reader, token, BY_COOKIE, link_id=holder.link_id, browser=holder.browser_hash
    )
    if opened.asks_for_code and not confirmed_at and not before_code:
        raise NotConfirmed(
            opened.link_id,
            opened.office_name,
            opened.advisor_email,
            opened.client_email,
            bool(asked_at),
        )
    return opened


def glance_at_calendars(
    database: Database, office_id: UUID, hashes: Sequence[str]
) -> dict[str, Edition]:
    """Of those that open, by one statement: mostly that is all that is asked."""
    with database.reading(office_id) as reader:
        rows = reader.rows(EDITIONS, office_id=office_id, hashes=hashes)
        if missing := set(hashes).difference(hash_ for hash_, *_ in rows):
            rows += reader.rows(CONFIRMED_EDITIONS, office_id=office_id, hashes=[*missing])
    return {
        hash_: Edition(timezone, deeds, policy)
        for hash_, ends_on, timezone, deeds, policy in rows
        if ends_on >= clock.today_in(timezone)
    }


@contextmanager
def own_calendar(database: Database, text: str) -> Iterator[tuple[Session, Opened, Edition]]:
    """A client's plan, to be read by the calendar that subscribed to it."""
    token = read_token(CALENDAR_PREFIX, text)
    if token is None:
        raise NoLink
    with database.transaction(token.office_id, write=False) as session:
        yield session, *by_calendar(Reader.of(session), token)


def calendar_secret(holder: Holder, opened: Opened) -> tuple[str, Token]:
    """The cookie leads to it, and it does not lead back.

    Where a code is asked for, the link alone must not: there it follows from the browser's own.
    """
    origin = holder.browser if opened.asks_for_code else holder.cookie
    return token_from(CALENDAR_PREFIX, origin or "")


def opened_for_letter(reader: Reader, access: Access, link_id: UUID) -> tuple[Opened, str | None]:
    """What a link opens, for a letter that the service writes to its client; and its salt.

    One that was revoked or has run out opens nothing here either.
    """
    opened, (salt,) = found_by(reader, Token(access.office_id, ""), BY_ID, link_id=link_id)
    return opened, salt


DEEDS = (
    select(func.count())
    .where(
        AuditEntry.office_id == ShareLink.office_id,
        AuditEntry.client_id == ShareLink.client_id,
        IS_DEED,
    )
    .correlate(ShareLink)
    .scalar_subquery()
)
OPENED = (
    select(
        ShareLink.id, ShareLink.client_id, ShareLink.can_update, ShareLink.expires_on,
        Client.name, Office.name.label("office"), Office.timezone,
        User.name.label("advisor"), User.email,
        or_(ShareLink.calendar_hash.is_not(None), Office.asks_for_code).label("has_calendar"),
        Client.email.label("client_email"), Office.asks_for_code, Office.reminds_clients,
    )
    .join(
        Client,
        (Client.office_id == ShareLink.office_id) & (Client.id == ShareLink.client_id),
    )
    .join(Office, Office.id == ShareLink.office_id)
    .join(User, User.id == Client.advisor_id, isouter=True)
    .where(
        ShareLink.office_id == bindparam("office_id", type_=Uuid()),
        ShareLink.revoked_at.is_(None),
    )
)  # fmt: skip
HASH = bindparam("hash", type_=Text())
BY_TOKEN = Prepared(OPENED.where(ShareLink.token_hash == HASH))
BY_ID = Prepared(
    OPENED.add_columns(ShareLink.salt).where(ShareLink.id == bindparam("link_id", type_=Uuid()))
)
OF_LINK = (
    (Confirmation.office_id == ShareLink.office_id)
    & (Confirmation.link_id == ShareLink.id)
    & (Confirmation.sent_to == Client.email)
)
BY_COOKIE = Prepared(
    OPENED.add_columns(Confirmation.asked_at, Confirmation.confirmed_at)
    .join(
        Confirmation,
        OF_LINK & (Confirmation.browser_hash == bindparam("browser", type_=Text())),
        isouter=True,
    )
    .where(ShareLink.id == bindparam("link_id", type_=Uuid()), ShareLink.cookie_hash == HASH)
)
CALENDAR = OPENED.add_columns(DEEDS, OfficePolicy.version).join(
    OfficePolicy, OfficePolicy.office_id == ShareLink.office_id, isouter=True
)
UNGUARDED = CALENDAR.where(~Office.asks_for_code)
CONFIRMED = CALENDAR.join(Confirmation, OF_LINK & Confirmation.confirmed_at.is_not(None))
BY_CALENDAR = Prepared(UNGUARDED.where(ShareLink.calendar_hash == HASH))
BY_CONFIRMED_CALENDAR = Prepared(CONFIRMED.where(Confirmation.calendar_hash == HASH))


def editions_of(calendars: Select[Any], calendar_hash: Any) -> Prepared:
    """Of many calendars of one office, each by its hash."""
    return Prepared(
        calendars.where(Among(calendar_hash, "hashes")).with_only_columns(
            calendar_hash, ShareLink.expires_on, Office.timezone, DEEDS, OfficePolicy.version,
            maintain_column_froms=True,
        )
    )  # fmt: skip


EDITIONS = editions_of(UNGUARDED, ShareLink.__table__.c.calendar_hash)
CONFIRMED_EDITIONS = editions_of(CONFIRMED, Confirmation.__table__.c.calendar_hash)


def by_calendar(reader: Reader, token: Token) -> tuple[Opened, Edition]:
    try:
        opened, (deeds, policy) = found_by(reader, token, BY_CALENDAR)
    except NoLink:
        opened, (deeds, policy) = found_by(reader, token, BY_CONFIRMED_CALENDAR)
    return opened, Edition(opened.access.timezone, deeds, policy)


def found_by(
    reader: Reader, token: Token, by: Prepared, **given: UUID | str | None
) -> tuple[Opened, tuple[Any, ...]]:
    """What a link opens, and what the statement asks for beyond it."""
    found = reader.rows(by, office_id=token.office_id, hash=token.hash, **given)
    if not found:
        raise NoLink
    (
        link_id, client_id, can_update, expires_on, client_name, office, timezone, advisor, email,
        has_calendar, client_email, asks_for_code, reminds, *more,
    ) = found[0]  # fmt: skip
    if expires_on < clock.today_in(timezone):
        raise LinkRanOut(expires_on, office, advisor or "", email or "")
    access = OwnAccess(
        office_id=token.office_id,
        timezone=timezone,
        client_id=client_id,
        link_id=link_id,
        can_update=bool(can_update),
    )
    opened = Opened(
        access,
        client_name,
        office,
        advisor or "",
        email or "",
        expires_on,
        bool(has_calendar),
        client_email or "",
        bool(asks_for_code),
        bool(reminds),
    )
    return opened, tuple(more)


def note_opening(session: Session, access: OwnAccess, at: datetime) -> None:
    """Previews never get here: they write nothing."""
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
