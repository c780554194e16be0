"""Whoever stops reading half-way leaves no connection, no transaction, no file and no place."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.at_once import MOST_AT_ONCE, a_place
from app.caseload.queries import Filters
from app.db.engine import Database
from app.exports import queries
from app.exports.actions import Asked, Format
from app.exports.columns import What
from app.exports.download import Download, download
from app.exports.models import Export
from app.sheets import xlsx
from tests.cast import a_sheet, an_office, import_into

MANY = [{"client_email": f"c{n}@example.edu", "client_name": f"C{n}"} for n in range(20)]


def begun(database: Database, format: Format) -> tuple[Access, Download]:
    access = an_office(database)
    import_into(database, access, a_sheet(*MANY))
    asked = Asked(what=What.CONTACTS, format=format, filters=Filters(), as_of=date(2026, 11, 23))

    @contextmanager
    def opened() -> Iterator[tuple[Session, Access, Asked]]:
        with database.transaction(access.office_id, write=True) as session:
            yield session, access, asked

    return access, download(database, opened())


async def read_until_gone(answer: Download, pieces: int) -> int:
    """Takes so many pieces and leaves; how many had been sent by then."""
    gone, taken = asyncio.Event(), 0

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal taken
        taken += message["type"] == "http.response.body"
        if taken >= pieces:
            gone.set()
            await asyncio.sleep(0.05)

    if pieces == 0:
        gone.set()
    await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    return taken


def places_free() -> int:
    with ExitStack() as held:
        for _ in range(MOST_AT_ONCE):
            held.enter_context(a_place())
        return MOST_AT_ONCE


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_nothing_is_left(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, format: Format, pieces: int
) -> None:
    monkeypatch.setattr(queries, "CLIENTS_A_PAGE", 2)
    monkeypatch.setattr(xlsx.tempfile, "tempdir", str(tmp_path))
    access, answer = begun(database, format)
    taken = asyncio.run(read_until_gone(answer, pieces))
    assert taken < 10
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
    assert places_free() == MOST_AT_ONCE
    with database.transaction(access.office_id, write=False) as session:
        export = session.scalars(select(Export).where(Export.office_id == access.office_id)).one()
        assert not export.is_whole


def test_a_connection_is_held_only_while_a_page_is_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CLIENTS_A_PAGE", 2)
    _, answer = begun(database, Format.CSV)
    for piece in answer._made:
        assert piece
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    answer._end()


def test_a_reader_who_takes_nothing_is_let_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exports.download.SECONDS_TO_TAKE", 0.05)
    _, answer = begun(database, Format.CSV)

    async def never() -> Any:
        await asyncio.Event().wait()

    async def send(_: Any) -> None:
        await asyncio.Event().wait()

    asyncio.run(answer({"type": "http", "asgi": {"spec_version": "2.3"}}, never, send))
    assert places_free() == MOST_AT_ONCE
