"""Doing one thing to the clients ticked in the list, or to all that match: first looking, then
doing. Looking is a POST that writes nothing, since 5,000 clients are too many for an address."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Permission
from app.accounts.door import Member, Visitor, visit
from app.accounts.visiting import Visiting, frame
from app.bulk.actions import MOST_CLIENTS, do_to_all, preview
from app.bulk.deed import Deed
from app.bulk.deeds import DEEDS
from app.bulk.linking import SECRETS
from app.bulk.made_links import MadeLink, links_seen, links_sheet, made_links
from app.bulk.queries import selected
from app.bulk.view import (
    OTHERWISE,
    Looking,
    changed_words,
    looking_seen,
    read_looked,
    seal_of,
)
from app.casefile.sheets import Moment
from app.caseload.asked import asked_in
from app.caseload.ticked import NOBODY_CHOSEN, TOO_MANY, Sent, chosen, last
from app.db.idempotency import KeyReused, once
from app.faults import BadInput, ChangedMeanwhile
from app.sheets.csv_text import MEDIA_TYPE
from app.web.api import check_key
from app.web.forms import Form, SubmittedLists, read_input, told
from app.web.pages import go_to
from app.web.strict import Input
from app.web.templating import page

router = APIRouter(include_in_schema=False)
DONE_ALREADY = {"": "This was done already. Below is what would be done if you did it again."}


def serve_deed(deed: Deed) -> None:
    path = f"/o/{{office}}/caseload/bulk/{deed.name}"

    def look(visiting: Visiting, sent: SubmittedLists) -> Response:
        return preview_page(visiting, deed, sent)

    def do(request: Request, visiting: Visiting, sent: SubmittedLists) -> Response:
        return do_deed(request, visiting, deed, sent)

    router.post(path)(look)
    router.post(f"{path}/do")(do)


for _deed in DEEDS:
    serve_deed(_deed)


def do_deed(request: Request, visiting: Visitor, deed: Deed, sent: Sent) -> Response:
    """And back to the list, which tells what was done."""
    given = given_in(deed, sent)
    if isinstance(given, dict):
        return preview_page(visiting, deed, sent)
    if "seal" in sent and last(sent, "seal") != seal_of(given):
        return preview_page(visiting, deed, sent, notice=OTHERWISE)
    at = clock.now()
    try:
        with visit(visiting, write=True) as (session, member):
            action_id = do_once(session, member, deed, given, sent, at_moment(member, at))
            made = made_links(session, member.access, session.info.get(SECRETS, {}))
    except BadInput as error:
        return preview_page(visiting, deed, sent, errors=told(error, deed.subjects))
    except ChangedMeanwhile as error:
        return preview_page(visiting, deed, sent, notice=changed_words(error.who))
    except KeyReused:
        return preview_page(visiting, deed, sent, errors=DONE_ALREADY)
    if not action_id:
        return preview_page(visiting, deed, sent)
    if made:
        return links_shown(request, member, action_id, made, sent)
    return go_to(asked_in(last(sent, "list")).path(visiting.slug, bulk=action_id), request)


def links_shown(
    request: Request, member: Member, action_id: str, made: Sequence[MadeLink], sent: Sent
) -> Response:
    """The links themselves, this once: on a page, or as a sheet to write letters with."""
    settings = request.app.state.settings
    if last(sent, "as") == "csv":
        headers = {"Content-Disposition": 'attachment; filename="share-links.csv"'}
        return Response(links_sheet(settings, made), media_type=MEDIA_TYPE, headers=headers)
    return page(
        "bulk/links.html",
        **frame(member, "caseload"),
        rows=links_seen(settings, made, member.name),
        list_path=asked_in(last(sent, "list")).path(member.office_slug),
        action_path=f"/o/{member.office_slug}/bulk-actions/{action_id}",
    )


def at_moment(member: Member, at: datetime) -> Moment:
    return Moment(at, clock.today_in(member.access.timezone))


def do_once(
    session: Session, member: Member, deed: Deed, given: Input, sent: Sent, moment: Moment
) -> str:
    """The id of what was done, or a blank; the same form sent twice does it once."""
    access, of, key = member.access, last(sent, "of"), last(sent, "once")

    def act() -> dict[str, str]:
        action, _ = do_to_all(session, access, deed, read_looked(of), given, moment)
        return {"id": str(action.id) if action else ""}

    if not key or access.user_id is None:
        return act()["id"]
    answer = once(
        session,
        office_id=access.office_id,
        token_id=access.user_id,
        key=f"bulk {check_key(key)}",
        request=[deed.name, of, given.model_dump(mode="json")],
        at=moment.at,
        act=act,
    )
    return str(answer["id"])


def values_in(deed: Deed, sent: Sent) -> dict[str, str] | None:
    """What was typed; None where one comes from the list and has seen no form yet."""
    named = {item.name: last(sent, item.name) for item in deed.items if item.name in sent}
    return named or None


def given_in(deed: Deed, sent: Sent) -> Input | dict[str, str]:
    return read_input(deed.model, values_in(deed, sent) or {}, deed.subjects)


def preview_page(
    visiting: Visitor,
    deed: Deed,
    sent: Sent,
    *,
    notice: tuple[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    """What would be done, where the form says so far what it is."""
    typed, errors = values_in(deed, sent), dict(errors or {})
    status = 409 if notice else 422 if errors else 200
    asked = asked_in(last(sent, "list"))
    with visit(visiting) as (session, member):
        access = member.access
        access.require(Permission.WRITE_PEOPLE)
        moment = at_moment(member, clock.now())
        values = deed.values_at_first(moment.today) if typed is None else typed
        looked = chosen(session, member, asked, sent, moment.today)
        if not looked or len(looked) > MOST_CLIENTS:
            notice, looked, status = TOO_MANY if looked else NOBODY_CHOSEN, {}, 422
        given = read_input(deed.model, values, deed.subjects)
        found = None
        if isinstance(given, dict):
            selected(session, access, looked)  # all of this office, or none at all
            errors |= {} if typed is None else given
        elif looked:
            try:
                found = preview(session, access, deed, looked, given, moment)
            except BadInput as error:
                errors |= told(error, deed.subjects)
        looking = Looking(
            deed=deed,
            looked=looked,
            form=Form(values, errors),
            given=None if isinstance(given, dict) else given,
            found=found,
            warned=deed.warns(session, access, found.changes) if found else {},
            options=deed.options(session, access),
            notice=notice,
        )
    seen = looking_seen(looking, f"/o/{visiting.slug}", asked.path(visiting.slug), moment.today)
    return page(
        "bulk/preview.html",
        status=422 if errors else status,
        **frame(member, "caseload"),
        **seen,
    )
