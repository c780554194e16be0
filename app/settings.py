"""The environment, read once into typed settings (prefix `REGARDS_`, or a `.env` file)."""

from logging import getLevelNamesMapping
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def a_database_url(text: str) -> str:
    try:
        store = make_url(text).get_backend_name()
    except ArgumentError:
        store = ""
    if store not in ("sqlite", "postgresql"):
        raise ValueError("must begin with sqlite:/// or postgresql://")
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
    base_url: str = "http://127.0.0.1:8000"
    htmx_from_app: bool = False  # else from the CDN, pinned by its hash
    with_worker: bool = False  # runs the errands beside the pages, in the same process
    log_json: bool = True
    log_level: Annotated[str, AfterValidator(a_log_level)] = "INFO"
    session_days: int = Field(default=14, ge=1, le=365)
    pool_size: int = Field(default=10, ge=1, le=200)  # connections a process may hold
    api_calls_per_minute: int = Field(default=12_000, ge=1)  # of one token, in one process
    max_body_bytes: int = Field(default=2_000_000, ge=1_000)
    mail_url: SecretStr = SecretStr("")  # of the server that takes letters; empty: none leaves
    mail_from: str = ""  # the address that they come from

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
    def cookies_are_secure(self) -> bool:
        return self.base_url.startswith("https://")
