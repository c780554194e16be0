"""What came of relationships, as JSON."""

from datetime import datetime
from typing import Any

from app.accounts.access import Access
from app.outcomes import actions as outcomes
from app.outcomes.forms import NewOutcome
from app.outcomes.models import Outcome
from app.web.api import AnId, Calling, in_utc, json_routes, known_id, once_by_key, today_of
from app.web.strict import Voiding

router = json_routes("outcomes")

Json = dict[str, Any]
OUTCOME = (
    "id", "client_id", "contact_id", "kind", "on", "note", "recorded_at", "voided_at",
    "void_reason",
)  # fmt: skip


@router.post("/contacts/{contact_id}/outcomes", status_code=201)
def add_outcome(calling: Calling, contact_id: AnId, form: NewOutcome) -> Json:
    def act(session: Any, access: Access, at: datetime) -> Json:
        today = today_of(access)
        return outcome_json(
            outcomes.add_outcome(session, access, known_id(contact_id), form, today=today, at=at)
        )

    return once_by_key(calling, f"/contacts/{contact_id}/outcomes", form, act)


@router.post("/outcomes/{outcome_id}/void")
def void_outcome(calling: Calling, outcome_id: AnId, form: Voiding) -> Json:
    def act(session: Any, access: Access, at: datetime) -> Json:
        voided = outcomes.void_outcome(session, access, known_id(outcome_id), form.reason, at)
        return outcome_json(voided)

    return once_by_key(calling, f"/outcomes/{outcome_id}/void", form, act)


def outcome_json(outcome: Outcome) -> Json:
    return {
        "id": str(outcome.id),
        "client_id": str(outcome.client_id),
        "contact_id": str(outcome.contact_id),
        "kind": outcome.kind,
        "on": outcome.happened_on.isoformat(),
        "note": outcome.note,
        "recorded_at": in_utc(outcome.recorded_at),
        "voided_at": outcome.voided_at and in_utc(outcome.voided_at),
        "void_reason": outcome.void_reason,
    }
