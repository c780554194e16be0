"""Webhooks as programs set them up."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.webhooks.actions import MOST_WEBHOOKS
from tests.api.conftest import Speak

NEW = {
    "url": "https://hooks.example.edu/in",
    "name": "Warehouse",
    "kinds": ["client.stalled", "touch.logged"],
}


def made(api: Any, **other: Any) -> dict[str, Any]:
    answer = api.post("webhooks", json=NEW | other)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_its_secret_is_told_this_once(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    assert webhook["secret"].startswith("whsec_")
    (listed,) = api.get("webhooks").json()["items"]
    assert "secret" not in listed
    assert (listed["url"], listed["kinds"], listed["active"]) == (NEW["url"], NEW["kinds"], True)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.edu/in", "https://", "hooks.example.edu", "https://127.0.0.1/in",
        "https://localhost/in", "https://[::1]/in", "https://10.1.2.3", "https://printer.local/",
        "https://169.254.169.254/latest", "https://dana:pw@hooks.example.edu/",
        "https://hooks.example.edu/#part", "https://hooks.example.edu/" + "a" * 2_000,
        "ftp://hooks.example.edu", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_posted_to_is_refused_at_its_field(
    as_member: Speak, url: str
) -> None:
    answer = as_member().post("webhooks", json=NEW | {"url": url})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["url"]


@pytest.mark.parametrize("kinds", [[], ["client.gone"], ["webhook.tried"], "x", None, [1]])
def test_what_cannot_be_told_is_refused_at_its_field(as_member: Speak, kinds: Any) -> None:
    answer = as_member().post("webhooks", json=NEW | {"kinds": kinds})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"kinds"}


def test_it_is_changed_stopped_and_removed(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    changed = api.patch(f"webhooks/{webhook['id']}", json={"name": "Mart", "active": False}).json()
    assert (changed["name"], changed["active"], changed["stopped_why"]) == ("Mart", False, "asked")
    assert api.delete(f"webhooks/{webhook['id']}").status_code == 204
    assert api.get("webhooks").json()["items"] == []


def test_only_what_was_changed_is_on_record(as_member: Speak, database: Database) -> None:
    api = as_member()
    webhook = made(api)
    path = f"webhooks/{webhook['id']}"
    for same in (NEW, {"active": True}):
        assert api.patch(path, json=same).json()["version"] == webhook["version"]
    api.patch(path, json=NEW | {"name": "Mart", "active": False})
    access: Access = api.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        told = session.scalars(
            select(AuditEntry.details).where(
                AuditEntry.office_id == access.office_id, AuditEntry.action == "webhook.changed"
            )
        ).all()
    assert told == [{"name": "Mart", "fields": ["active", "name"], "token": "test"}]


def test_where_it_sends_is_on_record_less_what_may_be_secret(
    as_member: Speak, database: Database
) -> None:
    api = as_member()
    webhook = made(api, url="https://Hooks.example.edu/secret-path?key=secret")
    path = f"webhooks/{webhook['id']}"
    api.patch(path, json={"url": "https://other.example.edu/secret"})
    api.patch(path, json={"name": "Mart"})
    access: Access = api.access  # type: ignore[attr-defined]
    with database.transaction(access.office_id, write=False) as session:
        told = session.scalars(
            select(AuditEntry.details)
            .where(AuditEntry.office_id == access.office_id, AuditEntry.action.like("webhook.%"))
            .order_by(AuditEntry.id)
        ).all()
    hosts = [one.get("host") for one in told]
    assert hosts == ["hooks.example.edu", "other.example.edu", None]
    assert "secret" not in str(told)


def test_of_two_changes_at_once_the_later_is_told(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    for status in (200, 409):
        change = {"name": "Mart", "version": webhook["version"]}
        assert api.patch(f"webhooks/{webhook['id']}", json=change).status_code == status


def test_a_new_secret_is_another(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    renewed = api.post(f"webhooks/{webhook['id']}/secret").json()
    assert renewed["secret"] != webhook["secret"]


def test_a_trial_is_among_its_deliveries(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    assert api.post(f"webhooks/{webhook['id']}/try").status_code == 202
    listed = api.get(f"webhooks/{webhook['id']}/deliveries").json()
    assert [one["type"] for one in listed["items"]] == ["webhook.tried"]
    assert listed["next_after"] is None


def test_deliveries_are_read_page_by_page(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    ids = [api.post(f"webhooks/{webhook['id']}/try").json()["id"] for _ in range(3)]
    here = f"webhooks/{webhook['id']}/deliveries"
    first = api.get(here, params={"limit": 2}).json()
    second = api.get(here, params={"limit": 2, "after": first["next_after"]}).json()
    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]


def test_a_trial_of_a_stopped_one_is_refused(as_member: Speak) -> None:
    api = as_member()
    webhook = made(api)
    api.patch(f"webhooks/{webhook['id']}", json={"active": False})
    assert api.post(f"webhooks/{webhook['id']}/try").status_code == 422


def test_an_office_has_a_bounded_number(as_member: Speak) -> None:
    api = as_member()
    for _ in range(MOST_WEBHOOKS):
        made(api)
    assert api.post("webhooks", json=NEW).status_code == 422


def test_only_admins_see_them(as_member: Speak) -> None:
    assert as_member(Role.ADVISOR).get("webhooks").status_code == 403
