"""What the weekly letter to an advisor says."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.accounts.models import Office, User
from app.accounts.queries import access_of_member
from app.caseload.queries import Case
from app.caseload.words import where_it_stands
from app.cycle.dates import add_days
from app.cycle.facts import Step
from app.cycle.states import State
from app.mail.models import Letter, Subscription
from app.mail.subscribing import secret_of
from app.mail.writing import Desk, Item, Listing, Sample, Writer, Written
from app.today.digest import DIGEST, Digest, digest_of
from app.today.forms import WEEKDAYS
from app.web.language import ENGLISH
from app.web.words import how_many, short_day

MOST_SHOWN = 12  # of each list: a letter is no caseload


def write_digest(session: Session, access: Access, letter: Letter, desk: Desk) -> Written | None:
    one = session.get(Subscription, (access.office_id, UUID(letter.details["subscription"])))
    if one is None or one.user_id is None or (one.ended_at and not desk.masked):
        return None
    member = access_of_member(session, access, one.user_id)
    if member is None or not member.may(Permission.READ_PEOPLE):
        return None
    since, on = (date.fromisoformat(letter.details[name]) for name in ("since", "on"))
    digest = digest_of(session, member, since, on)
    if digest.is_empty:
        return None
    office = session.get_one(Office, access.office_id)
    return digest_words(
        session.get_one(User, one.user_id).name,
        digest,
        when=when_words(one.details["weekday"], one.details["hour"]),
        console=desk.page(f"o/{office.slug}"),
        leaving=desk.address("unsubscribe", secret_of(one, desk.key)),
        reply_to=office.reply_to or "",
    )


def digest_words(
    name: str, digest: Digest, *, when: str, console: str, leaving: str, reply_to: str
) -> Written:
    stalled, overdue, due = digest.became_stalled, digest.are_overdue, digest.are_due
    lists = (
        listing("Newly stalled", digest.newly_stalled, stalled, digest.on, console),
        listing("Overdue", digest.overdue, overdue, digest.on, console),
        listing("Due in the coming week", digest.due, due, digest.on, console),
    )
    return Written(
        subject=subject_of(stalled, overdue, due),
        to_name=name,
        paragraphs=(f"Good day, {name}.", opening(digest)),
        lists=tuple(one for one in lists if one.items or one.more),
        button=("Open your day", f"{console}/today"),
        closing=(f"You chose to get this letter {when}. Change it in the settings, “My letter”.",),
        language=ENGLISH,
        reply_to=reply_to,
        leaving=("No more of these letters", leaving),
    )


def subject_of(stalled: int, overdue: int, due: int) -> str:
    """`3 clients became stalled, 1 is overdue, 2 are due in the coming week`."""
    told = (
        (stalled, "became stalled", "became stalled"),
        (overdue, "is overdue", "are overdue"),
        (due, "is due in the coming week", "are due in the coming week"),
    )
    parts = [f"{many:,} {one if many == 1 else more}" for many, one, more in told if many]
    first, _space, rest = ", ".join(parts).partition(" ")
    return f"{first} {'client' if first == '1' else 'clients'} {rest}"


def opening(digest: Digest) -> str:
    since, before = short_day(digest.since, digest.on), digest.stalled_before
    if digest.became_stalled:
        who = how_many(digest.became_stalled, "client")
        said = f"Since {since}, {who} became stalled. A word now is still easy."
    else:
        said = f"Since {since}, nobody became stalled."
    if before:
        said += f" {before:,} more {'was' if before == 1 else 'were'} stalled before."
    return said


def listing(title: str, cases: list[Case], many: int, on: date, console: str) -> Listing:
    shown = cases[:MOST_SHOWN]
    more = many - len(shown)
    return Listing(
        title,
        tuple(
            Item(case.name, line_of(case, on), f"{console}/clients/{case.client_id}")
            for case in shown
        ),
        left_out(more, is_all=not shown) if more > 0 else "",
    )


def left_out(many: int, *, is_all: bool) -> str:
    return f"{many:,}, on your caseload" if is_all else f"and {many:,} more, on your caseload"


def line_of(case: Case, on: date) -> str:
    """`Update not sent: Grace Kim, Abbott. Due 6 Nov, after the rest`."""
    what, reason = where_it_stands(case, on)
    whom = ", ".join(filter(None, (case.next_contact, case.next_employer)))
    said = f"{what}: {whom}" if whom else what
    return f"{said}. {reason[:1].upper()}{reason[1:]}" if reason else said


def when_words(weekday: int, hour: int) -> str:
    """`on Mondays at 8:00`."""
    return f"on {WEEKDAYS[weekday].capitalize()}s at {hour}:00"


def sample_digest(office: Office, desk: Desk) -> Written:
    on = date(2026, 3, 2)
    due = add_days(on, 3)
    digest = Digest(
        add_days(on, -7),
        on,
        [a_case("Maya Okafor", "Grace Kim", "Abbott", Step.UPDATE, add_days(on, -16), on)],
        [],
        [
            a_case("Lee Wong", "Omar Haddad", "3M", Step.THANK, due, on),
            a_case("Ana Silva", "Noor Rahman", "Hyland & Sons", Step.CATCH_UP, due, on),
        ],
        became_stalled=1,
        are_overdue=0,
        are_due=2,
        stalled_before=2,
    )
    return digest_words(
        "Dana Reed",
        digest,
        when=when_words(0, 8),
        console=desk.page(f"o/{office.slug}"),
        leaving=desk.address("unsubscribe", ""),
        reply_to=office.reply_to or "",
    )


def a_case(name: str, contact: str, employer: str, step: Step, due: date, on: date) -> Case:
    """Of a made-up client, whose page there is not."""
    return Case(
        client_id=UUID(int=0), name=name, cohort="", program="", advisor_name=None,
        advisor_email=None, state=State.STALLED if due < on else State.DUE, paused_until=None,
        next_step=step, next_mode="in_person", next_others=0, next_offer_id=None,
        next_employer=employer, declined_on=None, next_contact_id=None, next_contact=contact,
        next_contact_title=None, next_contact_now_at=None, opens_on=add_days(due, -7), due_on=due,
        stalls_on=add_days(due, 14), days_overdue=0,
    )  # fmt: skip


WRITERS: dict[str, Writer] = {DIGEST: write_digest}
SAMPLES: dict[str, Sample] = {DIGEST: sample_digest}
