"""One person can hear from too many clients at once, who do not know of each other."""

from collections.abc import Iterable, Sized
from datetime import date

from app.cycle.dates import add_days
from app.cycle.facts import Id

CROWD = 3  # clients
WITHIN_DAYS = 30


def writes_by(day: date) -> date:
    """Whoever's step with somebody opens until then is about to write."""
    return add_days(day, WITHIN_DAYS)


def about_to_write(opening: Iterable[tuple[Id, date]], day: date) -> set[Id]:
    """The clients, out of each client with the day on which their step with the person opens."""
    return {client_id for client_id, opens_on in opening if opens_on <= writes_by(day)}


def is_crowd(clients: Sized) -> bool:
    return len(clients) >= CROWD
