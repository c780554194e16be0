"""What may be sent about the office itself: its people, its name, its tokens."""

from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field

from app.accounts.models import Role, Scope
from app.web.strict import Between, Count, Day, Email, Flag, Input, Name, a_line

# Among the names of zones: whatever the machine is set to, and none.
NO_PLACES = {"localtime", "Factory"}


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - NO_PLACES


def a_time_zone(value: Any) -> str:
    name = a_line(value)
    if name not in time_zones():
        raise ValueError("is not a time zone; it must be a name like America/Chicago")
    return name


TimeZone = Annotated[str, BeforeValidator(a_time_zone)]


LEAST_GROUP, MOST_GROUP = 5, 30


GroupSize = Annotated[Count, Between(LEAST_GROUP, MOST_GROUP)]


class NewInvitation(Input):
    email: Email
    role: Role


class MemberChanges(Input):
    role: Role = Role.ADVISOR
    active: Flag = True  # false: shut out, with their sessions and tokens
    hand_clients_to: Email | None = None


class RoleChoice(Input):
    role: Role
    hand_clients_to: Email | None = None


class HandingOver(Input):
    hand_clients_to: Email


class Leaving(Input):
    hand_clients_to: Email | None = None


class OfficeChanges(Input):
    name: Name = ""
    timezone: TimeZone = ""
    smallest_group: GroupSize = 10
    asks_for_code: Flag = False
    reminds_clients: Flag = False
    reply_to: Email | None = None


def some_scopes(value: Any) -> list[Scope]:
    """A list of them, or as a page's form sends it: with commas between."""
    if isinstance(value, str):
        value = value.split(",") if value else []
    if not isinstance(value, list) or not value:
        raise ValueError("is needed: what may the token be used for?")
    if any(one not in list(Scope) for one in value):
        raise ValueError(f"must be among {', '.join(Scope)}")
    return [scope for scope in Scope if scope in value]


Scopes = Annotated[list[Scope], BeforeValidator(some_scopes)]


class NewToken(Input):
    """`scopes` left out are all that its maker has; `expires_on` is the last day."""

    name: Name
    scopes: Scopes = Field(default_factory=list)
    expires_on: Day | None = None


class Joining(Input):
    """Of somebody new; their password is checked apart, since it must stay as it was typed."""

    name: Name
