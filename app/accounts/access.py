"""Who asks, in which office, and what they may do there. Every query takes an `Access` first."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role, Scope
from app.faults import NotAllowed, NotFound


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


READERS = frozenset({Permission.READ_PEOPLE})
UPDATERS = READERS | {Permission.WRITE_PEOPLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    office_id: UUID
    timezone: str
    role: Role
    user_id: UUID | None  # empty: the operator, at the command line
    via: str  # console, api, import, operator, link, letter or sign-in
    scopes: frozenset[Scope] = frozenset(Scope)  # a program's, by its token
    token: str = ""  # what that is called

    def may(self, permission: Permission) -> bool:
        return permission in PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """For whatever reaches over the whole office."""
        if not self.may(permission):
            raise NotAllowed(permission)

    def require_of(self, permission: Permission, client_id: UUID | None) -> UUID:
        """For what is one client's; None where it was not found."""
        self.require(permission)
        if client_id is None:
            raise NotFound
        return client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccess(Access):
    """A client's, by a shared link: to what is their own, and to nothing of the office."""

    role: Role = Role.ANALYST  # says nothing: what may be done is asked for below
    user_id: UUID | None = None
    via: str = "link"
    client_id: UUID
    link_id: UUID
    can_update: bool

    def may(self, permission: Permission) -> bool:
        return False

    def require_of(self, permission: Permission, client_id: UUID | None) -> UUID:
        """Another client's things are as good as none."""
        if client_id != self.client_id:
            raise NotFound
        if permission not in (UPDATERS if self.can_update else READERS):
            raise NotAllowed(permission)
        return self.client_id
