"""What is told of a client's file: the client, jobs, offers, people, touches, plan, history."""

from typing_extensions import TypedDict

from app.audit.queries import Kind as HistoryKind
from app.clients.upserting import Became
from app.cycle.facts import Step, TouchKind
from app.cycle.meetings import Mode
from app.cycle.states import State
from app.outcomes.answers import Outcome
from app.people.answers import Move
from app.web.answers import Day, Email, Id, Moment, Somebody


class Client(TypedDict):
    id: Id
    name: str
    email: Email
    external_id: str | None
    program: str
    cohort: str
    area: str
    paused_until: Day | None
    pause_reason: str | None
    version: int
    created_at: Moment
    advisor_email: Email | None


class Job(TypedDict):
    id: Id
    client_id: Id
    employer: str
    title: str
    area: str
    started_on: Day | None
    version: int
    created_at: Moment
    external_id: str | None


class Offer(TypedDict):
    id: Id
    client_id: Id
    job_id: Id | None
    employer: str
    title: str
    area: str
    offered_on: Day
    respond_by: Day | None
    declined_on: Day | None
    declined_well: bool | None
    reason: str
    version: int
    created_at: Moment
    external_id: str | None


class Contact(TypedDict):
    id: Id
    client_id: Id
    offer_id: Id
    name: str
    title: str
    email: Email | None
    phone: str
    linkedin_url: str | None
    area: str
    is_key: bool
    closed_on: Day | None
    closed_reason: str | None
    snoozed_until: Day | None
    snooze_reason: str | None
    snoozed_step: Step | None
    version: int
    created_at: Moment
    move_id: Id | None
    person_id: Id | None
    external_id: str | None


class Touch(TypedDict):
    id: Id
    client_id: Id
    contact_id: Id
    kind: TouchKind
    step: Step | None
    note: str
    recorded_at: Moment
    voided_at: Moment | None
    void_reason: str | None
    on: Day
    external_id: str | None


class LoggedTouch(Touch):
    warnings: list[str]


class ClientFile(Client):
    """With all that is recorded of them."""

    jobs: list[Job]
    offers: list[Offer]
    contacts: list[Contact]
    touches: list[Touch]
    moves: list[Move]
    outcomes: list[Outcome]


class Removal(TypedDict):
    """A client who is not there any more, with all that was recorded of them; or, where
    `client_removed` is false, what of theirs is gone, by its ids."""

    id: Id
    client_id: Id
    client_removed: bool
    jobs: list[Id]
    offers: list[Id]
    contacts: list[Id]
    touches: list[Id]
    moves: list[Id]
    removed_at: Moment


class UpsertedThing(TypedDict):
    id: Id
    external_id: str
    version: int
    became: Became


class UpsertedTouch(TypedDict):
    id: Id
    external_id: str
    became: Became
    warnings: list[str]


class HowMany(TypedDict):
    """How many became what, and each in the order in which they were sent."""

    created: int
    changed: int
    same: int


class UpsertedThings(HowMany):
    items: list[UpsertedThing]


class UpsertedTouches(HowMany):
    items: list[UpsertedTouch]


class Window(TypedDict):
    """`stalls_on` is null for `keep_in_touch` alone: a complete cycle cannot stall."""

    step: Step
    opens_on: Day
    due_on: Day
    stalls_on: Day | None


class NextStep(TypedDict):
    """`contact_id` is null where the step is the offer's own."""

    offer_id: Id
    contact_id: Id | None
    mode: Mode | None
    step: Step
    opens_on: Day
    due_on: Day
    stalls_on: Day | None


class ContactPlan(TypedDict):
    """`state` is null while the offer is not declined and they are not closed; `mode` is of a
    pending catch-up."""

    contact_id: Id
    state: State | None
    window: Window | None
    mode: Mode | None


class OfferPlan(TypedDict):
    """`window` is of the offer's own step."""

    offer_id: Id
    state: State
    window: Window | None
    contacts: list[ContactPlan]


class Plan(TypedDict):
    client_id: Id
    as_of: Day
    state: State
    opens_on: Day | None
    due_on: Day | None
    stalls_on: Day | None
    next: NextStep | None
    offers: list[OfferPlan]


class Entry(TypedDict):
    """One thing that was done to a client, and by whom; nobody is named where it was the operator
    or the client. `token` is what that of a program is called, blank for a person."""

    id: Id
    at: Moment
    kind: HistoryKind
    action: str
    subject_id: Id | None
    actor: Somebody | None
    via: str
    token: str
    words: str
    quote: str


class History(TypedDict):
    """`next_cursor` is the `cursor` of the next page; null where this is the last."""

    items: list[Entry]
    next_cursor: str | None


class Policy(TypedDict):
    """`clients_left` are those whose dates are still to follow."""

    decline_days: int
    connect_days: int
    thank_days: int
    rest_months: int
    update_months: int
    key_people: int
    catch_up_months: int
    catch_up_pace: int
    reply_days: int
    keep_in_touch_months: int
    grace_days: int
    same_area_km: int
    version: int
    clients_left: int
