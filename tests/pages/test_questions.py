"""What the day asks is answered, put off and handed on in its own place, and each taken back."""

from datetime import date, timedelta

import pytest
from bs4 import Tag

from app.accounts.models import Role
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import file_of
from tests.pages.seen import Seen, fields_of, words
from tests.pages.stories import GRACE, JOB, KEY, met, thanked
from tests.pages.test_today import mine, who

WELL, START, KEYS = "declined-well", "job-start", "key-people"


@pytest.fixture
def maya(dana: Person, imported: Import, today: date) -> Person:
    """Dana, whose Maya was thanked by Grace: all is open but who is key."""
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 20)))
    return dana


def asked(seen: Seen, asks: str) -> Tag | None:
    return seen.soup.select_one(f"li[id^={asks}]:not(.answered)")


def form_in(row: Tag, end: str) -> tuple[str, dict[str, str]]:
    """Of the form that goes to such an address."""
    form = next(one for one in row.select("form") if str(one["action"]).endswith(end))
    return str(form["action"]), fields_of(form)


def press(dana: Person, asks: str, end: str = "", **fields: str) -> Seen:
    row = asked(dana.sees("today"), asks)
    assert row is not None
    action, given = form_in(row, end or asks)
    return dana.presses(action, given | fields, at="today")


def undo(dana: Person, answered: Seen) -> Seen:
    action, given = fields_of_undo(answered)
    return dana.presses(action, given, at="today")


def fields_of_undo(answered: Seen) -> tuple[str, dict[str, str]]:
    form = answered.soup.select_one("li.answered form")
    assert form is not None
    return str(form["action"]), fields_of(form)


ANSWERS = [
    (WELL, {"declined_well": "yes"}, "The offer of Abbott was declined professionally."),
    (WELL, {"declined_well": "no"}, "all bets are off"),
    (START, {"employer": "3M", "started_on": "2026-01-05"}, "started at 3M on 5 January 2026."),
]


@pytest.mark.parametrize(("asks", "given", "said"), ANSWERS)
def test_a_question_is_answered_in_its_place_and_taken_back(
    maya: Person, asks: str, given: dict[str, str], said: str
) -> None:
    answered = press(maya, asks, **given)
    assert answered.status == 200
    assert said in answered.text
    assert asked(maya.sees("today"), asks) is None
    assert asked(undo(maya, answered), asks) is not None, "the question stands there again"
    assert asked(maya.sees("today"), asks) is not None


def test_key_people_are_chosen_from_those_who_were_met(
    dana: Person, imported: Import, today: date
) -> None:
    two = thanked(today, 20, GRACE), thanked(today, 20, {"contact_name": "Tom Lee"})
    imported(*mine(dana, *(who("Maya Okafor") | row for row in two)))
    row = asked(dana.sees("today"), KEYS)
    assert row is not None
    ids = {words(one.parent): str(one["value"]) for one in row.select("[name=people]")}
    assert list(ids) == ["Grace Kim", "Tom Lee"]
    answered = press(dana, KEYS, people=ids["Tom Lee"])
    assert "Chosen at Abbott: Tom Lee." in answered.text
    assert asked(dana.sees("today"), KEYS) is None
    assert asked(undo(dana, answered), KEYS) is not None


def test_nobody_chosen_is_said_at_the_field(dana: Person, imported: Import, today: date) -> None:
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 20, GRACE)))
    refused = press(dana, KEYS)
    assert refused.status == 422
    assert refused.headers["HX-Retarget"] == "#sheet"
    assert "The key people must be at least one of those met there." in refused.text


def test_the_start_is_that_of_the_job_on_file(dana: Person, imported: Import, today: date) -> None:
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 20) | JOB))
    row = asked(dana.sees("today"), START)
    assert row is not None
    assert "the job is at Hyland & Sons" in words(row)
    assert row.select_one("[name=employer]") is None
    answered = press(dana, START, started_on="2026-01-05")
    assert "Maya Okafor started at Hyland & Sons on 5 January 2026." in answered.text


def test_a_start_without_a_job_on_file_needs_the_employer(maya: Person) -> None:
    refused = press(maya, START, employer=" ", started_on="2026-01-05")
    assert refused.status == 422
    assert refused.error_at("employer") == "The employer is needed: no job is on file."
    assert refused.form["started_on"] == "2026-01-05"
    assert asked(maya.sees("today"), START) is not None


@pytest.mark.parametrize("asks", [WELL, START])
def test_a_question_is_put_off_to_a_day_and_asked_again(
    maya: Person, asks: str, today: date
) -> None:
    until = today + timedelta(3)
    put_off = press(maya, asks, f"{asks}/later", until=until.isoformat())
    assert f"Put off until {until.day} {until:%B %Y}." in put_off.text
    assert asked(maya.sees("today"), asks) is None
    assert asked(undo(maya, put_off), asks) is not None
    assert asked(maya.sees("today"), asks) is not None


