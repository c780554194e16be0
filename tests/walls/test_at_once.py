"""Writers at the same moment, over HTTP: nothing is lost, doubled or left half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import delete

from app import clock
from app.accounts.models import Office, Role
from app.clients import models as clients
from app.clock import today_in
from app.cycle.policy import Policy
from app.offers.models import Contact, Offer
from app.office.actions import change_member
from app.office.forms import MemberChanges
from app.plans.actions import differing_windows, hold
from app.plans.models import Touch
from app.webhooks.models import WebhookMark
from tests.conftest import on_postgresql
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


def test_of_two_groups_of_one_name_at_once_one_is_added(served: TestClient, world: World) -> None:
    body = {"kind": "cohort", "name": f"Class of {uuid4().hex}"}
    answers = at_once([api(served, world, "POST", "groups", body)] * WRITERS)
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (WRITERS - 1)


def test_an_office_sets_up_its_first_webhooks_at_once(served: TestClient, world: World) -> None:
    for one in api(served, world, "GET", "webhooks", None)().json()["items"]:
        api(served, world, "DELETE", f"webhooks/{one['id']}", None)()
    body = {"name": "CRM", "url": "https://hooks.example.edu", "kinds": ["touch.logged"]}
    answers = at_once([api(served, world, "POST", "webhooks", body)] * WRITERS)
    assert {answer.status_code for answer in answers} == {201}


def test_whoever_adds_a_webhook_while_the_last_one_goes_is_told(
    served: TestClient, world: World
) -> None:
    body = {"name": "CRM", "url": "https://hooks.example.edu", "kinds": ["touch.logged"]}
    add = api(served, world, "POST", "webhooks", body)
    for _ in range(10):
        there = api(served, world, "GET", "webhooks", None)().json()["items"]
        remove = [api(served, world, "DELETE", f"webhooks/{one['id']}", None) for one in there]
        answers = at_once([*remove, add])
        assert {answer.status_code for answer in answers} <= {201, 204}
        with world.database.transaction(world.ours.access.office_id, write=False) as session:
            assert session.get(WebhookMark, world.ours.access.office_id) is not None


def test_a_webhook_is_tried_while_it_is_removed(served: TestClient, world: World) -> None:
    body = {"name": "CRM", "url": "https://hooks.example.edu", "kinds": ["touch.logged"]}
    for _ in range(5):
        made = api(served, world, "POST", "webhooks", body)().json()["id"]
        tries = [api(served, world, "POST", f"webhooks/{made}/try", None)] * (WRITERS - 1)
        remove = api(served, world, "DELETE", f"webhooks/{made}", None)
        answers = at_once([*tries[:2], remove, *tries[2:]])
        assert {answer.status_code for answer in answers} <= {200, 201, 202, 204, 404}


def test_the_same_clients_of_another_system_at_once_are_here_once(
    served: TestClient, world: World
) -> None:
    """In whatever order each list has them."""
    name = uuid4().hex
    rows = [
        {"external_id": f"{name}-{n}", "name": f"N{n}", "email": f"{name}.{n}@alumni.example.edu"}
        for n in range(8)
    ]
    orders = [rows[n:] + rows[:n] for n in range(WRITERS)]
    jobs = [api(served, world, "POST", "clients/upsert", {"clients": one}) for one in orders]
    answers = at_once(jobs)
    assert {answer.status_code for answer in answers} == {200}
    became = [one["became"] for answer in answers for one in answer.json()["items"]]
    assert became.count("created") == len(rows)
    assert set(became) == {"created", "same"}


def test_the_same_things_of_another_system_at_once_are_here_once(
    served: TestClient, world: World, things: Things
) -> None:
    rows = [
        {"external_id": uuid4().hex, "client_id": things["client"], "employer": f"Employer {n}"}
        for n in range(4)
    ]
    orders = [rows[n:] + rows[:n] for n in range(WRITERS)]
    jobs = [api(served, world, "POST", "offers/upsert", {"offers": one}) for one in orders]
    answers = at_once(jobs)
    assert {answer.status_code for answer in answers} == {200}
    became = [one["became"] for answer in answers for one in answer.json()["items"]]
    assert became.count("created") == len(rows)


GOES = (
    ("PATCH", "jobs/{job}", {"title": "Analyst"}),
    ("PATCH", "offers/{offer}", {"title": "Analyst"}),
    ("POST", "offers/{offer}/contacts", {"name": "Omar Haddad"}),
    ("PATCH", "contacts/{contact}", {"title": "Analyst"}),
    ("POST", "contacts/{contact}/touches", {"kind": "met", "on": DECLINED.isoformat()}),
    ("POST", "contacts/{contact}/outcomes", {"kind": "referral", "on": DECLINED.isoformat()}),
    ("POST", "contacts/{contact}/moves", {"employer": "3M"}),
    ("POST", "contacts/{contact}/same-person", {"other_id": "{other}"}),
    ("POST", "contacts/{other}/same-person", {"other_id": "{contact}"}),
    ("POST", "contacts/{contact}/somebody-else", {"other_id": "{other}"}),
    ("DELETE", "contacts/{contact}/same-person", None),
    ("POST", "touches/{touch}/void", {"reason": "a slip"}),
    ("PUT", "offers/{offer}/questions/job-start", {"until": "2998-01-01"}),
    ("POST", "clients/{client}/notes", {"text": "a note", "contact_id": "{contact}"}),
)


@on_postgresql
@pytest.mark.parametrize(("method", "path", "body"), GOES)
def test_what_goes_while_one_waits_for_its_client_is_not_there(
    served: TestClient, world: World, method: str, path: str, body: dict[str, str] | None
) -> None:
    """As with an import that is undone at that moment. SQLite reads it only afterwards."""

    def made(path: str, **fields: Any) -> str:
        answer = api(served, world, "POST", path, fields)()
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    email = f"{uuid4().hex}@alumni.example.edu"
    client = made("clients", name="Maya", email=email)
    job = made(f"clients/{client}/jobs", employer="3M")
    offer = made(f"clients/{client}/offers", employer="Abbott", declined_on=DECLINED.isoformat())
    contact, other = (made(f"offers/{offer}/contacts", name=name) for name in ("Grace", "Lee"))
    touch = made(f"contacts/{contact}/touches", kind="connected", on=DECLINED.isoformat())
    ids = {"client": client, "job": job, "offer": offer, "contact": contact}
    ids |= {"other": other, "touch": touch}
    sent = body and {name: value.format(**ids) for name, value in body.items()}
    access = world.ours.access
    with ThreadPoolExecutor(1) as pool:
        with world.database.transaction(access.office_id, write=True) as session:
            hold(session, access, [UUID(client)])
            answering = pool.submit(api(served, world, method, path.format(**ids), sent))
            with suppress(TimeoutError):
                answering.result(timeout=0.5)
            for table in (Touch, Contact, Offer, clients.Job):
                session.execute(
                    delete(table)
                    .where(table.office_id == access.office_id, table.client_id == UUID(client))
                    .execution_options(synchronize_session=False)
                )
        answer = answering.result()
    assert answer.status_code in (404, 422), answer.text


def test_of_invitations_to_one_address_at_once_one_opens(served: TestClient, world: World) -> None:
    body = {"email": f"{uuid4().hex}@careers.example.edu", "role": "advisor"}
    answers = at_once([api(served, world, "POST", "members/invitations", body)] * WRITERS)
    assert {answer.status_code for answer in answers} == {201}
    still_open = api(served, world, "GET", "members/invitations", None)().json()["items"]
    assert [one["email"] for one in still_open].count(body["email"]) == 1


def to_one(client: str) -> tuple[str, str, dict[str, Any]]:
    return "PATCH", f"clients/{client}", {}


def to_somebody_new(_: str) -> tuple[str, str, dict[str, Any]]:
    return "POST", "clients", {"name": "Lee", "email": f"{uuid4().hex}@alumni.example.edu"}


def to_known_by_number(client: str) -> tuple[str, str, dict[str, Any]]:
    row = {"external_id": client, "name": "Maya", "email": f"{client}@alumni.example.edu"}
    return "POST", "clients/upsert", {"clients": [row]}


def to_many(client: str) -> tuple[str, str, dict[str, Any]]:
    return "POST", "caseload/bulk/assign", {"client_ids": [client]}


@on_postgresql
@pytest.mark.parametrize("giving", [to_one, to_somebody_new, to_known_by_number, to_many])
def test_nobody_is_given_to_an_advisor_who_is_just_being_shut_out(
    served: TestClient,
    world: World,
    things: Things,
    giving: Callable[[str], tuple[str, str, dict[str, Any]]],
) -> None:
    """SQLite lets in one after the other."""
    access, leaving = world.ours.access, world.ours.people[Role.ADVISOR]
    new = {"name": "Maya", "email": f"{uuid4().hex}@alumni.example.edu"}
    client = api(served, world, "POST", "clients", new)().json()["id"]
    method, path, sent = giving(client)
    for row in sent.get("clients", [sent]):
        row["advisor_email"] = leaving.email
    form = MemberChanges(active=False, hand_clients_to=world.ours.admin.email)
    with ThreadPoolExecutor(1) as pool:
        with world.database.transaction(access.office_id, write=True) as session:
            assert leaving.user_id
            change_member(session, access, leaving.user_id, form, clock.now())
            session.flush()
            given = pool.submit(api(served, world, method, path, sent))
            with suppress(TimeoutError):
                given.result(timeout=0.5)
        assert given.result().status_code == 422


@on_postgresql  # SQLite lets in one writer at a time
def test_who_gives_way_to_another_is_told_so(
    served: TestClient, world: World, things: Things
) -> None:
    """They hold the client and wait for the office, which the other holds who waits for them."""
    client, access = things["client"], world.ours.access
    change = api(served, world, "PATCH", f"clients/{client}", {"name": "Maya O."})
    with (
        ThreadPoolExecutor(1) as pool,
        world.database.transaction(access.office_id, write=True) as session,
    ):
        session.get_one(Office, access.office_id, with_for_update=True)
        running = pool.submit(change)
        wait([running], timeout=0.5)  # until it has come as far as it can, and waits
        hold(session, access, [UUID(client)])
        answer = running.result()
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith("Nothing was changed. Send it once more.")
    assert change().status_code == 200
