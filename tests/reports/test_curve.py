"""The curve is Kaplan and Meier's, held against worked examples."""

import pytest

from app.reports.curve import Ended, Level, at_months, kaplan_meier, levels_of, months_apart
from app.reports.curves import COLUMNS
from app.reports.drawings import LABEL, LEFT, WIDTH, curves_drawing, funnel_drawing, shows
from app.reports.report import HIDDEN, Column, Kind, Row, Table

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


def test_a_bar_is_as_long_as_what_it_tells_of_the_longest() -> None:
    rows = [Row(("Connected", 400, 200, HIDDEN, HIDDEN)), Row(("Thanked", 100, HIDDEN, HIDDEN, 2))]
    first, second = funnel_drawing(Table("funnel", "", (), tuple(rows)))["bars"]
    longest = first["could"]
    assert 100 < longest <= WIDTH - LABEL
    assert (first["did"], second["could"], second["did"]) == (
        pytest.approx(longest / 2, abs=1), pytest.approx(longest / 4, abs=1), 0,
    )  # fmt: skip


def test_the_axis_of_a_curve_is_told_to_its_end() -> None:
    told = curves_drawing(Table("curve", "", COLUMNS, (Row((12, 0.5, 40)), Row((24, 0.8, 20)))))
    months, places = zip(*told["months"], strict=True)
    assert months == (0, 6, 12, 18, 24, 30, 36)
    assert [*places] == sorted(places)
    assert LEFT == places[0] < places[-1] < WIDTH


def test_nobody_on_the_way_is_no_curve() -> None:
    assert kaplan_meier({}) == []
    assert kaplan_meier({40: Ended(0, 7)}) == []


def test_a_month_reads_what_has_happened_by_its_day() -> None:
    first, second = at_months({30: Ended(1, 0), 31: Ended(1, 2)}, 2)
    assert (first.share, first.arrived, first.at_risk) == (0.25, 1, 4)
    assert (second.arrived, second.at_risk) == (2, 0)


def test_levels_are_read_at_the_same_days() -> None:
    ended = {10: Ended(3, 1), 30: Ended(2, 2), 31: Ended(1), 61: Ended(5, 7)}
    read = [(p.arrived, p.at_risk) for p in at_months(ended, 3)]
    found = levels_of(ended, 3)
    assert found[0] == Level(at_risk=21)
    assert [(one.arrived, one.at_risk) for one in found[1:]] == read
    assert [one.left for one in found] == [0, 1, 3, 10]


def test_steps_of_few_people_are_not_told() -> None:
    steps = [Level(0, 100), Level(4, 90), Level(12, 80), Level(19, 70), Level(60, 9)]
    assert months_apart([steps], 10, [1, 2, 4]) == [2]
    assert months_apart([steps], 10, range(1, 5)) == [3]


def test_steps_between_which_a_few_were_seen_no_longer_are_not_told() -> None:
    steps = [Level(0, 123), Level(20, 100, 3), Level(40, 77, 6), *[Level()] * 2, Level(60, 50, 13)]
    assert months_apart([steps], 10, [1, 2]) == [1]
    assert months_apart([steps], 10, [1, 2, 5]) == [1, 5]


def test_a_step_of_few_beside_another_curve_is_not_told() -> None:
    """Both go up by enough, and what lies between them by one person."""
    own = [Level(0, 200), Level(20, 180), Level(40, 160), Level(60, 140)]
    between = [Level(0, 90), Level(15, 75), Level(16, 74), Level(27, 63)]
    assert months_apart([own, between], 10, [1, 2]) == [1]


def test_quarters_of_a_year_are_told_first() -> None:
    steps = [Level(0, 200), *(Level(4 * month, 200 - 4 * month) for month in range(1, 19))]
    assert months_apart([steps], 10, range(1, 19)) == [3, 6, 9, 12, 15, 18]


def test_curves_of_one_point_each_are_told_and_not_drawn() -> None:
    def curves(*points: tuple[str, int]) -> Table:
        columns = (Column("cohort", "Cohort", Kind.TEXT), *COLUMNS)
        rows = tuple(Row((cohort, month, 0.5, 9)) for cohort, month in points)
        return Table("curve_by_cohort", "By cohort", columns, rows)

    assert not shows(curves())
    assert not shows(curves(("2025", 15), ("2026", 15)))
    assert shows(curves(("2025", 15), ("2026", 15), ("2026", 18)))
