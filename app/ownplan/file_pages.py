"""What a client takes into their own calendar and address book."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import clock
from app.faults import NotFound
from app.links.door import own_calendar, own_plan
from app.links.queries import plan_changed_at
from app.ownplan.calendar import calendar_of, next_event_of
from app.ownplan.cards import cards_of
from app.ownplan.files import attached
from app.ownplan.holding import Holding
from app.ownplan.view import open_own_file
from app.web.api import known_id

router = APIRouter(include_in_schema=False)
CALENDAR, CARDS = "text/calendar; charset=utf-8", "text/vcard; charset=utf-8"


@router.get("/p/{token}/plan.ics")
def read_calendar(request: Request, token: str) -> Response:
    """Polled by calendar programs: no cookie, no script, and mostly nothing new."""
    with own_calendar(request.app.state.database, token) as (session, opened):
        file = open_own_file(session, opened, clock.today_in(opened.access.timezone))
        content = calendar_of(file, plan_changed_at(session, opened.access))
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    # A program keeps its copy, and asks each time whether it still holds.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if is_known(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=CALENDAR, headers=headers)


def is_known(tag: str, given: str) -> bool:
    """Proxies that compress on the way make a tag weak."""
    tags = {one.strip().removeprefix("W/") for one in given.split(",")}
    return tag in tags or "*" in tags


@router.get("/p/{link}/contacts/{id}/event.ics")
def read_event(holding: Holding, id: str) -> Response:
    with own_plan(holding) as (session, opened):
        file = open_own_file(session, opened, clock.today_in(opened.access.timezone))
        content = next_event_of(file, known_id(id), plan_changed_at(session, opened.access))
    if content is None:
        raise NotFound
    return attached(content, CALENDAR, "staying-in-touch.ics")


@router.get("/p/{link}/contacts/{id}/card.vcf")
def read_card(holding: Holding, id: str) -> Response:
    with own_plan(holding) as (session, opened):
        file = open_own_file(session, opened, clock.today_in(opened.access.timezone))
    people = [one for one in file.people_met() if one[0].id == known_id(id)]
    if not people:
        raise NotFound
    return attached(cards_of(people), CARDS, "card.vcf")


@router.get("/p/{link}/cards.vcf")
def read_cards(holding: Holding) -> Response:
    with own_plan(holding) as (session, opened):
        file = open_own_file(session, opened, clock.today_in(opened.access.timezone))
    return attached(cards_of(file.people_met()), CARDS, "cards.vcf")
