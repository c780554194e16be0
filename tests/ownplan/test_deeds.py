"""What a client does by an update link, and what their advisor sees of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.models import Client
from app.db.engine import Database
from app.links.models import ShareLink
from app.plans.touches import erase_client
from tests.conftest import on_postgresql
from tests.ownplan.conftest import GiveLink, Holder, before
from tests.ownplan.test_opening import end
from tests.pages.conftest import Import, Person, SignIn, browser
from tests.pages.file_of import file_of
from tests.pages.seen import fields_of
from tests.pages.stories import GRACE, client, thanked

FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Etc/GMT+12"


def tell(maya: Holder, **fields: str) -> str:
    """Grace Kim is connected; gives the id of the news."""
    done = maya.sends(f"{maya.grace}/touches", **{"kind": "connected", **fields})
    assert done.status == 303, done.text
    return str(done.headers["location"]).rpartition("done=")[2]


def test_a_press_logs_the_step_and_the_caseload_moves(maya: Holder, dana: Person) -> None:
    seen = maya.goes_on(maya.sends(f"{maya.grace}/touches", kind="connected"))
    assert "You connected with Grace Kim. It is noted, thank you." in seen.text
    assert seen.words_of("#now h2") == "Thank Grace Kim in a few lines"
    (row,) = dana.sees("caseload").rows
    assert row.standing.startswith("Send a thank-you note")


def test_the_same_tap_twice_is_one_touch(maya: Holder, dana: Person) -> None:
    once = {"once": "the same tap"}
    assert tell(maya, **once) == tell(maya, **once)
    history = dana.sees(file_of(dana).page).words_of("#history")
    assert history.count("Connected with Grace Kim") == 1


def test_two_phones_at_once_are_one_touch(maya: Holder) -> None:
    assert tell(maya, once="one phone") == tell(maya, once="the other")


def test_two_phones_at_the_very_same_time_are_one_touch(
    app: FastAPI, maya: Holder, dana: Person
) -> None:
    path = f"{maya.grace}/touches"
    phones = [Holder(browser(app), maya.secret) for _ in range(4)]
    with ThreadPoolExecutor(len(phones)) as pool:
        answers = list(pool.map(lambda phone: phone.sends(path, kind="connected"), phones))
    assert len({one.headers["location"] for one in answers}) == 1
    history = dana.sees(file_of(dana).page).words_of("#history")
    assert history.count("Connected with Grace Kim") == 1


@pytest.mark.parametrize(("zone", "status"), [(FIRST_ZONE, 303), (LAST_ZONE, 422)])
def test_the_office_says_which_day_it_is_wherever_the_client_is(
    maya: Holder, sign_in: SignIn, zone: str, status: int
) -> None:
    """The first zone's day has never begun in the last one."""
    sign_in(Role.ADMIN).sends("settings/office", {"name": "Office", "timezone": zone})
    on = clock.today_in(FIRST_ZONE).isoformat()
    assert maya.sends(f"{maya.grace}/touches", kind="connected", on=on).status == status


def test_a_day_that_is_still_to_come_at_the_office_is_said_so_at_the_field(
    maya: Holder, today: date
) -> None:
    tomorrow = (today + timedelta(1)).isoformat()
    seen = maya.sends(f"{maya.grace}/touches", kind="connected", on=tomorrow, note="By mail")
    assert seen.status == 422
    assert f"still {today.day} {today:%B}. Choose that day" in seen.words_of("#f-on-error")
    assert seen.words_of("#f-note") == "By mail"


def test_what_a_client_logged_is_undone_by_them_and_by_nobody_twice(
    maya: Holder, dana: Person
) -> None:
    news = tell(maya)
    for _ in range(2):
        seen = maya.goes_on(maya.sends(f"news/{news}/undo"))
        assert "Taken back." in seen.text
        assert seen.words_of("#now h2") == "Connect with Grace Kim on LinkedIn"
    assert "taken back by Maya Okafor" in dana.sees(file_of(dana).page).words_of("#history")


