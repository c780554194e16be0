"""Whether words can be an office's message: fields that are known, braces in pairs, and a fit."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from app.drafts.texts import FIELDS, LONGEST_INVITATION, Occasion
from app.faults import BadInput

BRACES = re.compile(r"\{([^{}]*)\}")
ROOM = 15  # characters that are reckoned for each field, since names differ in length


def check(occasion: Occasion, subject: str, text: str) -> None:
    for field, words in (("subject", subject), ("text", text)):
        for problem in problems_of(words):
            raise BadInput(field, problem)
    if not text:
        raise BadInput("text", "must not be blank")
    if occasion is not Occasion.CONNECT and not subject:
        raise BadInput("subject", "must not be blank")
    if occasion is Occasion.CONNECT:
        check_note(subject, text)


def check_note(subject: str, text: str) -> None:
    """What LinkedIn takes with an invitation to connect."""
    if subject:
        raise BadInput("subject", "is nothing that LinkedIn sends: leave it blank")
    length = reckoned_length(text)
    if length > LONGEST_INVITATION:
        raise BadInput(
            "text",
            f"is too long: with {ROOM} characters for each field it comes to {length:,},"
            f" and LinkedIn takes {LONGEST_INVITATION}",
        )


def reckoned_length(text: str) -> int:
    return len(BRACES.sub("x" * ROOM, text))


def problems_of(words: str) -> Iterator[str]:
    for mark in BRACES.sub("", words):
        if mark == "{":
            yield "has a { that is not closed: a field is written like {client}"
        if mark == "}":
            yield "has a } without the { that opens it: a field is written like {client}"
    for name in BRACES.findall(words):
        if name not in FIELDS:
            yield unknown(name)


def unknown(name: str) -> str:
    if not name.strip():
        return "has nothing between { and }: a field is written like {client}"
    near = get_close_matches("_".join(name.lower().split()), FIELDS, n=1, cutoff=0)
    return f"names {{{name}}}, which is no field: did you mean {{{near[0]}}}?"
