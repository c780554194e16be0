"""Two hundred exports asked for in one moment: a few are made, the rest are told when to return."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.audit.at_once import MOST_AT_ONCE, a_place
from app.db.engine import Database
from app.exports import download
from tests.api.conftest import Speak
from tests.cast import a_sheet, import_into

MANY = 200
SECONDS_FOR_A_PAGE = 5  # on a busy machine


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No export goes on until it is opened."""
    opened, make = threading.Event(), download.pieces

    def waiting(*given: Any) -> Iterator[bytes]:
        opened.wait(60)
        yield from make(*given)

    monkeypatch.setattr(download, "pieces", waiting)
    yield opened
    opened.set()


def test_a_few_are_made_and_the_rest_told_to_return_while_pages_answer(
    as_member: Speak, database: Database, gate: threading.Event
) -> None:
    ours = as_member()
    import_into(database, ours.access, a_sheet({}))  # type: ignore[attr-defined]
    refused, made, pages = asyncio.run(asked_at_once(ours, gate))
    assert Counter(answer.status_code for answer in refused) == {429: MANY - MOST_AT_ONCE}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert [page.status_code for page in pages] == [200, 200]
    assert Counter(answer.status_code for answer in made) == {200: MOST_AT_ONCE}
    assert all("Maya Okafor" in answer.text for answer in made)
    with a_place():
        assert ours.get("exports/contacts").status_code == 200


async def asked_at_once(
    ours: TestClient, gate: threading.Event
) -> tuple[list[httpx2.Response], list[httpx2.Response], list[httpx2.Response]]:
    """Those answered while some are being made, those made, and a page that was asked for in the
    midst of them and one that was when all the others had been refused."""
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(ours.app), base_url=ours.base_url, headers=ours.headers
    )
    async with client:
        asked = [asyncio.create_task(client.get("exports/contacts")) for _ in range(MANY)]
        meanwhile = asyncio.create_task(client.get("caseload"))
        async with asyncio.timeout(120):
            while sum(one.done() for one in asked) < MANY - MOST_AT_ONCE:
                await asyncio.sleep(0.05)
        refused = [one for one in asked if one.done()]
        async with asyncio.timeout(SECONDS_FOR_A_PAGE):
            page = await client.get("caseload")
        gate.set()
        made = await asyncio.gather(*(one for one in asked if one not in refused))
        return [one.result() for one in refused], list(made), [await meanwhile, page]
