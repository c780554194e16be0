"""Who looked at whose record: on record once a day, and in nobody's way."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, make_url, select

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.audit import viewed
from app.audit.models import FIRST_DEED, AuditEntry
from app.audit.queries import last_change
from app.audit.viewed import View, Views
from app.clients.actions import note_looks
from app.clients.models import Client
from app.db.engine import Database
from app.faults import NotFound
from app.settings import Settings
from tests.cast import AT, an_office, make_api_token
from tests.conftest import START_VIEWS, Store, on_postgresql, on_sqlite
from tests.imports.test_imports_pages import DIRTY, bring
from tests.pages.conftest import SITE, Import, Person, SignIn, browser, running
from tests.pages.file_of import client_named
from tests.pages.stories import connecting

Program = Callable[..., TestClient]
Told = tuple[Any, ...]
SOMEBODY = UUID(int=5)


@pytest.fixture
def views(app: FastAPI) -> Iterator[Views]:
    """As of a process that has just begun."""
    database: Database = app.state.database
    before = database.afterwards
    yield Views(database, note_looks)
    database.afterwards = before


@pytest.fixture
def maya(dana: Person, imported: Import, today: date) -> UUID:
    imported(connecting(today, 60))
    return client_named(dana, "Maya Okafor")


@pytest.fixture
def program(app: FastAPI, database: Database, office: Access, dana: Person) -> Program:
    """With a token of Dana's, or of somebody else of the office."""

    def program(name: str = "Registrar", person: Person = dana) -> TestClient:
        with database.transaction(office.office_id, write=True) as session:
            token = make_api_token(session, office, person.user_id, name, AT)
        http = TestClient(app, base_url=f"{SITE}/api/v1/")
        http.headers["Authorization"] = f"Bearer {token}"
        return http

    return program


def on_record(database: Database, office: Access, action: str = "client.viewed") -> list[Told]:
    with database.transaction(office.office_id, write=False) as session:
        found = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == office.office_id, AuditEntry.action == action)
            .order_by(AuditEntry.at)
        )
        return [(one.actor_id, one.via, one.client_id, one.details) for one in found]


def looked_on(database: Database, office: Access, client_id: UUID) -> date | None:
    with database.transaction(office.office_id, write=False) as session:
        return session.get_one(Client, (office.office_id, client_id)).looked_on


def test_opening_a_page_is_on_record_once_a_day(
    database: Database, office: Access, views: Views, dana: Person, sign_in: SignIn, maya: UUID
) -> None:
    marcus = sign_in(name="Marcus Hill")
    for person in (dana, dana, marcus):
        assert person.sees(f"clients/{maya}").status == 200
        assert person.sees(f"clients/{maya}/history").status == 200
        assert views.write()
    assert on_record(database, office) == [
        (dana.user_id, "console", maya, {}),
        (marcus.user_id, "console", maya, {}),
    ]
    assert dana.sees(f"clients/{maya}").status == 200
    assert views.waiting == []  # and costs nothing


def test_a_process_that_knows_of_nothing_yet_writes_nothing_twice(
    app: FastAPI, database: Database, office: Access, views: Views, dana: Person, maya: UUID
) -> None:
    dana.sees(f"clients/{maya}")
    assert views.write()
    begun = Views(app.state.database, note_looks)
    dana.sees(f"clients/{maya}")
    assert len(begun.waiting) == 1
    assert begun.write()
    assert len(on_record(database, office)) == 1


@pytest.mark.parametrize(
    ("hours", "days"),
    [(0, 1), (7, 1), (8, 2), (31, 2), (32, 3)],
    ids=lambda number: str(number),
)
def test_the_day_is_the_offices(hours: int, days: int) -> None:
    """From four in the afternoon there on, which is ten in the evening by UTC."""
    access = Access(
        office_id=UUID(int=1),
        timezone="America/Chicago",
        role=Role.ADVISOR,
        user_id=UUID(int=2),
        via="console",
    )
    first = clock.moment_of(date(2026, 1, 12), 16, "America/Chicago")
    looks = [a_look(access, at=first + timedelta(hours=n)) for n in range(33)]
    seen = {look.id for look in looks if look.at <= first + timedelta(hours=hours)}
    assert len(seen) == days
    assert max(seen) < FIRST_DEED


