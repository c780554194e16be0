"""The one thing to do now, as an advisor would say it."""

from dataclasses import dataclass
from datetime import date

from app.clients.models import Client
from app.cycle.facts import Step
from app.cycle.meetings import Meeting, Mode
from app.cycle.plan import ClientPlan, NextStep
from app.cycle.states import State, days_overdue
from app.offers.models import Contact, Offer
from app.plans.words import how_to_meet
from app.web.spans import A_YEAR, in_words
from app.web.words import how_many, long_day, short_day


@dataclass(frozen=True, slots=True)
class Now:
    state: str
    late: str  # "17 days late", or nothing
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Whom the next step is about."""

    client: Client
    offer: Offer
    contact: Contact | None
    step: NextStep
    others: int  # of the same offer, at the same step
    today: date
    meeting: Meeting | None = None  # of a pending catch-up
    invited_on: date | None = None  # a pending catch-up waits for the answer since
    now_at: str = ""  # the contact’s employer, where it is another than they were met at
    months_in_job: int | None = None  # that are over by a catch-up; None where nobody knows

    @property
    def who(self) -> str:
        return self.contact.name if self.contact else ""

    @property
    def due(self) -> str:
        day = self.step.window.due_on
        was = "was due" if day < self.today else "is due"
        return f"{was} on {long_day(day)}"


def now_of(plan: ClientPlan, scene: Scene | None, today: date) -> Now | None:
    """None where there is nothing to do: what stands is then said by its state."""
    if scene is None:
        return None
    state = plan.state(today) or State.NO_OFFERS
    window = scene.step.window
    late = days_overdue(window.due_on, today)
    if today < window.opens_on:
        return Now(state, "", waiting_title(scene), waiting_text(scene))
    title, text = SAID[window.step](scene)
    moved = f"{scene.who} works at {scene.now_at} now. " if scene.now_at else ""
    return Now(state, f"{how_many(late, 'day')} late" if late else "", title, moved + text)


def waiting_title(scene: Scene) -> str:
    opens = long_day(scene.step.window.opens_on)
    if scene.step.window.step in (Step.UPDATE, Step.CHOOSE_KEY_PEOPLE):
        return f"Let things lie until {opens}"
    return f"Nothing to do until {opens}"


def waiting_text(scene: Scene) -> str:
    due = short_day(scene.step.window.due_on, scene.today)
    what = {
        Step.DECLINE: f"Then the offer of {scene.offer.employer} wants its answer",
        Step.LIST_PEOPLE: f"Then the people met at {scene.offer.employer} are to be listed",
        Step.CHOOSE_KEY_PEOPLE: f"Then choose the key people at {scene.offer.employer}",
        Step.CONNECT: f"Then connect with {scene.who}",
        Step.THANK: f"Then send {scene.who} a note of thanks",
        Step.UPDATE: f"Silence is right here. Then send {scene.who} an update",
        Step.CATCH_UP: f"Then invite {scene.who} to catch up",
    }[scene.step.window.step]
    return f"{what}, by {due}."


def decline(scene: Scene) -> tuple[str, str]:
    return (
        f"Answer {scene.offer.employer}",
        f"The offer came on {long_day(scene.offer.offered_on)} and the answer {scene.due}. A "
        "professional no, soon and with thanks, keeps the door open. If the offer is taken after "
        "all, nothing more is asked here.",
    )


def list_people(scene: Scene) -> tuple[str, str]:
    return (
        f"List whom {scene.client.name} got to know at {scene.offer.employer}",
        "The recruiter, the hiring manager, everybody a relationship was formed with. "
        f"The list {scene.due}.",
    )


def choose_key_people(scene: Scene) -> tuple[str, str]:
    return (
        f"Choose the key people at {scene.offer.employer}",
        "The quiet time is over. Whom would one like to work with one day? They get the "
        f"update, and later the invitation. The choice {scene.due}.",
    )


def connect(scene: Scene) -> tuple[str, str]:
    declined, others = "", ""
    if scene.offer.declined_on:
        declined = f"Declined on {long_day(scene.offer.declined_on)}. "
    if scene.others:
        people = how_many(scene.others, "more person waits", "more people wait")
        others = f" {people} at {scene.offer.employer}."
    return (
        f"Connect with {scene.who} on LinkedIn",
        f"{declined}The connection {scene.due}: everyone a relationship was formed with, unless "
        f"that is done already.{others}",
    )


def thank(scene: Scene) -> tuple[str, str]:
    return (
        f"Send {scene.who} a note of thanks",
        f"A few lines do: gratitude, and good wishes. Then it may rest. The note {scene.due}.",
    )


def update(scene: Scene) -> tuple[str, str]:
    return (
        f"Send {scene.who} an update",
        f"The quiet time is over. The update {scene.due}: how is the new job going, "
        "and how are they?",
    )


def catch_up(scene: Scene) -> tuple[str, str]:
    how = how_to_meet(scene.meeting, scene.who, scene.client.name) if scene.meeting else ""
    if scene.invited_on:
        return (
            f"Have {scene.client.name} and {scene.who} met?",
            f"Invited on {long_day(scene.invited_on)}; if there was no answer, a friendly second"
            f" try is quite all right. {how} The catch-up {scene.due}.",
        )
    if scene.step.mode is Mode.IN_PERSON:
        title = f"Invite {scene.who} for lunch, coffee or a drink"
    else:
        title = f"Call {scene.who}, or write to each other"
    return title, f"{so_long(scene.months_in_job)} {how} The catch-up {scene.due}."


def so_long(months_in_job: int | None) -> str:
    if months_in_job is None:
        return "When the new job started is not known, so it is counted from the decline."
    if not months_in_job:
        return "The new job has begun."
    years, rest = divmod(months_in_job, A_YEAR)
    number, unit = (months_in_job, "month") if rest else (years, "year")
    if number == 1:
        return f"The first {unit} in the new job is over."
    return f"The first {in_words(number)} {unit}s in the new job are over."


SAID = {
    Step.DECLINE: decline,
    Step.LIST_PEOPLE: list_people,
    Step.CHOOSE_KEY_PEOPLE: choose_key_people,
    Step.CONNECT: connect,
    Step.THANK: thank,
    Step.UPDATE: update,
    Step.CATCH_UP: catch_up,
}
