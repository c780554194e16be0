"""What all pages share: fragments for htmx, and where to go afterwards."""

import re
from collections.abc import Callable, Collection
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.faults import NotFound

Found = TypeVar("Found")
LOCAL_PATH = re.compile(r"/(?![/\\])[^\s\\]*", re.ASCII)


def if_there(named: str, find: Callable[[], Found]) -> Found | None:
    """Of what an address names to tell of it beside the page: nothing where it is gone since, as
    after an erasure, or never was."""
    try:
        return find() if named else None
    except NotFound:
        return None


def is_htmx(request: Request) -> bool:
    return (
        request.headers.get("hx-request") == "true"
        and request.headers.get("hx-history-restore-request") != "true"
    )


def fragment(html: str, status: int = 200, **headers: str) -> HTMLResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTMLResponse(html, status, headers={"Vary": "HX-Request", **named})


def go_to(path: str, request: Request) -> Response:
    """After a write: by GET, so that a reload repeats nothing. htmx loads the whole page."""
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


def local_path(text: str | None) -> str:
    """Empty for whatever could lead away from this service."""
    return text if text and len(text) <= 2_000 and LOCAL_PATH.fullmatch(text) else ""


def came_from(request: Request) -> str:
    """The page of ours that the reader was on, path and query, or nothing."""
    address = request.headers.get("hx-current-url") or request.headers.get("referer") or ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc and parts.netloc != request.headers.get("host"):
        return ""
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def with_query(path: str, name: str, value: str) -> str:
    """The same page of ours, told this as well."""
    parts = urlsplit(path)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
    return f"{parts.path}?{urlencode([*query, (name, value)])}"


def without_query(path: str, names: Collection[str]) -> str:
    parts = urlsplit(path)
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in names])
    return f"{parts.path}?{query}" if query else parts.path
