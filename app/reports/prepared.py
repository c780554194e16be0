"""A report's statements, put together once for all reports with the same filters.

For a small office that takes longer than to run them, and each report is made of several, since it
is held against those that lie beside it.
"""

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy import Date, Executable, Text, Uuid, bindparam
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.db.prepared import Prepared, Reader
from app.reports.asked import Asked
from app.reports.periods import Period

Build: TypeAlias = Callable[[Access, Asked], Executable]


def rows_of(session: Session, access: Access, asked: Asked, build: Build) -> list[Any]:
    """What the statement finds that is built for whoever asks."""
    values = {name: value for name, value in filters_of(asked).items() if value is not None}
    prepared = prepared_for(build, frozenset(values))
    return Reader.of(session).rows(
        prepared, office_id=access.office_id, as_of=asked.as_of, **values
    )


def filters_of(asked: Asked) -> dict[str, Any]:
    return {
        "cohort": asked.cohort,
        "program": asked.program,
        "advisor_id": asked.advisor_id,
        "begins_on": asked.period.begins_on,
        "ends_on": asked.period.ends_on,
    }


@cache
def prepared_for(build: Build, filters: frozenset[str]) -> Prepared:
    """With a parameter in place of each value."""

    def given(name: str, kind: Any) -> Any:
        return bindparam(name, type_=kind) if name in filters else None

    office: Any = SimpleNamespace(office_id=bindparam("office_id", type_=Uuid()))
    asked = Asked(
        as_of=bindparam("as_of", type_=Date()),  # type: ignore[arg-type]
        cohort=given("cohort", Text()),
        program=given("program", Text()),
        advisor_id=given("advisor_id", Uuid()),
        period=Period(given("begins_on", Date()), given("ends_on", Date())),
    )
    return Prepared(build(office, asked))