def test_what_the_advisor_logged_is_not_the_clients_to_undo(maya: Holder, dana: Person) -> None:
    file = file_of(dana)
    dana.sends(f"contacts/{file.contact}/touches", {"kind": "connected"})
    touch = file_of(dana).touch
    assert maya.sends(f"news/{touch}/undo").status == 404
    assert "Undo" not in maya.sees().text


def test_the_advisor_reads_it_today_and_accepts_it(maya: Holder, dana: Person) -> None:
    news = tell(maya, note="She was glad")
    seen = dana.sees("today")
    told = seen.words_of("section[aria-labelledby=news-title]")
    assert "Connected with Grace Kim She was glad from Maya Okafor , today" in told
    dana.sends(f"news/{news}/accept")
    assert "From your clients" not in dana.sees("today").text
    assert "seen by your advisor" in maya.sees().text
    assert maya.goes_on(maya.sends(f"news/{news}/undo")).words_of("#now h2").startswith("Thank")


def test_the_advisor_undoes_it(maya: Holder, dana: Person) -> None:
    news = tell(maya)
    dana.sends(f"news/{news}/undo")
    assert maya.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"
    assert "taken back by Dana Reed: Not so" in dana.sees(file_of(dana).page).words_of("#history")


def test_the_history_says_whose_it_was(maya: Holder, dana: Person) -> None:
    tell(maya)
    page = file_of(dana).page
    assert "Maya Okafor, by the shared link" in dana.sees(page).words_of("#history")
    told = dana.sees(f"{page}/history").words_of(".log")
    assert "Maya Okafor, by the shared link, logged: connected with Grace Kim" in told


def test_a_person_is_added_and_taken_back(maya: Holder, dana: Person) -> None:
    path = f"offers/{maya.id_of('offers')}/contacts/new"
    seen = maya.goes_on(maya.fills(path, name="Omar Haddad", email="omar@example.com"))
    assert "You added Omar Haddad" in seen.text
    assert "Added Omar Haddad, met at Abbott" in dana.sees("today").text
    news = str(seen.soup.select_one(".answer form")["action"])  # type: ignore[index]
    maya.http.post(news)
    assert "You are not writing to each other at present." in maya.sees().text


def test_a_correction_is_told_with_what_changed_and_can_be_undone(
    maya: Holder, dana: Person
) -> None:
    maya.fills(f"{maya.grace}/edit", title="Director")
    seen = dana.sees("today")
    assert "Changed Grace Kim: title is now Director" in seen.text
    dana.sends(str(seen.soup.select_one('form[action$="/undo"]')["action"]))  # type: ignore[index]
    assert "Hiring Manager" in maya.sees().text


def test_a_field_that_was_emptied_is_told_as_empty(maya: Holder, dana: Person) -> None:
    maya.fills(f"{maya.grace}/edit", title="")
    assert "Changed Grace Kim: title is now empty" in dana.sees("today").text


def test_undoing_keeps_what_was_changed_since(maya: Holder, dana: Person) -> None:
    maya.fills(f"{maya.grace}/edit", title="Director", area="Boston, MA")
    file = file_of(dana)
    dana.sends(f"contacts/{file.contact}/edit", {"title": "Vice President"})
    form = dana.sees("today").soup.select_one('form[action$="/undo"]')
    dana.sends(str(form["action"]))  # type: ignore[index]
    assert "Vice President" in maya.sees().text
    assert "Boston" not in str(maya.sees(f"{maya.grace}/edit").soup)


def test_a_stale_correction_keeps_what_was_typed(maya: Holder, dana: Person) -> None:
    form = maya.sees(f"{maya.grace}/edit").form
    dana.sends(f"contacts/{file_of(dana).contact}/edit", {"title": "Vice President"})
    seen = maya.sends(f"{maya.grace}/edit", **form | {"title": "Director"})
    assert seen.status == 409
    assert "Somebody changed this meanwhile" in seen.text
    assert maya.goes_on(maya.sends(f"{maya.grace}/edit", **seen.form)).status == 200


