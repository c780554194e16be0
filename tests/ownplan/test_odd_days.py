"""What a client reads where things went another way than usual."""

import re
from datetime import date, timedelta

import pytest

from app.cycle.facts import Step
from app.cycle.windows import Window
from app.ownplan.words import noting_words
from tests.ownplan.conftest import GiveLink, Holder, before
from tests.ownplan.test_language import SPANISH
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.stories import GRACE, JOB, KEY, OFFER, STORIES, days, met, thanked


def paused(dana: Person, today: date) -> None:
    until = {"paused_until": before(today, -40), "pause_reason": "A child"}
    assert dana.sends(f"{file_of(dana).page}/pause", until).status == 303


def test_who_is_asked_to_connect_after_a_year_and_a_half_is_not_told_that_they_are_remembered(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(met(today, GRACE, declined=550))
    seen = give_link().sees().words_of("#now")
    assert "while they remember you" not in seen
    assert "They know that one can take one job only" in seen


@pytest.mark.parametrize(
    ("ago", "says"),
    [
        ({"offered": 5}, "Should Abbott want an answer sooner, give it, and tell your advisor."),
        ({"offered": 5, "declined": 3}, "It can wait until then. What comes then stands below."),
    ],
)
def test_silence_is_right_only_where_somebody_has_heard(
    imported: Import,
    give_link: GiveLink,
    today: date,
    dana: Person,
    ago: dict[str, int],
    says: str,
) -> None:
    imported(OFFER | days(today, **ago) | (GRACE if "declined" in ago else {}))
    paused(dana, today)
    seen = give_link().sees().words_of("#now")
    assert "Nothing to do until" in seen
    assert "ilence" not in seen
    assert says in seen


def test_silence_is_right_while_things_lie(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 20))
    paused(dana, today)
    assert "silence is right now" in give_link().sees().words_of("#now")


def test_a_later_job_leaves_the_one_that_the_offer_was_turned_down_for(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 20) | JOB | days(today, job_started=10))
    maya = give_link()
    seen = maya.goes_on(
        maya.fills("job", employer="Google", started_on=before(today, 1), is_another="yes")
    )
    assert "You told us about your job" in seen.text
    offer = dana.sees(f"offers/{file_of(dana).offer}/edit")
    chosen = offer.soup.select_one("#f-job_id option[selected]")
    assert chosen is not None
    assert chosen.get_text() == "Analyst, Hyland & Sons"
    assert "Took a job at Google" in dana.sees("today").text
    assert maya.sees("job").form["employer"] == "Google"


def test_the_job_on_file_is_put_right_where_it_is_not_another(
    imported: Import, give_link: GiveLink, today: date, dana: Person
) -> None:
    imported(thanked(today, 20) | JOB)
    maya = give_link()
    maya.fills("job", employer="Hyland and Sons")
    offer = dana.sees(f"offers/{file_of(dana).offer}/edit")
    assert offer.words_of("#f-job_id option[selected]") == "Analyst, Hyland and Sons"


def test_who_has_told_of_no_job_yet_is_not_asked_whether_it_is_another(maya: Holder) -> None:
    assert maya.sees("job").soup.select_one('[name="is_another"]') is None


def test_what_a_client_takes_back_later_is_not_called_undone_at_once(
    maya: Holder, dana: Person
) -> None:
    told = maya.sends(f"{maya.grace}/touches", kind="connected").headers["location"]
    maya.sends(f"news/{told.rpartition('done=')[2]}/undo")
    history = dana.sees(file_of(dana).page).words_of("#history")
    assert "taken back by Maya Okafor: Undone" in history
    assert "at once" not in history


def test_what_an_advisor_takes_back_later_is_not_called_undone_at_once(
    imported: Import, today: date, dana: Person
) -> None:
    imported(met(today, GRACE, declined=3))
    file = file_of(dana)
    seen = dana.goes_on(dana.sends(f"contacts/{file.contact}/touches", {"kind": "connected"}))
    dana.sends(*seen.form_with("Undo"))
    history = dana.sees(file.page).words_of("#history")
    assert "taken back by Dana Reed: Undone" in history
    assert "at once" not in history


def test_of_two_offers_by_one_employer_it_is_told_which_is_meant(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    second = thanked(today, 200, GRACE | {"contact_name": "Omar Haddad"})
    imported(thanked(today, 300, GRACE), second | {"offer_title": "Analyst"})
    seen = give_link().sees()
    assert seen.words_of("#now h2") == "Choose whom to stay close to at Abbott (Product Manager)"
    assert "Choose whom to stay close to at Abbott (Analyst)" in seen.words_of(".open")


def test_nobody_is_done_with_while_one_is_asked_to_choose_among_them(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 300, GRACE))
    assert "all the better" not in give_link().sees().words_of(".person")


def test_beside_each_person_it_says_how_it_stands_with_them(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    gone = days(today, closed=20) | {"closed_reason": "retired"}
    omar, ana = {"contact_name": "Omar Haddad"}, {"contact_name": "Ana Ruiz"}
    imported(thanked(today, 60, KEY) | gone, thanked(today, 60, omar))
    imported(STORIES["in network"].cells(today) | ana)
    told = " ".join(give_link().sees().all_words_of(".person"))
    assert re.search("Grace Kim.*You are not writing to each other.*Omar Haddad", told)
    assert re.search("Omar Haddad.*Thanked. If your paths cross again, all the better", told)
    assert re.search("Ana Ruiz.*In your network. A word again around", told)


@pytest.mark.parametrize(
    ("ago", "says"), [(-1, "Note something"), (0, "I told them how I am doing")]
)
def test_a_step_is_what_is_noted_from_the_day_on_which_it_opens(
    today: date, ago: int, says: str
) -> None:
    opens = today - timedelta(ago)
    window = Window(Step.UPDATE, opens, opens + timedelta(30), opens + timedelta(44))
    assert noting_words(window, today) == says


def test_one_person_in_the_network_is_called_by_name(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(STORIES["in network"].cells(today))
    maya = give_link()
    seen = maya.sees()
    assert seen.words_of("#now h2") == "Grace Kim is in your network"
    assert seen.words_of("#network-title") == "Grace Kim is in your network"
    assert "all of them" not in seen.text
    maya.http.headers.update(SPANISH)
    assert maya.sees().words_of("#now h2") == "Grace Kim está en tu red"


@pytest.mark.parametrize(("others", "says"), [(0, "Ya le diste"), (1, "Ya les diste")])
def test_one_person_is_not_spoken_of_as_many(
    imported: Import, give_link: GiveLink, today: date, others: int, says: str
) -> None:
    met_there = [GRACE, GRACE | {"contact_name": "Omar Haddad"}][: others + 1]
    imported(*(thanked(today, 20, one) for one in met_there))
    maya = give_link()
    maya.http.headers.update(SPANISH)
    assert maya.sees().words_of("#now").split(": ", 1)[1].count(says) == 1


def test_no_more_people_are_called_enough_than_there_are(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 300, GRACE))
    maya = give_link()
    seen = maya.sees(f"offers/{maya.id_of('offers')}/choose").text
    assert "are enough" not in seen
    assert "With whom would you like to work one day? You tell them how you are doing" in seen
