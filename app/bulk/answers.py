"""What is told of what was done to many clients."""

from typing_extensions import TypedDict

from app.web.answers import Id, Moment, WebAddress


class BulkAction(TypedDict):
    id: Id
    action: str
    words: str
    done_at: Moment
    undo_until: Moment
    undone_at: Moment | None


class BulkItem(TypedDict):
    client_id: Id
    name: str
    was: str
    becomes: str
    undone: bool


class BulkActionOfClients(BulkAction):
    clients: list[BulkItem]


class UndoneBulkAction(BulkActionOfClients):
    leave_changed: bool


class MadeLink(TypedDict):
    """The `url` is told this once."""

    client_id: Id
    url: WebAddress
