"""LinkedIn's list of connections: sent, looked through, ticked, noted. The list is not kept."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from app import clock
from app.db.prepared import Reader
from app.faults import BadInput, LinkRanOut, NoLink, NotAllowed, NotConfirmed
from app.links.door import Opened, own_plan
from app.ownplan import actions
from app.ownplan.actions import Now
from app.ownplan.connections import Found, found_in_list, known_people
from app.ownplan.holding import Holding
from app.ownplan.linkedin import NotTheList, Trouble, connections_in
from app.ownplan.queries import open_own_file
from app.ownplan.refusals import code_wanted, no_link, ran_out, read_only
from app.ownplan.uploading import Uploaded
from app.ownplan.view import base_of, frame_of
from app.ownplan.words import trouble_words
from app.web.forms import Form, SubmittedLists
from app.web.language import day_of_year, ngettext
from app.web.strict import a_day, an_id
from app.web.templating import page
from app.web.uploads import UNLIMITED

router = APIRouter(include_in_schema=False)
MOST_OFFERED = 40  # at once: a form has an end
Pair = tuple[UUID, date]


@router.get("/p/{link}/connections")
def ask_for_list(holding: Holding) -> HTMLResponse:
    with own_plan(holding) as (_session, opened):
        if not opened.access.can_update:
            return read_only()
    return list_page(opened)


def list_page(opened: Opened, trouble: Trouble | None = None) -> HTMLResponse:
    today = clock.today_in(opened.access.timezone)
    errors = {"file": trouble_words(trouble)} if trouble else {}
    return page(
        "plan/connections.html",
        status=422 if trouble else 200,
        **frame_of(opened, today),
        form=Form({}, errors),
    )


@router.post("/p/{link}/connections", max_body_size=UNLIMITED)
def look_through(holding: Holding, sent: Uploaded) -> HTMLResponse:
    try:
        with own_plan(holding) as (session, opened):
            if not opened.access.can_update:
                return read_only()
            if isinstance(sent, Trouble):
                return list_page(opened, sent)
            today = clock.today_in(opened.access.timezone)
            people = known_people(session, open_own_file(Reader.of(session), opened, today))
        found = found_in_list(people, connections_in(sent.file), today)
    except NotTheList as other:
        return list_page(opened, other.trouble)
    finally:
        if isinstance(sent, UploadFile):
            sent.file.close()
    return found_page(opened, found, today)


def found_page(opened: Opened, found: Found, today: date) -> HTMLResponse:
    shown = found.matches[:MOST_OFFERED]
    return page(
        "plan/connections_found.html",
        **frame_of(opened, today),
        matches=[
            {
                "pair": f"{one.contact_id} {one.on.isoformat()}",
                "name": one.name,
                "employer": one.employer,
                "when": day_of_year(one.on, today),
                "listed_as": one.listed_as,
                "is_ticked": one.is_sure,
            }
            for one in shown
        ],
        connected=connected_words(found.connected),
        undated=", ".join(found.undated),
        has_more=len(found.matches) > len(shown),
        has_doubts=any(not one.is_sure for one in shown),
    )


def connected_words(connected: int) -> str:
    if not connected:
        return ""
    return ngettext(
        "%(num)d more person of your plan is in the list, and is noted as connected already.",
        "%(num)d more people of your plan are in the list, and are noted as connected already.",
        connected,
    )


@router.post("/p/{link}/connections/noted")
def note(request: Request, holding: Holding, values: SubmittedLists) -> Response:
    """What was ticked is all that comes back of the list, so it is checked like anything sent.

    A second tap finds them noted, and notes nobody.
    """
    try:
        with own_plan(holding, write=True) as (session, opened):
            today = clock.today_in(opened.access.timezone)
            since = earliest_of(pairs_in(values.get("pair", [])))
            noted = len(actions.note_connections(session, opened, since, Now(clock.now(), today)))
    except NoLink:
        return no_link({})
    except LinkRanOut as late:
        return ran_out(late, {})
    except NotConfirmed as fault:
        return code_wanted(request, fault, {})
    except NotAllowed:
        return read_only({})
    return RedirectResponse(f"{base_of(opened.link_id)}/plan?noted={noted}", status_code=303)


def pairs_in(sent: Sequence[str]) -> list[Pair]:
    try:
        return [(an_id(id), a_day(on)) for id, _space, on in (one.partition(" ") for one in sent)]
    except ValueError:
        raise BadInput("pair", "must be as the page before it gave it") from None


def earliest_of(pairs: Sequence[Pair]) -> dict[UUID, date]:
    """Where somebody is in the list twice, and was ticked twice."""
    return dict(sorted(pairs, key=lambda pair: pair[1], reverse=True))
