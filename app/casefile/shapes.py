"""Records as JSON: ids as text, days as YYYY-MM-DD, moments in UTC."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.clients.models import Client, Job
from app.cycle.plan import ClientPlan, ContactPlan, NextStep, OfferPlan
from app.cycle.windows import Window
from app.offers.models import Contact, Offer
from app.plans.models import Touch
from app.plans.queries import Holding
from app.plans.touches import Logged

Json = dict[str, Any]

CLIENT = (
    "id", "name", "email", "external_id", "program", "cohort", "area", "paused_until",
    "pause_reason", "version", "created_at",
)  # fmt: skip
JOB = ("id", "client_id", "employer", "title", "area", "started_on", "version", "created_at")
OFFER = (
    "id", "client_id", "job_id", "employer", "title", "area", "offered_on", "respond_by",
    "declined_on", "declined_well", "reason", "version", "created_at",
)  # fmt: skip
CONTACT = (
    "id", "client_id", "offer_id", "name", "title", "email", "phone", "linkedin_url", "area",
    "is_key", "closed_on", "closed_reason", "snoozed_until", "snooze_reason", "snoozed_step",
    "version", "created_at", "move_id", "person_id",
)  # fmt: skip
TOUCH = (
    "id", "client_id", "contact_id", "kind", "step", "note", "recorded_at", "voided_at",
    "void_reason",
)  # fmt: skip


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def fields_of(thing: Any, names: tuple[str, ...]) -> Json:
    return {name: plain(getattr(thing, name)) for name in names}


def client_json(client: Client, advisor_email: str | None) -> Json:
    return {**fields_of(client, CLIENT), "advisor_email": advisor_email}


def job_json(job: Job, number: str | None = None) -> Json:
    return {**fields_of(job, JOB), "external_id": number}


def offer_json(offer: Offer, number: str | None = None) -> Json:
    return {**fields_of(offer, OFFER), "external_id": number}


def contact_json(contact: Contact, number: str | None = None) -> Json:
    return {**fields_of(contact, CONTACT), "external_id": number}


def touch_json(touch: Touch | Logged, number: str | None = None) -> Json:
    return {**fields_of(touch, TOUCH), "on": plain(touch.happened_on), "external_id": number}


def policy_json(holding: Holding, left: int) -> Json:
    return {**asdict(holding.policy), "version": holding.version, "clients_left": left}


def window_json(window: Window | None) -> Json | None:
    return fields_of(window, ("step", "opens_on", "due_on", "stalls_on")) if window else None


def plan_json(plan: ClientPlan, as_of: date) -> Json:
    return {
        "client_id": plain(plan.client_id),
        "as_of": plain(as_of),
        "state": plan.state(as_of),
        **fields_of(plan, ("opens_on", "due_on", "stalls_on")),
        "next": plan.next and next_json(plan.next),
        "offers": [offer_plan_json(offer, as_of) for offer in plan.offers],
    }


def next_json(following: NextStep) -> Json:
    return {
        **fields_of(following, ("offer_id", "contact_id", "mode")),
        **(window_json(following.window) or {}),
    }


def offer_plan_json(plan: OfferPlan, as_of: date) -> Json:
    return {
        "offer_id": plain(plan.offer_id),
        "state": plan.state(as_of),
        "window": window_json(plan.window),
        "contacts": [contact_plan_json(contact, as_of) for contact in plan.contacts],
    }


def contact_plan_json(plan: ContactPlan, as_of: date) -> Json:
    return {
        "contact_id": plain(plan.contact_id),
        "state": plan.state(as_of),
        "window": window_json(plan.window),
        "mode": plan.mode,
    }
