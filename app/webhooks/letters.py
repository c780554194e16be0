"""Word to the admins that a webhook was stopped: else nobody would look there."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Office, User
from app.accounts.queries import access_of_member, admins_of
from app.mail.actions import post_letter
from app.mail.models import Letter
from app.mail.writing import Desk, Sample, Writer, Written
from app.web.language import ENGLISH
from app.webhooks.models import Webhook

STOPPED = "webhook_stopped"
TELLS_FOR = timedelta(days=7)
WHY = {
    "refused": "answered that it wants no more news",
    "silent": "has taken nothing for three days",
}


def tell_admins(session: Session, access: Access, webhook_id: UUID, why: str, at: datetime) -> None:
    about = {"webhook": str(webhook_id), "why": why, "stopped_at": at.isoformat()}
    for user in admins_of(session, access):
        details = about | {"user": str(user.id)}
        post_letter(session, access, STOPPED, user.email, details, at=at, good_for=TELLS_FOR)


def write_stopped(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    """None once it is started again, or whoever is written to is no admin any more."""
    told = letter.details
    webhook = session.get(Webhook, (access.office_id, UUID(told["webhook"])))
    if webhook is None:
        return None
    theirs = access_of_member(session, access, UUID(told["user"]))
    can_act = theirs is not None and theirs.may(Permission.MANAGE_OFFICE)
    is_over = webhook.stopped_at != datetime.fromisoformat(told["stopped_at"]) or not can_act
    if is_over and not desk.masked:
        return None
    office = session.get_one(Office, access.office_id)
    return stopped_words(
        session.get_one(User, UUID(told["user"])).name,
        webhook,
        told["why"],
        office.name,
        desk.page(f"o/{office.slug}/settings/webhooks/{webhook.id}"),
    )


def stopped_words(name: str, webhook: Webhook, why: str, office: str, address: str) -> Written:
    host = urlsplit(webhook.url).hostname  # what stands behind it may be a secret
    return Written(
        subject=f"{webhook.name} is told nothing any more",
        to_name=name,
        paragraphs=(
            f"Hello {name},",
            f"{webhook.name}, at {host}, {WHY[why]}. So Regards has stopped sending there.",
            "What it was not told is kept until an admin starts it again.",
        ),
        button=("See what it answered", address),
        closing=(f"You get this letter as an admin of {office}.",),
        language=ENGLISH,
    )


def sample_stopped(office: Office, desk: Desk) -> Written:
    webhook = Webhook(name="Student records", url="https://records.example.edu/news")
    address = desk.page(f"o/{office.slug}/settings/webhooks")
    return stopped_words("Ruth Castellanos", webhook, "silent", office.name, address)


WRITERS: dict[str, Writer] = {STOPPED: write_stopped}
SAMPLES: dict[str, Sample] = {STOPPED: sample_stopped}
