"""What is said of a shared link to the advisor, and the letter that takes it to the client."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import segno

from app.clients.models import Client
from app.clock import in_zone
from app.links.models import ShareLink
from app.settings import Settings
from app.web.language import gettext as _
from app.web.language import language, speaking
from app.web.language import long_day as day_in_words
from app.web.words import how_many, mailto, near_day, short_day


def subject_of_letter() -> str:
    """This and what follows of the letter in the language that is spoken."""
    return _("Your own plan for staying in touch")


def what_it_opens(*, can_update: bool) -> str:
    opens = _(
        "This link opens your own plan for staying in touch with the people you met when you"
        " turned down your offers: what to do now, with whom, and words to begin with."
    )
    noting = _("What you have done you can note there, and I see it.")
    return f"{opens} {noting}" if can_update else opens


def how_to_keep_it(until: date) -> str:
    return _(
        "It needs no password, so please keep it to yourself. It opens until %(day)s.",
        day=day_in_words(until),
    )


def address_of(settings: Settings, secret: str) -> str:
    return f"{settings.base_url.rstrip('/')}/p/{secret}"


def made_seen(
    address: str, link: ShareLink, client: Client, advisor: str, tongue: str
) -> dict[str, Any]:
    """What is shown this once: the address, its picture for a phone, a letter."""
    with speaking(language(tongue)):
        letter = letter_to(
            client.name,
            client.email,
            address,
            link.expires_on,
            can_update=link.can_update,
            advisor=advisor,
        )
    picture = segno.make(address, error="l", micro=False)
    return {
        "address": address,
        "mailto": letter,
        "posted": "",
        "picture": picture.svg_inline(omitsize=True, light="#fff", border=3),
    }


def posted_words(client: Client, mail_lacks: str) -> str:
    if mail_lacks:
        return (
            f"A letter to {client.email} waits under Settings, Letters: no letter leaves until"
            f" {mail_lacks} is set on this service."
        )
    return f"A letter takes it to {client.email}."


def letter_to(
    name: str, email: str, address: str, until: date, *, can_update: bool, advisor: str
) -> str:
    """As an address that opens it in one's own mail program."""
    letter = "\n\n".join(
        (
            _("Dear %(name)s,", name=name),
            what_it_opens(can_update=can_update),
            address,
            how_to_keep_it(until),
            _("Kind regards,") + f"\n{advisor}",
        )
    )
    return mailto(email, subject_of_letter(), letter)


def links_seen(
    links: Sequence[ShareLink], names: Mapping[UUID, str], timezone: str, today: date
) -> list[dict[str, Any]]:
    """The newest first; those that were made on one day are numbered."""
    days = [in_zone(link.made_at, timezone).date() for link in links]
    return [
        link_seen(link, day, days[at:].count(day), days.count(day) > 1, names, timezone, today)
        for at, (link, day) in enumerate(zip(links, days, strict=True))
    ]


def link_seen(
    link: ShareLink,
    made_on: date,
    number: int,
    is_numbered: bool,
    names: Mapping[UUID, str],
    timezone: str,
    today: date,
) -> dict[str, Any]:
    maker = names.get(link.made_by) if link.made_by else None
    made = f"{short_day(made_on, today)} by {maker or 'a program'}"
    return {
        "id": link.id,
        "what": "View and update" if link.can_update else "View only",
        "made": f"{made}, no. {number} that day" if is_numbered else made,
        "until": until_words(link, timezone, today),
        "opened": opened_words(link, timezone, today),
        "is_open": is_open(link, today),
        "is_revoked": link.revoked_at is not None,
    }


def is_open(link: ShareLink, today: date) -> bool:
    return link.revoked_at is None and link.expires_on >= today


def until_words(link: ShareLink, timezone: str, today: date) -> str:
    if link.revoked_at is not None:
        return f"Revoked {near_day(in_zone(link.revoked_at, timezone).date(), today)}"
    word = "Opens until" if link.expires_on >= today else "Ran out on"
    return f"{word} {short_day(link.expires_on, today)}"


def opened_words(link: ShareLink, timezone: str, today: date) -> str:
    if link.last_opened_at is None:
        return "Not opened yet"
    last = near_day(in_zone(link.last_opened_at, timezone).date(), today)
    times = {1: "once", 2: "twice"}.get(link.opened_count) or how_many(link.opened_count, "time")
    return f"Opened {times}, last {last}" if link.opened_count > 1 else f"Opened once, {last}"
