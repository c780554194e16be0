"""What is told of a client's notes."""

from typing_extensions import TypedDict

from app.web.answers import Id, Moment, Somebody


class Note(TypedDict):
    """`written_by` is null where it was the operator, or somebody who is gone."""

    id: Id
    client_id: Id
    offer_id: Id | None
    contact_id: Id | None
    text: str
    pinned: bool
    written_by: Somebody | None
    written_at: Moment
    changed_at: Moment | None
    removed_at: Moment | None
    version: int


class Notes(TypedDict):
    items: list[Note]
