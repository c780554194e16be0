"""The drawings of a report, in their own units: the page and the PDF draw the same."""

from collections import Counter
from typing import Any

from app.reports.comparing import CURVES
from app.reports.report import Cell, Kind, Report, Table
from app.reports.telling import words_of

# As wide as a phone, so that its letters are of a size to read there.
WIDTH, BAR, GAP, LABEL = 420, 22, 14, 100
LETTER = 7.2  # about as wide as one is in the mean
TALL, LEFT, MOST_MONTHS = 220, 46, 36
UNDER, LINE, KINDS = 290, 20, 4  # where the names of lines begin, and what tells lines apart


def drawings_of(report: Report) -> dict[str, dict[str, Any]]:
    """By the name of the table that each shows; without those that would show nothing."""
    drawn: dict[str, dict[str, Any]] = {}
    if report.heading.beside:
        return drawn
    if any(isinstance(cell, int) for row in report.table("funnel") for cell in row.cells[1:3]):
        drawn["funnel"] = funnel_drawing(report.table("funnel"))
    for name in CURVES:
        if shows(report.table(name)):
            drawn[name] = curves_drawing(report.table(name))
    return drawn


def shows(table: Table) -> bool:
    """Curves that are told at one point each are no more in a drawing than in the table."""
    points = Counter(table.words_of(row) for row in table)
    return table.name not in CURVES or max(points.values(), default=0) > 1


def funnel_drawing(table: Table) -> dict[str, Any]:
    numbers = [cell for row in table for cell in row.cells[1:3] if isinstance(cell, int)]
    most = max(numbers, default=0) or 1
    said = [bar_words(*row.cells[1:4]) for row in table]
    room = WIDTH - LABEL - 8 - LETTER * max(map(len, said), default=0)

    def long(cell: Cell) -> int:
        return round(room * cell / most) if isinstance(cell, int) else 0

    bars = []
    for place, (row, words) in enumerate(zip(table, said, strict=True)):
        label, could, did, *_ = row.cells
        bars.append(
            {
                "label": label,
                "y": place * (BAR + GAP),
                "could": long(could),
                "did": long(did),
                "words": words,
                "words_at": LABEL + max(long(could), long(did)) + 8,
            }
        )
    key_at = len(bars) * (BAR + GAP)
    return {
        "bars": bars,
        "key_at": key_at,
        "box": f"0 0 {WIDTH} {key_at + 14}",
        "description": "; ".join(f"{bar['label']}: {bar['words']}" for bar in bars),
    }


def bar_words(could: Cell, did: Cell, share: Cell) -> str:
    if isinstance(share, float):
        return f"{did:,} of {could:,}, {words_of(share, Kind.SHARE)}"
    if isinstance(did, int):
        return f"{did:,} did"
    return f"{could:,} could have" if isinstance(could, int) else "hidden"


def curves_drawing(table: Table) -> dict[str, Any]:
    """A line for each cohort, named below, the highest first; or the one of all, without a name."""
    lines: dict[str, list[Any]] = {}
    for row in table:
        lines.setdefault(table.words_of(row), []).append(row.cells[-3:])
    by_height = sorted(lines.items(), key=lambda line: -line[1][-1][1])

    def x(month: int) -> int:
        return LEFT + round((WIDTH - LEFT - 20) * month / MOST_MONTHS)

    def y(share: float) -> int:
        return round(TALL * (1 - share))

    def path(points: list[Any]) -> str:
        return f"M{x(0)} {y(0)}" + "".join(f"H{x(month)}V{y(share)}" for month, share, _ in points)

    names = 0 if list(lines) == [""] else len(lines)
    return {
        "box": f"0 -12 {WIDTH} {UNDER + names * LINE}",
        "lines": [
            {
                "name": name,
                "name_at": UNDER + place * LINE,
                "ends": f"{words_of(points[-1][1], Kind.SHARE)} after {points[-1][0]} months",
                "path": path(points),
                "dots": [(x(month), y(share)) for month, share, _ in points],
                "dashes": dashes,
                "colour": colour,
            }
            for place, (name, points) in enumerate(by_height)
            for dashes, colour in [dashes_and_colour(place)]
        ],
        "months": [(month, x(month)) for month in range(0, MOST_MONTHS + 1, 6)],
        "shares": [(f"{tenth * 25} %", y(tenth / 4)) for tenth in range(5)],
        "description": ". ".join(
            (f"{name}: " if name else "") + curve_words(points) for name, points in lines.items()
        ),
    }


def dashes_and_colour(place: int) -> tuple[int, int]:
    """By which a line is known: sixteen differ, the first four by both."""
    return place % KINDS, (place + place // KINDS) % KINDS


def curve_words(points: list[Any]) -> str:
    return "; ".join(
        f"after {month} months {words_of(share, Kind.SHARE)}, {at_risk:,} still on their way"
        for month, share, at_risk in points
    )
