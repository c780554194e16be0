"""What the store counts for a report, before anybody may see it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from app.cycle.states import State
from app.reports.curve import Ended
from app.reports.suppression import NOBODY, Count

Figures: TypeAlias = Mapping[str, Count]
By: TypeAlias = Mapping[str, Figures]
Key = TypeVar("Key", bound=Any)

# Groups of people met: each within the one before, and those whose year is over within `in_play`.
STAGES = (
    "met", "in_play", "connected", "thanked", "could_update", "updated", "could_catch_up",
    "caught_up",
)  # fmt: skip
PEOPLE = (*STAGES, "year_over")
OUTCOMES = ("referral", "interview", "offer", "hire", "advice", "introduction")
STATES = tuple(state.value for state in State)


@dataclass(frozen=True)
class Facts:
    """By the client's class, then by what their offers were like."""

    by_class: Mapping[tuple[str, str, str], Figures] = field(default_factory=dict)
    by_employer: By = field(default_factory=dict)
    by_area: By = field(default_factory=dict)
    by_month: By = field(default_factory=dict)  # of the decline, `2026-03`
    by_half: By = field(default_factory=dict)  # `2026-H1`
    days: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # how many took how long
    ended_by_cohort: Mapping[str, Mapping[int, Ended]] = field(default_factory=dict)

    @cached_property
    def total(self) -> Figures:
        return summed(self.by_class.values())

    @cached_property
    def ended(self) -> Mapping[int, Ended]:
        return self.ended_of(self.ended_by_cohort)

    def ended_of(self, cohorts: Iterable[str]) -> Mapping[int, Ended]:
        found: dict[int, Ended] = defaultdict(Ended)
        for cohort in cohorts:
            for after, one in self.ended_by_cohort.get(cohort, {}).items():
                found[after] += one
        return found

    def of_cohort(self, cohort: str) -> "Facts":
        """What the curve of its own report is drawn from."""
        return Facts(
            by_class={key: one for key, one in self.by_class.items() if key[0] == cohort},
            ended_by_cohort={cohort: self.ended_by_cohort.get(cohort, {})},
        )

    @cached_property
    def by_advisor(self) -> By:
        return self.by_class_as(lambda _, __, advisor: advisor)

    @cached_property
    def by_cohort_and_program(self) -> Mapping[tuple[str, str], Figures]:
        return self.by_class_as(lambda cohort, program, _: (cohort, program))

    def by_class_as(self, name: Callable[[str, str, str], Key]) -> dict[Key, Figures]:
        found: dict[Key, list[Figures]] = defaultdict(list)
        for classed, figures in self.by_class.items():
            found[name(*classed)].append(figures)
        return {key: summed(some) for key, some in found.items()}


def summed(some: Iterable[Figures]) -> Figures:
    numbers: dict[str, int] = defaultdict(int)
    clients: dict[str, int] = defaultdict(int)
    for figures in some:
        for name, count in figures.items():
            numbers[name] += count.n
            clients[name] += count.clients
    return {name: Count(n, clients[name]) for name, n in numbers.items()}


def of(figures: Figures | None, name: str) -> Count:
    return figures.get(name, NOBODY) if figures else NOBODY
