"""Saving the filters of a list under a name, and the page of all saved views."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Member, Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.caseload import actions
from app.caseload.asked import Asked, words_of_list
from app.caseload.forms import NewView, ViewChanges, ViewFilters
from app.caseload.opened import open_view
from app.caseload.queries import Choices, choices
from app.caseload.views import View, may_remove, views_of
from app.db.prepared import Reader
from app.faults import BadInput, Stale
from app.web.api import known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.pages import fragment, go_to, is_htmx
from app.web.strict import Line
from app.web.templating import page, render_blocks

router = APIRouter(include_in_schema=False)
SUBJECTS = {"name": "The name", "pinned": "Pinned", "filters": "One of the filters"}
SAID = {
    "saved": "Saved.",
    "changed": "Changed.",
    "removed": "The view is gone. The clients in it are as they were.",
}
BOXES = ("shared", "pinned", "default")
FIELDS = [
    {"kind": "text", "name": "name", "label": "Name", "required": True, "maxlength": 200},
    {"kind": "checkbox", "name": "pinned", "label": "Pin it above my list"},
    {"kind": "checkbox", "name": "default", "label": "Open my caseload with it"},
    {
        "kind": "checkbox",
        "name": "shared",
        "label": "Share it in the office",
        "hint": "Colleagues see its name and filters; only you can change it.",
    },
]


@router.get("/o/{office}/views")
def list_views(visiting: Visiting, said: Annotated[Line, Query()] = "") -> Response:
    return views_page(visiting, said=SAID.get(said, ""))


def views_page(
    visiting: Visitor, *, said: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    with visit(visiting) as (session, member):
        reader = Reader.of(session)
        views = views_of(reader, member.access)
        possible = choices(reader, member.access)
    seen = [seen_of(view, member, possible) for view in views]
    return page(
        "caseload/views.html",
        status=status,
        **frame(member, "caseload"),
        own=[one for one in seen if one["is_mine"]],
        others=[one for one in seen if not one["is_mine"]],
        said=said,
        form=Form(errors=errors or {}),
    )


def seen_of(view: View, member: Member, possible: Choices) -> dict[str, Any]:
    opened = open_view(view, member, possible)
    return {
        "id": view.id,
        "name": view.name,
        "words": opened.trouble or words_of_list(opened.asked, possible),
        "is_broken": bool(opened.trouble),
        "shared": view.shared,
        "pinned": view.pinned,
        "default": view.default,
        "version": view.version,
        "by": view.owner_name,
        "is_mine": view.owner_id == member.access.user_id,
        "may_remove": may_remove(member.access, view.owner_id),
    }


@router.get("/o/{office}/views/new")
def ask_for_a_name(request: Request, visiting: Visiting) -> Response:
    """The query is that of the list whose filters are saved."""
    return name_form(request, visiting, dict(request.query_params), Form())


def name_form(request: Request, visiting: Visitor, given: dict[str, str], form: Form) -> Response:
    with visit(visiting) as (session, member):
        member.access.require(Permission.READ_PEOPLE)
        possible = choices(Reader.of(session), member.access)
    filters = {name: given[name] for name in ViewFilters.model_fields if given.get(name)}
    if not form.errors:
        read = read_input(ViewFilters, filters, SUBJECTS)
        filters = {} if isinstance(read, dict) else filters
    seen = {
        **frame(member, "caseload"),
        "title": "Save this view",
        "lead": words_of_list(Asked(**filters), possible),
        "action": f"/o/{visiting.slug}/views/new",
        "submit": "Save the view",
        "cancel_href": f"/o/{visiting.slug}/caseload",
        "hidden": filters,
        "fields": FIELDS,
        "form": form,
        "danger": False,
        "conflict": None,
        "in_sheet": is_htmx(request),
    }
    if is_htmx(request):
        answer = fragment(render_blocks("casefile/form.html", "sheet", **seen))
        answer.status_code = 422 if form.errors else 200
        return answer
    return page("casefile/form.html", status=422 if form.errors else 200, **seen)


@router.post("/o/{office}/views/new")
def save_view(request: Request, visiting: Visiting, values: Submitted) -> Response:
    filters = read_input(ViewFilters, values, SUBJECTS)
    named = {"name": values.get("name", "")} | {box: values.get(box, "no") for box in BOXES}
    given = read_input(NewView, named, SUBJECTS)
    errors = {**(given if isinstance(given, dict) else {})}
    if isinstance(filters, dict):
        errors[""] = "One of the filters is none that a list can have. Go back to the list."
    if isinstance(given, NewView) and isinstance(filters, ViewFilters):
        form = given.model_copy(update={"filters": filters})
        try:
            with visit(visiting, write=True) as (session, member):
                view = actions.save_view(session, member.access, form, clock.now())
                view_id = view.id
        except BadInput as error:
            errors = told(error, SUBJECTS)
        else:
            return go_to(f"/o/{visiting.slug}/caseload?view={view_id}", request)
    ticked = {box: values.get(box) == "yes" for box in BOXES}
    return name_form(request, visiting, values, Form({**values, **ticked}, errors))


@router.post("/o/{office}/views/{id}")
def change_view(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    """What the pressed button says: a new name, shared, pinned, default, or the list's filters."""
    view_id = known_id(id)
    given = read_input(ViewChanges, {n: v for n, v in values.items() if n != "filters"}, SUBJECTS)
    filters = read_input(ViewFilters, values, SUBJECTS)
    if isinstance(given, dict) or isinstance(filters, dict):
        errors = given if isinstance(given, dict) else {"filters": "One of the filters is wrong."}
        return views_page(visiting, errors=errors, status=422)
    takes_filters = values.get("filters") == "list"
    if takes_filters:
        given = ViewChanges(**given.given(), filters=filters)
    elif not given.given():
        nothing = {"name": "Nothing was asked for: press one of the buttons."}
        return views_page(visiting, errors=nothing, status=422)
    try:
        with visit(visiting, write=True) as (session, member):
            actions.change_view(session, member.access, view_id, given, clock.now())
    except BadInput as error:
        return views_page(visiting, errors=told(error, SUBJECTS), status=422)
    except Stale:
        words = "This view was changed elsewhere meanwhile. It is shown as it is now; try again."
        return views_page(visiting, errors={"": words}, status=409)
    place = f"caseload?view={view_id}" if takes_filters else "views?said=changed"
    return go_to(f"/o/{visiting.slug}/{place}", request)


@router.post("/o/{office}/views/{id}/remove")
def remove_view(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        actions.remove_view(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/views?said=removed", request)
