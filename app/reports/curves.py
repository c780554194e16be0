"""Which points of the curves may be told: of all who are asked for, and of each cohort.

A cohort's curve here is that of the cohort's own report, so that the two never tell more together;
and where cohorts are not told, what is left of the whole is as far apart as any curve.
"""

from collections.abc import Callable, Iterable, Sequence

from app.reports import words
from app.reports.counted import SHARE, Counted, told_of_people
from app.reports.curve import (
    A_QUARTER,
    Levels,
    at_months,
    is_far_enough,
    levels_of,
    months_apart,
)
from app.reports.facts import Facts
from app.reports.report import Column, Kind, Row, Table

MOST_MONTHS = 36
COLUMNS = (
    Column("months", "Months since the decline"),
    Column("share", "In the network", Kind.SHARE, words.CURVE),
    Column("at_risk", "Still on their way", meaning=words.AT_RISK),
)


def curve(counted: Counted) -> Table:
    """Not of a report whose share in the network is hidden."""
    return Table(
        "curve", "In the network after so many months", COLUMNS,
        tuple(
            Row(cells, str(cells[0]), behind={"at_risk": "at_risk"}, group=(str(cells[0]),))
            for cells in cells_at(counted.own, months_told(counted))
        ),
    )  # fmt: skip


def curve_by_cohort(counted: Counted, label: Callable[[str], str]) -> Table:
    """At quarters of a year, where what is left of the whole tells of no small group."""
    is_of_one = any(kind == "cohort" for kind, _ in counted.beside)
    return Table(
        "curve_by_cohort",
        "In the network by cohort",
        (Column("cohort", "Cohort", Kind.TEXT), *COLUMNS),
        tuple(
            Row(
                (label(cohort), *cells),
                f"{cohort} / {cells[0]}",
                behind={"at_risk": "at_risk"},
                group=(cohort, str(cells[0])),
            )
            for cohort, months in months_of_cohorts(counted).items()
            for cells in cells_at(counted.own.of_cohort(cohort), months)
        ),
        note="" if is_of_one else words.CURVES_TOGETHER,
    )


def cells_at(facts: Facts, months: Iterable[int]) -> list[tuple[int, float, int]]:
    points = at_months(facts.ended, MOST_MONTHS) if months else []
    return [(p.day, p.share, p.at_risk) for p in points if p.day in set(months)]


def months_told(counted: Counted) -> list[int]:
    """Of the months that this curve could be told at in any report, those that lie far enough
    apart beside the others as well."""
    if not told_of_people(counted) >= SHARE:
        return []
    own = levels_of(counted.own.ended, MOST_MONTHS)
    all_months = range(1, MOST_MONTHS + 1)
    if not counted.protect:
        return [month for month in all_months if own[month].at_risk >= counted.threshold]
    ever = months_apart([own], counted.threshold, all_months)
    return months_apart([own, *differences(counted)], counted.threshold, ever)


def differences(counted: Counted) -> list[Levels]:
    own = levels_of(counted.own.ended, MOST_MONTHS)
    return [difference(own, levels_of(facts.ended, MOST_MONTHS)) for _, facts in counted.differing]


def difference(one: Levels, other: Levels) -> Levels:
    """Of two of which one is within the other."""
    more, less = (other, one) if other[0].at_risk >= one[0].at_risk else (one, other)
    return [a - b for a, b in zip(more, less, strict=True)]


def months_of_cohorts(counted: Counted) -> dict[str, list[int]]:
    cohorts = sorted({cohort for cohort, _, _ in counted.own.by_class})
    whole = months_told(counted)
    if len(cohorts) == 1:
        return {cohorts[0]: whole}
    told = {
        cohort: months_told(counted.of_cohort(cohort)) if is_large(counted, cohort) else []
        for cohort in cohorts
    }
    if not counted.protect:
        return told
    silent = [cohort for cohort, months in told.items() if not months]
    months: list[int] = []
    for month in (one for one in whole if one % A_QUARTER == 0):
        if all(month in some for some in told.values() if some) and is_rest_open(
            counted, silent, months[-1] if months else 0, month
        ):
            months.append(month)
    return {cohort: months for cohort in cohorts if cohort not in silent}


def is_large(counted: Counted, cohort: str) -> bool:
    return together(counted.own, [cohort])[0].at_risk >= counted.threshold


def is_rest_open(counted: Counted, silent: Sequence[str], before: int, month: int) -> bool:
    """Of the cohorts that are told nowhere there are several, and together enough in each step."""
    if not silent:
        return True
    every = [counted.own, *(facts for kind, facts in counted.differing if kind != "cohort")]
    own, *others = [together(facts, silent) for facts in every]
    return len(silent) > 1 and all(
        is_far_enough(one[before], one[month], counted.threshold)
        for one in (own, *(difference(own, other) for other in others))
    )


def together(facts: Facts, cohorts: Iterable[str]) -> Levels:
    return levels_of(facts.ended_of(cohorts), MOST_MONTHS)
