"""What is told of programs and cohorts."""

from typing_extensions import TypedDict

from app.clients.groups import Kind


class Group(TypedDict):
    """Its `id` follows from its name; of its `clients` so many are `closed`."""

    id: str
    kind: Kind
    name: str
    clients: int
    closed: int
    retired: bool
    version: str


class ChangedGroup(Group):
    """How many clients `moved` with it, and whether it was merged into one that was there."""

    moved: int
    merge: bool
