"""The curve is Kaplan and Meier's, held against worked examples."""

import pytest

from app.reports.curve import Ended, Point, at_months, coarse, kaplan_meier

# Freireich and others, 1963: weeks of remission under 6-MP, as textbooks work it out.
REMISSION = {
    6: Ended(3, 1), 7: Ended(1), 9: Ended(0, 1), 10: Ended(1, 1), 11: Ended(0, 1), 13: Ended(1),
    16: Ended(1), 17: Ended(0, 1), 19: Ended(0, 1), 20: Ended(0, 1), 22: Ended(1), 23: Ended(1),
    25: Ended(0, 1), 32: Ended(0, 2), 34: Ended(0, 1), 35: Ended(0, 1),
}  # fmt: skip
WORKED_OUT = {
    6: (0.857, 21), 7: (0.807, 17), 10: (0.753, 15), 13: (0.690, 12), 16: (0.627, 11),
    22: (0.538, 7), 23: (0.448, 6),
}  # fmt: skip


def test_the_textbooks_example_comes_out() -> None:
    told = {p.day: (round(1 - p.share, 3), p.at_risk) for p in kaplan_meier(REMISSION)}
    assert told == {
        week: (pytest.approx(share, abs=0.0006), n) for week, (share, n) in WORKED_OUT.items()
    }


def test_where_nobody_leaves_early_the_share_is_a_plain_share() -> None:
    points = kaplan_meier({10: Ended(1), 20: Ended(2), 30: Ended(1)})
    assert [round(point.share, 9) for point in points] == [0.25, 0.75, 1.0]


def test_nobody_on_the_way_is_no_curve() -> None:
    assert kaplan_meier({}) == []
    assert kaplan_meier({40: Ended(0, 7)}) == []


def test_a_month_reads_what_has_happened_by_its_day() -> None:
    first, second = at_months({30: Ended(1, 0), 31: Ended(1, 2)}, 2)
    assert (first.share, first.arrived, first.at_risk) == (0.25, 1, 4)
    assert (second.arrived, second.at_risk) == (2, 0)


def test_steps_of_few_people_are_not_told() -> None:
    points = [
        Point(1, 0.1, 90, 4),
        Point(2, 0.2, 80, 12),
        Point(3, 0.3, 70, 19),
        Point(4, 1, 9, 60),
    ]
    assert [point.day for point in coarse(points, 10)] == [2]


def test_a_month_close_to_that_of_a_curve_beside_is_not_told() -> None:
    own = [Point(1, 0.1, 90, 15), Point(2, 0.2, 70, 30)]
    other = [Point(1, 0.1, 95, 40), Point(2, 0.2, 90, 60)]
    assert [point.day for point in coarse(own, 10, [other])] == [2]
