"""Who is erased leaves no word behind, wherever it had got to."""

import re
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from tests.conftest import on_sqlite
from tests.walls.asking import PROGRAM, ask
from tests.walls.cast import Side, Things, World, speaking
from tests.walls.copying import Rows, another_file, rows_of
from tests.walls.routes import Route, guarded
from tests.walls.test_asking_twice import KEYED

# Made up for this file alone: e-mails, and whatever else is unlike any other.
WORD = re.compile(r"\b[0-9a-f]{32}\b")
ABOUT_ONE = ("/clients/{", "/offers/{", "/contacts/{", "/touches/{", "/outcomes/{", "/moves/{")
ASKED_ONCE = [
    route
    for route in guarded()
    if route.method == "POST"
    and route.path in KEYED
    and any(thing in route.path for thing in ABOUT_ONE)
    and route.declared.ok < 300
]


def words_about(rows: Rows, things: Things) -> set[str]:
    mine, others = set(), set()
    for found in rows.values():
        for row in found:
            is_theirs = UUID(things["client"]) in (row.get("client_id"), row.get("id"))
            (mine if is_theirs else others).update(WORD.findall(repr(row)))
    return mine - others


def left_of(world: World, side: Side, words: set[str]) -> list[str]:
    return [
        f"{table}: {row}"
        for table, found in rows_of(world.database, side).items()
        for row in found
        if words & set(WORD.findall(repr(row)))
    ]


def erase(served: TestClient, side: Side, things: Things) -> None:
    path = f"/api/v1/clients/{things['client']}"
    assert served.delete(path, headers=speaking(side.admin, path)).status_code == 204


@on_sqlite  # the statements are the same on both
def test_of_a_client_s_file_no_word_is_left(served: TestClient, world: World) -> None:
    things = another_file(world.database, world.ours)
    words = words_about(rows_of(world.database, world.ours), things)
    assert len(words) > 4
    erase(served, world.ours, things)
    assert left_of(world, world.ours, words) == []


@on_sqlite
@pytest.mark.parametrize("route", ASKED_ONCE, ids=lambda route: route.key)
def test_no_answer_that_is_kept_for_a_program_tells_of_them(
    served: TestClient, world: World, route: Route
) -> None:
    things = another_file(world.database, world.ours)
    key = {"Idempotency-Key": "once"}
    answer = ask(served, world.ours.admin, route, things, PROGRAM, **key)
    assert answer.status_code == route.declared.ok, answer.text
    assert rows_of(world.database, world.ours)["idempotency_keys"]
    erase(served, world.ours, things)
    assert rows_of(world.database, world.ours)["idempotency_keys"] == []
