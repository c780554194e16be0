"""The letters to those who are to work in the office."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Invitation, Office, User
from app.accounts.tokens import token_of
from app.clock import in_zone
from app.mail.models import Letter
from app.mail.writing import Desk, Sample, Writer, Written
from app.office.joining import INVITATION, PREFIX
from app.web.language import ENGLISH
from app.web.words import long_day

AS = {"admin": "as an admin", "advisor": "as an advisor", "analyst": "to read its reports"}


def write_invitation(
    session: Session, access: Access, letter: Letter, desk: Desk
) -> Written | None:
    invited = session.get(Invitation, (access.office_id, UUID(letter.details["invitation"])))
    if invited is None or invited.salt is None:
        return None
    if (invited.used_at or invited.revoked_at) and not desk.masked:
        return None
    office = session.get_one(Office, access.office_id)
    inviter = session.get(User, invited.invited_by) if invited.invited_by else None
    secret, _token = token_of(PREFIX, access.office_id, desk.key, invited.salt)
    return invitation_words(
        office.name,
        inviter.name if inviter else office.name,
        invited.role,
        desk.address("join", secret),
        long_day(in_zone(invited.expires_at, office.timezone).date()),
        (inviter.email if inviter else office.reply_to) or "",
    )


def invitation_words(
    office: str, inviter: str, role: str, address: str, until: str, reply_to: str
) -> Written:
    return Written(
        subject=f"Come in to {office}",
        to_name="",
        paragraphs=(
            "Hello,",
            f"{inviter} invites you to {office} on Regards {AS[role]}. You choose your own"
            " password, or use the one you have.",
        ),
        button=("Come in", address),
        closing=(
            f"The link is yours alone, opens the office once, and works until {until}.",
            "If you did not expect this letter, nothing happens unless you open the link.",
        ),
        language=ENGLISH,
        reply_to=reply_to,
    )


def sample_invitation(office: Office, desk: Desk) -> Written:
    address = desk.address("join", "")
    return invitation_words(
        office.name, "Dana Reed", "advisor", address, "4 September 2026", "dana@careers.example.edu"
    )


WRITERS: dict[str, Writer] = {INVITATION: write_invitation}
SAMPLES: dict[str, Sample] = {INVITATION: sample_invitation}
