"""The promised resources, seen from outside."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Role
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.cast import import_into

SHEET = (Path(__file__).parent.parent / "data/declined-offers.csv").read_bytes()
MAYA = {"name": "Maya Okafor", "email": "maya@alumni.example.edu"}
ABBOTT = {
    "employer": "Abbott",
    "offered_on": "2025-03-01",
    "declined_on": "2025-03-10",
    "declined_well": True,
}


def made(dana: TestClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = dana.post(path, json=body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def a_person(dana: TestClient) -> tuple[str, str, str]:
    """A client, an offer and a contact, by id."""
    client = made(dana, "clients", MAYA)["id"]
    offer = made(dana, f"clients/{client}/offers", ABBOTT)["id"]
    contact = made(dana, f"offers/{offer}/contacts", {"name": "Grace Kim", "is_key": True})["id"]
    return client, offer, contact


def test_a_client_from_the_offer_to_the_network(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    client, _, contact = a_person(dana)
    plan = dana.get(f"clients/{client}/plan", params={"as_of": "2025-03-31"}).json()
    assert (plan["state"], plan["stalls_on"]) == ("stalled", "2025-03-31")
    assert plan["next"]["step"] == "connect"
    for kind, on in (
        ("connected", "2025-03-11"),
        ("thanked", "2025-03-12"),
        ("updated", "2025-09-12"),
        ("met", "2026-04-01"),
    ):
        touch = made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": on})
        assert touch["kind"] == kind
    plan = dana.get(f"clients/{client}/plan", params={"as_of": "2026-11-24"}).json()
    assert plan["state"] == "in_network"
    assert plan["next"] is None
    window = plan["offers"][0]["contacts"][0]["window"]
    assert window == {
        "step": "keep_in_touch",
        "opens_on": "2026-10-01",
        "due_on": "2026-11-01",
        "stalls_on": None,
    }


def test_an_early_update_is_warned_of_and_voiding_gives_the_plan_back(as_member: Speak) -> None:
    dana = as_member()
    client, _, contact = a_person(dana)
    for kind in ("connected", "thanked"):
        made(dana, f"contacts/{contact}/touches", {"kind": kind, "on": "2025-03-12"})
    before = dana.get(f"clients/{client}/plan", params={"as_of": "2025-05-01"}).json()
    early = made(dana, f"contacts/{contact}/touches", {"kind": "updated", "on": "2025-05-01"})
    assert "early: let things lie until 12 August 2025" in early["warnings"]
    voided = dana.post(f"touches/{early['id']}/void", json={"reason": "not sent"})
    assert voided.json()["void_reason"] == "not sent"
    assert dana.get(f"clients/{client}/plan", params={"as_of": "2025-05-01"}).json() == before


def test_the_caseload_counts_and_pages_the_real_sheet(as_member: Speak, database: Database) -> None:
    dana = as_member()
    import_into(database, dana.access, SHEET)  # type: ignore[attr-defined]
    query = {"as_of": "2026-11-23", "limit": "33"}
    first = dana.get("caseload", params=query).json()
    counts = {"stalled": 81, "overdue": 2, "due": 5, "resting": 32, "in_network": 38, "off": 2}
    assert {state: n for state, n in first["counts"].items() if n} == counts
    seen, page = list(first["items"]), first
    while page["next_cursor"]:
        page = dana.get("caseload", params={**query, "cursor": page["next_cursor"]}).json()
        seen += page["items"]
    assert len({item["client_id"] for item in seen}) == len(seen) == 160
    stalled = [item["stalls_on"] for item in seen if item["state"] == "stalled"]
    assert stalled == sorted(stalled)
    assert len(stalled) == 81
    only = dana.get("caseload", params={**query, "state": "overdue"}).json()
    assert [item["state"] for item in only["items"]] == ["overdue"] * 2
    assert only["counts"] == first["counts"]


@pytest.mark.parametrize(("q", "found"), [("lukasz", 1), ("ŁUKASZ", 1), ("%", 0), ("zzz", 0)])
def test_a_name_is_found_as_one_types_it(as_member: Speak, q: str, found: int) -> None:
    dana = as_member()
    made(dana, "clients", {"name": "Łukasz Żak", "email": "l@alumni.example.edu"})
    made(dana, "clients", MAYA)
    assert len(dana.get("caseload", params={"q": q}).json()["items"]) == found


def test_another_offices_things_are_not_there(as_member: Speak) -> None:
    dana, stranger = as_member(), as_member()
    client, offer, contact = a_person(dana)
    touch = made(dana, f"contacts/{contact}/touches", {"kind": "met", "on": "2025-04-01"})["id"]
    for method, path, body in (
        ("GET", "clients/{}", None),
        ("GET", "clients/{}/plan", None),
        ("PATCH", "clients/{}", {"name": "Mine"}),
        ("DELETE", "clients/{}", None),
        ("POST", "clients/{}/jobs", {"employer": "3M"}),
        ("POST", "clients/{}/offers", ABBOTT),
        ("PATCH", "offers/{}", {"employer": "Mine"}),
        ("POST", "offers/{}/contacts", {"name": "Mine"}),
        ("PATCH", "contacts/{}", {"name": "Mine"}),
        ("POST", "contacts/{}/touches", {"kind": "met", "on": "2025-04-01"}),
        ("POST", "touches/{}/void", {"reason": "mine"}),
    ):
        kind = path.split("/")[0]
        own = {"clients": client, "offers": offer, "contacts": contact, "touches": touch}[kind]
        answers = [
            stranger.request(method, path.format(thing), json=body)
            for thing in (own, str(uuid4()), "1_0", own.upper())
        ]
        assert {answer.status_code for answer in answers} == {404}, (method, path)
        assert len({answer.text for answer in answers}) == 1
    assert dana.get(f"clients/{client}").json()["name"] == "Maya Okafor"


def test_roles_hold(as_member: Speak) -> None:
    admin = as_member()
    client, _, _ = a_person(admin)
    office = admin.access  # type: ignore[attr-defined]
    analyst, advisor = as_member(Role.ANALYST, office), as_member(Role.ADVISOR, office)
    assert analyst.get("caseload").status_code == 403
    assert analyst.get(f"clients/{client}").status_code == 403
    assert advisor.get(f"clients/{client}").status_code == 200
    assert advisor.delete(f"clients/{client}").status_code == 403
    assert advisor.put("policy", json=admin.get("policy").json()).status_code == 403
    assert admin.delete(f"clients/{client}").status_code == 204
    assert admin.get(f"clients/{client}").status_code == 404


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer rga_x", "Basic Zm9v"])
def test_no_good_token_is_401(served: TestClient, value: str) -> None:
    headers = {"Authorization": value}
    for answer in (
        served.get("/api/v1/caseload", headers=headers),
        served.post("/api/v1/clients", headers=headers, json={"name": ""}),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_same_key_creates_once_even_at_once(as_member: Speak) -> None:
    dana = as_member()
    key = {"Idempotency-Key": uuid4().hex}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: dana.post("clients", json=MAYA, headers=key), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = dana.post("clients", json={**MAYA, "name": "Ana"}, headers=key)
    assert other.status_code == 422


def test_a_policy_replans_everybody_and_refuses_the_impossible(as_member: Speak) -> None:
    dana = as_member()
    client, _, _ = a_person(dana)
    policy = dana.get("policy").json()
    refused = dana.put("policy", json={**policy, "rest_months": 9})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "rest_months"
    assert dana.put("policy", json={**policy, "connect_days": 30}).status_code == 200
    (item,) = dana.get("caseload").json()["items"]
    plan = dana.get(f"clients/{client}/plan").json()
    assert item["due_on"] == plan["due_on"] == "2025-04-09"


def test_snooze_pause_and_close_move_the_plan(as_member: Speak) -> None:
    dana = as_member()
    client, _, contact = a_person(dana)
    later = {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"}
    assert dana.patch(f"contacts/{contact}", json=later).status_code == 200
    assert dana.get(f"clients/{client}/plan").json()["state"] == "resting"
    assert dana.patch(f"contacts/{contact}", json={"snoozed_until": None}).status_code == 200
    assert dana.get(f"clients/{client}/plan").json()["state"] == "stalled"
    paused = {"paused_until": "2998-01-01", "pause_reason": "illness"}
    assert dana.patch(f"clients/{client}", json=paused).status_code == 200
    assert dana.get("caseload").json()["counts"]["resting"] == 1
    closed = {"closed_on": "2026-01-01", "closed_reason": "left the field"}
    assert dana.patch(f"contacts/{contact}", json=closed).status_code == 200


def test_what_is_asked_back_ends_with_its_question_mark(as_member: Speak) -> None:
    dana = as_member()
    _, _, contact = a_person(dana)
    skipped = {"kind": "skipped", "on": "2026-02-01", "step": "thank"}
    answer = dana.post(f"contacts/{contact}/touches", json=skipped)
    assert answer.json()["detail"].endswith("why is the step skipped?")


def test_a_stale_change_is_told_so(as_member: Speak) -> None:
    dana = as_member()
    client = made(dana, "clients", MAYA)
    change = {"name": "Maya O.", "version": client["version"]}
    assert dana.patch(f"clients/{client['id']}", json=change).status_code == 200
    assert dana.patch(f"clients/{client['id']}", json={**change, "name": "M"}).status_code == 409
    assert dana.get(f"clients/{client['id']}").json()["name"] == "Maya O."


BAD = [
    ("clients", {**MAYA, "name": ""}, "name"),
    ("clients", {**MAYA, "name": None}, "name"),
    ("clients", {**MAYA, "name": 7}, "name"),
    ("clients", {**MAYA, "name": "x" * 100_000}, "name"),
    ("clients", {**MAYA, "name": "a\0b"}, "name"),
    ("clients", {**MAYA, "email": "maya"}, "email"),
    ("clients", {**MAYA, "advisor_email": "nobody@example.edu"}, "advisor_email"),
    ("clients", {**MAYA, "gpa": 4}, "gpa"),
    ("clients", {"email": "maya@alumni.example.edu"}, "name"),
    ("clients/{client}/offers", {**ABBOTT, "declined_on": "2025-02-28"}, "declined_on"),
    ("clients/{client}/offers", {**ABBOTT, "declined_on": "9999-12-31"}, "declined_on"),
    ("clients/{client}/offers", {**ABBOTT, "declined_on": "2025-02-30"}, "declined_on"),
    ("clients/{client}/offers", {**ABBOTT, "offered_on": 20250301}, "offered_on"),
    ("clients/{client}/offers", {**ABBOTT, "declined_well": "yes"}, "declined_well"),
    ("clients/{client}/offers", {**ABBOTT, "job_id": str(uuid4())}, "job_id"),
    ("offers/{offer}/contacts", {"name": "G", "linkedin_url": "javascript:x"}, "linkedin_url"),
    ("contacts/{contact}/touches", {"kind": "waved", "on": "2025-04-01"}, "kind"),
    ("contacts/{contact}/touches", {"kind": "met", "on": "2990-04-01"}, "on"),
    ("contacts/{contact}/touches", {"kind": "skipped", "on": "2025-04-01"}, "step"),
    (
        "contacts/{contact}/touches",
        {"kind": "skipped", "on": "2025-04-01", "step": "thank"},
        "note",
    ),
]


@pytest.mark.parametrize(("path", "body", "field"), BAD)
def test_bad_input_is_named_at_its_field(
    as_member: Speak, path: str, body: dict[str, Any], field: str
) -> None:
    dana = as_member()
    client, offer, contact = a_person(dana)
    before = dana.get(f"clients/{client}").json()
    if body.get("email") == MAYA["email"]:
        body = {**body, "email": "new@alumni.example.edu"}
    answer = dana.post(path.format(client=client, offer=offer, contact=contact), json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert dana.get(f"clients/{client}").json() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": "\\ud800", "email": "a@example.edu"}', 422),
        (b'{"name": NaN, "email": "a@example.edu"}', 422),
        (b'{"name": 1e999, "email": "a@example.edu"}', 422),
        (b'{"name": "A", "email": "a@example.edu", "\\ud800": 1}', 422),
        (b'{"name": ', 422),
        (b"[]", 422),
        (b"\xff", 400),
        (b'{"name": "' + b"x" * 10_000_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_none_is_refused(as_member: Speak, body: bytes, status: int) -> None:
    answer = as_member().post("clients", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "2026-13-01"},
        {"as_of": "10000-01-01"},
        {"state": "sleepy"},
        {"limit": "0"},
        {"limit": "1_0"},
        {"limit": "9223372036854775808"},
        {"cursor": "x"},
        {"cursor": "łó"},
        {"q": "a\0b"},
    ],
)
def test_a_bad_query_is_refused(as_member: Speak, query: dict[str, str]) -> None:
    answer = as_member().get("caseload", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in query


def test_the_service_says_that_it_is_up_and_ready(served: TestClient) -> None:
    assert served.get("/healthz").status_code == 200
    assert served.get("/readyz").json() == {"status": "ready"}
    for path in ("/healthz", "/readyz"):  # as monitors ask that want no body
        assert served.head(path).status_code == 200
    assert "/api/v1/clients/{client_id}/plan" in served.get("/api/v1/openapi.json").json()["paths"]
