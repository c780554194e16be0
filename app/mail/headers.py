"""Headers that hold what people typed, or an address that is long, written here.

The standard library's own headers read what they are given: there a name `=?utf-8?q?=0D=0A…?=` ends
the header, and a long name with a comma, or with letters beyond ASCII, becomes several addresses.
An address that no line holds it encodes as words, which no mail program takes for an address.
"""

from email.header import Header
from email.policy import Policy

from email_validator import EmailNotValidError, validate_email

LONGEST = 76  # characters of a line
IN_PHRASES = frozenset('()<>[]:;@\\,."')  # what an address would be read by


class Typed(str):
    """Text, an address, or the one before the other, as a header that means just this.

    Raises `ValueError` for what is not one line.
    """

    name: str
    parts: tuple[str, ...]

    def __new__(cls, name: str, text: str, address: str = "") -> "Typed":
        if len(text.splitlines()) > 1:
            raise ValueError("a header is one line")
        words = [text] if text and is_plain(name, text, bool(address)) else encoded(name, text)
        parts = (*words, f"<{address}>") if address else tuple(words)
        made = super().__new__(cls, " ".join(parts))
        made.name, made.parts = name, parts
        return made

    def fold(self, *, policy: Policy) -> str:
        """As the library asks for it."""
        line = f"{self.name}: {self}"
        if len(line) > LONGEST:
            line = f"{self.name}: " + f"{policy.linesep} ".join(self.parts)
        return line + policy.linesep


def is_plain(name: str, text: str, is_phrase: bool) -> bool:
    return (
        text.isascii()
        and text.isprintable()
        and "=?" not in text
        and len(name) + len(text) < LONGEST
        and not (is_phrase and IN_PHRASES.intersection(text))
    )


def encoded(name: str, text: str) -> list[str]:
    return Header(text, "utf-8", header_name=name).encode(linesep="").split() if text else []


def in_ascii(address: str) -> str:
    """With its domain as every mail server takes it; what stands before the @ has no such form."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return address
    return f"{found.local_part}@{found.ascii_domain}"
