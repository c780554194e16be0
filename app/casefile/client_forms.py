"""The forms about a client and the jobs taken."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.queries import advisors_of, names_of
from app.casefile.inputs import Erasing, HandingOn, Pausing
from app.casefile.items import CLIENT, ERASE, HAND_ON, JOB, PAUSE
from app.casefile.sheets import Moment, Options, Sheet, Subject, as_text, known, of_thing
from app.clients import actions as clients
from app.clients.forms import ClientChanges, JobChanges, NewClient, NewJob
from app.clients.groups import offered
from app.clients.queries import email_of, one_client, one_job
from app.faults import BadInput
from app.plans import touches


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
    was = {"was": as_text(subject.thing.advisor_id)}
    return replace(subject, options={"advisor_email": colleagues}, hidden=was)


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


SHEETS = (
    Sheet(path="clients/new", model=NewClient, title="Add a client", submit="Add the client",
          items=CLIENT, about=about_new_client, act=add_client, adds=True),
    Sheet(path="clients/{id}/edit", model=ClientChanges, title="Change {}", submit="Save",
          items=CLIENT, about=about_client, act=change_client),
    Sheet(path="clients/{id}/pause", model=Pausing, title="Pause {}", submit="Pause",
          items=PAUSE, about=about_pause, act=pause_client, told_as="paused"),
    Sheet(path="clients/{id}/hand-on", model=HandingOn, title="Hand {} on to a colleague",
          submit="Hand on", items=HAND_ON, about=about_handing_on, act=hand_on,
          told_as="handed"),
    Sheet(path="clients/{id}/erase", model=Erasing, title="Erase {}",
          lead="The client goes for good, with all offers, people and touches.",
          submit="Erase for good", items=ERASE, about=about_erasure, act=erase_client,
          danger=True, permission=Permission.ERASE_PEOPLE),
    Sheet(path="clients/{id}/jobs/new", model=NewJob, title="Add a job for {}",
          lead="The job taken instead. Its start decides when the catch-ups open.",
          submit="Add the job", items=JOB, about=about_new_job, act=add_job, adds=True),
    Sheet(path="jobs/{id}/edit", model=JobChanges, title="Change the job at {}", submit="Save",
          items=JOB, about=about_job, act=change_job),
)  # fmt: skip
DEEDS = {"clients/{id}/resume": resume_client}