def test_a_program_is_told_from_a_browser_and_by_its_token(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID, program: Program
) -> None:
    registrar = program()
    for path in ("", "/plan", "/history", "/notes", "/share-links"):
        assert registrar.get(f"clients/{maya}{path}").status_code == 200
    assert program("Warehouse").get(f"clients/{maya}").status_code == 200
    dana.sees(f"clients/{maya}")
    views.write()
    assert on_record(database, office) == [
        (dana.user_id, "api", maya, {"token": "Registrar"}),
        (dana.user_id, "api", maya, {"token": "Warehouse"}),
        (dana.user_id, "console", maya, {}),
    ]


def test_a_person_who_looked_has_seen_the_client_and_a_program_has_not(
    database: Database,
    office: Access,
    views: Views,
    dana: Person,
    maya: UUID,
    program: Program,
    today: date,
) -> None:
    program().get(f"clients/{maya}")
    views.write()
    assert looked_on(database, office, maya) is None
    assert "Maya Okafor" in dana.sees("caseload", unseen_for="1").text
    dana.sees(f"clients/{maya}")
    views.write()
    assert looked_on(database, office, maya) == today
    assert "Maya Okafor" not in dana.sees("caseload", unseen_for="1").text


def test_a_program_that_says_somebody_looked_is_on_record_for_it(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID, program: Program
) -> None:
    """Whoever was not seen for long is found by it, by all colleagues."""
    assert program().post(f"clients/{maya}/seen").status_code == 204
    views.write()
    assert on_record(database, office) == [(dana.user_id, "api", maya, {"token": "Registrar"})]


def test_a_look_that_is_written_late_does_not_take_back_a_later_one(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID, today: date
) -> None:
    dana.sees(f"clients/{maya}")
    (look,) = views.waiting
    earlier = View(access=look.access, client_id=maya, at=look.at - timedelta(2))
    views.note(earlier)
    views.write()
    assert looked_on(database, office, maya) == today
    assert len(on_record(database, office)) == 2


def test_who_is_shown_nobody_leaves_nothing_anywhere(
    database: Database,
    office: Access,
    views: Views,
    dana: Person,
    sign_in: SignIn,
    maya: UUID,
    program: Program,
) -> None:
    outside = an_office(database)
    lee = sign_in(name="Lee", within=outside)
    analyst = sign_in(Role.ANALYST)
    assert lee.sees(f"clients/{maya}").status == 404
    assert analyst.sees(f"clients/{maya}").status == 403
    assert program().get(f"touches?client_id={UUID(int=7)}").json()["items"] == []
    assert program(person=analyst).get("clients").status_code == 403
    views.write()
    for access in (office, outside):
        assert on_record(database, access) == on_record(database, access, "people.listed") == []


def test_what_failed_after_all_showed_nobody(
    app: FastAPI, office: Access, views: Views, maya: UUID
) -> None:
    def read_and_fail() -> None:
        with app.state.database.transaction(office.office_id, write=False) as session:
            viewed.viewed(session, office, maya)
            raise NotFound

    with pytest.raises(NotFound):
        read_and_fail()
    assert views.waiting == []


def test_a_list_for_programs_is_on_record_without_a_client(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID, program: Program
) -> None:
    registrar = program()
    for path in ("clients", "clients?limit=1", "contacts", "caseload", "touches", "moves"):
        assert registrar.get(path).status_code == 200
    dana.sees("caseload")
    dana.sees("today")
    views.write()
    told = {"token": "Registrar"}
    assert on_record(database, office, "people.listed") == [
        (dana.user_id, "api", None, {"what": what} | told)
        for what in ("clients", "contacts", "caseload")  # of touches and moves there are none
    ]
    assert on_record(database, office) == []


