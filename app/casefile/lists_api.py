"""What is recorded of all clients of an office, page by page."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query

from app.accounts.door import Caller, office_transaction
from app.audit.models import AuditEntry
from app.audit.viewed import listed
from app.casefile import answers, examples
from app.casefile.shapes import contact_json, job_json, offer_json, touch_json
from app.clients.keys import employer_key
from app.clients.listing import REMOVING, THINGS, removals, things_of_clients
from app.clients.models import Job
from app.clients.numbers import Kind, numbers_of, things_numbered
from app.cycle.facts import TouchKind
from app.offers.models import Contact, Offer
from app.outcomes.answers import Outcome as ToldOutcome
from app.outcomes.api import outcome_json
from app.outcomes.forms import OutcomeKind
from app.outcomes.models import Outcome
from app.people.answers import Move as ToldMove
from app.people.api import move_json
from app.people.models import Move
from app.plans.models import Touch
from app.web.answers import Listed, fields_of, plain
from app.web.api import json_routes
from app.web.calling import Calling
from app.web.examples import listing
from app.web.lists import Item, Page, UpdatedSince, paged
from app.web.strict import Email, Id, Line

router = json_routes()
OfClient = Annotated[Id | None, Query()]
ByNumber = Annotated[Line | None, Query()]
OF_ONE = ("id", "client_id", "offer_id", "contact_id")


def all_of(
    calling: Caller,
    page: Page,
    table: type[Any],
    show: Callable[..., Item],
    *,
    numbered: Kind | None = None,
    number: str | None = None,
    **wanted: Any,
) -> Listed[Item]:
    """Where things of this kind have numbers of another system, they are told with them."""
    with office_transaction(calling, write=False) as (session, access, _):
        if numbered is not None and number is not None:
            known = things_numbered(session, access, numbered, [number])
            if number not in known:
                return page.told([], show)
            wanted["id"] = known[number]
        found = things_of_clients(
            session, access, table, limit=page.one_more, after=page.after, **wanted
        )
        of_one = any(wanted.get(name) is not None for name in OF_ONE)
        listed(session, access, table.__tablename__, found, of_one=of_one)
        if numbered is None:
            return page.told(found, show)
        numbers = numbers_of(session, access, numbered, [one.id for one in found])
        return page.told(found, lambda one: show(one, numbers.get(one.id)))


@router.get("/jobs", tags=["clients"], responses=listing(examples.JOB))
def list_jobs(
    calling: Calling,
    page: Annotated[Page, paged(answers.Job)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    employer: Annotated[Line | None, Query()] = None,
    external_id: ByNumber = None,
) -> Listed[answers.Job]:
    """In the order in which they were recorded, from `after` on, as all lists."""
    return all_of(
        calling, page, Job, job_json, numbered=Kind.JOB, number=external_id,
        updated_since=updated_since, client_id=client_id,
        employer_key=employer and employer_key(employer),
    )  # fmt: skip


@router.get("/offers", tags=["offers"], responses=listing(examples.OFFER))
def list_offers(
    calling: Calling,
    page: Annotated[Page, paged(answers.Offer)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    employer: Annotated[Line | None, Query()] = None,
    external_id: ByNumber = None,
) -> Listed[answers.Offer]:
    """`employer` is the same however it is spelled: case, accents and points aside."""
    return all_of(
        calling, page, Offer, offer_json, numbered=Kind.OFFER, number=external_id,
        updated_since=updated_since, client_id=client_id,
        employer_key=employer and employer_key(employer),
    )  # fmt: skip


@router.get("/contacts", tags=["offers"], responses=listing(examples.CONTACT))
def list_contacts(
    calling: Calling,
    page: Annotated[Page, paged(answers.Contact)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    offer_id: Annotated[Id | None, Query()] = None,
    email: Annotated[Email | None, Query()] = None,
    external_id: ByNumber = None,
) -> Listed[answers.Contact]:
    """Of all offers, or of one of them; `email` is theirs."""
    return all_of(
        calling, page, Contact, contact_json, numbered=Kind.CONTACT, number=external_id,
        updated_since=updated_since, client_id=client_id, offer_id=offer_id, email=email,
    )  # fmt: skip


@router.get("/touches", tags=["plans"], responses=listing(examples.TOUCH_READ))
def list_touches(
    calling: Calling,
    page: Annotated[Page, paged(answers.Touch)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    contact_id: Annotated[Id | None, Query()] = None,
    kind: Annotated[TouchKind | None, Query()] = None,
    external_id: ByNumber = None,
) -> Listed[answers.Touch]:
    """What was voided is among them, with `voided_at`."""
    return all_of(
        calling, page, Touch, touch_json, numbered=Kind.TOUCH, number=external_id,
        updated_since=updated_since, client_id=client_id, contact_id=contact_id,
        kind=kind,
    )  # fmt: skip


@router.get("/moves", tags=["people"])
def list_moves(
    calling: Calling,
    page: Annotated[Page, paged(ToldMove)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    contact_id: Annotated[Id | None, Query()] = None,
) -> Listed[ToldMove]:
    """What was voided is among them, with `voided_at`."""
    return all_of(
        calling, page, Move, move_json, updated_since=updated_since, client_id=client_id,
        contact_id=contact_id,
    )  # fmt: skip


@router.get("/outcomes", tags=["outcomes"])
def list_outcomes(
    calling: Calling,
    page: Annotated[Page, paged(ToldOutcome)],
    updated_since: UpdatedSince = None,
    client_id: OfClient = None,
    contact_id: Annotated[Id | None, Query()] = None,
    kind: Annotated[OutcomeKind | None, Query()] = None,
) -> Listed[ToldOutcome]:
    """What was voided is among them, with `voided_at`."""
    return all_of(
        calling, page, Outcome, outcome_json, updated_since=updated_since, client_id=client_id,
        contact_id=contact_id, kind=kind,
    )  # fmt: skip


@router.get("/removals", tags=["clients"], responses=listing(examples.REMOVAL))
def list_removals(
    calling: Calling,
    page: Annotated[Page, paged(answers.Removal)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Removal]:
    """Clients who are not there any more, with all that was recorded of them: they were erased,
    or the import that brought them was undone. Where it had only added to somebody who was there
    before, `client_removed` is false, and the lists name what of theirs is gone."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.told(
            removals(session, access, since=updated_since, limit=page.one_more, after=page.after),
            removal_json,
        )


def removal_json(entry: AuditEntry) -> answers.Removal:
    return fields_of(
        answers.Removal,
        entry,
        client_removed=entry.action in REMOVING,
        removed_at=plain(entry.at),
        **{kind: entry.details.get(kind, []) for kind in THINGS},
    )
