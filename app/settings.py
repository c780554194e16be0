"""The environment, read once into typed settings (prefix `REGARDS_`, or a `.env` file)."""

import re
from contextlib import suppress
from datetime import timedelta
from logging import getLevelNamesMapping
from typing import Annotated
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

MAIL_PORTS = {"smtp": 587, "smtps": 465}


def a_database_url(text: str) -> str:
    try:
        url = make_url(text)
        store = url.get_backend_name()
    except (ArgumentError, ValueError):  # the latter would tell a part of it
        store = ""
    if store not in ("sqlite", "postgresql"):
        raise ValueError(
            "must look like sqlite:///file or postgresql://name:password@host/database"
        )
    if store == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("must name a file: sqlite:////var/lib/regards/regards.sqlite3")
    return text


def a_base_url(text: str) -> str:
    """Without a path: pages and cookies are of the whole site."""
    if not re.fullmatch(r"https?://[^/?#\s]+/?", text):
        raise ValueError("must look like https://regards.example.edu, and no path may follow")
    return text


def mail_server_at(url: str) -> SplitResult:
    with suppress(ValueError):  # of a port, say, that there cannot be
        parts = urlsplit(url)
        if parts.scheme in MAIL_PORTS and parts.hostname and parts.port != 0:
            return parts
    raise ValueError("must look like smtps://name:password@mail.example.edu")


def a_mail_url(secret: SecretStr) -> SecretStr:
    if secret:
        parts = mail_server_at(secret.get_secret_value())
        if not unquote(f"{parts.username}{parts.password}").isascii():
            raise ValueError("must hold a name and a password without letters beyond ASCII")
    return secret


def a_sender(text: str) -> str:
    """One address and nothing else: before it stands the office's name."""
    part = r"[^\s@<>(),:;\"\\]+"
    if text and not (text.isascii() and re.fullmatch(f"{part}@{part}", text)):
        raise ValueError("must look like plans@regards.example.edu")
    return text


def a_log_level(text: str) -> str:
    if text.upper() not in getLevelNamesMapping():
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return text


DatabaseUrl = Annotated[str, AfterValidator(a_database_url)]
OwnersUrl = Annotated[str, AfterValidator(lambda text: text and a_database_url(text))]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="REGARDS_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # an address of the database holds a password
    )

    database_url: DatabaseUrl = "sqlite:///regards.sqlite3"
    migration_database_url: OwnersUrl = ""  # where it differs from the service's
    secret_key: SecretStr = SecretStr("")
    base_url: Annotated[str, AfterValidator(a_base_url)] = "http://127.0.0.1:8000"
    htmx_from_app: bool = False  # else from the CDN, pinned by its hash
    with_worker: bool = False  # runs the errands beside the pages, in the same process
    log_json: bool = True
    log_level: Annotated[str, AfterValidator(a_log_level)] = "INFO"
    session_days: int = Field(default=14, ge=1, le=365)
    session_idle_hours: int = Field(default=96, ge=2, le=8760)  # noted by the hour, so not fewer
    pool_size: int = Field(default=10, ge=1, le=200)  # connections a process may hold
    api_calls_per_minute: int = Field(default=12_000, ge=1)  # of one token, in one process
    max_body_bytes: int = Field(default=2_000_000, ge=1_000)
    # Of the server that takes letters; empty: none leaves.
    mail_url: Annotated[SecretStr, AfterValidator(a_mail_url)] = SecretStr("")
    mail_from: Annotated[str, AfterValidator(a_sender)] = ""  # the address that they come from

    @property
    def owner_url(self) -> str:
        return self.migration_database_url or self.database_url

    @property
    def mail_lacks(self) -> str:
        """What has to be set before letters can leave; empty where they can."""
        given = {
            "REGARDS_MAIL_URL": self.mail_url.get_secret_value(),
            "REGARDS_MAIL_FROM": self.mail_from,
            "REGARDS_SECRET_KEY": self.secret_key.get_secret_value(),  # codes follow from it
        }
        *names, last = [name for name, value in given.items() if not value] or [""]
        return f"{', '.join(names)} and {last}" if names else last

    @property
    def key(self) -> bytes:
        return self.secret_key.get_secret_value().encode()

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(days=self.session_days)

    @property
    def session_idles(self) -> timedelta:
        return timedelta(hours=self.session_idle_hours)

    @property
    def cookies_are_secure(self) -> bool:
        return self.base_url.startswith("https://")
