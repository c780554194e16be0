"""The small forms of a client's file: one way to show, check, act and tell what went wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access, Permission
from app.accounts.door import Member, Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.audit.queries import last_change
from app.audit.viewed import viewed
from app.casefile.areas import understood
from app.casefile.put_off import PutOff
from app.db.base import new_id
from app.db.idempotency import KeyReused, once
from app.faults import BadInput, NotFound, Stale
from app.web.api import check_key, known_id
from app.web.forms import Form, Submitted, read_input, told
from app.web.pages import (
    came_from,
    fragment,
    go_to,
    is_htmx,
    local_path,
    with_query,
    without_query,
)
from app.web.strict import Input
from app.web.templating import page, render_blocks

Options = Sequence[tuple[str, str]]
AT_CONTACT = "#contact-{id}"  # where on the client's page one goes on
AT_OFFER = "#offer-{id}"
# What lists tell of the last deed, which is over with the next.
TELLS = ("done", "bulk", *PutOff._fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a form is about: a client, or something of theirs."""

    client_id: UUID | None  # None while the client is being made
    thing: Any = None  # the row that is changed; None where one is added
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # what the form shows at first
    options: dict[str, Options] = field(default_factory=dict)
    warning: str = ""  # said above the fields
    hidden: dict[str, str] = field(default_factory=dict)  # what the form remembers besides

    @property
    def version(self) -> int | None:
        return None if self.thing is None else self.thing.version


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    today: date  # the office's


