"""How a route is declared, and what several rooms send where all is well."""

from dataclasses import dataclass
from typing import Any

from app.accounts.access import PERMISSIONS, Permission
from tests.walls.cast import Person

Body = dict[str, Any]
READ, WRITE = Permission.READ_PEOPLE, Permission.WRITE_PEOPLE
ERASE, POLICY = Permission.ERASE_PEOPLE, Permission.CHANGE_POLICY
SETTINGS, OFFICE = Permission.READ_SETTINGS, Permission.MANAGE_OFFICE
S = "/o/{office}/settings"
LOGS = ("audit_entries", "exports")
PAUSE = {"paused_until": "2998-01-01", "pause_reason": "ill"}


@dataclass(frozen=True, slots=True)
class Declared:
    """`body` is what is sent where all is well; words in braces are things, see `cast.Things`."""

    needs: Permission | None
    body: Body | None = None
    ok: int = 200
    reads: bool = False  # changes nothing, though its method could
    logs: tuple[str, ...] = ()  # reads, and writes down in these tables that it did
    once: bool = False  # a second time the same person changes nothing more

    def may(self, person: Person) -> bool:
        if self.needs is None:
            return True
        return person.role is not None and self.needs in PERMISSIONS[person.role]


def form(body: Body, needs: Permission = WRITE, *, once: bool = False) -> Declared:
    return Declared(needs, body, ok=303, once=once)
