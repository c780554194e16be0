"""When somebody last went through their day, and what they put off."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, belongs_to, personal


class Look(Base):
    """One for each person of an office; what came since is new to them."""

    __tablename__ = "looks"
    __table_args__ = (belongs_to("memberships", "user_id", key=("user_id",)),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    looked_on: Mapped[date]  # the last day
    before_on: Mapped[date]  # the day before that on which they looked: all of a day, that counts


class PutOff(Base):
    """A question that nobody asks before that day. No key points to the offer that it may be of:
    an answer to it makes the question go, and what is left here means nothing."""

    __tablename__ = "questions_put_off"
    __table_args__ = (
        belongs_to("clients", "client_id"),
        CheckConstraint(
            "asks IN ('declined-well', 'key-people', 'job-start', 'pace')", name="asks"
        ),
        Index(None, "office_id", "client_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)  # an offer, or the client
    asks: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[UUID]
    until: Mapped[date] = personal()
