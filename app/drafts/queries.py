"""The draft of the message that is next with one person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import names_of
from app.clients.keys import profile_link
from app.clients.queries import jobs_of, one_client
from app.cycle.plan import ClientPlan, ContactPlan, plan_client
from app.cycle.states import State
from app.drafts.spans import ago, span
from app.drafts.templates import words_that_hold
from app.drafts.texts import LOGGED_AS, LONGEST_INVITATION, Occasion, Words, filled, occasion_of
from app.offers.queries import one_contact, one_offer
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
    move_id: UUID | None  # to `now_at`
    doubts: UUID | None  # the move to `now_at` since which nobody looked at the address
    now_at: str
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

    @property
    def is_to_be_pasted(self) -> bool:
        """The mail program opens without the text, which it could not be handed."""
        return bool(self.mailto) and "&body=" not in self.mailto


@dataclass(frozen=True, slots=True)
class About:
    """Whom a message goes to, and what it can tell; blank is what is not known."""

    contact_id: UUID
    client_id: UUID
    contact: str
    client: str
    employer: str  # who made the offer
    title: str  # that was offered
    declined_on: date | None
    area: str  # of the contact, where they are now
    offer_area: str
    move_id: UUID | None
    now_at: str  # another employer, where the contact has moved on
    old_email: str | None  # the one known when they moved on, until somebody confirmed it
    job: str  # the title of the job taken instead
    job_employer: str
    job_started_on: date | None
    advisor: str
    email: str  # of the contact
    linkedin_url: str
    client_email: str
    plan: ContactPlan

    @property
    def place(self) -> str:
        """Of the contact: as long as they have not moved on, that of the offer will do."""
        return self.area if self.move_id else self.area or self.offer_area

    @property
    def doubts(self) -> UUID | None:
        """The move since which the address was neither changed nor confirmed."""
        return self.move_id if self.email and self.email == self.old_email else None

    def known(self, today: date) -> dict[str, str]:
        """By the names that a text may use."""
        now_at, window, started = self.now_at, self.plan.window, self.job_started_on
        known = {
            "contact": self.contact,
            "contact_first_name": first_of(self.contact),
            "client": self.client,
            "client_first_name": first_of(self.client),
            "employer": self.employer,
            "title": self.title,
            "role": f"the role of {self.title}" if self.title else "the role",
            "ago": ago((today - self.declined_on).days) if self.declined_on else "",
            "job": self.job,
            "job_employer": self.job_employer,
            "i_work": "I am about to start" if started and started > today else "I now work",
            "so_long": so_long(started, today),
            "place": self.place.partition(",")[0],
            "advisor": self.advisor,
            "whom": f"{self.contact}, now at {now_at},"
            if now_at
            else f"{self.contact} of {self.employer}",
            "team": f"it going at {now_at}" if now_at else "the team",
            "end": now_at or "your end",
        }
        if window:
            late = self.plan.state(today) in (State.OVERDUE, State.STALLED)
            since = "which has waited since" if late else "by"
            known["step"] = STEP_NAMES[window.step]
            known["when"] = f"{since} {long_day(window.due_on)}"
        return known


def so_long(started_on: date | None, today: date) -> str:
    """Nothing of a job that is still to begin: many say no elsewhere long before."""
    if started_on is None:
        return "some time"
    return span((today - started_on).days) if started_on <= today else ""


def about(session: Session, access: Access, contact_id: UUID) -> About:
    contact = one_contact(session, access, contact_id)
    offer = one_offer(session, access, contact.offer_id)
    client = one_client(session, access, contact.client_id)
    jobs = {job.id: job for job in jobs_of(session, access, client.id)}
    (facts,) = cycle_facts(session, access, [client.id])
    plan = plan_client(facts, office_policy(session, access))
    job = jobs.get(offer.job_id) if offer.job_id else None
    move = current_move(session, access, contact)
    return About(
        contact_id=contact.id,
        client_id=client.id,
        contact=contact.name,
        client=client.name,
        employer=offer.employer,
        title=offer.title,
        declined_on=offer.declined_on,
        area=(move.area if move else "") or contact.area,
        offer_area=offer.area,
        move_id=contact.move_id,
        now_at=move.employer if move else "",
        old_email=move.old_email if move else None,
        job=job.title if job else "",
        job_employer=job.employer if job else "",
        job_started_on=job.started_on if job else None,
        advisor=names_of(session, access).get(client.advisor_id or UUID(int=0), ""),
        email=contact.email or "",
        linkedin_url=contact.linkedin_url or "",
        client_email=client.email,
        plan=next(one for one in people_of(plan) if one.contact_id == contact.id),
    )


def people_of(plan: ClientPlan) -> Iterator[ContactPlan]:
    return (one for offer in plan.offers for one in offer.contacts)


def draft_to(
    session: Session, access: Access, contact_id: UUID, today: date, *, nudge: bool = False
) -> Draft:
    """To the contact for the step that pends with them, or the nudge to the client about it."""
    found = about(session, access, contact_id)
    return draft_about(found, words_that_hold(session, access), today, nudge=nudge)


def draft_about(
    found: About, words: Mapping[Occasion, Words], today: date, *, nudge: bool = False
) -> Draft:
    window = found.plan.window
    step = window.step if window else None
    occasion = Occasion.NUDGE if nudge else occasion_of(step, found.plan.mode)
    ready = filled(words[occasion], found.known(today))
    logged_as = LOGGED_AS.get(occasion)
    return Draft(
        found.contact_id,
        found.client_id,
        found.contact,
        occasion,
        ready.subject,
        ready.text,
        ready.gaps,
        found.client_email if nudge else found.email,
        found.move_id,
        None if nudge else found.doubts,
        found.now_at,
        "" if nudge else profile_link(found.linkedin_url),
        logged_as.value if logged_as else "",
        LONGEST_INVITATION if occasion is Occasion.CONNECT else None,
    )


def first_of(name: str) -> str:
    return name.partition(" ")[0]
