"""Each advisor's weekly letter: asked for, scheduled, and put into the outbox where there is news.

A weekday and an hour by the office's own clocks. The moment is the key of the errand and the week
that of the letter: two workers, an outage or a change of mind make no second letter in a week.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import User
from app.accounts.queries import access_of_member
from app.caseload.filters import Filters
from app.caseload.queries import Case, Place, count_cases, list_cases
from app.clock import in_zone, moment_of
from app.cycle.dates import add_days
from app.cycle.states import State
from app.db.prepared import Reader
from app.errands.actions import enqueue
from app.faults import NotFound
from app.mail.actions import post_letter
from app.mail.models import Subscription
from app.mail.queries import live_subscriptions, was_posted
from app.mail.subscribing import end_subscription, subscribe, subscription_of
from app.today.forms import WEEKDAYS, DigestChoice
from app.today.queries import LAST

DIGEST = "digest"  # the kind of the letter
SEND = "send digest"  # the kind of the errand
A_WEEK = 7  # days
AHEAD = timedelta(hours=36)  # scheduled each day, so that none is missed in between
GOOD_FOR = timedelta(days=6)  # then the next one is near
MOST = 200  # clients of each list that are looked at
NOT_YET_LATE = (State.DUE, State.RESTING)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one advisor should know this week."""

    since: date
    on: date
    newly_stalled: list[Case]  # the first of them, as in each list
    overdue: list[Case]  # and not stalled yet
    due: list[Case]
    became_stalled: int  # all of them
    are_overdue: int
    are_due: int
    stalled_before: int  # how many more are stalled, and were when they were told last

    @property
    def is_empty(self) -> bool:
        return not (self.became_stalled or self.are_overdue or self.are_due)


def own_choice(session: Session, access: Access) -> Subscription | None:
    """None where they want none."""
    access.require(Permission.READ_PEOPLE)
    if access.user_id is None:
        return None
    found = subscription_of(session, access, DIGEST, user_id=access.user_id)
    return found if found and found.ended_at is None else None


def choose_digest(
    session: Session, access: Access, form: DigestChoice, at: datetime
) -> Subscription:
    access.require(Permission.READ_PEOPLE)
    if access.user_id is None:
        raise NotFound
    held = own_choice(session, access)
    chosen = {"weekday": WEEKDAYS.index(form.weekday), "hour": form.hour}
    if held and held.details.get("last_on"):
        chosen["last_on"] = held.details["last_on"]
    made = subscribe(session, access, DIGEST, chosen, at, user_id=access.user_id)
    schedule(session, access, made, at, AHEAD + timedelta(days=A_WEEK))
    return made


def end_digest(session: Session, access: Access, at: datetime) -> None:
    end_subscription(session, access, own_choice(session, access), "page", at)


def schedule_digests(
    session: Session, access: Access, details: dict[str, Any], at: datetime
) -> None:
    """A daily errand: what comes soon, and what an outage has kept waiting."""
    for one in live_subscriptions(session, access, DIGEST):
        schedule(session, access, one, at, AHEAD)


def schedule(
    session: Session, access: Access, one: Subscription, at: datetime, ahead: timedelta
) -> None:
    hour, last = one.details["hour"], last_day(one, access, at)
    for on in (last, add_days(last, A_WEEK)):
        moment = moment_of(on, hour, access.timezone)
        if one.chosen_at < moment <= at + ahead:
            enqueue(
                session, access, SEND,
                {"subscription": str(one.id), "on": on.isoformat(), "hour": hour},
                moment, once_key=f"digest {one.id} {on} {hour} {access.timezone}",
            )  # fmt: skip


def last_day(one: Subscription, access: Access, at: datetime) -> date:
    """The last of their weekdays on which their hour has come already."""
    today = in_zone(at, access.timezone).date()
    day = add_days(today, -((today.weekday() - one.details["weekday"]) % A_WEEK))
    is_past = moment_of(day, one.details["hour"], access.timezone) <= at
    return day if is_past else add_days(day, -A_WEEK)


def send_digest(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    """Nothing where they have changed their mind, are out, or there is nothing to say; nor where
    another errand is as good: after an outage, or when the office moved to another time zone."""
    one = session.get(Subscription, (access.office_id, UUID(details["subscription"])))
    on = date.fromisoformat(details["on"])
    if one is None or one.ended_at or not is_chosen(one, on, details["hour"]):
        return
    if on != last_day(one, access, at):
        return
    year, week, _weekday = on.isocalendar()
    once_key = f"digest {one.id} {year}-{week}"
    if was_posted(session, access, once_key) or one.user_id is None:
        return
    member = access_of_member(session, access, one.user_id)
    if member is None or not member.may(Permission.READ_PEOPLE):
        return
    today = in_zone(at, access.timezone).date()
    digest = digest_of(session, member, told_until(one, access, today), today)
    one.details = one.details | {"last_on": today.isoformat()}
    if not digest.is_empty:
        post_letter(
            session, access, DIGEST, session.get_one(User, one.user_id).email,
            {
                "subscription": str(one.id),
                "since": digest.since.isoformat(),
                "on": today.isoformat(),
            },
            at=at, good_for=GOOD_FOR, once_key=once_key,
        )  # fmt: skip


def told_until(one: Subscription, access: Access, today: date) -> date:
    """The first letter tells of a week, or of all the time for which it was waited."""
    if last := one.details.get("last_on"):
        return date.fromisoformat(last)
    return min(add_days(today, -A_WEEK), in_zone(one.chosen_at, access.timezone).date())


def is_chosen(one: Subscription, on: date, hour: int) -> bool:
    return (one.details["weekday"], one.details["hour"]) == (on.weekday(), hour)


def digest_of(session: Session, access: Access, since: date, on: date) -> Digest:
    """Of the stored dates alone: since then, up to that day and for a week from it."""
    reader, own = Reader.of(session), Filters(advisor_id=access.user_id)
    stalled = Filters(advisor_id=access.user_id, state=State.STALLED)
    told = list_cases(reader, access, stalled, on, limit=MOST, after=Place(since, LAST))
    others = list_cases(reader, access, own, on, limit=MOST, after=Place(on, LAST))
    then, in_a_week = (
        count_cases(reader, access, own, day) for day in (since, add_days(on, A_WEEK))
    )
    late = told.counts[State.STALLED] + told.counts[State.OVERDUE]
    late_by_then = in_a_week[State.STALLED] + in_a_week[State.OVERDUE]
    return Digest(
        since,
        on,
        told.cases,
        [case for case in others.cases if case.state is State.OVERDUE],
        [case for case in others.cases if is_due(case, on)],
        told.counts[State.STALLED] - then[State.STALLED],
        told.counts[State.OVERDUE],
        late_by_then - late,
        then[State.STALLED],
    )


def is_due(case: Case, on: date) -> bool:
    return (
        case.state in NOT_YET_LATE
        and case.due_on is not None
        and case.due_on < add_days(on, A_WEEK)
    )
