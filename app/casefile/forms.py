"""The forms of a client's file, one by one: what each shows, and which action it calls."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import advisors_of, names_of
from app.casefile.inputs import Closing, Erasing, HandingOn, Logging, Pausing, Snoozing
from app.casefile.items import (
    CLIENT,
    CLOSE,
    CONTACT,
    ERASE,
    HAND_ON,
    JOB,
    OFFER,
    PAUSE,
    SNOOZE,
    TOUCH,
    VOID,
)
from app.casefile.sheets import Item, Moment, Options, Sheet, Subject, serve_deed, serve_sheet
from app.clients import actions as clients
from app.clients.forms import ClientChanges, JobChanges, NewClient, NewJob
from app.clients.groups import offered
from app.clients.queries import email_of, jobs_of, one_client, one_job
from app.cycle.facts import Step, TouchKind
from app.faults import BadInput, NotFound
from app.offers import actions as offers
from app.offers.forms import ContactChanges, NewContact, NewOffer, OfferChanges
from app.offers.queries import one_contact, one_offer
from app.plans import touches
from app.plans.forms import NewTouch
from app.plans.queries import one_touch
from app.plans.words import what_was_done
from app.web.strict import Voiding

router = APIRouter(include_in_schema=False)


def known(id: UUID | None) -> UUID:
    if id is None:
        raise NotFound
    return id


def of_thing(thing: Any, items: tuple[Item, ...]) -> dict[str, Any]:
    return {item.name: getattr(thing, item.name) for item in items if hasattr(thing, item.name)}


# The client and the jobs taken


def advisor_options(session: Session, access: Access) -> Options:
    return [("", "Nobody yet"), *((email, name) for name, email in advisors_of(session, access))]


def about_new_client(session: Session, access: Access, _: UUID | None, today: date) -> Subject:
    me = email_of(session, access, access.user_id)
    return Subject(
        client_id=None,
        values={"advisor_email": me},
        options={"advisor_email": advisor_options(session, access), **offered(session, access)},
    )


def add_client(
    session: Session, access: Access, _: UUID | None, form: NewClient, moment: Moment
) -> UUID:
    return clients.add_client(session, access, form, moment.at).id


def about_client(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    values = of_thing(client, CLIENT)
    theirs = email_of(session, access, client.advisor_id)
    options = advisor_options(session, access)
    if theirs and client.advisor_id and theirs not in dict(options):
        name = names_of(session, access)[client.advisor_id]
        options = [*options, (theirs, f"{name}, no advisor here any more")]
    return Subject(
        client_id=client.id,
        thing=client,
        name=client.name,
        values=values | {"advisor_email": theirs},
        options={"advisor_email": options, **offered(session, access)},
    )


def change_client(
    session: Session, access: Access, id: UUID | None, form: ClientChanges, moment: Moment
) -> UUID:
    return clients.change_client(session, access, known(id), form, moment.at).id


def about_pause(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    return replace(about_client(session, access, id, today), values=of_thing(client, PAUSE))


def pause_client(
    session: Session, access: Access, id: UUID | None, form: Pausing, moment: Moment
) -> UUID:
    changes = ClientChanges(
        paused_until=form.paused_until,
        pause_reason=form.pause_reason,
        version=form.version,
    )
    return clients.change_client(session, access, known(id), changes, moment.at).id


def about_handing_on(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    subject = about_client(session, access, id, today)
    colleagues = [(email, name) for name, email in advisors_of(session, access)]
    return replace(subject, options={"advisor_email": colleagues})


def hand_on(
    session: Session, access: Access, id: UUID | None, form: HandingOn, moment: Moment
) -> UUID:
    changes = ClientChanges(advisor_email=form.advisor_email, version=form.version)
    return clients.change_client(session, access, known(id), changes, moment.at).id


def resume_client(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    changes = ClientChanges(paused_until=None)
    return clients.change_client(session, access, known(id), changes, moment.at).id


def about_erasure(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    return Subject(client_id=client.id, name=client.name)


def erase_client(
    session: Session, access: Access, id: UUID | None, form: Erasing, moment: Moment
) -> None:
    """Asks for the name, since nothing brings the client back."""
    client = one_client(session, access, known(id))
    if form.name != client.name:
        raise BadInput("name", "is not the name of this client")
    touches.erase_client(session, access, client.id, moment.at)


def about_new_job(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    return Subject(client_id=client.id, name=client.name)


def add_job(
    session: Session, access: Access, id: UUID | None, form: NewJob, moment: Moment
) -> UUID:
    return clients.add_job(session, access, known(id), form, moment.at).client_id


def about_job(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    job = one_job(session, access, known(id))
    return Subject(client_id=job.client_id, thing=job, name=job.employer, values=of_thing(job, JOB))


def change_job(
    session: Session, access: Access, id: UUID | None, form: JobChanges, moment: Moment
) -> UUID:
    return clients.change_job(session, access, known(id), form, moment.at).client_id


# Offers


def job_options(session: Session, access: Access, client_id: UUID) -> Options:
    jobs = jobs_of(session, access, client_id)
    named = [(str(job.id), ", ".join(filter(None, (job.title, job.employer)))) for job in jobs]
    return [("", "None yet"), *named]


def about_new_offer(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    client = one_client(session, access, known(id))
    options = job_options(session, access, client.id)
    return Subject(
        client_id=client.id,
        name=client.name,
        values={"job_id": options[-1][0]},
        options={"job_id": options},
    )


def add_offer(
    session: Session, access: Access, id: UUID | None, form: NewOffer, moment: Moment
) -> UUID:
    added = offers.add_offer(session, access, known(id), form, today=moment.today, at=moment.at)
    return added.client_id


def about_offer(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    return Subject(
        client_id=offer.client_id,
        thing=offer,
        name=offer.employer,
        values=of_thing(offer, OFFER),
        options={"job_id": job_options(session, access, offer.client_id)},
    )


def change_offer(
    session: Session, access: Access, id: UUID | None, form: OfferChanges, moment: Moment
) -> UUID:
    changed = offers.change_offer(
        session, access, known(id), form, today=moment.today, at=moment.at
    )
    return changed.client_id


# The people met


def about_new_contact(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    return Subject(client_id=offer.client_id, name=offer.employer)


def add_contact(
    session: Session, access: Access, id: UUID | None, form: NewContact, moment: Moment
) -> UUID:
    return offers.add_contact(session, access, known(id), form, moment.at).client_id


def about_contact(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return Subject(
        client_id=contact.client_id,
        thing=contact,
        name=contact.name,
        values=of_thing(contact, CONTACT) | {"is_key": "yes" if contact.is_key else ""},
    )


def change_contact(
    session: Session, access: Access, id: UUID | None, form: ContactChanges, moment: Moment
) -> UUID:
    changed = offers.change_contact(
        session, access, known(id), form, today=moment.today, at=moment.at
    )
    return changed.client_id


def about_snooze(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    return replace(about_contact(session, access, id, today), values=of_thing(contact, SNOOZE))


def about_close(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    return replace(about_contact(session, access, id, today), values={"closed_on": today})


def snooze_contact(
    session: Session, access: Access, id: UUID | None, form: Snoozing, moment: Moment
) -> UUID:
    changes = ContactChanges(
        snoozed_until=form.snoozed_until,
        snooze_reason=form.snooze_reason,
        version=form.version,
    )
    return change_contact(session, access, id, changes, moment)


def wake_contact(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(snoozed_until=None), moment)


def close_contact(
    session: Session, access: Access, id: UUID | None, form: Closing, moment: Moment
) -> UUID:
    changes = ContactChanges(
        closed_on=form.closed_on,
        closed_reason=form.closed_reason,
        version=form.version,
    )
    return change_contact(session, access, id, changes, moment)


def reopen_contact(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(closed_on=None), moment)


def make_key(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(is_key=True), moment)


def make_not_key(session: Session, access: Access, id: UUID, moment: Moment) -> UUID:
    return change_contact(session, access, id, ContactChanges(is_key=False), moment)


# What happened


def about_touch(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    contact = one_contact(session, access, known(id))
    likely = LIKELY.get(contact.step, TouchKind.HEARD_FROM)
    return Subject(
        client_id=contact.client_id, name=contact.name, values={"kind": likely, "on": today}
    )


LIKELY: dict[str | None, TouchKind] = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
    Step.CATCH_UP: TouchKind.MET,
}


def log_touch(
    session: Session, access: Access, id: UUID | None, form: Logging, moment: Moment
) -> UUID:
    """Gives the touch's id, since more is told of it than where to go."""
    given = form.model_dump() | {"on": form.on or moment.today}
    touch, _ = touches.log_touch(
        session, access, known(id), NewTouch(**given), today=moment.today, at=moment.at
    )
    return touch.id


