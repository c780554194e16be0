"""A report's figures, each together with how it differs from the reports beside, and which groups
of a table are not told of."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

from app.reports.asked import Asked
from app.reports.facts import Facts, Figures, of
from app.reports.suppression import Count, is_small, told_apart

NO_FILTER: frozenset[str] = frozenset()
Key = TypeVar("Key", bound=Any)


def lying_beside(
    asked: Asked,
    own: Facts,
    count: Callable[[Asked], Facts],
    halves: Callable[[Asked], Collection[date]],
) -> list[tuple[str, Facts]]:
    """Each report that differs by one filter. One of the very same clients and offers is this one
    in other words: then those beside it lie beside this one too."""
    found, known, same = list[tuple[str, Facts]](), {asked}, [asked]
    while same:
        one = same.pop()
        for kind, other in one.beside(() if one.period.is_open else halves(one)):
            if other not in known:
                known.add(other)
                facts = count(other)
                found.append((kind, facts))
                same += [other] if facts.by_class == own.by_class else []
    return found


@dataclass(frozen=True)
class Counted:
    """The report's own facts, and those of each report beside it, by the filter that differs."""

    own: Facts
    beside: Sequence[tuple[str, Facts]]
    threshold: int
    protect: bool = True  # off in the test alone

    @cached_property
    def differing(self) -> list[tuple[str, Facts]]:
        """Beside a report there may be others of the very same clients and offers."""
        return [(kind, facts) for kind, facts in self.beside if facts.by_class != self.own.by_class]

    def total(self, name: str) -> list[Count]:
        return self.seen(name, lambda facts: facts.total)

    def seen(
        self, name: str, group: Callable[[Facts], Figures | None], but: frozenset[str] = NO_FILTER
    ) -> list[Count]:
        """The figure, and how far it is from each report beside; `but`: filters by which the
        groups are told apart anyway."""
        own = of(group(self.own), name)
        others = [of(group(facts), name) for kind, facts in self.differing if kind not in but]
        return [own, *(other - own if other.n >= own.n else own - other for other in others)]

    def of_cohort(self, cohort: str) -> "Counted":
        """As the report of that cohort counts it, beside which this one lies."""
        beside = [(kind, facts.of_cohort(cohort)) for kind, facts in self.beside]
        return Counted(
            self.own.of_cohort(cohort),
            [("cohort", self.own), *beside],
            self.threshold,
            self.protect,
        )

    def alone(self, but: frozenset[str]) -> "list[Counted]":
        """The reports beside this one in which the same groups stand."""
        return [
            Counted(facts, (), self.threshold, self.protect)
            for kind, facts in self.differing
            if kind in but
        ]


# The most telling groups first where two lie too close together.
CHAIN = (
    "in_play", "connected", "thanked", "could_update", "updated", "caught_up", "year_over",
    "could_catch_up", "met",
)  # fmt: skip
WHOLE = frozenset({"in_play", "met"})
SHARE = {"in_play", "caught_up", "year_over"}  # what a share in the network tells of


def told_of_people(counted: Counted) -> set[str]:
    numbers = {name: counted.total(name) for name in CHAIN}
    if not counted.protect:
        return {n for n, seen in numbers.items() if not is_small(seen[:1], counted.threshold)}
    return told_apart(numbers, counted.threshold, alike=WHOLE)


Groups: TypeAlias = Callable[[Facts], Mapping[Key, Figures]]
Hide: TypeAlias = Callable[[Mapping[Key, Sequence[Count]]], set[Key]]


@dataclass(frozen=True, slots=True)
class Silent(Generic[Key]):
    """The groups of a table whose clients, people and shares are not told."""

    clients: set[Key]
    people: set[Key]
    shares: set[Key]


def silent_groups(
    counted: Counted, groups: Groups[Key], hide: Hide[Key], apart: frozenset[str]
) -> Silent[Key]:
    """Whoever caught up, could have and did not, or could not yet: three parts of one sum."""
    own = groups(counted.own)

    def seen(name: str) -> dict[Key, list[Count]]:
        def of_key(key: Key) -> Callable[[Facts], Figures | None]:
            return lambda facts: groups(facts).get(key)

        return {key: counted.seen(name, of_key(key), apart) for key in own}

    did, could, all_of_them = seen("caught_up"), seen("year_over"), seen("in_play")
    parts = {
        key: [*did[key], *less(could[key], did[key]), *less(all_of_them[key], could[key])]
        for key in own
    }
    clients, people = hide(seen("clients")), hide(all_of_them)
    shares = hide(parts) | people
    for other in counted.alone(apart):
        there = silent_groups(other, groups, hide, NO_FILTER)
        clients, people, shares = (
            clients | there.clients, people | there.people, shares | there.shares,
        )  # fmt: skip
    return Silent(clients & set(own), people & set(own), shares & set(own))


def less(one: Sequence[Count], other: Sequence[Count]) -> list[Count]:
    """What is left; of clients at least so many."""
    return [a - b for a, b in zip(one, other, strict=True)]
