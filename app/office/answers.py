"""What is told of the office: members, invitations, tokens, letters, errands, what left it."""

from typing import Literal

from typing_extensions import TypedDict

from app.accounts.models import Role, Scope
from app.cycle.states import State
from app.errands.models import State as ErrandState
from app.office.words import OfficeKind
from app.web.answers import Day, Email, Id, Moment, Somebody, WebAddress


class Member(TypedDict):
    """`since` is null where a sheet names them and they were not let in yet."""

    id: Id
    name: str
    email: Email
    role: Role
    active: bool
    since: Moment | None
    clients: int
    last_signed_in_at: Moment | None
    version: str


class Invitation(TypedDict):
    id: Id
    email: Email
    role: Role
    expires_at: Moment


class MadeInvitation(Invitation):
    """With the `link`, which a repeat under the same key has no more."""

    link: WebAddress | None


class ApiToken(TypedDict):
    id: Id
    name: str
    scopes: list[Scope]
    created_at: Moment
    expires_on: Day | None
    expires_at: Moment | None
    last_used_at: Moment | None


class LiveToken(ApiToken):
    member_email: Email


class MadeToken(ApiToken):
    """With the `token` itself, which a repeat under the same key has no more."""

    token: str | None


class Office(TypedDict):
    slug: str
    name: str
    timezone: str
    smallest_group: int
    asks_for_code: bool
    reminds_clients: bool
    reply_to: Email | None
    version: str


class Letter(TypedDict):
    id: Id
    kind: str
    to: Email
    client_id: Id | None
    state: Literal["waiting", "held", "sent", "given_up"]
    made_at: Moment
    good_until: Moment | None
    attempts: int
    sent_at: Moment | None
    given_up_at: Moment | None
    trouble: str


class Bounce(TypedDict):
    id: Id
    email: Email
    client_id: Id | None
    reason: str
    noted_at: Moment


class Unsubscribed(TypedDict):
    id: Id
    kind: str
    member_id: Id | None
    client_id: Id | None
    ended_at: Moment | None
    by: str


class Errand(TypedDict):
    id: Id
    kind: str
    state: ErrandState
    run_at: Moment
    attempts: int
    most_attempts: int
    done_at: Moment | None
    failed_at: Moment | None
    retried_at: Moment | None
    error: str | None
    why: str


class OfficeEntry(TypedDict):
    """One thing that was done in the office and is of no client, or that a client was erased; no
    `actor` where it was the operator or the service. `token` is what that of a program is called,
    blank for a person, and where it was not written down."""

    id: Id
    at: Moment
    kind: OfficeKind | None
    action: str
    subject_id: Id | None
    actor: Somebody | None
    via: str
    token: str
    words: str


class Disclosure(TypedDict):
    """`member_email` is null where it was the operator. `token` is the name of the one by which it
    was taken or read, blank for the console. Of a list it tells `what` was read; `clients`, how
    many a file is about at most, is null."""

    id: Id
    at: Moment
    member_email: Email | None
    via: str
    token: str
    what: str
    format: str
    clients: int | None
    filters: dict[str, str]
    as_of: Day
    recipient: str
    purpose: str


StateMove = TypedDict("StateMove", {"from": State, "to": State, "clients": int})
ClientMove = TypedDict("ClientMove", {"id": Id, "name": str, "from": State, "to": State})


class PolicyPreview(TypedDict):
    """How many clients would change state, by what they are and would be, and the first of them;
    of `other_dates` the dates ahead alone would be others, and `other_meetings` would catch up
    with somebody in person instead of from afar, or the other way round."""

    as_of: Day
    clients: int
    changing: int
    other_dates: int
    other_meetings: int
    counts: list[StateMove]
    first: list[ClientMove]
