"""No small group can be worked out from the curves of a report, nor from those of two.

The attacker is given more than the curves say: for each point how many had arrived, not a share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.reports.counted import Counted
from app.reports.curve import Ended, day_of_month, levels_of
from app.reports.curves import MOST_MONTHS, months_of_cohorts, months_told
from app.reports.facts import PEOPLE, Facts
from app.reports.suppression import Count
from tests.reports.attack import Attacker, width

THRESHOLD, SLACK = 10, 1e-6
COHORTS = ("2023", "2024", "2025")
MONTHS = (8, 12, 17, 23, 40)  # each ends a way some days before it
Way = tuple[str, int, Literal["arrived", "left"]]
SHARES_TOLD = {
    **{name: Count(400, 400) for name in PEOPLE},
    "caught_up": Count(200, 200), "year_over": Count(300, 300),
}  # fmt: skip


@dataclass(frozen=True)
class Office:
    ways: dict[Way, int]

    def facts(self, cohorts: tuple[str, ...]) -> Facts:
        ended: dict[str, dict[int, Ended]] = {cohort: {} for cohort in cohorts}
        for (cohort, month, how), n in self.ways.items():
            if cohort in cohorts:
                day = day_of_month(month) - 3
                so_far = ended[cohort].get(day, Ended())
                ended[cohort][day] = so_far + Ended(**{how: n})
        by_class = {(cohort, "MBA", ""): SHARES_TOLD for cohort in cohorts}
        return Facts(by_class=by_class, ended_by_cohort=ended)

    def report(self, cohorts: tuple[str, ...], protect: bool) -> Counted:
        beside = [("cohort", self.facts(COHORTS))] if cohorts != COHORTS else []
        return Counted(self.facts(cohorts), beside, THRESHOLD, protect)

    def told(
        self, cohorts: tuple[str, ...], protect: bool
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        """Of which cohorts a curve is told at which months."""
        counted = self.report(cohorts, protect)
        yield from ((cohorts, month) for month in months_told(counted))
        for cohort, months in months_of_cohorts(counted).items():
            yield from (((cohort,), month) for month in months)

    def count(self, ways: list[Way]) -> int:
        return sum(self.ways[way] for way in ways)


def arrived(cohorts: tuple[str, ...], after: int, by: int) -> list[Way]:
    return [(c, m, "arrived") for c, m in product(cohorts, MONTHS) if after < m <= by]


def left(cohorts: tuple[str, ...], after: int, by: int) -> list[Way]:
    return [(c, m, "left") for c, m in product(cohorts, MONTHS) if after < m <= by]


def at_risk(cohorts: tuple[str, ...], month: int) -> list[Way]:
    return [(c, m, how) for c, m in product(cohorts, MONTHS) for how in ENDS if m > month]


ENDS: tuple[Literal["arrived", "left"], ...] = ("arrived", "left")


def open_ranges(office: Office, reports: list[tuple[str, ...]], protect: bool) -> Iterator[float]:
    attacker = Attacker()
    told = {one for cohorts in reports for one in office.told(cohorts, protect)}
    for cohorts, month in told:
        for ways in (arrived(cohorts, 0, month), at_risk(cohorts, month)):
            attacker.learns(ways, office.count(ways))
    for cohort in COHORTS:
        small = [arrived((cohort,), *step) for step in pairwise((0, *MONTHS[:-1]))]
        small += [left((cohort,), *step) for step in pairwise((0, *MONTHS[:-1]))]
        small += [at_risk((cohort,), month) for month in MONTHS[:-1]]
        for ways in small:
            if 0 < office.count(ways) < THRESHOLD:
                yield width(attacker.range_of(ways))


NUMBERS = st.sampled_from([0, 0, 1, 3, 9, 10, 11, 14, 20, 30, 60])


@st.composite
def offices(draw: st.DrawFn) -> Office:
    return Office({(c, m, how): draw(NUMBERS) for c, m, how in product(COHORTS, MONTHS, ENDS)})


STEADY = {way: 20 if way[2] == "arrived" else 0 for way in product(COHORTS, MONTHS, ENDS)}
ONE_IS_SMALL = Office(STEADY | {("2025", month, "arrived"): 3 for month in MONTHS})
PAIRS = [[COHORTS], [COHORTS, COHORTS[:1]], [COHORTS, COHORTS[2:]]]


@pytest.mark.parametrize("reports", PAIRS, ids=["one", "beside the first", "beside the last"])
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@example(office=ONE_IS_SMALL)
@given(office=offices())
def test_no_small_group_is_worked_out_from_curves(
    reports: list[tuple[str, ...]], office: Office
) -> None:
    assert all(found >= THRESHOLD - 1 - SLACK for found in open_ranges(office, reports, True))


def test_without_protection_the_attack_succeeds() -> None:
    assert min(open_ranges(ONE_IS_SMALL, [COHORTS], protect=False)) == pytest.approx(0)


def test_cohorts_that_are_large_enough_are_told() -> None:
    steady = Office(STEADY)
    assert set(steady.told(COHORTS, True)) >= {((c,), m) for c in COHORTS for m in (12, 18, 24)}


def test_the_whole_is_told_where_a_cohort_is_not() -> None:
    told = {cohorts for cohorts, _ in ONE_IS_SMALL.told(COHORTS, True)}
    assert told == {COHORTS}


def test_levels_and_ways_are_the_same_people() -> None:
    level = levels_of(ONE_IS_SMALL.facts(COHORTS).ended, MOST_MONTHS)[12]
    assert level.arrived == ONE_IS_SMALL.count(arrived(COHORTS, 0, 12))
    assert level.at_risk == ONE_IS_SMALL.count(at_risk(COHORTS, 12))
