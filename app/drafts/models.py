"""What an office writes in place of our messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, of_office


class DraftTemplate(Base):
    """One for each occasion that an office ever changed; blank where it went back to ours."""

    __tablename__ = "draft_templates"
    __table_args__ = (of_office(),)

    office_id: Mapped[UUID] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    text: Mapped[str]
    version: Mapped[int]
    changed_by: Mapped[UUID | None]
    changed_at: Mapped[datetime]
