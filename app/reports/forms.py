"""What may be asked of a report."""

from datetime import date

from app.faults import BadInput
from app.reports.asked import Asked


def in_order(begins_on: date | None, ends_on: date | None) -> None:
    if begins_on and ends_on and begins_on > ends_on:
        raise BadInput("from", "must not be after the end of the period")


def told(asked: Asked) -> dict[str, str]:
    """The filters, for the log of what was taken out."""
    named = {
        "cohort": asked.cohort,
        "program": asked.program,
        "advisor_id": asked.advisor_id and str(asked.advisor_id),
        "declined": None if asked.period.is_open else asked.period.words,
    }
    return {name: value for name, value in named.items() if value}
