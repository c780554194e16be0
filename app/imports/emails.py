"""E-mail addresses as a sheet brings them: of as many people, at few domains."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

# As nearly all are: of what stands before the @ of these, there is nothing more to check.
PLAIN_EMAIL = re.compile(
    r"(?=.{3,250}\Z)[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*@([a-zA-Z0-9.-]+)",
    re.ASCII,
)


@lru_cache(maxsize=100_000)  # the same people stand in several columns, and in the next sheet
def read_email(text: str) -> str:
    """Lower case, since offices know people by it."""
    try:
        plain = PLAIN_EMAIL.fullmatch(text)
        if plain and is_plain(plain[1]):
            return text.lower()
        return checked_email(text)
    except EmailNotValidError:
        raise ValueError(f"“{text[:80]}” is not an e-mail address") from None


@lru_cache(maxsize=10_000)
def is_plain(domain: str) -> bool:
    """Checked once for all who are there. Raises `EmailNotValidError`."""
    return checked_email(f"x@{domain}") == f"x@{domain}".lower()


def checked_email(text: str) -> str:
    found = validate_email(text, check_deliverability=False, test_environment=True)
    return found.normalized.lower()