def test_refused_rows_are_on_record_whoever_takes_them(
    database: Database,
    office: Access,
    views: Views,
    sign_in: SignIn,
    dana: Person,
    program: Program,
) -> None:
    """As a file they leave the console, unlike its lists."""
    ruth = sign_in(Role.ADMIN, name="Ruth Castellanos")
    held = bring(dana, DIRTY).headers["location"].rpartition("/")[2]
    views.write()
    assert on_record(database, office, "people.listed") == []
    assert dana.http.get(dana.address(f"imports/{held}/refused.csv")).status_code == 200
    assert program(person=dana).get(f"imports/{held}/rejected").status_code == 200
    views.write()
    told = {"what": "import_rows"}
    assert on_record(database, office, "people.listed") == [
        (dana.user_id, "console", None, told),
        (dana.user_id, "api", None, told | {"token": "Registrar"}),
    ]
    rows = ruth.sees("settings/disclosures", kind="lists").all_words_of(".left tbody tr")
    assert sorted(rows) == [
        "Today Dana Reed Rows of a sheet", "Today Registrar of Dana Reed Rows of a sheet"
    ]  # fmt: skip
    api = program(person=ruth).get("disclosures?kind=lists").json()["items"]
    assert sorted((one["via"], one["token"]) for one in api) == [
        ("api", "Registrar"), ("console", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["contacts?client_id={}", "clients?email=maya@example.com", "offers?client_id={}"]
)
def test_a_list_of_what_is_one_clients_is_a_look_at_them(
    database: Database,
    office: Access,
    views: Views,
    dana: Person,
    maya: UUID,
    program: Program,
    path: str,
) -> None:
    email = program().get(f"clients/{maya}").json()["email"]
    views.write()
    found = program("Other").get(path.format(maya).replace("maya@example.com", email)).json()
    assert len(found["items"]) == 1
    views.write()
    assert on_record(database, office)[1:] == [(dana.user_id, "api", maya, {"token": "Other"})]
    assert on_record(database, office, "people.listed") == []


@pytest.mark.parametrize("of", ["client_id", "offer_id", "contact_id"])
def test_a_list_of_the_notes_on_one_thing_is_a_look_at_the_client(
    database: Database,
    office: Access,
    views: Views,
    dana: Person,
    maya: UUID,
    program: Program,
    of: str,
) -> None:
    (contact,) = program().get(f"contacts?client_id={maya}").json()["items"]
    note = {"text": "Call before nine.", "contact_id": contact["id"]}
    noted = program().post(f"clients/{maya}/notes", json=note).json()
    views.write()
    assert len(program("Other").get(f"notes?{of}={noted[of]}").json()["items"]) == 1
    assert len(program("Warehouse").get("notes").json()["items"]) == 1
    views.write()
    assert on_record(database, office)[1:] == [(dana.user_id, "api", maya, {"token": "Other"})]
    assert [details for *_, details in on_record(database, office, "people.listed")] == [
        {"what": "notes", "token": "Warehouse"}
    ]


def test_admins_find_the_lists_and_the_files_apart(
    views: Views, sign_in: SignIn, maya: UUID, program: Program
) -> None:
    ruth = sign_in(Role.ADMIN, name="Ruth Castellanos")
    registrar = program(person=ruth)
    registrar.get("clients")
    registrar.get("contacts")
    assert registrar.get("exports/offers").status_code == 200
    views.write()
    files, lists = (registrar.get(f"disclosures?kind={kind}").json() for kind in ("files", "lists"))
    assert [one["what"] for one in files["items"]] == ["offers"]
    assert registrar.get("disclosures").json() == files
    assert {one["what"] for one in lists["items"]} == {"clients", "contacts"}
    assert {(one["token"], one["clients"]) for one in lists["items"]} == {("Registrar", None)}
    first = registrar.get("disclosures?kind=lists&limit=1").json()
    rest = registrar.get(f"disclosures?kind=lists&limit=1&after={first['next_after']}").json()
    assert [*first["items"], *rest["items"]] == lists["items"]
    yesterday, tomorrow = (f"{clock.now() + timedelta(n):%Y-%m-%dT00:00:00Z}" for n in (-1, 2))
    for since, told in ((yesterday, 2), (tomorrow, 0)):
        asked = f"disclosures?kind=lists&updated_since={since}"
        assert len(registrar.get(asked).json()["items"]) == told
    assert len(ruth.sees("settings/disclosures").all_words_of(".left tbody tr")) == 1
    rows = ruth.sees("settings/disclosures", kind="lists").all_words_of(".left tbody tr")
    assert len(rows) == 2
    assert all("Registrar of Ruth Castellanos" in row for row in rows)


def test_a_look_is_told_in_the_history_only_to_whoever_asks_for_looks(
    views: Views, dana: Person, maya: UUID, program: Program
) -> None:
    registrar, page = program(), f"clients/{maya}/history"
    dana.sees(f"clients/{maya}")
    registrar.get(f"clients/{maya}")
    views.write()
    told = [".log li > div"]
    for kind in ("", "changes", "imports"):
        words = dana.sees(page, kind=kind).all_words_of(*told)
        assert not [one for one in words if "opened" in one or "read it" in one]
    assert set(dana.sees(page, kind="views").all_words_of(*told)) == {
        "Dana Reed opened the record",
        "Dana Reed read it through the API with the token “Registrar”",
    }
    seen = dana.sees(page, kind="views")
    assert [o.text for o in seen.soup.select("[name=actor] option")] == ["Everyone", "Dana Reed"]
    assert [o.text for o in dana.sees(page).soup.select("[name=actor] option")] == ["Everyone"]
    assert {one["kind"] for one in registrar.get(page).json()["items"]} == {"imports"}
    asked = registrar.get(f"{page}?kind=views&limit=1").json()
    rest = registrar.get(f"{page}?kind=views&cursor={asked['next_cursor']}").json()
    both = [*asked["items"], *rest["items"]]
    assert [(one["kind"], one["action"]) for one in both] == [("views", "client.viewed")] * 2


def test_whoever_only_looked_stays_chosen_where_something_else_is_asked_for(
    views: Views, dana: Person, sign_in: SignIn, maya: UUID
) -> None:
    marcus = sign_in(name="Marcus Hill")
    marcus.sees(f"clients/{maya}")
    views.write()
    for kind in ("views", "touches", ""):
        seen = dana.sees(f"clients/{maya}/history", kind=kind, actor=marcus.email)
        (chosen,) = seen.soup.select("[name=actor] option[selected]")
        assert chosen.text == "Marcus Hill"


def test_looking_changes_nothing_that_is_watched(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID, program: Program
) -> None:
    registrar = program()
    file = registrar.get(f"clients/{maya}")
    moment = clock.now() + timedelta(seconds=200)  # more than deeds take

    def watched() -> list[Any]:
        again = registrar.get(f"clients/{maya}")
        since = {"updated_since": moment.isoformat()}
        return [
            again.headers.get("etag"),
            again.json(),
            *(registrar.get(what, params=since).json() for what in ("clients", "contacts")),
        ]

    before = watched()
    assert before[0] == file.headers.get("etag")
    assert before[2]["items"] == []
    dana.sees(f"clients/{maya}")
    ahead = [View(access=v.access, client_id=maya, at=moment) for v in views.waiting]
    for look in ahead:
        views.note(look)
    views.write()
    assert len(on_record(database, office)) >= 2
    assert watched() == before


def test_who_looked_after_it_was_saved_did_not_save_it(
    views: Views, dana: Person, sign_in: SignIn, maya: UUID
) -> None:
    """A stale form is told who was faster."""
    form = f"clients/{maya}/edit"
    _, stale = dana.sees(form).form_with("Save")
    dana.sends(form, stale | {"area": "Gary, IN"})
    sign_in(name="Marcus Hill").sees(f"clients/{maya}")
    views.write()
    told = dana.sends(form, stale | {"area": "Boise, ID"})
    assert told.status == 409
    assert "Dana Reed changed this just now." in told.text


def test_whose_changes_nobody_wrote_down_was_changed_by_nobody_who_looked(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID
) -> None:
    dana.sees(f"clients/{maya}")
    views.write()
    with database.transaction(office.office_id, write=True) as session:
        mine = AuditEntry.office_id == office.office_id
        session.execute(delete(AuditEntry).where(mine, AuditEntry.action != "client.viewed"))
        assert last_change(session, office, maya, maya) == ("Somebody", None)


def test_a_look_at_somebody_erased_since_is_on_record_and_nothing_else_is(
    database: Database, office: Access, views: Views, sign_in: SignIn, maya: UUID, program: Program
) -> None:
    ruth = sign_in(Role.ADMIN)
    ruth.sees(f"clients/{maya}")
    assert program(person=ruth).delete(f"clients/{maya}").status_code == 204
    assert views.write()
    assert on_record(database, office) == [(ruth.user_id, "console", maya, {})]


def a_look(office: Access, client_id: UUID = SOMEBODY, at: datetime | None = None) -> View:
    return View(access=office, client_id=client_id, at=at or clock.now())


def taken_to_be_away(*_: Any, **__: Any) -> Any:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise error


def test_what_the_store_cannot_take_is_kept_and_told(
    monkeypatch: pytest.MonkeyPatch,
    app: FastAPI,
    database: Database,
    office: Access,
    views: Views,
    dana: Person,
    maya: UUID,
) -> None:
    dana.sees(f"clients/{maya}")
    with monkeypatch.context() as patch, structlog.testing.capture_logs() as logs:
        patch.setattr(app.state.database, "transaction", taken_to_be_away)
        assert not views.write()
    (line,) = logs
    assert (line["event"], line["log_level"], line["views"]) == ("views wait", "warning", 1)
    assert len(views.waiting) == 1
    assert views.write()
    assert len(on_record(database, office)) == 1


def test_what_no_store_can_take_is_told_by_ids_and_holds_up_nobody(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID
) -> None:
    nowhere = Access(
        office_id=UUID(int=9), timezone="UTC", role=Role.ADMIN, user_id=None, via="console"
    )
    look = a_look(nowhere)
    views.note(look)
    dana.sees(f"clients/{maya}")
    with structlog.testing.capture_logs() as logs:
        assert views.write()
    assert views.waiting == []
    assert len(on_record(database, office)) == 1
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("view not on record", "error")
    assert (line["office_id"], line["client_id"]) == (nowhere.office_id, look.client_id)
    views.note(look)  # and is tried again with the next look
    assert views.waiting == [look]


def test_more_than_can_wait_are_told_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, office: Access, views: Views
) -> None:
    monkeypatch.setattr(viewed, "MOST_WAITING", 2)
    with structlog.testing.capture_logs() as logs:
        for number in range(4):
            views.note(a_look(office, UUID(int=number + 1)))
    assert len(views.waiting) == 2
    assert [line["client_id"] for line in logs] == [UUID(int=3), UUID(int=4)]


