"""What is told of the day, of its questions, and of one's own weekly letter."""

from typing_extensions import TypedDict

from app.caseload.answers import Case
from app.people.answers import Met
from app.today.forms import Weekday
from app.today.questions import Asks
from app.web.answers import Day, Id


class Awaited(TypedDict):
    """An invitation without an answer yet."""

    client_id: Id
    name: str
    contact_id: Id
    contact: str
    employer: str
    invited_on: Day
    due_on: Day


class Warned(TypedDict):
    message: str
    client_ids: list[Id]


class SomeContact(TypedDict):
    contact_id: Id
    name: str


class Question(TypedDict):
    """What a plan rests on a guess for; `people` are those of whom some can be chosen."""

    asks: Asks
    message: str
    client_id: Id
    name: str
    offer_id: Id | None
    employer: str | None
    declined_on: Day | None
    job_id: Id | None
    people: list[SomeContact]


class Crowd(TypedDict):
    """A person to whom too many clients are about to write."""

    name: str
    about_to_write: list[Met]


class Today(TypedDict):
    since: Day
    newly_stalled: list[Case]
    never_contacted: list[Case]
    due_this_week: list[Case]
    awaited: list[Awaited]
    long_stalled: int
    warnings: list[Warned]
    questions: list[Question]
    crowds: list[Crowd]
    coming_up: list[Case]
    clients_left: int


class OfferQuestion(TypedDict):
    """`until` is the day from which it is asked again; null where it is asked now."""

    asks: Asks
    offer_id: Id
    until: Day | None


class ClientQuestion(TypedDict):
    """`until` is the day from which it is asked again; null where it is asked now."""

    asks: Asks
    client_id: Id
    until: Day | None


class Digest(TypedDict):
    """Both are null where one wants none."""

    weekday: Weekday | None
    hour: int | None
