"""E-mail addresses are read quickly, and as carefully as one by one."""

import pytest
from email_validator import EmailNotValidError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.imports.emails import checked_email, read_email

PARTS = [
    *"aB9.-_@+'!#\"< ()[]é", "info", "a--b", "..", "xn--bcher-kva", "bücher", "example", "org",
    "test", "localhost", "a" * 62, "b" * 64, "c" * 120,
]  # fmt: skip
words = st.lists(st.sampled_from(PARTS), max_size=5).map("".join)
domains = st.lists(words, min_size=1, max_size=4).map(".".join)


@settings(max_examples=500, deadline=None)
@given(st.tuples(words, domains).map("@".join))
@example("Maya.O'Hara+x@Alumni.Example.EDU")
@example("maya@xn--bcher-kva.example")
@example("maya@example.localhost")
@example(f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.org")
@example(f"{'a' * 65}@{'b' * 63}.{'c' * 63}.{'d' * 57}.org")
@example("maya@example.org\n")
def test_what_is_read_quickly_is_what_is_checked_in_full(text: str) -> None:
    try:
        expected = checked_email(text)
    except EmailNotValidError:
        with pytest.raises(ValueError, match="is not an e-mail address"):
            read_email(text)
    else:
        assert read_email(text) == expected