def test_what_is_put_off_lets_all_other_questions_stand(maya: Person, today: date) -> None:
    press(maya, WELL, f"{WELL}/later")
    assert asked(maya.sees("today"), START) is not None


def test_a_day_that_is_gone_is_none_to_put_off_to(maya: Person, today: date) -> None:
    refused = press(maya, WELL, f"{WELL}/later", until=today.isoformat())
    assert refused.status == 422
    assert refused.error_at("until") == "The day must lie in the future."
    assert refused.form["until"] == today.isoformat()


def test_too_many_meetings_were_talked_about(dana: Person, imported: Import, today: date) -> None:
    cells = met(today, KEY, declined=200, connected=199, thanked=198)
    imported(*mine(dana, who("Maya Okafor") | cells))
    contact = file_of(dana).contact
    for ago in (1, 2, 3):
        day = (today - timedelta(ago)).isoformat()
        dana.sends(f"contacts/{contact}/touches", {"kind": "met", "on": day})
    answered = press(dana, "pace", "pace/later")
    assert "Put off until" in answered.text
    assert asked(dana.sees("today"), "pace") is None
    assert asked(undo(dana, answered), "pace") is not None


def test_without_script_the_page_says_it_and_takes_it_back(maya: Person) -> None:
    row = asked(maya.sees("today"), WELL)
    assert row is not None
    action, given = form_in(row, WELL)
    told = maya.goes_on(maya.sends(action, given | {"declined_well": "no"}, came_from="today"))
    assert "all bets are off" in told.words_of(".notice.answer")
    action, given = fields_of_undo(told)
    again = maya.goes_on(maya.sends(action, given, came_from="today"))
    assert asked(again, WELL) is not None


@pytest.mark.parametrize("path", [WELL, START, KEYS, f"{WELL}/later", f"{START}/later"])
def test_each_form_is_a_page_of_its_own_too(maya: Person, path: str) -> None:
    seen = maya.sees(f"offers/{file_of(maya).offer}/{path}")
    assert seen.status == 200
    assert seen.soup.select_one("form[aria-labelledby=form-title]") is not None


def test_an_answer_that_a_colleague_changed_is_not_undone(maya: Person, sign_in: SignIn) -> None:
    answered = press(maya, WELL, declined_well="no")
    offer = file_of(maya).offer
    sam = sign_in(name="Sam Ortiz")
    assert sam.sends(f"offers/{offer}/{WELL}", {"declined_well": "yes"}).status == 303
    assert undo(maya, answered).status == 409
    assert maya.sees(f"offers/{offer}/edit").form["declined_well"] == "yes"


def test_nobody_of_another_offer_is_chosen(dana: Person, imported: Import, today: date) -> None:
    abbott = thanked(today, 20, GRACE)
    stryker = thanked(today, 20, {"contact_name": "Tom Lee"}) | {"offer_employer": "Stryker"}
    imported(*mine(dana, *(who("Maya Okafor") | row for row in (abbott, stryker))))
    rows = dana.sees("today").soup.select(f".asked > li[id^={KEYS}]")
    assert len(rows) == 2
    action, given = form_in(rows[0], KEYS)
    stranger = str(rows[1].select_one("[name=people]")["value"])  # type: ignore[index]
    refused = dana.presses(action, given | {"people": stranger}, at="today")
    assert refused.status == 422
    assert "must be among those met there" in refused.text


def test_each_question_can_be_handed_on(maya: Person) -> None:
    row = asked(maya.sees("today"), WELL)
    assert row is not None
    links = [str(a["href"]) for a in row.select(".more a")]
    assert [link.rsplit("/", 1)[1] for link in links] == ["hand-on"]


def test_many_clients_are_asked_about_five_at_a_time(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, *(who(f"Client {n}") | thanked(today, 20) for n in range(7))))
    seen = dana.sees("today")
    assert "2 more" in seen.all_words_of(".others > summary")
    assert len(seen.soup.select(f".asked > li[id^={WELL}]")) == 7


def test_key_people_are_chosen_from_the_list_where_the_step_is_due(
    dana: Person, imported: Import, today: date
) -> None:
    imported(*mine(dana, who("Maya Okafor") | thanked(today, 170, GRACE)))
    (row,) = dana.sees("today").rows
    address = str(row.tag.select_one("td:last-child a.btn")["href"])  # type: ignore[index]
    form = dana.sees(address)
    (grace,) = (str(one["value"]) for one in form.soup.select("[name=people]"))
    chosen = dana.presses(address, {"people": grace}, at="caseload")
    assert chosen.headers["HX-Redirect"] == f"/o/{dana.slug}/caseload"


@pytest.mark.parametrize(("role", "status"), [(Role.ANALYST, 403), (Role.ADMIN, 303)])
def test_who_may_answer(maya: Person, sign_in: SignIn, role: Role, status: int) -> None:
    offer = file_of(maya).offer
    who = sign_in(role)
    assert who.sends(f"offers/{offer}/{WELL}", {"declined_well": "yes"}).status == status
