"""When a step may be taken, should be, and counts as neglected."""

from datetime import date
from typing import NamedTuple

from app.cycle.dates import add_days
from app.cycle.facts import Step


class Window(NamedTuple):
    step: Step
    opens_on: date
    due_on: date
    stalls_on: date | None  # None for keep_in_touch alone: a complete cycle cannot stall

    def held_until(self, day: date | None) -> "Window":
        """All dates later by as much as the window would have opened before `day`."""
        if day is None or day <= self.opens_on:
            return self
        wait = day - self.opens_on
        return Window(
            self.step,
            day,
            self.due_on + wait,
            None if self.stalls_on is None else self.stalls_on + wait,
        )


def stalling_window(step: Step, opens_on: date, due_on: date, grace_days: int) -> Window:
    return Window(step, opens_on, due_on, add_days(due_on, grace_days))
