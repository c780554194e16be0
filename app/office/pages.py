"""The settings: who is of the office, its name, its tokens."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.models import Scope
from app.accounts.queries import advisors_of
from app.accounts.visiting import Visiting
from app.clock import today_in
from app.faults import BadInput
from app.mail.queries import bounces_of
from app.office import actions, joining
from app.office.forms import (
    HandingOver,
    Leaving,
    MemberChanges,
    NewInvitation,
    NewToken,
    OfficeChanges,
    RoleChoice,
)
from app.office.queries import live_tokens, office_member, office_members, office_of
from app.office.view import (
    BASE,
    Said,
    Typed,
    framed,
    link_for,
    member_seen,
    members_seen,
    role_form,
    scope_choices,
    tokens_seen,
    zone_options,
)
from app.office.words import SUBJECTS
from app.settings import Settings
from app.web.api import known_id
from app.web.forms import Form, Submitted, SubmittedLists, read_input, told
from app.web.pages import go_to
from app.web.strict import Input
from app.web.templating import page

router = APIRouter(include_in_schema=False)
ALL_OF_IT = {"scopes": ",".join(Scope)}  # until somebody unticks what is not needed


@router.get(BASE)
def open_settings(request: Request, visiting: Visiting) -> Response:
    with visit(visiting) as (_, member):
        member.access.require(Permission.READ_SETTINGS)
        first = "members" if member.access.may(Permission.MANAGE_OFFICE) else "policy"
    return go_to(f"/o/{visiting.slug}/settings/{first}", request)


# Members and invitations


@router.get(f"{BASE}/members")
def list_members(
    visiting: Visiting, said: Said = "", invite: Said = "", q: Typed = ""
) -> HTMLResponse:
    """`invite` is the e-mail that the form begins with; `q` a name, an e-mail or a role."""
    return members_page(visiting, Form({"email": invite, "role": "advisor"}), said=said, q=q)


def members_page(
    visiting: Visitor, form: Form, *, status: int = 200, said: str = "", q: str = "", **more: Any
) -> HTMLResponse:
    at = clock.now()
    with visit(visiting) as (session, member):
        members = office_members(session, member.access)
        invitations = joining.open_invitations(session, member.access, at)
        unreached = {one.email for one in bounces_of(session, member.access)}
        today = today_in(member.access.timezone)
    seen = members_seen(member, members, invitations, unreached, today, q)
    context = {**framed(member, "members", said), **seen, "form": form, **more}
    return page("office/members.html", status=status, **context)


@router.post(f"{BASE}/invitations")
def invite(request: Request, visiting: Visiting, values: Submitted) -> Response:
    """Answers with the link itself: it is shown this once, and no address could hold it."""
    settings: Settings = request.app.state.settings
    given = read_input(NewInvitation, values, SUBJECTS)
    if isinstance(given, dict):
        return members_page(visiting, Form(dict(values), given), status=422)
    try:
        with visit(visiting, write=True) as (session, member):
            secret, _ = joining.invite(session, member.access, given, clock.now(), settings.key)
    except BadInput as error:
        form = Form(dict(values), told(error, SUBJECTS))
        return members_page(visiting, form, status=422)
    return members_page(
        visiting,
        Form({"role": given.role.value}),
        link=link_for(settings.base_url, secret),
        to=given.email,
        leaves=not settings.mail_lacks,
    )


@router.post(f"{BASE}/invitations/{{id}}/revoke")
def revoke_invitation(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        joining.revoke_invitation(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/members?said=revoked", request)


@router.get(f"{BASE}/members/{{id}}")
def read_member(visiting: Visiting, id: str, said: Said = "") -> HTMLResponse:
    return member_page(visiting, known_id(id), said=said)


def member_page(
    visiting: Visitor,
    user_id: UUID,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    said: str = "",
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        one = office_member(session, member.access, user_id)
        advisors = advisors_of(session, member.access)
        today = today_in(member.access.timezone)
    form = role_form(one)
    form.values |= values or {}
    form.errors |= {
        "" if name == "active" else name: words for name, words in (errors or {}).items()
    }
    seen = member_seen(member, one, advisors, today)
    context = {**framed(member, "members", said), **seen, "form": form}
    return page("office/member.html", status=422 if errors else 200, **context)


def take_member(
    request: Request,
    visiting: Visitor,
    id: str,
    model: type[Input],
    values: dict[str, str],
    said: str,
    **always: Any,
) -> Response:
    """One of the member's forms: `always` is what pressing its button says besides."""
    user_id = known_id(id)
    given = read_input(model, values, SUBJECTS)
    errors = given if isinstance(given, dict) else {}
    if isinstance(given, Input):
        changes = MemberChanges(**{**given.given(), **always})
        try:
            with visit(visiting, write=True) as (session, member):
                actions.change_member(session, member.access, user_id, changes, clock.now())
                is_me = member.access.user_id == user_id
        except BadInput as error:
            errors = told(error, SUBJECTS)
        else:
            place = "settings" if is_me else f"settings/members/{user_id}?said={said}"
            return go_to(f"/o/{visiting.slug}/{place}", request)
    return member_page(visiting, user_id, values, errors)


