"""What needs an advisor now, in the order in which it matters; the rules decide, from the facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.caseload.filters import Filters
from app.caseload.queries import Case, Place, list_cases
from app.cycle import facts
from app.cycle.dates import add_days
from app.cycle.facts import Step
from app.cycle.plan import ClientPlan, held_until, plan_client
from app.cycle.states import State
from app.db.prepared import Among, Prepared, Reader
from app.offers.models import Contact, Offer
from app.people.queries import Met, crowds
from app.plans.queries import cycle_facts, office_policy
from app.today.models import Look
from app.today.questions import Question, questions_about

MOST = 500  # clients that are looked at; more are no morning's work
LAST = UUID(int=2**128 - 1)  # after every other id
NEW_WITHIN = 7  # days, for somebody who looks for the first time
A_WEEK = 7  # days
LATE = (State.STALLED, State.OVERDUE)


@dataclass(frozen=True, slots=True)
class Awaited:
    """An invitation without an answer yet."""

    case: Case
    contact_id: UUID
    name: str
    employer: str
    invited_on: date
    due_on: date


@dataclass(slots=True)
class Day:
    """Each client in the first of the lists that fits; questions beside them."""

    since: date
    is_first: bool = False  # nobody looked before today
    newly_stalled: list[Case] = field(default_factory=list)
    never_contacted: list[Case] = field(default_factory=list)
    this_week: list[Case] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)
    long_stalled: int = 0  # how many more, who were so the last time already
    questions: list[Question] = field(default_factory=list)
    # One for each person: the clients about to write to them, where they are too many.
    crowds: list[tuple[Met, ...]] = field(default_factory=list)
    next_week: list[Case] = field(default_factory=list)

    @property
    def warnings(self) -> dict[str, list[Case]]:
        """What is asked, each with whom it is about."""
        found: dict[str, dict[UUID, Case]] = {}
        for question in self.questions:
            found.setdefault(question.words, {})[question.case.client_id] = question.case
        return {words: list(cases.values()) for words, cases in sorted(found.items())}

    @property
    def is_empty(self) -> bool:
        return not (self.newly_stalled or self.never_contacted or self.this_week or self.awaited)

    @property
    def listed(self) -> list[object]:
        """All that is told of people."""
        of_clients = (*self.newly_stalled, *self.never_contacted, *self.this_week, *self.next_week)
        return [*of_clients, *self.awaited, *self.questions, *self.crowds]


def day_of(session: Session, access: Access, advisor_id: UUID | None, today: date) -> Day:
    """Of one advisor's clients, or the office's where none is named."""
    access.require(Permission.READ_PEOPLE)
    reader = Reader.of(session)
    looked_on = last_looked_on(session, access, today)
    since = looked_on or add_days(today, -NEW_WITHIN)
    cases, stalled = cases_of(reader, access, advisor_id, since, today)
    ids = [case.client_id for case in cases]
    policy = office_policy(session, access)
    known = {client.id: client for client in cycle_facts(session, access, ids)}
    employers = employers_met(reader, access, ids)
    left_out = stalled - sum(case.state is State.STALLED for case in cases)
    day = Day(since=since, is_first=looked_on is None, long_stalled=left_out)
    asked = []
    for case in cases:
        client = known[case.client_id]
        plan = plan_client(client, policy)
        waiting = [*awaited(case, client, plan, employers, today)]
        day.awaited += waiting
        asked.append((case, client, plan))
        is_awaited = any(one.contact_id == case.next_contact_id for one in waiting)
        sort_in(day, case, client, today, is_awaited=is_awaited)
    day.questions = questions_about(reader, access, asked, policy, today)
    day.crowds = crowds(session, access, advisor_id, today)
    return day


def cases_of(
    reader: Reader, access: Access, advisor_id: UUID | None, since: date, today: date
) -> tuple[list[Case], int]:
    """And how many are stalled in all. Where those stalled long ago are too many to be looked at,
    whoever came after them is looked at all the same."""
    own = Filters(advisor_id=advisor_id)
    listed = list_cases(reader, access, own, today, limit=MOST)
    cases = listed.cases
    if listed.following is not None:
        later = list_cases(reader, access, own, today, limit=MOST, after=Place(since, LAST)).cases
        known = {case.client_id for case in cases}
        cases = cases + [case for case in later if case.client_id not in known]
    return cases, listed.counts[State.STALLED]


EMPLOYERS = Prepared(
    select(Contact.id, Offer.employer)
    .join(Offer, (Offer.office_id == Contact.office_id) & (Offer.id == Contact.offer_id))
    .where(
        Contact.office_id == bindparam("office_id", type_=Uuid()),
        Among(Contact.__table__.c.client_id, "client_ids"),
        Contact.step == Step.CATCH_UP,
    )
)


def employers_met(reader: Reader, access: Access, client_ids: Sequence[UUID]) -> dict[UUID, str]:
    """By contact, of those with whom a catch-up pends."""
    return dict(reader.rows(EMPLOYERS, office_id=access.office_id, client_ids=list(client_ids)))


def last_looked_on(session: Session, access: Access, today: date) -> date | None:
    """The day before today on which they looked last, if they did."""
    look = access.user_id and session.get(Look, (access.office_id, access.user_id))
    if not look:
        return None
    seen_on = look.before_on if look.looked_on == today else look.looked_on
    return seen_on if seen_on < today else None


def sort_in(day: Day, case: Case, client: facts.Client, today: date, *, is_awaited: bool) -> None:
    """`is_awaited` where what is next is the answer to an invitation."""
    if case.state is State.STALLED and case.stalls_on and case.stalls_on > day.since:
        day.newly_stalled.append(case)
    elif case.state in LATE and client.is_never_contacted:
        day.never_contacted.append(case)
    elif case.state in (State.OVERDUE, State.DUE) and is_within(case.due_on, today, A_WEEK):
        day.this_week.append(case)
    elif case.state is State.STALLED:
        day.long_stalled += 1
    elif not is_awaited and is_within(case.opens_on or case.due_on, today, 2 * A_WEEK):
        day.next_week.append(case)


def is_within(on: date | None, today: date, days: int) -> bool:
    return on is not None and on < add_days(today, days)


def awaited(
    case: Case,
    client: facts.Client,
    plan: ClientPlan,
    employers: Mapping[UUID, str],
    today: date,
) -> Iterator[Awaited]:
    """Whoever was snoozed, or is on a pause, is not waited for meanwhile."""
    met = {contact.id: contact for offer in client.offers for contact in offer.contacts}
    for offer in plan.offers:
        for person in offer.contacts:
            if not (person.invited_on and person.window):
                continue
            held = held_until(Step.CATCH_UP, met[person.contact_id], client)
            if held is None or held <= today:
                yield Awaited(
                    case,
                    person.contact_id,
                    met[person.contact_id].name,
                    employers.get(person.contact_id, ""),
                    person.invited_on,
                    person.window.due_on,
                )
