"""The address of a list: its filters as they are written there, and in words."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from app.accounts.door import Member
from app.caseload.filters import MOST_DAYS, Filters
from app.caseload.queries import Choices
from app.caseload.words import STATE_WORDS, TO_DO
from app.cycle.facts import Step
from app.cycle.states import State
from app.faults import BadInput
from app.web.strict import a_line, a_number
from app.web.words import how_many

EVERYONE = "everyone"
YES = "yes"
NO_VIEW = "none"  # in the place of a view: the list as it is without one


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Blank where unset."""

    state: str = ""
    advisor: str = ""  # blank: the reader's own clients, if there are any; everyone; an e-mail
    cohort: str = ""
    program: str = ""
    q: str = ""
    step: str = ""
    employer: str = ""
    area: str = ""
    overdue_by: str = ""
    unseen_for: str = ""
    never_contacted: str = ""
    no_key_people: str = ""
    has_link: str = ""
    view: str = ""  # the id of the saved one that this began with, or none

    @property
    def given(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: text for name in FILTERS if (text := getattr(self, name))}

    def path(self, slug: str, to: str = "caseload", **more: str) -> str:
        """Without a filter it is nothing of a view's any more."""
        given = self.given
        view = self.view if given or not self.view else NO_VIEW
        query = urlencode(
            {name: text for name, text in (given | {"view": view} | more).items() if text}
        )
        return f"/o/{slug}/{to}" + (f"?{query}" if query else "")

    def filters(self, member: Member, possible: Choices) -> Filters:
        """Raises `BadInput` for what cannot be, or is not in this office."""
        if self.state and self.state not in list(State):
            raise BadInput("state", "is none that a client can be in")
        if self.step and self.step not in list(Step):
            raise BadInput("step", "is none of the cycle")
        return Filters(
            state=State(self.state) if self.state else None,
            advisor_id=self.advisor_id(member, possible),
            cohort=self.cohort or None,
            program=self.program or None,
            q=self.q or None,
            step=Step(self.step) if self.step else None,
            employer=self.employer or None,
            area=self.area or None,
            overdue_by=days_in("overdue_by", self.overdue_by),
            unseen_for=days_in("unseen_for", self.unseen_for),
            never_contacted=is_yes("never_contacted", self.never_contacted),
            no_key_people=is_yes("no_key_people", self.no_key_people),
            has_link=is_yes("has_link", self.has_link),
        )

    def advisor_id(self, member: Member, possible: Choices) -> UUID | None:
        if self.is_own(member, possible):
            return member.access.user_id
        if self.advisor in ("", EVERYONE):
            return None
        for user_id, _, email in possible.advisors:
            if email == self.advisor:
                return user_id
        raise BadInput("advisor", "is nobody of this office")

    def is_own(self, member: Member, possible: Choices) -> bool:
        return possible.has_own if not self.advisor else self.advisor == member.email


FILTERS = tuple(field.name for field in fields(Asked) if field.name != "view")


def asked_in(path: str) -> Asked:
    """The filters of a list's address, or none where it is no address of ours."""
    given = dict(parse_qsl(urlsplit(path).query))
    names = (field.name for field in fields(Asked))
    try:
        return Asked(**{name: a_line(given[name]) for name in names if name in given})
    except ValueError:
        return Asked()


def days_in(name: str, text: str) -> int | None:
    if not text:
        return None
    try:
        days = a_number(text)
    except ValueError:
        days = 0
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(name, f"must be a number of days from 1 to {MOST_DAYS:,}")
    return days


def is_yes(name: str, text: str) -> bool:
    if text not in ("", YES):
        raise BadInput(name, "can only be yes, or left out")
    return text == YES


def more_filters(asked: Asked) -> dict[str, Any]:
    """What the less common fields hold."""
    names = (
        "employer", "area", "overdue_by", "unseen_for", "never_contacted", "no_key_people",
        "has_link",
    )  # fmt: skip
    steps = [("", "Any step", not asked.step)]
    steps += [(step.value, words, asked.step == step) for step, words in TO_DO.items()]
    held = {name: getattr(asked, name) for name in names}
    return held | {"steps": steps}


def chips_of(asked: Asked, slug: str) -> list[tuple[str, str]]:
    """What the less common filters say, each with the address of the list without it."""
    return [
        (words, replace(asked, **{name: ""}).path(slug)) for name, words in words_of(asked).items()
    ]


def words_of_list(asked: Asked, possible: Choices) -> str:
    """All that a list is narrowed to, in one line."""
    names = {email: name for _, name, email in possible.advisors}
    whose = {"": "One’s own clients", EVERYONE: "The whole office"}
    parts = [whose.get(asked.advisor) or f"Clients of {names.get(asked.advisor, asked.advisor)}"]
    parts += [STATE_WORDS[State(asked.state)].lower()] if asked.state in list(State) else []
    parts += filter(None, (asked.cohort, asked.program))
    parts += [f"called “{asked.q}”"] if asked.q else []
    parts += (words[:1].lower() + words[1:] for words in words_of(asked).values())
    return ", ".join(parts)


def words_of(asked: Asked) -> dict[str, str]:
    said = {
        "step": f"Next: {step_words(asked.step)}",
        "employer": f"Declined {asked.employer}",
        "area": f"Lives in {asked.area}",
        "overdue_by": f"At least {days_words(asked.overdue_by)} overdue",
        "unseen_for": f"Not seen for {days_words(asked.unseen_for)}",
        "never_contacted": "Never contacted",
        "no_key_people": "Nobody is key",
        "has_link": "Has a shared link",
    }
    return {name: words for name, words in said.items() if getattr(asked, name)}


def step_words(step: str) -> str:
    words = TO_DO[Step(step)] if step in list(TO_DO) else step
    return words[:1].lower() + words[1:]


def days_words(days: str) -> str:
    return how_many(int(days), "day") if days.isascii() and days.isdecimal() else days
