"""The people of a plan as cards for an address book: vCard 4.0."""

from collections.abc import Iterable, Iterator

from icalendar import vText
from icalendar.parser import Contentline, Parameters

from app.clients.keys import profile_link
from app.ownplan.queries import OwnContact
from app.web.language import gettext as _


def cards_of(people: Iterable[tuple[OwnContact, str]]) -> bytes:
    """Each with the employer at which they were met."""
    lines = (line for contact, employer in people for line in card_lines(contact, employer))
    return b"".join(line.to_ical() + b"\r\n" for line in lines)


def card_lines(contact: OwnContact, employer: str) -> Iterator[Contentline]:
    yield Contentline("BEGIN:VCARD")
    yield Contentline("VERSION:4.0")
    yield Contentline(f"UID:urn:uuid:{contact.id}")
    yield text("FN", contact.name)
    if contact.move_id is None:  # else they are elsewhere by now
        yield text("ORG", employer)
        if contact.title:
            yield text("TITLE", contact.title)
    if contact.email:
        yield text("EMAIL", contact.email)
    if contact.phone:
        yield text("TEL", contact.phone)
    if profile := profile_link(contact.linkedin_url):
        yield Contentline(f"URL:{profile}")
    yield text("NOTE", _("Met at %(employer)s", employer=employer))
    yield Contentline("END:VCARD")


def text(name: str, value: str) -> Contentline:
    line: Contentline = Contentline.from_parts(name, Parameters(), vText(value))
    return line
