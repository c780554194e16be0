"""Making shared links, making them last longer, and taking them back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.access import Access, OwnAccess, Permission
from app.accounts.tokens import Token, make_token, new_salt, token_from, token_of
from app.audit.actions import entry_of, record, record_all
from app.clients.queries import held_client
from app.cycle.dates import add_days, add_months
from app.db.base import new_id
from app.faults import BadInput, NotNow
from app.links.forms import NewShareLink, Renewal
from app.links.models import ShareLink
from app.links.queries import held_link
from app.mail.actions import post_letter

PREFIX, COOKIE_PREFIX, CALENDAR_PREFIX, BROWSER_PREFIX = "rgl", "rgp", "rgc", "rgb"
GOOD_FOR = 180  # days
LINK, LETTER_GOOD_FOR = "link", timedelta(days=7)  # the letter that takes it to the client
LONGEST = 24  # months
VISIT_LASTS = timedelta(minutes=30)  # what is opened within is the same visit


def make_link(
    session: Session,
    access: Access,
    client_id: UUID,
    form: NewShareLink,
    *,
    today: date,
    at: datetime,
    key: bytes = b"",
) -> tuple[str, ShareLink]:
    """The secret to show this once. `key` is the service's own, for letters that tell it too."""
    client = held_client(session, access, client_id)
    if form.by_mail and not client.email:
        raise BadInput("by_mail", "has nowhere to go: no e-mail of the client is on file")
    if form.by_mail and not key:
        raise BadInput("by_mail", "cannot be sent: nobody has set up mail on this service")
    ends_on = last_day(form.expires_on, today)
    wanted = {"can_update": form.can_update, "expires_on": ends_on.isoformat()}
    text, row = new_link(access, client.id, wanted, at, key)
    made = ShareLink(**row)
    session.add(made)
    session.flush()
    record(session, access, "link.made", at=at, client_id=client.id, subject_id=made.id, **wanted)
    if form.by_mail and client.email:
        post_letter(
            session, access, LINK, client.email,
            {"link": str(made.id), "language": form.language},
            at=at, good_for=LETTER_GOOD_FOR, client_id=client.id,
        )  # fmt: skip
    return text, made


def new_link(
    access: Access, client_id: UUID, wanted: Mapping[str, Any], at: datetime, key: bytes = b""
) -> tuple[str, dict[str, Any]]:
    """The secret, and the row of what is kept of it; `wanted` as the audit tells it.

    With a `key` it can be told once more, by a letter.
    """
    salt = new_salt() if key else None
    if salt:
        text, token = token_of(PREFIX, access.office_id, key, salt)
    else:
        text, token = make_token(PREFIX, access.office_id)
    cookie_text, cookie = token_from(COOKIE_PREFIX, text)
    _, calendar = token_from(CALENDAR_PREFIX, cookie_text)
    return text, {
        "office_id": access.office_id,
        "id": new_id(),
        "client_id": client_id,
        "token_hash": token.hash,
        "cookie_hash": cookie.hash,
        "calendar_hash": calendar.hash,
        "salt": salt,
        "can_update": wanted["can_update"],
        "made_by": access.user_id,
        "made_at": at,
        "expires_on": date.fromisoformat(wanted["expires_on"]),
        "revoked_at": None,
        "opened_count": 0,
        "last_opened_at": None,
    }


def last_day(given: date | None, today: date) -> date:
    if given is None:
        return add_days(today, GOOD_FOR)
    if given < today:
        raise BadInput("expires_on", "lies in the past")
    if given > add_months(today, LONGEST):
        raise BadInput("expires_on", "must lie within two years")
    return given


def give_calendar(session: Session, access: OwnAccess, calendar: Token, at: datetime) -> None:
    """To a link from before there were calendars. Whoever holds it has the secret already."""
    given = session.execute(
        update(ShareLink)
        .where(
            ShareLink.office_id == access.office_id,
            ShareLink.id == access.link_id,
            ShareLink.calendar_hash.is_(None),
        )
        .values(calendar_hash=calendar.hash)
        .returning(ShareLink.id)
        .execution_options(synchronize_session=False)
    ).first()
    if given:
        record(
            session,
            access,
            "link.given_calendar",
            at=at,
            client_id=access.client_id,
            subject_id=access.link_id,
        )


def renew_link(
    session: Session, access: Access, link_id: UUID, form: Renewal, *, today: date, at: datetime
) -> ShareLink:
    """The same link opens again, or for longer; one that was revoked stays so.

    Where no day is given it is the usual one, and never shorter than before.
    """
    link = held_link(session, access, link_id)
    if link.revoked_at is not None:
        raise NotNow("This link was revoked and opens nothing any more. Make a new one instead.")
    ends_on = last_day(form.expires_on, today)
    if not form.expires_on:
        ends_on = max(ends_on, link.expires_on)
    if ends_on == link.expires_on:
        return link
    link.expires_on = ends_on
    record(
        session,
        access,
        "link.renewed",
        at=at,
        client_id=link.client_id,
        subject_id=link.id,
        expires_on=link.expires_on.isoformat(),
    )
    return link


def revoke_link(session: Session, access: Access, link_id: UUID, at: datetime) -> ShareLink:
    link = held_link(session, access, link_id)
    if link.revoked_at is None:
        link.revoked_at = at
        record(session, access, "link.revoked", at=at, client_id=link.client_id, subject_id=link.id)
    return link


def revoke_every_link(session: Session, access: Access, at: datetime) -> int:
    """Of all the office's clients; gives how many there were."""
    access.require(Permission.MANAGE_OFFICE)
    revoked = session.execute(
        update(ShareLink)
        .where(ShareLink.office_id == access.office_id, ShareLink.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(ShareLink.id, ShareLink.client_id)
        .execution_options(synchronize_session=False)
    ).all()
    if revoked:
        each = [
            entry_of(access, "link.revoked", at=at, client_id=client_id, subject_id=link_id)
            for link_id, client_id in revoked
        ]
        record_all(session, each)
        record(session, access, "links.revoked", at=at, links=len(revoked))
    return len(revoked)
