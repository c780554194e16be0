"""Saved views over the API: whose they are, and what each reader does with them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from time import sleep

import pytest

from app.accounts.models import Role
from app.accounts.queries import users_by_email
from app.caseload.actions import save_view
from app.caseload.forms import NewView
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.api.test_api import made
from tests.cast import AT

LATE = {"name": "Late ones", "filters": {"overdue_by": 14, "advisor": "everyone"}}


def test_a_view_is_given_back_as_it_was_saved(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    view = dana.post("views", json=LATE | {"pinned": True, "default": True}).json()
    assert view["filters"] == LATE["filters"]
    assert (view["name"], view["shared"], view["pinned"], view["default"]) == (
        "Late ones", False, True, True,
    )  # fmt: skip
    assert dana.get("views").json()["items"] == [view]


def test_a_private_view_is_not_there_for_others(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    admin = as_member(Role.ADMIN, dana.access)  # type: ignore[attr-defined]
    id_ = dana.post("views", json=LATE).json()["id"]
    assert admin.get("views").json()["items"] == []
    assert admin.patch(f"views/{id_}", json={"pinned": True}).status_code == 404
    assert admin.delete(f"views/{id_}").status_code == 404


def test_a_shared_view_is_read_by_all_changed_by_its_maker_and_removed_by_an_admin(
    as_member: Speak,
) -> None:
    dana = as_member(Role.ADVISOR)
    sam = as_member(Role.ADVISOR, dana.access)  # type: ignore[attr-defined]
    admin = as_member(Role.ADMIN, dana.access)  # type: ignore[attr-defined]
    id_ = dana.post("views", json=LATE | {"shared": True}).json()["id"]
    assert sam.patch(f"views/{id_}", json={"name": "Mine"}).status_code == 403
    refused = sam.delete(f"views/{id_}")
    assert refused.status_code == 403
    assert (
        "the colleague who saved this view, or an admin, can remove it" in refused.json()["detail"]
    )
    assert sam.patch(f"views/{id_}", json={"pinned": True}).json()["pinned"] is True
    assert dana.get("views").json()["items"][0]["pinned"] is False
    assert admin.delete(f"views/{id_}").status_code == 204
    assert sam.get("views").json()["items"] == []


def test_one_view_is_the_default_at_a_time(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    dana.post("views", json={"name": "One", "default": True})
    dana.post("views", json={"name": "Two", "default": True})
    found = {view["name"]: view["default"] for view in dana.get("views").json()["items"]}
    assert found == {"One": False, "Two": True}


def test_six_can_be_pinned_and_no_more(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    answers = [
        dana.post("views", json={"name": f"View {number}", "pinned": True}) for number in range(7)
    ]
    assert [answer.status_code for answer in answers] == [201] * 6 + [422]
    assert answers[-1].json()["errors"][0]["field"] == "pinned"
    assert len(dana.get("views").json()["items"]) == 6


def test_two_views_of_one_person_have_two_names(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    assert dana.post("views", json=LATE).status_code == 201
    again = dana.post("views", json=LATE)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "name")


def test_a_change_on_an_old_version_is_told_so(as_member: Speak) -> None:
    dana = as_member(Role.ADVISOR)
    id_ = dana.post("views", json=LATE).json()["id"]
    assert dana.patch(f"views/{id_}", json={"name": "Later", "version": 1}).status_code == 200
    assert dana.patch(f"views/{id_}", json={"name": "Last", "version": 1}).status_code == 409


@pytest.mark.parametrize(
    "filters",
    [{"step": "dance"}, {"overdue_by": 0}, {"unseen_for": 10_000}, {"colour": "red"},
     {"never_contacted": "yes"}, {"state": "sleeping"}],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_refused(as_member: Speak, filters: dict[str, object]) -> None:
    dana = as_member(Role.ADVISOR)
    answer = dana.post("views", json={"name": "Odd", "filters": filters})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("filters.")


@pytest.mark.parametrize(
    "query", ["step=dance", "overdue_by=0", "unseen_for=x", "never_contacted=perhaps",
              "overdue_by=99999999999999999999"]
)  # fmt: skip
def test_the_caseload_refuses_such_filters_too(as_member: Speak, query: str) -> None:
    answer = as_member(Role.ADVISOR).get(f"caseload?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("way", ["saved", "renamed"])
def test_of_two_who_take_one_name_at_once_the_second_is_told(
    database: Database, as_member: Speak, way: str
) -> None:
    """One person at two browsers: the first has not ended yet when the second begins."""
    dana = as_member(Role.ADVISOR)
    with database.between_offices() as session:
        (user,) = users_by_email(session, [dana.email]).values()  # type: ignore[attr-defined]
    access = replace(dana.access, user_id=user.id)  # type: ignore[attr-defined]
    other = made(dana, "views", {"name": "Other"})["id"]
    wrote = Event()

    def first() -> None:
        with database.transaction(access.office_id, write=True) as session:
            save_view(session, access, NewView(name="Mine"), AT)
            wrote.set()
            sleep(0.3)

    def second() -> int:
        wrote.wait(5)
        if way == "saved":
            return dana.post("views", json={"name": "Mine"}).status_code
        return dana.patch(f"views/{other}", json={"name": "Mine"}).status_code

    with ThreadPoolExecutor(2) as pool:
        saving, answer = pool.submit(first), pool.submit(second)
        saving.result()
        assert answer.result() == 422
    names = [one["name"] for one in dana.get("views").json()["items"]]
    assert names == ["Other", "Mine"]
