"""What a client reads claims no more than is known."""

from datetime import date, timedelta

from tests.ownplan.conftest import GiveLink, Holder
from tests.ownplan.test_deeds import tell
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.seen import Seen, fields_of
from tests.pages.stories import GRACE, KEY, STORIES, days, met, thanked


def skip(dana: Person, step: str, today: date) -> None:
    """The first person on Maya's page."""
    skipped = {"kind": "skipped", "step": step, "on": today.isoformat(), "note": "not needed"}
    assert dana.sends(f"contacts/{file_of(dana).contact}/touches", skipped).status == 303


def test_a_step_that_was_left_out_is_not_told_as_done(
    maya: Holder, dana: Person, today: date
) -> None:
    skip(dana, "connect", today)
    skip(dana, "thank", today)
    seen = maya.sees()
    strip = str(seen.soup.select_one(".person .strip"))
    for told in (strip, seen.words_of(".person"), maya.sees("paper").words_of("main")):
        assert "connected" not in told
        assert "thanked" not in told
    assert "Thanked" not in seen.words_of(".person")


def test_nobody_is_called_thanked_whose_thanks_were_left_out(
    imported: Import, give_link: GiveLink, dana: Person, today: date
) -> None:
    imported(met(today, KEY, declined=10, connected=9))
    skip(dana, "thank", today)
    told = give_link().sees().words_of("#now")
    assert "Nothing to do until" in told
    assert "Silence is right" in told
    assert "thanked" not in told


