"""What a client told, as an advisor reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.queries import jobs_of
from app.clock import in_zone
from app.links.models import News
from app.links.news import open_news
from app.offers.queries import contacts_of, offers_of
from app.plans.touches import touches_of
from app.plans.words import what_was_done
from app.web.words import long_day, near_day

FIELDS = {"linkedin_url": "LinkedIn profile", "email": "e-mail", "started_on": "start"}


@dataclass(frozen=True, slots=True)
class Things:
    """What news may speak of, by id."""

    touches: Mapping[UUID, tuple[str, date]]
    notes: Mapping[UUID, str]  # by touch
    people: Mapping[UUID, str]
    employers: Mapping[UUID, str]  # by contact, where they were met
    jobs: Mapping[UUID, str]


def things_of(session: Session, access: Access, client_id: UUID) -> Things:
    contacts = contacts_of(session, access, client_id)
    people = {one.id: one.name for one in contacts}
    logged = touches_of(session, access, client_id)
    offers = {one.id: one.employer for one in offers_of(session, access, client_id)}
    return Things(
        {
            one.id: (what_was_done(one.kind, one.step, people[one.contact_id]), one.happened_on)
            for one in logged
        },
        {one.id: one.note for one in logged},
        people,
        {one.id: offers[one.offer_id] for one in contacts},
        {one.id: one.employer for one in jobs_of(session, access, client_id)},
    )


def news_words(news: News, things: Things, today: date) -> str:
    subject = news.subject_id or UUID(int=0)
    match news.kind:
        case "touch":
            did, on = things.touches[subject]
            day = near_day(on, today)
            return f"{did}{'' if day == 'today' else f', {day}'}"
        case "person":
            return f"Added {things.people[subject]}, met at {things.employers[subject]}"
        case "details":
            return f"Changed {things.people[subject]}: {what_changed(news)}"
        case "key":
            return choice_words(news, things)
        case "job":
            if "before" not in news.details:
                return f"Took a job at {things.jobs[subject]}"
            return f"Changed the job at {things.jobs[subject]}: {what_changed(news)}"
        case "move":
            return f"Lives in {news.details['after']['area'] or 'no known place'} now"
        case "pause":
            return f"Asks for a pause until {long_day(date.fromisoformat(news.details['until']))}"
        case _message:
            return "Writes to you"


def choice_words(news: News, things: Things) -> str:
    now_key: dict[bool, list[str]] = {True: [], False: []}
    for id, is_key in news.details["after"].items():
        now_key[is_key].append(things.people[UUID(id)])
    chosen, dropped = " and ".join(now_key[True]), " and ".join(now_key[False])
    if not chosen:
        return (
            f"No longer {'a key person' if len(now_key[False]) == 1 else 'key people'}: {dropped}"
        )
    words = f"Chose {chosen} as {'a key person' if len(now_key[True]) == 1 else 'key people'}"
    return f"{words}, and {dropped} no longer" if dropped else words


def what_changed(news: News) -> str:
    return ", ".join(
        f"{FIELDS.get(name, name)} is now {as_said(name, value)}"
        for name, value in news.details["after"].items()
    )


def as_said(field: str, value: str | None) -> str:
    if not value:
        return "empty"
    return long_day(date.fromisoformat(value)) if field == "started_on" else value


def news_seen(
    news: News, client: str, things: Things, timezone: str, today: date
) -> dict[str, Any]:
    accept, undo = BUTTONS.get(news.kind, ("Accept", "Undo"))
    told_on = in_zone(news.told_at, timezone).date()
    return {
        "id": news.id,
        "client_id": news.client_id,
        "client": client,
        "words": news_words(news, things, today),
        "text": news.text or things.notes.get(news.subject_id or news.id, ""),
        "when": near_day(told_on, today),
        "accept": accept,
        "undo": undo,
    }


# What is pressed; "" where there is nothing to undo.
BUTTONS = {"pause": ("Agree to the pause", "Not now"), "message": ("I have read it", "")}


def news_for(
    session: Session, access: Access, advisor_id: UUID | None, today: date
) -> list[dict[str, Any]]:
    """What one advisor's clients told, or the office's, and nobody has looked at yet."""
    found = open_news(session, access, advisor_id)
    things = {
        client_id: things_of(session, access, client_id)
        for client_id in {news.client_id for news, _ in found}
    }
    return [
        news_seen(news, name, things[news.client_id], access.timezone, today)
        for news, name in found
    ]