def test_key_people_are_chosen(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 165, GRACE))
    maya = give_link()
    assert maya.sees().words_of("#now h2") == "Choose whom to stay close to at Abbott"
    path = f"offers/{maya.id_of('offers')}/choose"
    person = file_of(dana).contact
    seen = maya.goes_on(maya.fills(path, **{f"person-{person}": "yes"}))
    assert seen.words_of("#now h2") == "Tell Grace Kim how you are doing"
    assert "Chose Grace Kim as a key person" in dana.sees("today").text


def test_a_choice_of_key_people_is_taken_back(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 165, GRACE))
    maya = give_link()
    asked = maya.sees().words_of("#now h2")
    person = file_of(dana).contact
    maya.fills(f"offers/{maya.id_of('offers')}/choose", **{f"person-{person}": "yes"})
    assert maya.sees().words_of("#now h2") != asked
    undo_all(dana)
    assert maya.sees().words_of("#now h2") == asked


def undo_all(dana: Person) -> None:
    """Whatever clients told."""
    forms = dana.sees("today").soup.select('form[action$="/undo"]')
    assert forms
    for form in forms:
        dana.sends(str(form["action"]))


def test_people_who_came_after_the_form_was_opened_are_not_left_out_unseen(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 165, GRACE))
    maya = give_link()
    offer = maya.id_of("offers")
    path, grace = f"offers/{offer}/choose", f"person-{file_of(dana).contact}"
    form = fields_of(maya.sees(path).soup.select_one("form"))
    new = {"name": "Omar Haddad", "is_key": "yes"}
    assert dana.sends(f"offers/{offer}/contacts/new", new).status == 303
    seen = maya.sends(path, **form | {grace: "yes"})
    assert seen.status == 409
    assert "Somebody changed this meanwhile" in seen.text
    assert "Omar Haddad" in seen.text
    assert seen.soup.select_one(f'[name="{grace}"]').has_attr("checked")  # type: ignore[union-attr]
    again = fields_of(seen.soup.select_one("form"))
    assert maya.goes_on(maya.sends(path, **again)).status == 200
    assert "Chose Grace Kim as a key person" in dana.sees("today").text


def test_what_a_colleague_noted_of_the_job_meanwhile_is_not_overwritten_unseen(
    maya: Holder, dana: Person
) -> None:
    maya.fills("job", employer="Hyland")
    form = fields_of(maya.sees("job").soup.select_one("form"))
    file = dana.sees(file_of(dana).page)
    edit = str(file.soup.select_one('a[href*="/jobs/"][href$="/edit"]')["href"])  # type: ignore[index]
    theirs = dana.sees(edit).form | {"started_on": "2026-01-05", "area": "Denver, CO"}
    assert dana.sends(edit, theirs).status == 303
    seen = maya.sends("job", **form | {"title": "Analyst"})
    assert seen.status == 409
    assert "Somebody changed this meanwhile" in seen.text
    assert seen.form["title"] == "Analyst"
    kept = maya.sees("job").form
    assert (kept["started_on"], kept["area"], kept["title"]) == ("2026-01-05", "Denver, CO", "")
    assert maya.goes_on(maya.sends("job", **seen.form | kept | {"title": "Analyst"})).status == 200
    assert maya.sees("job").form["started_on"] == "2026-01-05"


def test_a_first_job_is_what_the_offers_were_declined_for(maya: Holder, dana: Person) -> None:
    maya.fills("job", employer="Hyland", started_on="2026-01-05", lives_in="Boston, MA")
    page = dana.sees(file_of(dana).page)
    assert "Hyland" in page.text
    assert "Lives in Boston, MA" in page.text
    offer = dana.sees(f"offers/{file_of(dana).offer}/edit")
    assert offer.soup.select_one("#f-job_id option[selected]").get_text() == "Hyland"  # type: ignore[union-attr]
    assert "Took a job at Hyland" in dana.sees("today").text
    assert "Lives in Boston, MA now" in dana.sees("today").text


