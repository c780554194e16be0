"""What is told of employers."""

from typing_extensions import TypedDict

from app.cycle.states import State
from app.people.answers import Met
from app.web.answers import Day, Id


class Employer(TypedDict):
    """So many `people` were met there, others have `arrived` since; `offers` were turned down, and
    `hired` are clients."""

    key: str
    name: str
    people: int
    arrived: int
    offers: int
    hired: int


class Employers(TypedDict):
    """`next_cursor` is the `cursor` of the next page; null where this is the last."""

    items: list[Employer]
    next_cursor: str | None


class Seat(TypedDict):
    """A person as one client met them, and where they are now, as far as it is known."""

    contact_id: Id
    client_id: Id
    client_name: str
    title: str
    met_at: str
    now_at: str | None
    now_title: str | None
    since: Day | None
    state: State | None


class EmployersPerson(TypedDict):
    """Each person once, however many clients met them."""

    name: str
    is_here: bool
    contacts: list[Seat]
    about_to_write: list[Met]


class Declined(TypedDict):
    offer_id: Id
    client_id: Id
    client_name: str
    title: str
    area: str
    offered_on: Day
    declined_on: Day | None
    declined_well: bool | None


class Hired(TypedDict):
    """A client who took a job there."""

    job_id: Id
    client_id: Id
    client_name: str
    title: str
    area: str
    started_on: Day | None


class EmployerFile(TypedDict):
    key: str
    name: str
    people: list[EmployersPerson]
    offers: list[Declined]
    hired: list[Hired]
