"""What a client told, in words to themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.clock import in_zone
from app.cycle.facts import TouchKind
from app.links.models import News
from app.links.news import ACCEPTED, UNDONE
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


@dataclass(frozen=True, slots=True)
class OwnThings:
    people: Mapping[UUID, str]
    touches: Mapping[UUID, tuple[str, str, date]]  # kind, with whom, when
    today: date


def told_words(news: News, things: OwnThings) -> str:
    subject = news.subject_id or UUID(int=0)
    match news.kind:
        case "touch":
            kind, who, on = things.touches[subject]
            did = _(DID[TouchKind(kind)], who=who)
            day = day_of_year(on, things.today)
            return did if on == things.today else _("%(did)s on %(day)s", did=did, day=day)
        case "person":
            return _("You added %(who)s", who=things.people[subject])
        case "details":
            return _("You put %(who)s right", who=things.people[subject])
        case "key":
            return _("You chose to whom you want to stay close")
        case "job":
            return _("You told about your job")
        case "move":
            return _("You told where you live")
        case "pause":
            until = date.fromisoformat(news.details["until"])
            return _("You asked for a pause until %(day)s", day=day_of_year(until, things.today))
        case _message:
            return _("You wrote to your advisor")


def said_of(news: News, things: OwnThings) -> str:
    if news.outcome == UNDONE:
        return _("Taken back.")
    if news.kind in ("pause", "message"):
        return _("%(did)s. It is on your advisor’s list.", did=told_words(news, things))
    return _("%(did)s. It is noted, thank you.", did=told_words(news, things))


def standing_of(news: News, timezone: str, today: date) -> str:
    on = day_of_year(in_zone(news.told_at, timezone).date(), today)
    if news.outcome == UNDONE:
        return _("%(day)s, taken back", day=on)
    if news.outcome == ACCEPTED:
        return _("%(day)s, seen by your advisor", day=on)
    return on
