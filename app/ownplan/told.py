"""What a client told, in words to themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.clock import in_zone
from app.cycle.facts import TouchKind
from app.links.news import ACCEPTED, MOST_TOLD, UNDONE
from app.ownplan.queries import OwnFile, Told
from app.web.language import day_of_year, mark
from app.web.language import gettext as _

DID = {
    TouchKind.CONNECTED: mark("You connected with %(who)s"),
    TouchKind.THANKED: mark("You thanked %(who)s"),
    TouchKind.UPDATED: mark("You told %(who)s how you are doing"),
    TouchKind.INVITED: mark("You invited %(who)s"),
    TouchKind.MET: mark("You met %(who)s"),
    TouchKind.CALLED: mark("You spoke with %(who)s by phone"),
    TouchKind.WROTE: mark("You and %(who)s wrote to each other"),
    TouchKind.HEARD_FROM: mark("%(who)s wrote to you"),
}


def told_words(told: Told, file: OwnFile) -> str:
    if told.touch and told.contact_id and told.happened_on:
        did = _(DID[TouchKind(told.touch)], who=file.people[told.contact_id].name)
        if told.happened_on == file.today:
            return did
        day = day_of_year(told.happened_on, file.today)
        return _("%(did)s on %(day)s", did=did, day=day)
    match told.kind:
        case "person":
            return _("You added %(who)s", who=subject_of(told, file))
        case "details":
            return _("You corrected the details of %(who)s", who=subject_of(told, file))
        case "key":
            return _("You chose to whom you want to stay close")
        case "job":
            return _("You told us about your job")
        case "move":
            return _("You told us where you live")
        case "pause":
            until = date.fromisoformat(told.details["until"])
            return _("You asked for a pause until %(day)s", day=day_of_year(until, file.today))
        case _message:
            return _("You wrote to your advisor")


def subject_of(told: Told, file: OwnFile) -> str:
    return file.people[told.subject_id or UUID(int=0)].name


def said_of(told: Told, file: OwnFile) -> str:
    if told.outcome == UNDONE:
        return _("Taken back.")
    if told.outcome == ACCEPTED:
        return _(
            "%(did)s. Your advisor has seen it already; if something is not right, write to them.",
            did=told_words(told, file),
        )
    if told.kind in ("pause", "message"):
        return _("%(did)s. It is on your advisor’s list.", did=told_words(told, file))
    return _("%(did)s. It is noted, thank you.", did=told_words(told, file))


def standing_of(told: Told, file: OwnFile) -> str:
    told_on = in_zone(told.told_at, file.opened.access.timezone).date()
    on = day_of_year(told_on, file.today)
    if told.outcome == UNDONE and told.settled_by is None:
        return _("%(day)s, taken back", day=on)
    if told.outcome == UNDONE and told.kind == "pause":
        return _("%(day)s, not at present; your advisor can tell you why", day=on)
    if told.outcome == UNDONE:
        return _("%(day)s, undone by your advisor", day=on)
    if told.outcome == ACCEPTED:
        return _("%(day)s, seen by your advisor", day=on)
    return on


def told_seen(told: Sequence[Told], file: OwnFile, done: UUID | None) -> dict[str, Any]:
    """What was just done, and what the client told lately."""
    just = next((one for one in told if one.id == done), None)
    return {
        "said": said_of(just, file) if just else "",
        "undo": just.id if just and just.settled_at is None else None,
        "news": [
            {
                "id": one.id,
                "words": told_words(one, file),
                "standing": standing_of(one, file),
                "may_undo": one.settled_at is None,
            }
            for one in told[:MOST_TOLD]
        ],
    }
