"""What programs and cohorts are called by now that were renamed since somebody was moved."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.queries import details_since
from app.bulk.changes import Change, Values
from app.bulk.deed import Deed
from app.bulk.grouping import COHORT, PROGRAM

RENAMED = ("group.renamed", "group.merged")


def by_their_names_now(
    session: Session, access: Access, deed: Deed, changes: Sequence[Change], since: datetime
) -> Sequence[Change]:
    """So that undoing brings no name back that the office has given up."""
    if deed not in (COHORT, PROGRAM):
        return changes
    kind = deed.name
    told = details_since(session, access, since, *RENAMED)
    renamed = [(one["was"], one["name"]) for one in told if one["kind"] == kind]

    def now(values: Values) -> Values:
        return {row_id: {kind: called(row[kind], renamed)} for row_id, row in values.items()}

    return [one._replace(before=now(one.before), after=now(one.after)) for one in changes]


def called(name: str, renamed: Sequence[tuple[str, str]]) -> str:
    for was, new_name in renamed:
        if name == was:
            name = new_name
    return name
