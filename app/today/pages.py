"""The page an advisor's morning begins with."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.door import Member, visit
from app.accounts.visiting import Visiting, frame
from app.caseload.queries import Case, choices
from app.caseload.view import rows_of
from app.clock import today_in
from app.db.base import new_id
from app.db.prepared import Reader
from app.links.news_words import news_for
from app.people.words import crowd_opening
from app.plans.answers import answer_to
from app.plans.queries import policy_being_applied
from app.today.actions import note_look
from app.today.queries import Day, day_of
from app.web.api import known_id
from app.web.pages import go_to, is_htmx
from app.web.strict import Line
from app.web.templating import page
from app.web.words import how_many, short_day, weekday_of

router = APIRouter(include_in_schema=False)


@router.get("/o/{office}/today")
def read_today(visiting: Visiting, done: Annotated[Line, Query()] = "") -> HTMLResponse:
    """One's own clients, or the office's for somebody who has none; `done` a touch just logged."""
    with visit(visiting) as (session, member):
        access = member.access
        today = today_in(access.timezone)
        reader = Reader.of(session)
        has_own = choices(reader, access).has_own
        whose = access.user_id if has_own else None
        day = day_of(session, access, whose, today)
        seen = seen_of(member, day, today, has_own=has_own)
        seen["news"] = news_for(session, access, whose, today)
        seen["applying"] = policy_being_applied(reader, access)
        seen["answer"] = answer_to(session, access, known_id(done), today) if done else None
    return page("today/page.html", **seen)


@router.post("/o/{office}/today/seen")
def see_today(request: Request, visiting: Visiting) -> Response:
    """That one looked: what is new is counted from here, from tomorrow on."""
    with visit(visiting, write=True) as (session, member):
        note_look(session, member.access, today_in(member.access.timezone))
    if is_htmx(request):
        return Response(status_code=204)
    return go_to(f"/o/{visiting.slug}/today", request)


def seen_of(member: Member, day: Day, today: date, *, has_own: bool) -> dict[str, Any]:
    """What `today/page.html` needs."""

    def rows(cases: list[Case]) -> list[tuple[Any, ...]]:
        return rows_of(cases, today, shows_advisor=not has_own)

    lists = [
        (
            "new",
            "Newly stalled",
            f"Since you last looked, on {short_day(day.since, today)}. A word now is still easy.",
            rows(day.newly_stalled),
        ),
        (
            "never",
            "Never contacted",
            "Nobody these clients met has heard from them yet.",
            rows(day.never_contacted),
        ),
        ("week", "Due this week", "Late by days at most: now is the moment.", rows(day.this_week)),
    ]
    return {
        **frame(member, "today"),
        "today": today.isoformat(),
        "today_words": weekday_of(today),
        "whose": "your clients" if has_own else "the whole office",
        "lists": [one for one in lists if one[3]],
        "awaited": [
            {
                "client_id": one.case.client_id,
                "client": one.case.name,
                "contact_id": one.contact_id,
                "name": one.name,
                "employer": one.employer,
                "words": f"invited {short_day(one.invited_on, today)},"
                f" the meeting is wanted by {short_day(one.due_on, today)}",
            }
            for one in day.awaited
        ],
        "warnings": [
            (words, [(case.client_id, case.name) for case in cases])
            for words, cases in sorted(day.warnings.items())
        ],
        "crowds": [
            (
                crowd_opening(crowd),
                [(met.client_id, met.client_name, met.contact_id) for met in crowd],
            )
            for crowd in day.crowds
        ],
        "is_empty": day.is_empty,
        "long_stalled": how_many(day.long_stalled, "client") if day.long_stalled else "",
        "next_week": rows(day.next_week),
        "once": new_id().hex,
        "picks": False,
    }
