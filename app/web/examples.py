"""How an example of an answer stands in the description of the API."""

from typing import Any

Json = dict[str, Any]


def an_id(n: int) -> str:
    return f"019a0000-0000-7000-8000-{n:012}"


CLIENT_ID, JOB_ID, OFFER_ID, CONTACT_ID, TOUCH_ID = map(an_id, range(1, 6))
AT = "2026-03-11T14:30:00Z"


def told(example: Json, status: int = 200) -> dict[int | str, dict[str, Any]]:
    return {status: {"content": {"application/json": {"example": example}}}}


def listing(example: Json) -> dict[int | str, dict[str, Any]]:
    return told({"items": [example], "next_after": None})
