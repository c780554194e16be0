"""What may be sent about doing one thing to many clients."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from app.cycle.facts import TouchKind
from app.links.forms import NewShareLink
from app.web.strict import Day, Email, Flag, Id, Input, Name, Note, Reason, not_blank

Why = Annotated[Reason, AfterValidator(not_blank)]


class CatchUp(StrEnum):
    """How a catch-up came about; the other steps tell by themselves what was done."""

    MET = TouchKind.MET
    CALLED = TouchKind.CALLED
    WROTE = TouchKind.WROTE
    INVITED = TouchKind.INVITED


class Logging(Input):
    """Without a day it happened today; without `how`, catch-ups are left out."""

    on: Day | None = None
    how: CatchUp | None = None
    note: Note = ""


class Assigning(Input):
    advisor_email: Email


class InCohort(Input):
    cohort: Name


class InProgram(Input):
    program: Name


class Pausing(Input):
    paused_until: Day
    pause_reason: Name


class Closing(Input):
    closed_on: Day | None = None
    closed_reason: Why


class MakingLinks(NewShareLink):
    """`again`: also for whoever has a link that opens; it goes on opening."""

    again: Flag = False


class GoingFirst(Input):
    """The contact by whom the client that goes first knows the person."""

    contact_id: Id


class Undoing(Input):
    """`leave_changed`: whoever was changed since stays as they are now."""

    leave_changed: Flag = False
