"""The settings page of the messages: the office's own words, read with a real contact first."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Visitor, visit
from app.accounts.visiting import Visiting
from app.audit.viewed import viewed
from app.clock import today_in
from app.drafts.actions import restore_message, write_message
from app.drafts.checking import check
from app.drafts.forms import OwnWords
from app.drafts.message_view import listed, message_seen, preview_seen
from app.drafts.queries import about
from app.drafts.templates import examples, message, messages
from app.drafts.texts import LONGEST_INVITATION, Occasion, Words
from app.faults import BadInput, NotFound, Stale
from app.office.view import BASE, Said, framed
from app.office.words import SUBJECTS
from app.web.api import known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.pages import go_to, if_there
from app.web.strict import Line
from app.web.templating import page

router = APIRouter(include_in_schema=False)
MESSAGES = f"{BASE}/messages"
ONE = f"{MESSAGES}/{{step}}"


def occasion_called(step: str) -> Occasion:
    if step not in set(Occasion):
        raise NotFound
    return Occasion(step)


@router.get(MESSAGES)
def list_messages(visiting: Visiting, said: Said = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        found = messages(session, member.access)
        today = today_in(member.access.timezone)
    rows = listed(member, found, today)
    return page("drafts/messages.html", **framed(member, "messages", said), rows=rows)


@router.get(ONE)
def read_message(
    visiting: Visiting,
    step: str,
    contact_id: Annotated[Line, Query()] = "",
    said: Said = "",
) -> HTMLResponse:
    """`contact_id` is with whom it is read."""
    return message_page(visiting, step, {"contact_id": contact_id}, said=said)


@router.post(f"{ONE}/preview")
def preview(visiting: Visiting, step: str, values: Submitted) -> HTMLResponse:
    """Saves nothing: the words as they were typed, with a real contact."""
    given = words_in(step, values)
    errors = given if isinstance(given, dict) else None
    return message_page(visiting, step, values, errors, is_tried=True)


@router.post(ONE)
def save_message(request: Request, visiting: Visiting, step: str, values: Submitted) -> Response:
    given = words_in(step, values)
    if isinstance(given, dict):
        return message_page(visiting, step, values, given, is_tried=True)
    try:
        with visit(visiting, write=True) as (session, member):
            write_message(session, member.access, occasion_called(step), given, clock.now())
    except Stale:
        return message_page(visiting, step, values, is_tried=True, is_stale=True)
    return go_to(f"/o/{visiting.slug}/settings/messages/{step}?said=message", request)


@router.post(f"{ONE}/restore")
def restore(request: Request, visiting: Visiting, step: str, values: Submitted) -> Response:
    version = values.get("version", "")
    read = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
    try:
        with visit(visiting, write=True) as (session, member):
            restore_message(session, member.access, occasion_called(step), read, clock.now())
    except Stale:
        return message_page(visiting, step, {}, is_stale=True)
    return go_to(f"/o/{visiting.slug}/settings/messages/{step}?said=restored", request)


def words_in(step: str, values: dict[str, str]) -> OwnWords | dict[str, str]:
    occasion = occasion_called(step)
    given = read_input(OwnWords, values, SUBJECTS)
    if isinstance(given, dict):
        return given
    try:
        check(occasion, given.subject, given.text)
    except BadInput as error:
        return told(error, SUBJECTS)
    return given


def message_page(
    visiting: Visitor,
    step: str,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    is_tried: bool = False,
    is_stale: bool = False,
    said: str = "",
) -> HTMLResponse:
    """`values` as they were typed, where `is_tried`; else what holds."""
    occasion = occasion_called(step)
    with visit(visiting) as (session, member):
        access = member.access
        access.require(Permission.MANAGE_OFFICE if is_tried else Permission.READ_SETTINGS)
        one, today = message(session, access, occasion), today_in(access.timezone)
        found = examples(session, access, occasion)
        asked = values.get("contact_id", "")
        reader = if_there(asked, lambda: about(session, access, known_id(asked)))
        if reader is None and found:
            reader = about(session, access, found[0].contact_id)
        if reader:
            viewed(session, access, reader.client_id)
    seen = message_seen(member, one, found, today)
    words = one.words
    if is_tried:
        words = Words(values.get("subject", ""), values.get("text", ""))
        seen["form"] = Form(as_typed(values), errors or {})
        seen["theirs"] = one.words if is_stale else None
        if not is_stale:  # what was typed is of what was read
            seen["version"] = values.get("version", one.version)
    chosen = str(reader.contact_id) if reader else ""
    seen["form"].values["contact_id"] = chosen
    if reader and not errors:
        longest = LONGEST_INVITATION if occasion is Occasion.CONNECT else None
        seen["preview"] = preview_seen(words, reader.known(today), longest)
        if all(chosen != value for value, _ in seen["examples"]):
            name = f"{reader.client}, about {reader.contact}"
            seen["examples"].insert(0, (chosen, name))
    shown: dict[str, Any] = {"is_tried": is_tried, "is_stale": is_stale, **seen}
    status = 422 if errors else 409 if is_stale else 200
    return page("drafts/message.html", status=status, **framed(member, "messages", said), **shown)


def as_typed(values: dict[str, str]) -> dict[str, Any]:
    return {name: values.get(name, "") for name in ("subject", "text")}
