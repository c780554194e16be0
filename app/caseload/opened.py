"""Which saved view a list was opened with, and what can be shown of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.accounts.door import Member
from app.accounts.queries import NOBODY
from app.caseload.asked import NO_VIEW, YES, Asked
from app.caseload.filters import Filters
from app.caseload.forms import ViewFilters
from app.caseload.queries import Choices, count_cases
from app.caseload.views import View
from app.cycle.states import State
from app.db.prepared import Reader
from app.faults import BadInput, NotFound

NEEDS_SOMETHING = (State.STALLED, State.OVERDUE, State.DUE)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is asked for in the end; `trouble` is why nothing of it can be shown."""

    asked: Asked
    filters: Filters
    view: View | None = None
    trouble: str = ""
    differs: bool = False  # from what the view holds
    may_change: bool = False  # it is the reader's own view
    is_refused: bool = False  # one of the filters in the address cannot be


def open_list(asked: Asked, views: Sequence[View], member: Member, possible: Choices) -> Opened:
    """An address without filters opens the reader's default view, if there is one."""
    view = view_of(asked, views)
    if view is None:
        if any(each.default for each in views):
            asked = replace(asked, view=NO_VIEW)  # so that no link leads back to the default
        return Opened(asked, asked.filters(member, possible))
    if not asked.given:
        return open_view(view, member, possible)
    whole = open_view(view, member, possible)
    found = read_of(view, asked, member, possible)
    return replace(
        found,
        differs=same(asked, member) != same(whole.asked, member),
        may_change=view.owner_id == member.access.user_id,
    )


def same(asked: Asked, member: Member) -> dict[str, str]:
    """Without what means the same: one's own clients are those of one's own e-mail."""
    return asked.given | {"advisor": asked.advisor or member.email}


def view_of(asked: Asked, views: Sequence[View]) -> View | None:
    if asked.view == NO_VIEW:
        return None
    if asked.view:
        found = next((view for view in views if str(view.id) == asked.view), None)
        if found is None:
            raise NotFound
        return found
    return None if asked.given else next((view for view in views if view.default), None)


def open_view(view: View, member: Member, possible: Choices) -> Opened:
    try:
        held = ViewFilters.model_validate_json(view.filters)
    except ValidationError:
        words = f"“{view.name}” asks for something that is not there any more. Choose anew below."
        return Opened(Asked(view=str(view.id)), Filters(client_id=NOBODY), view, words)
    return read_of(view, as_asked(view, held), member, possible)


def read_of(view: View, asked: Asked, member: Member, possible: Choices) -> Opened:
    """What the view names may be gone since: then it opens all the same, and says so."""
    try:
        return Opened(asked, asked.filters(member, possible), view)
    except BadInput as error:
        words = f"“{view.name}” cannot be shown: {error.field} {error.message}."
        if error.field == "advisor":
            words = (
                f"“{view.name}” shows the clients of {asked.advisor}, who is no advisor of this"
                " office any more. Choose another advisor."
            )
        return Opened(asked, Filters(client_id=NOBODY), view, words)


def as_asked(view: View, held: ViewFilters) -> Asked:
    def written(value: Any) -> str:
        return YES if value is True else str(value)

    given = {name: written(value) for name, value in held.set_ones().items()}
    given["advisor"] = given.get("advisor", "").lower()
    return Asked(**given, view=str(view.id))


@dataclass(frozen=True, slots=True)
class Pinned:
    """A view above the list, and how many clients of it need something: None where it is broken."""

    name: str
    href: str
    count: int | None
    is_current: bool


def pinned_of(
    reader: Reader, views: Sequence[View], opened: Opened, member: Member, possible: Choices,
    today: date,
) -> list[Pinned]:  # fmt: skip
    return [
        Pinned(
            view.name,
            f"/o/{member.office_slug}/caseload?view={view.id}",
            count_in(reader, open_view(view, member, possible), member, today),
            opened.view is not None and opened.view.id == view.id,
        )
        for view in views
        if view.pinned
    ]


def count_in(reader: Reader, opened: Opened, member: Member, today: date) -> int | None:
    """Of a view of one state, those in it; of another, those for whom there is something to do."""
    if opened.trouble:
        return None
    counts = count_cases(reader, member.access, opened.filters, today)
    wanted = opened.filters.state
    return sum(counts[state] for state in ((wanted,) if wanted else NEEDS_SOMETHING))
