"""What a client does by their link: it counts at once, and their advisor reads of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zlib import crc32

from sqlalchemy.orm import Session

from app.accounts.access import OwnAccess
from app.clients import actions as clients
from app.clients.forms import ClientChanges, JobChanges, NewJob
from app.clients.models import Client, Job
from app.clients.queries import held_client, jobs_of
from app.cycle.dates import add_months
from app.cycle.facts import TouchKind
from app.faults import BadInput, NotFound, Stale
from app.links import news
from app.links.door import Opened
from app.links.models import News
from app.offers import actions as offers
from app.offers.forms import ContactChanges, NewContact, OfferChanges
from app.offers.models import Contact
from app.offers.queries import contacts_of, held_contact, held_offer, offers_of
from app.ownplan.connections import connected_in
from app.ownplan.forms import Correction, Message, OwnContact, OwnJob, OwnTouch, PauseWish
from app.plans import touches
from app.plans.forms import NewTouch
from app.web.language import day_of_year
from app.web.language import gettext as _

LONGEST_PAUSE = 12  # months


@dataclass(frozen=True, slots=True)
class Now:
    at: datetime
    today: date  # the office's


def log_touch(
    session: Session, opened: Opened, contact_id: UUID, form: OwnTouch, now: Now
) -> News | None:
    """The same on the same day, from a second phone say, is one touch."""
    access, on = opened.access, form.on or now.today
    if on > now.today:
        raise BadInput("on", not_yet(opened, now.today))
    contact = held_contact(session, access, contact_id)
    for other in touches.touches_of(session, access, access.client_id):
        is_same = (other.contact_id, other.kind, other.happened_on) == (contact.id, form.kind, on)
        if is_same and other.voided_at is None:
            if form.note not in ("", other.note):  # more about it; a touch is never edited
                text = f"{contact.name}: {form.note}"
                return news.tell(session, access, "message", at=now.at, text=text)
            return news.news_of_touch(session, access, access.client_id, other.id)
    wanted = NewTouch(kind=form.kind, on=on, note=form.note)
    touch, _warnings = touches.log_touch(
        session, access, contact.id, wanted, today=now.today, at=now.at
    )
    return news.tell(session, access, "touch", at=now.at, subject_id=touch.id)


def note_connections(
    session: Session, opened: Opened, since: Mapping[UUID, date], now: Now
) -> list[News]:
    """With whom they are connected, by LinkedIn's list. Whoever is noted already stays as it is."""
    access = opened.access
    client = held_client(session, access, access.client_id)
    known = connected_in(touches.touches_of(session, access, client.id))
    told = [
        log_touch(session, opened, contact_id, OwnTouch(kind=TouchKind.CONNECTED, on=on), now)
        for contact_id, on in since.items()
        if contact_id not in known
    ]
    return [one for one in told if one is not None]


def not_yet(opened: Opened, today: date) -> str:
    return _(
        "has not begun yet at %(office)s: there it is still %(day)s. Choose that day, or an"
        " earlier one",
        office=opened.office_name,
        day=day_of_year(today, today),
    )


def add_person(
    session: Session, opened: Opened, offer_id: UUID, form: OwnContact, now: Now
) -> News:
    wanted = NewContact(**form.model_dump())
    contact = offers.add_contact(session, opened.access, offer_id, wanted, now.at)
    return news.tell(session, opened.access, "person", at=now.at, subject_id=contact.id)


def correct_contact(
    session: Session, opened: Opened, contact_id: UUID, form: Correction, now: Now
) -> News | None:
    access = opened.access
    contact = held_contact(session, access, contact_id)
    given = form.given()
    differences = news.differences(contact, {k: v for k, v in given.items() if k != "version"})
    offers.change_contact(
        session, access, contact.id, ContactChanges(**given), today=now.today, at=now.at
    )
    if not differences["after"]:
        return None
    return news.tell(
        session, access, "details", at=now.at, subject_id=contact.id, details=differences
    )


def to_choose_from(session: Session, access: OwnAccess, offer_id: UUID) -> list[Contact]:
    return [
        one
        for one in contacts_of(session, access, access.client_id)
        if one.offer_id == offer_id and not one.closed_on
    ]


def version_of_choice(people: Sequence[Contact]) -> int:
    """Another one where there are other people, or others of them are chosen."""
    return crc32(" ".join(sorted(f"{one.id} {one.is_key}" for one in people)).encode())