def test_of_what_was_written_so_much_is_remembered(
    monkeypatch: pytest.MonkeyPatch, database: Database, office: Access, views: Views
) -> None:
    monkeypatch.setattr(viewed, "MOST_KNOWN", 3)
    monkeypatch.setattr(viewed, "TOGETHER", 2)
    for _ in range(2):
        for number in range(5):
            views.note(a_look(office, UUID(int=number + 1)))
        views.write()
    assert len(views._known) == 3
    assert len(on_record(database, office)) == 5


def until(happened: Callable[[], bool]) -> bool:
    latest = time.monotonic() + 10
    while not happened() and time.monotonic() < latest:
        time.sleep(0.01)
    return happened()


def test_a_thread_writes_what_comes_and_at_the_end_what_waits(
    monkeypatch: pytest.MonkeyPatch, database: Database, office: Access, views: Views
) -> None:
    monkeypatch.setattr(viewed, "BREATH", 0.05)
    end = START_VIEWS(views)
    views.note(a_look(office, UUID(int=1)))
    assert until(lambda: len(on_record(database, office)) == 1)
    monkeypatch.setattr(viewed, "BREATH", 60)
    views.note(a_look(office, UUID(int=2)))
    end()
    assert len(on_record(database, office)) == 2
    again = START_VIEWS(views)  # as where the service is started anew in one process
    views.note(a_look(office, UUID(int=3)))
    again()
    assert len(on_record(database, office)) == 3


