"""Whoever is signed out meanwhile: the way to signing in, and what they typed kept in sight."""

from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.web.pages import came_from, is_htmx, local_path
from app.web.routes import office_in
from app.web.templating import page

Pairs = list[tuple[str, str]]
SECRETS = {"password", "again", "current"}
REMEMBERED = {"version", "once", "from", "of", "list", "seal", "was", "next"}  # by the form itself
# What buttons send; alone, nothing was typed.
PRESSED = {"kind", "declined_well", "pinned", "default", "shared", "retired", "leave_changed"}


def ask_to_sign_in(request: Request) -> Response:
    """And then back to where one was: a page is read again, a form is not sent by itself."""
    if is_htmx(request):  # the page stays, and sees whether something is typed in it
        return Response(status_code=401)
    if request.method in ("GET", "HEAD"):
        return RedirectResponse(sign_in_address(address_of(request)), status_code=303)
    sent: Pairs = getattr(request.state, "typed", [])
    typed = as_typed(sent)
    if any(name not in PRESSED for name, _ in typed) and is_to_be_kept(request, sent):
        return page(
            "web/signed_out.html",
            status=401,
            typed=[(name.replace("_", " ").capitalize(), value) for name, value in typed],
            sent=sent,
            action=address_of(request),
            sign_in=sign_in_address(first_page_of(request)),
        )
    return RedirectResponse(sign_in_address(came_from(request)), status_code=303)


def is_to_be_kept(request: Request, sent: Pairs) -> bool:
    """Browsers leave the cookie out of what another site sends: to offer that from here again would
    prove it to be ours."""
    return getattr(request.state, "is_ours", False) and SECRETS.isdisjoint(dict(sent))


def as_typed(sent: Pairs) -> Pairs:
    """What a person knows of a form, field by field."""
    return [
        (name, value)
        for name, value in sent
        if value.strip() and name not in REMEMBERED and not is_id(value)
    ]


def first_page_of(request: Request) -> str:
    """Where one came from may be this page itself, after a button that was pressed too early."""
    office = office_in(request.scope)
    return f"/o/{office}" if office else "/"


def is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def address_of(request: Request) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return local_path(quote(request.scope["path"]) + (f"?{query}" if query else ""))


def sign_in_address(after: str) -> str:
    return f"/login?{urlencode({'next': after})}" if after else "/login"
