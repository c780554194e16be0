"""An office's own messages: writing them, and going back to ours."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.db.upserts import insert_into
from app.drafts.checking import check
from app.drafts.forms import OwnWords
from app.drafts.models import DraftTemplate
from app.drafts.texts import Occasion
from app.faults import Stale


def write_message(
    session: Session, access: Access, occasion: Occasion, form: OwnWords, at: datetime
) -> None:
    access.require(Permission.MANAGE_OFFICE)
    check(occasion, form.subject, form.text)
    stored = held_template(session, access, occasion, at)
    set_words(session, access, stored, (form.subject, form.text), form.version, at)


def restore_message(
    session: Session, access: Access, occasion: Occasion, version: int | None, at: datetime
) -> None:
    """Ours hold again. The row stays, so that its version goes on."""
    access.require(Permission.MANAGE_OFFICE)
    stored = held_template(session, access, occasion, at)
    set_words(session, access, stored, ("", ""), version, at)


def set_words(
    session: Session,
    access: Access,
    stored: DraftTemplate,
    words: tuple[str, str],
    version: int | None,
    at: datetime,
) -> None:
    """Raises `Stale` for an old version."""
    if version is not None and version != stored.version:
        raise Stale(stored.version)
    if (stored.subject, stored.text) == words:
        return
    told: dict[str, Any] = {"message": stored.occasion, "text": words[1]}
    if words[0] != stored.subject:
        told["subject"] = words[0]
    stored.subject, stored.text = words
    stored.version += 1
    stored.changed_by, stored.changed_at = access.user_id, at
    session.flush()
    action = "message.changed" if stored.text else "message.restored"
    record(session, access, action, at=at, **told)


def held_template(
    session: Session, access: Access, occasion: Occasion, at: datetime
) -> DraftTemplate:
    """Held against other writers; made blank, as version 0, where there is none."""
    blank = {"subject": "", "text": "", "version": 0, "changed_by": None, "changed_at": at}
    session.execute(
        insert_into(session, DraftTemplate)
        .values(office_id=access.office_id, occasion=occasion.value, **blank)
        .on_conflict_do_nothing()
    )
    return session.get_one(
        DraftTemplate,
        (access.office_id, occasion.value),
        with_for_update=True,
        populate_existing=True,
    )
