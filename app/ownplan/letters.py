"""What a reminder says to a client: the one thing to do, in the words of their plan."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office
from app.accounts.tokens import token_of
from app.cycle.facts import Step
from app.cycle.windows import Window
from app.db.prepared import Reader
from app.faults import LinkRanOut, NoLink
from app.links.actions import PREFIX
from app.links.door import Opened, opened_for_letter
from app.links.models import ShareLink
from app.mail.models import Letter, Subscription
from app.mail.subscribing import secret_of
from app.mail.writing import Desk, Sample, Writer, Written
from app.ownplan.queries import open_own_file
from app.ownplan.reminders import REMINDER
from app.ownplan.view import base_of, now_of, pending_in
from app.ownplan.words import Scene, title_of, when_of, why_of
from app.web.language import gettext as _
from app.web.language import language, speaking, spoken


def write_reminder(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    """None where nothing is to be done any more, or the link that it would lead to is shut."""
    one = session.get(Subscription, (access.office_id, UUID(letter.details["subscription"])))
    if one is None or (one.ended_at and not desk.masked):
        return None
    reader = Reader.of(session)
    try:
        opened, salt = opened_for_letter(reader, access, UUID(one.details["link"]))
    except (NoLink, LinkRanOut):
        return None
    file = open_own_file(reader, opened, date.fromisoformat(letter.details["on"]))
    is_paused = file.paused_until is not None and file.paused_until > file.today
    now = now_of(pending_in(file))
    if now is None or is_paused or not opened.reminds:
        return None
    office = session.get_one(Office, access.office_id)
    address = address_of(session, opened, salt, desk)
    with speaking(language(one.details["language"])):
        return reminder_words(
            opened.client_name,
            now.scene,
            address=address or desk.page(base_of(opened.link_id)[1:] + "/plan"),
            opens_anywhere=bool(address),
            advisor=opened.advisor,
            leaving=desk.address("unsubscribe", secret_of(one, desk.key)),
            reply_to=office.reply_to or opened.advisor_email,
        )


def address_of(session: Session, opened: Opened, salt: str | None, desk: Desk) -> str:
    """Of the very link by which they asked for it, as long as its secret can be told; or ''."""
    if salt is None:
        return ""
    secret, token = token_of(PREFIX, opened.access.office_id, desk.key, salt)
    link = session.get_one(ShareLink, (opened.access.office_id, opened.link_id))
    return desk.address("p", secret) if token.hash == link.token_hash or desk.masked else ""


def reminder_words(
    name: str,
    scene: Scene,
    *,
    address: str,
    opens_anywhere: bool,
    advisor: str,
    leaving: str,
    reply_to: str,
) -> Written:
    """In the language that is spoken."""
    elsewhere = _(
        "It opens in the browser in which you had your plan open before; anywhere else by the link"
        " that you were sent."
    )
    advised = _("Your advisor is %(name)s.", name=advisor) if advisor else ""
    asked = _("You asked for a letter on the days on which a step of your plan begins.")
    return Written(
        subject=title_of(scene),
        to_name=name,
        headline=title_of(scene),
        paragraphs=(_("Dear %(name)s,", name=name), why_of(scene), when_of(scene)),
        button=(_("Open your plan"), address),
        closing=(
            *(() if opens_anywhere else (elsewhere,)),
            " ".join(filter(None, (advised, asked))),
        ),
        language=spoken.get(),
        reply_to=reply_to,
        leaving=(_("No more of these letters"), leaving),
    )


def sample_reminder(office: Office, desk: Desk) -> Written:
    on = date(2026, 3, 2)
    window = Window(Step.UPDATE, on, date(2026, 4, 2), date(2026, 4, 16))
    return reminder_words(
        "Maya Okafor",
        Scene(window, "Abbott", "Grace Kim", None, None, on),
        address=desk.address("p", ""),
        opens_anywhere=True,
        advisor="Dana Reed",
        leaving=desk.address("unsubscribe", ""),
        reply_to=office.reply_to or "dana@careers.example.edu",
    )


WRITERS: dict[str, Writer] = {REMINDER: write_reminder}
SAMPLES: dict[str, Sample] = {REMINDER: sample_reminder}
