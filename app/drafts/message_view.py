"""An office's messages as the pages and the API show them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.accounts.access import Permission
from app.accounts.door import Member
from app.drafts import answers
from app.drafts.checking import ROOM
from app.drafts.templates import Example, Message
from app.drafts.texts import (
    FIELDS,
    LONGEST_INVITATION,
    Filled,
    Occasion,
    Words,
    filled,
    fitting,
    pieces,
)
from app.office.view import on
from app.office.words import day_of
from app.web.answers import fields_of
from app.web.forms import Form

NAMES = {
    Occasion.CONNECT: ("The note with an invitation to connect", "On LinkedIn, to each person met"),
    Occasion.THANK: ("Thank you", "Once connected, to each person met"),
    Occasion.UPDATE: ("The update", "To the key people"),
    Occasion.INVITE_IN_PERSON: ("The invitation to meet", "For the catch-up, in the same area"),
    Occasion.INVITE_REMOTE: ("The invitation to a call", "For the catch-up, further apart"),
    Occasion.KEEP_IN_TOUCH: ("Keeping in touch", "To everybody in the network"),
    Occasion.NUDGE: ("The nudge", "From the advisor to the client"),
}


def listed(member: Member, found: Sequence[Message], today: date) -> list[dict[str, Any]]:
    return [
        {
            "href": f"/o/{member.office_slug}/settings/messages/{one.occasion}",
            "name": NAMES[one.occasion][0],
            "when": NAMES[one.occasion][1],
            "begins": one.words.subject or one.words.text,
            "is_own": one.is_own,
            "changed": changed_words(member, one, today) if one.is_own else "",
        }
        for one in found
    ]


def changed_words(member: Member, one: Message, today: date) -> str:
    if one.changed_at is None:
        return ""
    day = on(day_of(one.changed_at, member.access.timezone, today))
    did = "wrote this" if one.is_own else "went back to our words"
    return f"{one.changed_by} {did} {day}."


def message_seen(member: Member, one: Message, found: list[Example], today: date) -> dict[str, Any]:
    is_note = one.occasion is Occasion.CONNECT
    return {
        "name": NAMES[one.occasion][0],
        "when": NAMES[one.occasion][1],
        "action": f"/o/{member.office_slug}/settings/messages/{one.occasion}",
        "fields": [(f"{{{name}}}", field.meaning) for name, field in FIELDS.items()],
        "note_hint": f"LinkedIn takes {LONGEST_INVITATION} characters; each field is reckoned as"
        f" {ROOM}."
        if is_note
        else "",
        "has_subject": not is_note,
        "is_own": one.is_own,
        "version": one.version,
        "changed": changed_words(member, one, today),
        "may_change": member.access.may(Permission.MANAGE_OFFICE),
        "examples": [(str(each.contact_id), example_words(each)) for each in found],
        "form": Form({"subject": one.words.subject, "text": one.words.text}),
        "theirs": None,
        "preview": None,
    }


def example_words(each: Example) -> str:
    return f"{each.client_name}, about {each.contact_name} of {each.employer}"


def preview_seen(words: Words, known: Mapping[str, str], longest: int | None) -> dict[str, Any]:
    ready = filled(words, known)
    return {
        "subject": list(pieces(words.subject, known)),
        "text": list(pieces(fitting(words, known), known)),
        "gaps": ready.gaps,
        "count": f"{len(ready.text)} of {longest} characters" if longest else "",
        "is_too_long": bool(longest and len(ready.text) > longest),
    }


def message_json(one: Message) -> answers.Template:
    return fields_of(
        answers.Template,
        one,
        step=one.occasion,
        subject=one.words.subject,
        text=one.words.text,
        own=one.is_own,
    )


def preview_json(ready: Filled) -> answers.Preview:
    return {"subject": ready.subject, "text": ready.text, "gaps": list(ready.gaps)}
