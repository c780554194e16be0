"""A state is a day compared with dates; nothing has to be recomputed overnight."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """The most urgent first."""

    STALLED = "stalled"
    OVERDUE = "overdue"
    DUE = "due"
    RESTING = "resting"
    IN_NETWORK = "in_network"
    PARKED = "parked"
    OFF = "off"
    CLOSED = "closed"
    NO_OFFERS = "no_offers"


STANDINGS = (State.IN_NETWORK, State.PARKED, State.OFF, State.CLOSED)


class Dated(Protocol):
    """A window, or whatever has the earliest dates of several."""

    @property
    def opens_on(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def stalls_on(self) -> date | None: ...


def state_on(dated: Dated | None, standing: State | None, day: date) -> State | None:
    """A standing holds on every day; None is the state of what has neither standing nor dates."""
    if standing is not None:
        return standing
    if dated is None or dated.opens_on is None or dated.due_on is None or dated.stalls_on is None:
        return None
    if dated.stalls_on <= day:
        return State.STALLED
    if dated.due_on < day:
        return State.OVERDUE
    if dated.opens_on <= day:
        return State.DUE
    return State.RESTING


def first_standing(standings: Iterable[State | None]) -> State | None:
    held = set(standings)
    return next((standing for standing in STANDINGS if standing in held), None)


def days_overdue(due_on: date | None, day: date) -> int:
    return 0 if due_on is None else max(0, (day - due_on).days)
