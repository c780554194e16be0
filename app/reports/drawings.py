"""The drawings of a report, in their own units: the page and the PDF draw the same."""

from typing import Any

from app.reports.report import Cell, Report, Table

# As wide as a phone, so that its letters are of a size to read there.
WIDTH, BAR, GAP, LABEL, WORDS = 420, 22, 14, 100, 140
TALL, LEFT, MOST_MONTHS = 220, 46, 36
LINE, KINDS_OF_LINES = 15, 4


def drawings_of(report: Report) -> dict[str, dict[str, Any]]:
    """By the name of the table that each shows; without those that would show nothing."""
    drawn: dict[str, dict[str, Any]] = {}
    if report.heading.beside:
        return drawn
    if any(isinstance(cell, int) for row in report.table("funnel") for cell in row.cells[1:3]):
        drawn["funnel"] = funnel_drawing(report.table("funnel"))
    for name in ("curve", "curve_by_cohort"):
        if report.table(name).rows:
            drawn[name] = curves_drawing(report.table(name))
    return drawn


def funnel_drawing(table: Table) -> dict[str, Any]:
    numbers = [cell for row in table for cell in row.cells[1:3] if isinstance(cell, int)]
    most = max(numbers, default=0) or 1
    room = WIDTH - LABEL - WORDS

    def long(cell: Cell) -> int:
        return round(room * cell / most) if isinstance(cell, int) else 0

    bars = []
    for place, row in enumerate(table):
        label, could, did, share, _ = row.cells
        bars.append(
            {
                "label": label,
                "y": place * (BAR + GAP),
                "could": long(could),
                "did": long(did),
                "words": bar_words(could, did, share),
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
        return f"{did:,} of {could:,}, {share * 100:.0f} %"
    if isinstance(did, int):
        return f"{did:,} did"
    return f"{could:,} could have" if isinstance(could, int) else "hidden"


def curves_drawing(table: Table) -> dict[str, Any]:
    """A line for each cohort, named at its end; or the one of all, which needs no name."""
    lines: dict[str, list[Any]] = {}
    for row in table:
        lines.setdefault(table.words_of(row), []).append(row.cells[-3:])

    def x(month: int) -> int:
        return LEFT + round((WIDTH - LEFT - 20) * month / MOST_MONTHS)

    def y(share: float) -> int:
        return round(TALL * (1 - share))

    def path(points: list[Any]) -> str:
        return f"M{x(0)} {y(0)}" + "".join(f"H{x(month)}V{y(share)}" for month, share, _ in points)

    drawn: list[dict[str, Any]] = [
        {
            "name": name,
            "path": path(points),
            "dots": [(x(month), y(share)) for month, share, _ in points],
            "kind": place % KINDS_OF_LINES,
        }
        for place, (name, points) in enumerate(lines.items())
    ]
    apart = names_apart([max(2, one["dots"][-1][1] - 8) for one in drawn])
    for one, name_at in zip(drawn, apart, strict=True):
        one["name_at"] = (one["dots"][-1][0], name_at)
    return {
        "box": f"0 -12 {WIDTH} 280",
        "lines": drawn,
        "months": [(month, x(month)) for month in range(0, MOST_MONTHS + 1, 6)],
        "shares": [(f"{tenth * 25} %", y(tenth / 4)) for tenth in range(5)],
        "description": ". ".join(
            (f"{name}: " if name else "") + curve_words(points) for name, points in lines.items()
        ),
    }


def curve_words(points: list[Any]) -> str:
    return "; ".join(
        f"after {month} months {share * 100:.0f} %, {at_risk:,} still on their way"
        for month, share, at_risk in points
    )


def names_apart(heights: list[int]) -> list[int]:
    """No name over another."""
    placed: dict[int, int] = {}
    for place in sorted(range(len(heights)), key=lambda one: heights[one]):
        above = max(placed.values(), default=heights[place] - LINE)
        placed[place] = max(heights[place], above + LINE)
    return [placed[place] for place in range(len(heights))]
