"""The settings' page of programs and cohorts."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.clients.groups import Kind, Named, group_coded, groups_of, same_but_for_spelling
from app.faults import BadInput, NotFound
from app.groups import actions
from app.groups.actions import WouldMerge
from app.groups.forms import GroupChanges, NewGroup
from app.groups.view import LABELS, groups_seen, rows_of
from app.office.view import BASE, Said, Typed, framed
from app.web.forms import Form, Submitted, read_input, told
from app.web.pages import go_to
from app.web.templating import page
from app.web.words import how_many

router = APIRouter(include_in_schema=False)
SUBJECTS = {"kind": "What it is", "name": "The name"}


@router.get(f"{BASE}/groups")
def list_groups(visiting: Visiting, said: Said = "", q: Typed = "") -> HTMLResponse:
    return groups_page(visiting, Form({"kind": Kind.COHORT.value}), said, q=q)


def groups_page(
    visiting: Visitor, form: Form, said: str = "", gone: str = "", q: str = ""
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        groups = {kind: groups_of(session, member.access, kind) for kind in Kind}
    status = 404 if gone else 422 if form.errors else 200
    seen = groups_seen(member, groups, said, q)
    return page("groups/list.html", status=status, **seen, gone=gone, form=form)


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


@router.get(f"{BASE}/groups/{{kind}}/{{id}}")
def read_group(visiting: Visiting, kind: str, id: str) -> HTMLResponse:
    return group_page(visiting, known(kind), id)


def gone_page(visiting: Visitor, kind: Kind) -> HTMLResponse:
    """Whoever looked at it may not know yet that everybody was moved out of it."""
    return groups_page(visiting, Form({"kind": kind.value}), gone=LABELS[kind][0])


def known(kind: str) -> Kind:
    if kind not in list(Kind):
        raise NotFound
    return Kind(kind)


def group_page(
    visiting: Visitor,
    kind: Kind,
    code: str,
    form: Form | None = None,
    merging: WouldMerge | None = None,
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        groups = groups_of(session, member.access, kind)
    try:
        one = group_coded(groups, code)
    except NotFound:
        return gone_page(visiting, kind)
    frame = framed(member, "groups")
    (row,) = rows_of(frame["base"], member.office_slug, kind, [one])
    return page(
        "groups/one.html",
        status=422 if form else 200,
        **frame,
        here=row["href"],
        one=row,
        what=LABELS[kind][0],
        same_as=same_but_for_spelling(groups).get(one.name, ""),
        merging=merging and merging_seen(merging),
        form=form or Form({"name": one.name}),
    )


def merging_seen(found: WouldMerge) -> dict[str, Any]:
    return {
        "name": found.other.name,
        "theirs": clients_in(found.other),
        "ours": clients_in(found.one),
    }


def clients_in(one: Named) -> str:
    return how_many(one.clients, "client") if one.clients else "nobody"


@router.post(f"{BASE}/groups/{{kind}}/{{id}}")
def change_group(
    request: Request, visiting: Visiting, kind: str, id: str, values: Submitted
) -> Response:
    given = read_input(GroupChanges, values, SUBJECTS)
    if isinstance(given, dict):
        return group_page(visiting, known(kind), id, Form(dict(values), given))
    try:
        with visit(visiting, write=True) as (session, member):
            actions.change_group(session, member.access, known(kind), id, given, clock.now())
    except WouldMerge as error:
        return group_page(visiting, known(kind), id, Form(dict(values)), error)
    except NotFound:
        return gone_page(visiting, known(kind))
    said = "group"
    if "retired" in given.given():
        said = "group-retired" if given.retired else "group-offered"
    return go_to(f"/o/{visiting.slug}/settings/groups?said={said}", request)
