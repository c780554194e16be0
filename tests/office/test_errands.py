"""What is done in the background, as an admin and a program see it."""

import re
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.models import Client
from app.cycle.policy import Policy
from app.db.engine import Database
from app.errands.actions import CLAIM_LASTS
from app.errands.models import Errand
from app.office.errand_view import WHAT
from app.plans.applying import APPLY
from app.plans.models import OfficePolicy
from app.work import HANDLERS
from tests.api.conftest import Speak
from tests.pages.conftest import Import, Person

HOUR = timedelta(hours=1)


def some_of_each(database: Database, access: Access) -> dict[str, UUID]:
    now = clock.now()
    states: dict[str, dict[str, Any]] = {
        "failed": {"kind": "tidy", "attempts": 5, "failed_at": now, "last_error": "ValueError"},
        "at_work": {"kind": "tidy imports", "attempts": 1, "claimed_until": now + CLAIM_LASTS},
        "waiting": {"kind": "tidy webhooks"},
        "again": {"kind": "tidy", "run_at": now + HOUR, "attempts": 1, "last_error": "WorkerLost"},
        "done": {"kind": "tidy letters", "attempts": 1, "done_at": now},
    }
    made = {
        name: Errand(office_id=access.office_id, details={}, **({"run_at": now} | state))
        for name, state in states.items()
    }
    with database.transaction(access.office_id, write=True) as session:
        session.add_all(made.values())
    return {name: one.id for name, one in made.items()}


def test_every_kind_of_errand_has_a_name() -> None:
    assert set(WHAT) == set(HANDLERS)


def test_without_any_it_says_what_would_stand_here(ruth: Person) -> None:
    assert "No background work yet" in ruth.sees("settings/errands").text


def test_what_failed_is_told_in_plain_words_and_tried_again(
    ruth: Person, database: Database, office: Access
) -> None:
    ids = some_of_each(database, office)
    seen = ruth.sees("settings/errands")
    for words in (
        "One piece of work was given up.",
        "after 5 attempts",
        "Something went wrong inside the service (ValueError); its log says where.",
        "The worker ended in the middle of it each time, perhaps for want of memory.",
        "Waits for a worker to be free",
    ):
        assert words in seen.text
    assert len(re.findall("/retry", seen.response.text)) == 2  # of what failed and what waits long
    again = ruth.goes_on(ruth.sends(f"settings/errands/{ids['failed']}/retry"))
    assert "A worker takes it up in a moment." in again.text
    assert "after 5 attempts" not in again.text
    assert "Tried again today" in again.text
    assert "by Ruth Castellanos" in again.text
    assert again.text.count("Tried again") == 1
    assert ruth.sends(f"settings/errands/{ids['done']}/retry").status == 404


def test_the_list_is_narrowed_and_goes_on(ruth: Person, database: Database, office: Access) -> None:
    some_of_each(database, office)
    assert WHAT["tidy letters"] not in ruth.sees("settings/errands", state="waiting").text
    assert WHAT["tidy letters"] in ruth.sees("settings/errands", state="done").text
    with database.transaction(office.office_id, write=True) as session:
        session.add_all(
            Errand(office_id=office.office_id, kind="tidy", details={}, run_at=clock.now())
            for _ in range(60)
        )
    first = ruth.sees("settings/errands", state="waiting").response.text
    after = re.search(r"after=([0-9a-f-]+)", first)
    assert after
    rest = ruth.sees("settings/errands", state="waiting", after=after[1]).response.text
    assert [text.count("<tr><td>") for text in (first, rest)] == [50, 12]


