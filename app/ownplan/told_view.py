"""What a client told lately, on their own page."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.links.news import MOST_TOLD, told_by
from app.ownplan.told import OwnThings, said_of, standing_of, told_words
from app.ownplan.view import OwnFile
from app.plans.touches import touches_of


def told_seen(session: Session, file: OwnFile, done: UUID | None) -> dict[str, Any]:
    """What was just done, and what the client told lately."""
    access = file.opened.access
    told = told_by(session, access, access.client_id)
    if not told:
        return {"said": "", "undo": None, "news": []}
    things = own_things(session, file)
    just = next((one for one in told if one.id == done), None)
    return {
        "said": said_of(just, things) if just else "",
        "undo": just.id if just and just.settled_at is None else None,
        "news": [
            {
                "id": one.id,
                "words": told_words(one, things),
                "standing": standing_of(one, file.opened.access.timezone, file.today),
                "may_undo": one.settled_at is None,
            }
            for one in told[:MOST_TOLD]
        ],
    }


def own_things(session: Session, file: OwnFile) -> OwnThings:
    people = {one.id: one.name for one in file.contacts}
    touches = touches_of(session, file.opened.access, file.client.id)
    return OwnThings(
        people,
        {one.id: (one.kind, people[one.contact_id], one.happened_on) for one in touches},
        file.today,
    )
