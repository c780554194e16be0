"""When somebody last went through their day."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, belongs_to


class Look(Base):
    """One for each person of an office; what came since is new to them."""

    __tablename__ = "looks"
    __table_args__ = (belongs_to("memberships", "user_id", key=("user_id",)),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    looked_on: Mapped[date]  # the last day
    before_on: Mapped[date]  # the day before that on which they looked: all of a day, that counts