def choose_people(
    session: Session, opened: Opened, offer_id: UUID, chosen: set[UUID], version: str, now: Now
) -> News | None:
    """Whom to stay close to, of the people of one offer: whoever is not chosen is none of them."""
    access = opened.access
    offer = held_offer(session, access, offer_id)
    people = to_choose_from(session, access, offer.id)
    if not chosen <= {one.id for one in people}:
        raise NotFound
    if version and version != str(version_of_choice(people)):
        raise Stale
    differing = [one for one in people if one.is_key != (one.id in chosen)]
    if not differing:
        return None
    before = {str(one.id): one.is_key for one in differing}
    for one in differing:
        changes = ContactChanges(is_key=one.id in chosen)
        offers.change_contact(session, access, one.id, changes, today=now.today, at=now.at)
    after = {id: not was for id, was in before.items()}
    return news.tell(session, access, "key", at=now.at, details={"before": before, "after": after})


def tell_job(session: Session, opened: Opened, form: OwnJob, now: Now) -> News | None:
    """The start of the new job, and where one lives now."""
    access = opened.access
    client = held_client(session, access, access.client_id)
    jobs = jobs_of(session, access, client.id)
    if form.version not in (None, version_of_job(client, jobs)):
        raise Stale
    moved = news.differences(client, {"area": form.lives_in})
    told = None
    if moved["after"]:
        clients.change_client(session, access, client.id, ClientChanges(area=form.lives_in), now.at)
        told = news.tell(session, access, "move", at=now.at, subject_id=client.id, details=moved)
    return change_job(session, access, jobs, form, now) or told


def version_of_job(client: Client, jobs: Sequence[Job]) -> int:
    """Of all that the form shows: each part's only grows, and so does their sum."""
    return client.version + sum(job.version for job in jobs)


def change_job(
    session: Session, access: OwnAccess, jobs: Sequence[Job], form: OwnJob, now: Now
) -> News | None:
    values = form.of_job()
    if not jobs and not any(values.values()):
        return None
    if not form.employer:
        raise BadInput("employer", _("is still blank"))
    if form.is_another or not jobs:
        return add_job(session, access, form, now, is_first=not jobs)
    differences = news.differences(jobs[-1], values)
    if not differences["after"]:
        return None
    clients.change_job(session, access, jobs[-1].id, JobChanges(**values), now.at)
    return news.tell(session, access, "job", at=now.at, subject_id=jobs[-1].id, details=differences)


def add_job(session: Session, access: OwnAccess, form: OwnJob, now: Now, *, is_first: bool) -> News:
    """The first job is what the offers were declined for; a later one leaves them as they are."""
    wanted = NewJob(**form.of_job())
    job = clients.add_job(session, access, access.client_id, wanted, now.at)
    offers_made = offers_of(session, access, access.client_id) if is_first else []
    without = [one for one in offers_made if one.job_id is None]
    for offer in without:
        taken = OfferChanges(job_id=str(job.id))  # type: ignore[arg-type]
        offers.change_offer(session, access, offer.id, taken, today=now.today, at=now.at)
    details = {"offers": [str(offer.id) for offer in without]}
    return news.tell(session, access, "job", at=now.at, subject_id=job.id, details=details)


def ask_for_pause(session: Session, opened: Opened, form: PauseWish, now: Now) -> News:
    """It moves every day of the plan, so it begins once the advisor agrees."""
    held_client(session, opened.access, opened.access.client_id)
    if form.until <= now.today:
        raise BadInput("until", _("must lie in the future"))
    if form.until > add_months(now.today, LONGEST_PAUSE):
        raise BadInput("until", _("lies more than a year away; write to your advisor instead"))
    return news.tell(
        session, opened.access, "pause", at=now.at, text=form.reason,
        details={"until": form.until.isoformat()},
    )  # fmt: skip


def write_to_advisor(session: Session, opened: Opened, form: Message, now: Now) -> News:
    held_client(session, opened.access, opened.access.client_id)
    return news.tell(session, opened.access, "message", at=now.at, text=form.text)


def take_back(session: Session, opened: Opened, news_id: UUID, now: Now) -> News:
    return news.undo(session, opened.access, news_id, today=now.today, at=now.at)
