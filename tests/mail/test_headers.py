"""What people typed stands in headers as words, and as nothing else, whatever it looks like."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from email.utils import getaddresses
from uuid import uuid4

import pytest

from app.mail.models import Letter
from app.mail.writing import Written, message_of
from app.web.language import ENGLISH

TO, SENDER = "maya@alumni.example.edu", "plans@regards.example.edu"
HEADERS = {
    "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Language",
}  # fmt: skip
NAMES = (
    "Maya Okafor",
    "Okafor, Maya",
    "Müller, Anna",
    "École, Service (Carrières)",
    'Łukasz, "Lu" <other@example.org>',
    "李小龙, (a comment) ;: x",
    "The Career Services Office of the University of Northside, College of Arts, and Letters",
    "Müller, Anna-Maria, geb. von und zu Hohenstein, x@example.org, <other@example.org>, z",
    "=?utf-8?q?words?=",
    "=?ascii?q?=0D=0ABcc:_other@example.org?=",
    "=?utf-8?q?Gr=C3=A4ce=0D=0A=0D=0Abody?=",
    "=?utf-8?b?PG90aGVyQGV4YW1wbGUub3JnPg==?= <other@example.org>",
    "אבי כהן, ‏x",
    "😀" * 70,
    '\\ " \\"',
)


def unfolded(text: str) -> str:
    """Readers differ in the spaces between the parts of a long name."""
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_words_of_a_header_and_no_header_or_address(name: str) -> None:
    letter = Letter(id=uuid4(), to_email=TO, made_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    written = Written(
        subject=f"Thank {name} in a few lines",
        to_name=name,
        paragraphs=("Hello,",),
        closing=("Kind regards",),
        language=ENGLISH,
        reply_to="dana@careers.example.edu",
    )
    message = message_of(letter, written, office=name, sender=SENDER)
    assert getaddresses([str(message["To"])])[0][1] == TO  # to whom the library hands it

    sent = message.as_bytes()
    head, _, _ = sent.partition(b"\r\n\r\n")
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    got = message_from_bytes(sent, policy=default)
    assert set(got.keys()) == HEADERS
    assert got["Subject"] == written.subject
    for header, address in ("To", TO), ("From", SENDER):
        (found,) = got[header].addresses
        assert found.addr_spec == address
        assert unfolded(found.display_name) == unfolded(name)


def test_the_address_that_ends_letters_is_one_for_mail_programs() -> None:
    """They read it as it stands: in an address, RFC 2047 knows no encoded words."""
    address = f"https://regards.example.edu/unsubscribe/rgu_{'a' * 100}"
    letter = Letter(id=uuid4(), to_email=TO, made_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    written = Written(
        subject="Hello", to_name="Maya", paragraphs=(), closing=(), language=ENGLISH,
        leaving=("No more of these letters", address),
    )  # fmt: skip
    sent = message_of(letter, written, office="Office", sender=SENDER).as_bytes()
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in sent
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent


@pytest.mark.parametrize("text", ["two\r\nlines", "two\nlines", "two\u2028lines"])
def test_what_is_not_one_line_is_no_header(text: str) -> None:
    letter = Letter(id=uuid4(), to_email=TO, made_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    for subject, name in (text, "Maya"), ("Hello", text):
        written = Written(
            subject=subject, to_name=name, paragraphs=(), closing=(), language=ENGLISH
        )
        with pytest.raises(ValueError, match=r"one line|linefeed"):
            message_of(letter, written, office="Office", sender=SENDER)
