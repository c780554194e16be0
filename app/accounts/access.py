"""Who asks, in which office, and what they may do there. Every query takes an `Access` first."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.faults import NotAllowed


class Permission(StrEnum):
    READ_PEOPLE = "people:read"
    WRITE_PEOPLE = "people:write"
    ERASE_PEOPLE = "people:erase"
    READ_REPORTS = "reports:read"
    CHANGE_POLICY = "policy:write"
    MANAGE_OFFICE = "office:write"
    READ_SETTINGS = "settings:read"


ADVISORS = frozenset(
    {
        Permission.READ_PEOPLE,
        Permission.WRITE_PEOPLE,
        Permission.READ_REPORTS,
        Permission.READ_SETTINGS,
    }
)
PERMISSIONS = {
    Role.ANALYST: frozenset({Permission.READ_REPORTS}),
    Role.ADVISOR: ADVISORS,
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    office_id: UUID
    timezone: str
    role: Role
    user_id: UUID | None  # empty: the operator, at the command line
    via: str  # console, api, import or operator

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise NotAllowed(permission)
