"""How many statements the pages that are opened all day may run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from psycopg import Cursor
from sqlalchemy import event

from app.db.wire import Wire
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.stories import KEY, met

Counting = Callable[[], AbstractContextManager[list[str]]]
FRAMES = ("BEGIN", "SET LOCAL", "COMMIT", "ROLLBACK")


@pytest.fixture
def counting(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Collects what reaches the driver, on the way that the service itself takes."""
    database = app.state.database

    @contextmanager
    def on_sqlite() -> Iterator[list[str]]:
        ran: list[str] = []

        def listen(connection: Any, *_: Any) -> None:
            connection.set_trace_callback(ran.append)

        def stop(connection: Any, *_: Any) -> None:
            connection.set_trace_callback(None)

        event.listen(database.engine, "checkout", listen)
        event.listen(database.engine, "checkin", stop)
        yield ran
        event.remove(database.engine, "checkout", listen)
        event.remove(database.engine, "checkin", stop)

    @contextmanager
    def on_postgresql() -> Iterator[list[str]]:
        ran: list[str] = []
        execute, name_of, answer = Cursor.execute, Wire._name_of, Wire._answer

        def executed(cursor: Any, query: Any, *args: Any, **more: Any) -> Any:
            ran.append(str(query))
            return execute(cursor, query, *args, **more)

        def wired(way: Any) -> Any:
            def noted(wire: Wire, text: str, *args: Any) -> Any:
                ran.append(text)
                return way(wire, text, *args)

            return noted

        with monkeypatch.context() as patched:
            patched.setattr(Cursor, "execute", executed)
            patched.setattr(Wire, "_name_of", wired(name_of))
            patched.setattr(Wire, "_answer", wired(answer))
            yield ran

    return on_postgresql if database.is_postgresql else on_sqlite


def without_frames(ran: list[str]) -> list[str]:
    """Nor the blank one that asks whether the connection is alive."""
    return [text for text in ran if text.strip(" ;") and not text.startswith(FRAMES)]


def rows(today: date, offers: int) -> list[dict[str, str]]:
    return [
        met(today, KEY, declined=60, connected=50) | {"offer_employer": f"Employer {number}"}
        for number in range(offers)
    ]


@pytest.mark.parametrize("query", [{}, {"state": "stalled", "q": "maya", "cohort": "MBA 2025"}])
def test_the_list_takes_five_statements(
    dana: Person, imported: Import, today: date, counting: Counting, query: dict[str, str]
) -> None:
    """Who, what can be chosen, the saved views, how far a new policy is, the rows with counts."""
    imported(*rows(today, 1))
    dana.sees("caseload")
    with counting() as ran:
        assert len(dana.sees("caseload", **query).rows) == 1
    assert len(without_frames(ran)) == 5
    assert len([text for text in ran if text.startswith("BEGIN")]) == 1


def test_a_client_with_many_offers_takes_no_more_than_one_with_one(
    dana: Person, imported: Import, today: date, counting: Counting
) -> None:
    lee = {"client_name": "Lee", "client_email": "lee@alumni.example.edu"}
    imported(*rows(today, 1), *(row | lee for row in rows(today, 8)))
    took = []
    for name, offers in (("Maya Okafor", 1), ("Lee", 8)):
        path = file_of(dana, name).page
        with counting() as ran:
            assert len(dana.sees(path).soup.select("section[id^=offer-]")) == offers
        took.append(len(without_frames(ran)))
    assert took[0] == took[1] <= 17
