"""The caseload as JSON."""

import base64
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.accounts.door import office_transaction
from app.caseload.queries import Filters, Place, cases, counts
from app.cycle.states import State
from app.faults import BadInput
from app.web.api import Calling, today_of
from app.web.strict import Day, Line, Number, an_id

router = APIRouter(tags=["caseload"])
MOST_ITEMS = 200


@router.get("/caseload")
def read_caseload(
    calling: Calling,
    as_of: Annotated[Day | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    advisor: Annotated[Line | None, Query()] = None,
    cohort: Annotated[Line | None, Query()] = None,
    program: Annotated[Line | None, Query()] = None,
    q: Annotated[Line | None, Query()] = None,
    limit: Annotated[Number, Query(ge=1, le=MOST_ITEMS)] = 50,
    cursor: Annotated[Line | None, Query()] = None,
) -> dict[str, Any]:
    """Most stalled first; `counts` are for the same filters, `state` aside."""
    filters = Filters(
        state=state,
        advisor=advisor.lower() if advisor is not None else None,
        cohort=cohort,
        program=program,
        q=q,
    )
    after = read_cursor(cursor) if cursor else None
    with office_transaction(calling, write=False) as (session, access, _):
        day = as_of or today_of(access)
        items, following = cases(session, access, filters, day, limit=limit, after=after)
        return {
            "items": [asdict(item) for item in items],
            "counts": counts(session, access, filters, day),
            "next_cursor": write_cursor(following) if following else None,
        }


def write_cursor(place: Place) -> str:
    text = f"{place.stalls_on.isoformat()} {place.client_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(cursor: str) -> Place:
    try:
        stalls_on, _, client_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return Place(date.fromisoformat(stalls_on), an_id(client_id))
    except ValueError:
        raise BadInput("cursor", "is not one that this service gave") from None