def test_a_job_that_is_taken_back_is_no_reason_for_a_decline_and_nobody_has_moved_for_it(
    maya: Holder, dana: Person
) -> None:
    maya.fills("job", employer="Hyland", lives_in="Boston, MA")
    undo_all(dana)
    offer = dana.sees(f"offers/{file_of(dana).offer}/edit")
    chosen = offer.soup.select_one("#f-job_id option[selected]")
    assert chosen is None or "Hyland" not in chosen.get_text()
    assert "Lives in Milwaukee, WI" in dana.sees(file_of(dana).page).text


@pytest.mark.parametrize("path", ["job", "edit"])
def test_what_is_sent_as_it_stands_is_no_news(maya: Holder, path: str) -> None:
    path = f"{maya.grace}/{path}" if path == "edit" else path
    maya.fills("job", employer="Hyland", title="Analyst")
    told = maya.sees().words_of(".told")
    assert maya.fills(path).status == 303
    assert maya.sees().words_of(".told") == told


def test_nobody_can_be_chosen_by_what_is_no_id(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 165, GRACE))
    maya = give_link()
    path = f"offers/{maya.id_of('offers')}/choose"
    assert maya.fills(path, **{"person-grace": "yes"}).status == 404


def test_the_start_of_a_job_is_put_right_and_put_back(maya: Holder, dana: Person) -> None:
    maya.fills("job", employer="Hyland")
    maya.fills("job", started_on="2026-01-05")
    seen = dana.sees("today")
    assert "Changed the job at Hyland: start is now 5 January 2026" in seen.text
    dana.sends(str(seen.soup.select_one('form[action$="/undo"]')["action"]))  # type: ignore[index]
    assert maya.sees("job").form["started_on"] == ""
    assert maya.sees("job").form["employer"] == "Hyland"


def test_a_pause_is_asked_for_and_begins_when_the_advisor_agrees(
    maya: Holder, dana: Person, today: date
) -> None:
    until = before(today, -40)
    seen = maya.goes_on(maya.fills("pause", until=until, reason="A child"))
    assert "It is on your advisor’s list" in seen.text
    assert "You are on a pause" not in seen.text
    told = dana.sees("today")
    assert "A child" in told.text
    dana.sends(str(told.soup.select_one('form[action$="/accept"]')["action"]))  # type: ignore[index]
    assert "You are on a pause until" in maya.sees().text


def test_a_pause_into_the_past_is_refused(maya: Holder, today: date) -> None:
    seen = maya.fills("pause", until=today.isoformat(), reason="A child")
    assert seen.words_of("#f-until-error") == "Error: The day must lie in the future."


def test_a_line_reaches_the_advisor(maya: Holder, dana: Person) -> None:
    maya.fills("message", text="Grace has left Abbott.\nWhat now?")
    assert "Grace has left Abbott." in dana.sees("today").text
    assert "wrote to the advisor" in dana.sees(f"{file_of(dana).page}/history").text


def test_a_line_of_a_client_without_an_advisor_reaches_whoever_looks(
    maya: Holder,
    dana: Person,
    imported: Import,
    database: Database,
    office: Access,
    today: date,
) -> None:
    """Also an advisor who otherwise sees their own clients alone."""
    imported(thanked(today, 60) | client("other"))
    ours = (Client.office_id == office.office_id, Client.name == "Other")
    with database.transaction(office.office_id, write=True) as session:
        session.execute(update(Client).where(*ours).values(advisor_id=dana.user_id))
    maya.sends("message", text="Who looks after me?")
    assert "Who looks after me?" in dana.sees("today").text


def test_a_person_closed_meanwhile_can_still_be_told_of(maya: Holder, dana: Person) -> None:
    path = f"{maya.grace}/touches"
    file = file_of(dana)
    dana.sends(
        f"contacts/{file.contact}/close",
        {"closed_on": "2026-01-01", "closed_reason": "Asked for quiet"},
    )
    assert "You connected with Grace Kim" in maya.goes_on(maya.sends(path, kind="connected")).text


