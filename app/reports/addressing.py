"""A report's filters as they stand in an address, and what they ask for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import member_by_email
from app.clock import today_in
from app.faults import BadInput
from app.reports.asked import Asked
from app.reports.forms import in_order, known_class_year
from app.reports.periods import Period
from app.reports.queries import has_client, is_before_anything
from app.reports.report import Figure
from app.reports.view import Address, days_of
from app.web.strict import Between, Line, Number, a_day


def day_in(field: str, text: str) -> date | None:
    """Blank is none: a form sends all its fields."""
    try:
        return a_day(text) if text else None
    except ValueError as error:
        raise BadInput(field, str(error)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A report's filters as somebody typed them."""

    cohort: str = ""
    program: str = ""
    advisor: str = ""
    class_year: str = ""
    begins_on: str = ""
    ends_on: str = ""
    as_of: str = ""

    def address(self) -> Address:
        known_class_year(self.class_year)
        begins_on, ends_on = day_in("from", self.begins_on), day_in("to", self.ends_on)
        in_order(begins_on, ends_on)
        return Address(
            cohort=self.cohort,
            program=self.program,
            advisor=self.advisor.lower(),
            class_year=self.class_year,
            begins_on=begins_on,
            ends_on=ends_on,
            as_of=day_in("as_of", self.as_of),
        )


async def typed(
    cohort: Annotated[Line, Query()] = "",
    program: Annotated[Line, Query()] = "",
    advisor: Annotated[Line, Query()] = "",
    class_year: Annotated[Line, Query()] = "",
    from_: Annotated[Line, Query(alias="from")] = "",
    to: Annotated[Line, Query()] = "",
    as_of: Annotated[Line, Query()] = "",
) -> Typed:
    return Typed(
        cohort=cohort,
        program=program,
        advisor=advisor,
        class_year=class_year,
        begins_on=from_,
        ends_on=to,
        as_of=as_of,
    )


AsTyped = Annotated[Typed, Depends(typed)]


async def address(filters: AsTyped) -> Address:
    return filters.address()


Addressed = Annotated[Address, Depends(address)]


async def figured(
    figure: Annotated[Line, Query()] = "clients",
    by: Annotated[Line, Query()] = "",
    group: Annotated[tuple[Line, ...], Query()] = (),
) -> Figure:
    """A figure of a report: the name of its count, and where it is one group's, the table that
    tells the groups apart and the group's names."""
    return Figure(figure, by, group)


Figured = Annotated[Figure, Depends(figured)]
MOST_PAGES = 100_000
APage = Annotated[Number, Between(1, MOST_PAGES), Query(alias="page")]


def asked_at(address: Address, session: Session, access: Access) -> Asked:
    return asked_for(
        session,
        access,
        as_of=address.as_of,
        cohort=address.cohort or None,
        program=address.program or None,
        advisor=address.advisor or None,
        period=address.period,
    )


def asked_for(
    session: Session,
    access: Access,
    *,
    as_of: date | None,
    cohort: str | None,
    program: str | None,
    advisor: str | None,
    period: Period,
) -> Asked:
    """What this office has: a filter that it does not know is a slip, and no report of nobody."""
    advisor_id = member_by_email(session, access, advisor.lower()) if advisor is not None else None
    for field, is_unknown in (
        ("cohort", cohort is not None and not has_client(session, access, cohort=cohort)),
        ("program", program is not None and not has_client(session, access, program=program)),
        ("advisor", advisor is not None and advisor_id is None),
    ):
        if is_unknown:
            raise BadInput(field, "is not one of this office")
    if as_of and is_before_anything(session, access, as_of):
        raise BadInput("as_of", "lies before anything that this office has on file")
    return Asked(
        as_of=as_of or today_in(access.timezone),
        cohort=cohort,
        program=program,
        advisor_id=advisor_id,
        period=period,
    )


def address_of(filters: dict[str, Any], as_of: date | None = None) -> Address:
    """Of a saved report."""
    return Address(**{**filters, **days_of(filters)}, as_of=as_of)
