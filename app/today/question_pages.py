"""A question of the day, answered, put off and asked again in its own place; without script too."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.casefile.sheets import Moment, Sheet, known, show_sheet, take_sheet
from app.today.answering import ask_again
from app.today.question_sheets import ANSWERS, PUTTING_OFF, UNDOING, things_of
from app.today.question_view import question_seen, standing_of
from app.today.questions import Asks, open_question
from app.web.api import known_id
from app.web.forms import SubmittedLists
from app.web.pages import came_from, fragment, go_to, is_htmx, with_query
from app.web.templating import render

router = APIRouter(include_in_schema=False)


def serve_question(asks: Asks, sheet: Sheet, *, shows: bool = True) -> None:
    address = f"/o/{{office}}/{sheet.path}"

    def show(request: Request, visiting: Visiting, id: str) -> Response:
        return show_sheet(request, visiting, sheet, known_id(id))

    def take(request: Request, visiting: Visiting, id: str, sent: SubmittedLists) -> Response:
        values = {name: all[-1] for name, all in sent.items()}
        if "people" in sheet.model.model_fields:  # boxes of one name, of which none may be ticked
            values["people"] = " ".join(sent.get("people", ()))

        def then(subject_id: UUID | None) -> Response:
            return say_how_it_stands(request, visiting, asks, known(subject_id), values)

        return take_sheet(request, visiting, sheet, known_id(id), values, then)

    if shows:
        router.get(address)(show)
    router.post(address)(take)


def serve_asking_again(asks: Asks) -> None:
    def again(request: Request, visiting: Visiting, id: str, sent: SubmittedLists) -> Response:
        subject_id = known_id(id)
        at = clock.now()
        with visit(visiting, write=True) as (session, member):
            moment = Moment(at, clock.today_in(member.access.timezone))
            ask_again(session, member.access, asks, subject_id, moment)
        values = {name: all[-1] for name, all in sent.items()}
        return say_how_it_stands(request, visiting, asks, subject_id, values)

    router.post(f"/o/{{office}}/{things_of(asks)}/{{id}}/{asks}/now")(again)


for _asks, _sheet in ANSWERS.items():
    serve_question(_asks, _sheet)
for _asks, _sheet in UNDOING.items():
    serve_question(_asks, _sheet, shows=False)
for _asks, _sheet in PUTTING_OFF.items():
    serve_question(_asks, _sheet)
    serve_asking_again(_asks)


def say_how_it_stands(
    request: Request, visiting: Visitor, asks: Asks, subject_id: UUID, values: dict[str, str]
) -> Response:
    """In the place of the question that was pressed; else on the page one came from."""
    if is_htmx(request) and values.get("from") == "today":
        return in_its_place(visiting, asks, subject_id)
    path, own = came_from(request), f"/o/{visiting.slug}/"
    if is_htmx(request) and path.startswith((f"{own}caseload", f"{own}clients/")):
        return go_to(path, request)
    return go_to(with_query(f"{own}today", asks, str(subject_id)), request)


def in_its_place(visiting: Visitor, asks: Asks, subject_id: UUID) -> HTMLResponse:
    context: dict[str, Any] = {"question": None}
    with visit(visiting) as (session, member):
        access = member.access
        today = clock.today_in(access.timezone)
        standing = standing_of(session, access, asks, subject_id, today)
        if not standing.undo:
            question = open_question(session, access, asks, subject_id, standing.client_id, today)
            context["question"] = question and question_seen(question, today)
    return fragment(
        render("today/_question.html", **frame(member, "today"), **context, standing=standing)
    )
