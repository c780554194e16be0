"""What a person reads where a page cannot be shown, and the way to signing in."""

from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.web.pages import came_from, is_htmx, local_path
from app.web.routes import office_in
from app.web.templating import render

# title, detail where none is given, and what to do next
WORDS = {
    400: (
        "That could not be read",
        "The address or the form arrived garbled.",
        "Please try again.",
    ),
    403: ("Not allowed", "", "Ask an admin of your office if you need it."),
    404: (
        "That page is not here",
        "It may have been removed, or the address is not quite right.",
        "",
    ),
    405: ("That is not done this way", "This address takes no such request.", ""),
    409: ("Changed meanwhile", "Somebody else changed this.", "Reload the page, then try again."),
    413: ("Too large", "", "Send less at once, or a smaller file."),
    422: ("Something is not right", "", "Go back, correct it and try again."),
    429: ("Too many requests at once", "", "Wait a moment, then try again."),
    500: (
        "Something went wrong on our side",
        "What you did last may not have been saved.",
        "Go back and look before you try again. If it happens again, tell whoever runs Regards"
        " for you, with the reference below.",
    ),
    503: ("Not available just now", "", "Wait a moment, then try again."),
}
OTHER_WORDS = ("That did not work", "", "Go back and try again.")
SWAPPED_NOWHERE = {401, 403, 404, 429}  # by `htmx-config` in layout/base.html, 5xx too


def error_page(
    request: Request,
    status: int,
    title: str,
    detail: str = "",
    next: str = "",
    back: tuple[str, str] | None = None,
) -> HTMLResponse:
    is_own = request.scope["path"].startswith("/p/")
    is_in_sheet = is_htmx(request) and not is_own and status not in SWAPPED_NOWHERE and status < 500
    html = render(
        "web/error.html",
        status=status,
        title=title,
        detail=detail,
        next=next,
        back=back,
        is_in_sheet=is_in_sheet,
        reference=request.scope.get("state", {}).get("request_id"),
    )
    answer = HTMLResponse(html, status)
    if is_htmx(request) and is_own:
        answer.headers["HX-Reswap"] = "none"  # the client keeps their plan; why, is said beside it
    elif is_in_sheet:
        # A whole page is no row of a table: its card alone, in the dialog.
        answer.headers.update(
            {"HX-Retarget": "#sheet", "HX-Reswap": "innerHTML", "HX-Reselect": ".card"}
        )
    return answer


def error_page_in_our_words(
    request: Request, status: int, detail: str = "", next: str = ""
) -> HTMLResponse:
    title, usual_detail, usual_next = WORDS.get(status, OTHER_WORDS)
    return error_page(
        request, status, title, detail or usual_detail, next or usual_next, way_back(request)
    )


def way_back(request: Request) -> tuple[str, str] | None:
    """A client with a shared link has no page of the office to go to."""
    path, office = request.scope["path"], office_in(request.scope)
    if path.startswith("/p/"):
        return None
    if office:
        return f"/o/{office}", "Back to your first page"
    return "/", "To the first page"


def ask_to_sign_in(request: Request) -> Response:
    """And then back to where one was: a page is read again, a form is not sent again."""
    if is_htmx(request):
        headers = {"HX-Redirect": sign_in_address(came_from(request))}
        return Response(status_code=401, headers=headers)
    if request.method in ("GET", "HEAD"):
        query = request.scope["query_string"].decode("latin-1")
        address = quote(request.scope["path"]) + (f"?{query}" if query else "")
        return RedirectResponse(sign_in_address(local_path(address)), status_code=303)
    return RedirectResponse(sign_in_address(came_from(request)), status_code=303)


def sign_in_address(after: str) -> str:
    return f"/login?{urlencode({'next': after})}" if after else "/login"
