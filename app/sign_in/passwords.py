"""What is wrong with a password that somebody chose; it must stay as it was typed."""

from app.accounts.actions import SHORTEST_PASSWORD
from app.sign_in.actions import LONGEST_PASSWORD
from app.web.strict import plain_text


def problems_with_new(password: str, again: str) -> dict[str, str]:
    if error := bad_text(password):
        return {"password": error}
    if len(password) < SHORTEST_PASSWORD:
        return {"password": f"The password needs at least {SHORTEST_PASSWORD} characters."}
    if len(password) > LONGEST_PASSWORD:
        return {"password": f"The password may have {LONGEST_PASSWORD:,} characters at most."}
    if password != again:
        return {"again": "The two passwords are not the same. Type both again."}
    return {}


def bad_text(password: str) -> str:
    if not password:
        return "Enter a password."
    try:
        plain_text(password)
    except ValueError as error:
        return f"The password {error}."
    return ""
