"""The messages: what is known stands in them, what is not is a gap, and an invitation fits."""

import pytest

from app.cycle.facts import Step
from app.cycle.plan import Mode
from app.drafts.texts import (
    GAPS,
    IN_BRACES,
    LONGEST_INVITATION,
    WORDS,
    Occasion,
    Words,
    filled,
    occasion_of,
)

KNOWN = {
    "contact": "Hiroshi Silva",
    "contact_first_name": "Hiroshi",
    "client": "Maya Okafor",
    "client_first_name": "Maya",
    "title": "Analyst",
    "employer": "Abbott",
    "role": "the role of Analyst",
    "ago": "about half a year ago",
    "i_work": "I now work",
    "so_long": "a year",
    "job": "Brand Manager",
    "job_employer": "Target",
    "place": "Chicago",
    "whom": "Hiroshi Silva of Abbott",
    "team": "the team",
    "end": "your end",
    "good_thing": "our launch went well",
    "advisor": "Dana Reed",
    "step": "the update",
    "when": "by 6 May 2027",
}


@pytest.mark.parametrize("occasion", list(Occasion))
def test_what_is_known_leaves_no_gap(occasion: Occasion) -> None:
    ready = filled(WORDS[occasion], KNOWN)
    assert ready.gaps == ()
    assert not any(mark in ready.subject + ready.text for mark in "{}[]")


@pytest.mark.parametrize("occasion", list(Occasion))
def test_what_is_not_known_is_a_gap_and_never_none(occasion: Occasion) -> None:
    ready = filled(WORDS[occasion], {})
    assert ready.gaps
    assert all(f"[{gap}]" in ready.subject + ready.text for gap in ready.gaps)
    assert "None" not in ready.text


def test_what_a_subject_lacks_is_a_gap_as_well_and_each_is_told_once() -> None:
    words = Words("From {job_employer}", "Dear {contact}, dear {whom}")
    ready = filled(words, {})
    assert ready.subject == "From [your new employer]"
    assert ready.gaps == ("your new employer", "name")


def test_every_field_of_every_text_has_a_name_for_its_gap() -> None:
    used = {f for words in WORDS.values() for f in IN_BRACES.findall(words.subject + words.text)}
    assert used <= set(GAPS)


@pytest.mark.parametrize("length", [10, 60, 100])
def test_an_invitation_to_connect_fits_however_long_the_names_are(length: int) -> None:
    names = dict.fromkeys(("contact", "client", "employer", "role"), "x" * length)
    text = filled(WORDS[Occasion.CONNECT], names).text
    assert len(text) <= LONGEST_INVITATION
    assert names["contact"] in text


@pytest.mark.parametrize(
    ("step", "mode", "occasion"),
    [
        (Step.CONNECT, None, Occasion.CONNECT),
        (Step.THANK, None, Occasion.THANK),
        (Step.UPDATE, None, Occasion.UPDATE),
        (Step.CATCH_UP, Mode.IN_PERSON, Occasion.INVITE_IN_PERSON),
        (Step.CATCH_UP, Mode.REMOTE, Occasion.INVITE_REMOTE),
        (Step.KEEP_IN_TOUCH, None, Occasion.KEEP_IN_TOUCH),
        (None, None, Occasion.KEEP_IN_TOUCH),
    ],
)
def test_each_step_has_its_message(
    step: Step | None, mode: Mode | None, occasion: Occasion
) -> None:
    assert occasion_of(step, mode) is occasion


def test_whoever_moved_on_is_asked_about_where_they_are() -> None:
    moved = KNOWN | {"team": "it going at Orchard Labs", "end": "Orchard Labs"}
    assert "How are you, and how is it going at Orchard Labs?" in (
        filled(WORDS[Occasion.UPDATE], moved).text
    )
    assert "How are things at Orchard Labs?" in filled(WORDS[Occasion.KEEP_IN_TOUCH], moved).text
