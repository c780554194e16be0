"""What came of relationships, as JSON."""

from datetime import datetime
from typing import Any

from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.audit.viewed import viewed
from app.outcomes import actions as outcomes
from app.outcomes import answers
from app.outcomes.forms import NewOutcome
from app.outcomes.models import Outcome
from app.outcomes.queries import one_outcome
from app.web.answers import fields_of, plain
from app.web.api import AnId, json_routes, known_id, made_at, once_by_key, today_of
from app.web.calling import Calling
from app.web.strict import Voiding

router = json_routes("outcomes")


@router.post(
    "/contacts/{contact_id}/outcomes", status_code=201, response_class=made_at("/outcomes/{id}")
)
def add_outcome(calling: Calling, contact_id: AnId, form: NewOutcome) -> answers.Outcome:
    def act(session: Any, access: Access, at: datetime) -> answers.Outcome:
        today = today_of(access)
        return outcome_json(
            outcomes.add_outcome(session, access, known_id(contact_id), form, today=today, at=at)
        )

    return once_by_key(calling, f"/contacts/{contact_id}/outcomes", form, act)


@router.get("/outcomes/{outcome_id}")
def read_outcome(calling: Calling, outcome_id: AnId) -> answers.Outcome:
    with office_transaction(calling, write=False) as (session, access, _):
        outcome = one_outcome(session, access, known_id(outcome_id))
        viewed(session, access, outcome.client_id)
        return outcome_json(outcome)


@router.post("/outcomes/{outcome_id}/void")
def void_outcome(calling: Calling, outcome_id: AnId, form: Voiding) -> answers.Outcome:
    def act(session: Any, access: Access, at: datetime) -> answers.Outcome:
        voided = outcomes.void_outcome(session, access, known_id(outcome_id), form.reason, at)
        return outcome_json(voided)

    return once_by_key(calling, f"/outcomes/{outcome_id}/void", form, act)


def outcome_json(outcome: Outcome) -> answers.Outcome:
    return fields_of(answers.Outcome, outcome, on=plain(outcome.happened_on))
