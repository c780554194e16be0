"""A plan in the client's own calendar, and its people in their address book."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient, Response
from icalendar import Calendar, Event
from sqlalchemy import event, select, update

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.accounts.tokens import make_token
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.audit.viewed import View
from app.clients.models import Client
from app.cycle.dates import add_months
from app.cycle.policy import Policy
from app.db.engine import Database
from app.db.prepared import Prepared, Reader
from app.links.models import ShareLink
from app.ownplan import calendar
from app.plans.models import Touch
from tests.ownplan.conftest import GiveLink, Holder, before
from tests.pages.conftest import Import, Person, SignIn, browser
from tests.pages.file_of import File, file_of
from tests.pages.stories import GRACE, KEY, OFFER, days, thanked

LONG_NAME = "Grace Žofie Nováková-Świętochowska, 王小明 " * 3


def address_in(holder: Holder) -> str:
    button = holder.sees().soup.select_one("[data-copy]")
    assert button is not None
    return str(button["data-copy"])


def polled(app: FastAPI, address: str, known: str = "") -> Response:
    """As a calendar program does: without a cookie."""
    return browser(app).get(address, headers={"If-None-Match": known} if known else {})


def events(answer: Response) -> dict[str, Event]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    by_uid = {str(one["uid"]): one for one in found}
    assert len(by_uid) == len(found)
    return by_uid


def days_told(answer: Response) -> list[tuple[date, str]]:
    return sorted(
        (one.decoded("dtstart"), str(one["summary"]))
        for one in events(answer).values()
        if one["status"] == "CONFIRMED"
    )


def test_it_holds_the_day_a_step_opens_and_the_day_it_is_due(
    app: FastAPI, maya: Holder, today: date
) -> None:
    told = days_told(polled(app, address_in(maya)))
    what = "Connect with Grace Kim on LinkedIn"
    assert [summary for _, summary in told] == [what, f"By today: {what}"]
    assert told[0][0] == today - timedelta(10)
    assert told[0][0] < told[1][0]


def test_it_speaks_as_the_page_did_that_showed_its_address(app: FastAPI, maya: Holder) -> None:
    """Whoever fetches it sends no cookie, and may ask for another language than the client."""
    maya.http.headers["Accept-Language"] = "es-MX"
    spanish = address_in(maya)
    maya.http.headers["Accept-Language"] = "en"
    english = address_in(maya)
    for address, accepted, words in (
        (spanish, "en-US", "Conéctate con Grace Kim en LinkedIn"),
        (english, "es", "Connect with Grace Kim on LinkedIn"),
        (f"{english}-x", "es", "Conéctate con Grace Kim en LinkedIn"),
        (english.partition("?")[0], "es", "Conéctate con Grace Kim en LinkedIn"),
    ):
        answer = browser(app).get(address, headers={"Accept-Language": accepted})
        assert days_told(answer)[0][1] == words
        tag = answer.headers["etag"]
        known = {"Accept-Language": accepted, "If-None-Match": tag}
        assert browser(app).get(address, headers=known).status_code == 304


def test_it_says_its_name_and_when_to_look_again(app: FastAPI, maya: Holder) -> None:
    lines = polled(app, address_in(maya)).text.split("\r\n")
    for line in (
        "METHOD:PUBLISH",
        "NAME:Staying in touch",
        "X-WR-CALNAME:Staying in touch",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ):
        assert line in lines


def test_an_event_ends_where_the_next_day_begins(app: FastAPI, maya: Holder) -> None:
    alone = maya.http.get(f"{maya.base}/{maya.grace}/event.ics")
    for answer in polled(app, address_in(maya)), alone:
        for one in events(answer).values():
            assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(1)


def test_an_event_says_since_when_it_is_told_so(app: FastAPI, maya: Holder, today: date) -> None:
    for one in events(polled(app, address_in(maya))).values():
        assert one.decoded("dtstamp") == one.decoded("last-modified")
        assert abs(one.decoded("dtstamp").date() - today) <= timedelta(1)


def test_what_was_done_is_told_as_cancelled_and_what_follows_appears(
    app: FastAPI, maya: Holder, today: date
) -> None:
    address = address_in(maya)
    first = events(polled(app, address))
    maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    second = events(polled(app, address))
    told = {uid for uid, one in first.items() if one["status"] == "CONFIRMED"}
    assert told
    assert {second[uid]["status"] for uid in told} == {"CANCELLED"}
    assert all(second[uid]["sequence"] >= first[uid]["sequence"] for uid in first)
    assert "Thank Grace Kim in a few lines" in {
        str(one["summary"]) for one in second.values() if one["status"] == "CONFIRMED"
    }


def cancelled(answer: Response) -> set[str]:
    found = (uid for uid, one in events(answer).items() if one["status"] == "CANCELLED")
    return {uid.split("-")[5] for uid in found}


def test_what_was_never_there_is_not_told_as_cancelled(
    app: FastAPI, maya: Holder, today: date
) -> None:
    address = address_in(maya)
    assert cancelled(polled(app, address)) == set()
    maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    assert cancelled(polled(app, address)) == {"connect"}


def test_what_was_done_before_the_first_link_was_made_is_not_told(
    app: FastAPI, maya: Holder, database: Database, office: Access, today: date
) -> None:
    address = address_in(maya)
    maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    days_ago(database, office, Touch.recorded_at, 3)
    days_ago(database, office, AuditEntry.at, 3, AuditEntry.action != "link.made")
    assert cancelled(polled(app, address)) == set()
    days_ago(database, office, AuditEntry.at, 3, AuditEntry.action == "link.made")
    assert cancelled(polled(app, address)) == {"connect"}


def test_what_the_first_of_several_links_may_have_shown_is_told(
    app: FastAPI,
    maya: Holder,
    give_link: GiveLink,
    database: Database,
    office: Access,
    today: date,
) -> None:
    maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    days_ago(database, office, Touch.recorded_at, 3)
    days_ago(database, office, AuditEntry.at, 3)
    assert cancelled(polled(app, address_in(give_link()))) == {"connect"}


def test_what_has_been_off_for_a_year_is_not_told_any_more(
    app: FastAPI, maya: Holder, database: Database, office: Access, today: date
) -> None:
    address = address_in(maya)
    maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    days_ago(database, office, Touch.recorded_at, 366)
    days_ago(database, office, AuditEntry.at, 366)
    assert cancelled(polled(app, address)) == {"connect"}
    maya.sends(f"{maya.grace}/touches", kind="thanked", on=before(today, 0))
    assert cancelled(polled(app, address)) == {"thank"}


def test_once_a_plan_may_have_gone_back_all_is_told(app: FastAPI, maya: Holder) -> None:
    address = address_in(maya)
    told = cancelled(polled(app, address))
    done = maya.sends(f"{maya.grace}/touches", kind="connected")
    news = done.headers["location"].partition("done=")[2].partition("#")[0]
    assert maya.sends(f"news/{news}/undo").status == 303
    assert told == set()
    assert {"thank", "update", "catch_up", "decline"} <= cancelled(polled(app, address))


@pytest.mark.parametrize(("what", "moves_on"), [("renamed", False), ("closed", True)])
def test_a_change_of_a_person_counts_where_it_moves_them_on(
    app: FastAPI, maya: Holder, dana: Person, what: str, moves_on: bool
) -> None:
    address, grace = address_in(maya), maya.grace.rpartition("/")[2]
    path, fields = DEEDS[what]
    path = path.format(contact=grace)
    form = dana.sees(path).form if path.endswith("edit") else {}
    assert dana.sends(path, form | fields).status == 303
    assert bool(cancelled(polled(app, address))) is moves_on


@pytest.mark.parametrize("deed", ["linked", "unlinked", "told_apart"])
def test_who_is_the_same_person_elsewhere_leads_nobody_back(
    app: FastAPI, maya: Holder, database: Database, office: Access, deed: str
) -> None:
    """Which somebody else's advisor may have said."""
    address = address_in(maya)
    with database.transaction(office.office_id, write=True) as session:
        (client,) = session.scalars(select(Client).where(Client.office_id == office.office_id))
        record(session, office, f"contact.{deed}", at=clock.now(), client_id=client.id)
    assert cancelled(polled(app, address)) == set()


