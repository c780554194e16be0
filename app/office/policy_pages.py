"""The policy: its numbers in plain words, what others would change, and setting them."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.clock import today_in
from app.cycle.policy import Policy
from app.db.prepared import Reader
from app.faults import Stale, StillApplying
from app.office.preview import preview_policy
from app.office.queries import last_policy_change
from app.office.view import BASE, Said, framed, policy_seen, preview_seen
from app.office.words import NUMBERS
from app.plans.applying import change_policy
from app.plans.forms import PolicyNumbers
from app.plans.queries import policy_being_applied, policy_that_holds
from app.web.forms import Form, Submitted
from app.web.pages import fragment, go_to, is_htmx
from app.web.strict import Line
from app.web.templating import page, render

router = APIRouter(include_in_schema=False)
A_NUMBER = re.compile(r"[-+]?\d{1,15}", re.ASCII)
REST_TOO_LONG = "Let things lie for no longer than the update may take."
STANDS_STILL = "If the number stands still, ask whoever runs Regards to start its worker."
# Why a policy was not applied.
WAS_FASTER = (
    "{who} saved another policy while you looked at yours, so nothing was changed."
    " Below is what your numbers would change now; apply them again to let them stand."
)
NOT_YET = (
    "The numbers that {who} set have not reached every client yet, so nothing was changed."
    " Below is what yours would change; apply them once that is done."
)
LABELS = {number.name: number for _, some in NUMBERS for number in some}


@router.get(f"{BASE}/policy")
def read_policy(visiting: Visiting, said: Said = "") -> HTMLResponse:
    return policy_page(visiting, said=said)


@router.get(f"{BASE}/policy/preview")
def preview(request: Request, visiting: Visiting) -> HTMLResponse:
    """Reads only, so its address may be sent to a colleague; the numbers stand in it."""
    values = dict(request.query_params)
    if not values:
        return policy_page(visiting, values)
    given = numbers_in(values)
    if isinstance(given, dict):
        return policy_page(visiting, values, given)
    return policy_page(visiting, values, given=given)


@router.get(f"{BASE}/policy/progress")
def read_progress(
    request: Request, visiting: Visiting, more: Annotated[Line, Query()] = ""
) -> HTMLResponse:
    """How far the last change has come; any page that shows it asks here until it is done."""
    if not is_htmx(request):
        return policy_page(visiting)
    with visit(visiting) as (session, member):
        member.access.require(Permission.READ_SETTINGS)
        applying = policy_being_applied(Reader.of(session), member.access)
    said = STANDS_STILL if more else ""
    html = render("office/_applying.html", applying=applying, slug=visiting.slug, more=said)
    return fragment(html)


@router.post(f"{BASE}/policy")
def apply(request: Request, visiting: Visiting, values: Submitted) -> Response:
    given = numbers_in(values)
    if isinstance(given, dict):
        return policy_page(visiting, values, given)
    try:
        with visit(visiting, write=True) as (session, member):
            change_policy(session, member.access, given, clock.now())
    except Stale:
        return policy_page(visiting, values, given=given, refused=WAS_FASTER)
    except StillApplying:
        return policy_page(visiting, values, given=given, refused=NOT_YET)
    return go_to(f"/o/{visiting.slug}/settings/policy?said=policy", request)


def policy_page(
    visiting: Visitor,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    *,
    given: PolicyNumbers | None = None,
    refused: str = "",
    said: str = "",
) -> HTMLResponse:
    """`values` as they were typed; where they can be a policy, `given`, what it would change."""
    with visit(visiting) as (session, member):
        access = member.access
        access.require(Permission.READ_SETTINGS if values is None else Permission.CHANGE_POLICY)
        holding, today = policy_that_holds(session, access), today_in(access.timezone)
        changed = last_policy_change(session, access)
        seen = policy_seen(member, holding, changed, today)
        seen["still"] = STANDS_STILL
        seen["applying"] = policy_being_applied(Reader.of(session), access)
        found = preview_policy(session, access, given.policy(), today) if given else None
    if values is not None:
        seen["form"] = Form(seen["form"].values | values, errors or {})
    if found and given:
        seen["preview"] = preview_seen(found, given, holding.policy)
    seen["refused"] = refused.format(who=changed[0] if changed else "Somebody else")
    status = 422 if errors else 409 if refused else 200
    return page("office/policy.html", status=status, **framed(member, "policy", said), **seen)


def numbers_in(values: dict[str, str]) -> PolicyNumbers | dict[str, str]:
    """The policy that was typed, or a sentence for each number that cannot be."""
    texts = {name: values.get(name, "").strip() for name in Policy.__slots__}
    numbers = {name: int(text) for name, text in texts.items() if A_NUMBER.fullmatch(text)}
    errors = {name: out_of_range(name) for name in texts if name not in numbers}
    usual = {name: getattr(Policy(), name) for name in Policy.__slots__}
    for name in Policy(**(usual | numbers)).problems():
        if name in numbers:
            errors[name] = out_of_range(name)
    if "rest_months" in errors and LABELS["rest_months"].allows(numbers.get("rest_months")):
        errors["rest_months"] = REST_TOO_LONG
    if errors:
        return errors
    version = values.get("version", "")
    return PolicyNumbers(**numbers, version=int(version) if A_NUMBER.fullmatch(version) else None)


def out_of_range(name: str) -> str:
    number = LABELS[name]
    return f"{number.label}: enter a whole number between {number.least:,} and {number.most:,}."