def about_void(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    touch = one_touch(session, access, known(id))
    contact = one_contact(session, access, touch.contact_id)
    did = what_was_done(touch.kind, touch.step, contact.name)
    return Subject(client_id=touch.client_id, name=f"“{did}”")


def void_touch(
    session: Session, access: Access, id: UUID | None, form: Voiding, moment: Moment
) -> UUID:
    """Gives the touch's id."""
    return touches.void_touch(session, access, known(id), form, moment.at).id


LOG_SHEET = Sheet(
    path="contacts/{id}/touches",
    model=Logging,
    title="What happened with {}",
    submit="Log it",
    items=TOUCH,
    about=about_touch,
    act=log_touch,
    adds=True,
)
VOID_SHEET = Sheet(
    path="touches/{id}/void",
    model=Voiding,
    title="Take back {}",
    lead="It stays in the history, crossed out, and counts for nothing.",
    submit="Take it back",
    items=VOID,
    about=about_void,
    act=void_touch,
)
SHEETS = (
    Sheet(path="clients/new", model=NewClient, title="Add a client", submit="Add the client",
          items=CLIENT, about=about_new_client, act=add_client, adds=True),
    Sheet(path="clients/{id}/edit", model=ClientChanges, title="Change {}", submit="Save",
          items=CLIENT, about=about_client, act=change_client),
    Sheet(path="clients/{id}/pause", model=Pausing, title="Pause {}", submit="Pause",
          items=PAUSE, about=about_pause, act=pause_client),
    Sheet(path="clients/{id}/hand-on", model=HandingOn, title="Hand {} on to a colleague",
          submit="Hand on", items=HAND_ON, about=about_handing_on, act=hand_on),
    Sheet(path="clients/{id}/jobs/new", model=NewJob, title="Add a job of {}",
          lead="The job taken instead. Its start decides when the catch-ups open.",
          submit="Add the job", items=JOB, about=about_new_job, act=add_job, adds=True),
    Sheet(path="jobs/{id}/edit", model=JobChanges, title="Change the job at {}", submit="Save",
          items=JOB, about=about_job, act=change_job),
    Sheet(path="clients/{id}/offers/new", model=NewOffer, title="Add an offer to {}",
          submit="Add the offer", items=OFFER, about=about_new_offer, act=add_offer, adds=True),
    Sheet(path="offers/{id}/edit", model=OfferChanges, title="Change the offer of {}",
          submit="Save", items=OFFER, about=about_offer, act=change_offer),
    Sheet(path="offers/{id}/contacts/new", model=NewContact, title="Add a person at {}",
          lead="Everybody a relationship was formed with, one at a time.",
          submit="Add the person", items=CONTACT, about=about_new_contact, act=add_contact,
          adds=True),
    Sheet(path="contacts/{id}/edit", model=ContactChanges, title="Change {}", submit="Save",
          items=CONTACT, about=about_contact, act=change_contact),
    Sheet(path="contacts/{id}/snooze", model=Snoozing, title="Snooze {}", submit="Snooze",
          items=SNOOZE, about=about_snooze, act=snooze_contact),
    Sheet(path="contacts/{id}/close", model=Closing, title="Close the relationship with {}",
          lead="No step follows any more. It can be opened again.", submit="Close",
          items=CLOSE, about=about_close, act=close_contact),
    Sheet(path="clients/{id}/erase", model=Erasing, title="Erase {}",
          lead="The client goes for good, with all offers, people and touches.",
          submit="Erase for good", items=ERASE, about=about_erasure, act=erase_client,
          danger=True, permission=Permission.ERASE_PEOPLE),
)  # fmt: skip
for _sheet in SHEETS:
    serve_sheet(router, _sheet)
for _path, _act in (
    ("clients/{id}/resume", resume_client),
    ("contacts/{id}/wake", wake_contact),
    ("contacts/{id}/reopen", reopen_contact),
    ("contacts/{id}/key", make_key),
    ("contacts/{id}/not-key", make_not_key),
):
    serve_deed(router, _path, _act)
