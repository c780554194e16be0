"""The forms about a declined offer."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.items import OFFER
from app.casefile.sheets import AT_OFFER, Moment, Options, Sheet, Subject, known, of_thing
from app.clients.queries import jobs_of, one_client
from app.offers import actions as offers
from app.offers.forms import NewOffer, OfferChanges
from app.offers.queries import one_offer


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


SHEETS = (
    Sheet(path="clients/{id}/offers/new", model=NewOffer, title="Add an offer to {}",
          submit="Add the offer", items=OFFER, about=about_new_offer, act=add_offer, adds=True),
    Sheet(path="offers/{id}/edit", model=OfferChanges, title="Change the offer of {}",
          submit="Save", items=OFFER, about=about_offer, act=change_offer, lands=AT_OFFER),
)  # fmt: skip
