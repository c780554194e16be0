"""What all commands of the shell share: the settings, the database, and options read strictly."""

import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import psycopg
import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.models import Office
from app.accounts.queries import office_by_slug, operator_of
from app.db.engine import MAY_BE_AWAY, Database, is_away
from app.db.migrating import answers_and_is_newest
from app.imports.emails import read_email
from app.settings import Settings
from app.store import open_database
from app.web.strict import a_day, a_line, not_blank

DATABASE_ERRORS: tuple[type[Exception], ...] = (
    *MAY_BE_AWAY,
    DBAPIError,
    sqlite3.Error,
    psycopg.Error,
)
NOT_NEWEST = "The database is not at the newest migration: run “regards migrate”."
WHO_MIGRATES = "“regards migrate” signs in by REGARDS_MIGRATION_DATABASE_URL, as the tables’ owner."


def fail(reason: str) -> typer.Exit:
    typer.echo(reason, err=True)
    return typer.Exit(1)


def settings() -> Settings:
    """What is wrong is told by the variable's name, never with its value: it may be a secret."""
    try:
        return Settings()
    except ValidationError as error:
        for found in error.errors():
            name = "_".join(str(part) for part in found["loc"])
            words = found["msg"].removeprefix("Value error, ")
            typer.echo(f"REGARDS_{name.upper()}: {words}", err=True)
        raise fail("Nothing was done: these settings cannot be.") from None


@contextmanager
def answering() -> Iterator[None]:
    try:
        yield
    except DATABASE_ERRORS as error:
        cause = getattr(error, "orig", error)
        said = str(cause).strip().partition("\n")[0]
        if isinstance(cause, psycopg.errors.InsufficientPrivilege):
            raise fail(f"The database refuses this role: {said}. {WHO_MIGRATES}") from None
        if not is_away(error):
            raise
        raise fail(f"The database does not answer: {said}") from None


@contextmanager
def database(url: str = "") -> Iterator[Database]:
    """The service's, where no other address is named."""
    opened = open_database(url or settings().database_url, pool_size=2)
    try:
        with answering():
            yield opened
    except DATABASE_ERRORS:
        if answers_and_is_newest(opened):
            raise
        raise fail(NOT_NEWEST) from None
    finally:
        opened.dispose()


@contextmanager
def inside(opened: Database, slug: str) -> Iterator[tuple[Session, Access, Office]]:
    """A writing transaction of one office, as the operator."""
    with opened.between_offices() as session:
        office = office_by_slug(session, slug)
    if office is None:
        raise fail(f"There is no office “{slug}”.")
    with opened.transaction(office.id, write=True) as session:
        yield session, operator_of(office), office


def check_free(host: str, port: int) -> None:
    """Before anything is said to be served there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0].lower()
        raise fail(f"Port {port} of {host} cannot be listened on: {reason}.") from None


def once_it_answers(host: str, port: int, tell: Callable[[], None]) -> None:
    """Whoever follows the address that is told shall find something there."""

    def wait() -> None:
        while True:
            with suppress(OSError):
                socket.create_connection((host, port)).close()
                return tell()
            time.sleep(0.05)

    threading.Thread(target=wait, name="once it answers", daemon=True).start()


def valid_email(text: str) -> str:
    try:
        return read_email(text.strip())
    except ValueError as error:
        raise fail(f"--email: {error}.") from None


def valid_name(text: str) -> str:
    try:
        return not_blank(a_line(text))
    except ValueError as error:
        raise fail(f"--name: {error}.") from None


def valid_day(option: str, text: str) -> date:
    try:
        return a_day(text)
    except ValueError as error:
        raise fail(f"{option}: {error}.") from None
