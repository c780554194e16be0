"""The pages of employers: all that the office has to do with, and one with its people."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.accounts.door import visit
from app.accounts.visiting import Visiting, frame
from app.clients.keys import slug_of
from app.clock import today_in
from app.db.prepared import Reader
from app.employers.queries import (
    MOST_PEOPLE,
    Declined,
    Employer,
    EmployerFile,
    Hired,
    Seat,
    SomePerson,
    employer_file,
    list_employers,
)
from app.people.words import crowd_words
from app.plans.queries import policy_being_applied
from app.web.strict import Line
from app.web.templating import page
from app.web.words import how_many, long_day, short_day

router = APIRouter(include_in_schema=False)

MOST_OPEN = 30  # of a list beside others, before one has to ask for the rest
ROWS = 100


@router.get("/o/{office}/employers")
def read_employers(
    visiting: Visiting,
    q: Annotated[Line, Query()] = "",
    cursor: Annotated[Line, Query()] = "",
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        found = list_employers(session, member.access, q, limit=ROWS + 1, after=cursor)
    path = f"/o/{visiting.slug}/employers"
    shown = found[:ROWS]
    asked = {"q": q} if q else {}
    following = asked | {"cursor": shown[-1].slug} if len(found) > ROWS else None
    return page(
        "employers/list.html",
        **frame(member, "employers"),
        action=path,
        q=q,
        employers=[employer_seen(one, path) for one in shown],
        pager={
            "words": "By name",
            "next_href": f"{path}?{urlencode(following)}" if following else None,
            "first_href": f"{path}?{urlencode(asked)}".rstrip("?") if cursor else None,
        },
    )


def employer_seen(employer: Employer, path: str) -> dict[str, Any]:
    parts = [
        how_many(employer.people, "person met", "people met") if employer.people else "",
        f"{employer.arrived:,} arrived since" if employer.arrived else "",
        how_many(employer.offers, "offer") if employer.offers else "",
        f"{how_many(employer.clients, 'client')} hired" if employer.clients else "",
    ]
    return {
        "href": f"{path}/{employer.slug}",
        "name": employer.name,
        "line": " · ".join(filter(None, parts)),
        "counts": [employer.people, employer.arrived, employer.offers, employer.clients],
    }


@router.get("/o/{office}/employers/{employer}")
def read_employer(visiting: Visiting, employer: str) -> HTMLResponse:
    with visit(visiting) as (session, member):
        today = today_in(member.access.timezone)
        file = employer_file(session, member.access, employer, today)
        applying = policy_being_applied(Reader.of(session), member.access)
    seen = seen_of(file, today, f"/o/{visiting.slug}")
    return page("employers/page.html", **frame(member, "employers"), **seen, applying=applying)


def seen_of(file: EmployerFile, today: date, base: str) -> dict[str, Any]:
    key = file.key
    here = [person_seen(one, key, today, base) for one in file.people if one.is_at(key)]
    gone = [person_seen(one, key, today, base) for one in file.people if not one.is_at(key)]
    return {
        "name": file.name,
        "line": line_of(file),
        "crumb": f"{base}/employers",
        "groups": [
            group
            for group in (("here", "People here", here), ("gone", "Moved on from here", gone))
            if group[2]
        ],
        "cut": "" if file.is_whole else f"Only the {MOST_PEOPLE} met last are shown here.",
        "warnings": [
            words for one in file.people if (words := crowd_words(one.crowd, one.last.name))
        ],
        "most_open": MOST_OPEN,
        "offers": [offer_seen(offer, today, base) for offer in file.offers],
        "hired": [hired_seen(job, today, base) for job in file.hired],
    }


def line_of(file: EmployerFile) -> str:
    clients = len({offer.client_id for offer in file.offers})
    parts = [how_many(len(file.people), "person", "people")]
    if clients:
        parts.append(f"offers to {how_many(clients, 'client')}")
    networks = sum(any(seat.standing == "in_network" for seat in one.seats) for one in file.people)
    if networks:
        parts.append(f"{networks} in a client’s network")
    if hired := len({job.client_id for job in file.hired}):
        parts.append(f"{how_many(hired, 'client')} took a job here")
    return " · ".join(parts)


def person_seen(person: SomePerson, key: str, today: date, base: str) -> dict[str, Any]:
    last = person.last
    moved = person.moved
    return {
        "name": last.name,
        "title": (moved.now_title if moved else last.title) or "",
        "where": where_words(moved, key, today) if moved else "",
        "elsewhere": elsewhere(moved, key, base) if moved else None,
        "seats": [seat_seen(seat, key, today, base) for seat in person.seats],
    }


def where_words(moved: Seat, key: str, today: date) -> str:
    since = f"since {short_day(moved.since, today)}" if moved.since else ""
    return f"here {since}" if moved.now_at_key == key else since


def elsewhere(moved: Seat, key: str, base: str) -> tuple[str, str] | None:
    """Where they are now: the name, and its page."""
    if moved.now_at_key == key or not moved.now_at or not moved.now_at_key:
        return None
    return moved.now_at, f"{base}/employers/{slug_of(moved.now_at_key)}"


def seat_seen(seat: Seat, key: str, today: date, base: str) -> dict[str, Any]:
    return {
        "client": seat.client_name,
        "href": f"{base}/clients/{seat.client_id}#contact-{seat.contact_id}",
        "met_at": seat.met_at if seat.met_at_key != key else "",
        "state": seat.state(today),
    }


def offer_seen(offer: Declined, today: date, base: str) -> dict[str, Any]:
    how = {True: ", professionally", False: ", not professionally", None: ""}
    return {
        "client": offer.client_name,
        "href": f"{base}/clients/{offer.client_id}#offer-{offer.offer_id}",
        "title": ", ".join(filter(None, (offer.title, offer.area))),
        "how": f"declined {long_day(offer.declined_on)}{how[offer.declined_well]}"
        if offer.declined_on
        else f"offered {short_day(offer.offered_on, today)}, not answered yet",
        "is_off": offer.declined_well is False,
    }


def hired_seen(job: Hired, today: date, base: str) -> dict[str, Any]:
    starts = job.started_on
    return {
        "client": job.client_name,
        "href": f"{base}/clients/{job.client_id}",
        "title": ", ".join(filter(None, (job.title, job.area))),
        "since": f"{'since' if starts <= today else 'from'} {long_day(starts)}" if starts else "",
    }
