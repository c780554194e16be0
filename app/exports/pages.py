"""Taking people out of the office as a file: what, whom, for whom; and how far it is."""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.bulk.actions import MOST_CLIENTS
from app.bulk.queries import selected
from app.bulk.view import read_looked
from app.caseload.asked import Asked as Narrowed
from app.caseload.asked import asked_in
from app.caseload.narrowing import AsTyped
from app.caseload.queries import choices
from app.caseload.ticked import NOBODY_CHOSEN, TOO_MANY, chosen, last
from app.clock import today_in
from app.db.prepared import Reader
from app.exports.actions import Asked, of_ticked, own_exports
from app.exports.download import Opening, download
from app.exports.forms import NewExport
from app.exports.view import SUBJECTS, exports_seen, first_form, seen_of
from app.faults import BadInput, Busy
from app.plans.queries import policy_being_applied
from app.web.forms import Form, Submitted, SubmittedLists, read_input, told
from app.web.pages import fragment, is_htmx
from app.web.refusals import SECONDS_TO_ROOM
from app.web.strict import a_line
from app.web.templating import page, render_blocks

router = APIRouter(include_in_schema=False)
SHOWN = 8  # of one's own exports
FILTERS = tuple(field.name for field in fields(Narrowed) if field.name != "view")
BUSY = "Others are exporting just now. Try again in a moment; what you chose is kept below."


@router.get("/o/{office}/exports")
def read_exports(
    request: Request,
    visiting: Visiting,
    narrowed: AsTyped,
) -> Response:
    """The filters are the caseload's; htmx asks how far the exports are."""
    if is_htmx(request):
        with visit(visiting) as (session, member):
            exports = own_exports(session, member.access, limit=SHOWN)
        seen = exports_seen(member, exports, clock.now())
        return fragment(render_blocks("exports/page.html", "progress", **seen))
    return exports_page(visiting, narrowed, first_form(narrowed))


@router.post("/o/{office}/exports/selected")
def choose(visiting: Visiting, sent: SubmittedLists) -> Response:
    """The form for exactly the clients that are ticked, or for all that match. Writes nothing."""
    listed = asked_in(last(sent, "list"))
    with visit(visiting) as (session, member):
        today = today_in(member.access.timezone)
        ticked = tuple(chosen(session, member, listed, sent, today))
        selected(session, member.access, ticked)  # all of this office, or none at all
    form, status = first_form(listed), 200
    if not ticked or len(ticked) > MOST_CLIENTS:
        form.errors[""] = " ".join(TOO_MANY if ticked else NOBODY_CHOSEN)
        ticked, status = (), 422
    return exports_page(visiting, listed, form, status, ticked)


def exports_page(
    visiting: Visitor,
    narrowed: Narrowed,
    form: Form,
    status: int = 200,
    ticked: Sequence[UUID] = (),
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        exports = own_exports(session, member.access, limit=SHOWN)
        possible = choices(Reader.of(session), member.access)
        applying = policy_being_applied(Reader.of(session), member.access)
    seen = seen_of(member, narrowed, possible, form, exports, clock.now(), ticked)
    seen["applying"] = applying
    return page("exports/page.html", status=status, **seen)


@router.post("/o/{office}/exports")
def export(visiting: Visiting, values: Submitted) -> Response:
    """Answers with the file; where something is wrong, with the page and what was chosen."""
    given = read_input(NewExport, values, SUBJECTS)
    if isinstance(given, dict):
        form = Form(dict(values), given)
        return exports_page(visiting, narrowed_by(values), form, 422, ticked_in(values))
    narrowed, ticked = narrowed_by(values), ticked_in(values)
    try:
        return download(visiting.database, opened(visiting, given, narrowed, ticked))
    except BadInput as error:
        form = Form(dict(values), told(error, SUBJECTS))
        shown = narrowed_by({}) if error.field in FILTERS else narrowed
        return exports_page(visiting, shown, form, 422, ticked)
    except Busy:
        answer = exports_page(visiting, narrowed, Form(dict(values), {"": BUSY}), 429, ticked)
        answer.headers["Retry-After"] = str(SECONDS_TO_ROOM)
        return answer


@contextmanager
def opened(
    visiting: Visitor, given: NewExport, narrowed: Narrowed, ticked: Sequence[UUID]
) -> Opening:
    with visit(visiting, write=True) as (session, member):
        access = member.access
        access.require(Permission.READ_PEOPLE)
        possible = choices(Reader.of(session), access)
        asked = Asked(
            what=given.what,
            format=given.format,
            filters=of_ticked(session, access, ticked)
            if ticked
            else narrowed.filters(member, possible),
            as_of=today_in(access.timezone),
            recipient=given.recipient,
            purpose=given.purpose,
        )
        yield session, access, asked


def ticked_in(values: Mapping[str, str]) -> tuple[UUID, ...]:
    return tuple(read_looked(values.get("of", "")))


def narrowed_by(values: Mapping[str, str]) -> Narrowed:
    """Those of the form's fields that are filters; what cannot be read is none."""
    try:
        return Narrowed(**{name: a_line(values.get(name, "")) for name in FILTERS})
    except ValueError:
        return Narrowed()
