"""What can be done to many clients at once. Another deed is one more `Deed` in `DEEDS`:
its fields, what would become of each client or why nothing can, and how that is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Membership, Role
from app.accounts.queries import advisors_of, members, names_of
from app.bulk.changes import Cannot, Change, Setting, Touching, Writing, as_json
from app.bulk.forms import Assigning, Closing, InCohort, InProgram, Logging, MakingLinks, Pausing
from app.bulk.linking import Linking, weigh_linking
from app.bulk.queries import Selected, open_contacts
from app.bulk.warned import warned_of
from app.bulk.words import NO_PERSON, STANDS, named
from app.casefile.items import CLOSE, HAND_ON, PAUSE
from app.casefile.sheets import Item, Moment, Options
from app.clients.groups import offered
from app.clients.models import Client
from app.clients.queries import advisor_by_email
from app.cycle.facts import Step, TouchKind
from app.cycle.states import State, state_on
from app.faults import BadInput
from app.offers.models import Contact
from app.plans.words import LOGS, STEP_NAMES, what_was_done
from app.web.strict import Input
from app.web.words import long_day, short_day

Weighed = Change | Cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    name: str  # in addresses and in the store
    label: str  # on the list's bar
    title: str
    submit: str  # `{clients}` is "83 clients"
    done: str  # the same, and `{becomes}` is what the first of them became
    model: type[Input]
    items: tuple[Item, ...]
    weigh: Callable[[Session, Access, Sequence[Selected], Any, Moment], Iterator[Weighed]]
    writing: Writing
    lead: str = ""
    moves_dates: bool = False  # the plans of these clients follow
    shows_secrets: bool = False  # so the answer to doing it is a page of its own
    days: tuple[str, ...] = ()  # fields that begin with today
    first: Mapping[str, str] = field(default_factory=dict)  # what others begin with
    options: Callable[[Session, Access], Mapping[str, Options]] = lambda *_: {}
    hold: Callable[[Session, Access, Any], None] = lambda *_: None  # before the clients are held
    warns: Callable[[Session, Access, Sequence[Change]], Mapping[UUID, list[str]]] = lambda *_: {}
    # The clients for whom nothing can be as it was before.
    lost: Callable[[Session, Access, Sequence[Change]], set[UUID]] = lambda *_: set()

    def values_at_first(self, today: date) -> dict[str, str]:
        return {**self.first, **dict.fromkeys(self.days, today.isoformat())}

    @property
    def subjects(self) -> dict[str, str]:
        """What a sentence on a field begins with."""
        return {item.name: item.said or item.label for item in self.items}


# Logging the next step


def weigh_logging(
    session: Session, access: Access, clients: Sequence[Selected], form: Logging, moment: Moment
) -> Iterator[Weighed]:
    on = form.on or moment.today
    if on > moment.today:
        raise BadInput("on", "lies in the future")
    return (next_touch(client, form, on, moment.today) for client in clients)


KIND = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
}


def next_touch(client: Selected, form: Logging, on: date, today: date) -> Weighed:
    def cannot(why: str, detail: str = "") -> Cannot:
        return Cannot(client.id, client.name, why, detail)

    if client.step is None:
        return cannot(STANDS[State(client.standing)])
    step = Step(client.step)
    if client.contact_id is None or client.contact_name is None:
        return cannot(NO_PERSON, STEP_NAMES[step])
    if state_on(client, None, on) is State.RESTING:
        opens = short_day(client.opens_on, today)
        if client.paused_until == client.opens_on:
            return cannot("Paused", f"until {opens}")
        return cannot("Not open yet", f"{STEP_NAMES[step]}, from {opens}")
    kind = KIND.get(step) or (form.how and TouchKind(form.how))
    if kind is None:
        return cannot(
            "A catch-up: say in the form how it came about", f"with {client.contact_name}"
        )
    did = what_was_done(kind, None, client.contact_name)
    return Change(
        client.id,
        client.name,
        STEP_NAMES[step].capitalize(),
        did if on == today else f"{did}, {short_day(on, today)}",
        {},
        {str(client.contact_id): {"kind": kind, "on": on.isoformat(), "note": form.note}},
    )


# Setting columns of the clients


def set_to(client: Selected, was: str, becomes: str, **values: Any) -> Change:
    before = {name: as_json(getattr(client, name)) for name in values}
    after = {name: as_json(value) for name, value in values.items()}
    return Change(
        client.id, client.name, was, becomes, {str(client.id): before}, {str(client.id): after}
    )


def weigh_assigning(
    session: Session, access: Access, clients: Sequence[Selected], form: Assigning, moment: Moment
) -> Iterator[Weighed]:
    names = names_of(session, access)
    advisor_id = advisor_by_email(session, access, form.advisor_email)
    advisor = names[advisor_id]
    for client in clients:
        if client.advisor_id == advisor_id:
            yield Cannot(client.id, client.name, f"With {advisor} already")
        else:
            was = names[client.advisor_id] if client.advisor_id else "Nobody"
            yield set_to(client, was, advisor, advisor_id=advisor_id)


def hold_advisor(session: Session, access: Access, form: Assigning) -> None:
    """Nobody shuts them out meanwhile."""
    advisor_id: UUID = advisor_by_email(session, access, form.advisor_email)
    session.execute(
        select(Membership.user_id)
        .where(Membership.office_id == access.office_id, Membership.user_id == advisor_id)
        .with_for_update(read=True)
    ).all()


def without_former_advisor(
    session: Session, access: Access, changes: Sequence[Change]
) -> set[UUID]:
    """Whose advisor has left meanwhile, or cannot have clients any more."""
    roles = members(session, access)
    keepers = {str(id) for id, role in roles.items() if role in (Role.ADMIN, Role.ADVISOR)}
    return {
        change.client_id
        for change in changes
        for values in change.before.values()
        if values["advisor_id"] and values["advisor_id"] not in keepers
    }


def advisors(session: Session, access: Access) -> Mapping[str, Options]:
    found = ((email, name) for name, email in advisors_of(session, access))
    return {"advisor_email": [("", "Choose a colleague"), *found]}


def weigh_cohort(
    session: Session, access: Access, clients: Sequence[Selected], form: InCohort, moment: Moment
) -> Iterator[Weighed]:
    for client in clients:
        if client.cohort == form.cohort:
            yield Cannot(client.id, client.name, f"In {form.cohort} already")
        else:
            yield set_to(client, client.cohort or "None", form.cohort, cohort=form.cohort)


def weigh_program(
    session: Session, access: Access, clients: Sequence[Selected], form: InProgram, moment: Moment
) -> Iterator[Weighed]:
    for client in clients:
        if client.program == form.program:
            yield Cannot(client.id, client.name, f"In {form.program} already")
        else:
            yield set_to(client, client.program or "None", form.program, program=form.program)


def weigh_pausing(
    session: Session, access: Access, clients: Sequence[Selected], form: Pausing, moment: Moment
) -> Iterator[Weighed]:
    if form.paused_until <= moment.today:
        raise BadInput("paused_until", "must lie in the future")
    values = {"paused_until": form.paused_until, "pause_reason": form.pause_reason}
    becomes = f"Paused until {long_day(form.paused_until)}"
    for client in clients:
        if (client.paused_until, client.pause_reason) == tuple(values.values()):
            yield Cannot(client.id, client.name, "Paused until that day already")
            continue
        was = client.paused_until
        is_paused = was is not None and was > moment.today
        before = f"Paused until {long_day(was)}" if was and is_paused else "Not paused"
        yield set_to(client, before, becomes, **values)


# Closing the relationships


def weigh_closing(
    session: Session, access: Access, clients: Sequence[Selected], form: Closing, moment: Moment
) -> Iterator[Weighed]:
    on = form.closed_on or moment.today
    if on > moment.today:
        raise BadInput("closed_on", "lies in the future")
    people = open_contacts(session, access, [client.id for client in clients])
    after = {"closed_on": on.isoformat(), "closed_reason": form.closed_reason}
    for client in clients:
        theirs = people.get(client.id, [])
        if not theirs:
            yield Cannot(client.id, client.name, "No open relationship")
            continue
        before: dict[str, Any] = {"closed_on": None, "closed_reason": None}
        yield Change(
            client.id,
            client.name,
            f"In touch with {named([name for _, name in theirs])}",
            "Closed",
            {str(contact_id): before for contact_id, _ in theirs},
            {str(contact_id): after for contact_id, _ in theirs},
        )


LINK = (
    Item(
        "can_update",
        "What they open",
        "radios",
        options=[("yes", "See their plan, and tell what they did"), ("no", "See their plan only")],
        said="What it opens",
    ),
    Item(
        "expires_on",
        "Opens until",
        "date",
        said="The last day",
        hint="180 days from today where it is left blank; two years at most",
    ),
    Item("again", "Also for whoever has one already", "checkbox", hint="It goes on opening"),
)

LOG = (
    Item("on", "On", "date", required=True, past=True, said="The day"),
    Item(
        "how",
        "Catch-ups",
        "select",
        options=[
            ("", "Leave them out"),
            *((kind, LOGS[TouchKind(kind)]) for kind in ("met", "called", "wrote", "invited")),
        ],
        hint="The other steps say by themselves what was done",
    ),
    Item("note", "Note", "textarea", hint="The same with each of them", maxlength=4_000),
)

DEEDS = (
    Deed(
        name="log",
        label="Log the next step",
        title="Log the next step",
        submit="Log it for {clients}",
        done="Logged the next step of {clients}",
        lead="For each client, with the person whose step is pending.",
        model=Logging,
        items=LOG,
        days=("on",),
        weigh=weigh_logging,
        warns=warned_of,
        writing=Touching(),
        moves_dates=True,
    ),
    Deed(
        name="assign",
        label="Assign",
        title="Assign to an advisor",
        submit="Assign {clients}",
        done="Gave {clients} to {becomes}",
        model=Assigning,
        items=HAND_ON,
        options=advisors,
        hold=hold_advisor,
        lost=without_former_advisor,
        weigh=weigh_assigning,
        writing=Setting(Client, ("advisor_id",)),
    ),
    Deed(
        name="cohort",
        label="Cohort",
        title="Set the cohort",
        submit="Move {clients}",
        done="Moved {clients} to {becomes}",
        model=InCohort,
        items=(Item("cohort", "Cohort", required=True, hint="MBA 2027, say"),),
        options=offered,
        weigh=weigh_cohort,
        writing=Setting(Client, ("cohort",)),
    ),
    Deed(
        name="program",
        label="Program",
        title="Set the program",
        submit="Move {clients}",
        done="Moved {clients} to {becomes}",
        model=InProgram,
        items=(Item("program", "Program", required=True, hint="MBA, say"),),
        options=offered,
        weigh=weigh_program,
        writing=Setting(Client, ("program",)),
    ),
    Deed(
        name="pause",
        label="Pause",
        title="Pause",
        submit="Pause {clients}",
        done="Paused {clients}",
        model=Pausing,
        items=PAUSE,
        weigh=weigh_pausing,
        writing=Setting(Client, ("paused_until", "pause_reason")),
        moves_dates=True,
    ),
    Deed(
        name="close",
        label="Close",
        title="Close the relationships",
        submit="Close those of {clients}",
        done="Closed the relationships of {clients}",
        lead="With every person of each client who is still open; no step follows.",
        model=Closing,
        items=CLOSE,
        days=("closed_on",),
        weigh=weigh_closing,
        writing=Setting(Contact, ("closed_on", "closed_reason")),
        moves_dates=True,
    ),
    Deed(
        name="links",
        label="Share links",
        title="Make share links",
        submit="Make a link for {clients}",
        done="Made share links for {clients}",
        lead="A link opens a client’s own plan, with no password. You see each this once.",
        model=MakingLinks,
        items=LINK,
        first={"can_update": "yes"},
        weigh=weigh_linking,
        writing=Linking(),
        shows_secrets=True,
    ),
)
DEED_NAMED = {deed.name: deed for deed in DEEDS}
