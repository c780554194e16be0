"""The letter by which somebody sets a new password."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office, PasswordReset, User
from app.accounts.tokens import token_of
from app.mail.models import Letter
from app.mail.writing import Desk, Sample, Writer, Written
from app.sign_in.resets import PREFIX, RESET
from app.web.language import ENGLISH


def write_reset(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    reset = session.get(PasswordReset, (access.office_id, UUID(letter.details["reset"])))
    if reset is None or reset.salt is None:
        return None
    user = session.get_one(User, reset.user_id)
    is_older = user.password_set_at is not None and user.password_set_at >= reset.made_at
    if (reset.used_at or is_older) and not desk.masked:
        return None
    office = session.get_one(Office, access.office_id)
    secret, _token = token_of(PREFIX, access.office_id, desk.key, reset.salt)
    return reset_words(user.name, office.reply_to or "", desk.address("login/password", secret))


def reset_words(name: str, reply_to: str, address: str) -> Written:
    return Written(
        subject="A new password for Regards",
        to_name=name,
        paragraphs=(
            f"Hello {name},",
            "somebody, most likely you, asked for a new password for your login. Choose it here:",
        ),
        button=("Choose a new password", address),
        closing=(
            "The link works once, and for an hour. Wherever you are signed in now, you will be"
            " asked to sign in again.",
            "If it was not you, you need do nothing: your password stays as it is.",
        ),
        language=ENGLISH,
        reply_to=reply_to,
    )


def sample_reset(office: Office, desk: Desk) -> Written:
    return reset_words("Dana Reed", office.reply_to or "", desk.address("login/password", ""))


WRITERS: dict[str, Writer] = {RESET: write_reset}
SAMPLES: dict[str, Sample] = {RESET: sample_reset}
