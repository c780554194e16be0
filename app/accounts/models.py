"""Offices, the people who work in them, and how they prove who they are."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to, new_id, of_office, personal


class Role(StrEnum):
    ADMIN = "admin"
    ADVISOR = "advisor"
    ANALYST = "analyst"


class Scope(StrEnum):
    """What a program may do with a token; the role of its member holds besides."""

    READ = "read"
    WRITE = "write"
    REPORTS = "reports"
    ADMIN = "admin"


ALL_SCOPES = " ".join(Scope)


class Office(Base):
    __tablename__ = "offices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str]
    created_at: Mapped[datetime]
    # Reports say nothing of fewer clients than this.
    smallest_group: Mapped[int] = mapped_column(default=10, server_default="10")
    # Whoever opens a client's plan by a link types a code first, which goes to the client's e-mail.
    asks_for_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    reply_to: Mapped[str | None]  # where answers to the office's letters go
    # Clients may ask, on their own page, for a letter on the day a step opens.
    reminds_clients: Mapped[bool] = mapped_column(default=False, server_default=false())


class User(Base):
    """A person who works in one or more offices. Without a password hash they cannot sign in."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = personal(unique=True)
    name: Mapped[str] = personal()
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    # Browsers that were signed in before are not any more, in whatever office.
    password_set_at: Mapped[datetime | None]


class Membership(Base):
    """What a person may do in one office.

    `opened_at` is empty for an advisor who is only named in a sheet: clients can be theirs, and
    the office stays shut to them until an operator makes the login.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        of_office(),
        CheckConstraint("role IN ('admin', 'advisor', 'analyst')", name="role"),
        Index(None, "user_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class WebSession(OfficeRow, Base):
    """A signed-in browser, a row for each office it opens; only the token's hash is kept."""

    __tablename__ = "sessions"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        UniqueConstraint("office_id", "token_hash"),
    )

    user_id: Mapped[UUID]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]  # to the hour; empty where an older version began it
    browser: Mapped[str | None] = personal()  # `Firefox on Windows`, so that its owner knows it


class ApiToken(OfficeRow, Base):
    """Lets a program act as one member of one office; only the hash is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        UniqueConstraint("office_id", "token_hash"),
    )

    user_id: Mapped[UUID]
    name: Mapped[str]
    token_hash: Mapped[str]
    scopes: Mapped[str] = mapped_column(default=ALL_SCOPES, server_default=ALL_SCOPES)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]  # to the hour

    @property
    def scope_set(self) -> frozenset[Scope]:
        return scopes_in(self.scopes)


def scopes_in(text: str) -> frozenset[Scope]:
    return frozenset(map(Scope, text.split()))


class Invitation(OfficeRow, Base):
    """A link that lets one person into the office, once; only the hash of its secret is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        of_office(),
        UniqueConstraint("office_id", "token_hash"),
        CheckConstraint("role IN ('admin', 'advisor', 'analyst')", name="role"),
        Index(None, "office_id", "email"),
    )

    email: Mapped[str] = personal()
    role: Mapped[str]
    token_hash: Mapped[str]
    invited_by: Mapped[UUID | None]  # empty: the operator
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    salt: Mapped[str | None]  # where its secret has to be told once more, by a letter
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]


class PasswordReset(OfficeRow, Base):
    """A link by which one person sets a new password, once; only the hash of its secret is kept."""

    __tablename__ = "password_resets"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        UniqueConstraint("office_id", "token_hash"),
    )

    user_id: Mapped[UUID]
    token_hash: Mapped[str]
    salt: Mapped[str | None]  # where a letter takes it to them
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInFailures(Base):
    """Failed sign-ins counted before any office is known: by e-mail and by address, both hashed."""

    __tablename__ = "sign_in_failures"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    counted_from: Mapped[datetime]
