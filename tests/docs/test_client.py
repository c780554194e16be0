"""The examples of docs/api.md, run against the service on a port of its own."""

import importlib.util
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

import pytest
import uvicorn
from fastapi.testclient import TestClient

from app.accounts.models import Role
from app.cycle.facts import TouchKind
from app.cycle.states import State
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.conftest import Store
from tests.walls.routes import described

DOCS = Path(__file__).parent.parent.parent / "docs"
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
ROWS = [{"external_id": "N1", "name": "Maya Okafor", "email": "maya@alumni.example.edu"}]


@pytest.fixture(scope="module")
def regards() -> Iterator[ModuleType]:
    """The client, as a program that took it along has it."""
    spec = importlib.util.spec_from_file_location("regards", DOCS / "client/regards.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["regards"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["regards"]


@contextmanager
def serving(store: Store, **settings: Any) -> Iterator[str]:
    app = create_app(Settings(database_url=store.service_url, _env_file=None, **settings))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    with serving(store) as address:
        yield address


@pytest.fixture
def dana(as_member: Speak) -> TestClient:  # noqa: F811
    return as_member(Role.ADMIN)


@pytest.fixture
def token(dana: TestClient) -> str:
    return str(dana.headers["Authorization"]).removeprefix("Bearer ")


def test_anything_is_read_and_changed_by_its_id(
    regards: ModuleType, address: str, token: str
) -> None:
    office = regards.Regards(address, token)
    (maya,) = office.upsert_clients(ROWS)
    note = office.create(f"clients/{maya['id']}/notes", {"text": "Call before nine."})
    link = office.create(f"clients/{maya['id']}/share-links", {"can_update": True})
    assert office.one("notes", note["id"]) == note
    assert office.change("notes", note, pinned=True)["version"] == note["version"] + 1
    for things, thing in (("notes", note), ("share-links", {**link, "version": "x"})):
        with pytest.raises(regards.Refused) as refused:
            office.change(things, thing)
        assert refused.value.status == 412
        assert refused.value.tag == f'"{office.one(things, thing["id"])["version"]}"'


def test_the_examples_do_what_they_say(regards: ModuleType, address: str, token: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text(), re.S)
    assert len(blocks) > 4
    names: dict[str, Any] = {"address": address, "token": token}
    for block in blocks:
        exec(compile(block, "docs/api.md", "exec"), names)


def test_the_types_are_those_of_the_answers(
    regards: ModuleType, address: str, token: str, dana: TestClient
) -> None:
    office = regards.Regards(address, token)
    (done,) = office.upsert_clients(ROWS)
    (client,) = office.clients()
    offer = office.add_offer(client["id"], "Abbott", offered_on="2026-03-01")
    contact = office.create(f"offers/{offer['id']}/contacts", {"name": "Grace Kim"})
    touch = office.log_touch(contact["id"], "met", on=date(2026, 3, 11))
    (case,) = office.caseload()
    (job,) = office.upsert(
        "jobs", [{"external_id": "J1", "client_external_id": "N1", "employer": "3M"}]
    )
    assert job["became"] == "created"
    erased = office.create("clients", {"name": "Lee", "email": "lee@alumni.example.edu"})
    office.ask("DELETE", f"clients/{erased['id']}")
    (removal,) = office.removals(updated_since=YESTERDAY)
    for kind, thing in (
        ("Upserted", done),
        ("Client", client),
        ("ClientFile", office.client(client["id"])),
        ("Offer", offer),
        ("LoggedTouch", touch),
        ("Touch", next(office.touches())),
        ("Contact", next(office.contacts(updated_since=YESTERDAY))),
        ("Job", next(office.jobs())),
        ("Removal", removal),
        ("Case", case),
    ):
        assert set(getattr(regards, kind).__annotations__) == set(thing), kind
    assert get_args(regards.State) == tuple(State)
    assert get_args(regards.TouchKind) == tuple(TouchKind)


SAME = {  # the others are named as in the description
    "Row": "KnownClient",
    "Upserted": "UpsertedThing",
}
JSON_TYPES = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def test_the_types_are_those_of_the_description(regards: ModuleType) -> None:
    schemas = described().openapi()["components"]["schemas"]
    types = [one for one in vars(regards).values() if is_typeddict(one)]
    for one in types:
        told = schemas[SAME.get(one.__name__, one.__name__)]
        hints = get_type_hints(one)
        fields = set(told["properties"]) - ({"id"} if one.__name__ == "Row" else set())
        assert set(hints) == fields, one.__name__
        assert set(one.__required_keys__) == fields & set(told["required"]), one.__name__
        for name, hint in hints.items():
            kinds = set(kinds_told(told["properties"][name], schemas))
            assert set(kinds_meant(hint)) == kinds, (one.__name__, name)
    assert len(types) > 10


def kinds_meant(hint: Any) -> Iterator[str]:
    """Of a type: those that JSON has."""
    if get_origin(hint) is Literal:
        yield "string"
    elif get_origin(hint) is list:
        (item,) = get_args(hint)
        yield f"array of {item.__name__ if is_typeddict(item) else JSON_TYPES[item]}"
    elif get_args(hint):
        for one in get_args(hint):
            yield from kinds_meant(one)
    else:
        yield JSON_TYPES[hint]


def kinds_told(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    """The same, of a schema."""
    if "$ref" in schema:
        yield from kinds_told(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for one in schema.get("anyOf", ()):
        yield from kinds_told(one, schemas)
    if schema.get("type") == "array":
        item = schema["items"]
        name = item["$ref"].rpartition("/")[2] if "$ref" in item else item["type"]
        yield f"array of {name}"
    elif "type" in schema:
        yield schema["type"]


def test_many_rows_go_in_parts(regards: ModuleType, address: str, token: str) -> None:
    office = regards.Regards(address, token)
    rows = [
        {"external_id": f"N{n}", "name": f"Client {n}", "email": f"c{n}@alumni.example.edu"}
        for n in range(7)
    ]
    assert [one["external_id"] for one in office.upsert_clients(rows, at_once=3)] == [
        row["external_id"] for row in rows
    ]
    assert len(list(office.clients(limit="2"))) == 7


def test_a_refusal_says_why(regards: ModuleType, address: str, token: str) -> None:
    office = regards.Regards(address, token)
    with pytest.raises(regards.Refused) as refused:
        office.client("nobody")
    assert refused.value.status == 404
    with pytest.raises(regards.Refused, match="401: Send a valid token"):
        next(regards.Regards(address, "rga_x").clients())


def test_it_waits_as_it_is_told(regards: ModuleType, store: Store, token: str) -> None:
    waited: list[float] = []
    with serving(store, api_calls_per_minute=1) as address:
        office = regards.Regards(address, token, wait=waited.append)
        assert list(office.clients()) == []
        with pytest.raises(regards.Refused, match="429: This token has made 1 call within"):
            list(office.clients())
    assert len(waited) == 1
    assert 50 <= waited[0] <= 60
