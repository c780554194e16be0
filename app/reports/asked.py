"""What a report is asked for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.reports.periods import ALL_TIME, Period, neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose cycles, of offers declined when, held against which day."""

    as_of: date
    cohort: str | None = None
    program: str | None = None
    advisor_id: UUID | None = None
    period: Period = ALL_TIME

    def beside(self, halves: Collection[date]) -> "list[tuple[str, Asked]]":
        """The reports that differ from this one by one filter: without it, or the next period.

        `halves`: the first days of the half-years in which those asked about declined offers.
        """
        found = []
        if self.cohort is not None:
            found.append(("cohort", replace(self, cohort=None)))
        if self.program is not None:
            found.append(("program", replace(self, program=None)))
        if self.advisor_id is not None:
            found.append(("advisor", replace(self, advisor_id=None)))
        if not self.period.is_open:
            found.append(("period", replace(self, period=ALL_TIME)))
        periods = neighbours(self.period, halves)
        return found + [("period", replace(self, period=one)) for one in periods]


@dataclass(frozen=True, slots=True)
class Possible:
    """What a report can be narrowed to."""

    cohorts: list[str]
    programs: list[str]
    advisors: list[tuple[str, str]]  # e-mail, name
