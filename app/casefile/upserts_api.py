"""Jobs, offers, contacts and touches as another system knows them, many at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts.access import Access
from app.casefile import answers, examples
from app.casefile.shapes import how_many
from app.clients.by_number import Taken
from app.clients.forms import KnownJobs
from app.clients.known_jobs import upsert_jobs
from app.offers.forms import KnownContacts, KnownOffers
from app.offers.upserting import upsert_contacts, upsert_offers
from app.plans.forms import KnownTouches
from app.plans.upserting import upsert_touches
from app.web.answers import fields_of, plain
from app.web.api import json_routes, once_by_key, today_of
from app.web.calling import Calling
from app.web.examples import told

router = json_routes()


@router.post("/jobs/upsert", tags=["clients"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_jobs(calling: Calling, form: KnownJobs) -> answers.UpsertedThings:
    """By the `external_id` of another system: what is not there is added, what is there is changed
    where a field differs, and what is left out stays. All of them, or none and the reasons."""

    def act(session: Any, access: Access, at: datetime) -> answers.UpsertedThings:
        return taken_json(upsert_jobs(session, access, form.jobs, at))

    return once_by_key(calling, "/jobs/upsert", form, act)


@router.post("/offers/upsert", tags=["offers"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_offers(calling: Calling, form: KnownOffers) -> answers.UpsertedThings:
    """As jobs are; a `job_external_id` names the job taken instead."""

    def act(session: Any, access: Access, at: datetime) -> answers.UpsertedThings:
        today = today_of(access)
        return taken_json(upsert_offers(session, access, form.offers, today=today, at=at))

    return once_by_key(calling, "/offers/upsert", form, act)


@router.post("/contacts/upsert", tags=["offers"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_contacts(calling: Calling, form: KnownContacts) -> answers.UpsertedThings:
    """As jobs are; each hangs on an offer."""

    def act(session: Any, access: Access, at: datetime) -> answers.UpsertedThings:
        today = today_of(access)
        return taken_json(upsert_contacts(session, access, form.contacts, today=today, at=at))

    return once_by_key(calling, "/contacts/upsert", form, act)


@router.post("/touches/upsert", tags=["plans"], responses=told(examples.UPSERTED_TOUCHES))
def upsert_all_touches(calling: Calling, form: KnownTouches) -> answers.UpsertedTouches:
    """Logs those that are not there yet. A touch is never changed: one that is there and says
    something else is refused."""

    def act(session: Any, access: Access, at: datetime) -> answers.UpsertedTouches:
        today = today_of(access)
        done, said = upsert_touches(session, access, form.touches, today=today, at=at)
        items = [
            fields_of(
                answers.UpsertedTouch,
                one,
                id=plain(one.thing.id),
                warnings=said.get(one.thing.id, []),
            )
            for one in done
        ]
        return {**how_many(done), "items": items}

    return once_by_key(calling, "/touches/upsert", form, act)


def taken_json(done: Sequence[Taken]) -> answers.UpsertedThings:
    return {
        **how_many(done),
        "items": [
            fields_of(answers.UpsertedThing, one, id=plain(one.thing.id), version=one.thing.version)
            for one in done
        ],
    }