def test_not_everyone_is_in_the_network_where_somebody_was_only_thanked(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    omar = GRACE | {"contact_name": "Omar Haddad", "contact_key": "no"}
    done = STORIES["in network"].cells(today)
    imported(done, done | omar | {"updated_on": "", "caught_up_on": "", "caught_up_how": ""})
    seen = give_link().sees()
    assert "One of them is in your network" in seen.text
    told = seen.words_of("#now")
    assert "Everyone" not in told
    assert "all of them" not in told


def test_not_everyone_is_thanked_where_somebody_is_not_written_to(
    imported: Import, give_link: GiveLink, dana: Person, today: date
) -> None:
    imported(
        thanked(today, 60) | days(today, closed=20) | {"closed_reason": "retired"},
        thanked(today, 60, GRACE | {"contact_name": "Omar Haddad"}),
    )
    told = give_link().sees().words_of("#now")
    assert "Nothing to do" in told
    assert "everyone" not in told


def test_how_long_somebody_kept_in_touch_is_not_made_up(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    quick = met(today, KEY, declined=90, connected=89, thanked=88, updated=50, caught_up=10)
    imported(quick | {"caught_up_how": "called"})
    seen = give_link().sees()
    assert "Grace Kim is in your network" in seen.text
    assert "more than a year" not in seen.text


def test_a_rest_that_is_over_has_no_day_of_its_own(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(thanked(today, 300))
    rest = give_link().sees().soup.select(".person .strip > span")[2]
    assert rest.get_text(" ", strip=True) == "rested"


def test_whoever_spoke_by_phone_is_not_said_to_have_met(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(STORIES["in network"].cells(today) | {"caught_up_how": "called"})
    holder = give_link()
    assert "met" not in str(holder.sees().soup.select_one(".person .strip")).lower()
    assert "; met " not in holder.sees("paper").text


def test_a_word_about_a_step_stands_beside_it_for_the_advisor(maya: Holder, dana: Person) -> None:
    tell(maya, note="She moves to Pfizer in May")
    assert "She moves to Pfizer in May" in dana.sees("today").text


def test_a_word_about_what_was_noted_already_reaches_the_advisor(
    maya: Holder, dana: Person, today: date
) -> None:
    tell(maya)
    noted = maya.sends(f"{maya.grace}/touches", kind="connected", note="She moves to Pfizer in May")
    assert noted.status == 303
    assert "She moves to Pfizer in May" in dana.sees("today").text


def test_undoing_what_the_advisor_has_accepted_says_that_it_stands(
    maya: Holder, dana: Person
) -> None:
    news = tell(maya)
    dana.sends(f"news/{news}/accept")
    said = maya.goes_on(maya.sends(f"news/{news}/undo")).words_of(".notice")
    assert "noted, thank you" not in said
    assert "Your advisor has seen it already" in said


def test_a_browser_that_held_a_link_reads_that_it_ran_out_also_days_later(
    maya: Holder, today: date
) -> None:
    """The browser forgets a cookie by itself; what it opens is for the service to say."""
    answer = maya.http.get(f"/p/{maya.secret}")
    age = int(answer.headers["set-cookie"].lower().partition("max-age=")[2].partition(";")[0])
    assert timedelta(seconds=age) > timedelta(180 + 30)


def test_a_pause_that_the_advisor_does_not_agree_to_is_not_told_as_the_clients_own_undoing(
    maya: Holder, dana: Person, today: date
) -> None:
    until = (today + timedelta(40)).isoformat()
    asked = maya.sends("pause", until=until, reason="A move")
    news = str(asked.headers["location"]).rpartition("done=")[2]
    dana.sends(f"news/{news}/undo")
    told = maya.sees().words_of(".told")
    assert "taken back" not in told
    assert "not at present; your advisor can tell you why" in told


def test_what_the_advisor_undid_is_told_as_theirs(maya: Holder, dana: Person) -> None:
    dana.sends(f"news/{tell(maya)}/undo")
    assert "undone by your advisor" in maya.sees().words_of(".told")


def test_who_was_chosen_no_more_is_told_by_name(
    imported: Import, give_link: GiveLink, dana: Person, today: date
) -> None:
    omar = {"contact_name": "Omar Haddad"}
    imported(thanked(today, 60), thanked(today, 60, KEY | omar))
    maya = give_link()
    path = f"offers/{maya.id_of('offers')}/choose"
    seen = maya.sees(path)
    grace, other = (str(box["name"]) for box in seen.soup.select("[type=checkbox]"))
    form = fields_of(seen.soup.select_one("form"))
    maya.sends(path, **{name: value for name, value in form.items() if name != grace})
    told = dana.sees("today").text
    assert "Has no key people any more" not in told
    assert "No longer a key person: Grace Kim" in told
    form = fields_of(maya.sees(path).soup.select_one("form"))
    swapped = {name: value for name, value in form.items() if name != other} | {grace: "yes"}
    maya.sends(path, **swapped)
    told = dana.sees("today").text
    assert "Chose Grace Kim as a key person, and Omar Haddad no longer" in told


def test_a_job_that_begins_later_has_not_begun(maya: Holder, today: date) -> None:
    starts = today + timedelta(60)
    maya.fills("job", employer="Orchard Labs", started_on=starts.isoformat())
    told = maya.sees().words_of("section[aria-labelledby=tell-title]")
    assert "since" not in told
    assert f"Orchard Labs, from {starts.day} {starts:%B}" in told


def test_whoever_is_in_the_list_on_a_day_that_cannot_be_read_is_not_said_to_be_missing(
    maya: Holder,
) -> None:
    rows = ("First Name,Last Name,URL,Email Address,Company,Position,Connected On",
            "Grace,Kim,,,Abbott,Recruiter,03/04/2024")  # fmt: skip
    sent = {"file": ("Connections.csv", "\n".join(rows).encode(), "text/csv")}
    text = Seen(maya.http.post(f"{maya.base}/connections", files=sent)).text
    assert "so note it by hand: Grace Kim" in text
    assert "None of the people" not in text


def test_whom_to_stay_close_to_can_be_chosen_while_others_have_not_come_so_far(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    thanks = thanked(today, 60, GRACE)
    imported(
        thanks, {**thanks, "contact_name": "Omar Haddad", "connected_on": "", "thanked_on": ""}
    )
    assert give_link().sees().soup.select('.more a[href$="/choose"]')


def test_those_can_be_chosen_who_were_met_there_and_are_not_closed(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    here, ana = thanked(today, 60, GRACE), {"contact_name": "Ana Ruiz", "offer_employer": "3M"}
    gone = days(today, closed=5) | {"contact_name": "Omar Haddad", "closed_reason": "retired"}
    imported(here, here | ana, here | gone)
    maya = give_link()
    forms = [str(one["href"]) for one in maya.sees().soup.select('a[href$="/choose"]')]
    shown = [maya.sees(form.removeprefix(f"{maya.base}/")).all_words_of(".check") for form in forms]
    assert sorted(len(boxes) for boxes in shown) == [1, 1]
    assert "Grace Kim" in str(shown)
    assert "Ana Ruiz" in str(shown)


def test_nobody_is_asked_to_choose_where_there_is_nobody_to_choose_from(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(STORIES["closed"].cells(today))
    assert "Choose whom" not in give_link().sees().text
