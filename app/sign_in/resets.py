"""A new password for whoever lost theirs: asked for, taken to them by a letter, set once.

A person may work in several offices. The letter lies in the outbox of the first that is open to
them, which the secret names; setting the password ends their sessions in all of them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import Membership, Office, PasswordReset, Role, User
from app.accounts.queries import OpenOffice, find_user, offices_open_to
from app.accounts.tokens import Token, make_token, new_salt, read_token, token_of
from app.audit.actions import record
from app.db.engine import Database
from app.mail.actions import post_letter
from app.sign_in.actions import (
    MOST_BY_ADDRESS,
    Shut,
    access_of,
    count_one,
    hashed,
    line_of,
)

PREFIX = "rgw"
RESET = "password"  # the kind of the letter
CHANGED = "password_changed"  # and that of the letter which tells of it afterwards
FORGOTTEN, SET = "password.forgotten", "password.set"
GOOD_FOR = timedelta(hours=1)
TELLS_FOR = timedelta(days=2)
MOST_BY_EMAIL = 3  # letters that anybody can make one person get within the hour
HOUR = timedelta(hours=1)


def count_asking(
    database: Database, *, email: str, address: str, at: datetime, secret: str
) -> Shut | None:
    """Whether anybody has that e-mail or not."""
    limits = (
        (f"reset {email}", MOST_BY_EMAIL),
        (f"reset from {line_of(address)}", MOST_BY_ADDRESS),
    )
    with database.between_offices(write=True) as session:
        shut = [count_one(session, hashed(key, secret), most, at, HOUR) for key, most in limits]
    until = max((one for one in shut if one), default=None)
    return Shut(until) if until else None


def send_reset(database: Database, email: str, key: bytes, at: datetime) -> None:
    """Nothing where nobody has that e-mail, or no office is open to them."""
    found = who_has(database, email)
    if found is None:
        return
    user, (office, *others) = found
    with database.transaction(office.id, write=True) as session:
        access = by_nobody_known(office, user)
        _text, made = make_reset(session, access, user, at, key)
        details = {"reset": str(made.id)}
        post_letter(session, access, RESET, user.email, details, at=at, good_for=GOOD_FOR)
    tell_others(database, [by_nobody_known(other, user) for other in others], FORGOTTEN, user, at)


def reset_by_hand(database: Database, email: str, at: datetime) -> str | None:
    """The secret for an operator to hand over, where no letter can leave."""
    found = who_has(database, email)
    if found is None:
        return None
    user, offices = found
    access, *others = (
        replace(access_of(office, user.id), user_id=None, via="operator") for office in offices
    )
    with database.transaction(access.office_id, write=True) as session:
        text, _made = make_reset(session, access, user, at)
    tell_others(database, others, FORGOTTEN, user, at)
    return text


def by_nobody_known(office: OpenOffice, user: User) -> Access:
    """Whoever types an e-mail at the sign-in page need not be the one who has it."""
    return replace(access_of(office, user.id), user_id=None, via="sign-in")


def tell_others(
    database: Database, others: Iterable[Access], action: str, user: User, at: datetime
) -> None:
    """The offices beside the one in which it was done: a person has one password for all."""
    for access in others:
        with database.transaction(access.office_id, write=True) as session:
            record(session, access, action, at=at, subject_id=user.id)


def tell_other_offices(database: Database, of: UUID, user: User, at: datetime) -> None:
    """That the password was set, by themselves."""
    with database.between_offices(user_id=user.id) as session:
        offices = offices_open_to(session, user.id)
    others = [access_of(office, user.id) for office in offices if office.id != of]
    tell_others(database, others, SET, user, at)


def who_has(database: Database, email: str) -> tuple[User, list[OpenOffice]] | None:
    with database.between_offices() as session:
        user = find_user(session, email)
    if user is None:
        return None
    with database.between_offices(user_id=user.id) as session:
        offices = offices_open_to(session, user.id)
    return (user, offices) if offices else None


def make_reset(
    session: Session, access: Access, user: User, at: datetime, key: bytes = b""
) -> tuple[str, PasswordReset]:
    salt = new_salt() if key else None
    if salt:
        text, token = token_of(PREFIX, access.office_id, key, salt)
    else:
        text, token = make_token(PREFIX, access.office_id)
    made = PasswordReset(
        office_id=access.office_id,
        user_id=user.id,
        token_hash=token.hash,
        salt=salt,
        made_at=at,
        expires_at=at + GOOD_FOR,
    )
    session.add(made)
    session.flush()
    record(session, access, FORGOTTEN, at=at, subject_id=user.id)
    return text, made


def whose_reset(database: Database, text: str, at: datetime) -> User | None:
    """None for whatever sets no password: never made, used, run out, or older than the password."""
    token = read_token(PREFIX, text)
    if token is None:
        return None
    with database.transaction(token.office_id, write=False) as session:
        found = session.execute(behind(token, at)).one_or_none()
    return found[1] if found else None


def set_password(database: Database, text: str, password_hash: str) -> User | None:
    """Whose it is now; None where the link is no good any more."""
    token = read_token(PREFIX, text)
    if token is None:
        return None
    with database.transaction(token.office_id, write=True) as session:
        found = session.execute(behind(token, clock.now())).one_or_none()
        if found is None:
            return None
        # Two links of one person may be used at this moment; the second sees what the first did.
        session.get_one(
            User, found[1].id, with_for_update={"key_share": True}, populate_existing=True
        )
        at = clock.now()
        found = session.execute(behind(token, at)).one_or_none()
        if found is None:
            return None
        reset, user, member, timezone = found
        user.password_hash, user.password_set_at, reset.used_at = password_hash, at, at
        access = Access(
            office_id=token.office_id,
            timezone=timezone,
            role=Role(member.role),
            user_id=user.id,
            via="console",
        )
        record(session, access, SET, at=at, subject_id=user.id)
        details = {"reset": str(reset.id)}
        post_letter(session, access, CHANGED, user.email, details, at=at, good_for=TELLS_FOR)
    tell_other_offices(database, token.office_id, user, at)
    return user


def behind(token: Token, at: datetime) -> Select[PasswordReset, User, Membership, str]:
    return (
        select(PasswordReset, User, Membership, Office.timezone)
        .join(User, User.id == PasswordReset.user_id)
        .join(Office, Office.id == PasswordReset.office_id)
        .join(
            Membership,
            (Membership.office_id == PasswordReset.office_id)
            & (Membership.user_id == PasswordReset.user_id),
        )
        .where(
            PasswordReset.office_id == token.office_id,
            PasswordReset.token_hash == token.hash,
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > at,
            or_(User.password_set_at.is_(None), User.password_set_at < PasswordReset.made_at),
            Membership.opened_at.is_not(None),
            Membership.closed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
