"""What is told of the caseload, of saved views, and of what is done to many."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from app.bulk.answers import MadeLink
from app.bulk.forms import CatchUp
from app.cycle.facts import Step
from app.cycle.states import State
from app.web.answers import Day, Email, Id, Moment, Somebody


class Case(TypedDict):
    """A client's row of the caseload, and the next thing to do."""

    client_id: Id
    name: str
    cohort: str
    program: str
    advisor_email: Email | None
    state: State
    next_step: Step | None
    next_contact: str | None
    next_contact_now_at: str | None
    next_employer: str | None
    opens_on: Day | None
    due_on: Day | None
    stalls_on: Day | None
    days_overdue: int


class Counts(TypedDict):
    """How many clients are in each state."""

    stalled: int
    overdue: int
    due: int
    resting: int
    in_network: int
    parked: int
    off: int
    closed: int
    no_offers: int


class Caseload(TypedDict):
    """`next_cursor` is the `cursor` of the next page; null where this is the last."""

    items: list[Case]
    counts: Counts
    next_cursor: str | None
    clients_left: int


class SetFilters(TypedDict, total=False):
    """Those that are set, as the caseload has them."""

    state: State
    advisor: str
    cohort: str
    program: str
    q: str
    step: Step
    employer: str
    area: str
    overdue_by: int
    unseen_for: int
    never_contacted: bool
    no_key_people: bool
    has_link: bool


class View(TypedDict):
    id: Id
    name: str
    filters: SetFilters
    shared: bool
    pinned: bool
    default: bool
    owner: Somebody
    version: int


class Change(TypedDict):
    """Sent again as one of the `marks`, the `mark` holds the deed to what was seen."""

    client_id: Id
    name: str
    was: str
    becomes: str
    mark: str
    warnings: list[str]


class Cannot(TypedDict):
    client_id: Id
    name: str
    why: str
    detail: str


class DoneToMany(TypedDict):
    """What became, or with `dry_run` would become, of each client; then it has no `id`."""

    dry_run: bool
    id: Id | None
    undo_until: Moment | None
    changes: list[Change]
    cannot: list[Cannot]


class LoggedForMany(DoneToMany):
    on: Day | None
    how: CatchUp | None
    note: str


class AssignedMany(DoneToMany):
    advisor_email: Email


class MovedToCohort(DoneToMany):
    cohort: str


class MovedToProgram(DoneToMany):
    program: str


class PausedMany(DoneToMany):
    paused_until: Day
    pause_reason: str


class ClosedMany(DoneToMany):
    closed_on: Day | None
    closed_reason: str


class LinkedMany(DoneToMany):
    """With the `links`, unless it is a `dry_run`; under the same key a repeat has none."""

    expires_on: Day | None
    can_update: bool
    by_mail: bool
    language: Literal["en", "es"]
    again: bool
    links: NotRequired[list[MadeLink]]


BY_DEED: dict[str, type] = {
    "log": LoggedForMany,
    "assign": AssignedMany,
    "cohort": MovedToCohort,
    "program": MovedToProgram,
    "pause": PausedMany,
    "close": ClosedMany,
    "links": LinkedMany,
}
