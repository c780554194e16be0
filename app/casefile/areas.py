"""Completing the name of an area, and saying what was understood."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.accounts.access import Permission
from app.accounts.door import glance
from app.accounts.visiting import Visiting
from app.places import cities_called, city_of, label_of, region_words, suggested
from app.web.pages import fragment
from app.web.strict import Line
from app.web.templating import render

router = APIRouter(include_in_schema=False)

OFFERED = 8


@router.get("/o/{office}/areas")
def read_areas(visiting: Visiting, area: Annotated[Line, Query()] = "") -> HTMLResponse:
    """For what was typed so far: cities to choose from, and how it is understood as it stands."""
    with glance(visiting) as (_, member):
        member.access.require(Permission.WRITE_PEOPLE)
    offered = [(label_of(city), region_words(city)) for city in suggested(area, OFFERED)]
    is_half_typed = offered and not cities_called(area)
    said = "" if is_half_typed else understood(area)
    return fragment(render("casefile/_areas.html", offered=offered, understood=said))


def understood(area: str) -> str:
    if not area.strip():
        return ""
    city = city_of(area)
    if city is not None:
        return f"Understood as {city.name}, {region_words(city)}."
    if cities_called(area):
        return "Several places are called that: a state or a country tells them apart."
    return "Not on our map. It is compared by its name alone."
