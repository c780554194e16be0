"""One client's file as JSON: the client, jobs, offers, people, touches and the plan."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Response

from app import clock
from app.accounts.access import Access, Permission
from app.accounts.door import office_transaction
from app.audit.asking import Asked
from app.audit.queries import Kind as HistoryKind
from app.audit.viewed import viewed
from app.casefile import answers, examples
from app.casefile.history import read_cursor, read_history, told_json, write_cursor
from app.casefile.shapes import (
    client_json,
    contact_json,
    job_json,
    offer_json,
    plan_json,
    policy_json,
    touch_json,
)
from app.clients import actions as clients
from app.clients.forms import ClientChanges, JobChanges, NewClient, NewJob
from app.clients.numbers import Kind, number_of, numbers_in_file
from app.clients.queries import (
    email_of,
    held_client,
    jobs_of,
    one_client,
    one_job,
)
from app.cycle.plan import plan_client
from app.links import news
from app.offers import actions as offers
from app.offers.forms import ContactChanges, NewContact, NewOffer, OfferChanges
from app.offers.queries import contacts_of, offers_of, one_contact, one_offer
from app.outcomes.api import outcome_json
from app.outcomes.queries import outcomes_of
from app.people.api import move_json
from app.people.queries import moves_of
from app.plans import applying, touches
from app.plans.forms import NewTouch, PolicyNumbers
from app.plans.queries import (
    clients_left,
    cycle_facts,
    office_policy,
    one_touch,
    policy_that_holds,
)
from app.web.api import (
    AnId,
    Matched,
    Picked,
    based_on,
    check_match,
    json_routes,
    known_id,
    made_at,
    once_by_key,
    picking,
    today_of,
)
from app.web.calling import Calling, Managing
from app.web.examples import told
from app.web.lists import Item
from app.web.strict import Between, Day, Line, Number, Voiding

router = json_routes()
MOST_ENTRIES = 200


@router.post(
    "/clients",
    status_code=201,
    response_class=made_at("/clients/{id}"),
    tags=["clients"],
    responses=told(examples.CLIENT, 201),
)
def add_client(calling: Calling, form: NewClient) -> answers.Client:
    def act(session: Any, access: Access, at: datetime) -> answers.Client:
        client = clients.add_client(session, access, form, at)
        return client_json(client, form.advisor_email)

    return once_by_key(calling, "/clients", form, act)


@router.post("/clients/{client_id}/seen", status_code=204, tags=["clients"])
def see_client(calling: Calling, client_id: AnId) -> Response:
    """That somebody of the office looked at the client, as opening their page tells too; a program
    that reads has not."""
    with office_transaction(calling, write=True) as (session, access, _):
        known = known_id(client_id)
        clients.note_look(session, access, known, today_of(access))
        viewed(session, access, known)
    return Response(status_code=204)


@router.get("/clients/{client_id}", tags=["clients"], responses=told(examples.CLIENT_FILE))
def read_client(calling: Calling, client_id: AnId) -> answers.ClientFile:
    with office_transaction(calling, write=False) as (session, access, _):
        client = one_client(session, access, known_id(client_id))
        viewed(session, access, client.id)
        numbers = numbers_in_file(session, access, client.id)

        def numbered(show: Callable[[Any, str | None], Item], things: Sequence[Any]) -> list[Item]:
            return [show(one, numbers.get(one.id)) for one in things]

        return {
            **client_json(client, email_of(session, access, client.advisor_id)),
            "jobs": numbered(job_json, jobs_of(session, access, client.id)),
            "offers": numbered(offer_json, offers_of(session, access, client.id)),
            "contacts": numbered(contact_json, contacts_of(session, access, client.id)),
            "touches": numbered(touch_json, touches.touches_of(session, access, client.id)),
            "moves": [move_json(one) for one in moves_of(session, access, client.id)],
            "outcomes": [outcome_json(one) for one in outcomes_of(session, access, client.id)],
        }


@router.patch("/clients/{client_id}", tags=["clients"], responses=told(examples.CLIENT))
def change_client(
    calling: Calling, client_id: AnId, matched: Matched, form: ClientChanges
) -> answers.Client:
    with office_transaction(calling, write=True) as (session, access, _):
        client = clients.change_client(
            session, access, known_id(client_id), based_on(form, matched), clock.now()
        )
        return client_json(client, email_of(session, access, client.advisor_id))


@router.delete("/clients/{client_id}", status_code=204, tags=["clients"])
def erase_client(calling: Managing, client_id: AnId, matched: Matched) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        if matched is not None:
            access.require(Permission.ERASE_PEOPLE)
            check_match(held_client(session, access, known_id(client_id)), matched)
        touches.erase_client(session, access, known_id(client_id), clock.now())
    return Response(status_code=204)


@router.post(
    "/clients/{client_id}/jobs",
    status_code=201,
    response_class=made_at("/jobs/{id}"),
    tags=["clients"],
    responses=told(examples.JOB, 201),
)
def add_job(calling: Calling, client_id: AnId, form: NewJob) -> answers.Job:
    return once_by_key(
        calling,
        f"/clients/{client_id}/jobs",
        form,
        lambda session, access, at: job_json(
            clients.add_job(session, access, known_id(client_id), form, at)
        ),
    )


@router.get("/jobs/{job_id}", tags=["clients"], responses=told(examples.JOB))
def read_job(calling: Calling, job_id: AnId) -> answers.Job:
    with office_transaction(calling, write=False) as (session, access, _):
        job = one_job(session, access, known_id(job_id))
        viewed(session, access, job.client_id)
        return job_json(job, number_of(session, access, Kind.JOB, job.id))


@router.patch("/jobs/{job_id}", tags=["clients"], responses=told(examples.JOB))
def change_job(calling: Calling, job_id: AnId, matched: Matched, form: JobChanges) -> answers.Job:
    with office_transaction(calling, write=True) as (session, access, _):
        job = clients.change_job(
            session, access, known_id(job_id), based_on(form, matched), clock.now()
        )
        return job_json(job, number_of(session, access, Kind.JOB, job.id))


@router.post(
    "/clients/{client_id}/offers",
    status_code=201,
    response_class=made_at("/offers/{id}"),
    tags=["offers"],
    responses=told(examples.OFFER, 201),
)
def add_offer(calling: Calling, client_id: AnId, form: NewOffer) -> answers.Offer:
    def act(session: Any, access: Access, at: datetime) -> answers.Offer:
        today = today_of(access)
        added = offers.add_offer(session, access, known_id(client_id), form, today=today, at=at)
        return offer_json(added)

    return once_by_key(calling, f"/clients/{client_id}/offers", form, act)


@router.get("/offers/{offer_id}", tags=["offers"], responses=told(examples.OFFER))
def read_offer(calling: Calling, offer_id: AnId) -> answers.Offer:
    with office_transaction(calling, write=False) as (session, access, _):
        offer = one_offer(session, access, known_id(offer_id))
        viewed(session, access, offer.client_id)
        return offer_json(offer, number_of(session, access, Kind.OFFER, offer.id))


@router.patch("/offers/{offer_id}", tags=["offers"], responses=told(examples.OFFER))
def change_offer(
    calling: Calling, offer_id: AnId, matched: Matched, form: OfferChanges
) -> answers.Offer:
    with office_transaction(calling, write=True) as (session, access, _):
        changed = offers.change_offer(
            session,
            access,
            known_id(offer_id),
            based_on(form, matched),
            today=today_of(access),
            at=clock.now(),
        )
        return offer_json(changed, number_of(session, access, Kind.OFFER, changed.id))


@router.post(
    "/offers/{offer_id}/contacts",
    status_code=201,
    response_class=made_at("/contacts/{id}"),
    tags=["offers"],
    responses=told(examples.CONTACT, 201),
)
def add_contact(calling: Calling, offer_id: AnId, form: NewContact) -> answers.Contact:
    return once_by_key(
        calling,
        f"/offers/{offer_id}/contacts",
        form,
        lambda session, access, at: contact_json(
            offers.add_contact(session, access, known_id(offer_id), form, at)
        ),
    )


@router.get("/contacts/{contact_id}", tags=["offers"], responses=told(examples.CONTACT))
def read_contact(calling: Calling, contact_id: AnId) -> answers.Contact:
    with office_transaction(calling, write=False) as (session, access, _):
        contact = one_contact(session, access, known_id(contact_id))
        viewed(session, access, contact.client_id)
        return contact_json(contact, number_of(session, access, Kind.CONTACT, contact.id))


@router.patch("/contacts/{contact_id}", tags=["offers"], responses=told(examples.CONTACT))
def change_contact(
    calling: Calling, contact_id: AnId, matched: Matched, form: ContactChanges
) -> answers.Contact:
    """A snooze is of the step that pends now, `snoozed_step`, and ends with it."""
    with office_transaction(calling, write=True) as (session, access, _):
        changed = offers.change_contact(
            session,
            access,
            known_id(contact_id),
            based_on(form, matched),
            today=today_of(access),
            at=clock.now(),
        )
        return contact_json(changed, number_of(session, access, Kind.CONTACT, changed.id))


@router.post(
    "/contacts/{contact_id}/touches",
    status_code=201,
    response_class=made_at("/touches/{id}"),
    tags=["plans"],
    responses=told(examples.TOUCH, 201),
)
def log_touch(calling: Calling, contact_id: AnId, form: NewTouch) -> answers.LoggedTouch:
    def act(session: Any, access: Access, at: datetime) -> answers.LoggedTouch:
        today = today_of(access)
        touch, warnings = touches.log_touch(
            session, access, known_id(contact_id), form, today=today, at=at
        )
        return {**touch_json(touch), "warnings": [warning.message for warning in warnings]}

    return once_by_key(calling, f"/contacts/{contact_id}/touches", form, act)


@router.get("/touches/{touch_id}", tags=["plans"])
def read_touch(calling: Calling, touch_id: AnId) -> answers.Touch:
    """Also one that was voided."""
    with office_transaction(calling, write=False) as (session, access, _):
        touch = one_touch(session, access, known_id(touch_id))
        viewed(session, access, touch.client_id)
        return touch_json(touch, number_of(session, access, Kind.TOUCH, touch.id))


@router.post("/touches/{touch_id}/void", tags=["plans"])
def void_touch(calling: Calling, touch_id: AnId, form: Voiding) -> answers.Touch:
    def act(session: Any, access: Access, at: datetime) -> answers.Touch:
        touch = news.void_touch(session, access, known_id(touch_id), form, at)
        return touch_json(touch, number_of(session, access, Kind.TOUCH, touch.id))

    return once_by_key(calling, f"/touches/{touch_id}/void", form, act)


@router.get("/clients/{client_id}/plan", tags=["plans"], responses=told(examples.PLAN))
def read_plan(
    calling: Calling, client_id: AnId, as_of: Annotated[Day | None, Query()] = None
) -> answers.Plan:
    """`as_of` holds the facts as they are recorded now against that day; today where left out."""
    with office_transaction(calling, write=False) as (session, access, _):
        client = one_client(session, access, known_id(client_id))
        viewed(session, access, client.id)
        (facts,) = cycle_facts(session, access, [client.id])
        plan = plan_client(facts, office_policy(session, access))
        return plan_json(plan, as_of or today_of(access))


@router.get("/clients/{client_id}/history", tags=["clients"])
def read_client_history(
    calling: Calling,
    client_id: AnId,
    pick: Annotated[Picked, picking(answers.Entry)],
    actor: Annotated[Line | None, Query()] = None,
    token: Annotated[Line | None, Query()] = None,
    kind: Annotated[HistoryKind | None, Query()] = None,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Annotated[Day | None, Query(alias="to")] = None,
    limit: Annotated[Number, Between(1, MOST_ENTRIES), Query()] = 50,
    cursor: Annotated[Line | None, Query()] = None,
) -> answers.History:
    """Who did what, the newest first; `actor` is an e-mail address, `token` what it is called; both
    days belong to it."""
    asked = Asked(actor=actor or "", token=token or "", kind=kind, since=since, until=until)
    after = read_cursor(cursor or "")
    with office_transaction(calling, write=False) as (session, access, _):
        history = read_history(
            session, access, known_id(client_id), asked, limit=limit, after=after
        )
        viewed(session, access, known_id(client_id))
    return {
        "items": [pick(told_json(told)) for told in history.told],
        "next_cursor": write_cursor(history.following) if history.following else None,
    }


@router.get("/policy", tags=["policy"])
def read_policy(calling: Calling) -> answers.Policy:
    with office_transaction(calling, write=False) as (session, access, _):
        return policy_json(policy_that_holds(session, access), clients_left(session, access))


@router.put("/policy", tags=["policy"])
def change_policy(calling: Managing, matched: Matched, form: PolicyNumbers) -> answers.Policy:
    """With the `version` that was read, a change made meanwhile is told as 409.

    `clients_left` are those whose dates are still to follow; while there are any, it is 409 too.
    """
    with office_transaction(calling, write=True) as (session, access, _):
        applying.change_policy(session, access, based_on(form, matched), clock.now())
        return policy_json(policy_that_holds(session, access), clients_left(session, access))
