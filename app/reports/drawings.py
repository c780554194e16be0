"""The two drawings of a report, in their own units: the page and the PDF draw the same."""

from typing import Any

from app.reports.report import Cell, Report, Table

# As wide as a phone, so that its letters are of a size to read there.
WIDTH, BAR, GAP, LABEL, WORDS = 420, 22, 14, 100, 140
TALL, LEFT, MOST_MONTHS = 220, 46, 36


def drawings_of(report: Report) -> dict[str, dict[str, Any]]:
    """By the name of the table that each shows; without those that would show nothing."""
    drawn: dict[str, dict[str, Any]] = {}
    if report.heading.beside:
        return drawn
    if any(isinstance(cell, int) for row in report.table("funnel") for cell in row.cells[1:3]):
        drawn["funnel"] = funnel_drawing(report.table("funnel"))
    if report.table("curve").rows:
        drawn["curve"] = curve_drawing(report.table("curve"))
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


def curve_drawing(table: Table) -> dict[str, Any]:
    points: list[Any] = [row.cells for row in table]

    def x(month: int) -> int:
        return LEFT + round((WIDTH - LEFT - 20) * month / MOST_MONTHS)

    def y(share: float) -> int:
        return round(TALL * (1 - share))

    path = f"M{x(0)} {y(0)}"
    for month, share, _ in points:
        path += f"H{x(month)}V{y(share)}"
    return {
        "box": f"0 -12 {WIDTH} 280",
        "path": path,
        "dots": [(x(month), y(share)) for month, share, _ in points],
        "months": [(month, x(month)) for month in range(0, MOST_MONTHS + 1, 6)],
        "shares": [(f"{tenth * 25} %", y(tenth / 4)) for tenth in range(5)],
        "description": "; ".join(
            f"after {month} months {share * 100:.0f} %, {at_risk:,} still on their way"
            for month, share, at_risk in points
        ),
    }
