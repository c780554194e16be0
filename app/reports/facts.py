"""What the store counts for a report, before anybody may see it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.cycle.states import State
from app.reports.curve import Ended
from app.reports.suppression import NOBODY, Count

Figures: TypeAlias = Mapping[str, Count]
By: TypeAlias = Mapping[str, Figures]

# Groups of people met, each within the one before but the last, which is within `in_play`.
PEOPLE = (
    "met", "in_play", "connected", "thanked", "could_update", "updated", "could_catch_up",
    "caught_up", "year_over",
)  # fmt: skip
OUTCOMES = ("referral", "interview", "offer", "hire", "advice", "introduction")
STATES = tuple(state.value for state in State)


@dataclass(frozen=True, slots=True)
class Facts:
    """By the client's class, then by what their offers were like."""

    by_class: Mapping[tuple[str, str, str], Figures] = field(default_factory=dict)
    by_employer: By = field(default_factory=dict)
    by_area: By = field(default_factory=dict)
    by_month: By = field(default_factory=dict)  # of the decline, `2026-03`
    by_half: By = field(default_factory=dict)  # `2026-H1`
    days: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # how many took how long
    ended: Mapping[int, Ended] = field(default_factory=dict)

    @property
    def total(self) -> Figures:
        return summed(self.by_class.values())

    def by(self, place: int) -> By:
        """Cohort, program, advisor."""
        found: dict[str, list[Figures]] = defaultdict(list)
        for key, figures in self.by_class.items():
            found[key[place]].append(figures)
        return {name: summed(some) for name, some in found.items()}

    @property
    def by_cohort_and_program(self) -> Mapping[tuple[str, str], Figures]:
        found: dict[tuple[str, str], list[Figures]] = defaultdict(list)
        for (cohort, program, _), figures in self.by_class.items():
            found[cohort, program].append(figures)
        return {pair: summed(some) for pair, some in found.items()}


def summed(some: object) -> Figures:
    found: dict[str, Count] = defaultdict(Count)
    for figures in some:  # type: ignore[attr-defined]
        for name, count in figures.items():
            found[name] += count
    return found


def of(figures: Figures | None, name: str) -> Count:
    return figures.get(name, NOBODY) if figures else NOBODY
