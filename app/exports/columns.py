"""What each export shows: the columns of the office's own sheet, and the plan beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, case, func, literal, null

from app.accounts.models import User
from app.caseload.filters import constant, in_states
from app.clients.models import Client, Job
from app.db.base import NEVER
from app.imports.sheet import PLAN
from app.offers.models import Contact, Offer
from app.people.models import Move
from app.sheets.xlsx import Column, Kind


class What(StrEnum):
    CONTACTS = "contacts"
    CLIENTS = "clients"
    OFFERS = "offers"
    TOUCHES = "touches"
    EMPLOYERS = "employers"


@dataclass(frozen=True, slots=True)
class Shown:
    column: Column
    value: ColumnElement[Any]


def text(name: str, value: Any) -> Shown:
    return Shown(Column(name), value)


def day(name: str, value: Any) -> Shown:
    return Shown(Column(name, Kind.DAY), value)


def number(name: str, value: Any) -> Shown:
    return Shown(Column(name, Kind.NUMBER), value)


def yes_or_no(value: Any) -> ColumnElement[Any]:
    return case((value.is_(True), constant("yes")), (value.is_(False), constant("no")))


OF_CLIENT = (
    text("client_email", Client.email),
    text("client_name", Client.name),
    text("client_external_id", Client.external_id),
    text("program", Client.program),
    text("cohort", Client.cohort),
    text("client_area", Client.area),
    text("advisor_email", User.email),
)
OF_JOB = (
    text("job_employer", Job.employer),
    text("job_title", Job.title),
    text("job_area", Job.area),
    day("job_started_on", Job.started_on),
)
OF_OFFER = (
    text("offer_employer", Offer.employer),
    text("offer_title", Offer.title),
    text("offer_area", Offer.area),
    day("offered_on", Offer.offered_on),
    day("respond_by", Offer.respond_by),
    day("declined_on", Offer.declined_on),
    text("declined_well", yes_or_no(Offer.declined_well)),
    text("decline_reason", Offer.reason),
)
OF_CONTACT = (
    text("contact_name", Contact.name),
    text("contact_title", Contact.title),
    text("contact_email", Contact.email),
    text("contact_linkedin", Contact.linkedin_url),
    text("contact_area", Contact.area),
    text("contact_key", yes_or_no(Contact.is_key)),
)
CLOSING = (
    day("closed_on", Contact.closed_on),
    text("closed_reason", Contact.closed_reason),
)

PHONE = (text("contact_phone", Contact.phone),)
SNOOZE = (
    day("snoozed_until", Contact.snoozed_until),
    text("snoozed_step", Contact.snoozed_step),
    text("snooze_reason", Contact.snooze_reason),
)
MOVED = (
    text("moved_to", Move.employer),
    text("moved_title", Move.title),
    text("moved_area", Move.area),
    day("moved_on", Move.started_on),
)
PAUSE = (
    day("paused_until", Client.paused_until),
    text("pause_reason", Client.pause_reason),
)


def plan_of(*of: Any) -> tuple[Shown, ...]:
    """Of the first of these that the row has: the contact's, else the offer's, else the client's.

    The dates stand as they are stored, the state follows from them on the day asked about.
    """

    def first(values: Iterator[Any]) -> ColumnElement[Any]:
        *others, last = zip(of, values, strict=True)
        chosen: ColumnElement[Any] = last[1]
        if others:
            chosen = case(*((each.id.is_not(None), value) for each, value in others), else_=chosen)
        return chosen

    def date_of(each: Any, name: str) -> ColumnElement[Any]:
        return func.nullif(getattr(each, name), literal(NEVER, Date()), type_=Date())

    state, step, *dates = PLAN
    return (
        text(state, first(state_of(each) for each in of)),
        text(step, first(each.step for each in of)),
        *(
            day(column, first(date_of(each, column.removeprefix("plan_")) for each in of))
            for column in dates
        ),
    )


def state_of(each: Any) -> ColumnElement[Any]:
    """Blank for a contact of an offer that is not declined yet."""
    return case(*((is_in, constant(state.value)) for state, is_in in in_states(each).items()))


def without(shown: tuple[Shown, ...]) -> tuple[Shown, ...]:
    """The same columns, blank."""
    return tuple(Shown(each.column, null()) for each in shown)
