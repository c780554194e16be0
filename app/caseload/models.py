"""Sets of filters that somebody gave a name, and what each reader does with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, OfficeRow, belongs_to


class SavedView(OfficeRow, Base):
    """Its maker's, who may let the whole office read it."""

    __tablename__ = "saved_views"
    __table_args__ = (belongs_to("memberships", "owner_id", key=("user_id",)),)

    owner_id: Mapped[UUID]
    name: Mapped[str]
    filters: Mapped[str]  # JSON; read as `ViewFilters`, for what it names may be gone
    shared: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class PinnedView(Base):
    """One that a reader has above the list."""

    __tablename__ = "pinned_views"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        belongs_to("saved_views", "view_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    view_id: Mapped[UUID] = mapped_column(primary_key=True)


class DefaultView(Base):
    """The one with which a reader's caseload opens."""

    __tablename__ = "default_views"
    __table_args__ = (
        belongs_to("memberships", "user_id", key=("user_id",)),
        belongs_to("saved_views", "view_id"),
    )

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    view_id: Mapped[UUID]
