"""The settings' page of programs and cohorts."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.clients.groups import Kind, Named, groups_of, same_but_for_spelling
from app.faults import BadInput, NotFound
from app.groups import actions
from app.groups.actions import WouldMerge
from app.groups.forms import GroupChanges, NewGroup
from app.groups.view import LABELS, groups_seen, rows_of
from app.office.view import BASE, Said, framed
from app.web.forms import Form, Submitted, read_input, told
from app.web.pages import go_to
from app.web.strict import Line
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
SUBJECTS = {"kind": "What it is", "name": "The name", "new_name": "The name"}


@router.get(f"{BASE}/groups")
def list_groups(visiting: Visiting, said: Said = "") -> HTMLResponse:
    return groups_page(visiting, Form({"kind": Kind.COHORT.value}), said)


def groups_page(visiting: Visitor, form: Form, said: str = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        groups = {kind: groups_of(session, member.access, kind) for kind in Kind}
    status = 422 if form.errors else 200
    return page("groups/list.html", status=status, **groups_seen(member, groups, said), form=form)


@router.post(f"{BASE}/groups")
def add_group(request: Request, visiting: Visiting, values: Submitted) -> Response:
    given = read_input(NewGroup, values, SUBJECTS)
    if isinstance(given, dict):
        return groups_page(visiting, Form(dict(values), given))
    try:
        with visit(visiting, write=True) as (session, member):
            actions.add_group(session, member.access, given, clock.now())
    except BadInput as error:
        return groups_page(visiting, Form(dict(values), told(error, SUBJECTS)))
    return go_to(f"/o/{visiting.slug}/settings/groups?said=group-added", request)


@router.get(f"{BASE}/groups/{{kind}}")
def read_group(
    request: Request, visiting: Visiting, kind: str, name: Annotated[Line, Query()] = ""
) -> Response:
    if not name:
        with visit(visiting) as (_, member):
            member.access.require(Permission.MANAGE_OFFICE)
        return go_to(f"/o/{visiting.slug}/settings/groups", request)
    return group_page(visiting, known(kind), name, Form({"new_name": name}))


def known(kind: str) -> Kind:
    if kind not in list(Kind):
        raise NotFound
    return Kind(kind)


def group_page(
    visiting: Visitor, kind: Kind, name: str, form: Form, merging: WouldMerge | None = None
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        groups = groups_of(session, member.access, kind)
    one = next((one for one in groups if one.name == name), None)
    if one is None:
        raise NotFound
    frame = framed(member, "groups")
    (row,) = rows_of(frame["base"], member.office_slug, kind, [one])
    return page(
        "groups/one.html",
        status=422 if form.errors or merging else 200,
        **frame,
        here=f"{frame['base']}/groups/{kind}",
        one=row,
        what=LABELS[kind][0],
        same_as=same_but_for_spelling(groups).get(name, ""),
        merging=merging and merging_seen(merging),
        form=form,
    )


def merging_seen(found: WouldMerge) -> dict[str, Any]:
    return {
        "name": found.other.name,
        "theirs": clients_in(found.other),
        "ours": clients_in(found.one),
    }


def clients_in(one: Named) -> str:
    return how_many(one.clients, "client") if one.clients else "nobody"


@router.post(f"{BASE}/groups/{{kind}}")
def change_group(request: Request, visiting: Visiting, kind: str, values: Submitted) -> Response:
    given = read_input(GroupChanges, values, SUBJECTS)
    form, name = Form(dict(values)), values.get("name", "")
    if isinstance(given, dict):
        form.errors = given
        return group_page(visiting, known(kind), name, form)
    try:
        with visit(visiting, write=True) as (session, member):
            actions.change_group(session, member.access, known(kind), given, clock.now())
    except WouldMerge as error:
        return group_page(visiting, known(kind), name, form, error)
    said = {"retired": "group-retired" if given.retired else "group-offered"}
    done = next((words for name, words in said.items() if name in given.given()), "group")
    return go_to(f"/o/{visiting.slug}/settings/groups?{urlencode({'said': done})}", request)
