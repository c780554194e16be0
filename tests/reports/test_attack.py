"""No small group can be worked out: attacked by linear programming over all that is told."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.asked import Asked
from app.reports.counted import Counted, lying_beside
from app.reports.facts import PEOPLE, Facts
from app.reports.making import make_report
from app.reports.report import HIDDEN, Heading, Report
from app.reports.suppression import Count, hidden_pairs, hidden_rows, told_apart
from tests.reports.attack import Attacker, width
from tests.reports.conftest import AT, DAY

THRESHOLD = 10
SLACK = 1e-6
COUNTS = st.integers(0, 40) | st.integers(0, 12)


def counts(*numbers: int) -> list[Count]:
    return [Count(n, n) for n in numbers]


# The parts, one by one.


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_hidden_rows_of_a_told_sum_stay_open(numbers: list[int]) -> None:
    hidden = hidden_rows([counts(n) for n in numbers], THRESHOLD)
    attacker = Attacker()
    for place, n in enumerate(numbers):
        if place not in hidden:
            assert n >= THRESHOLD
            attacker.learns([place], n)
    if sum(numbers) >= THRESHOLD:
        attacker.learns(range(len(numbers)), sum(numbers))
    for place in (place for place in hidden if numbers[place] < THRESHOLD):
        assert width(attacker.range_of([place])) >= THRESHOLD - 1 - SLACK


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[str, str], int]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = {
        (f"c{row}", f"p{column}"): draw(COUNTS | st.integers(10, 60))
        for row in range(rows)
        for column in range(columns)
        if draw(st.integers(0, 5))
    }
    return {pair: n for pair, n in cells.items() if n}


def test_all_is_told_where_nothing_is_small() -> None:
    cells = {(c, p): counts(20) for c in "ab" for p in "xy"}
    assert hidden_pairs(cells, THRESHOLD) == set()


def attack_on_pairs(cells: dict[tuple[str, str], int], protect: bool) -> Iterator[float]:
    """With every sum of a row and of a column that a report of its own would tell.

    That nobody is in a pair is told nowhere.
    """
    attacker = Attacker()
    seen = {pair: counts(n) for pair, n in cells.items()}
    possible = list(product({row for row, _ in cells}, {column for _, column in cells}))
    hidden = hidden_pairs(seen, THRESHOLD, protect=protect)
    for pair in set(cells) - hidden:
        attacker.learns([pair], cells[pair])
    for side in (0, 1):
        lines = sorted({pair[side] for pair in cells})
        sums = [sum(n for pair, n in cells.items() if pair[side] == line) for line in lines]
        silent = hidden_rows([counts(n) for n in sums], THRESHOLD)
        for place, line in enumerate(lines):
            if place not in silent:
                attacker.learns([pair for pair in possible if pair[side] == line], sums[place])
    if sum(cells.values()) >= THRESHOLD:
        attacker.learns(possible, sum(cells.values()))
    for pair in hidden:
        if cells[pair] < THRESHOLD:
            yield width(attacker.range_of([pair]))


@given(tables())
def test_hidden_pairs_stay_open_whatever_sums_are_told(cells: dict[tuple[str, str], int]) -> None:
    assert all(found >= THRESHOLD - 1 - SLACK for found in attack_on_pairs(cells, protect=True))


def test_without_protection_a_single_hidden_pair_is_worked_out() -> None:
    cells = {("a", "x"): 3, ("a", "y"): 30, ("b", "x"): 25, ("b", "y"): 40}
    assert list(attack_on_pairs(cells, protect=False)) == [pytest.approx(0)]
    assert min(attack_on_pairs(cells, protect=True)) >= THRESHOLD - 1


def test_where_no_share_is_told_the_people_of_a_class_still_are() -> None:
    """With nobody's year over yet, all shares are hidden, and nothing is left to guard of them."""
    kinds = product(("2025", "2026"), ("MBA", "MS"), ("Abbott",), ("connected",))
    table = Office(dict.fromkeys(kinds, 40)).report(ALL, True).table("by_class")
    assert [row.cells[2:] for row in table] == [(HIDDEN, 40, HIDDEN, HIDDEN, HIDDEN)] * 4


@given(st.lists(COUNTS | st.integers(0, 200), min_size=2, max_size=8))
def test_groups_within_each_other_are_told_only_well_apart(numbers: list[int]) -> None:
    chain = sorted(numbers, reverse=True)
    told = told_apart({str(at): counts(n) for at, n in enumerate(chain)}, THRESHOLD)
    shown = sorted(chain[int(name)] for name in told)
    assert all(n >= THRESHOLD for n in shown)
    assert all(b - a >= THRESHOLD for a, b in pairwise(shown))


# Whole reports of a made-up office, alone and two by two.


Atom = tuple[str, str, str, str]  # cohort, program, employer, and state or how far one came

STAGES: dict[str, tuple[str, ...]] = {
    "closed": PEOPLE[:1],
    "met": PEOPLE[:2],
    "connected": PEOPLE[:3],
    "thanked": PEOPLE[:4],
    "late": (*PEOPLE[:5], "year_over"),
    "updated": PEOPLE[:6],
    "waiting": (*PEOPLE[:7], "year_over"),
    "in_network": PEOPLE,
}
CLIENT = ("clients", "with_declined", "declined", "well")
COULD = {
    "connected": "in_play", "thanked": "connected", "updated": "could_update",
    "caught_up": "could_catch_up", "in_network": "year_over",
}  # fmt: skip
OF_GROUPS = ("clients", "in_play", "year_over", "caught_up")


