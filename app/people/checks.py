"""What is stored beside the facts of people, and must follow from them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.keys import employer_key, profile_key
from app.clients.models import Job
from app.offers.models import Contact, Offer
from app.people.models import Move


def differing_people(session: Session, access: Access) -> Iterator[str]:
    """Names the rows whose stored key or whereabouts do not follow from what is recorded."""
    for table in (Job, Offer, Move):
        rows = session.execute(
            select(table.id, table.employer, table.employer_key).where(
                table.office_id == access.office_id
            )
        )
        for row_id, employer, key in rows:
            if key != employer_key(employer):
                yield f"{table.__tablename__} {row_id}"
    latest = latest_moves(session, access)
    contacts = session.execute(
        select(Contact.id, Contact.linkedin_url, Contact.linkedin_key, Contact.move_id).where(
            Contact.office_id == access.office_id
        )
    )
    for contact_id, address, profile, move_id in contacts:
        if profile != profile_key(address) or move_id != latest.get(contact_id):
            yield f"contacts {contact_id}"


def latest_moves(session: Session, access: Access) -> dict[UUID, UUID]:
    rows: Any = session.execute(
        select(Move.contact_id, Move.id)
        .where(Move.office_id == access.office_id, Move.voided_at.is_(None))
        .order_by(Move.started_on, Move.id)
    )
    return dict(rows.all())