def test_a_thanks_of_long_ago_may_lead_back_where_the_update_was_left_out_on_the_day_of_a_meeting(
    app: FastAPI, imported: Import, give_link: GiveLink, today: date
) -> None:
    """The meeting did the catch-up; once the rest begins before it, it is the update."""
    told = ("connected", 100), ("thanked", 10), ("met", 50), ("skipped update", 50)
    touches = "; ".join(f"{what} {before(today, ago)}" for what, ago in told)
    imported(OFFER | KEY | days(today, offered=120, declined=110) | {"touches": touches})
    maya = give_link()
    address = address_in(maya)
    first = events(polled(app, address))
    assert {uid.split("-")[5] for uid in first} == {"keep_in_touch"}
    assert maya.sends(f"{maya.grace}/touches", kind="thanked", on=before(today, 90)).status == 303
    second = events(polled(app, address))
    assert {str(second[uid]["status"]) for uid in first} == {"CANCELLED"}


def days_ago(database: Database, office: Access, column: Any, days: int, *only: Any) -> None:
    table = column.class_
    with database.transaction(office.office_id, write=True) as session:
        for row in session.scalars(select(table).where(table.office_id == office.office_id, *only)):
            setattr(row, column.key, getattr(row, column.key) - timedelta(days))


def test_undoing_cancels_what_had_appeared(app: FastAPI, maya: Holder, today: date) -> None:
    address = address_in(maya)
    done = maya.sends(f"{maya.grace}/touches", kind="connected", on=before(today, 1))
    thanks = {u for u, one in events(polled(app, address)).items() if one["status"] == "CONFIRMED"}
    news = done.headers["location"].partition("done=")[2].partition("#")[0]
    assert maya.sends(f"news/{news}/undo").status == 303
    after = events(polled(app, address))
    assert {after[uid]["status"] for uid in thanks} == {"CANCELLED"}


