"""How a history is narrowed, that of a client and that of the office alike."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import NOBODY, member_by_email
from app.audit.queries import Wanted
from app.clock import beginning_of
from app.faults import BadInput
from app.web.strict import a_day

Kinds = TypeVar("Kinds", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[Kinds]):
    """`actor` is an e-mail address, `token` what it is called, the days are the office's."""

    actor: str = ""
    token: str = ""
    kind: Kinds | None = None
    since: date | None = None
    until: date | None = None

    def wanted(self, session: Session, access: Access) -> Wanted:
        """All but the kind, which each history has its own of."""
        actor_id = None
        if self.actor:
            actor_id = member_by_email(session, access, self.actor.lower()) or NOBODY
        zone = access.timezone
        return Wanted(
            actor_id=actor_id,
            token=self.token,
            begins_at=beginning_of(self.since, zone) if self.since else None,
            ends_at=beginning_of(self.until + timedelta(1), zone) if self.until else None,
        )

    def query(self) -> dict[str, str]:
        given = {
            "actor": self.actor,
            "token": self.token,
            "kind": self.kind,
            "from": self.since,
            "to": self.until,
        }
        return {name: str(value) for name, value in given.items() if value}

    def seen(self) -> dict[str, str]:
        """As it was submitted."""
        return {
            "actor": self.actor,
            "token": self.token,
            "kind": self.kind or "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }


def asked_by_form(
    kinds: type[Kinds], *, actor: str, token: str, kind: str, since: str, until: str
) -> Asked[Kinds]:
    """A blank asks for everything."""
    if kind and kind not in set(kinds):
        raise BadInput("kind", f"must be one of {', '.join(kinds)}")
    return Asked(
        actor=actor,
        token=token,
        kind=kinds(kind) if kind else None,
        since=day_in("from", since),
        until=day_in("to", until),
    )


def day_in(field: str, text: str) -> date | None:
    try:
        return a_day(text) if text else None
    except ValueError as error:
        raise BadInput(field, str(error)) from None
