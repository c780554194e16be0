"""Whom it is done to: exactly those, as they were looked at, or nobody."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.accounts.models import Role
from app.bulk.actions import MOST_CLIENTS
from app.bulk.models import BulkAction, BulkItem
from app.bulk.view import read_looked, write_looked
from app.settings import Settings
from app.work import DAILY, HANDLERS
from tests.api.conftest import Speak
from tests.bulk.conftest import Json, Office, by_name
from tests.cast import a_contact, an_office

COHORT = {"cohort": "MBA 2030"}


def marks_of(looked: Json) -> dict[str, str]:
    return {one["client_id"]: one["mark"] for one in looked["changes"]}


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_client_of_another_office_and_nothing_is_done(
    office: Office, as_member: Speak, dry_run: bool
) -> None:
    foreign = an_office(office.database)
    a_contact(office.database, foreign)
    theirs = as_member(Role.ADMIN, foreign).get("caseload").json()["items"][0]["client_id"]
    for stranger in (theirs, str(uuid4())):
        ids = [*office.ids("Connie", "Carl"), stranger]
        told = office.bulk("cohort", client_ids=ids, status=404, dry_run=dry_run, **COHORT)
        assert told["detail"] == "There is no such thing in this office."
    assert office.clients["Connie"]["cohort"] == "MBA 2025"


def test_all_that_match_the_filters(office: Office) -> None:
    done = office.bulk("cohort", filters={"cohort": "MBA 2025", "state": "stalled"}, **COHORT)
    assert set(by_name(done, "changes", "becomes")) == {"Connie", "Thea"}
    assert office.clients["Kate"]["cohort"] == "MBA 2024"


@pytest.mark.parametrize("whom", [{}, {"client_ids": [], "filters": {}}])
def test_whom_it_is_about_is_said_in_one_way(office: Office, whom: dict[str, object]) -> None:
    told = office.bulk("cohort", status=422, **whom, **COHORT)
    assert told["errors"][0]["field"] == "client_ids"


def test_what_was_looked_at_is_what_is_done(office: Office) -> None:
    looked = office.bulk("log", "Connie", "Thea", dry_run=True)
    done = office.bulk("log", marks=marks_of(looked))
    assert by_name(done, "changes", "becomes") == by_name(looked, "changes", "becomes")


def test_whoever_changed_since_is_named_and_nothing_is_done(office: Office) -> None:
    marks = marks_of(office.bulk("log", "Connie", "Carl", "Thea", dry_run=True))
    contact = office.file("Connie")["contacts"][0]["id"]
    office.api.post(f"contacts/{contact}/touches", json={"kind": "connected", "on": "2026-01-01"})
    told = office.bulk("log", marks=marks, status=409)
    assert told["detail"] == "Changed meanwhile, so nothing was done: Connie."
    assert [error["field"] for error in told["errors"]] == office.ids("Connie")
    assert office.file("Thea")["touches"][-1]["kind"] == "connected"
    rest = {id: mark for id, mark in marks.items() if [id] != office.ids("Connie")}
    assert len(office.bulk("log", marks=rest)["changes"]) == 2


def test_what_does_not_matter_to_the_deed_may_change(office: Office) -> None:
    marks = marks_of(office.bulk("log", "Connie", dry_run=True))
    office.api.patch(f"clients/{office.ids('Connie')[0]}", json={"program": "Other"})
    assert len(office.bulk("log", marks=marks)["changes"]) == 1


def test_the_same_key_does_it_once(office: Office) -> None:
    body = {"client_ids": office.ids("Connie")}
    key = {"Idempotency-Key": "once"}
    first, second = (office.api.post("caseload/bulk/log", json=body, headers=key) for _ in "ab")
    assert first.json() == second.json()
    assert len(office.file("Connie")["touches"]) == 1


def test_it_is_kept_and_can_be_read(office: Office) -> None:
    done = office.bulk("cohort", "Connie", "Carl", **COHORT)
    kept = office.api.get(f"bulk-actions/{done['id']}").json()
    assert kept["words"] == "Moved 2 clients to MBA 2030"
    assert by_name(kept, "clients", "was") == {"Connie": "MBA 2025", "Carl": "MBA 2025"}
    assert kept["undone_at"] is None


def test_undoing_names_whoever_changed_since_and_can_leave_them(office: Office) -> None:
    done = office.bulk("cohort", "Connie", "Carl", **COHORT)
    office.api.patch(f"clients/{office.ids('Connie')[0]}", json={"cohort": "MBA 2031"})
    assert "Connie" in office.undo(done, status=409)["detail"]
    assert office.clients["Carl"]["cohort"] == "MBA 2030"
    undone = office.undo(done, leave_changed=True)
    assert by_name(undone, "clients", "undone") == {"Carl": True, "Connie": False}
    assert office.clients["Carl"]["cohort"] == "MBA 2025"
    assert office.clients["Connie"]["cohort"] == "MBA 2031"


def test_nobody_is_given_back_to_an_advisor_who_has_left(office: Office) -> None:
    admin, sam = office.another(Role.ADMIN), office.another(Role.ADVISOR)
    email = sam.email  # type: ignore[attr-defined]
    office.bulk("assign", "Connie", advisor_email=email)
    done = office.bulk("assign", "Connie", "Carl", advisor_email=office.api.email)  # type: ignore[attr-defined]
    (member,) = [one["id"] for one in admin.get("members").json()["items"] if one["email"] == email]
    assert admin.patch(f"members/{member}", json={"active": False}).status_code == 200
    assert "Connie" in office.undo(done, status=409)["detail"]
    office.undo(done, leave_changed=True)
    assert office.clients["Carl"]["advisor_email"] is None


def test_a_touch_taken_back_by_hand_counts_as_changed(office: Office) -> None:
    done = office.bulk("log", "Connie", "Carl")
    touch = office.file("Connie")["touches"][0]["id"]
    office.api.post(f"touches/{touch}/void", json={"reason": "not so"})
    assert "Connie" in office.undo(done, status=409)["detail"]
    office.undo(done, leave_changed=True)
    assert office.file("Carl")["touches"][0]["voided_at"]


def test_undoing_twice_changes_nothing_more(office: Office) -> None:
    done = office.bulk("cohort", "Connie", **COHORT)
    first = office.undo(done)
    office.bulk("cohort", "Connie", **COHORT)
    assert office.undo(done)["undone_at"] == first["undone_at"]
    assert office.clients["Connie"]["cohort"] == "MBA 2030"


def test_only_whoever_did_it_or_an_admin_undoes_it(office: Office) -> None:
    done = office.bulk("cohort", "Connie", **COHORT)
    path = f"bulk-actions/{done['id']}/undo"
    refused = office.another(Role.ADVISOR).post(path, json={})
    assert refused.status_code == 403
    assert "Only the colleague who did this" in refused.json()["detail"]
    assert office.another(Role.ADMIN).post(path, json={}).status_code == 200


def test_after_a_day_it_stays(office: Office) -> None:
    done = office.bulk("cohort", "Connie", **COHORT)
    long_ago = datetime.now(UTC) - timedelta(hours=25)
    with office.database.transaction(office.access.office_id, write=True) as session:
        session.execute(
            update(BulkAction)
            .where(BulkAction.office_id == office.access.office_id)
            .values(done_at=long_ago)
        )
    told = office.undo(done, status=422)
    assert "within a day" in told["detail"]


def test_after_a_month_it_is_forgotten_though_nothing_more_is_done(office: Office) -> None:
    office.bulk("cohort", "Connie", "Carl", **COHORT)
    access, left = office.access, []
    for days in (29, 31):
        with office.database.transaction(access.office_id, write=True) as session:
            for kind in DAILY:
                if kind.startswith("tidy"):
                    HANDLERS[kind](session, access, {}, datetime.now(UTC) + timedelta(days=days))  # type: ignore[operator]
            left.append(
                [
                    len(session.scalars(select(of).where(of == access.office_id)).all())
                    for of in (BulkAction.office_id, BulkItem.office_id)
                ]
            )
    assert left == [[1, 2], [0, 0]]


def test_an_erased_client_takes_what_became_of_them_along(office: Office) -> None:
    done = office.bulk("cohort", "Connie", "Carl", **COHORT)
    admin = office.another(Role.ADMIN)
    assert admin.delete(f"clients/{office.ids('Connie')[0]}").status_code == 204
    kept = office.api.get(f"bulk-actions/{done['id']}").json()
    assert [one["name"] for one in kept["clients"]] == ["Carl"]
    office.undo(done)


def test_the_history_of_each_client_tells_it(office: Office) -> None:
    done = office.bulk("log", "Connie")
    office.undo(done)
    history = office.api.get(f"clients/{office.ids('Connie')[0]}/history").json()["items"]
    assert [entry["words"] for entry in history[:2]] == [
        "Dana Reed took back: connected with Grace Kim",
        "Dana Reed logged: connected with Grace Kim",
    ]


def test_the_largest_selection_fits_into_a_form() -> None:
    most = dict.fromkeys((uuid4() for _ in range(MOST_CLIENTS)), "0" * 16)
    form = urlencode({"of": write_looked(most)})
    assert len(form) < Settings(_env_file=None).max_body_bytes / 2
    assert read_looked(write_looked(most)) == most