def test_what_comes_during_the_last_writing_is_written_too(
    monkeypatch: pytest.MonkeyPatch, database: Database, office: Access, views: Views
) -> None:
    monkeypatch.setattr(viewed, "BREATH", 0)
    put_on_record, ends = views._put_on_record, []

    def while_it_ends(some: list[View]) -> None:
        put_on_record(some)
        if not ends:
            thread = Thread(target=end)
            thread.start()
            ends.append(thread)
            time.sleep(0.2)
            views.note(a_look(office, UUID(int=2)))

    monkeypatch.setattr(views, "_put_on_record", while_it_ends)
    end = START_VIEWS(views)
    views.note(a_look(office, UUID(int=1)))
    assert until(lambda: bool(ends))
    ends[0].join(10)
    assert len(on_record(database, office)) == 2


def test_the_service_begins_and_ends_with_it(
    monkeypatch: pytest.MonkeyPatch,
    store: Store,
    database: Database,
    office: Access,
    dana: Person,
    maya: UUID,
) -> None:
    monkeypatch.setattr(Views, "start", START_VIEWS)
    settings = Settings(database_url=store.service_url, base_url=SITE, _env_file=None)
    with running(settings) as app:
        http = browser(app)
        http.cookies.set("regards", dana.http.cookies["regards"])
        assert http.get(dana.address(f"clients/{maya}")).status_code == 200
    assert on_record(database, office) == [(dana.user_id, "console", maya, {})]


