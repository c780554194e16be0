"""The letter by which somebody sets a new password, and the one that tells them it was done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office, PasswordReset, User
from app.accounts.tokens import token_of
from app.clock import in_zone
from app.mail.models import Letter
from app.mail.writing import Desk, Sample, Writer, Written
from app.sign_in.resets import CHANGED, PREFIX, RESET
from app.web.language import ENGLISH
from app.web.words import long_day

BY_LINK = "the link of our letter"
BY_THE_OLD_ONE = "somebody who was signed in as you and typed the one before"


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
            "Somebody, most likely you, asked for a new password for your login. Choose it here:",
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


def write_changed(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    """To whoever reads that mail, since somebody else may have done it."""
    if "reset" in letter.details:
        reset = session.get(PasswordReset, (access.office_id, UUID(letter.details["reset"])))
        if reset is None or reset.used_at is None:
            return None
        user_id, done_at, how = reset.user_id, reset.used_at, BY_LINK
    else:
        user_id = UUID(letter.details["user"])
        done_at, how = datetime.fromisoformat(letter.details["at"]), BY_THE_OLD_ONE
    office = session.get_one(Office, access.office_id)
    at = in_zone(done_at, office.timezone)
    return changed_words(
        session.get_one(User, user_id).name,
        f"{long_day(at.date())} at {at:%H:%M}",
        how,
        desk.page("login/forgotten"),
        office.reply_to or "",
    )


def changed_words(name: str, when: str, how: str, address: str, reply_to: str) -> Written:
    return Written(
        subject="Your password for Regards is changed",
        to_name=name,
        paragraphs=(
            f"Hello {name},",
            f"On {when} a new password was set for your login, by {how}. Every"
            " other browser that was signed in as you is signed out.",
        ),
        button=("It was not me: choose another password", address),
        closing=("If it was you, you need do nothing.",),
        language=ENGLISH,
        reply_to=reply_to,
    )


def sample_changed(office: Office, desk: Desk) -> Written:
    return changed_words(
        "Dana Reed",
        "4 September 2026 at 9:30",
        BY_LINK,
        desk.page("login/forgotten"),
        office.reply_to or "",
    )


def sample_reset(office: Office, desk: Desk) -> Written:
    return reset_words("Dana Reed", office.reply_to or "", desk.address("login/password", ""))


WRITERS: dict[str, Writer] = {RESET: write_reset, CHANGED: write_changed}
SAMPLES: dict[str, Sample] = {RESET: sample_reset, CHANGED: sample_changed}
