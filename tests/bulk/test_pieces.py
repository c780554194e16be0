"""Many clients are read, written and planned some at a time; still it is all of them or none."""

import pytest

from app.bulk import actions
from tests.bulk.conftest import Office, by_name

THREE = ("Connie", "Carl", "Thea")


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SOME", 1)


def test_what_was_done_in_pieces_is_one_deed_by_name_and_undone_as_one(office: Office) -> None:
    before = office.clients
    done = office.bulk("log", *THREE, "Rhea")
    assert [one["name"] for one in done["changes"]] == ["Carl", "Connie", "Thea"]
    assert by_name(done, "cannot", "why") == {"Rhea": "Not open yet"}
    assert [office.clients[name]["next_step"] for name in ("Connie", "Carl")] == ["thank", "thank"]
    office.check_plans()
    kept = office.api.get(f"bulk-actions/{done['id']}").json()
    assert kept["words"] == "Logged the next step of 3 clients"
    undone = office.undo(done)
    assert [one["undone"] for one in undone["clients"]] == [True] * 3
    assert office.clients == before
    office.check_plans()


@pytest.mark.parametrize("changed", THREE)
def test_whoever_changed_keeps_all_of_them_as_they_were(office: Office, changed: str) -> None:
    before = office.clients
    looked = office.bulk("log", *THREE, dry_run=True)
    marks = {one["client_id"]: one["mark"] for one in looked["changes"]}
    contact = office.file(changed)["contacts"][0]["id"]
    office.api.patch(
        f"contacts/{contact}", json={"closed_on": "2026-01-01", "closed_reason": "gone"}
    )
    told = office.bulk("log", marks=marks, status=409)
    assert told["detail"] == f"Changed meanwhile, so nothing was done: {changed}."
    assert office.api.get("bulk-actions").json()["items"] == []
    for name in set(THREE) - {changed}:
        assert office.clients[name] == before[name]
    office.check_plans()


def test_a_form_is_refused_though_it_is_for_nobody(office: Office) -> None:
    told = office.bulk("log", status=422, client_ids=[], on="2998-01-01")
    assert told["errors"][0]["field"] == "on"
