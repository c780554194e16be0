"""No small group of a table is worked out with the report of another group of it, or of a period.

An office's clients are told apart by one thing only: cohort, program, advisor or the month of the
decline. The attacker holds two reports that differ in that filter.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.asked import Asked
from app.reports.counted import Counted, lying_beside
from app.reports.facts import Facts
from app.reports.making import make_report
from app.reports.periods import Period, first_of_half, last_of_half
from app.reports.report import HIDDEN, Report
from app.reports.suppression import Count
from tests.reports.attack import Attacker, width
from tests.reports.conftest import DAY
from tests.reports.test_attack import (
    A_HEADING,
    CLIENT,
    COULD,
    OF_GROUPS,
    SLACK,
    STAGES,
    THRESHOLD,
)

Atom = tuple[str, str]  # of which group, and how far one came
ALL = Asked(as_of=DAY)
ENDS = ("connected", "late", "in_network")
GROUPS = {
    "cohort": tuple("abcde"),
    "program": tuple("abcde"),
    "advisor": tuple(str(UUID(int=n)) for n in range(1, 6)),
    "period": ("2024-02", "2024-03", "2024-05", "2024-09", "2024-11", "2025-04", "2025-08"),
}  # fmt: skip
TABLE = {
    "cohort": "by_class", "program": "by_class", "advisor": "by_advisor", "period": "by_decline",
}  # fmt: skip


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def half_of(month: str) -> str:
    return f"{month[:4]}-H{1 if first_day(month).month <= 6 else 2}"


def figures_of(atom: Atom) -> tuple[str, ...]:
    return (*CLIENT, "resting", *STAGES[atom[1]])


@dataclass(frozen=True)
class Office:
    """How many clients, each of whom met one person."""

    filter: str
    cells: dict[Atom, int]

    def is_within(self, atom: Atom, asked: Asked) -> bool:
        if self.filter == "period":
            return asked.period.holds(first_day(atom[0]))
        chosen = asked.advisor_id if self.filter == "advisor" else getattr(asked, self.filter)
        return chosen is None or str(chosen) == atom[0]

    def facts(self, asked: Asked) -> Facts:
        found: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(Count)))
        for atom, n in self.cells.items():
            if not n or not self.is_within(atom, asked):
                continue
            group = atom[0]
            of_class = {"cohort": (group, "x", ""), "program": ("x", group, "")}
            keys = {"class": of_class.get(self.filter, ("x", "x", ""))}
            if self.filter == "advisor":
                keys["class"] = ("x", "x", group)
            if self.filter == "period":
                keys |= {"month": group, "half": half_of(group)}
            for by, key in keys.items():
                for name in figures_of(atom):
                    found[by][key][name] += Count(n, n)
        return Facts(by_class=found["class"], by_month=found["month"], by_half=found["half"])

    def halves(self, asked: Asked) -> set[date]:
        if self.filter != "period":
            return set()
        return {first_of_half(first_day(month)) for (month, _), n in self.cells.items() if n}

    def report(self, asked: Asked, protect: bool) -> Report:
        own = self.facts(asked)
        beside = lying_beside(asked, own, self.facts, self.halves) if protect else []
        return make_report(Counted(own, beside, THRESHOLD, protect), A_HEADING, {})

    def told(self, asked: Asked, protect: bool) -> Iterator[tuple[frozenset[Atom], object]]:
        report = self.report(asked, protect)
        within = [atom for atom in self.cells if self.is_within(atom, asked)]

        def who(figure: str, group: str = "") -> frozenset[Atom]:
            names = ("caught_up" if figure == "in_network" else figure,)
            return frozenset(
                atom
                for atom in within
                if names[0] in figures_of(atom) and group in ("", atom[0], half_of_any(atom[0]))
            )

        for row in (*report.table("summary"), *report.table("standing")):
            if row.name in (*CLIENT, "resting", "met"):
                yield who(row.name), row.cells[1]
        for row in report.table("funnel"):
            yield who(COULD[row.name]), row.cells[1]
            yield who(row.name), row.cells[2]
        table = report.table(TABLE[self.filter])
        first = [column.name for column in table.columns].index("clients")
        for row in table:
            group = row.name.replace("x / ", "").replace(" / x", "")
            for figure, cell in zip(OF_GROUPS, row.cells[first : first + 4], strict=True):
                yield who(figure, group), cell

    def small(self) -> Iterator[frozenset[Atom]]:
        """Whose number nobody may find: of a group, all and how many of them came how far."""
        for group in GROUPS[self.filter]:
            for ends in (ENDS, *((end,) for end in ENDS)):
                atoms = frozenset((group, end) for end in ends)
                if 0 < sum(self.cells[atom] for atom in atoms) < THRESHOLD:
                    yield atoms

    def askeds(self) -> list[Asked]:
        if self.filter == "period":
            halves = sorted({first_of_half(first_day(month)) for month in GROUPS["period"]})
            runs = [(a, b) for a in halves for b in halves if a <= b]
            periods = [Period(a, last_of_half(b)) for a, b in runs]
            return [ALL, *(replace(ALL, period=one) for one in periods)]
        name = "advisor_id" if self.filter == "advisor" else self.filter
        groups = GROUPS[self.filter]
        values = [UUID(group) if self.filter == "advisor" else group for group in groups]
        narrowed = [replace(ALL, **{name: value}) for value in values]
        return [ALL, *(asked for asked in narrowed if self.facts(asked).by_class)]


def half_of_any(group: str) -> str:
    return half_of(group) if group[:2] == "20" else group


def open_ranges(office: Office, protect: bool) -> Iterator[float]:
    """With every two reports, how much of each small figure stays open."""
    small, told = list(office.small()), {}
    for asked in office.askeds() if small else ():
        told[asked] = [(a, n) for a, n in office.told(asked, protect) if n is not HIDDEN]
    for pair in combinations(told, 2):
        attacker = Attacker()
        for atoms, n in (one for asked in pair for one in told[asked]):
            assert isinstance(n, int)
            attacker.learns(atoms, n)
        for atoms in small:
            yield width(attacker.range_of(atoms))


def an_office(filter: str, *numbers: int) -> Office:
    """Nobody has come further than to connect."""
    cells = {(group, end): 0 for group in GROUPS[filter] for end in ENDS}
    given = {(group, "connected"): n for group, n in zip(GROUPS[filter], numbers, strict=False)}
    return Office(filter, cells | given)


@pytest.mark.parametrize("filter", ["cohort", "program", "advisor"])
def test_a_group_hidden_for_a_small_one_is_not_told_by_its_own_report(filter: str) -> None:
    """All are 135 and the largest group is 100: told by its own report that the next is 30,
    everybody would know of 5 others."""
    office = an_office(filter, 5, 30, 100)
    assert min(open_ranges(office, protect=False)) < THRESHOLD / 2 + 1
    assert min(open_ranges(office, protect=True)) >= THRESHOLD - 1 - SLACK


@pytest.mark.parametrize(
    "numbers",
    [
        (5, 30, 40, 6, 35, 50, 60),  # in each of two half-years one small month
        (50, 0, 0, 5, 0, 50, 40),  # one small half-year among large ones
    ],
)
def test_a_small_month_is_not_told_by_the_report_of_its_period(numbers: tuple[int, ...]) -> None:
    office = an_office("period", *numbers)
    assert min(open_ranges(office, protect=False)) < THRESHOLD / 2 + 1
    assert min(open_ranges(office, protect=True)) >= THRESHOLD - 1 - SLACK


def test_whether_months_are_told_is_the_same_for_every_period() -> None:
    """Of the months of one half-year most say something, of all of them few do. Told by month in
    one report and by half-year in another, one would add up what the other takes apart."""
    office = an_office("period", 30, 40, 50, 3, 4, 5, 6)
    narrow = replace(ALL, period=Period(date(2024, 1, 1), date(2024, 6, 30)))
    for asked in (ALL, narrow):
        assert office.report(asked, True).table("by_decline").columns[0].label == "Half-year"


@st.composite
def offices(draw: st.DrawFn, filter: str) -> Office:
    chosen = st.integers(0, 12) | st.integers(0, 60)
    ends = draw(st.sampled_from([ENDS, ENDS[:1]]))
    cells = {(group, end): 0 for group in GROUPS[filter] for end in ENDS}
    return Office(filter, cells | {(g, end): draw(chosen) for g in GROUPS[filter] for end in ends})


@pytest.mark.parametrize("filter", GROUPS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_small_group_is_worked_out_with_another_report(filter: str, data: st.DataObject) -> None:
    office = data.draw(offices(filter))
    assert all(found >= THRESHOLD - 1 - SLACK for found in open_ranges(office, True))


def test_the_place_of_a_group_does_not_tell_how_large_it_is() -> None:
    """Of clients, the second least group is hidden with the least, and of people another one."""

    def figures(clients: int, in_play: int) -> dict[str, Count]:
        return {
            "clients": Count(clients, clients),
            "in_play": Count(in_play, min(clients, in_play)),
        }

    groups = {
        "few": (3, 0),
        "more": (39, 90),
        "most": (40, 80),
        "some": (40, 130),
        "last": (39, 95),
    }
    own = Facts(by_class={("x", "x", name): figures(*of) for name, of in groups.items()})
    table = make_report(
        Counted(own, (), THRESHOLD), A_HEADING, {name: name for name in groups}
    ).table("by_advisor")
    told = [row.cells[1] is not HIDDEN for row in table]
    assert set(told) == {True, False}
    assert told == sorted(told, reverse=True)
    untold = [str(row.cells[0]) for row in table if row.cells[1] is HIDDEN]
    assert untold == sorted(untold)
