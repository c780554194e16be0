"""The caseload as JSON."""

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import Query

from app.accounts.door import office_transaction
from app.audit.viewed import listed
from app.caseload import answers
from app.caseload.narrowing import Checked
from app.caseload.places import read_cursor, write_cursor
from app.caseload.queries import Case, list_cases
from app.cycle.states import State
from app.db.prepared import Reader
from app.plans.queries import policy_being_applied
from app.web.answers import fields_of
from app.web.api import Picked, json_routes, picking, today_of
from app.web.calling import Calling
from app.web.strict import Between, Day, Line, Number

router = json_routes("caseload")
MOST_ITEMS = 200


@router.get("/caseload")
def read_caseload(
    calling: Calling,
    narrow: Checked,
    pick: Annotated[Picked, picking(answers.Case)],
    as_of: Annotated[Day | None, Query()] = None,
    limit: Annotated[Number, Between(1, MOST_ITEMS), Query()] = 50,
    cursor: Annotated[Line | None, Query()] = None,
) -> answers.Caseload:
    """Most stalled first; `counts` are for the same filters, `state` aside.

    `step` is the client's next one; `employer` one whose offer they declined and `area` where they
    live, both whatever the case and the accents; `overdue_by` and `unseen_for` are days, at least:
    nobody is seen who had no touch with anybody in that time and whose page nobody of the office
    opened. `clients_left` is how many a new policy has yet to reach: their dates are the old ones.
    """
    after = read_cursor(cursor) if cursor else None
    with office_transaction(calling, write=False) as (session, access, _):
        reader = Reader.of(session)
        applying = policy_being_applied(reader, access)
        found = list_cases(
            reader,
            access,
            narrow(session, access),
            as_of or today_of(access),
            limit=limit,
            after=after,
        )
        listed(session, access, "caseload", found.cases)
    return {
        "items": [pick(case_json(case)) for case in found.cases],
        "counts": counts_json(found.counts),
        "next_cursor": write_cursor(found.following) if found.following else None,
        "clients_left": applying.left if applying else 0,
    }


def case_json(case: Case) -> answers.Case:
    return fields_of(answers.Case, case)


def counts_json(counts: Mapping[State, int]) -> answers.Counts:
    return cast(answers.Counts, {state.value: count for state, count in counts.items()})
