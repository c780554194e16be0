"""A letter to a client on the day a step opens: asked for on their own page, one a day at most.

What is asked once a day is which stored windows open on that day; what the letter says is the
plan's own, as it leaves.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Office
from app.clients.models import Client
from app.clock import in_zone, moment_of
from app.cycle.dates import add_days
from app.db.prepared import Prepared, Reader
from app.errands.actions import enqueue
from app.faults import LinkRanOut, NoLink
from app.links.door import Opened, opened_for_letter
from app.mail.actions import post_letter
from app.mail.models import Subscription
from app.mail.subscribing import end_subscription, subscribe, subscription_of
from app.offers.models import Contact, Offer

REMINDER = "reminder"  # the kind of the letter
REMIND = "remind clients"  # the kind of the errand
HOUR = 8  # by the office's clocks
AHEAD = timedelta(hours=36)  # scheduled each day, so that none is missed in between
DAYS_MADE_UP = 2  # after an outage; what opened before is no news any more
GOOD_FOR = timedelta(hours=36)
AT_A_TIME = 500  # clients of one errand


WISH = Prepared(
    select(Subscription.details).where(
        Subscription.office_id == bindparam("office_id", type_=Uuid()),
        Subscription.kind == REMINDER,
        Subscription.client_id == bindparam("of_client", type_=Uuid()),
        Subscription.ended_at.is_(None),
    )
)


def wants_reminders(reader: Reader, opened: Opened, wish: Mapping[str, str] | None) -> bool:
    """By a link that opens still: with it they end, since a letter leads nowhere else."""
    if wish is None or not opened.reminds:
        return False
    link_id = UUID(wish["link"])
    return link_id == opened.link_id or opens_still(reader, opened.access, link_id)


def opens_still(reader: Reader, access: Access, link_id: UUID) -> bool:
    try:
        opened_for_letter(reader, access, link_id)
    except (NoLink, LinkRanOut):
        return False
    return True


def choose_reminders(session: Session, opened: Opened, language: str, at: datetime) -> None:
    """In the language that the page speaks now, to the address on file."""
    access = opened.access
    client_id = access.require_of(Permission.READ_PEOPLE, access.client_id)
    if opened.reminds and opened.client_email:
        details = {"language": language, "link": str(opened.link_id)}
        subscribe(session, access, REMINDER, details, at, client_id=client_id)


def end_reminders(session: Session, opened: Opened, at: datetime) -> None:
    access = opened.access
    client_id = access.require_of(Permission.READ_PEOPLE, access.client_id)
    found = subscription_of(session, access, REMINDER, client_id=client_id)
    end_subscription(session, access, found, "page", at)


def schedule_reminders(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand: today and tomorrow, and the days that an outage took."""
    if not session.get_one(Office, access.office_id).reminds_clients:
        return
    today = in_zone(at, access.timezone).date()
    for on in (add_days(today, days) for days in range(-DAYS_MADE_UP, 2)):
        moment = moment_of(on, HOUR, access.timezone)
        if moment <= at + AHEAD:
            once_key = f"remind {on} {access.timezone}"
            enqueue(session, access, REMIND, {"on": on.isoformat()}, moment, once_key)


def remind_clients(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """Those for whom something opens on that day; the rest of many is an errand of its own."""
    if not session.get_one(Office, access.office_id).reminds_clients:
        return
    on, after = date.fromisoformat(details["on"]), details.get("after")
    today = in_zone(at, access.timezone).date()
    moment = moment_of(on, HOUR, access.timezone)
    if moment > at or on < add_days(today, -DAYS_MADE_UP):  # the office moved, or nobody worked
        return
    found = session.execute(
        select(Subscription.id, Client.id.label("client_id"), Client.email)
        .join(
            Client,
            (Client.office_id == Subscription.office_id) & (Client.id == Subscription.client_id),
        )
        .where(
            Subscription.office_id == access.office_id,
            Subscription.kind == REMINDER,
            Subscription.ended_at.is_(None),
            Subscription.chosen_at < moment,
            Subscription.id > (UUID(after) if after else UUID(int=0)),
            or_(Client.paused_until.is_(None), Client.paused_until <= today),
            or_(opens(Contact, on), opens(Offer, on)),
        )
        .order_by(Subscription.id)
        .limit(AT_A_TIME)
    ).all()
    for row in found:
        told = {"subscription": str(row.id), "on": today.isoformat()}
        post_letter(
            session, access, REMINDER, row.email, told, at=at, good_for=GOOD_FOR,
            client_id=row.client_id, once_key=f"reminder {row.client_id} {today}",
        )  # fmt: skip
    if len(found) == AT_A_TIME:
        last = str(found[-1].id)
        more = {"on": on.isoformat(), "after": last}
        enqueue(session, access, REMIND, more, at, f"remind {on} {access.timezone} after {last}")


def opens(table: type[Contact] | type[Offer], on: date) -> ColumnElement[bool]:
    return (
        select(table.id)
        .where(
            table.office_id == Client.office_id, table.client_id == Client.id, table.opens_on == on
        )
        .exists()
    )
