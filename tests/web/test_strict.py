"""What a program or a person sends, as text that can be trusted."""

import pytest

from app.web.strict import a_line, a_note, is_seen, not_blank


@pytest.mark.parametrize("mark", ["\0", "\x1b", "\x85", "\ud800", "\ufffe", "\uffff", "\n"])
def test_what_cannot_be_stored_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        a_line(f"a{mark}b")


@pytest.mark.parametrize("end", ["\u2028", "\u2029"])
def test_the_line_ends_of_unicode_are_line_ends(end: str) -> None:
    """A letter cannot be sent with one in its subject."""
    assert a_note(f"a{end}b") == "a\nb"
    assert a_line(f"a{end}") == "a"
    with pytest.raises(ValueError, match="cannot be stored"):
        a_line(f"a{end}b")


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u202e\u2060", "\u3164", "\u2800 \u00ad"])
def test_what_nobody_sees_is_blank(text: str) -> None:
    with pytest.raises(ValueError, match="must not be blank"):
        not_blank(text)


@pytest.mark.parametrize("text", ["a", "李", "דוד", "👩\u200d💻", "\u202eabc", "+"])
def test_what_somebody_sees_is_not(text: str) -> None:
    assert is_seen(text)
    assert not_blank(text) == text