@router.post(f"{BASE}/members/{{id}}/role")
def change_role(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    return take_member(request, visiting, id, RoleChoice, values, "role")


@router.post(f"{BASE}/members/{{id}}/hand-over")
def hand_over(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    if not values.get("hand_clients_to"):
        nobody = {"hand_clients_to": "Choose who looks after their clients from now on."}
        return member_page(visiting, known_id(id), values, nobody)
    return take_member(request, visiting, id, HandingOver, values, "handed")


@router.post(f"{BASE}/members/{{id}}/deactivate")
def deactivate(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
    return take_member(request, visiting, id, Leaving, values, "shut-out", active=False)


@router.post(f"{BASE}/former/{{id}}/let-in")
def let_back_in(request: Request, visiting: Visiting, id: str) -> Response:
    return take_member(request, visiting, id, Leaving, {}, "let-in", active=True)


# The office


@router.get(f"{BASE}/office")
def read_office(request: Request, visiting: Visiting, said: Said = "") -> HTMLResponse:
    return office_page(visiting, request.app.state.settings.mail_lacks, said=said)


def office_page(
    visiting: Visitor, lacks: str, form: Form | None = None, said: str = ""
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        office = office_of(session, member.access)
    context = {
        **framed(member, "office", said),
        "zones": zone_options(office.timezone),
        "form": form
        or Form(
            {
                "name": office.name,
                "timezone": office.timezone,
                "smallest_group": str(office.smallest_group),
                "asks_for_code": "yes" if office.asks_for_code else "no",
                "reminds_clients": "yes" if office.reminds_clients else "no",
                "reply_to": office.reply_to or "",
            }
        ),
        "mail_lacks": lacks,
        "today_words": f"{today_in(office.timezone):%A}",
    }
    return page("office/office.html", status=422 if form else 200, **context)


@router.post(f"{BASE}/office")
def change_office(request: Request, visiting: Visiting, values: Submitted) -> Response:
    lacks = request.app.state.settings.mail_lacks
    given = read_input(OfficeChanges, values, SUBJECTS)
    if isinstance(given, dict):
        return office_page(visiting, lacks, Form(dict(values), given))
    try:
        with visit(visiting, write=True) as (session, member):
            actions.change_office(session, member.access, given, clock.now(), lacks)
    except BadInput as error:
        return office_page(visiting, lacks, Form(dict(values), told(error, SUBJECTS)))
    return go_to(f"/o/{visiting.slug}/settings/office?said=office", request)


# API tokens


@router.get(f"{BASE}/tokens")
def list_tokens(visiting: Visiting, said: Said = "") -> HTMLResponse:
    return tokens_page(visiting, Form(ALL_OF_IT), said=said)


def tokens_page(visiting: Visitor, form: Form, said: str = "", **more: Any) -> HTMLResponse:
    with visit(visiting) as (session, member):
        tokens = live_tokens(session, member.access)
        today = today_in(member.access.timezone)
    seen = tokens_seen(member, tokens, today)
    scopes = scope_choices(form.values.get("scopes", "").split(","))
    context = {**framed(member, "tokens", said), **seen, "form": form, "scopes": scopes, **more}
    return page("office/tokens.html", status=422 if form.errors else 200, **context)


@router.post(f"{BASE}/tokens")
def make_token(visiting: Visiting, sent: SubmittedLists) -> HTMLResponse:
    """Answers with the token itself: it is shown this once."""
    values = {"scopes": ""} | {name: ",".join(each) for name, each in sent.items()}
    given = read_input(NewToken, values, SUBJECTS)
    if isinstance(given, dict):
        return tokens_page(visiting, Form(values, given))
    try:
        with visit(visiting, write=True) as (session, member):
            text, _ = actions.make_own_token(session, member.access, given, clock.now())
    except BadInput as error:
        return tokens_page(visiting, Form(values, told(error, SUBJECTS)))
    return tokens_page(visiting, Form(ALL_OF_IT), token=text, made_name=given.name)


@router.post(f"{BASE}/tokens/{{id}}/revoke")
def revoke_token(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        actions.revoke_token(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/tokens?said=token", request)
