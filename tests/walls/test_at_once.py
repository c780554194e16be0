"""Writers at the same moment, over HTTP: nothing is lost, doubled or left half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.clock import today_in
from app.cycle.policy import Policy
from app.plans.actions import differing_windows
from tests.walls.cast import CONTACTS, DECLINED, THE_WHOLE_CYCLE, Things, World, speaking
from tests.walls.copying import another_file
from tests.walls.watching import row_counts, untouched

Job = Callable[[], Response]
WRITERS = 6


@pytest.fixture
def things(world: World) -> Things:
    return another_file(world.database, world.ours)


def at_once(jobs: list[Job]) -> list[Response]:
    with ThreadPoolExecutor(WRITERS) as pool:
        return [running.result() for running in [pool.submit(job) for job in jobs]]


def api(served: TestClient, world: World, method: str, path: str, body: Any, **headers: str) -> Job:
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    return lambda: served.request(method, f"/api/v1/{path}", json=body, headers=token | headers)


def form(served: TestClient, world: World, path: str, data: dict[str, str]) -> Job:
    address = f"/o/{world.ours.slug}/{path}"
    return lambda: served.post(address, data=data, headers=speaking(world.ours.admin, address))


def check_plans(world: World) -> None:
    for side in (world.ours, world.theirs):
        with world.database.transaction(side.access.office_id, write=False) as session:
            assert differing_windows(session, side.access) == []


def test_many_writers_to_one_client_leave_the_plan_right(
    served: TestClient, world: World, things: Things
) -> None:
    client, offer, contact = things["client"], things["offer"], things["contact"]
    another_file(world.database, world.theirs)
    jobs: list[Job] = []
    for n in range(6):
        on = (DECLINED + timedelta(n)).isoformat()
        later = (today_in("UTC") + timedelta(n + 1)).isoformat()
        jobs += [
            api(served, world, "POST", f"contacts/{contact}/touches", {"kind": "met", "on": on}),
            form(served, world, f"contacts/{contact}/touches", {"kind": "connected", "on": on}),
            api(served, world, "POST", f"offers/{offer}/contacts", {"name": f"Grace {n}"}),
            api(served, world, "PATCH", f"offers/{offer}", {"declined_on": on}),
            api(served, world, "POST", f"clients/{client}/jobs", {"employer": "3M"}),
            form(
                served,
                world,
                f"clients/{client}/pause",
                {"paused_until": later, "pause_reason": "ill"},
            ),
        ]
    with untouched(world.database, world.theirs):
        answers = at_once(jobs)
    assert {answer.status_code for answer in answers} == {200, 201, 303}
    check_plans(world)
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    read = served.get(f"/api/v1/clients/{client}", headers=token).json()
    assert len(read["touches"]) == len(THE_WHOLE_CYCLE) + 12
    assert len(read["contacts"]) == CONTACTS + 6
    assert len(read["jobs"]) == 1 + 6


def test_a_changed_policy_and_changed_facts_at_once_leave_all_plans_right(
    served: TestClient, world: World, things: Things
) -> None:
    others = [another_file(world.database, world.ours) for _ in range(3)]
    numbers = {name: getattr(Policy(), name) for name in Policy.__slots__}
    jobs: list[Job] = []
    for n, file in enumerate([things, *others] * 2):
        on = (DECLINED + timedelta(n)).isoformat()
        body = {"kind": "connected", "on": on}
        policy = numbers | {"connect_days": n, "thank_days": n}
        jobs += [
            api(served, world, "POST", f"contacts/{file['contact']}/touches", body),
            api(served, world, "PUT", "policy", policy),
            api(served, world, "PATCH", f"offers/{file['offer']}", {"declined_on": on}),
        ]
    answers = at_once(jobs)
    assert {answer.status_code for answer in answers} == {200, 201}
    check_plans(world)


def test_the_same_idempotency_key_at_once_creates_once(served: TestClient, world: World) -> None:
    email = f"{uuid4().hex}@alumni.example.edu"
    body = {"name": "Maya", "email": email}
    before = row_counts(world.database, world.ours)
    job = api(served, world, "POST", "clients", body, **{"Idempotency-Key": "once"})
    answers = at_once([job] * WRITERS)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    written = sum(row_counts(world.database, world.ours)) - sum(before)
    assert written == 3  # the client, who added them, the key


def test_the_same_key_with_other_words_at_once_is_refused(served: TestClient, world: World) -> None:
    bodies = [{"name": f"N{n}", "email": f"{uuid4().hex}@alumni.example.edu"} for n in range(6)]
    key = {"Idempotency-Key": "once"}
    answers = at_once([api(served, world, "POST", "clients", body, **key) for body in bodies])
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 5


def test_the_same_form_sent_at_once_adds_once(
    served: TestClient, world: World, things: Things
) -> None:
    path, data = f"clients/{things['client']}/jobs/new", {"employer": "3M", "once": uuid4().hex}
    before = row_counts(world.database, world.ours)
    answers = at_once([form(served, world, path, data)] * WRITERS)
    assert {answer.status_code for answer in answers} == {303}
    written = sum(row_counts(world.database, world.ours)) - sum(before)
    assert written == 3  # the job, who added it, the key


def test_of_edits_of_one_version_one_is_saved(
    served: TestClient, world: World, things: Things
) -> None:
    client = f"clients/{things['client']}"
    version = api(served, world, "GET", client, None)().json()["version"]
    jobs = [
        api(served, world, "PATCH", client, {"name": f"N{n}", "version": version})
        for n in range(WRITERS)
    ]
    answers = at_once(jobs)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (WRITERS - 1)


def test_of_two_clients_with_one_email_at_once_one_is_added(
    served: TestClient, world: World
) -> None:
    body = {"name": "Maya", "email": f"{uuid4().hex}@alumni.example.edu"}
    answers = at_once([api(served, world, "POST", "clients", body)] * WRITERS)
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (WRITERS - 1)


def test_whoever_is_erased_while_others_write_is_gone(
    served: TestClient, world: World, things: Things
) -> None:
    client, contact = things["client"], things["contact"]
    touch = {"kind": "met", "on": DECLINED.isoformat()}
    writes = [api(served, world, "POST", f"contacts/{contact}/touches", touch)] * WRITERS
    erase = api(served, world, "DELETE", f"clients/{client}", None)
    answers = at_once([*writes[:3], erase, *writes[3:]])
    assert {answer.status_code for answer in answers} <= {201, 204, 404}
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    assert served.get(f"/api/v1/clients/{client}", headers=token).status_code == 404
    check_plans(world)
