"""The page an advisor's morning begins with."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.door import Member, glance, visit
from app.accounts.visiting import Visiting, frame
from app.bulk.actions import Preview
from app.bulk.queries import one_action
from app.bulk.view import done_seen
from app.casefile.put_off import JustPutOff, told_of
from app.casefile.sheets import Moment
from app.caseload.filters import Filters
from app.caseload.queries import Case, choices, list_cases
from app.caseload.view import rows_of
from app.clients.queries import one_client
from app.clock import now, today_in
from app.db.base import new_id
from app.db.prepared import Reader
from app.faults import BadInput
from app.links.news_words import news_for
from app.offers.queries import one_contact
from app.people.queries import Met
from app.people.words import crowd_opening
from app.plans.queries import policy_being_applied
from app.plans.replies import answer_to
from app.today.actions import let_go_first, note_look
from app.today.queries import Day, day_of
from app.today.question_view import Standing, questions_seen, standing_of
from app.today.questions import Asks
from app.web.api import known_id
from app.web.pages import fragment, go_to, if_there, is_htmx, with_query
from app.web.strict import Line
from app.web.templating import page, render
from app.web.words import how_many, long_day, short_day, weekday_of

router = APIRouter(include_in_schema=False)
MOST_OPEN = 30  # rows of a list, before one has to ask for the others


@router.get("/o/{office}/today")
def read_today(
    visiting: Visiting,
    done: Annotated[Line, Query()] = "",
    bulk: Annotated[Line, Query()] = "",
    *,
    put_off: JustPutOff,
    declined_well: Annotated[Line, Query(alias=Asks.DECLINED_WELL.value)] = "",
    job_start: Annotated[Line, Query(alias=Asks.JOB_START.value)] = "",
    key_people: Annotated[Line, Query(alias=Asks.KEY_PEOPLE.value)] = "",
    pace: Annotated[Line, Query(alias=Asks.PACE.value)] = "",
) -> HTMLResponse:
    """One's own clients, or the office's for somebody who has none; `done` a touch just logged,
    `bulk` what was just done to many, the others what a question was of that was just answered."""
    answered = (
        (Asks.DECLINED_WELL, declined_well), (Asks.JOB_START, job_start),
        (Asks.KEY_PEOPLE, key_people), (Asks.PACE, pace),
    )  # fmt: skip
    with visit(visiting) as (session, member):
        access = member.access
        today = today_in(access.timezone)
        reader = Reader.of(session)
        possible = choices(reader, access)
        has_own = possible.has_own
        whose = access.user_id if has_own else None
        day = day_of(session, access, whose, today)
        seen = seen_of(member, day, today, has_own=has_own)
        seen["news"] = news_for(session, access, whose, today)
        seen["has_clients"] = possible.has_any
        seen["applying"] = policy_being_applied(reader, access)
        seen["answer"] = if_there(done, lambda: answer_to(session, access, known_id(done), today))

        def standing(asks: Asks, id: str) -> Standing:
            return standing_of(session, access, asks, known_id(id), today)

        standings = [if_there(id, partial(standing, asks, id)) for asks, id in answered]
        seen["standings"] = [one for one in standings if one]
        action = if_there(bulk, lambda: one_action(session, access, known_id(bulk)))
        seen["put_off"] = if_there(
            "".join(put_off),
            lambda: told_of(session, access, member.office_slug, put_off, today),
        )
        seen["bulk_done"] = done_seen(session, access, action, now()) if action else None
    return page("today/page.html", **seen)


@router.post("/o/{office}/today/seen")
def see_today(request: Request, visiting: Visiting) -> Response:
    """That one looked: what is new is counted from here, from tomorrow on."""
    with visit(visiting, write=True) as (session, member):
        note_look(session, member.access, today_in(member.access.timezone))
    if is_htmx(request):
        return Response(status_code=204)
    return go_to(f"/o/{visiting.slug}/today", request)


def newly(day: Day, today: date) -> str:
    if day.is_first:
        return "Within the last week"
    return f"Since you last looked, on {short_day(day.since, today)}"


def seen_of(member: Member, day: Day, today: date, *, has_own: bool) -> dict[str, Any]:
    """What `today/page.html` needs."""

    def rows(cases: list[Case]) -> list[tuple[Any, ...]]:
        return rows_of(cases, today, shows_advisor=not has_own)

    lists = [
        (
            "new",
            "Newly stalled",
            f"{newly(day, today)}. A word now is still easy.",
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
                f" the meeting {'was due' if one.due_on < today else 'is wanted'}"
                f" by {short_day(one.due_on, today)}",
            }
            for one in day.awaited
        ],
        "questions": questions_seen(day.questions, today),
        "crowds": [(crowd_opening(crowd), crowd_seen(crowd, today)) for crowd in day.crowds],
        "is_empty": day.is_empty,
        "is_first": day.is_first,
        "long_stalled": how_many(day.long_stalled, "more client") if day.long_stalled else "",
        "next_week": rows(day.next_week),
        "most_open": MOST_OPEN,
        **around_rows(today),
    }


def around_rows(today: date) -> dict[str, Any]:
    """What `caseload/_rows.html` needs beside the rows."""
    return {"today": today.isoformat(), "once": new_id().hex, "picks": False}


def crowd_seen(crowd: Sequence[Met], today: date) -> list[tuple[Any, ...]]:
    return [
        (
            met.client_id,
            met.client_name,
            met.contact_id,
            f"met at {met.employer}, "
            + (
                "may write now"
                if met.opens_on <= today
                else f"from {short_day(met.opens_on, today)}"
            ),
        )
        for met in crowd
    ]


@router.post("/o/{office}/contacts/{id}/goes-first")
def go_first(request: Request, visiting: Visiting, id: str) -> Response:
    """The crowd gives way to what became of it, and the others' rows to how they stand since;
    without script, the page that tells it. Where it is none any more, the page as it is now."""
    contact_id, at = known_id(id), now()
    own = f"/o/{visiting.slug}/today"
    try:
        with visit(visiting, write=True) as (session, member):
            moment = Moment(at, today_in(member.access.timezone))
            first = one_contact(session, member.access, contact_id)
            name = one_client(session, member.access, first.client_id).name
            action, found = let_go_first(session, member.access, contact_id, moment)
    except BadInput:
        return go_to(own, request)
    if action is None:
        return go_to(own, request)
    if not is_htmx(request):
        return go_to(with_query(own, "bulk", str(action.id)), request)
    context = {
        "first": name,
        "person": first.name,
        "followers": followers_in(found),
        "action_id": action.id,
    }
    with glance(visiting) as (reader, member):
        rows = rows_as_they_stand(reader, member, found, moment.today)
    return fragment(render("today/_turns.html", **frame(member, "today"), **context, **rows))


def followers_in(found: Preview) -> list[tuple[UUID, str, str, list[str]]]:
    """The others: from when each may write, the soonest first, and to which contacts."""
    turns = sorted(
        (date.fromisoformat(values["snoozed_until"]), change.name, change.client_id, change.after)
        for change in found.changes
        for values in list(change.after.values())[:1]
    )
    return [(client_id, name, long_day(day), list(after)) for day, name, client_id, after in turns]


def rows_as_they_stand(
    reader: Reader, member: Member, found: Preview, today: date
) -> dict[str, Any]:
    """The others' own, for wherever on the page they are."""
    others = Filters(client_ids=tuple(change.client_id for change in found.changes))
    listed = list_cases(reader, member.access, others, today, limit=len(found.changes))
    has_own = choices(reader, member.access).has_own
    rows = rows_of(listed.cases, today, shows_advisor=not has_own)
    return {**around_rows(today), "rows": rows}
