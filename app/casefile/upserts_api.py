"""Jobs, offers, contacts and touches as another system knows them, many at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts.access import Access
from app.casefile import examples
from app.casefile.shapes import Json
from app.clients.by_number import Taken
from app.clients.forms import KnownJobs
from app.clients.known_jobs import upsert_jobs
from app.clients.upserting import Became
from app.offers.forms import KnownContacts, KnownOffers
from app.offers.upserting import upsert_contacts, upsert_offers
from app.plans.forms import KnownTouches
from app.plans.upserting import upsert_touches
from app.web.api import Calling, json_routes, once_by_key, today_of
from app.web.examples import told

router = json_routes()


@router.post("/jobs/upsert", tags=["clients"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_jobs(calling: Calling, form: KnownJobs) -> Json:
    """By the `external_id` of another system: what is not there is added, what is there is changed
    where a field differs, and what is left out stays. All of them, or none and the reasons."""

    def act(session: Any, access: Access, at: datetime) -> Json:
        return taken_json(upsert_jobs(session, access, form.jobs, at))

    return once_by_key(calling, "/jobs/upsert", form, act)


@router.post("/offers/upsert", tags=["offers"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_offers(calling: Calling, form: KnownOffers) -> Json:
    """As jobs are; a `job_external_id` names the job taken instead."""

    def act(session: Any, access: Access, at: datetime) -> Json:
        today = today_of(access)
        return taken_json(upsert_offers(session, access, form.offers, today=today, at=at))

    return once_by_key(calling, "/offers/upsert", form, act)


@router.post("/contacts/upsert", tags=["offers"], responses=told(examples.UPSERTED_THINGS))
def upsert_all_contacts(calling: Calling, form: KnownContacts) -> Json:
    """As jobs are; each hangs on an offer."""

    def act(session: Any, access: Access, at: datetime) -> Json:
        today = today_of(access)
        return taken_json(upsert_contacts(session, access, form.contacts, today=today, at=at))

    return once_by_key(calling, "/contacts/upsert", form, act)


@router.post("/touches/upsert", tags=["plans"], responses=told(examples.UPSERTED_TOUCHES))
def upsert_all_touches(calling: Calling, form: KnownTouches) -> Json:
    """Logs those that are not there yet. A touch is never changed: one that is there and says
    something else is refused."""

    def act(session: Any, access: Access, at: datetime) -> Json:
        today = today_of(access)
        done, said = upsert_touches(session, access, form.touches, today=today, at=at)
        answer = taken_json(done)
        for one, item in zip(done, answer["items"], strict=True):
            del item["version"]
            item["warnings"] = said.get(one.thing.id, [])
        return answer

    return once_by_key(calling, "/touches/upsert", form, act)


def taken_json(done: Sequence[Taken]) -> Json:
    counts = Counter(one.became for one in done)
    return {
        **{became.value: counts[became] for became in Became},
        "items": [
            {
                "id": str(one.thing.id),
                "external_id": one.external_id,
                "version": getattr(one.thing, "version", None),
                "became": one.became,
            }
            for one in done
        ],
    }
