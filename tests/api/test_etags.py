"""Changes that hold only where nobody was faster."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

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


@pytest.mark.parametrize("kind", ["client", "job", "offer", "contact"])
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
        both = {**change, "version": 1}
        assert dana.patch(path, json=both, headers={"If-Match": '"2"'}).status_code == 412
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
    assert ruth.put("policy", json=numbers, headers=tag).status_code == 200
    assert ruth.put("policy", json=numbers, headers=tag).status_code == 412


def test_lists_and_new_things(as_member: Speak) -> None:
    dana = as_member()
    assert dana.post("clients", json=MAYA).headers["etag"] == '"1"'
    assert "etag" not in dana.get("caseload").headers
