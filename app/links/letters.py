"""The letters to clients about their links."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office, User
from app.accounts.tokens import token_of
from app.clients.queries import one_client
from app.clock import today_in
from app.links.actions import LINK, PREFIX
from app.links.confirming import CODE, GOOD_FOR, code_of, confirmation_of
from app.links.models import ShareLink
from app.links.words import how_to_keep_it, is_open, subject_of_letter, what_it_opens
from app.mail.models import Letter
from app.mail.writing import Desk, Sample, Writer, Written
from app.web.language import gettext as _
from app.web.language import language, speaking, spoken


def write_code(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    asked = confirmation_of(session, access, UUID(letter.details["confirmation"]))
    if asked is None or (asked.confirmed_at and not desk.masked):
        return None
    office = session.get_one(Office, access.office_id)
    client = one_client(session, access, asked.client_id)
    if asked.sent_to != client.email and not desk.masked:
        return None
    with speaking(language(letter.details["language"])):
        return code_words(office, client.name, desk.secret(code_of(asked.id, asked.salt, desk.key)))


def code_words(office: Office, name: str, code: str) -> Written:
    """In the language that is spoken."""
    return Written(
        subject=_("Your code for your plan"),
        to_name=name,
        paragraphs=(
            _("Hello %(name)s,", name=name),
            _("With this code your plan opens in the browser that asked for it:"),
        ),
        closing=(
            _(
                "It is good for %(minutes)d minutes. Nobody of %(office)s will ever ask you"
                " for it.",
                minutes=int(GOOD_FOR.total_seconds()) // 60,
                office=office.name,
            ),
            _(
                "If it was not you who asked, you need do nothing: without the code the plan"
                " stays shut."
            ),
        ),
        language=spoken.get(),
        code=code,
        reply_to=office.reply_to or "",
    )


def write_link(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    """In the words that an advisor would send it with."""
    link = session.get(ShareLink, (access.office_id, UUID(letter.details["link"])))
    if link is None or link.salt is None:
        return None
    office = session.get_one(Office, access.office_id)
    if not (is_open(link, today_in(office.timezone)) or desk.masked):
        return None
    client = one_client(session, access, link.client_id)
    maker = session.get(User, link.made_by) if link.made_by else None
    secret, _token = token_of(PREFIX, access.office_id, desk.key, link.salt)
    with speaking(language(letter.details.get("language", "en"))):
        return link_words(
            client.name,
            maker.name if maker else office.name,
            desk.address("p", secret),
            link.expires_on,
            can_update=link.can_update,
            reply_to=(maker.email if maker else office.reply_to) or "",
        )


def link_words(
    name: str, maker: str, address: str, until: date, *, can_update: bool, reply_to: str
) -> Written:
    """In the language that is spoken."""
    return Written(
        subject=subject_of_letter(),
        to_name=name,
        paragraphs=(_("Dear %(name)s,", name=name), what_it_opens(can_update=can_update)),
        button=(_("Open your plan"), address),
        closing=(how_to_keep_it(until), _("Kind regards,") + f" {maker}"),
        language=spoken.get(),
        reply_to=reply_to,
    )


def sample_code(office: Office, desk: Desk) -> Written:
    return code_words(office, "Maya Okafor", desk.secret("123456"))


def sample_link(office: Office, desk: Desk) -> Written:
    return link_words(
        "Maya Okafor", "Dana Reed", desk.address("p", ""), date(2026, 9, 4),
        can_update=True, reply_to="dana@careers.example.edu",
    )  # fmt: skip


WRITERS: dict[str, Writer] = {CODE: write_code, LINK: write_link}
SAMPLES: dict[str, Sample] = {LINK: sample_link, CODE: sample_code}
