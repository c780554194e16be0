"""Records as JSON: ids as text, days as YYYY-MM-DD, moments in UTC."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.casefile import answers
from app.clients.by_number import Taken
from app.clients.models import Client, Job
from app.clients.upserting import Became, Upserted
from app.cycle.plan import ClientPlan, ContactPlan, NextStep, OfferPlan
from app.cycle.windows import Window
from app.offers.models import Contact, Offer
from app.plans.models import Touch
from app.plans.queries import Holding
from app.plans.touches import Logged
from app.web.answers import fields_of, plain


def client_json(client: Client, advisor_email: str | None) -> answers.Client:
    return fields_of(answers.Client, client, advisor_email=advisor_email)


def job_json(job: Job, number: str | None = None) -> answers.Job:
    return fields_of(answers.Job, job, external_id=number)


def offer_json(offer: Offer, number: str | None = None) -> answers.Offer:
    return fields_of(answers.Offer, offer, external_id=number)


def contact_json(contact: Contact, number: str | None = None) -> answers.Contact:
    return fields_of(answers.Contact, contact, external_id=number)


def touch_json(touch: Touch | Logged, number: str | None = None) -> answers.Touch:
    return fields_of(answers.Touch, touch, on=plain(touch.happened_on), external_id=number)


def policy_json(holding: Holding, left: int) -> answers.Policy:
    return fields_of(answers.Policy, holding.policy, version=holding.version, clients_left=left)


def window_json(window: Window | None) -> answers.Window | None:
    return fields_of(answers.Window, window) if window else None


def plan_json(plan: ClientPlan, as_of: date) -> answers.Plan:
    return fields_of(
        answers.Plan,
        plan,
        as_of=plain(as_of),
        state=plan.state(as_of),
        next=plan.next and next_json(plan.next),
        offers=[offer_plan_json(offer, as_of) for offer in plan.offers],
    )


def next_json(following: NextStep) -> answers.NextStep:
    window = fields_of(answers.Window, following.window)
    return fields_of(answers.NextStep, following, **window)


def offer_plan_json(plan: OfferPlan, as_of: date) -> answers.OfferPlan:
    return fields_of(
        answers.OfferPlan,
        plan,
        state=plan.state(as_of),
        window=window_json(plan.window),
        contacts=[contact_plan_json(contact, as_of) for contact in plan.contacts],
    )


def contact_plan_json(plan: ContactPlan, as_of: date) -> answers.ContactPlan:
    return fields_of(
        answers.ContactPlan, plan, state=plan.state(as_of), window=window_json(plan.window)
    )


def how_many(done: Iterable[Taken | Upserted]) -> answers.HowMany:
    counts = Counter(one.became for one in done)
    return {
        "created": counts[Became.CREATED],
        "changed": counts[Became.CHANGED],
        "same": counts[Became.SAME],
    }
