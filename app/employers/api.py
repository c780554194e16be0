"""Employers as JSON: those the office has to do with, and one of them with its people."""

from typing import Annotated, Any

from fastapi import Path, Query

from app.accounts.door import office_transaction
from app.employers.queries import (
    Declined,
    Employer,
    Hired,
    SomePerson,
    employer_file,
    list_employers,
)
from app.people.api import met_json
from app.web.api import Calling, Picked, json_routes, picking, today_of
from app.web.lists import UpdatedSince
from app.web.strict import Line, Number

router = json_routes("employers")

Json = dict[str, Any]
MOST = 200
EMPLOYER = ("key", "name", "people", "arrived", "offers", "hired")


@router.get("/employers")
def read_employers(
    calling: Calling,
    pick: Annotated[Picked, picking(EMPLOYER)],
    updated_since: UpdatedSince = None,
    q: Annotated[Line | None, Query()] = None,
    limit: Annotated[Number, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[Line | None, Query()] = None,
) -> Json:
    """By name; `q` is any part of it, and `cursor` the `next_cursor` of the page before."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = list_employers(
            session, access, q or "", limit=limit + 1, after=cursor or "", since=updated_since
        )
    shown = found[:limit]
    return {
        "items": [pick(employer_json(one)) for one in shown],
        "next_cursor": shown[-1].slug if len(found) > limit else None,
    }


@router.get("/employers/{employer}")
def read_employer(
    calling: Calling, employer: Annotated[str, Path(description="an employer’s `key`")]
) -> Json:
    """Its people, each once however many clients met them, the offers turned down there, and the
    clients who took a job there."""
    with office_transaction(calling, write=False) as (session, access, _):
        today = today_of(access)
        file = employer_file(session, access, employer, today)
    return {
        "key": file.slug,
        "name": file.name,
        "people": [person_json(person, file.key, today) for person in file.people],
        "offers": [declined_json(offer) for offer in file.offers],
        "hired": [hired_json(job) for job in file.hired],
    }


def employer_json(employer: Employer) -> Json:
    return {
        "key": employer.slug,
        "name": employer.name,
        "people": employer.people,
        "arrived": employer.arrived,
        "offers": employer.offers,
        "hired": employer.clients,
    }


def person_json(person: SomePerson, key: str, today: Any) -> Json:
    return {
        "name": person.last.name,
        "is_here": person.is_at(key),
        "contacts": [
            {
                "contact_id": str(seat.contact_id),
                "client_id": str(seat.client_id),
                "client_name": seat.client_name,
                "title": seat.title,
                "met_at": seat.met_at,
                "now_at": seat.now_at,
                "now_title": seat.now_title,
                "since": seat.since and seat.since.isoformat(),
                "state": seat.state(today),
            }
            for seat in person.seats
        ],
        "about_to_write": [met_json(met) for met in person.crowd],
    }


def declined_json(offer: Declined) -> Json:
    return {
        "offer_id": str(offer.offer_id),
        "client_id": str(offer.client_id),
        "client_name": offer.client_name,
        "title": offer.title,
        "area": offer.area,
        "offered_on": offer.offered_on.isoformat(),
        "declined_on": offer.declined_on and offer.declined_on.isoformat(),
        "declined_well": offer.declined_well,
    }


def hired_json(job: Hired) -> Json:
    return {
        "job_id": str(job.job_id),
        "client_id": str(job.client_id),
        "client_name": job.client_name,
        "title": job.title,
        "area": job.area,
        "started_on": job.started_on and job.started_on.isoformat(),
    }