@dataclass(frozen=True, slots=True)
class Item:
    """A field as it is shown; `kind` is one of the macros', see `casefile/form.html`."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    required: bool = False
    options: Options = ()
    past: bool = False  # a day that cannot lie in the future
    maxlength: int | None = 200
    said: str = ""  # the subject of a sentence on what is wrong, where the label does not do


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form at `/o/{office}/<path>`, where `{id}` names its subject: GET shows it, POST acts."""

    path: str
    model: type[Input]
    title: str  # `{}` is the subject's name
    submit: str
    items: tuple[Item, ...]
    about: Callable[[Session, Access, UUID | None, date], Subject]
    act: Callable[
        [Session, Access, UUID | None, Any, Moment], UUID | None
    ]  # gives the client's id, unless `then` says otherwise
    lead: str = ""
    danger: bool = False
    adds: bool = False  # something new: a repeat of the same form creates nothing twice
    permission: Permission = Permission.WRITE_PEOPLE
    lands: str = ""  # at which part of the client's page one goes on; `{id}` is the subject's
    told_as: str = ""  # on a list that one was going through: see `put_off`

    def completed(self, values: dict[str, str]) -> dict[str, str]:
        """A box that is not ticked is not sent, and means no; unless the whole form was lost."""
        if not any(item.name in values for item in self.items):
            return values
        boxes = {item.name: "no" for item in self.items if item.kind == "checkbox"}
        return boxes | values

    @property
    def subjects(self) -> dict[str, str]:
        """What a sentence on a field begins with."""
        return {item.name: item.said or item.label for item in self.items}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved first."""

    words: str
    changes: list[tuple[str, str, str]]  # label, what is saved now, what was typed


def known(id: UUID | None) -> UUID:
    """Of a form whose address names its subject."""
    if id is None:
        raise NotFound
    return id


def of_thing(thing: Any, items: tuple[Item, ...]) -> dict[str, Any]:
    """What the form shows of a row at first."""
    return {item.name: getattr(thing, item.name) for item in items if hasattr(thing, item.name)}


def serve_sheet(router: APIRouter, sheet: Sheet) -> None:
    address = f"/o/{{office}}/{sheet.path}"
    if "{id}" not in address:

        def show_new(request: Request, visiting: Visiting) -> Response:
            return show_sheet(request, visiting, sheet, None)

        def take_new(request: Request, visiting: Visiting, values: Submitted) -> Response:
            return take_sheet(request, visiting, sheet, None, values)

        router.get(address)(show_new)
        router.post(address)(take_new)
        return

    def show(request: Request, visiting: Visiting, id: str) -> Response:
        return show_sheet(request, visiting, sheet, known_id(id))

    def take(request: Request, visiting: Visiting, id: str, values: Submitted) -> Response:
        return take_sheet(request, visiting, sheet, known_id(id), values)

    router.get(address)(show)
    router.post(address)(take)


def serve_deed(
    router: APIRouter,
    path: str,
    act: Callable[[Session, Access, UUID, Moment], UUID],
    lands: str = "",
) -> None:
    """A button alone, at `/o/{office}/<path>`; afterwards the page again that it stood on."""

    def do(request: Request, visiting: Visiting, id: str) -> Response:
        at = clock.now()
        with visit(visiting, write=True) as (session, member):
            moment = Moment(at, clock.today_in(member.access.timezone))
            client_id = act(session, member.access, known_id(id), moment)
        listed = list_gone_through(request, visiting.slug, {})
        path = listed or landing(after(visiting.slug, client_id), request, lands, id)
        return go_to(path, request)

    router.post(f"/o/{{office}}/{path}")(do)


def show_sheet(
    request: Request, visiting: Visitor, sheet: Sheet, subject_id: UUID | None
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(sheet.permission)
        today = clock.today_in(member.access.timezone)
        subject = sheet.about(session, member.access, subject_id, today)
        if subject.client_id:
            viewed(session, member.access, subject.client_id)
    return sheet_page(request, member, sheet, subject, Form(shown(subject.values)), today)


def take_sheet(
    request: Request,
    visiting: Visitor,
    sheet: Sheet,
    subject_id: UUID | None,
    values: dict[str, str],
    then: Callable[[UUID | None], Response] | None = None,
) -> Response:
    """Acts and goes to the client's page, or does `then` with the id that the act gave."""
    given = read_input(sheet.model, sheet.completed(values), sheet.subjects)
    if isinstance(given, dict):
        return refused_sheet(request, visiting, sheet, subject_id, values, given)
    at = clock.now()
    try:
        with visit(visiting, write=True) as (session, member):
            moment = Moment(at, clock.today_in(member.access.timezone))
            done_id = act_once(session, member, sheet, subject_id, given, moment, values)
    except BadInput as error:
        return refused_sheet(
            request, visiting, sheet, subject_id, values, told(error, sheet.subjects)
        )
    except Stale:
        return refused_sheet(request, visiting, sheet, subject_id, values, {}, is_stale=True)
    except KeyReused:
        again = {"": "This form was saved already. Save again to add another."}
        return refused_sheet(request, visiting, sheet, subject_id, values, again)
    if then:
        return then(done_id)
    listed = "" if sheet.adds else list_gone_through(request, visiting.slug, values)
    if listed:
        return go_to(telling(listed, sheet, subject_id, values), request)
    path = after(visiting.slug, done_id)
    return go_to(landing(path, request, sheet.lands, subject_id), request)


def telling(path: str, sheet: Sheet, subject_id: UUID | None, values: Mapping[str, str]) -> str:
    """The list, which says what became of the subject."""
    if not sheet.told_as:
        return path
    path = with_query(path, sheet.told_as, str(subject_id))
    return with_query(path, "was", values["was"]) if values.get("was") else path


def landing(path: str, request: Request, part: str, id: object) -> str:
    """At a part of the page; htmx would only scroll there, where it must load the page anew."""
    return path if is_htmx(request) else f"{path}{part.format(id=id)}"


def after(slug: str, client_id: UUID | None) -> str:
    return f"/o/{slug}/clients/{client_id}" if client_id else f"/o/{slug}/caseload"


def list_gone_through(request: Request, slug: str, values: Mapping[str, str]) -> str:
    """The list one was going through, where the form was opened on it; without script the form
    itself remembers."""
    path = local_path(values.get("list")) or came_from(request)
    lists = (f"/o/{slug}/caseload", f"/o/{slug}/today")
    return without_query(path, TELLS) if path.startswith(lists) else ""


