"""How a life begins: the client, the job they took, the offers they declined, the people met."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from app.clients.models import Client, Job
from app.cycle.dates import add_days, add_months
from app.cycle.facts import Step
from app.cycle.folding import fold
from app.db.base import new_id
from app.demo.lives import Life
from app.demo.market import TITLES
from app.demo.names import new_names
from app.demo.setting import Setting, drawn
from app.demo.stories import Story, Twist
from app.demo.words import BURNT_BY, CLOSED_FOR, DECLINED_FOR
from app.offers.models import Contact, Offer

OFFERS = {1: 45, 2: 30, 3: 17, 4: 8}
PEOPLE = {1: 18, 2: 34, 3: 26, 4: 14, 5: 8}
DECLINED_WELL: dict[bool | None, int] = {True: 84, None: 16}
CHOSEN_AFTER_DAYS = 145  # when the rest nears its end, key people are chosen at the latest
JULY = 7


@dataclass(frozen=True, slots=True)
class Beginning:
    """The day of the first decline, or of the offer that waits for its answer."""

    on: date
    started_on: date | None  # of the new job
    answer_by: date | None = None


def beginning_of(story: Story, setting: Setting, rng: Random) -> Beginning | None:
    start_is_known = rng.random() > 0.09
    until_start = timedelta(rng.randint(25, 110))
    if story.answer_due:
        answer_by = setting.working_day(story.answer_due, rng)
        offered_on = add_days(answer_by, -rng.randint(7, 14))
        return Beginning(offered_on, None, answer_by)
    if story.anniversary:
        year_ago = add_months(setting.working_day(story.anniversary, rng), -12)
        if start_is_known:
            return Beginning(year_ago - until_start, year_ago)
        return Beginning(year_ago, None)
    if story.declined:
        declined_on = setting.working_day(story.declined, rng)
        return Beginning(declined_on, declined_on + until_start if start_is_known else None)
    return None


def class_year(day: date) -> str:
    """Runs from July to June and is named by its end."""
    return str(day.year + (day.month >= JULY))


def begin(
    story: Story, setting: Setting, *, name: str, number: int, advisor_id: UUID, rng: Random
) -> Life:
    """`number` is the client's own in this office."""
    beginning = beginning_of(story, setting, rng)
    on = beginning.on if beginning else setting.working_day((4, 60), rng)
    since = setting.office_hours(add_days(on, -rng.randint(25, 120) if beginning else 0), rng)
    client = Client(
        office_id=setting.office_id,
        id=new_id(),
        name=name,
        name_key=fold(name),
        email=f"{mail_name(name) or 'student'}.{number}@alumni.{setting.mail_domain}",
        external_id=f"{40_000 + 61 * number:07}",
        program=drawn(rng, setting.market.programs),
        cohort=class_year(on),
        area=setting.an_area(rng),
        advisor_id=None if story.twist is Twist.NO_ADVISOR else advisor_id,
        created_at=since,
    )
    life = Life(
        story=story,
        setting=setting,
        rng=rng,
        strangers=new_names(rng),
        actor_id=advisor_id,
        client=client,
    )
    life.enter(since, "client.added")
    if beginning:
        take_job(life, beginning)
        receive_offers(life, beginning)
    return life


def mail_name(name: str) -> str:
    """In ASCII, or nothing where it cannot be."""
    folded = fold(name).replace(" ", ".")
    return folded if folded.isascii() else ""


def take_job(life: Life, beginning: Beginning) -> None:
    """None yet for some whose offer still waits for its answer."""
    if beginning.answer_by and life.chance(0.5):
        return
    rng, setting = life.rng, life.setting
    employer, field = setting.an_employer(rng, set())
    created_at = setting.office_hours(beginning.on, rng)
    life.job = Job(
        office_id=setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        employer=employer,
        title=rng.choice(field.jobs),
        area=life.client.area if life.chance(0.8) else setting.an_area(rng),
        started_on=beginning.started_on,
        created_at=created_at,
    )
    life.enter(created_at, "job.added", life.job.id)


def receive_offers(life: Life, beginning: Beginning) -> None:
    """The first one is declined first, and so waits longest for what comes after."""
    rng, today = life.rng, life.setting.today
    if beginning.answer_by:
        offer = an_offer(life, beginning.on, respond_by=beginning.answer_by)
        meet_people(life, offer, is_first=True)
    else:
        decline(life, beginning.on, is_first=True)
    later = sorted(rng.randint(0, 12) for _ in range(drawn(rng, OFFERS) - 1))
    for days in later:
        decline(life, min(add_days(beginning.on, days), today), is_first=False)


