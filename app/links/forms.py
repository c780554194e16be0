"""What may be sent about shared links."""

from typing import Literal

from app.web.strict import Day, Flag, Input


class NewShareLink(Input):
    """`expires_on` left out is `GOOD_FOR` from today."""

    expires_on: Day | None = None
    can_update: Flag = False
    by_mail: Flag = False  # a letter takes it to the client
    language: Literal["en", "es"] = "en"  # of the letter; the plan itself goes by their browser


class Renewal(Input):
    expires_on: Day | None = None
