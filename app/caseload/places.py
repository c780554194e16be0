"""Where a page of the list ended, as text for addresses."""

import base64
from datetime import date

from app.caseload.queries import Place
from app.faults import BadInput
from app.web.strict import an_id


def write_cursor(place: Place) -> str:
    text = f"{place.stalls_on.isoformat()} {place.client_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(cursor: str) -> Place:
    try:
        stalls_on, _, client_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return Place(date.fromisoformat(stalls_on), an_id(client_id))
    except ValueError:
        raise BadInput("cursor", "is not one that this service gave") from None
