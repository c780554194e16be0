"""What may be asked of a report."""

from datetime import date

from app.faults import BadInput
from app.reports.asked import Asked
from app.web.strict import Count, Day, Email, Flag, Input, Name


def in_order(begins_on: date | None, ends_on: date | None) -> None:
    if begins_on and ends_on and begins_on > ends_on:
        raise BadInput("from", "must not be after the end of the period")


def known_class_year(text: str | None) -> None:
    """Blank is none. What cannot be read is refused, rather than taken as any time."""
    if text and not (text.isascii() and text.isdecimal() and 1900 < int(text) < 3000):
        raise BadInput("class_year", "must be a year, such as 2026")


def told(asked: Asked) -> dict[str, str]:
    """The filters, for the log of what was taken out."""
    named = {
        "cohort": asked.cohort,
        "program": asked.program,
        "advisor_id": asked.advisor_id and str(asked.advisor_id),
        "declined": None if asked.period.is_open else asked.period.words,
    }
    return {name: value for name, value in named.items() if value}


class ReportFilters(Input):
    """What is left out is all; `class_year` is one of NACE's and stands instead of the two days."""

    cohort: Name | None = None
    program: Name | None = None
    advisor: Email | None = None
    class_year: Name | None = None
    begins_on: Day | None = None
    ends_on: Day | None = None

    def filters(self) -> dict[str, str]:
        in_order(self.begins_on, self.ends_on)
        known_class_year(self.class_year)
        names = ReportFilters.model_fields
        return {
            name: value
            for name, value in self.model_dump(mode="json", include=set(names)).items()
            if value
        }


class NewSavedReport(ReportFilters):
    name: Name
    shared: Flag = False


class SavedReportChanges(Input):
    """For its maker."""

    name: Name = ""
    shared: Flag = False
    version: Count | None = None
