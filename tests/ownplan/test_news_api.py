"""What a client told, as a program of the office reads and settles it."""

import pytest
from fastapi.testclient import TestClient

from app.accounts.access import Access
from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.ownplan.conftest import Holder
from tests.ownplan.test_deeds import tell


@pytest.fixture
def ben(as_member: Speak, office: Access) -> TestClient:
    """A colleague's program in the client's office."""
    return as_member(Role.ADVISOR, office)


def test_what_was_told_stands_there_until_it_is_accepted(maya: Holder, ben: TestClient) -> None:
    news = tell(maya, note="She was glad")
    (one,) = ben.get("news").json()["items"]
    assert (one["id"], one["kind"], one["client"]) == (news, "touch", "Maya Okafor")
    settled = ben.post(f"news/{news}/accept")
    assert settled.json()["outcome"] == "accepted"
    assert ben.get("news").json()["items"] == []


def test_undoing_takes_it_back(maya: Holder, ben: TestClient) -> None:
    news = tell(maya)
    (one,) = ben.get("news").json()["items"]
    assert ben.post(f"news/{news}/undo").json()["outcome"] == "undone"
    file = ben.get(f"clients/{one['client_id']}").json()
    (touch,) = (touch for touch in file["touches"] if touch["id"] == one["subject_id"])
    assert touch["voided_at"] is not None


def test_a_touch_that_is_taken_back_elsewhere_is_not_asked_about_any_more(
    maya: Holder, ben: TestClient
) -> None:
    tell(maya)
    (one,) = ben.get("news").json()["items"]
    ben.post(f"touches/{one['subject_id']}/void", json={"reason": "Another Grace"})
    assert ben.get("news").json()["items"] == []
    assert "undone by your advisor" in maya.sees().words_of(".told")
    assert ben.post(f"news/{one['id']}/accept").json()["outcome"] == "undone"


def test_it_is_settled_once(maya: Holder, ben: TestClient) -> None:
    news = tell(maya)
    ben.post(f"news/{news}/accept")
    assert ben.post(f"news/{news}/undo").json()["outcome"] == "accepted"


def test_page_after_page_tells_all_of_it_once(maya: Holder, ben: TestClient) -> None:
    tell(maya)
    for text in ("Grace has left Abbott.", "What now?"):
        maya.fills("message", text=text)
    found, after = [], None
    while page := ben.get("news", params={"limit": 2} | ({"after": after} if after else {})).json():
        found += [one["text"] for one in page["items"]]
        if (after := page["next_after"]) is None:
            break
    assert found == ["What now?", "Grace has left Abbott.", ""]
