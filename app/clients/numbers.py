"""What another system calls the things of clients."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.clients.models import ExternalId
from app.db.prepared import Among, Prepared, Reader
from app.db.upserts import insert_into
from app.faults import Stale


class Kind(StrEnum):
    JOB = "job"
    OFFER = "offer"
    CONTACT = "contact"
    TOUCH = "touch"


NUMBERS = Prepared(
    select(ExternalId.thing_id, ExternalId.external_id).where(
        ExternalId.office_id == bindparam("office_id"),
        ExternalId.kind == bindparam("kind"),
        Among(ExternalId.__table__.c.thing_id, "things"),
    )
)


def numbers_of(
    session: Session, access: Access, kind: Kind, thing_ids: Collection[UUID]
) -> dict[UUID, str]:
    access.require(Permission.READ_PEOPLE)
    session.flush()
    things = list(thing_ids)
    return dict(
        Reader.of(session).rows(NUMBERS, office_id=access.office_id, kind=kind, things=things)
    )


def number_of(session: Session, access: Access, kind: Kind, thing_id: UUID) -> str | None:
    return numbers_of(session, access, kind, [thing_id]).get(thing_id)


def numbers_in_file(session: Session, access: Access, client_id: UUID) -> dict[UUID, str]:
    """Of all that is recorded of a client."""
    access.require(Permission.READ_PEOPLE)
    rows = session.execute(
        select(ExternalId.thing_id, ExternalId.external_id).where(
            ExternalId.office_id == access.office_id, ExternalId.client_id == client_id
        )
    )
    return {row.thing_id: row.external_id for row in rows}


def things_numbered(
    session: Session, access: Access, kind: Kind, numbers: Collection[str]
) -> dict[str, UUID]:
    access.require(Permission.READ_PEOPLE)
    rows = session.execute(
        select(ExternalId.external_id, ExternalId.thing_id).where(
            ExternalId.office_id == access.office_id,
            ExternalId.kind == kind,
            ExternalId.external_id.in_(numbers),
        )
    )
    return {row.external_id: row.thing_id for row in rows}


def give_number(
    session: Session, access: Access, kind: Kind, number: str, thing_id: UUID, client_id: UUID
) -> None:
    """Raises `Stale` where somebody else gave it away since it was looked for."""
    given = session.execute(
        insert_into(session, ExternalId)
        .values(
            office_id=access.office_id,
            kind=kind,
            external_id=number,
            thing_id=thing_id,
            client_id=client_id,
        )
        .on_conflict_do_nothing()
        .returning(ExternalId.external_id)
    ).first()
    if given is None:
        raise Stale


def free_numbers(session: Session, access: Access, kind: Kind, numbers: Collection[str]) -> None:
    """Those whose things are gone."""
    session.execute(
        delete(ExternalId)
        .where(
            ExternalId.office_id == access.office_id,
            ExternalId.kind == kind,
            ExternalId.external_id.in_(numbers),
        )
        .execution_options(synchronize_session=False)
    )
