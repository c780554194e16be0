"""A report for whoever asks: what is counted, what it lies beside, and who asked."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office, User
from app.audit.disclosures import disclosed
from app.faults import BadInput
from app.plans.queries import clients_left
from app.reports.asked import Asked
from app.reports.comparing import compared
from app.reports.counted import Counted, lying_beside
from app.reports.counting import count_clients, facts
from app.reports.forms import told
from app.reports.making import make_report
from app.reports.queries import advisor_names, halves_declined
from app.reports.report import Heading, Report


def cohort_report(session: Session, access: Access, asked: Asked, at: datetime) -> Report:
    office = session.get_one(Office, access.office_id)
    own = facts(session, access, asked)
    beside = lying_beside(
        asked,
        own,
        lambda other: facts(session, access, other, whole=False),
        lambda other: halves_declined(session, access, other),
    )
    names = advisor_names(session, access)
    advisor = names.get(str(asked.advisor_id), "Nobody") if asked.advisor_id else None
    heading = Heading(
        office=office.name,
        as_of=asked.as_of,
        cohort=asked.cohort,
        program=asked.program,
        advisor=advisor,
        period=asked.period,
        made_at=at,
        made_by=name_of(session, access),
        smallest_group=office.smallest_group,
        still_applying=clients_left(session, access) > 0,
    )
    return make_report(Counted(own, beside, office.smallest_group), heading, names)


def name_of(session: Session, access: Access) -> str:
    found = (
        access.user_id
        and session.scalars(select(User.name).where(User.id == access.user_id)).one_or_none()
    )
    return found or "Whoever runs Regards"


def comparison(
    session: Session, access: Access, asked: Asked, beside: date, at: datetime
) -> Report:
    """The same report of an earlier day and of the day that is asked for."""
    if beside >= asked.as_of:
        raise BadInput("with", "must be an earlier day than that of the report")
    then = cohort_report(session, access, replace(asked, as_of=beside), at)
    return compared(then, cohort_report(session, access, asked, at))


def take_out(
    session: Session,
    access: Access,
    asked: Asked,
    format: str,
    at: datetime,
    beside: date | None = None,
) -> Report:
    """The report as a file or for a program, which is written down."""
    if beside is None:
        report = cohort_report(session, access, asked, at)
    else:
        report = comparison(session, access, asked, beside, at)
    disclosed(
        session,
        access,
        "cohort_report",
        format=format,
        clients=count_clients(session, access, asked),
        filters={**told(asked), **({"compared with": beside.isoformat()} if beside else {})},
        as_of=asked.as_of,
        at=at,
    )
    return report
