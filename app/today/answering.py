"""Answering what a plan rests on a guess for, putting the question off, and taking either back."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import record
from app.casefile.sheets import Moment
from app.clients import actions as clients
from app.clients.forms import JobChanges, NewJob
from app.clients.keys import employer_key
from app.clients.models import Client, Job
from app.clients.queries import held_client, jobs_of, one_job
from app.db.upserts import insert_into
from app.faults import BadInput, Stale
from app.offers import actions as offers
from app.offers.forms import ContactChanges, OfferChanges
from app.offers.models import Contact, Offer
from app.offers.queries import contacts_of, held_offer, offers_of
from app.today.forms import HowDeclined, KeyPeople, StartOfJob
from app.today.models import PutOff
from app.today.questions import Asks


def say_how_declined(
    session: Session, access: Access, offer_id: UUID, form: HowDeclined, moment: Moment
) -> None:
    changes = OfferChanges(declined_well=form.declined_well)
    offers.change_offer(session, access, offer_id, changes, today=moment.today, at=moment.at)


def forget_how_declined(
    session: Session, access: Access, offer_id: UUID, form: HowDeclined, moment: Moment
) -> None:
    if held_offer(session, access, offer_id).declined_well is not form.declined_well:
        raise Stale
    changes = OfferChanges(declined_well=None)
    offers.change_offer(session, access, offer_id, changes, today=moment.today, at=moment.at)


def choose_key_people(
    session: Session, access: Access, offer_id: UUID, form: KeyPeople, moment: Moment
) -> None:
    chosen_among(session, access, held_offer(session, access, offer_id), form)
    make_key(session, access, form.people, True, moment)


def leave_key_people_open(
    session: Session, access: Access, offer_id: UUID, form: KeyPeople, moment: Moment
) -> None:
    chosen = chosen_among(session, access, held_offer(session, access, offer_id), form)
    if not all(contact.is_key for contact in chosen):
        raise Stale
    make_key(session, access, form.people, False, moment)


def chosen_among(session: Session, access: Access, offer: Offer, form: KeyPeople) -> list[Contact]:
    met = {one.id: one for one in contacts_of(session, access, offer.client_id)}
    theirs = [met.get(contact_id) for contact_id in form.people]
    chosen = [one for one in theirs if one is not None and one.offer_id == offer.id]
    if len(chosen) != len(theirs):
        raise BadInput("people", "must be among those met there")
    return chosen


def make_key(
    session: Session, access: Access, contact_ids: Iterable[UUID], is_key: bool, moment: Moment
) -> None:
    for contact_id in contact_ids:
        changes = ContactChanges(is_key=is_key)
        offers.change_contact(
            session, access, contact_id, changes, today=moment.today, at=moment.at
        )


def say_when_job_began(
    session: Session, access: Access, offer_id: UUID, form: StartOfJob, moment: Moment
) -> None:
    """Of the job on file, or of a new one, which all offers are then turned down for that were
    turned down for none yet."""
    offer = held_offer(session, access, offer_id)
    job = job_taken(session, access, offer, form, moment.at)
    changes = JobChanges(started_on=form.started_on)
    clients.change_job(session, access, job.id, changes, moment.at)
    for other in offers_of(session, access, offer.client_id):
        if other.job_id is None and (other.declined_on or other.id == offer.id):
            instead = OfferChanges.model_validate({"job_id": str(job.id)})
            offers.change_offer(
                session, access, other.id, instead, today=moment.today, at=moment.at
            )


def job_taken(
    session: Session, access: Access, offer: Offer, form: StartOfJob, at: datetime
) -> Job:
    key = employer_key(form.employer) if form.employer else None
    if offer.job_id is not None:
        job = one_job(session, access, offer.job_id)
        if key and key != job.employer_key:
            raise BadInput("employer", f"is {job.employer} on file: change that with the job")
        return job
    if key is None:
        raise BadInput("employer", "is needed: no job is on file")
    jobs = jobs_of(session, access, offer.client_id)
    called = [job for job in jobs if job.employer_key == key]
    if called:
        return called[-1]
    return clients.add_job(session, access, offer.client_id, NewJob(employer=form.employer), at)


def forget_when_job_began(
    session: Session, access: Access, offer_id: UUID, form: StartOfJob, moment: Moment
) -> None:
    """The job itself stays on file."""
    offer = held_offer(session, access, offer_id)
    job = one_job(session, access, offer.job_id) if offer.job_id else None
    if job is None or job.started_on != form.started_on:
        raise Stale
    clients.change_job(session, access, job.id, JobChanges(started_on=None), moment.at)


def client_asked_about(session: Session, access: Access, asks: Asks, subject_id: UUID) -> Client:
    """Held against other writers."""
    if asks is Asks.PACE:
        return held_client(session, access, subject_id)
    return held_client(session, access, held_offer(session, access, subject_id).client_id)


def put_off(
    session: Session, access: Access, asks: Asks, subject_id: UUID, until: date, moment: Moment
) -> None:
    """Nobody is asked before that day; what the plan rests on meanwhile stays as it is."""
    client = client_asked_about(session, access, asks, subject_id)
    if until <= moment.today:
        raise BadInput("until", "must lie in the future")
    asked = {"office_id": access.office_id, "subject_id": subject_id, "asks": asks.value}
    added = insert_into(session, PutOff).values(**asked, client_id=client.id, until=until)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[PutOff.office_id, PutOff.subject_id, PutOff.asks],
            set_={"until": until},
        )
    )
    record(
        session, access, "question.put_off", at=moment.at, client_id=client.id,
        subject_id=subject_id, asks=asks.value, until=until.isoformat(),
    )  # fmt: skip


def ask_again(
    session: Session, access: Access, asks: Asks, subject_id: UUID, moment: Moment
) -> None:
    client = client_asked_about(session, access, asks, subject_id)
    row = session.get(PutOff, (access.office_id, subject_id, asks.value))
    if row is None:
        return
    session.delete(row)
    record(
        session, access, "question.asked_again", at=moment.at, client_id=client.id,
        subject_id=subject_id, asks=asks.value,
    )  # fmt: skip
