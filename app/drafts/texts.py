"""A message ready for each step: words with fields in braces, and gaps where a fact is missing.

Written in the client's own voice, except the nudge, which is the advisor's to the client.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from app.cycle.facts import Step, TouchKind
from app.cycle.plan import Mode
from app.web.language import mark

LONGEST_INVITATION = 300  # characters that LinkedIn takes with an invitation to connect


class Occasion(StrEnum):
    CONNECT = "connect"
    THANK = "thank"
    UPDATE = "update"
    INVITE_IN_PERSON = "invite_in_person"
    INVITE_REMOTE = "invite_remote"
    KEEP_IN_TOUCH = "keep_in_touch"
    NUDGE = "nudge"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str  # blank for what is no e-mail
    text: str
    shorter: str = ""  # where the text has a limit and the names are long


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand in braces: what it is, and what shows in its place while it is not known."""

    meaning: str
    gap: str


FIELDS = {
    "contact": Field("the contact’s name", mark("name")),
    "contact_first_name": Field("the contact’s first name", mark("first name")),
    "client": Field("the client’s name", mark("your name")),
    "client_first_name": Field("the client’s first name", mark("your first name")),
    "advisor": Field("their advisor’s name", mark("advisor")),
    "employer": Field("who made the offer", mark("employer")),
    "title": Field("the title that was offered", mark("title")),
    "role": Field("“the role of” and that title", mark("the role")),
    "ago": Field(
        "how long ago the offer was declined: “about half a year ago”", mark("some time ago")
    ),
    "job": Field("the title of the job taken instead", mark("your new role")),
    "job_employer": Field("the employer there", mark("your new employer")),
    "i_work": Field("“I now work”, or that the client is about to start", mark("I now work")),
    "so_long": Field("how long the client has been there: “a year”", mark("some time")),
    "place": Field("the town of the contact", mark("a place near both of you")),
    "whom": Field("the contact’s name and where they work", mark("name")),
    "team": Field("“the team”, or where the contact has moved to", mark("the team")),
    "end": Field("“your end”, or where the contact has moved to", mark("your end")),
    "good_thing": Field(
        "always a gap, for the client to fill in", mark("one thing that went well")
    ),
    "step": Field("what comes next with the contact", mark("the next step")),
    "when": Field("by which day, or since when it waits", mark("by when")),
}
GAPS = {name: field.gap for name, field in FIELDS.items()}

WORDS = {
    Occasion.CONNECT: Words(
        "",
        "Hello {contact}, thank you again for our conversations about {role} at {employer}. I chose"
        " another path this time, and I enjoyed getting to know you. I would be glad to stay in"
        " touch. {client}",
        "Hello {contact}, I enjoyed getting to know you, and would be glad to stay in touch."
        " {client}",
    ),
    Occasion.THANK: Words(
        "Thank you",
        "Dear {contact},\n\n"
        "thank you for the time and the trust you gave me while we spoke about {role} at"
        " {employer}. Saying no was not easy, and it had nothing to do with the people I met. I"
        " wish you and the team all the best, and I hope that our paths cross again.\n\n"
        "Kind regards,\n{client}",
    ),
    Occasion.UPDATE: Words(
        "A short update",
        "Dear {contact},\n\n"
        "{ago} we spoke about {role} at {employer}, and I have thought of it since."
        " {i_work} as {job} at {job_employer}, and all is well: {good_thing}.\n\n"
        "How are you, and how is {team}?\n\n"
        "Kind regards,\n{client}",
    ),
    Occasion.INVITE_IN_PERSON: Words(
        "Lunch, or a coffee?",
        "Dear {contact},\n\n"
        "it has been {so_long} at {job_employer} now, and I would enjoy hearing how you are. Would"
        " you have time for lunch or a coffee in {place} in the next few weeks?\n\n"
        "Kind regards,\n{client}",
    ),
    Occasion.INVITE_REMOTE: Words(
        "A call, some time soon?",
        "Dear {contact},\n\n"
        "it has been {so_long} at {job_employer} now, and I would enjoy hearing how you are. Would"
        " you have half an hour for a call in the next few weeks? If writing suits you better, I"
        " am just as glad of that.\n\n"
        "Kind regards,\n{client}",
    ),
    Occasion.KEEP_IN_TOUCH: Words(
        "How are you?",
        "Dear {contact},\n\n"
        "a word from me, for no other reason than that I was thinking of you. Here all is well:"
        " {good_thing}. How are things at {end}?\n\n"
        "Kind regards,\n{client}",
    ),
    Occasion.NUDGE: Words(
        "A word to {contact}?",
        "Dear {client},\n\n"
        "{whom} would be glad to hear from you. What comes next is {step},"
        " {when}; a few lines are enough. If it is done already, tell me and I will note it; if it"
        " does not suit now, tell me that too.\n\n"
        "Kind regards,\n{advisor}",
    ),
}

FOR_STEP = {
    Step.CONNECT: Occasion.CONNECT,
    Step.THANK: Occasion.THANK,
    Step.UPDATE: Occasion.UPDATE,
    Step.KEEP_IN_TOUCH: Occasion.KEEP_IN_TOUCH,
}
# What sending it is logged as; an invitation still waits for its answer.
LOGGED_AS = {
    Occasion.CONNECT: TouchKind.CONNECTED,
    Occasion.THANK: TouchKind.THANKED,
    Occasion.UPDATE: TouchKind.UPDATED,
    Occasion.INVITE_IN_PERSON: TouchKind.INVITED,
    Occasion.INVITE_REMOTE: TouchKind.INVITED,
    Occasion.KEEP_IN_TOUCH: TouchKind.WROTE,
}
IN_BRACES = re.compile(r"\{(\w+)\}")


class Filled(NamedTuple):
    subject: str
    text: str
    gaps: tuple[str, ...]  # what is still to be filled in, in the order in which it is read


def occasion_of(step: Step | None, mode: Mode | None) -> Occasion:
    """Of what pends with a person; without a step, a word for its own sake."""
    if step is Step.CATCH_UP:
        return Occasion.INVITE_IN_PERSON if mode is Mode.IN_PERSON else Occasion.INVITE_REMOTE
    return FOR_STEP.get(step, Occasion.KEEP_IN_TOUCH) if step else Occasion.KEEP_IN_TOUCH


def filled(words: Words, facts: Mapping[str, str]) -> Filled:
    """`facts` by field; a blank or a lacking one becomes a gap in square brackets."""
    text = fitting(words, facts)
    fields = IN_BRACES.findall(f"{words.subject} {text}")
    gaps = dict.fromkeys(GAPS[name] for name in fields if not facts.get(name))
    return Filled(put_in(words.subject, facts), put_in(text, facts), tuple(gaps))


def fitting(words: Words, facts: Mapping[str, str]) -> str:
    if words.shorter and len(put_in(words.text, facts)) > LONGEST_INVITATION:
        return words.shorter
    return words.text


def put_in(words: str, facts: Mapping[str, str]) -> str:
    return "".join(text for text, _ in pieces(words, facts))


parts_of = lru_cache(1_000)(IN_BRACES.split)  # text and fields in turn; of each office's few


def pieces(words: str, facts: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is a gap."""
    for at, part in enumerate(parts_of(words)):
        is_field = at % 2 == 1
        known = facts.get(part, "") if is_field else part
        yield (known, False) if known or not is_field else (f"[{GAPS[part]}]", True)
