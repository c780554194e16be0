"""What the page of the day shows of a question, and of one that was just answered or put off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.queries import one_client, one_job
from app.cycle.dates import add_days, add_months
from app.offers.models import Offer
from app.offers.queries import contacts_of, one_offer
from app.today.question_sheets import A_WEEK, things_of
from app.today.questions import Asks, Question, put_off_until
from app.web.words import in_row, long_day, short_day

SHOWN_AT_ONCE = 5  # of each question; others open with a press
MOST_SHOWN = 50  # of each; what is left comes once these are answered


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with what was asked, and what takes the last word back."""

    asks: Asks
    subject_id: UUID
    client_id: UUID
    client: str
    said: str
    undo: str = ""  # the address within the office; blank where the question is open
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.asks}-{self.subject_id}"


def standing_of(
    session: Session, access: Access, asks: Asks, subject_id: UUID, today: date
) -> Standing:
    offer = None if asks is Asks.PACE else one_offer(session, access, subject_id)
    client = one_client(session, access, offer.client_id if offer else subject_id)
    address = f"{things_of(asks)}/{subject_id}/{asks}"
    until = put_off_until(session, access, asks, subject_id)
    if until is not None and until > today:
        said = f"Put off until {long_day(until)}."
        return Standing(asks, subject_id, client.id, client.name, said, f"{address}/now")
    said, fields = answer_of(session, access, asks, offer, client.name)
    undo = f"{address}/undo" if fields else ""
    return Standing(asks, subject_id, client.id, client.name, said, undo, fields)


def answer_of(
    session: Session, access: Access, asks: Asks, offer: Offer | None, client: str
) -> tuple[str, dict[str, str]]:
    """In words, and as the form of the answer sends it."""
    if asks is Asks.DECLINED_WELL and offer and offer.declined_well is not None:
        if offer.declined_well:
            return f"The offer of {offer.employer} was declined professionally.", {
                "declined_well": "yes"
            }
        return (
            f"The offer of {offer.employer} was not declined professionally: all bets are off,"
            " and no step follows.",
            {"declined_well": "no"},
        )
    if asks is Asks.JOB_START and offer and offer.job_id:
        job = one_job(session, access, offer.job_id)
        if job.started_on:
            said = f"{client} started at {job.employer} on {long_day(job.started_on)}."
            return said, {"started_on": job.started_on.isoformat()}
    if asks is Asks.KEY_PEOPLE and offer:
        met = contacts_of(session, access, offer.client_id)
        chosen = [one for one in met if one.offer_id == offer.id and one.is_key]
        if chosen:
            names = in_row([one.name for one in chosen])
            said = f"Chosen at {offer.employer}: {names}."
            return said, {"people": " ".join(str(one.id) for one in chosen)}
    return "Undone: it is open again.", {}


def question_seen(question: Question, today: date) -> dict[str, Any]:
    """What `today/_question.html` needs of one that is open."""
    case, offer = question.case, question.offer
    is_pace = question.asks is Asks.PACE
    return {
        "asks": question.asks.value,
        "id": f"{question.asks}-{question.subject_id}",
        "base": f"{things_of(question.asks)}/{question.subject_id}/{question.asks}",
        "client_id": case.client_id,
        "client": case.name,
        "employer": offer.employer if offer else "",
        "about": f"declined {short_day(offer.declined_on, today)}"
        if offer and offer.declined_on
        else "",
        "job": (offer and offer.job_employer) or "",
        "people": [(str(id), name) for id, name in question.people],
        "later": (add_months(today, 1) if is_pace else add_days(today, A_WEEK)).isoformat(),
        "tomorrow": add_days(today, 1).isoformat(),
    }


def questions_seen(questions: Sequence[Question], today: date) -> list[dict[str, Any]]:
    """By what is asked: those shown at once, those that open with a press, how many are left."""
    found: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda question: list(Asks).index(question.asks)):
        found.setdefault(question.words, []).append(question)
    return [
        {
            "words": words,
            "first": [question_seen(one, today) for one in some[:SHOWN_AT_ONCE]],
            "others": [question_seen(one, today) for one in some[SHOWN_AT_ONCE:MOST_SHOWN]],
            "left": max(0, len(some) - MOST_SHOWN),
        }
        for words, some in found.items()
    ]
