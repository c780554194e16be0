"""Who did it, as each history tells it."""

from collections.abc import Mapping
from uuid import UUID

from app.accounts.queries import Colleague
from app.audit.models import AuditEntry


def who_did(entry: AuditEntry, colleagues: Mapping[UUID, Colleague], reader: str) -> str:
    """`reader` has the link or the letter by which something was done without a login."""
    if entry.actor_id:
        found = colleagues.get(entry.actor_id)
        return found.name if found else "Somebody"
    if entry.via == "link":
        return f"{reader}, by the shared link,"
    if entry.via == "letter":
        return f"{reader}, from a letter,"
    return "Somebody at the sign-in page" if entry.via == "sign-in" else "The operator"
