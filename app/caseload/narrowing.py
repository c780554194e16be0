"""The filters as they stand in an address: as typed for the pages, checked for programs."""

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import NOBODY, member_by_email
from app.caseload.asked import Asked
from app.caseload.filters import MOST_DAYS, Filters
from app.caseload.forms import Narrowing
from app.cycle.facts import Step
from app.cycle.states import State
from app.faults import BadInput, BadInputs
from app.web.strict import Between, Line, Number, a_line

ASKED = tuple(field.name for field in fields(Asked))
Narrow = Callable[[Session, Access], Filters]


async def as_typed(request: Request) -> Asked:
    """Only what was given is looked at: as parameters of the route, those left blank cost most."""
    found: dict[str, str] = {}
    faults: list[BadInput] = []
    for name in ASKED:
        if name in request.query_params:
            try:
                found[name] = a_line(request.query_params[name])
            except ValueError as error:
                faults.append(BadInput(name, str(error)))
    if faults:
        raise BadInputs(faults)
    return Asked(**found | {"advisor": found.get("advisor", "").lower()})


async def checked(
    state: Annotated[State | None, Query()] = None,
    advisor: Annotated[Line | None, Query()] = None,
    cohort: Annotated[Line | None, Query()] = None,
    program: Annotated[Line | None, Query()] = None,
    q: Annotated[Line | None, Query()] = None,
    step: Annotated[Step | None, Query()] = None,
    employer: Annotated[Line | None, Query()] = None,
    area: Annotated[Line | None, Query()] = None,
    overdue_by: Annotated[Annotated[Number, Between(1, MOST_DAYS)] | None, Query()] = None,
    unseen_for: Annotated[Annotated[Number, Between(1, MOST_DAYS)] | None, Query()] = None,
    never_contacted: Annotated[bool, Query()] = False,
    no_key_people: Annotated[bool, Query()] = False,
    has_link: Annotated[bool, Query()] = False,
) -> Narrow:
    asked = Narrowing(
        state=state,
        advisor=advisor,
        cohort=cohort,
        program=program,
        q=q,
        step=step,
        employer=employer,
        area=area,
        overdue_by=overdue_by,
        unseen_for=unseen_for,
        never_contacted=never_contacted,
        no_key_people=no_key_people,
        has_link=has_link,
    )
    return lambda session, access: filters_of(session, access, asked)


def filters_of(session: Session, access: Access, asked: Narrowing) -> Filters:
    """An advisor who is nobody of the office has no clients."""
    given = asked.model_dump(exclude={"advisor"})
    if asked.advisor is None:
        return Filters(**given)
    advisor_id = member_by_email(session, access, asked.advisor.lower())
    return Filters(**given, advisor_id=advisor_id or NOBODY)


AsTyped = Annotated[Asked, Depends(as_typed)]
Checked = Annotated[Narrow, Depends(checked)]
