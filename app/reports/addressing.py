"""A report's filters as they stand in an address, and what they ask for."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query

from app.accounts.access import Access
from app.accounts.queries import NOBODY, member_by_email
from app.clock import today_in
from app.faults import BadInput
from app.reports.asked import Asked
from app.reports.forms import in_order, known_class_year
from app.reports.view import Address, days_of
from app.web.strict import Line, a_day


def day_in(field: str, text: str) -> date | None:
    """Blank is none: a form sends all its fields."""
    try:
        return a_day(text) if text else None
    except ValueError as error:
        raise BadInput(field, str(error)) from None


async def address(
    cohort: Annotated[Line, Query()] = "",
    program: Annotated[Line, Query()] = "",
    advisor: Annotated[Line, Query()] = "",
    class_year: Annotated[Line, Query()] = "",
    from_: Annotated[Line, Query(alias="from")] = "",
    to: Annotated[Line, Query()] = "",
    as_of: Annotated[Line, Query()] = "",
) -> Address:
    known_class_year(class_year)
    begins_on, ends_on = day_in("from", from_), day_in("to", to)
    in_order(begins_on, ends_on)
    return Address(
        cohort=cohort,
        program=program,
        advisor=advisor.lower(),
        class_year=class_year,
        begins_on=begins_on,
        ends_on=ends_on,
        as_of=day_in("as_of", as_of),
    )


Addressed = Annotated[Address, Depends(address)]


def asked_at(address: Address, session: Any, access: Access) -> Asked:
    advisor_id = None
    if address.advisor:
        advisor_id = member_by_email(session, access, address.advisor) or NOBODY
    return Asked(
        as_of=address.as_of or today_in(access.timezone),
        cohort=address.cohort or None,
        program=address.program or None,
        advisor_id=advisor_id,
        period=address.period,
    )


def address_of(filters: dict[str, Any], as_of: date | None = None) -> Address:
    """Of a saved report."""
    return Address(**{**filters, **days_of(filters)}, as_of=as_of)
