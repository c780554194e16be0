"""The draft of the message that is next with one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import names_of
from app.clients.models import Client, Job
from app.clients.queries import jobs_of, one_client
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, Mode, plan_client
from app.cycle.states import State
from app.drafts.templates import words_for
from app.drafts.texts import LOGGED_AS, LONGEST_INVITATION, Occasion, filled, occasion_of
from app.offers.models import Contact, Offer
from app.offers.queries import one_contact, one_offer
from app.people.models import Move
from app.people.queries import current_move
from app.plans.queries import cycle_facts, office_policy
from app.plans.words import STEP_NAMES
from app.web.words import long_day, mailto


@dataclass(frozen=True, slots=True)
class Draft:
    contact_id: UUID
    client_id: UUID
    contact_name: str
    occasion: Occasion
    subject: str
    text: str
    gaps: tuple[str, ...]
    to: str  # the e-mail address, or nothing
    profile: str  # on LinkedIn, or nothing
    logged_as: str  # the touch that sending it is; nothing for the advisor's own nudge
    most: int | None  # characters that fit

    @property
    def excess(self) -> int:
        """Characters too many."""
        return max(0, len(self.text) - self.most) if self.most else 0

    @property
    def mailto(self) -> str:
        return mailto(self.to, self.subject, self.text) if self.to and self.subject else ""


@dataclass(frozen=True, slots=True)
class About:
    """What messages to one contact can say."""

    contact: Contact
    client: Client
    step: Step | None  # that pends with them
    mode: Mode | None
    known: dict[str, str]


def about(session: Session, access: Access, contact_id: UUID, today: date) -> About:
    contact = one_contact(session, access, contact_id)
    offer = one_offer(session, access, contact.offer_id)
    client = one_client(session, access, contact.client_id)
    jobs = {job.id: job for job in jobs_of(session, access, client.id)}
    (facts,) = cycle_facts(session, access, [client.id])
    plan = plan_client(facts, office_policy(session, access))
    job = jobs.get(offer.job_id) if offer.job_id else None
    advisor = names_of(session, access).get(client.advisor_id or UUID(int=0), "")
    move = current_move(session, access, contact)
    return what_is_known(client, offer, contact, job, advisor, move, plan, today)


def what_is_known(
    client: Client,
    offer: Offer,
    contact: Contact,
    job: Job | None,
    advisor: str,
    move: Move | None,
    plan: ClientPlan,
    today: date,
) -> About:
    theirs = next(
        person
        for each in plan.offers
        for person in each.contacts
        if person.contact_id == contact.id
    )
    step = theirs.window.step if theirs.window else None
    known = facts_of(client, offer, contact, job, advisor, move)
    if theirs.window and step:
        late = theirs.state(today) in (State.OVERDUE, State.STALLED)
        since = "which has waited since" if late else "by"
        known |= {"step": STEP_NAMES[step], "when": f"{since} {long_day(theirs.window.due_on)}"}
    return About(contact, client, step, theirs.mode, known)


def draft_to(
    session: Session, access: Access, contact_id: UUID, today: date, *, nudge: bool = False
) -> Draft:
    """To the contact for the step that pends with them, or the nudge to the client about it."""
    return draft_about(session, access, about(session, access, contact_id, today), nudge=nudge)


def draft_about(session: Session, access: Access, found: About, *, nudge: bool = False) -> Draft:
    contact, client = found.contact, found.client
    occasion = Occasion.NUDGE if nudge else occasion_of(found.step, found.mode)
    ready = filled(words_for(session, access, occasion), found.known)
    logged_as = LOGGED_AS.get(occasion)
    return Draft(
        contact.id,
        client.id,
        contact.name,
        occasion,
        ready.subject,
        ready.text,
        ready.gaps,
        client.email if nudge else contact.email or "",
        "" if nudge else contact.linkedin_url or "",
        logged_as.value if logged_as else "",
        LONGEST_INVITATION if occasion is Occasion.CONNECT else None,
    )


def facts_of(
    client: Client,
    offer: Offer,
    contact: Contact,
    job: Job | None,
    advisor: str,
    move: Move | None,
) -> dict[str, str]:
    """What is known, by the names that a text may use."""
    area = (move.area or contact.area) if move else (contact.area or offer.area)
    now_at = move.employer if move else ""
    return {
        "contact": contact.name,
        "contact_first_name": first_of(contact.name),
        "client": client.name,
        "client_first_name": first_of(client.name),
        "employer": offer.employer,
        "title": offer.title,
        "role": f"the role of {offer.title}" if offer.title else "the role",
        "job": job.title if job else "",
        "job_employer": job.employer if job else "",
        "place": area.partition(",")[0],
        "advisor": advisor,
        "whom": f"{contact.name}, now at {now_at},"
        if now_at
        else f"{contact.name} of {offer.employer}",
        "team": f"it going at {now_at}" if now_at else "the team",
        "end": now_at or "your end",
    }


def first_of(name: str) -> str:
    return name.partition(" ")[0]


def draft_json(draft: Draft) -> Mapping[str, object]:
    return {
        "contact_id": str(draft.contact_id),
        "occasion": draft.occasion,
        "subject": draft.subject,
        "text": draft.text,
        "gaps": draft.gaps,
        "mailto": draft.mailto or None,
        "logged_as": draft.logged_as or None,
        "longest": draft.most,
    }
