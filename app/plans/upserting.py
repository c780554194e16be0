"""Touches as another system knows them. They are never edited: a list adds those that are new."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.by_number import Taken, Taking, Whose, given_of, is_so, take_in
from app.clients.numbers import Kind
from app.faults import BadInput
from app.offers.models import Contact
from app.plans.forms import KnownTouch, NewTouch
from app.plans.models import Touch
from app.plans.touches import log_touch

CONTACT = Whose("contact", Contact, Kind.CONTACT)
OTHERWISE = "is logged otherwise: void that touch, and log this one under a number of its own"


def upsert_touches(
    session: Session, access: Access, rows: Sequence[KnownTouch], *, today: date, at: datetime
) -> tuple[list[Taken], dict[UUID, list[str]]]:
    """Also what the rules have to say of those that were logged."""
    said: dict[UUID, list[str]] = {}

    def add(contact_id: UUID, row: KnownTouch) -> Any:
        form = NewTouch(**given_of(row, CONTACT))
        touch, warnings = log_touch(session, access, contact_id, form, today=today, at=at)
        said[touch.id] = [warning.message for warning in warnings]
        return touch

    def change(touch: Touch, row: KnownTouch) -> bool:
        given = given_of(row, CONTACT)
        given["happened_on"] = given.pop("on")
        if not is_so(touch, given):
            raise BadInput("external_id", OTHERWISE)
        return False

    taking = Taking(Kind.TOUCH, "touches", Touch, CONTACT, add, change)
    return take_in(session, access, taking, rows), said