def act_once(
    session: Session,
    member: Member,
    sheet: Sheet,
    subject_id: UUID | None,
    given: Input,
    moment: Moment,
    values: dict[str, str],
) -> UUID | None:
    access = member.access
    key = values.get("once", "")
    if not sheet.adds or not key or access.user_id is None:
        return sheet.act(session, access, subject_id, given, moment)
    answer = once(
        session,
        office_id=access.office_id,
        token_id=access.user_id,
        key=f"form {check_key(key)} {subject_id}",
        request=[sheet.path, str(subject_id), given.model_dump(mode="json", exclude_unset=True)],
        at=moment.at,
        act=lambda: {"id": str(sheet.act(session, access, subject_id, given, moment))},
    )
    return UUID(answer["id"])


def refused_sheet(
    request: Request,
    visiting: Visitor,
    sheet: Sheet,
    subject_id: UUID | None,
    values: dict[str, str],
    errors: dict[str, str],
    *,
    is_stale: bool = False,
) -> HTMLResponse:
    """What was typed, with what is wrong beside it; nothing was written."""
    with visit(visiting) as (session, member):
        member.access.require(sheet.permission)
        today = clock.today_in(member.access.timezone)
        subject = sheet.about(session, member.access, subject_id, today)
        conflict = conflict_of(session, member.access, sheet, subject, values) if is_stale else None
    form = Form(dict(values), errors)
    status = 409 if is_stale else 422
    return sheet_page(request, member, sheet, subject, form, today, conflict, status)


def conflict_of(
    session: Session, access: Access, sheet: Sheet, subject: Subject, values: dict[str, str]
) -> Conflict:
    who, when = last_change(session, access, subject.thing.id, subject.client_id)
    minutes = int((clock.now() - when).total_seconds() // 60) if when else 0
    ago = "just now" if minutes < 1 else f"{minutes} min ago"
    saved = shown(subject.values)
    named = {
        item.name: dict(item.options or subject.options.get(item.name, ())) for item in sheet.items
    }
    return Conflict(
        f"{who} changed this {ago}.",
        [
            (
                item.label,
                named[item.name].get(theirs, theirs),
                named[item.name].get(yours, yours),
            )
            for item in sheet.items
            for theirs, yours in [(saved.get(item.name, ""), values.get(item.name, ""))]
            if theirs != yours
        ],
    )


def shown(values: dict[str, Any]) -> dict[str, str]:
    """As a form's fields hold them."""
    return {name: as_text(value) for name, value in values.items()}


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def sheet_page(
    request: Request,
    member: Member,
    sheet: Sheet,
    subject: Subject,
    form: Form,
    today: date,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HTMLResponse:
    hidden: dict[str, Any] = dict(subject.hidden)
    if subject.version is not None and "version" in sheet.model.model_fields:
        # What was typed is of what was read, until one is told that somebody saved since.
        read = "" if conflict else form.values.get("version", "")
        hidden["version"] = read or subject.version
    if sheet.adds:
        hidden["once"] = new_id()
    listed = list_gone_through(request, member.office_slug, form.values)
    if listed and not is_htmx(request):
        hidden["list"] = listed
    context = {
        **frame(member, "caseload"),
        "title": sheet.title.format(subject.name),
        "lead": subject.warning or sheet.lead,
        "action": request.url.path,
        "submit": sheet.submit,
        "cancel_href": listed or after(member.office_slug, subject.client_id),
        "danger": sheet.danger,
        "hidden": hidden,
        "fields": [field_of(item, subject, form, today) for item in sheet.items],
        "form": form,
        "conflict": conflict,
    }
    if is_htmx(request):
        made = fragment(
            render_blocks("casefile/form.html", "sheet", **context, in_sheet=True),
            HX_Retarget="#sheet",
            HX_Reswap="innerHTML",
        )
        made.status_code = status
        return made
    return page("casefile/form.html", status=status, **context, in_sheet=False)


def field_of(item: Item, subject: Subject, form: Form, today: date) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "name": item.name,
        "label": item.label,
        "hint": item.hint,
        "required": item.required,
        "options": item.options or subject.options.get(item.name, ()),
        "max": today.isoformat() if item.past else None,
        "maxlength": item.maxlength,
        "understood": understood(str(form.values.get(item.name, "")))
        if item.kind == "area"
        else "",
    }
