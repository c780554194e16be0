"""What is told of sheets that are brought, and of their rows."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from app.web.answers import Id, Moment

Status = Literal[
    "asking", "reading", "previewed", "running", "done", "cancelled", "undoing", "undone", "failed"
]
Verdict = Literal["created", "updated", "unchanged", "refused"]


class Import(TypedDict):
    """`mapping` says which of the service's columns each column of the sheet is, `suggested` why
    that is thought; `passed_over` are columns that are never read."""

    id: Id
    status: Status
    file: str
    format: str
    columns: list[str]
    passed_over: list[str]
    mapping: dict[str, str]
    suggested: dict[str, str]
    day_order: Literal["month", "day", "ask"] | None
    rows_total: int
    rows_done: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    rejected_url: str | None
    words: str
    brought_at: Moment
    moved_at: Moment


class Finding(TypedDict):
    """Of a refused row the `column` and the `reason`; else what is `new`, or which `field` of what
    changes, and how."""

    column: NotRequired[str]
    reason: NotRequired[str]
    what: NotRequired[str]
    new: NotRequired[str]
    field: NotRequired[str]
    was: NotRequired[str]
    becomes: NotRequired[str]


class ImportRow(TypedDict):
    """By its line in the file; the verdict is blank until it was looked through."""

    line: int
    verdict: Verdict | Literal[""]
    cells: dict[str, str]
    findings: list[Finding]


class ImportRows(TypedDict):
    """`next_after` is the `after` of the next page; null where this is the last."""

    items: list[ImportRow]
    next_after: int | None
