"""The forms about what happened. Whoever shows them serves them: more is told than where to go."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.inputs import Logging
from app.casefile.items import TOUCH, VOID
from app.casefile.sheets import Moment, Sheet, Subject, known
from app.cycle.facts import Step, TouchKind
from app.links import news
from app.offers.queries import one_contact
from app.plans import touches
from app.plans.forms import NewTouch
from app.plans.queries import one_touch
from app.plans.words import what_was_done
from app.web.strict import Voiding


def about_touch(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    likely = LIKELY.get(contact.step, TouchKind.HEARD_FROM)
    return Subject(
        client_id=contact.client_id, name=contact.name, values={"kind": likely, "on": today}
    )


LIKELY: dict[str | None, TouchKind] = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
    Step.CATCH_UP: TouchKind.MET,
}


def log_touch(
    session: Session, access: Access, id: UUID | None, form: Logging, moment: Moment
) -> UUID:
    """Gives the touch's id, since more is told of it than where to go."""
    given = form.model_dump() | {"on": form.on or moment.today}
    touch, _ = touches.log_touch(
        session, access, known(id), NewTouch(**given), today=moment.today, at=moment.at
    )
    return touch.id


def about_void(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    touch = one_touch(session, access, known(id))
    contact = one_contact(session, access, touch.contact_id)
    did = what_was_done(touch.kind, touch.step, contact.name)
    return Subject(client_id=touch.client_id, name=f"“{did}”")


def void_touch(
    session: Session, access: Access, id: UUID | None, form: Voiding, moment: Moment
) -> UUID:
    """Gives the touch's id."""
    return news.void_touch(session, access, known(id), form, moment.at).id


LOG_SHEET = Sheet(
    path="contacts/{id}/touches",
    model=Logging,
    title="What happened with {}",
    submit="Log it",
    items=TOUCH,
    about=about_touch,
    act=log_touch,
    adds=True,
)
VOID_SHEET = Sheet(
    path="touches/{id}/void",
    model=Voiding,
    title="Take back {}",
    lead="It stays in the history, crossed out, and counts for nothing.",
    submit="Take it back",
    items=VOID,
    about=about_void,
    act=void_touch,
)
