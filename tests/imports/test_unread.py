"""Files too large to be read while one waits: read by the worker, with progress, until given up."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.access import Access
from app.db.engine import Database
from app.errands.worker import Worker
from app.imports import stages, unread
from app.imports.models import Import, ImportFile
from app.imports.progress import asking_file, progress_file
from app.imports.reading import LeftOff, Watching
from app.imports.standing import found_import, tidy_imports
from app.work import HANDLERS
from tests.api.conftest import Speak
from tests.cast import ABBOTT, a_sheet, how_many
from tests.errands.cast import keep_worker_to
from tests.imports.steps import on_record
from tests.imports.test_imports_api import bring, brought
from tests.pages.conftest import SignIn

GRACE = {**ABBOTT, "contact_name": "Grace Kim"}
SHEET = a_sheet(GRACE, {**GRACE, "contact_name": "Lee", "connected_on": "soon"})


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "AT_ONCE", 0)
    monkeypatch.setattr(unread, "IN_ONE_ROW", 100)  # bytes, so that it comes in parts


def works(database: Database, access: Access) -> None:
    worker = Worker(database, handlers=HANDLERS)
    keep_worker_to(worker, access)
    worker.run_due(clock.now())


def parts_kept(database: Database, access: Access) -> int:
    with database.transaction(access.office_id, write=False) as session:
        return session.scalars(
            select(func.count())
            .select_from(ImportFile)
            .where(ImportFile.office_id == access.office_id)
        ).one()


def standing(database: Database, access: Access, import_id: str) -> Import:
    with database.transaction(access.office_id, write=False) as session:
        return found_import(session, access, UUID(import_id))


def test_it_is_read_by_the_worker_and_kept_no_longer(as_member: Speak, database: Database) -> None:
    api = as_member()
    access: Access = api.access  # type: ignore[attr-defined]
    held = brought(api, SHEET, headers={"Idempotency-Key": "monday"})
    assert (held["status"], held["rows_total"], held["columns"]) == ("reading", 0, [])
    assert parts_kept(database, access) > 1
    works(database, access)
    found = api.get(f"imports/{held['id']}").json()
    assert (found["status"], found["created"], found["rejected"]) == ("previewed", 1, 1)
    assert (found["format"], found["rows_done"]) == ("own", 0)
    assert parts_kept(database, access) == 0
    assert brought(api, SHEET, headers={"Idempotency-Key": "monday"}) == held
    api.post(f"imports/{held['id']}/commit")
    assert how_many(database, access)["contacts"] == 1


def test_how_its_columns_were_named_is_not_forgotten(as_member: Speak, database: Database) -> None:
    api = as_member()
    access = api.access  # type: ignore[attr-defined]
    sheet = b"Mail,Student\nzoe@alumni.example.edu,Zoe\n"
    mapping = '{"Mail": "client_email", "Student": "client_name"}'
    held = brought(api, sheet, data={"mapping": mapping})
    works(database, access)
    found = api.get(f"imports/{held['id']}").json()
    assert (found["status"], found["created"]) == ("previewed", 1)
    wrong = brought(api, sheet, data={"mapping": '{"Nowhere": "client_email"}'})
    works(database, access)
    found = api.get(f"imports/{wrong['id']}").json()
    assert found["status"] == "cancelled"
    assert "Nowhere" in found["words"]
    api.post(f"imports/{wrong['id']}/cancel")
    told = [action for action, of, _ in on_record(database, access) if str(of) == wrong["id"]]
    assert told == ["sheet.brought"]  # nobody gave it up


def test_what_its_first_bytes_tell_is_refused_at_once(as_member: Speak) -> None:
    answer = bring(as_member(), b"%PDF-1.7 and so on")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "file"


def test_what_only_reading_tells_is_said_afterwards(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    dana = sign_in()
    file = {"file": ("sheet.csv", SHEET + b'"an open quote\n')}
    sent = dana.http.post(dana.address("imports"), files=file, follow_redirects=False)
    here = sent.headers["location"]
    page = dana.http.get(here).text
    assert "Being read" in page
    assert "0 rows" not in page
    works(database, office)
    page = dana.http.get(here).text
    assert "Could not be read; nothing was written" in page
    assert "The file cannot be read as CSV on line" in page
    assert parts_kept(database, office) == 0


def test_it_says_how_far_it_is_and_can_be_given_up_meanwhile(
    as_member: Speak, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On either store: nothing is held while a file is read."""
    api = as_member()
    access: Access = api.access  # type: ignore[attr-defined]
    held = brought(api, SHEET)
    here = f"imports/{held['id']}"
    told: list[Any] = []

    @contextmanager
    def slowly(file: BinaryIO, watching: Watching, seconds: int) -> Iterator[Any]:
        told.append(watching(7))
        told.append(api.get(here).json()["rows_done"])
        told.append(api.post(f"{here}/cancel").json()["status"])
        told.append(watching(8))
        raise LeftOff
        yield

    monkeypatch.setattr(unread, "reading", slowly)
    works(database, access)
    assert told == [True, 7, "cancelled", False]
    assert standing(database, access, held["id"]).status == "cancelled"
    assert parts_kept(database, access) == 0


