"""What a client tells by their link: it counts at once, and a colleague accepts or undoes it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, OwnAccess, Permission
from app.accounts.queries import all_of, one_of
from app.audit.actions import record
from app.audit.queries import happened_since
from app.clients import actions as clients
from app.clients.forms import ClientChanges, JobChanges
from app.clients.models import Client
from app.clients.queries import held_client, one_client, one_job
from app.faults import BadInput
from app.links.models import News
from app.offers import actions as offers
from app.offers.forms import ContactChanges, OfferChanges
from app.offers.queries import one_contact, one_offer
from app.plans import touches
from app.plans.models import Touch
from app.web.strict import Voiding

ACCEPTED, UNDONE = "accepted", "undone"
WORDS_TO_THE_OFFICE = ("message", "pause")  # which change nothing by themselves
MOST_TOLD = 8  # shown to the client

Details = dict[str, Any]


def tell(
    session: Session,
    access: OwnAccess,
    kind: str,
    *,
    at: datetime,
    subject_id: UUID | None = None,
    text: str = "",
    details: Details | None = None,
) -> News:
    client_id = access.require_of(Permission.WRITE_PEOPLE, access.client_id)
    told = News(
        office_id=access.office_id,
        client_id=client_id,
        link_id=access.link_id,
        kind=kind,
        subject_id=subject_id,
        text=text,
        details=details or {},
        told_at=at,
    )
    session.add(told)
    session.flush()
    if kind in WORDS_TO_THE_OFFICE:
        record(session, access, f"news.{kind}", at=at, client_id=client_id, subject_id=told.id)
    return told


def one_news(session: Session, access: Access, news_id: UUID) -> News:
    return one_of(session, access, News, news_id)


def open_news(
    session: Session,
    access: Access,
    advisor_id: UUID | None = None,
    limit: int = 100,
    after: UUID | None = None,
    since: datetime | None = None,
) -> list[tuple[News, str]]:
    """What nobody has looked at yet, with the client's name, the newest first.

    Of one advisor's clients, and of those who have none: nobody else would see it.
    """
    access.require(Permission.READ_PEOPLE)
    wanted = (
        select(News, Client.name)
        .join(Client, (Client.office_id == News.office_id) & (Client.id == News.client_id))
        .where(
            News.office_id == access.office_id,
            News.settled_at.is_(None),
            happened_since(since, News.told_at),
        )
    )
    if advisor_id is not None:
        theirs = or_(Client.advisor_id == advisor_id, Client.advisor_id.is_(None))
        wanted = wanted.where(theirs)
    if after is not None:
        wanted = wanted.where(News.id < after)
    rows = session.execute(wanted.order_by(News.id.desc()).limit(limit))
    return [(news, name) for news, name in rows]


def told_by(session: Session, access: Access, client_id: UUID) -> list[News]:
    """All that a client told, the newest first."""
    return all_of(session, access, News, client_id)[::-1]


def news_of_touch(session: Session, access: Access, client_id: UUID, touch_id: UUID) -> News | None:
    return session.scalars(
        select(News).where(
            News.office_id == access.office_id,
            News.client_id == client_id,
            News.kind == "touch",
            News.subject_id == touch_id,
        )
    ).first()


def held_news(session: Session, access: Access, news_id: UUID) -> News:
    news = one_news(session, access, news_id)
    held_client(session, access, news.client_id)
    session.refresh(news)
    return news


def accept(session: Session, access: Access, news_id: UUID, at: datetime) -> News:
    """Seen, and left as it is; a pause that was asked for begins."""
    access.require(Permission.WRITE_PEOPLE)
    news = held_news(session, access, news_id)
    if news.settled_at is not None:
        return news
    if news.kind == "pause":
        changes = ClientChanges(paused_until=news.details["until"], pause_reason=news.text)
        clients.change_client(session, access, news.client_id, changes, at)
    return settle(session, access, news, ACCEPTED, at)


def undo(session: Session, access: Access, news_id: UUID, *, today: date, at: datetime) -> News:
    """By a colleague, or by the client as long as nobody has accepted it."""
    news = held_news(session, access, news_id)
    if news.settled_at is not None:
        return news
    UNDOING[news.kind](session, access, news, today, at)
    return settle(session, access, news, UNDONE, at)


def void_touch(
    session: Session, access: Access, touch_id: UUID, form: Voiding, at: datetime
) -> Touch:
    """By a colleague: whoever told of it, nobody is asked about it any more."""
    touch = touches.void_touch(session, access, touch_id, form, at)
    told = news_of_touch(session, access, touch.client_id, touch.id)
    if told is not None and told.settled_at is None:
        settle(session, access, told, UNDONE, at)
    return touch


def settle(session: Session, access: Access, news: News, outcome: str, at: datetime) -> News:
    news.settled_at, news.settled_by, news.outcome = at, access.user_id, outcome
    record(session, access, f"news.{outcome}", at=at, client_id=news.client_id, subject_id=news.id)
    return news


def undo_touch(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    reason = Voiding(reason="Undone" if isinstance(access, OwnAccess) else "Not so")
    touches.void_touch(session, access, subject_of(news), reason, at)


def undo_person(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    """People stay on record; this one is pursued no more."""
    closing = ContactChanges(closed_on=today, closed_reason="Added by the client, and taken back")
    offers.change_contact(session, access, subject_of(news), closing, today=today, at=at)


def undo_details(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    contact = one_contact(session, access, subject_of(news))
    changes = ContactChanges(**restored(contact, news.details))
    offers.change_contact(session, access, contact.id, changes, today=today, at=at)


def undo_key(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    for contact_id, was_key in news.details["before"].items():
        changes = ContactChanges(is_key=was_key)
        offers.change_contact(session, access, UUID(contact_id), changes, today=today, at=at)


def undo_job(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    """A job that was added stays on record, and no offer was declined for it."""
    job = one_job(session, access, subject_of(news))
    for offer_id in news.details.get("offers", ()):
        if one_offer(session, access, UUID(offer_id)).job_id == job.id:
            apart = OfferChanges(job_id=None)
            offers.change_offer(session, access, UUID(offer_id), apart, today=today, at=at)
    if "before" in news.details:
        clients.change_job(session, access, job.id, JobChanges(**restored(job, news.details)), at)


def undo_move(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    client = one_client(session, access, news.client_id)
    changes = ClientChanges(**restored(client, news.details))
    clients.change_client(session, access, client.id, changes, at)


def only_settle(session: Session, access: Access, news: News, today: date, at: datetime) -> None:
    """What was said or asked for changed nothing yet."""


UNDOING = {
    "touch": undo_touch,
    "person": undo_person,
    "details": undo_details,
    "key": undo_key,
    "job": undo_job,
    "move": undo_move,
    "pause": only_settle,
    "message": only_settle,
}


def subject_of(news: News) -> UUID:
    if news.subject_id is None:
        raise BadInput("id", "has nothing to undo")
    return news.subject_id


def differences(thing: Any, changes: Details) -> Details:
    """What is changed, as JSON: before and after."""
    differing = {name: value for name, value in changes.items() if getattr(thing, name) != value}
    return {
        "before": {name: as_json(getattr(thing, name)) for name in differing},
        "after": {name: as_json(value) for name, value in differing.items()},
    }


def restored(thing: Any, details: Details) -> Details:
    """What was before, where nobody has changed it since."""
    after = details["after"]
    return {
        name: value
        for name, value in details["before"].items()
        if as_json(getattr(thing, name)) == after[name]
    }


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
