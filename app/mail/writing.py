"""What a letter says, once for text and HTML, and how it becomes a message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office
from app.mail.headers import Typed, in_ascii
from app.mail.models import Letter
from app.web.language import Language, speaking
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, which leads to a page."""

    name: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Listing:
    title: str
    items: tuple[Item, ...]
    more: str = ""  # how many are left out


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one letter; each paragraph is plain text."""

    subject: str
    to_name: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]  # below what stands out: until when it is good, who wrote
    language: Language
    headline: str = ""  # stands out, below the first paragraph
    lists: tuple[Listing, ...] = ()
    code: str = ""  # stands out, to be typed
    button: tuple[str, str] | None = None  # what it is called, and where it leads
    reply_to: str = ""
    leaving: tuple[str, str] | None = None  # how no more of these come: words, and where


@dataclass(frozen=True, slots=True)
class Desk:
    """What a letter is written with."""

    base_url: str
    key: bytes  # of the service; the secrets in letters follow from it
    masked: bool = False  # for those who only look at it: no secret, and no address that opens

    def secret(self, text: str) -> str:
        return "•" * 6 if self.masked else text

    def page(self, path: str) -> str:
        """One that whoever may see it signs in for."""
        return f"{self.base_url.rstrip('/')}/{path}"

    def address(self, path: str, secret: str) -> str:
        return f"{self.base_url.rstrip('/')}/{path}/{'…' if self.masked else secret}"


# None where it need not be sent any more: what it is about was taken back, say.
Writer = Callable[[Session, Access, Letter, Desk], Written | None]


# With made-up people, for those who look at what the office sends.
Sample = Callable[[Office, Desk], Written]


def message_of(letter: Letter, written: Written, *, office: str, sender: str) -> EmailMessage:
    """Text, and the same as HTML. Raises `ValueError` where a header cannot hold what it must."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = Typed("Subject", written.subject)
    message["From"] = Typed("From", office, sender)
    message["To"] = Typed("To", written.to_name, in_ascii(letter.to_email))
    if written.reply_to:
        message["Reply-To"] = in_ascii(written.reply_to)
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = message_id(letter.id, sender)
    message["Auto-Submitted"] = "auto-generated"
    if written.leaving:  # RFC 8058: mail programs may do it by one press
        message["List-Unsubscribe"] = Typed("List-Unsubscribe", "", written.leaving[1])
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(as_text(written), cte="quoted-printable")
    message.add_alternative(as_html(written, office), subtype="html", cte="quoted-printable")
    message["Content-Language"] = written.language.tag  # last, since the content moves such away
    return message


def message_id(letter_id: UUID, sender: str) -> str:
    """The same at each attempt."""
    return f"<{letter_id.hex}@{sender.rpartition('@')[2]}>"


def as_text(written: Written) -> str:
    parts = [
        *written.paragraphs[:1],
        *([written.headline] if written.headline else []),
        *written.paragraphs[1:],
        *map(listed, written.lists),
        *([f"    {written.code}"] if written.code else []),
        *([f"{written.button[0]}:\n{written.button[1]}"] if written.button else []),
        *written.closing,
        *([f"{written.leaving[0]}:\n{written.leaving[1]}"] if written.leaving else []),
    ]
    return "\n\n".join(parts) + "\n"


def listed(one: Listing) -> str:
    lines = [one.title.upper()]
    for item in one.items:
        lines += ["", f"{item.name}: {item.text}", item.address]
    return "\n".join([*lines, *(["", one.more] if one.more else [])])


def as_html(written: Written, office: str) -> str:
    with speaking(written.language):
        return render("mail/letter.html", letter=written, office_name=office)


def is_too_late(letter: Letter, at: datetime) -> bool:
    return letter.good_until is not None and letter.good_until <= at
