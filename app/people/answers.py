"""What is told of where people went, and of who is who."""

from typing_extensions import TypedDict

from app.web.answers import Day, Email, Id, Moment


class Move(TypedDict):
    """`old_email` is the address that was known when the move was recorded, until it is said that
    it holds."""

    id: Id
    client_id: Id
    contact_id: Id
    employer: str
    title: str
    area: str
    started_on: Day
    version: int
    recorded_at: Moment
    voided_at: Moment | None
    void_reason: str | None
    old_email: Email | None


class Met(TypedDict):
    """A person, as one client met them."""

    contact_id: Id
    client_id: Id
    name: str
    client_name: str
    employer: str


class Kin(TypedDict):
    """Who is the same person already, who could be, and who is about to write to them."""

    contact_id: Id
    person_id: Id | None
    linked: list[Met]
    alike: list[Met]
    about_to_write: list[Met]
