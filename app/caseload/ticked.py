"""Which clients of the list are meant: those looked at before, those ticked, or all that match."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.door import Member
from app.bulk.actions import MOST_CLIENTS
from app.bulk.view import read_looked
from app.caseload.asked import Asked
from app.caseload.queries import choices, list_cases
from app.db.prepared import Reader
from app.faults import BadInput
from app.web.api import known_id

Sent = Mapping[str, list[str]]

NOBODY_CHOSEN = ("Nobody is selected", "Go back to the list and tick the clients you mean.")
TOO_MANY = (
    f"More than {MOST_CLIENTS:,} clients at once",
    "Go back and narrow the list, by cohort say.",
)


def last(sent: Sent, name: str) -> str:
    return sent[name][-1] if name in sent else ""


def chosen(
    session: Session, member: Member, asked: Asked, sent: Sent, today: date
) -> Collection[UUID]:
    """Those that were looked at before, else all that match, else those ticked."""
    if "of" in sent:
        return read_looked(last(sent, "of"))
    if "all" in sent:
        if asked.path(member.office_slug) != last(sent, "list"):
            raise BadInput("list", "is no list of ours, so nobody knows who matches")
        reader = Reader.of(session)
        filters = asked.filters(member, choices(reader, member.access))
        listed = list_cases(reader, member.access, filters, today, limit=MOST_CLIENTS + 1)
        return [case.client_id for case in listed.cases]
    return dict.fromkeys(known_id(text) for text in sent.get("client", ()))