A_HEADING = Heading("", DAY, None, None, None, "", AT, "", THRESHOLD)


def figures_of(atom: Atom) -> tuple[str, ...]:
    """A client counts in some figures, somebody met in others."""
    return STAGES[atom[3]] if atom[3] in STAGES else (*CLIENT, atom[3])


@dataclass(frozen=True)
class Office:
    """How many clients in each state, and people met at each stage."""

    cells: dict[Atom, int]

    def facts(self, asked: Asked) -> Facts:
        by_class: dict[Any, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
        by_employer: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
        for atom, n in self.cells.items():
            if is_within(atom, asked):
                for name in figures_of(atom):
                    by_class[atom[0], atom[1], ""][name] += Count(n, n)
                    by_employer[atom[2]][name] += Count(n, n)
        return Facts(by_class=by_class, by_employer=by_employer)

    def report(self, asked: Asked, protect: bool) -> Report:
        own = self.facts(asked)
        beside = lying_beside(asked, own, self.facts, lambda _: ()) if protect else []
        return make_report(Counted(own, beside, THRESHOLD, protect), A_HEADING, {})

    def told(self, asked: Asked, protect: bool) -> Iterator[tuple[list[Atom], object]]:
        """Each figure that could stand in a report: whom it counts, and what the report says."""
        report = self.report(asked, protect)

        def who(figure: str, key: Callable[[Atom], str] = str, group: str = "") -> list[Atom]:
            return [
                atom
                for atom in self.cells
                if is_within(atom, asked)
                and figure in figures_of(atom)
                and group in ("", key(atom))
            ]

        for row in (*report.table("summary"), *report.table("standing")):
            yield who(row.name), row.cells[1]
        for row in report.table("funnel"):
            yield who(COULD[row.name]), row.cells[1]
            yield who("caught_up" if row.name == "in_network" else row.name), row.cells[2]
        for name, key in (("by_class", class_of), ("by_employer", employer_of)):
            table = report.table(name)
            first = [column.name for column in table.columns].index("clients")
            rows = {row.name: row.cells[first : first + 4] for row in table}
            for group in {key(atom) for atom in self.cells if is_within(atom, asked)}:
                for figure, cell in zip(OF_GROUPS, rows.get(group, (HIDDEN,) * 4), strict=True):
                    yield who(figure, key, group), cell


def is_within(atom: Atom, asked: Asked) -> bool:
    return asked.cohort in (None, atom[0]) and asked.program in (None, atom[1])


def class_of(atom: Atom) -> str:
    return " / ".join(atom[:2])


def employer_of(atom: Atom) -> str:
    return atom[2]


@st.composite
def offices(draw: st.DrawFn) -> Office:
    ends = (*STAGES, "stalled", "due", "resting", "off")
    kinds = product(("2025", "2026"), ("MBA", "MS"), ("Abbott", "3M"), ends)
    chosen = COUNTS if draw(st.booleans()) else st.integers(0, 90)
    return Office({kind: draw(chosen) for kind in kinds})


def open_ranges(office: Office, askeds: list[Asked], protect: bool) -> Iterator[float]:
    """For each small figure that these reports hide: how much of it stays open."""
    attacker, hidden = Attacker(), set()
    for asked in askeds:
        for atoms, cell in office.told(asked, protect):
            if isinstance(cell, int):
                attacker.learns(atoms, cell)
            elif 0 < sum(office.cells[atom] for atom in atoms) < THRESHOLD:
                hidden.add(frozenset(atoms))
    for some in hidden:
        yield width(attacker.range_of(some))


ALL, COHORT = Asked(as_of=DAY), Asked(as_of=DAY, cohort="2025")
BOTH = Asked(as_of=DAY, cohort="2025", program="MBA")
PAIRS = [[ALL], [COHORT], [ALL, COHORT], [COHORT, BOTH]]


@pytest.mark.parametrize("askeds", PAIRS, ids=["one", "a cohort", "without the cohort", "two"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(office=offices())
def test_no_small_group_is_worked_out(askeds: list[Asked], office: Office) -> None:
    assert all(found >= THRESHOLD - 1 - SLACK for found in open_ranges(office, askeds, True))


ENDS = ("in_network", "late", "connected", "stalled", "resting", "due")
EVEN = dict.fromkeys(product(("2025", "2026"), ("MBA", "MS"), ("Abbott", "3M"), ENDS), 40)
SPREAD = Office(EVEN | {("2025", "MBA", "Abbott", "off"): 3})


@pytest.mark.parametrize("askeds", PAIRS, ids=["one", "a cohort", "without the cohort", "two"])
def test_without_protection_the_attack_succeeds(askeds: list[Asked]) -> None:
    assert min(open_ranges(SPREAD, askeds, protect=False)) == pytest.approx(0)
    assert all(found >= THRESHOLD - 1 for found in open_ranges(SPREAD, askeds, protect=True))


def test_a_figure_that_gives_the_rest_away_beside_another_report_is_hidden() -> None:
    """403 of all are stalled; told that 400 of one cohort are, everybody would know of 3 others."""
    office = Office(EVEN | {(*one[:3], "stalled"): 0 for one in EVEN})
    for cohort, n in (("2025", 400), ("2026", 3)):
        office.cells[cohort, "MBA", "Abbott", "stalled"] = n
    alone = make_report(Counted(office.facts(COHORT), (), THRESHOLD), A_HEADING, {})
    assert office.report(ALL, True).table("standing").cell("stalled", "clients") == 403
    assert alone.table("standing").cell("stalled", "clients") == 400
    assert office.report(COHORT, True).table("standing").cell("stalled", "clients") is HIDDEN
