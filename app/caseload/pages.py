"""The advisor's main page, and logging a touch on its rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.accounts.door import Member, Visitor, glance, visit
from app.accounts.queries import NOBODY
from app.accounts.visiting import Visiting
from app.bulk.queries import one_action
from app.bulk.view import done_seen
from app.casefile.put_off import JustPutOff, PutOff, Told, told_of
from app.casefile.sheets import known, list_gone_through, show_sheet, take_sheet
from app.casefile.touch_forms import LOG_SHEET, VOID_SHEET
from app.caseload.asked import NO_VIEW, Asked, asked_in
from app.caseload.filters import Filters
from app.caseload.narrowing import AsTyped
from app.caseload.opened import Opened, open_list, pinned_of
from app.caseload.places import read_cursor
from app.caseload.queries import Choices, choices, list_cases
from app.caseload.view import ROWS, seen_of
from app.caseload.views import View, views_of
from app.clock import now, today_in
from app.cycle.states import State
from app.faults import BadInput, NotFound
from app.plans.queries import policy_being_applied
from app.plans.replies import Answer, answer_to
from app.web.api import known_id
from app.web.forms import Submitted, told
from app.web.pages import came_from, fragment, go_to, if_there, is_htmx, with_query
from app.web.strict import Line, Number
from app.web.templating import page, render, render_blocks

router = APIRouter(include_in_schema=False)
SUBJECTS = {
    "state": "The state",
    "step": "The next step",
    "advisor": "The advisor",
    "overdue_by": "Days overdue",
    "unseen_for": "Days not seen",
    "never_contacted": "“Never contacted”",
    "no_key_people": "“Nobody is key”",
    "has_link": "“Has a shared link”",
}


@router.get("/o/{office}/caseload")
def read_caseload(
    request: Request,
    visiting: Visiting,
    asked: AsTyped,
    cursor: Annotated[Line, Query()] = "",
    before: Annotated[Number, Query(ge=0)] = 0,
    done: Annotated[Line, Query()] = "",
    bulk: Annotated[Line, Query()] = "",
    *,
    put_off: JustPutOff,
) -> Response:
    """`before` is how many rows the earlier pages had, for the words below the list alone;
    `done` a touch just logged without script, `bulk` what was just done to many."""
    after = read_cursor(cursor) if cursor else None
    with glance(visiting) as (reader, member):
        possible = choices(reader, member.access)
        views = views_of(reader, member.access)
        opened = open_for(request, asked, views, member, possible)
        today = today_in(member.access.timezone)
        listed = list_cases(reader, member.access, opened.filters, today, limit=ROWS, after=after)
        pinned = (
            [] if is_htmx(request) else pinned_of(reader, views, opened, member, possible, today)
        )
        applying = policy_being_applied(reader, member.access)
    asked = opened.asked
    seen = seen_of(member, asked, possible, listed, today, before, opened, views, pinned)
    seen["applying"] = applying
    seen["answer"] = if_there(done, lambda: answer_about(visiting, done, today))
    seen["bulk_done"] = if_there(bulk, lambda: bulk_done(visiting, bulk))
    seen["put_off"] = if_there("".join(put_off), lambda: put_off_told(visiting, put_off, today))
    if is_htmx(request):
        parts = render_blocks("caseload/page.html", "results", "sub", **seen, oob="sub")
        if opened.is_refused:
            return fragment(parts, status=422)
        return fragment(parts, HX_Push_Url=asked.path(member.office_slug))
    return page("caseload/page.html", **seen, oob="")


def open_for(
    request: Request, asked: Asked, views: Sequence[View], member: Member, possible: Choices
) -> Opened:
    """Where a filter cannot be, the list that is narrowed in place says so in its own place."""
    try:
        return open_list(asked, views, member, possible)
    except BadInput as error:
        if not is_htmx(request):
            raise
        (words,) = told(error, SUBJECTS).values()
        shown = asked if asked.state in list(State) else replace(asked, state="")
        return Opened(shown, Filters(client_id=NOBODY), trouble=words, is_refused=True)


def answer_about(visiting: Visitor, touch_id: str, today: date) -> Answer:
    with visit(visiting) as (session, member):
        return answer_to(session, member.access, known_id(touch_id), today)


def put_off_told(visiting: Visitor, put_off: PutOff, today: date) -> Told | None:
    with visit(visiting) as (session, member):
        return told_of(session, member.access, member.office_slug, put_off, today)


def bulk_done(visiting: Visitor, action_id: str) -> dict[str, Any]:
    with visit(visiting) as (session, member):
        action = one_action(session, member.access, known_id(action_id))
        return done_seen(session, member.access, action, now())


@router.get("/o/{office}/contacts/{id}/touches")
def ask_what_happened(request: Request, visiting: Visiting, id: str) -> Response:
    return show_sheet(request, visiting, LOG_SHEET, known_id(id))


@router.post("/o/{office}/contacts/{id}/touches")
def log_touch(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    def then(touch_id: UUID | None) -> Response:
        return say_what_follows(request, visiting, known(touch_id), values)

    return take_sheet(request, visiting, LOG_SHEET, known_id(id), values, then)


@router.get("/o/{office}/touches/{id}/void")
def ask_what_was_wrong(request: Request, visiting: Visiting, id: str) -> Response:
    return show_sheet(request, visiting, VOID_SHEET, known_id(id))


@router.post("/o/{office}/touches/{id}/void")
def void_touch(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    def then(touch_id: UUID | None) -> Response:
        return say_what_follows(request, visiting, known(touch_id), values)

    return take_sheet(request, visiting, VOID_SHEET, known_id(id), values, then)


def say_what_follows(
    request: Request, visiting: Visitor, touch_id: UUID, values: dict[str, str]
) -> Response:
    """In the place of the row of the list that was pressed; else on the page one came from."""
    with visit(visiting) as (session, member):
        today = today_in(member.access.timezone)
        answer = answer_to(session, member.access, touch_id, today)
    if is_htmx(request) and values.get("from") == "caseload":
        return row_and_tabs(request, visiting, answer, today)
    back = list_gone_through(request, visiting.slug, values) or came_from(request)
    if not back.startswith(f"/o/{visiting.slug}/") or back.endswith(("/touches", "/void")):
        back = f"/o/{visiting.slug}/clients/{answer.client_id}"
    return go_to(with_query(back, "done", str(touch_id)), request)


def row_and_tabs(request: Request, visiting: Visitor, answer: Answer, today: date) -> Response:
    """The row, and where there are tabs, their counts for the filters in the address bar."""
    path = came_from(request)
    asked = asked_in(path)
    with glance(visiting) as (reader, member):
        possible = choices(reader, member.access)
        try:
            opened = open_list(asked, views_of(reader, member.access), member, possible)
        except (BadInput, NotFound):  # the deed is done, whatever stands in the address bar
            opened = open_list(Asked(view=NO_VIEW), (), member, possible)
        asked = opened.asked
        counted = list_cases(reader, member.access, opened.filters, today, limit=1)
        only = Filters(client_id=answer.client_id)
        one = list_cases(reader, member.access, only, today, limit=1)
    seen = seen_of(member, asked, possible, replace(counted, cases=one.cases), today, 0)
    has_tabs = path.startswith(asked.path(visiting.slug).partition("?")[0])
    seen["picks"] = has_tabs
    template = "caseload/_rows.html" if answer.is_voided else "caseload/_answer.html"
    row = render(template, **seen, answer=answer)
    if not has_tabs:
        return fragment(row)  # a list without tabs
    return fragment(row + render_blocks("caseload/page.html", "tabs", **seen, oob="tabs"))
