"""A sheet that does not come on says why, and goes on when told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.accounts.access import Access
from app.db.engine import Database
from app.errands.actions import MOST_ATTEMPTS
from app.errands.models import Errand
from app.errands.worker import Worker
from app.faults import NotNow
from app.imports import queries, stages, troubles
from app.imports.models import Import
from app.imports.progress import Progress, rows_done
from app.imports.standing import NOT_DECIDED, NOT_UNDONE, tidy_imports
from app.imports.troubles import Trouble
from app.imports.view import import_json
from app.work import HANDLERS
from tests.cast import a_sheet, an_office, how_many
from tests.conftest import on_postgresql
from tests.errands.cast import errands_of
from tests.imports.steps import GRACE, LATER, bring, left_to_be_undone, on_record, rows, step

DAY = timedelta(days=1)


def failing(error: Exception) -> Any:
    def handler(*_: object) -> None:
        raise error

    return {stages.LOOK: handler, stages.TAKE: handler}


def seen(database: Database, access: Access, held: Import) -> tuple[Import, Trouble | None]:
    with database.transaction(access.office_id, write=False) as session:
        found = queries.one_import(session, access, held.id)
        return found, troubles.troubles_of(session, access, [found]).get(found.id)


@pytest.mark.parametrize(
    ("error", "words"),
    [(MemoryError(), "too little memory"), (KeyError("Maya"), "nobody foresaw (KeyError)")],
)
def test_a_sheet_that_failed_says_why_and_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    monkeypatch.setattr(stages, "AT_ONCE", 1)
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    at = LATER
    with pytest.raises(NotNow, match="by itself"):
        step(database, access, troubles.try_again, held)
    for attempt in range(MOST_ATTEMPTS):
        Worker(database, handlers=failing(error)).run_due(at)
        found, trouble = seen(database, access, held)
        assert trouble
        assert words in trouble.why
        is_over = attempt == MOST_ATTEMPTS - 1
        assert (trouble.again_at is None) == is_over
        assert import_json(found, trouble)["status"] == ("failed" if is_over else "reading")
        at += DAY
    assert "Maya" not in trouble.why
    step(database, access, troubles.try_again, held)
    assert seen(database, access, held)[1] is None
    Worker(database, handlers=HANDLERS).run_due(at)
    assert seen(database, access, held)[0].status == "previewed"
    (errand,) = errands_of(database, access)  # the same, which is no failed one any more
    assert (errand.done_at, errand.failed_at) == (at, None)
    assert not any(how_many(database, access).values())


def test_what_failed_can_be_given_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "AT_ONCE", 1)
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    at = LATER
    for _ in range(MOST_ATTEMPTS):
        Worker(database, handlers=failing(MemoryError())).run_due(at)
        at += DAY
    assert step(database, access, stages.give_up, held).status == "cancelled"
    assert rows(database, access, held) == {}


def test_what_nobody_decides_for_a_month_is_given_up_in_words(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    tidied(database, access, LATER + 29 * DAY)
    assert len(rows(database, access, held)) == 1
    tidied(database, access, LATER + 31 * DAY)
    found, _ = seen(database, access, held)
    assert (found.status, found.words) == ("cancelled", NOT_DECIDED)
    with pytest.raises(NotNow, match="given up"):
        step(database, access, stages.take_in, held)
    assert rows(database, access, held) == {}
    step(database, access, stages.give_up, held)
    assert [action for action, *_ in on_record(database, access)] == ["sheet.brought"]


def test_a_taking_in_that_was_set_aside_for_a_month_is_not_tried_without_its_rows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    monkeypatch.setattr(stages, "AT_ONCE", 1)
    step(database, access, stages.take_in, held)
    set_aside(database, access)
    tidied(database, access, LATER + 31 * DAY)
    found, _ = seen(database, access, held)
    assert (found.status, found.words) == ("cancelled", NOT_DECIDED)
    with pytest.raises(NotNow, match="given up"):
        step(database, access, troubles.try_again, held)


def test_an_undoing_that_was_set_aside_for_a_month_undoes_nothing_and_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = an_office(database)
    held = left_to_be_undone(database, access, monkeypatch)
    set_aside(database, access)
    tidied(database, access, LATER + 31 * DAY)
    found, _ = seen(database, access, held)
    assert (found.status, found.words) == ("done", NOT_UNDONE)
    with pytest.raises(NotNow, match="taken in already"):
        step(database, access, troubles.try_again, held)
    assert how_many(database, access)["clients"] == 1


def tidied(database: Database, access: Access, at: datetime) -> None:
    with database.transaction(access.office_id, write=True) as session:
        tidy_imports(session, access, {}, at)


def set_aside(database: Database, access: Access) -> None:
    with database.transaction(access.office_id, write=True) as session:
        session.execute(
            update(Errand)
            .where(Errand.office_id == access.office_id)
            .values(failed_at=LATER, attempts=MOST_ATTEMPTS, last_error="MemoryError")
        )


@pytest.fixture
def told_of_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.imports.progress.AT_ONCE", 1)
    monkeypatch.setattr("app.imports.progress.EVERY", 0)


def test_how_far_it_is_can_be_read_meanwhile(database: Database, told_of_each_row: None) -> None:
    """While the transaction that works on it is open, on either store."""
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    with (
        database.transaction(access.office_id, write=True) as session,
        Progress(session, held, "previewed") as progress,
    ):
        for step, done in ((progress.sorted, 1), (progress.took_up, 10)):
            step(10)  # to know whose they are is a tenth of it
            assert progress.goes_on
            with database.transaction(access.office_id, write=False) as other:
                assert rows_done(other, queries.one_import(other, access, held.id)) == done


def test_how_far_it_is_is_told_until_all_of_it_is_written(
    database: Database, told_of_each_row: None
) -> None:
    """Once its rows are, their windows follow, and the page must not say that it has just begun."""
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    with database.transaction(access.office_id, write=True) as session:
        with session.begin_nested(), Progress(session, held, "previewed") as progress:
            progress.took_up(2)
            file = progress.file
        with database.transaction(access.office_id, write=False) as other:
            assert rows_done(other, queries.one_import(other, access, held.id)) == 2
    assert file is None or not file.exists()


@on_postgresql
def test_whoever_gives_up_at_the_last_moment_is_heard(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer, so there it must wait for the end; see `test_interrupted`."""
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    record = stages.record_import

    def given_up_at_last(noting: Any) -> None:
        record(noting)
        with database.transaction(access.office_id, write=True) as other:
            stages.give_up(other, access, held.id, LATER)

    monkeypatch.setattr(stages, "AT_ONCE", 0)
    step(database, access, stages.take_in, held)
    monkeypatch.setattr(stages, "record_import", given_up_at_last)
    Worker(database, handlers=HANDLERS).run_due(LATER)
    assert seen(database, access, held)[0].status == "cancelled"
    assert not any(how_many(database, access).values())
    assert rows(database, access, held) == {}
