"""Whom of a plan LinkedIn's list says to be connected, and since when: proposed, not noted yet."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.clients.keys import employer_key, profile_key
from app.cycle.facts import Step, TouchKind
from app.cycle.folding import fold
from app.cycle.states import State
from app.ownplan.linkedin import Connection, day_of
from app.ownplan.queries import OwnFile
from app.plans.models import Touch
from app.plans.touches import touches_of

MOST_ALIKE = 3  # lines that are offered for one person
BEHIND = re.compile(r"[,(|]")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the plan, as the list may know them."""

    id: UUID
    name: str
    employer: str
    is_connected: bool
    profile: str | None
    keys: frozenset[Key]  # name and employer: where they were met, and where they are now


@dataclass(frozen=True, slots=True)
class Match:
    contact_id: UUID
    on: date
    name: str
    employer: str
    listed_as: str
    is_sure: bool  # else somebody has to look


@dataclass(slots=True)
class Found:
    matches: list[Match] = field(default_factory=list)
    connected: int = 0  # people of whom it is known already
    undated: list[str] = field(default_factory=list)  # people whose day cannot be read


@dataclass(slots=True)
class Lines:
    """What the list has for one person."""

    by_profile: list[Connection] = field(default_factory=list)
    by_name: list[Connection] = field(default_factory=list)
    shares_name: bool = False  # with another person of the plan


def known_people(session: Session, file: OwnFile) -> list[Known]:
    """Whoever is not closed, of every offer that is not off."""
    access = file.opened.access
    connected = connected_in(touches_of(session, access, access.client_id))
    return [
        Known(
            id=person.id,
            name=person.name,
            employer=offer.employer,
            is_connected=person.id in connected,
            profile=profile_key(person.linkedin_url),
            keys=frozenset(
                (name_key(person.name), employer_key(employer))
                for employer in (offer.employer, person.now_at)
                if employer
            ),
        )
        for offer, plan in file.with_plans()
        if plan.standing is not State.OFF
        for person in file.people_of(plan)
        if person.closed_on is None
    ]


def connected_in(touches: Iterable[Touch]) -> set[UUID]:
    """With whom the step is done."""
    return {
        one.contact_id
        for one in touches
        if one.voided_at is None and (one.kind == TouchKind.CONNECTED or one.step == Step.CONNECT)
    }


def name_key(name: str) -> str:
    """Without what some write behind it (`Grace Kim, MBA`), and without spaces."""
    return fold(BEHIND.split(name, maxsplit=1)[0]).replace(" ", "")


def found_in_list(people: list[Known], connections: Iterable[Connection], today: date) -> Found:
    """Goes through the list once and keeps only the lines of these people."""
    of_profile, of_key = defaultdict(list), defaultdict(list)
    for one in people:
        if one.profile:
            of_profile[one.profile].append(one)
        for key in one.keys:
            of_key[key].append(one)
    names = {name for name, _ in of_key} - {""}  # of emoji alone, say
    lines: dict[UUID, Lines] = {one.id: Lines() for one in people}
    for line in connections:
        if of_profile and (met := of_profile.get(profile_key(line.url) or "")):
            for one in met:
                keep(lines[one.id].by_profile, line)
            continue
        either_way = (f"{line.first} {line.last}", f"{line.last} {line.first}")
        for name in names.intersection(map(name_key, either_way)):
            namesakes = of_key.get((name, employer_key(line.company)), [])
            for one in namesakes:
                theirs = lines[one.id]
                keep(theirs.by_name, line)
                theirs.shares_name |= len(namesakes) > 1
    return proposed(people, lines, today)


def keep(lines: list[Connection], line: Connection) -> None:
    """One more than are offered, so that the memory of a list does not grow with the list."""
    if len(lines) <= MOST_ALIKE:
        lines.append(line)


def proposed(people: list[Known], lines: dict[UUID, Lines], today: date) -> Found:
    found = Found()
    for one in people:
        theirs = lines[one.id]
        listed = theirs.by_profile or theirs.by_name
        if not listed:
            continue
        if one.is_connected:
            found.connected += 1
            continue
        dated = {(on, line) for line in listed if (on := day_of(line.on)) and on <= today}
        if not dated:
            found.undated.append(one.name)
        is_sure = len(listed) == 1 and (bool(theirs.by_profile) or is_alone(one, theirs))
        for on, line in sorted(dated, key=lambda each: each[0])[:MOST_ALIKE]:
            found.matches.append(
                Match(one.id, on, one.name, one.employer, as_listed(line), is_sure)
            )
    return found


def is_alone(one: Known, theirs: Lines) -> bool:
    """Nobody else has this name there, and the list knows no other profile of theirs."""
    (line,) = theirs.by_name
    has_another = one.profile is not None and profile_key(line.url) is not None
    return not theirs.shares_name and not has_another


def as_listed(line: Connection) -> str:
    """`Grace Kim, Recruiter, Abbott`, cut where somebody wrote a story."""
    name = f"{line.first} {line.last}".strip()
    return ", ".join(one[:80] for one in (name, line.position, line.company) if one)