@pytest.mark.parametrize(
    "path",
    [
        "contacts/{contact}/close", "contacts/{contact}/reopen", "offers/{offer}/edit", "erase",
        "contacts/{contact}/snooze",
    ],
)  # fmt: skip
def test_a_client_cannot_close_erase_or_change_the_decline(
    maya: Holder, dana: Person, path: str
) -> None:
    file = file_of(dana)
    refused = maya.sends(path.format(contact=file.contact, offer=file.offer))
    assert refused.status in (404, 405)


def test_a_step_is_not_skipped_by_a_client(maya: Holder) -> None:
    seen = maya.sends(f"{maya.grace}/touches", kind="skipped", step="connect", note="No")
    assert seen.status == 422
    assert "must be one of those that are offered" in seen.text


@pytest.mark.parametrize("name", ["😀" * 300, "", "<b>Grace</b>"])
def test_whatever_is_typed_as_a_name_is_kept_or_refused_at_its_field(
    maya: Holder, name: str
) -> None:
    path = f"offers/{maya.id_of('offers')}/contacts/new"
    seen = maya.fills(path, name=name)
    if seen.status == 303:
        assert name in maya.goes_on(seen).text
    else:
        assert seen.status == 422
        assert seen.words_of("#f-name-error").startswith(
            ("Error: Name is still blank", "Error: Name must not be longer")
        )
        assert seen.soup.select_one("#f-name")["value"] == name  # type: ignore[index]


def test_one_that_ran_out_while_the_form_was_open_keeps_what_was_typed(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    end(database, office, today - timedelta(1))
    seen = maya.sends("message", text="Grace has left Abbott.")
    assert seen.status == 410
    assert "Nothing was saved." in seen.text
    assert "Your message Grace has left Abbott." in seen.text


def test_a_revoked_one_is_refused_in_plain_words_and_keeps_what_was_typed(
    maya: Holder, dana: Person
) -> None:
    path = f"{maya.grace}/touches"
    dana.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")
    seen = maya.sends(path, kind="connected", note="She was glad")
    assert seen.status == 404
    assert "Nothing was saved. Perhaps a part of it was lost" in seen.text
    assert "She was glad" in seen.text


def test_nothing_is_written_from_another_site(maya: Holder) -> None:
    refused = maya.http.post(
        f"{maya.base}/message",
        data={"text": "Hello"},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert refused.status_code == 403


@on_postgresql
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("message", {"text": "Grace has left Abbott."}),
        ("pause", {"until": "", "reason": "A move"}),
        ("job", {"employer": "3M"}),
    ],
)
def test_whatever_comes_while_the_client_is_erased_finds_nobody(
    maya: Holder, database: Database, office: Access, today: date, path: str, fields: dict[str, str]
) -> None:
    """SQLite lets in one after the other."""
    if "until" in fields:
        fields = fields | {"until": (today + timedelta(30)).isoformat()}
    with ThreadPoolExecutor(1) as pool:
        with database.transaction(office.office_id, write=True) as session:
            erase_client(session, office, the_client(session, office), clock.now())
            answering = pool.submit(maya.sends, path, **fields)
            with suppress(TimeoutError):
                answering.result(timeout=0.5)
        assert answering.result().status == 404


@on_postgresql
def test_a_client_is_erased_while_their_link_is_being_opened(
    maya: Holder, database: Database, office: Access
) -> None:
    opens = update(ShareLink).where(ShareLink.office_id == office.office_id)
    opens = opens.values(last_opened_at=clock.now())

    def erase() -> None:
        with database.transaction(office.office_id, write=True) as session:
            erase_client(session, office, the_client(session, office), clock.now())

    with ThreadPoolExecutor(1) as pool:
        with database.transaction(office.office_id, write=True) as session:
            session.execute(opens)
            erasing = pool.submit(erase)
            with suppress(TimeoutError):
                erasing.result(timeout=0.5)
            session.execute(opens)  # PostgreSQL now looks whether the client is still there
        erasing.result()
    assert maya.sees().status == 404


def the_client(session: Session, office: Access) -> UUID:
    return session.scalars(select(Client.id).where(Client.office_id == office.office_id)).one()
