"""What a client may send."""

from typing import Annotated, Any

from pydantic import AfterValidator

from app.cycle.facts import TouchKind
from app.notes.forms import Text
from app.web.strict import Count, Day, Email, Flag, Input, Line, Name, Note, WebAddress, not_blank


def not_skipped(kind: TouchKind) -> TouchKind:
    """Leaving a step out is a matter to talk about."""
    if kind is TouchKind.SKIPPED:
        raise ValueError("must be one of those that are offered")
    return kind


class OwnTouch(Input):
    """Without a day it happened today."""

    kind: Annotated[TouchKind, AfterValidator(not_skipped)]
    on: Day | None = None
    note: Note = ""


class OwnContact(Input):
    name: Name
    title: Line = ""
    email: Email | None = None
    linkedin_url: WebAddress | None = None
    area: Line = ""


class Correction(Input):
    name: Name = ""
    title: Line = ""
    email: Email | None = None
    phone: Line = ""
    linkedin_url: WebAddress | None = None
    area: Line = ""
    version: Count | None = None


class OwnJob(Input):
    """The job taken, or `is_another` after it, and where the client lives."""

    employer: Line = ""
    is_another: Flag = False
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None
    lives_in: Line = ""
    version: Count | None = None

    def of_job(self) -> dict[str, Any]:
        return self.model_dump(exclude={"is_another", "lives_in", "version"})


class PauseWish(Input):
    until: Day
    reason: Annotated[Line, AfterValidator(not_blank)]


class Message(Input):
    text: Text


class Nothing(Input):
    """A button alone."""
