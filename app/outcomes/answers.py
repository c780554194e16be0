"""What is told of outcomes."""

from typing_extensions import TypedDict

from app.outcomes.forms import OutcomeKind
from app.web.answers import Day, Id, Moment


class Outcome(TypedDict):
    id: Id
    client_id: Id
    contact_id: Id
    kind: OutcomeKind
    on: Day
    note: str
    recorded_at: Moment
    voided_at: Moment | None
    void_reason: str | None
