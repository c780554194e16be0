"""Secrets that name their office: `prefix_office_secret+checksum`, of which only a hash is kept.

The office in clear makes the look-up one of that office alone; prefix and checksum let scanners
recognise a token that has leaked.
"""

import hashlib
import hmac
import re
import secrets
import zlib
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

FORM = re.compile(r"(?P<prefix>rg[a-z])_(?P<office>[0-9a-f]{32})_[0-9a-f]{64}(?P<sum>[0-9a-f]{8})")

ANYWHERE = re.compile(r"rg[a-z]_[0-9a-f]{32}_[0-9a-f]{72}")

SECRET_BYTES = 32


class Token(NamedTuple):
    office_id: UUID
    hash: str


def make_token(prefix: str, office_id: UUID) -> tuple[str, Token]:
    """The text to show this once, and what is kept of it; `rga` is the prefix for programs."""
    body = f"{prefix}_{office_id.hex}_{secrets.token_hex(SECRET_BYTES)}"
    text = body + checksum(body)
    return text, Token(office_id, hash_of(text))


def new_salt() -> str:
    """For a secret that has to be written down once more, in a letter: see `token_of`."""
    return secrets.token_hex(16)


def token_of(prefix: str, office_id: UUID, key: bytes, salt: str) -> tuple[str, Token]:
    """The same each time, from the service's own key and a salt; neither alone leads to it."""
    digest = hmac.digest(key, f"{prefix} {office_id} {salt}".encode(), hashlib.sha256)
    body = f"{prefix}_{office_id.hex}_{digest.hex()}"
    text = body + checksum(body)
    return text, Token(office_id, hash_of(text))


def read_token(prefix: str, text: str) -> Token | None:
    """`None` for anything that this service cannot have made."""
    parts = FORM.fullmatch(text)
    if parts is None or parts["prefix"] != prefix or checksum(text[:-8]) != parts["sum"]:
        return None
    return Token(known_office(parts["office"]), hash_of(text))


known_office = lru_cache(1_000)(UUID)  # of few, again and again


def token_in(prefix: str, text: str) -> str | None:
    """The token in what a mail program made of it: in capitals, doubled, with a dot behind."""
    plain = "".join(text.split()).lower()
    return next((one for one in ANYWHERE.findall(plain) if read_token(prefix, one)), None)


def token_from(prefix: str, text: str) -> tuple[str, Token]:
    """Another secret of the same office, to which `text` leads and which does not lead back."""
    office = known_office(text[4:36])
    body = f"{prefix}_{office.hex}_{hash_of(prefix + text)}"
    made = body + checksum(body)
    return made, Token(office, hash_of(made))


def checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