def test_where_the_store_is_away_at_the_end_it_is_asked_again_a_while(
    monkeypatch: pytest.MonkeyPatch, database: Database, office: Access, views: Views
) -> None:
    put_on_record, tries = views._put_on_record, []

    def away_at_first(some: list[View]) -> None:
        tries.append(some)
        if len(tries) < 3:
            taken_to_be_away()
        put_on_record(some)

    monkeypatch.setattr(views, "_put_on_record", away_at_first)
    end = START_VIEWS(views)
    views.note(a_look(office))
    with structlog.testing.capture_logs() as logs:
        end()
    assert len(on_record(database, office)) == 1
    assert {line["log_level"] for line in logs} == {"warning"}


def test_the_end_of_the_service_waits_so_long_and_tells_what_is_lost(
    monkeypatch: pytest.MonkeyPatch, app: FastAPI, office: Access, views: Views
) -> None:
    monkeypatch.setattr(app.state.database, "transaction", taken_to_be_away)
    monkeypatch.setattr(viewed, "LAST_TRIES", 0.3)
    end = START_VIEWS(views)
    views.note(a_look(office))
    with structlog.testing.capture_logs() as logs:
        began = time.monotonic()
        end()
    assert time.monotonic() - began < 2
    *waits, lost = logs
    assert {(line["event"], line["log_level"]) for line in waits} == {("views wait", "warning")}
    assert (lost["event"], lost["log_level"]) == ("view not on record", "error")
    assert lost["reason"] == "the service has ended"


@on_sqlite
def test_a_page_waits_for_no_writer_and_is_on_record_once_that_is_done(
    store: Store, database: Database, office: Access, views: Views, dana: Person, maya: UUID
) -> None:
    writer = sqlite3.connect(make_url(store.service_url).database or "", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert dana.sees(f"clients/{maya}").status == 200
    assert time.monotonic() - began < 3
    assert len(views.waiting) == 1
    writer.execute("ROLLBACK")
    writer.close()
    assert views.write()
    assert len(on_record(database, office)) == 1


@on_postgresql
def test_the_store_itself_shows_a_look_to_its_office_alone(
    database: Database, office: Access, views: Views, dana: Person, maya: UUID
) -> None:
    dana.sees(f"clients/{maya}")
    views.write()
    for access, told in ((office, 1), (an_office(database), 0)):
        with database.transaction(access.office_id, write=False) as session:
            count = select(func.count()).where(AuditEntry.client_id == maya)
            assert session.scalar(count.where(AuditEntry.action == "client.viewed")) == told