def decline(life: Life, declined_on: date, *, is_first: bool) -> None:
    rng = life.rng
    burnt = life.story.twist is Twist.BURNT or (
        not is_first and life.story.twist is None and life.chance(0.04)
    )
    offer = an_offer(
        life,
        add_days(declined_on, -rng.randint(3, 20)),
        respond_by=add_days(declined_on, rng.randint(0, 6)) if life.chance(0.6) else None,
        declined_on=declined_on,
        declined_well=False if burnt else drawn(rng, DECLINED_WELL),
        reason=rng.choice(BURNT_BY if burnt else DECLINED_FOR),
    )
    meet_people(life, offer, is_first=is_first)


def an_offer(
    life: Life,
    offered_on: date,
    *,
    respond_by: date | None,
    declined_on: date | None = None,
    declined_well: bool | None = None,
    reason: str = "",
) -> Offer:
    rng, setting, job = life.rng, life.setting, life.job
    dealt_with = {one.employer for one in (job, *life.offers) if one}
    employer, field = setting.an_employer(rng, dealt_with)
    earlier = [one.created_at for one in (job, *life.offers) if one]
    created_at = max([setting.office_hours(declined_on or offered_on, rng), *earlier])
    offer = Offer(
        office_id=setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        job_id=job.id if job else None,
        employer=employer,
        title=rng.choice(field.jobs),
        area=job.area if job and life.chance(0.35) else setting.an_area(rng),
        offered_on=offered_on,
        respond_by=respond_by,
        declined_on=declined_on,
        declined_well=declined_well,
        reason=reason,
        created_at=created_at,
    )
    life.offers.append(offer)
    life.enter(created_at, "offer.added", offer.id)
    return offer


def meet_people(life: Life, offer: Offer, *, is_first: bool) -> None:
    rng, story = life.rng, life.story
    if is_first and story.waits is Step.LIST_PEOPLE:
        return
    number = drawn(rng, PEOPLE)
    if is_first:
        number = max(number, story.fewest_key_people, 2 if story.twist is Twist.KEY_CLOSED else 1)
    key = key_people(life, offer, number, is_first)
    for place, name in zip(range(number), life.strangers, strict=False):
        meet(life, offer, name, is_key=place in key, is_first=is_first)


def key_people(life: Life, offer: Offer, number: int, is_first: bool) -> set[int]:
    """Which of the people met; none where they are still to be chosen."""
    story, rng = life.story, life.rng
    if is_first and story.waits is Step.CHOOSE_KEY_PEOPLE:
        return set()
    declined_on = offer.declined_on or life.setting.today
    rests = (life.setting.today - declined_on).days < CHOSEN_AFTER_DAYS
    if rests and life.chance(0.3):
        return set()
    couple = 1 if number < 3 else 2
    if is_first:
        couple = max(couple, story.fewest_key_people)
    return set(rng.sample(range(number), couple))


def meet(life: Life, offer: Offer, name: str, *, is_key: bool, is_first: bool) -> None:
    rng, setting = life.rng, life.setting
    address = mail_name(name)
    employer = fold(offer.employer).replace(" ", "")
    contact = Contact(
        office_id=setting.office_id,
        id=new_id(),
        client_id=life.client.id,
        offer_id=offer.id,
        name=name,
        title=drawn(rng, TITLES),
        email=f"{address}@{employer}.example.com" if address and life.chance(0.8) else None,
        phone=f"{setting.market.phone}{rng.randint(0, 99):02}" if life.chance(0.2) else "",
        linkedin_url=(
            f"https://linkedin.example.com/in/{address.replace('.', '-')}-{employer[:4]}"
            if address and life.chance(0.6)
            else None
        ),
        area=setting.an_area(rng) if life.chance(0.2) else "",
        is_key=is_key,
        created_at=offer.created_at,
    )
    life.contacts.append(contact)
    life.enter(contact.created_at, "contact.added", contact.id)
    if is_closed(life, contact, is_first):
        close(life, offer, contact)


def is_closed(life: Life, contact: Contact, is_first: bool) -> bool:
    match life.story.twist:
        case Twist.ALL_CLOSED:
            return True
        case Twist.KEY_CLOSED:
            return contact.is_key
        case _:
            return not is_first and life.chance(0.03)


def close(life: Life, offer: Offer, contact: Contact) -> None:
    """Some weeks after the thanks; not where the decline is too fresh for that."""
    rng, setting = life.rng, life.setting
    longest = (setting.today - (offer.declined_on or setting.today)).days
    if offer.declined_on is None or longest < 30:
        return
    contact.closed_on = add_days(offer.declined_on, rng.randint(20, min(160, longest)))
    contact.closed_reason = rng.choice(CLOSED_FOR)
    contact.version = 2
    fields = ["closed_on", "closed_reason"]
    at = setting.office_hours(contact.closed_on, rng)
    life.enter(at, "contact.changed", contact.id, fields=fields)
