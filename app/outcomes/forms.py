"""What may be sent about outcomes."""

from enum import StrEnum

from app.web.strict import Day, Input, Note


class OutcomeKind(StrEnum):
    REFERRAL = "referral"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRE = "hire"
    ADVICE = "advice"
    INTRODUCTION = "introduction"


class NewOutcome(Input):
    """Without a day it came today."""

    kind: OutcomeKind
    on: Day | None = None
    note: Note = ""
