"""What a program sends to do one thing to many clients: whom, and what the deed asks for."""

from typing import Annotated, Any

from pydantic import Field

from app.bulk.actions import MOST_CLIENTS
from app.bulk.deed import Deed
from app.bulk.deeds import DEEDS
from app.caseload.forms import Narrowing
from app.web.strict import Flag, Id, Input, Line


class ForMany(Input):
    """One of `client_ids`, `filters` and `marks`.

    `marks` are those of an earlier answer, by client: if something else would become of one of
    them now, nothing is done. With `dry_run` nothing is done either way.
    """

    client_ids: Annotated[list[Id], Field(max_length=MOST_CLIENTS)] | None = None
    filters: Narrowing | None = None
    marks: Annotated[dict[Id, Line], Field(max_length=MOST_CLIENTS)] | None = None
    dry_run: Flag = False


def body_of(deed: Deed) -> type[ForMany]:
    """Whom, and the deed's own fields."""
    return type(f"{deed.name.capitalize()}Many", (ForMany, deed.model), {})


BODIES = {deed.name: body_of(deed) for deed in DEEDS}


def given_in(deed: Deed, body: ForMany) -> Input:
    """What the deed itself asks for."""
    sent: dict[str, Any] = {
        name: value for name, value in body.given().items() if name in deed.model.model_fields
    }
    return deed.model(**sent)
