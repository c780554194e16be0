"""The small forms of outcomes: to record one, and to take it back."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.items import OUTCOME, VOID
from app.casefile.sheets import AT_CONTACT, Moment, Sheet, Subject, known, serve_sheet
from app.offers.queries import one_contact
from app.outcomes import actions as outcomes
from app.outcomes.actions import is_in_network
from app.outcomes.forms import NewOutcome
from app.outcomes.queries import one_outcome
from app.outcomes.words import NOT_YET, what_came
from app.web.strict import Voiding

router = APIRouter(include_in_schema=False)


def about_new_outcome(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return Subject(
        client_id=contact.client_id,
        name=contact.name,
        values={"on": today},
        warning="" if is_in_network(contact) else f"An outcome {NOT_YET.format(contact.name)}.",
    )


def add_outcome(
    session: Session, access: Access, id: UUID | None, form: NewOutcome, moment: Moment
) -> UUID:
    added = outcomes.add_outcome(session, access, known(id), form, today=moment.today, at=moment.at)
    return added.client_id


def about_void(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    outcome = one_outcome(session, access, known(id))
    contact = one_contact(session, access, outcome.contact_id)
    return Subject(client_id=outcome.client_id, name=what_came(outcome.kind, contact.name))


def void_outcome(
    session: Session, access: Access, id: UUID | None, form: Voiding, moment: Moment
) -> UUID:
    return outcomes.void_outcome(session, access, known(id), form.reason, moment.at).client_id


OUTCOME_SHEETS = (
    Sheet(path="contacts/{id}/outcomes", model=NewOutcome, title="What came of knowing {}",
          submit="Record it", items=OUTCOME, about=about_new_outcome, act=add_outcome, adds=True,
          lands=AT_CONTACT),
    Sheet(path="outcomes/{id}/void", model=Voiding, title="Take back {}",
          lead="It stays in the history, crossed out, and counts for nothing.",
          submit="Take it back", items=VOID, about=about_void, act=void_outcome),
)  # fmt: skip
for _sheet in OUTCOME_SHEETS:
    serve_sheet(router, _sheet)
