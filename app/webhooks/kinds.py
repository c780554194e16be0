"""What other programs can be told of."""

from enum import StrEnum


class Kind(StrEnum):
    STALLED = "client.stalled"
    ARRIVED = "client.arrived_in_network"
    LOGGED = "touch.logged"
    PLAN = "plan.changed"
    IMPORTED = "import.finished"
    OPENED = "share_link.opened"
    TRIED = "webhook.tried"  # by hand, to see whether it arrives


OFFERED = tuple(kind for kind in Kind if kind is not Kind.TRIED)

MEANS = {
    Kind.STALLED: "A client has just become stalled; told once for each time, on the day.",
    Kind.ARRIVED: "Everybody whom a client met is in their network.",
    Kind.LOGGED: "Something was logged with a contact.",
    Kind.PLAN: "What is next for a client, or its dates, changed.",
    Kind.IMPORTED: "A sheet was taken in.",
    Kind.OPENED: "A client opened their shared link.",
    Kind.TRIED: "Sent by hand from the settings.",
}
