"""What a client can do by an update link, one form each."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.casefile.sheets import Item
from app.clients.queries import jobs_of, one_client
from app.cycle.facts import Step, TouchKind
from app.faults import NotFound
from app.links.door import Opened
from app.links.models import News
from app.links.news import one_news
from app.offers.queries import one_contact, one_offer
from app.ownplan import actions
from app.ownplan.actions import Now
from app.ownplan.forms import (
    Correction,
    Message,
    Nothing,
    OwnContact,
    OwnJob,
    OwnTouch,
    PauseWish,
)
from app.ownplan.holding import Holding
from app.ownplan.sheets import OwnSheet, Subject, serve_own_sheet, take_sheet
from app.ownplan.words import LIKELY, enough_words, happened_options
from app.plans.queries import office_policy
from app.web.api import known_id
from app.web.forms import Submitted
from app.web.language import gettext as _
from app.web.strict import an_id

router = APIRouter(include_in_schema=False)


def touch_items(today: date) -> tuple[Item, ...]:
    return (
        Item("kind", _("What happened"), "select", required=True, options=happened_options()),
        Item("on", _("On"), "date", required=True, past=True, said=_("The day")),
        Item(
            "note",
            _("A word about it"),
            "textarea",
            hint=_("Read by your advisor"),
            maxlength=4_000,
        ),
    )


def about_touch(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    contact = one_contact(session, opened.access, id)
    likely = LIKELY.get(Step(contact.step)) if contact.step else None
    values = {"kind": likely or TouchKind.HEARD_FROM, "on": today}
    return Subject(name=contact.name, values=values)


def contact_items(today: date) -> tuple[Item, ...]:
    return (
        Item("name", _("Name"), required=True),
        Item("title", _("Title"), hint=_("Hiring Manager, say")),
        Item("email", _("E-mail"), "email"),
        Item("linkedin_url", _("LinkedIn profile"), "url", hint="https://www.linkedin.com/in/…"),
        Item("area", _("Lives or works in"), hint=_("City and state")),
    )


def correction_items(today: date) -> tuple[Item, ...]:
    name, title, email, profile, area = contact_items(today)
    return name, title, email, Item("phone", _("Phone"), "tel"), profile, area


def about_offer(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    return Subject(name=one_offer(session, opened.access, id).employer)


def about_contact(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    contact = one_contact(session, opened.access, id)
    names = ("name", "title", "email", "phone", "linkedin_url", "area")
    values = {name: getattr(contact, name) for name in names}
    return Subject(name=contact.name, values=values, version=contact.version)


def about_choice(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    """A box for each of the people there."""
    access = opened.access
    offer = one_offer(session, access, id)
    people = actions.to_choose_from(session, access, offer.id)
    enough = enough_words(office_policy(session, access).key_people, of=len(people))
    later = _("You tell them how you are doing, and meet them later on.")
    return Subject(
        name=offer.employer,
        lead=f"{enough} {later}",
        version=actions.version_of_choice(people),
        values={f"person-{one.id}": "yes" if one.is_key else "" for one in people},
        items=tuple(
            Item(f"person-{one.id}", one.name, "checkbox", hint=one.title) for one in people
        ),
    )


def choose(
    session: Session, opened: Opened, id: UUID, values: dict[str, str], now: Now
) -> News | None:
    ticked = {name.removeprefix("person-") for name in values if name.startswith("person-")}
    try:
        chosen = {an_id(text) for text in ticked}
    except ValueError:
        raise NotFound from None
    return actions.choose_people(session, opened, id, chosen, values.get("version", ""), now)


def job_items(has_job: bool) -> tuple[Item, ...]:
    another = Item("is_another", _("I have changed jobs: this is another one"), "checkbox")
    return (
        Item("employer", _("Employer")),
        *([another] if has_job else []),
        Item("title", _("Title")),
        Item("area", _("Where"), hint=_("City and state")),
        Item("started_on", _("Started on"), "date", said=_("The start"),
             hint=_("From this day it is counted when to meet the people you chose")),
        Item("lives_in", _("You live in"), said=_("Where you live"),
             hint=_("City and state; who is near is invited for lunch, others for a call")),
    )  # fmt: skip


def about_job(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    client = one_client(session, opened.access, opened.access.client_id)
    jobs = jobs_of(session, opened.access, client.id)
    names = ("employer", "title", "area", "started_on")
    latest = {name: getattr(jobs[-1], name) for name in names} if jobs else {}
    return Subject(
        values={**latest, "lives_in": client.area},
        version=actions.version_of_job(client, jobs),
        items=job_items(bool(jobs)),
    )


def pause_items(today: date) -> tuple[Item, ...]:
    return (
        Item("until", _("Until"), "date", required=True, said=_("The day")),
        Item("reason", _("Why"), required=True, said=_("The reason"),
             hint=_("A leave, an illness, a move; a word is enough")),
    )  # fmt: skip


def message_items(today: date) -> tuple[Item, ...]:
    return (Item("text", _("Your message"), "textarea", required=True, maxlength=4_000),)


def about_nothing(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    return Subject()


def about_news(session: Session, opened: Opened, id: UUID, today: date) -> Subject:
    one_news(session, opened.access, id)
    return Subject()


SHEETS = (
    OwnSheet(
        path="contacts/{id}/touches",
        model=OwnTouch,
        title=lambda name: _("What happened with %(name)s?", name=name),
        submit=lambda: _("Note it"),
        items=touch_items,
        about=about_touch,
        act=actions.log_touch,
    ),
    OwnSheet(
        path="offers/{id}/contacts/new",
        model=OwnContact,
        title=lambda name: _("Somebody you met at %(name)s", name=name),
        submit=lambda: _("Add this person"),
        items=contact_items,
        about=about_offer,
        act=actions.add_person,
    ),
    OwnSheet(
        path="contacts/{id}/edit",
        model=Correction,
        title=lambda name: _("What should be put right about %(name)s?", name=name),
        submit=lambda: _("Save"),
        items=correction_items,
        about=about_contact,
        act=actions.correct_contact,
    ),
    OwnSheet(
        path="offers/{id}/choose",
        model=Nothing,
        title=lambda name: _("To whom at %(name)s do you want to stay close?", name=name),
        submit=lambda: _("Choose them"),
        about=about_choice,
        act=choose,
        takes_all=True,
    ),
    OwnSheet(
        path="job",
        model=OwnJob,
        title=lambda _name: _("Your job, and where you live"),
        submit=lambda: _("Save"),
        about=about_job,
        act=lambda session, opened, id, form, now: actions.tell_job(session, opened, form, now),
    ),
    OwnSheet(
        path="pause",
        model=PauseWish,
        title=lambda _name: _("Ask for a pause"),
        lead=lambda: _(
            "Your advisor agrees to it; then nothing is expected of you until that day."
        ),
        submit=lambda: _("Ask for it"),
        items=pause_items,
        about=about_nothing,
        act=lambda session, opened, id, form, now: actions.ask_for_pause(
            session, opened, form, now
        ),
    ),
    OwnSheet(
        path="message",
        model=Message,
        title=lambda _name: _("Write to your advisor"),
        submit=lambda: _("Send it"),
        items=message_items,
        about=about_nothing,
        act=lambda session, opened, id, form, now: actions.write_to_advisor(
            session, opened, form, now
        ),
    ),
)
UNDO = OwnSheet(
    path="news/{id}/undo",
    model=Nothing,
    title=lambda _name: "",
    submit=lambda: "",
    about=about_news,
    act=lambda session, opened, id, form, now: actions.take_back(session, opened, id, now),
)
for _sheet in SHEETS:
    serve_own_sheet(router, _sheet)


@router.post("/p/{link}/news/{id}/undo")
def undo(request: Request, holding: Holding, id: str, values: Submitted) -> Response:
    """A button alone: what was told is taken back."""
    return take_sheet(request, holding, UNDO, known_id(id), values)
