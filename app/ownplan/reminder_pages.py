"""Asking for reminders on one's own plan, or for no more of them."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app import clock
from app.links.door import own_plan
from app.ownplan.holding import Holding
from app.ownplan.reminders import choose_reminders, end_reminders
from app.ownplan.view import base_of
from app.web.forms import Submitted
from app.web.language import spoken

router = APIRouter(include_in_schema=False)


@router.post("/p/{link}/reminders")
def choose(holding: Holding, values: Submitted) -> Response:
    """By a link to read as well: it changes nothing of the plan."""
    with own_plan(holding, write=True) as (session, opened):
        if values.get("reminders") == "yes":
            choose_reminders(session, opened, spoken.get().tag, clock.now())
        else:
            end_reminders(session, opened, clock.now())
    return RedirectResponse(f"{base_of(opened.link_id)}/plan#reminders-title", status_code=303)
