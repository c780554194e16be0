"""What the worker does for the office: what runs, what waits, what failed and why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import clock
from app.accounts.door import visit
from app.accounts.visiting import Visiting
from app.clock import today_in
from app.db.prepared import Reader
from app.errands.actions import retry
from app.errands.models import State
from app.errands.queries import errands_of, how_many_errands, how_many_pieces, retried
from app.office.errand_view import errands_seen, how_far, states_seen
from app.office.view import BASE, Said, framed
from app.plans.applying import APPLY
from app.plans.queries import policy_being_applied
from app.web.api import known_id
from app.web.pages import go_to
from app.web.strict import Id
from app.web.templating import page

router = APIRouter(include_in_schema=False)
MOST = 50  # on a page


@router.get(f"{BASE}/errands")
def list_errands(
    visiting: Visiting,
    said: Said = "",
    state: Annotated[State | None, Query()] = None,
    after: Annotated[Id | None, Query()] = None,
) -> HTMLResponse:
    at = clock.now()
    with visit(visiting) as (session, member):
        access = member.access
        counts = how_many_errands(session, access, at, APPLY)
        found = errands_of(session, access, state, at, limit=MOST + 1, after=after, in_pieces=APPLY)
        pieces = how_many_pieces(session, access, APPLY)
        applying = policy_being_applied(Reader.of(session), access)
        anew = retried(session, access, found)
        today = today_in(access.timezone)
    context = framed(member, "errands", said)
    here = f"{context['base']}/errands"
    return page(
        "office/errands.html",
        **context,
        **errands_seen(found, anew, MOST, at, access.timezone, today),
        far=how_far(applying),
        pieces=pieces,
        applying=applying,
        here=here,
        state=state,
        after=after,
        states=states_seen(counts, state, here),
        failed=counts[State.FAILED],
    )


@router.post(f"{BASE}/errands/{{id}}/retry")
def retry_errand(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        retry(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/errands?said=errand", request)
