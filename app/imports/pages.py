"""Bringing a sheet: the file, its columns, what would become of each row, and taking it in."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Member, Visitor, visit
from app.accounts.queries import names_of
from app.accounts.visiting import Visiting, frame
from app.audit.viewed import listed
from app.faults import BadInput, ChangedMeanwhile, NotNow
from app.imports import bringing, queries, stages, troubles, undoing, unread
from app.imports.api import csv_answer, name_of
from app.imports.choices import choices_for
from app.imports.formats import Plan
from app.imports.forms import Columns, Mended
from app.imports.models import Import
from app.imports.progress import rows_done, worker_asked_to_stop
from app.imports.reading import MOST_BYTES, reading
from app.imports.troubles import Trouble, troubles_of
from app.imports.view import (
    Mending,
    columns_seen,
    head_seen,
    known_line,
    mended_seen,
    passed_over,
    rejected_csv,
    row_seen,
)
from app.web.api import known_id
from app.web.forms import Form, Submitted
from app.web.pages import fragment, go_to, is_htmx
from app.web.strict import Between, Line, Number
from app.web.templating import page, render_blocks
from app.web.uploads import UNLIMITED, Sent, one_file

router = APIRouter(include_in_schema=False)
Uploaded = Annotated[Sent, Depends(one_file(MOST_BYTES))]
BASE = "/o/{office}/imports"
LISTED = 20
ROWS = 50
SAMPLE = 5
After = Annotated[Number, Between(0, 10**9), Query()]


@router.get(BASE)
def list_imports(visiting: Visiting) -> HTMLResponse:
    return list_page(visiting)


def list_page(visiting: Visitor, wrong: str = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.WRITE_PEOPLE)
        found = queries.imports_of(session, member.access, LISTED)
        names = names_of(session, member.access)
        held_up = troubles_of(session, member.access, found)
    return page(
        "imports/list.html",
        status=422 if wrong else 200,
        **frame(member, "caseload"),
        imports=[seen_of(member, one, names, held_up.get(one.id)) for one in found],
        form=Form({}, {"file": f"The file {wrong}."} if wrong else {}),
    )


def seen_of(
    member: Member, held: Import, names: Any, trouble: Trouble | None, done: int = 0
) -> dict[str, Any]:
    return head_seen(held, names, clock.now(), member.access.timezone, trouble, done)


@router.post(BASE, max_body_size=UNLIMITED)
def bring_sheet(request: Request, visiting: Visiting, sent: Uploaded) -> Response:
    try:
        with visit(visiting) as (_session, member):
            member.access.require(Permission.WRITE_PEOPLE)
        if sent.file is None:
            return list_page(visiting, sent.wrong)
        name, file = name_of(sent.file.filename or ""), sent.file.file
        if unread.is_large(file):
            with visit(visiting, write=True) as (session, member):
                held = unread.keep_file(session, member.access, file, name, clock.now())
            return go_to(f"/o/{visiting.slug}/imports/{held.id}", request)
        with (
            reading(file) as read,
            visit(visiting, write=True) as (session, member),
        ):
            held = bringing.bring(session, member.access, read, name, clock.now())
    except BadInput as error:
        return list_page(visiting, error.message)
    finally:
        sent.close()
    return go_to(f"/o/{visiting.slug}/imports/{held.id}", request)


@router.get(f"{BASE}/{{id}}")
def read_import(
    request: Request,
    visiting: Visiting,
    id: str,
    verdict: Annotated[Line, Query()] = "",
    after: After = 0,
    mended: Annotated[Number, Between(0, 10**9), Query()] = 0,
) -> Response:
    return import_page(visiting, id, verdict, after, mended, only_progress=is_htmx(request))


def import_page(
    visiting: Visitor,
    id: str,
    verdict: str = "",
    after: int = 0,
    mended: int = 0,
    *,
    form: Form | None = None,
    later: ChangedMeanwhile | None = None,
    mending: Mending | None = None,
    mapping: dict[str, str] | None = None,
    status: int = 200,
    only_progress: bool = False,
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        access = member.access
        access.require(Permission.WRITE_PEOPLE)
        held = queries.one_import(session, access, known_id(id))
        shown = verdict if verdict in queries.VERDICTS else first_shown(held)
        rows = queries.rows_of(session, access, held, verdict=shown, after=after, limit=ROWS + 1)
        sample = queries.rows_of(session, access, held, limit=SAMPLE)
        lately = queries.row_on(session, access, held, mended) if mended else None
        names = names_of(session, access)
        trouble = troubles_of(session, access, [held]).get(held.id)
        done = rows_done(session, held)
    columns = columns_seen(held, sample, held.mapping if mapping is None else mapping)
    today, plan = clock.today_in(access.timezone), Plan(held.header, held.mapping)
    seen = {
        **frame(member, "caseload"),
        "here": f"/o/{visiting.slug}/imports/{held.id}",
        "one": seen_of(member, held, names, trouble, done),
        "shown": shown,
        "rows": [row_seen(held, row, today, plan, mending) for row in rows[:ROWS]],
        "mended": mended_seen(lately),
        "after": after,
        "next_after": rows[ROWS - 1].line if len(rows) > ROWS else None,
        "columns": columns,
        "folded": passed_over(columns),
        "is_mapping": mapping is not None,
        "choices": choices_for(held),
        "day_orders": DAY_ORDERS[held.day_order == "ask"],
        "form": form or Form({"day_order": held.day_order or ""}),
        "later": list(later.who.items()) if later else [],
    }
    if only_progress:
        # Where it has come to an end, the whole page anew.
        ended = {} if seen["one"]["goes_on"] else {"HX_Redirect": seen["here"]}
        return fragment(render_blocks("imports/one.html", "progress", **seen), **ended)
    if status == 200 and (later or (form and form.errors)):
        status = 409 if later else 422
    return page("imports/one.html", status=status, **seen)


ORDERS = [
    ("month", "The month first: 03/04/2026 is in March"),
    ("day", "The day first: 03/04/2026 is in April"),
]
# Whether the sheet has such days, and leaves it open.
DAY_ORDERS = {
    False: [("", "As the sheet itself shows"), *ORDERS],
    True: [("", "Choose one: some of its days can be read in two ways"), *ORDERS],
}


def first_shown(held: Import) -> str:
    """What needs somebody comes first."""
    for verdict in ("refused", "updated", "created"):
        if getattr(held, verdict):
            return verdict
    return "unchanged"


@router.get(f"{BASE}/{{id}}/refused.csv")
def read_refused(visiting: Visiting, id: str) -> Response:
    with visit(visiting) as (session, member):
        member.access.require(Permission.WRITE_PEOPLE)
        held = queries.one_import(session, member.access, known_id(id))
        rows = queries.rows_of(session, member.access, held, verdict="refused")
        listed(session, member.access, "import_rows", rows)
        content = rejected_csv(held, rows)
    return csv_answer(held, content)


@router.post(f"{BASE}/{{id}}/columns")
def name_columns(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    """Each column's choice comes by its place; those of no choice are passed over."""
    with visit(visiting) as (session, member):
        member.access.require(Permission.WRITE_PEOPLE)
        held = queries.one_import(session, member.access, known_id(id))
    mapping = {
        name: values[f"column_{place}"]
        for place, name in enumerate(held.header)
        if values.get(f"column_{place}")
    }
    given = columns_in(mapping, values)
    if isinstance(given, dict):
        return import_page(visiting, id, form=Form(dict(values), given), mapping=mapping)
    return stepping(
        request,
        visiting,
        id,
        lambda session, access, import_id, at: bringing.name_columns(
            session, access, import_id, given.mapping, given.day_order, at
        ),
        values,
        mapping=mapping,
    )