def test_whoever_gives_it_up_before_it_is_read_is_heard(
    as_member: Speak, database: Database
) -> None:
    api = as_member()
    access: Access = api.access  # type: ignore[attr-defined]
    held = brought(api, SHEET)
    assert api.post(f"imports/{held['id']}/cancel").json()["status"] == "cancelled"
    assert parts_kept(database, access) == 0
    works(database, access)
    assert standing(database, access, held["id"]).status == "cancelled"


def test_it_is_kept_as_it_came_for_no_more_than_a_day(as_member: Speak, database: Database) -> None:
    """It holds what the law protects."""
    api = as_member()
    access: Access = api.access  # type: ignore[attr-defined]
    held = brought(api, SHEET)
    for hours, parts, status in ((23, True, "reading"), (25, False, "cancelled")):
        with database.transaction(access.office_id, write=True) as session:
            tidy_imports(session, access, {}, clock.now() + timedelta(hours=hours))
        assert (parts_kept(database, access) > 0) == parts
        assert standing(database, access, held["id"]).status == status
    assert "not read within a day" in api.get(f"imports/{held['id']}").json()["words"]


@pytest.mark.parametrize("stage", ["reading", "running"])
def test_it_can_be_given_up_while_the_worker_has_the_database(
    as_member: Speak, database: Database, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """SQLite lets nobody else write until the worker, who is asked to, leaves off."""
    monkeypatch.setattr(unread, "AT_ONCE", 10**9)
    monkeypatch.setattr(stages, "AT_ONCE", 0)
    api = as_member()
    access: Access = api.access  # type: ignore[attr-defined]
    held = brought(api, SHEET)
    if stage == "running":
        works(database, access)
        api.post(f"imports/{held['id']}/commit")
    answers: list[Any] = []
    other = threading.Thread(
        target=lambda: answers.append(api.post(f"imports/{held['id']}/cancel"))
    )
    name = {"reading": "verdicts_of", "running": "to_store"}[stage]
    make = getattr(stages, name)

    def make_and_give_up(*given: Any) -> Any:
        made = make(*given)
        other.start()
        with database.transaction(access.office_id, write=False) as session:
            file = progress_file(session, found_import(session, access, UUID(held["id"])))
        for _ in range(500):
            if not other.is_alive() or (file and asking_file(file).exists()):
                break
            time.sleep(0.02)
        return made

    monkeypatch.setattr(stages, name, make_and_give_up)
    works(database, access)
    other.join()
    assert answers[0].status_code == 200
    assert answers[0].json()["status"] == "cancelled"
    assert standing(database, access, held["id"]).status == "cancelled"
    assert not any(how_many(database, access).values())
    assert api.get(f"imports/{held['id']}/rows").json()["items"] == []
    told = [action for action, *_ in on_record(database, access)]
    assert told == ["sheet.brought", "sheet.given_up"]
