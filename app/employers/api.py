"""Employers as JSON: those the office has to do with, and one of them with its people."""

from typing import Annotated, Any

from fastapi import Path, Query

from app.accounts.door import office_transaction
from app.audit.viewed import listed
from app.employers import answers
from app.employers.queries import (
    Declined,
    Employer,
    Hired,
    SomePerson,
    employer_file,
    list_employers,
)
from app.people.api import met_json
from app.web.answers import fields_of
from app.web.api import Picked, json_routes, picking, today_of
from app.web.calling import Calling
from app.web.lists import UpdatedSince
from app.web.strict import Between, Line, Number

router = json_routes("employers")

MOST = 200


@router.get("/employers")
def read_employers(
    calling: Calling,
    pick: Annotated[Picked, picking(answers.Employer)],
    updated_since: UpdatedSince = None,
    q: Annotated[Line | None, Query()] = None,
    limit: Annotated[Number, Between(1, MOST), Query()] = 50,
    cursor: Annotated[Line | None, Query()] = None,
) -> answers.Employers:
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
) -> answers.EmployerFile:
    """Its people, each once however many clients met them, the offers turned down there, and the
    clients who took a job there."""
    with office_transaction(calling, write=False) as (session, access, _):
        today = today_of(access)
        file = employer_file(session, access, employer, today)
        listed(session, access, "employer", [*file.people, *file.offers, *file.hired])
    return {
        "key": file.slug,
        "name": file.name,
        "people": [person_json(person, file.key, today) for person in file.people],
        "offers": [declined_json(offer) for offer in file.offers],
        "hired": [hired_json(job) for job in file.hired],
    }


def employer_json(employer: Employer) -> answers.Employer:
    return fields_of(answers.Employer, employer, key=employer.slug, hired=employer.clients)


def person_json(person: SomePerson, key: str, today: Any) -> answers.EmployersPerson:
    return {
        "name": person.last.name,
        "is_here": person.is_at(key),
        "contacts": [
            fields_of(answers.Seat, seat, state=seat.state(today)) for seat in person.seats
        ],
        "about_to_write": [met_json(met) for met in person.crowd],
    }


def declined_json(offer: Declined) -> answers.Declined:
    return fields_of(answers.Declined, offer)


def hired_json(job: Hired) -> answers.Hired:
    return fields_of(answers.Hired, job)