def columns_in(mapping: dict[str, str], values: dict[str, str]) -> Columns | dict[str, str]:
    try:
        return Columns(mapping=mapping, day_order=values.get("day_order") or None)  # type: ignore[arg-type]
    except ValueError:
        return {"": "Choose for each column which one it is, and how the days are written."}


@router.post(f"{BASE}/{{id}}/rows/{{line}}")
def mend_row(
    request: Request, visiting: Visiting, id: str, line: str, values: Submitted, after: After = 0
) -> Response:
    number = known_line(line)
    mending = Mending(number, values)
    try:
        cells = Mended(cells=values).cells
    except ValueError:
        form = Form({}, {"": f"Line {number}: that cannot stand in a cell."})
        return import_page(visiting, id, "refused", after, form=form, mending=mending)
    asked = urlencode({"after": after, "mended": number} if after else {"mended": number})
    return stepping(
        request,
        visiting,
        id,
        lambda session, access, import_id, at: bringing.mend(
            session, access, import_id, number, cells, at
        ),
        then=f"?{asked}#line-{number}",
        after=after,
        mending=mending,
    )


@router.post(f"{BASE}/{{id}}/commit")
def take_in(request: Request, visiting: Visiting, id: str) -> Response:
    return stepping(request, visiting, id, stages.take_in)


@router.post(f"{BASE}/{{id}}/cancel")
def give_up(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting) as (session, member):
        member.access.require(Permission.WRITE_PEOPLE)
        stop = worker_asked_to_stop(
            session, queries.one_import(session, member.access, known_id(id))
        )
    with stop:
        return stepping(request, visiting, id, stages.give_up)


@router.post(f"{BASE}/{{id}}/again")
def try_again(request: Request, visiting: Visiting, id: str) -> Response:
    return stepping(request, visiting, id, troubles.try_again)


@router.post(f"{BASE}/{{id}}/undo")
def undo(request: Request, visiting: Visiting, id: str) -> Response:
    return stepping(request, visiting, id, undoing.undo)


def stepping(
    request: Request,
    visiting: Visitor,
    id: str,
    step: Callable[..., Import],
    values: dict[str, str] | None = None,
    *,
    then: str = "",
    **again: Any,
) -> Response:
    """Where it cannot be done, the page `again`; else the import's own, `then`."""
    try:
        with visit(visiting, write=True) as (session, member):
            step(session, member.access, known_id(id), clock.now())
    except ChangedMeanwhile as error:
        return import_page(visiting, id, later=error, **again)
    except NotNow as error:
        form = Form({}, {"": error.words})
        return import_page(visiting, id, form=form, status=409, **again)
    except BadInput as error:
        form = Form(dict(values or {}), {"": sentence(error)})
        return import_page(visiting, id, form=form, **again)
    return go_to(f"/o/{visiting.slug}/imports/{id}{then}", request)


def sentence(error: BadInput) -> str:
    if error.field == "mapping" and error.message.startswith("“"):
        return f"{error.message}."
    subject = {"day_order": "How the days are written", "mapping": "Your choice"}
    return f"{subject.get(error.field, 'The row')} {error.message}."
