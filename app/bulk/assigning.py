"""Giving many clients to another advisor."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Role
from app.accounts.queries import advisors_of, members, names_of
from app.bulk.changes import Cannot, Change, Weighed
from app.bulk.deed import Deed
from app.bulk.forms import Assigning
from app.bulk.queries import Selected
from app.bulk.setting import Setting, set_to
from app.casefile.items import HAND_ON
from app.casefile.sheets import Moment, Options
from app.clients.models import Client
from app.clients.queries import advisor_by_email, hold_advisors


def weigh_assigning(
    session: Session, access: Access, clients: Sequence[Selected], form: Assigning, moment: Moment
) -> Iterator[Weighed]:
    names = names_of(session, access)
    advisor_id = advisor_by_email(session, access, form.advisor_email)
    advisor = names[advisor_id]
    for client in clients:
        if client.advisor_id == advisor_id:
            yield Cannot(client.id, client.name, f"With {advisor} already")
        else:
            was = names[client.advisor_id] if client.advisor_id else "Nobody"
            yield set_to(client, was, advisor, advisor_id=advisor_id)


def hold_advisor(session: Session, access: Access, form: Assigning) -> None:
    hold_advisors(session, access, [form.advisor_email])


def without_former_advisor(
    session: Session, access: Access, changes: Sequence[Change]
) -> set[UUID]:
    """Whose advisor has left meanwhile, or cannot have clients any more."""
    roles = members(session, access)
    keepers = {str(id) for id, role in roles.items() if role in (Role.ADMIN, Role.ADVISOR)}
    return {
        change.client_id
        for change in changes
        for values in change.before.values()
        if values["advisor_id"] and values["advisor_id"] not in keepers
    }


def advisors(session: Session, access: Access) -> Mapping[str, Options]:
    found = ((email, name) for name, email in advisors_of(session, access))
    return {"advisor_email": [("", "Choose a colleague"), *found]}


ASSIGNING = Deed(
    name="assign",
    label="Assign",
    title="Assign to an advisor",
    submit="Assign {clients}",
    done="Gave {clients} to {becomes}",
    model=Assigning,
    items=HAND_ON,
    options=advisors,
    hold=hold_advisor,
    lost=without_former_advisor,
    weigh=weigh_assigning,
    writing=Setting(Client, ("advisor_id",)),
)
