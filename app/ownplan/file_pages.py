"""What a client takes into their own calendar and address book."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import clock
from app.db.prepared import Reader
from app.faults import NotFound
from app.links.door import glance_at_plan, own_calendar, own_plan
from app.links.queries import plan_changed_at
from app.ownplan.calendar import calendar_of, next_event_of, tag_of
from app.ownplan.cards import cards_of
from app.ownplan.files import attached
from app.ownplan.holding import Holding
from app.ownplan.polling import KEPT
from app.ownplan.published import published_to
from app.ownplan.queries import open_own_file
from app.web.api import known_id
from app.web.language import spoken

router = APIRouter(include_in_schema=False)
CALENDAR, CARDS = "text/calendar; charset=utf-8", "text/vcard; charset=utf-8"


def read_calendar(request: Request) -> Response:
    """For calendar programs: no cookie, no script. Where nothing is new, `Polls` said so before."""
    database, token = request.app.state.database, request.path_params["token"]
    with own_calendar(database, token) as (session, opened, edition):
        tag = tag_of(
            edition, spoken.get().tag
        )  # before the rest is read: what changes meanwhile is told again
        reader = Reader.of(session)
        file = open_own_file(reader, opened, clock.today_in(opened.access.timezone))
        changed_at = plan_changed_at(session, opened.access)
        content = calendar_of(file, changed_at, published_to(reader, opened, changed_at))
    return Response(
        content, media_type=CALENDAR, headers={"ETag": tag, "Cache-Control": KEPT.decode()}
    )


# Asked for more often than all else, with nothing to parse: without what FastAPI adds to a route.
router.add_route("/p/{token}/plan.ics", read_calendar, methods=["GET"], include_in_schema=False)


@router.get("/p/{link}/contacts/{id}/event.ics")
def read_event(holding: Holding, id: str) -> Response:
    with own_plan(holding) as (session, opened):
        file = open_own_file(Reader.of(session), opened, clock.today_in(opened.access.timezone))
        content = next_event_of(file, known_id(id), plan_changed_at(session, opened.access))
    if content is None:
        raise NotFound
    return attached(content, CALENDAR, "staying-in-touch.ics")


@router.get("/p/{link}/contacts/{id}/card.vcf")
def read_card(holding: Holding, id: str) -> Response:
    with glance_at_plan(holding) as (reader, opened):
        file = open_own_file(reader, opened, clock.today_in(opened.access.timezone))
    people = [one for one in file.people_met() if one[0].id == known_id(id)]
    if not people:
        raise NotFound
    return attached(cards_of(people), CARDS, "card.vcf")


@router.get("/p/{link}/cards.vcf")
def read_cards(holding: Holding) -> Response:
    with glance_at_plan(holding) as (reader, opened):
        file = open_own_file(reader, opened, clock.today_in(opened.access.timezone))
    return attached(cards_of(file.people_met()), CARDS, "cards.vcf")
