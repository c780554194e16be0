"""What an office's own message may be: known fields, braces in pairs, and a note that fits."""

import pytest

from app.drafts.checking import ROOM, check
from app.drafts.texts import LONGEST_INVITATION, WORDS, Occasion, Words, filled, pieces
from app.faults import BadInput


def refusal(occasion: Occasion, subject: str, text: str) -> tuple[str, str]:
    with pytest.raises(BadInput) as refused:
        check(occasion, subject, text)
    return refused.value.field, refused.value.message


@pytest.mark.parametrize("occasion", list(Occasion))
def test_our_own_words_can_be_saved(occasion: Occasion) -> None:
    words = WORDS[occasion]
    check(occasion, words.subject, words.shorter or words.text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Dear {client_frist_name}", "{client_first_name}"),
        ("Dear {Client}", "{client}"),
        ("Dear {contact first name}", "{contact_first_name}"),
        ("at {employers}", "{employer}"),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest(text: str, meant: str) -> None:
    field, message = refusal(Occasion.THANK, "Thank you", text)
    assert field == "text"
    assert text[text.index("{") :] in message
    assert message.endswith(f"did you mean {meant}?")


def test_a_field_of_the_subject_is_told_at_the_subject() -> None:
    assert refusal(Occasion.THANK, "For {nobody}", "Dear {contact}")[0] == "subject"


@pytest.mark.parametrize(
    "text", ["Dear {contact", "Dear contact}", "{{ contact }}", "{contact {client}}", "Dear {}"]
)
def test_braces_come_in_pairs_around_a_field(text: str) -> None:
    field, message = refusal(Occasion.THANK, "Thank you", text)
    assert field == "text"
    assert "{client}" in message


def test_a_note_for_linkedin_fits_with_room_for_the_names() -> None:
    fits = "x" * (LONGEST_INVITATION - ROOM)
    check(Occasion.CONNECT, "", fits + "{contact}")
    assert refusal(Occasion.CONNECT, "", fits + "x{contact}")[0] == "text"
    check(Occasion.THANK, "Thank you", "x" * 4_000)


def test_a_note_for_linkedin_has_no_subject_and_a_mail_has_one() -> None:
    assert refusal(Occasion.CONNECT, "Hello", "Dear {contact}")[0] == "subject"
    assert refusal(Occasion.THANK, "", "Dear {contact}")[0] == "subject"


def test_what_is_known_is_never_read_as_a_field() -> None:
    facts = {"contact": "{employer}", "employer": "Abbott"}
    assert filled(Words("", "Dear {contact}"), facts).text == "Dear {employer}"


def test_gaps_are_told_apart_from_words_in_square_brackets() -> None:
    parts = list(pieces("[sic] {title}, {client}", {"client": "Maya"}))
    assert [text for text, is_gap in parts if is_gap] == ["[title]"]
    assert "".join(text for text, _ in parts) == "[sic] [title], Maya"
