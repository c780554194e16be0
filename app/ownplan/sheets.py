"""The small forms of a client's own plan: shown, checked, done, refused without losing a word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Permission
from app.casefile.sheets import Item, shown
from app.db.base import new_id
from app.db.idempotency import KeyReused, once
from app.faults import BadInput, LinkRanOut, NoLink, NotAllowed, NotConfirmed, Stale
from app.links.door import Holder, Opened, own_plan
from app.links.models import News
from app.ownplan.actions import Now
from app.ownplan.holding import Holding
from app.ownplan.refusals import code_wanted, no_link, ran_out, read_only
from app.ownplan.view import base_of, frame_of
from app.web.api import check_key, known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.language import gettext as _
from app.web.strict import Input
from app.web.templating import page


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a form is about, and what it shows at first."""

    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()  # where they depend on the subject
    lead: str = ""  # likewise
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSheet:
    """A form at `/p/{link}/<path>`, where `{id}` names its subject. Words are said when shown."""

    path: str
    model: type[Input]
    title: Callable[[str], str]  # given the subject's name
    submit: Callable[[], str]
    about: Callable[[Session, Opened, UUID, date], Subject]
    act: Callable[[Session, Opened, UUID, Any, Now], News | None]
    items: Callable[[date], tuple[Item, ...]] = lambda _: ()
    lead: Callable[[], str] = lambda: ""
    takes_all: bool = False  # gets what was sent as it is: its fields have names of their own


def serve_own_sheet(router: APIRouter, sheet: OwnSheet) -> None:
    address = f"/p/{{link}}/{sheet.path}"
    if "{id}" in address:

        def show(request: Request, holding: Holding, id: str) -> Response:
            return show_sheet(request, holding, sheet, known_id(id))

        def take(request: Request, holding: Holding, id: str, values: Submitted) -> Response:
            return take_sheet(request, holding, sheet, known_id(id), values)

        router.get(address)(show)
        router.post(address)(take)
        return

    def show_own(request: Request, holding: Holding) -> Response:
        return show_sheet(request, holding, sheet, None)

    def take_own(request: Request, holding: Holding, values: Submitted) -> Response:
        return take_sheet(request, holding, sheet, None, values)

    router.get(address)(show_own)
    router.post(address)(take_own)


def show_sheet(
    request: Request, holding: Holder, sheet: OwnSheet, subject_id: UUID | None
) -> HTMLResponse:
    with own_plan(holding) as (session, opened):
        if not opened.access.can_update:
            return read_only()
        today = clock.today_in(opened.access.timezone)
        subject = sheet.about(session, opened, subject_id or opened.access.client_id, today)
    return sheet_page(request, opened, sheet, subject, Form(shown(dict(subject.values))), today)


def take_sheet(
    request: Request,
    holding: Holder,
    sheet: OwnSheet,
    subject_id: UUID | None,
    values: dict[str, str],
) -> Response:
    """Afterwards the plan again; where the link opens no more, with what was typed."""
    try:
        return acted(request, holding, sheet, subject_id, values)
    except NoLink:
        return no_link(typed_in(sheet, values))
    except LinkRanOut as late:
        return ran_out(late, typed_in(sheet, values))
    except NotConfirmed as fault:
        return code_wanted(request, fault, typed_in(sheet, values))
    except NotAllowed:
        return read_only(typed_in(sheet, values))


def acted(
    request: Request,
    holding: Holder,
    sheet: OwnSheet,
    subject_id: UUID | None,
    values: dict[str, str],
) -> Response:
    at = clock.now()
    with own_plan(holding) as (session, opened):
        if not opened.access.can_update:
            raise NotAllowed(Permission.WRITE_PEOPLE)
        today = clock.today_in(opened.access.timezone)
        subject = sheet.about(session, opened, subject_id or opened.access.client_id, today)
    items = subject.items or sheet.items(today)
    subjects = {item.name: item.said or item.label for item in items}
    given: Any = values if sheet.takes_all else read_input(sheet.model, values, subjects)
    if isinstance(given, dict) and not sheet.takes_all:
        return refused(request, opened, sheet, subject, values, given, today)
    try:
        with own_plan(holding, write=True) as (session, opened):
            done_id = done_once(session, opened, sheet, subject_id, given, Now(at, today), values)
    except BadInput as error:
        return refused(request, opened, sheet, subject, values, told(error, subjects), today)
    except Stale:
        changed = {"": _("Somebody changed this meanwhile. Save again to let yours stand.")}
        return refused(request, opened, sheet, subject, values, changed, today, status=409)
    except KeyReused:
        again = {"": _("This was saved already. Save again to add another.")}
        return refused(request, opened, sheet, subject, values, again, today)
    plan = f"{base_of(opened.link_id)}/plan"
    return RedirectResponse(f"{plan}?done={done_id}" if done_id else plan, status_code=303)


def done_once(
    session: Session,
    opened: Opened,
    sheet: OwnSheet,
    subject_id: UUID | None,
    given: Any,
    now: Now,
    values: dict[str, str],
) -> str:
    """The id of what was told, or nothing where nothing differs. A second tap changes no more."""
    subject = subject_id or opened.access.client_id

    def act() -> dict[str, str]:
        news = sheet.act(session, opened, subject, given, now)
        return {"id": str(news.id) if news else ""}

    key = values.get("once", "")
    if not key:
        return act()["id"]
    sent = given if sheet.takes_all else given.model_dump(mode="json", exclude_unset=True)
    answer = once(
        session,
        office_id=opened.access.office_id,
        token_id=opened.link_id,
        key=f"own {check_key(key)} {subject}",
        request=[sheet.path, str(subject), sent],
        at=now.at,
        act=act,
    )
    return str(answer["id"])


def typed_in(sheet: OwnSheet, values: Mapping[str, str]) -> dict[str, str]:
    """By the fields' labels, as far as somebody typed it."""
    labels = {item.name: item.label for item in sheet.items(date.min)}
    return {labels[name]: value for name, value in values.items() if name in labels and value}


def refused(
    request: Request,
    opened: Opened,
    sheet: OwnSheet,
    subject: Subject,
    values: dict[str, str],
    errors: dict[str, str],
    today: date,
    status: int = 422,
) -> HTMLResponse:
    return sheet_page(request, opened, sheet, subject, Form(dict(values), errors), today, status)


def sheet_page(
    request: Request,
    opened: Opened,
    sheet: OwnSheet,
    subject: Subject,
    form: Form,
    today: date,
    status: int = 200,
) -> HTMLResponse:
    hidden: dict[str, Any] = {"once": new_id().hex}
    if subject.version is not None:
        hidden["version"] = subject.version
    return page(
        "plan/form.html",
        status=status,
        **frame_of(opened, today),
        title=sheet.title(subject.name),
        lead=subject.lead or sheet.lead(),
        action=request.url.path,
        submit=sheet.submit(),
        hidden=hidden,
        fields=[field_of(item, today) for item in subject.items or sheet.items(today)],
        form=form,
    )


def field_of(item: Item, today: date) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "name": item.name,
        "label": item.label,
        "hint": item.hint,
        "required": item.required,
        "options": item.options,
        "max": today.isoformat() if item.past else None,
        "maxlength": item.maxlength,
    }