def test_a_program_that_knows_it_is_told_so_until_something_changes(
    app: FastAPI, maya: Holder
) -> None:
    address = address_in(maya)
    tag = polled(app, address).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = polled(app, address, known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    maya.sends(f"{maya.grace}/touches", kind="connected")
    changed = polled(app, address, tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_that_somebody_looked_is_nothing_new_to_it(
    app: FastAPI, maya: Holder, dana: Person
) -> None:
    address, views = address_in(maya), app.state.views
    before, plan = polled(app, address), maya.sees().headers.get("etag")
    dana.sees(file_of(dana).page)
    (look,) = [one for one in views.waiting if one.access.user_id == dana.user_id]
    views.note(View(access=look.access, client_id=look.client_id, at=look.at + timedelta(1)))
    views.write()
    assert maya.sees().headers.get("etag") == plan
    assert polled(app, address, before.headers["etag"]).status_code == 304
    again = polled(app, address)
    assert again.content == before.content


def test_long_names_of_many_languages_are_folded_and_come_back_whole(
    app: FastAPI, imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(
        OFFER | GRACE | {"contact_name": LONG_NAME.strip()} | days(today, offered=12, declined=10)
    )
    holder = give_link()
    answer = polled(app, address_in(holder))
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert any(LONG_NAME.strip() in summary for _, summary in days_told(answer))
    cards = holder.http.get(f"{holder.base}/cards.vcf").content
    assert max(len(line) for line in cards.split(b"\r\n")) <= 75
    assert LONG_NAME.strip().replace(",", "\\,") in cards.replace(b"\r\n ", b"").decode()


def test_a_calendar_that_opens_nothing_answers_like_the_page(
    app: FastAPI, maya: Holder, dana: Person, office: Access
) -> None:
    address = address_in(maya)
    dana.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")
    cookie = maya.http.cookies["regards-plan"]
    tokens = [make_token("rgc", office.office_id)[0], make_token("rgc", uuid4())[0]]
    paths = [f"/p/{token}/plan.ics" for token in (*tokens, maya.secret, cookie)]
    answers = [polled(app, path) for path in (address, *paths)]
    assert {one.status_code for one in answers} == {404}
    assert {one.text for one in answers} == {browser(app).get(f"{maya.base}/plan").text}


def set_links(database: Database, office: Access, **values: object) -> None:
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(ShareLink).where(ShareLink.office_id == office.office_id).values(values)
        )


def test_one_that_ran_out_says_so(
    app: FastAPI, maya: Holder, database: Database, office: Access, today: date
) -> None:
    address = address_in(maya)
    set_links(database, office, expires_on=today - timedelta(1))
    assert polled(app, address).status_code == 410


def test_a_link_from_before_calendars_makes_its_address_by_a_press(
    app: FastAPI, maya: Holder, database: Database, office: Access
) -> None:
    address = address_in(maya)
    set_links(database, office, calendar_hash=None)
    assert polled(app, address).status_code == 404
    assert "This link has no calendar address yet." in maya.sees().text
    for _ in range(2):
        maya.goes_on(maya.sends("calendar"))
        assert address_in(maya) == address
    assert polled(app, address).status_code == 200


NUMBERS = {name: str(value) for name, value in asdict(Policy()).items()}
DEEDS: dict[str, tuple[str, dict[str, str]]] = {
    "logged": ("contacts/{contact}/touches", {"kind": "connected"}),
    "a person": ("offers/{offer}/contacts/new", {"name": "Omar Haddad"}),
    "renamed": ("contacts/{contact}/edit", {"name": "Grace Kim-Lee"}),
    "snoozed": (
        "contacts/{contact}/snooze",
        {"snoozed_until": "2998-01-01", "snooze_reason": "ill"},
    ),
    "closed": (
        "contacts/{contact}/close",
        {"closed_on": "2026-01-01", "closed_reason": "retired"},
    ),
    "the employer": ("offers/{offer}/edit", {"employer": "Orchard Labs"}),
    "off": ("offers/{offer}/edit", {"declined_well": "no"}),
    "paused": ("clients/{client}/pause", {"paused_until": "2998-01-01", "pause_reason": "ill"}),
    "paused with others": (
        "caseload/bulk/pause/do",
        {"of": "{client}", "paused_until": "2998-01-01", "pause_reason": "ill"},
    ),
    "the policy": ("settings/policy", NUMBERS | {"connect_days": "30"}),
    "the time zone": ("settings/office", {"name": "Office", "timezone": "Pacific/Auckland"}),
}


def said_in(answer: Response) -> list[bytes]:
    """Without what only says when."""
    when = (b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE")
    return [line for line in answer.content.split(b"\r\n") if not line.startswith(when)]


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_moves_the_plan_is_something_new(
    app: FastAPI, imported: Import, give_link: GiveLink, sign_in: SignIn, today: date, deed: str
) -> None:
    imported(OFFER | GRACE | days(today, offered=12, declined=10))
    address, ruth = address_in(give_link()), sign_in(Role.ADMIN)
    before = polled(app, address)
    path, fields = DEEDS[deed]
    file = file_of(ruth)
    form = ruth.sees(path.format(**vars_of(file))).form if path.endswith("edit") else {}
    filled = {name: value.format(**vars_of(file)) for name, value in fields.items()}
    done = ruth.sends(path.format(**vars_of(file)), form | filled)
    assert done.status == 303, done.text
    after = polled(app, address, before.headers["etag"])
    assert after.status_code == 200
    assert said_in(after) != said_in(before)


def test_what_the_sheet_changes_is_something_new(
    app: FastAPI, imported: Import, maya: Holder, today: date
) -> None:
    address = address_in(maya)
    tag = polled(app, address).headers["etag"]
    imported(OFFER | GRACE | days(today, offered=12, declined=10, connected=3))
    assert polled(app, address, tag).status_code == 200


def test_another_language_is_something_new(app: FastAPI, maya: Holder) -> None:
    address = address_in(maya).partition("?")[0]  # as those have it that subscribed long ago
    headers = {"If-None-Match": polled(app, address).headers["etag"], "Accept-Language": "es"}
    answer = browser(app).get(address, headers=headers)
    assert "Conéctate con Grace Kim en LinkedIn" in {words for _, words in days_told(answer)}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("file", ["app/cycle/windows.py", "locale/es.po"])
def test_another_rule_or_word_is_something_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str
) -> None:
    monkeypatch.setattr(calendar, "ROOT", tmp_path)
    changing = tmp_path / file
    changing.parent.mkdir(parents=True)
    editions = set()
    for content in ("before", "after"):
        changing.write_text(content)
        editions.add(calendar.edition_of_the_service.__wrapped__())
    assert len(editions) == 2


def test_the_same_plan_has_one_tag_whatever_link_it_is_read_by(
    app: FastAPI, maya: Holder, give_link: GiveLink
) -> None:
    other = address_in(give_link())
    assert polled(app, other).headers["etag"] == polled(app, address_in(maya)).headers["etag"]


def test_a_known_calendar_is_answered_by_one_statement(app: FastAPI, maya: Holder) -> None:
    address = address_in(maya)
    tag = polled(app, address).headers["etag"]
    with statements(app.state.database) as run:
        assert polled(app, address, tag).status_code == 304
    assert len(run) == 1


def test_calendars_that_ask_at_the_same_moment_are_answered_by_one_look_each_for_itself(
    app: FastAPI, maya: Holder, give_link: GiveLink, dana: Person, office: Access
) -> None:
    ana, ben = address_in(maya), address_in(give_link())
    gone = make_token("rgc", office.office_id)[0]
    tag = polled(app, ana).headers["etag"]
    with statements(app.state.database) as run:
        answers = polled_at_once(app, [(ana, tag), (ben, tag)])
    assert [one.status_code for one in answers] == [304, 304]
    assert len(run) == 1
    dana.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")
    tag = polled(app, ben).headers["etag"]
    others = [(ben, '"older"'), (f"/p/{gone}/plan.ics", tag)]
    answers = polled_at_once(app, [(ana, tag), (ben, tag), *others])
    assert [one.status_code for one in answers] == [404, 304, 200, 404]


def polled_at_once(app: FastAPI, asks: list[tuple[str, str]]) -> list[Response]:
    async def poll() -> list[Response]:
        async with AsyncClient(
            transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://testserver"
        ) as http:
            return await asyncio.gather(
                *(http.get(path, headers={"If-None-Match": known}) for path, known in asks)
            )

    return asyncio.run(poll())


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the store meanwhile, past SQLAlchemy too; its BEGIN and COMMIT aside."""
    run: list[str] = []
    rows = Reader.rows

    def noting(reader: Reader, prepared: Prepared, **given: object) -> object:
        run.append(prepared.on_sqlite.text)
        return rows(reader, prepared, **given)

    def note(*args: Any) -> None:
        run.append(args[2])

    event.listen(database.engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "rows", noting)
        yield run
    event.remove(database.engine, "before_cursor_execute", note)


def vars_of(file: File) -> dict[str, str]:
    return {name: getattr(file, name) for name in file.__slots__}


@pytest.mark.parametrize("path", ["/p/{token}", "{base}/plan", "/o/x/caseload", "/api/v1/caseload"])
def test_the_calendars_token_opens_nothing_else(app: FastAPI, maya: Holder, path: str) -> None:
    token = address_in(maya).split("/")[-2]
    http: TestClient = browser(app)
    headers = {"Cookie": f"regards={token}; regards-plan={token}"}
    if path.startswith("/api"):
        headers = {"Authorization": f"Bearer {token}"}
    answer = http.get(path.format(token=token, base=maya.base), headers=headers)
    assert answer.status_code in (303, 401, 404)
    assert answer.headers.get("location", "/login").startswith("/login")
    assert "Maya" not in answer.text


def test_one_event_is_a_file(maya: Holder, today: date) -> None:
    maya.sends(f"{maya.grace}/touches", kind="connected", on=today.isoformat())
    assert "Add to calendar" in maya.sees().text
    answer = maya.http.get(f"{maya.base}/{maya.grace}/event.ics")
    assert answer.headers["content-disposition"].startswith("attachment")
    due = today + timedelta(Policy().thank_days)
    assert days_told(answer) == [(due, "By today: Thank Grace Kim in a few lines")]


def test_of_what_rests_the_day_is_added_on_which_it_opens(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 20))
    holder = give_link()
    answer = holder.http.get(f"{holder.base}/{holder.grace}/event.ics")
    opens = add_months(today - timedelta(20), Policy().rest_months)
    ((day, summary),) = days_told(answer)
    assert (day, "By today" in summary) == (opens, False)


def test_what_has_waited_is_added_for_today(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(OFFER | GRACE | days(today, offered=102, declined=100))
    holder = give_link()
    answer = holder.http.get(f"{holder.base}/{holder.grace}/event.ics")
    assert [day for day, _ in days_told(answer)] == [today]


def test_a_card_names_the_person_and_where_they_met(maya: Holder) -> None:
    one = maya.http.get(f"{maya.base}/{maya.grace}/card.vcf")
    assert one.headers["content-type"] == "text/vcard; charset=utf-8"
    lines = one.content.decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert "FN:Grace Kim" in lines
    assert lines[-2:] == ["END:VCARD", ""]
    assert maya.http.get(f"{maya.base}/cards.vcf").content == one.content


def test_of_whom_they_are_not_in_touch_with_there_is_no_card(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    closed = {"contact_name": "Omar Haddad", "closed_reason": "retired"} | days(today, closed=3)
    imported(*(OFFER | GRACE | one | days(today, offered=12, declined=10) for one in ({}, closed)))
    holder = give_link()
    cards = holder.http.get(f"{holder.base}/cards.vcf").content.decode()
    assert re.findall("^FN:(.+)\r", cards, re.MULTILINE) == ["Grace Kim"]
