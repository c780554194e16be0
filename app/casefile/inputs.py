"""What the small forms of the file send where it is less than what a program may send."""

from typing import Annotated

from pydantic import AfterValidator

from app.cycle.facts import Step, TouchKind
from app.notes.forms import Text
from app.web.strict import Count, Day, Email, Flag, Input, Line, Name, Note, Reason, not_blank

Why = Annotated[Reason, AfterValidator(not_blank)]


class Pausing(Input):
    paused_until: Day
    pause_reason: Name
    version: Count | None = None


class HandingOn(Input):
    advisor_email: Email
    was: Line = ""  # who had them, for the way back
    version: Count | None = None


class Snoozing(Input):
    snoozed_until: Day
    snooze_reason: Name
    version: Count | None = None


class Closing(Input):
    closed_on: Day
    closed_reason: Why
    version: Count | None = None


class Logging(Input):
    """A touch; without a day it happened today."""

    kind: TouchKind
    on: Day | None = None
    step: Step | None = None
    note: Note = ""


class Writing(Input):
    """A note; what it is on stands in the address."""

    text: Text
    pinned: Flag = False


class Removing(Input):
    """Nothing but the button."""


class Erasing(Input):
    name: Line
