"""The small forms by which a question of the day is answered, put off, and either taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.casefile.sheets import Item, Moment, Sheet, Subject, known
from app.clients.queries import one_client, one_job
from app.cycle.dates import add_days
from app.offers.queries import contacts_of, one_offer
from app.today import answering
from app.today.forms import HowDeclined, KeyPeople, PuttingOff, StartOfJob
from app.today.questions import OF_AN_OFFER, Asks
from app.web.strict import Input

A_WEEK = 7  # days, for which one puts off where one says nothing else

WELL = Item(
    "declined_well",
    "Declined professionally?",
    "select",
    options=(("yes", "Yes, professionally"), ("no", "No: all bets are off, and no step follows")),
    required=True,
    said="The answer",
)
PEOPLE = Item(
    "people",
    "Key people",
    "checkboxes",
    hint="Those to whom the update goes, and later the invitation to catch up",
    required=True,
    said="The key people",
)
BEGAN = (
    Item("employer", "Employer", hint="The job taken instead", said="The employer"),
    Item("started_on", "Started on", "date", required=True, said="The start",
         hint="The catch-ups are counted from this day"),
)  # fmt: skip
LATER = Item(
    "until", "Ask again on", "date", required=True, said="The day",
    hint="Nobody is asked before; the plan goes on as it is",
)  # fmt: skip

Act = Callable[[Session, Access, UUID, Any, Moment], None]


def about_offer(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    return Subject(client_id=offer.client_id, thing=offer, name=offer.employer)


def about_people(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    met = [one for one in contacts_of(session, access, offer.client_id) if one.offer_id == offer.id]
    still = [(str(one.id), one.name) for one in met if not one.closed_on]
    return Subject(
        client_id=offer.client_id,
        thing=offer,
        name=offer.employer,
        values={"people": " ".join(str(one.id) for one in met if one.is_key)},
        options={"people": still},
        warning="" if still else "Nobody is listed there yet: add the people met first.",
    )


def about_job(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
    offer = one_offer(session, access, known(id))
    client = one_client(session, access, offer.client_id)
    job = one_job(session, access, offer.job_id) if offer.job_id else None
    return Subject(
        client_id=client.id,
        thing=offer,
        name=client.name,
        values={"employer": job.employer, "started_on": job.started_on} if job else {},
    )


def about_later(asks: Asks) -> Callable[[Session, Access, UUID | None, date], Subject]:
    def about(session: Session, access: Access, id: UUID | None, today: date) -> Subject:
        first = {"until": add_days(today, A_WEEK)}
        if asks is Asks.PACE:
            client = one_client(session, access, known(id))
        else:
            client = one_client(session, access, one_offer(session, access, known(id)).client_id)
        return Subject(client_id=client.id, name=client.name, values=first)

    return about


def putting_off(asks: Asks) -> Act:
    def act(session: Session, access: Access, id: UUID, form: PuttingOff, moment: Moment) -> None:
        answering.put_off(session, access, asks, id, form.until, moment)

    return act


def told_of(act: Act) -> Callable[[Session, Access, UUID | None, Any, Moment], UUID | None]:
    """Gives the id of what was asked about, which says how it stands now."""

    def do(
        session: Session, access: Access, id: UUID | None, form: Input, moment: Moment
    ) -> UUID | None:
        act(session, access, known(id), form, moment)
        return id

    return do


def things_of(asks: Asks) -> str:
    return "offers" if asks in OF_AN_OFFER else "clients"


ANSWERS = {
    Asks.DECLINED_WELL: Sheet(
        path="offers/{id}/declined-well", model=HowDeclined,
        title="Was the offer of {} declined professionally?", submit="Save", items=(WELL,),
        about=about_offer, act=told_of(answering.say_how_declined),
    ),
    Asks.JOB_START: Sheet(
        path="offers/{id}/job-start", model=StartOfJob,
        title="When did the new job of {} start?", submit="Save", items=BEGAN,
        about=about_job, act=told_of(answering.say_when_job_began),
    ),
    Asks.KEY_PEOPLE: Sheet(
        path="offers/{id}/key-people", model=KeyPeople,
        title="Who are the key people at {}?", submit="Choose them", items=(PEOPLE,),
        about=about_people, act=told_of(answering.choose_key_people),
    ),
}  # fmt: skip
# By what was answered: whoever says something else meanwhile is not undone.
UNDOING = {
    Asks.DECLINED_WELL: Sheet(
        path="offers/{id}/declined-well/undo", model=HowDeclined,
        title="Leave open how the offer of {} was declined", submit="Undo", items=(WELL,),
        about=about_offer, act=told_of(answering.forget_how_declined),
    ),
    Asks.JOB_START: Sheet(
        path="offers/{id}/job-start/undo", model=StartOfJob,
        title="Leave open when the new job of {} started", submit="Undo", items=BEGAN,
        about=about_job, act=told_of(answering.forget_when_job_began),
    ),
    Asks.KEY_PEOPLE: Sheet(
        path="offers/{id}/key-people/undo", model=KeyPeople,
        title="Leave open who the key people at {} are", submit="Undo", items=(PEOPLE,),
        about=about_people, act=told_of(answering.leave_key_people_open),
    ),
}  # fmt: skip
PUTTING_OFF = {
    asks: Sheet(
        path=f"{things_of(asks)}/{{id}}/{asks}/later", model=PuttingOff,
        title="Ask about {} later", submit="Put off", items=(LATER,),
        about=about_later(asks), act=told_of(putting_off(asks)),
    )
    for asks in Asks
}  # fmt: skip
QUESTION_SHEETS = (*ANSWERS.values(), *UNDOING.values(), *PUTTING_OFF.values())