def test_a_program_lists_and_retries(as_member: Speak, database: Database) -> None:
    api = as_member(Role.ADMIN)
    ids = some_of_each(database, api.access)  # type: ignore[attr-defined]
    listed = api.get("errands", params={"limit": 4}).json()
    rest = api.get("errands", params={"after": listed["next_after"]}).json()
    assert [one["id"] for one in listed["items"] + rest["items"]] == [
        str(errand_id) for errand_id in sorted(ids.values(), reverse=True)
    ]
    (failed,) = api.get("errands", params={"state": "failed"}).json()["items"]
    assert (failed["id"], failed["error"]) == (str(ids["failed"]), "ValueError")
    assert api.get("errands", params={"state": "lost"}).status_code == 422
    retried = api.post(f"errands/{ids['failed']}/retry").json()
    assert (retried["state"], retried["attempts"]) == ("waiting", 0)
    told = {one["id"]: one["retried_at"] for one in api.get("errands").json()["items"]}
    assert told.pop(str(ids["failed"])) == retried["retried_at"] is not None
    assert not any(told.values())
    assert api.post(f"errands/{ids['at_work']}/retry").status_code == 404


@pytest.mark.parametrize("role", [Role.ADVISOR, Role.ANALYST])
def test_it_is_the_admins_alone(as_member: Speak, role: Role) -> None:
    assert as_member(role).get("errands").status_code == 403


def test_prometheus_is_told_depth_and_age(
    served: TestClient, as_member: Speak, database: Database
) -> None:
    access: Access = as_member(Role.ADMIN).access  # type: ignore[attr-defined]

    def told() -> dict[str, float]:
        text = served.get("/metrics").text
        return {
            sample.name: sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.labels == {"queue": "errands", "kind": "tidy webhooks"}
        }

    before = told()
    ids = some_of_each(database, access)
    with database.transaction(access.office_id, write=True) as session:
        errand = session.get_one(Errand, (access.office_id, ids["waiting"]))
        errand.run_at = clock.now() - 100 * HOUR
    after = told()
    assert after["regards_due"] == before.get("regards_due", 0) + 1
    assert after["regards_oldest_due_seconds"] >= 100 * 3600
    assert {"regards_at_work", "regards_given_up"} <= set(after)


def pieces(database: Database, access: Access, done: int, **last: Any) -> None:
    now = clock.now()
    states = [{"done_at": now, "attempts": 1}] * done + ([last] if last else [])
    for state in states:
        with database.transaction(access.office_id, write=True) as session:
            session.add(
                Errand(
                    office_id=access.office_id, kind=APPLY, details={}, **({"run_at": now} | state)
                )
            )


def rows_of(ruth: Person, **query: str) -> list[str]:
    return ruth.sees("settings/errands", **query).all_words_of("table.errands tbody tr")


def test_a_policy_that_was_applied_in_pieces_is_one_line(
    ruth: Person, database: Database, office: Access
) -> None:
    pieces(database, office, 41)
    (row,) = rows_of(ruth)
    assert "Done" in row
    assert "The last of 41 pieces." in row
    assert rows_of(ruth, state="done") == [row]
    assert ruth.sees("settings/errands").all_words_of("nav.tabs[aria-label^=What] a")[0] == "All 1"


def test_one_that_is_being_applied_says_how_far_it_is(
    ruth: Person, database: Database, office: Access, imported: Import
) -> None:
    imported({"offer_employer": "Abbott", "offered_on": "2026-03-01", "contact_name": "Grace Kim"})
    with database.transaction(office.office_id, write=True) as session:
        session.add(OfficePolicy(office_id=office.office_id, version=1, **asdict(Policy())))
        session.flush()
        ours = Client.office_id == office.office_id
        session.execute(update(Client).where(ours).values(planned_by=0))
    pieces(database, office, 3, attempts=0)
    (row,) = rows_of(ruth)
    assert "0 of 1 client done" in row
    assert rows_of(ruth, state="done") == []
    assert rows_of(ruth, state="waiting") == [row]


def test_a_piece_that_failed_is_not_folded_away(
    ruth: Person, database: Database, office: Access
) -> None:
    pieces(database, office, 2, failed_at=clock.now(), attempts=5, last_error="ValueError")
    pieces(database, office, 2)
    assert len(rows_of(ruth)) == 2
    assert len(rows_of(ruth, state="failed")) == 1
