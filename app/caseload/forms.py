"""What may be sent: filters, where a name not given is one not set, and saved views."""

from typing import Annotated, Any

from app.caseload.filters import MOST_DAYS
from app.cycle.facts import Step
from app.cycle.states import State
from app.web.strict import Between, Count, Flag, Input, Line, Name

Days = Annotated[Count, Between(1, MOST_DAYS)]


class Narrowing(Input):
    """As for the caseload, the advisor by e-mail; without any, the whole office."""

    state: State | None = None
    advisor: Line | None = None
    cohort: Line | None = None
    program: Line | None = None
    q: Line | None = None
    step: Step | None = None
    employer: Line | None = None
    area: Line | None = None
    overdue_by: Days | None = None
    unseen_for: Days | None = None
    never_contacted: Flag = False
    no_key_people: Flag = False
    has_link: Flag = False


class ViewFilters(Narrowing):
    """The advisor may also be blank, for one's own clients, or `everyone`."""

    def set_ones(self) -> dict[str, Any]:
        return {name: value for name, value in self.model_dump(mode="json").items() if value}


class NewView(Input):
    name: Name
    filters: ViewFilters = ViewFilters()
    shared: Flag = False
    pinned: Flag = False
    default: Flag = False


class ViewChanges(Input):
    """`pinned` and `default` are the caller's own; all else is its maker's to change."""

    name: Name = ""
    filters: ViewFilters = ViewFilters()
    shared: Flag = False
    pinned: Flag = False
    default: Flag = False
    version: Count | None = None
