"""Changes that hold only where nobody was faster."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from app import clock
from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.api.test_api import MAYA, a_person, made

Change = tuple[str, dict[str, Any]]


def changes_of(dana: TestClient) -> dict[str, Change]:
    """A thing of each kind that has a version, and a change of it."""
    client, offer, contact = a_person(dana)
    job = made(dana, f"clients/{client}/jobs", {"employer": "3M"})["id"]
    note = made(dana, f"clients/{client}/notes", {"text": "Call before nine."})["id"]
    move = made(
        dana, f"contacts/{contact}/moves", {"employer": "Stryker", "started_on": "2026-01-01"}
    )["id"]
    view = made(dana, "views", {"name": "Mine"})["id"]
    report = made(dana, "reports/saved", {"name": "Mine"})["id"]
    return {
        "client": (f"clients/{client}", {"name": "Maya O."}),
        "job": (f"jobs/{job}", {"title": "Manager"}),
        "offer": (f"offers/{offer}", {"title": "Manager"}),
        "contact": (f"contacts/{contact}", {"title": "Manager"}),
        "note": (f"notes/{note}", {"text": "Call at ten."}),
        "move": (f"moves/{move}", {"title": "Manager"}),
        "view": (f"views/{view}", {"name": "Ours"}),
        "report": (f"reports/saved/{report}", {"name": "Ours"}),
    }


@pytest.mark.parametrize("kind", ["client", "job", "offer", "contact", "note", "move", "view"])
def test_what_is_read_is_tagged_with_its_version(as_member: Speak, kind: str) -> None:
    dana = as_member()
    path, change = changes_of(dana)[kind]
    read = dana.get(path)
    assert read.headers["etag"] == '"1"' == f'"{read.json()["version"]}"'
    changed = dana.patch(path, json=change, headers={"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert dana.get(path).headers["etag"] == '"2"'


def test_a_stale_tag_changes_nothing(as_member: Speak) -> None:
    dana = as_member()
    for path, change in changes_of(dana).values():
        first = dana.patch(path, json=change, headers={"If-Match": '"1"'})
        assert (first.status_code, first.headers["etag"]) == (200, '"2"'), path
        for tag in ('"1"', '"9"', 'W/"2"', '"x"', '""'):
            stale = dana.patch(path, json=change, headers={"If-Match": tag})
            assert stale.status_code == 412, (path, tag)
            assert stale.headers["content-type"] == "application/problem+json"
        for version, tag in ((1, '"2"'), (2, '"1"')):
            both = {**change, "version": version}
            stale = dana.patch(path, json=both, headers={"If-Match": tag})
            assert (stale.status_code, stale.headers["etag"]) == (412, '"2"'), path
            nowhere = f"{path.rpartition('/')[0]}/{uuid4()}"
            assert dana.patch(nowhere, json=both, headers={"If-Match": tag}).status_code == 404
        both = {**change, "version": 1}
        assert dana.patch(path, json=both).status_code == 409
        assert dana.patch(path, json=change, headers={"If-Match": "*"}).status_code == 200


def test_without_a_tag_all_is_as_before(as_member: Speak) -> None:
    dana = as_member()
    for path, change in changes_of(dana).values():
        assert [dana.patch(path, json=change).status_code for _ in range(2)] == [200, 200], path


@pytest.mark.parametrize("tag", ["1", "", '"1', '"1", "2"', "a b"])
def test_a_tag_that_is_none_is_named(as_member: Speak, tag: str) -> None:
    dana = as_member()
    path, change = changes_of(dana)["client"]
    refused = dana.patch(path, json=change, headers={"If-Match": tag})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "If-Match"
    assert dana.get(path).json()["version"] == 1


@pytest.mark.parametrize("kind", ["note", "view", "report", "client"])
def test_a_stale_tag_removes_nothing(as_member: Speak, kind: str) -> None:
    dana = as_member(Role.ADMIN)
    path, _ = changes_of(dana)[kind]
    assert dana.delete(path, headers={"If-Match": '"7"'}).status_code == 412
    assert dana.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert dana.delete(path, headers={"If-Match": '"1"'}).status_code == 404


def test_the_policy_has_a_tag_too(as_member: Speak) -> None:
    ruth = as_member()
    read = ruth.get("policy")
    numbers = {
        name: n for name, n in read.json().items() if name not in ("version", "clients_left")
    }
    tag = {"If-Match": read.headers["etag"]}
    assert ruth.put("policy", json=numbers, headers=tag).headers["etag"] == read.headers["etag"]
    numbers["connect_days"] += 1
    assert ruth.put("policy", json=numbers, headers=tag).status_code == 200
    assert ruth.put("policy", json=numbers, headers=tag).status_code == 412


def test_lists_and_new_things(as_member: Speak) -> None:
    dana = as_member()
    assert dana.post("clients", json=MAYA).headers["etag"] == '"1"'
    assert "etag" not in dana.get("caseload").headers


def test_what_counts_no_versions_is_tagged_by_what_it_is(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    sam = as_member(Role.ADVISOR, ruth.access)  # type: ignore[attr-defined]
    client = made(ruth, "clients", MAYA)["id"]
    link = made(ruth, f"clients/{client}/share-links", {})
    group = made(ruth, "groups", {"kind": "cohort", "name": "MBA 2031"})
    members = ruth.get("members").json()["items"]
    member = next(one for one in members if one["email"] == sam.email)  # type: ignore[attr-defined]
    today = clock.today_in("UTC")
    for path, version, changes in (
        ("office", ruth.get("office").json()["version"], [{"name": "A"}, {"name": "B"}]),
        (f"members/{member['id']}", member["version"], [{"role": "analyst"}, {"role": "admin"}]),
        (
            f"share-links/{link['id']}",
            link["version"],
            [{"expires_on": (today + timedelta(days)).isoformat()} for days in (3, 4)],
        ),
        (f"groups/cohort/{group['id']}", group["version"], [{"retired": True}, {"retired": False}]),
    ):
        first, second = changes
        assert ruth.get(path).headers["etag"] == f'"{version}"'
        for tag in ('"1"', '"x"', f'W/"{version}"'):
            stale = ruth.patch(path, json=first, headers={"If-Match": tag})
            assert stale.status_code == 412, (path, tag)
        changed = ruth.patch(path, json=first, headers={"If-Match": f'"{version}"'})
        assert changed.status_code == 200, changed.text
        tag = changed.headers["etag"]
        assert tag == f'"{changed.json()["version"]}"' != f'"{version}"'
        late = ruth.patch(path, json=second, headers={"If-Match": f'"{version}"'})
        assert late.status_code == 412, path
        assert ruth.patch(path, json=second, headers={"If-Match": tag}).status_code == 200
        bad = ruth.patch(path, json=first, headers={"If-Match": "1"})
        assert bad.json()["errors"][0]["field"] == "If-Match"
    path = f"share-links/{link['id']}"
    assert ruth.delete(path, headers={"If-Match": f'"{link["version"]}"'}).status_code == 412
    (now,) = ruth.get(f"clients/{client}/share-links").json()["items"]
    assert ruth.delete(path, headers={"If-Match": f'"{now["version"]}"'}).status_code == 204


def test_messages_and_webhooks_are_read_with_their_tags(as_member: Speak) -> None:
    ruth = as_member(Role.ADMIN)
    webhook = made(
        ruth, "webhooks", {"name": "CRM", "url": "https://a.example", "kinds": ["touch.logged"]}
    )
    words = {"subject": "Thank you", "text": "Dear {contact_first_name}, thank you."}
    for method, path, change in (
        ("PATCH", f"webhooks/{webhook['id']}", {"name": "Ours"}),
        ("PUT", "draft-templates/thank", words),
    ):
        read = ruth.get(path)
        tag = {"If-Match": read.headers["etag"]}
        assert tag["If-Match"] == f'"{read.json()["version"]}"'
        assert "secret" not in read.json()
        changed = ruth.request(method, path, json=change, headers=tag)
        assert changed.status_code == 200, changed.text
        assert ruth.request(method, path, json=change, headers=tag).status_code == 412
        again = ruth.get(path)
        assert (again.json(), again.headers["etag"]) == (changed.json(), changed.headers["etag"])


# A list tells them, and an import may have a hundred thousand.
READ_OTHERWISE = {"imports/{import_id}/rows/{line}", "exports/{what}"}


def test_whatever_something_is_done_to_can_be_read(as_member: Speak) -> None:
    paths = as_member().get("openapi.json").json()["paths"]
    done_to = {
        path[: path.rindex("}") + 1]
        for path, operations in paths.items()
        if "{" in path and {"put", "patch", "delete", "post"} & set(operations)
    }
    unread = {path for path in done_to if "get" not in paths.get(path, {})}
    assert {path.removeprefix("/api/v1/") for path in unread} == READ_OTHERWISE
    assert len(done_to) > 20


NOTHING_TO_MATCH = {
    "DELETE members/invitations/{invitation_id}",  # they never change
    "DELETE tokens/{token_id}",
    "DELETE bounces/{bounce_id}",
    "PUT digest",  # one's own choice, and the last one holds
    "DELETE digest",
    "DELETE share-links",  # all of them, whatever they are
    *(  # from which day on one asks, and the last one holds
        f"PUT offers/{{offer_id}}/questions/{asks}"
        for asks in ("declined-well", "job-start", "key-people")
    ),
    "PUT clients/{client_id}/questions/pace",
    "PUT imports/{import_id}/columns",  # its status says what may be done
    "PATCH imports/{import_id}/rows/{line}",
}


def test_every_change_can_be_bound_to_what_was_read(as_member: Speak) -> None:
    paths = as_member().get("openapi.json").json()["paths"]
    found = 0
    for path, operations in paths.items():
        for method in {"put", "patch", "delete"} & set(operations):
            found += 1
            key = f"{method.upper()} {path.removeprefix('/api/v1/')}"
            named = {one["name"].lower() for one in operations[method].get("parameters", ())}
            assert ("if-match" in named) != (key in NOTHING_TO_MATCH), key
    assert found > 20
