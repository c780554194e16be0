"""One person can hear from too many clients at once, who do not know of each other."""

from collections.abc import Iterable, Mapping, Sized
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


def take_turns(opening: Mapping[Id, date], first: Id, day: date) -> dict[Id, date]:
    """From when each of the others writes once one goes first: a month apart, whoever would write
    soonest before the rest."""
    others = sorted((opens_on, client_id) for client_id, opens_on in opening.items())
    waiting = [client_id for _, client_id in others if client_id != first]
    return {
        client_id: add_days(day, place * (WITHIN_DAYS + 1))
        for place, client_id in enumerate(waiting, start=1)
    }
