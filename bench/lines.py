"""What was measured as lines of the results, each beside its goal."""

from dataclasses import dataclass

from bench.connections import LINES, LookedThrough
from bench.errands import GOAL
from bench.exports import Exported
from bench.filters import UNFILTERED
from bench.imports import Imported
from bench.policy import MINUTE, Applied
from bench.reports import Reported
from bench.rounds import Spread, ratios
from bench.seed import Layout

A_FEW_SECONDS = 5.0
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Line:
    what: str
    ratio: Spread
    absolute: str  # the medians that the ratio is of, and their unit
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least}"
        return f"≤ {self.at_most}" if self.at_most is not None else "none"

    @property
    def verdict(self) -> str:
        if self.at_least is not None:
            return "met" if self.ratio.median >= self.at_least else "missed"
        if self.at_most is not None:
            return "met" if self.ratio.median <= self.at_most else "missed"
        return ""

    def __str__(self) -> str:
        return f"{self.what}: {self.ratio} goal {self.goal} {self.verdict} [{self.absolute}]"


def errand_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    rate = Spread.of(found["workers"]).median
    goal = 1.0 if kind == "postgresql" else None
    return [
        Line(
            f"{STORES[kind]}, ÷ {GOAL} a second",
            ratios(found["workers"], [float(GOAL)] * len(found["workers"])),
            f"{rate:.0f}/s",
            at_least=goal,
        ),
        rates(f"{STORES[kind]}, ÷ bare loops", found, "workers", "bare"),
    ]


def page_lines(kind: str, clients: int, found: dict[str, list[float]]) -> list[Line]:
    what = f"{STORES[kind]}, {clients} at a time"
    rate = {name: f"{Spread.of(values).median:.0f}/s" for name, values in found.items()}
    return [
        Line(
            f"{what}, context made once",
            ratios(found["page"], found["ready"]),
            f"{rate['page']} ÷ {rate['ready']}",
            at_least=0.75,
        ),
        Line(
            f"{what}, context built from the rows",
            ratios(found["page"], found["built"]),
            f"{rate['page']} ÷ {rate['built']}",
            at_least=0.75,
        ),
    ]


def own_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    return [
        rates(f"{STORES[kind]}, context {how}", found, "page", floor, 0.6)
        for floor, how in (("ready", "made once"), ("built", "built from the rows"))
    ]


def calendar_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    return [
        rates(f"{STORES[kind]}, a bare route that reads one row", found, "polled", "row", 0.8),
        rates(f"{STORES[kind]}, the service’s /healthz", found, "polled", "empty"),
    ]


def rates(
    what: str, found: dict[str, list[float]], ours: str, floor: str, goal: float | None = None
) -> Line:
    one, other = (Spread.of(found[name]).median for name in (ours, floor))
    return Line(
        what, ratios(found[ours], found[floor]), f"{one:.0f}/s ÷ {other:.0f}/s", at_least=goal
    )


def scale_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    def line(what: str, ours: str, floor: str, most: float | None) -> Line:
        one, other = (Spread.of(found[name]).median for name in (ours, floor))
        return Line(
            f"{STORES[kind]}, {what}",
            ratios(found[ours], found[floor]),
            f"{one:.1f} ms ÷ {other:.1f} ms",
            at_most=most,
        )

    return [
        line("own list, large ÷ small", "large", "small", 1.25),
        line("own list, last page ÷ first", "large, last", "large", 1.15),
        line("office's list, large ÷ small", "large, office", "small, office", None),
        line("office's list, last page ÷ first", "large, office, last", "large, office", 1.15),
    ]


def filter_lines(kind: str, layout: Layout, found: dict[str, list[float]]) -> list[Line]:
    bare = Spread.of(found[UNFILTERED]).median
    return [
        Line(
            f"{STORES[kind]}, offices of {layout.clients:,}, {name}",
            ratios(values, found[UNFILTERED]),
            f"{Spread.of(values).median:.1f} ms ÷ {bare:.1f} ms",
            at_most=2,
        )
        for name, values in found.items()
        if name != UNFILTERED
    ]


def touch_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    ours, bare = (Spread.of(found[name]).median for name in ("logged", "bare"))
    return [
        Line(
            STORES[kind],
            ratios(found["logged"], found["bare"]),
            f"{ours:.0f}/s ÷ {bare:.0f}/s",
            at_least=0.3,
        )
    ]


def bulk_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    at_once, single = (Spread.of(found[name]).median for name in ("bulk", "single"))
    return [
        Line(
            f"{STORES[kind]}, {found['clients'][0]:,.0f} clients",
            ratios(found["bulk"], found["single"]),
            f"{at_once:.2f} s ÷ {single:.2f} s",
            at_most=0.5,
        )
    ]


def many_lines(kind: str, found: dict[str, list[float]]) -> list[Line]:
    return [
        Line(
            f"{STORES[kind]}, {deed}",
            ratios(seconds, [A_FEW_SECONDS] * len(seconds)),
            f"{Spread.of(seconds).median:.1f} s",
            at_most=1.0,
        )
        for deed, seconds in found.items()
    ]


def export_lines(kind: str, found: Exported) -> list[Line]:
    what = f"{STORES[kind]}, {found.rows:,} rows"
    csv, raw, first, idle, busy = (
        Spread.of(values).median
        for values in (found.csv, found.raw, found.first, found.idle, found.busy)
    )
    return [
        Line(
            f"{what}, raw copy’s time ÷ CSV’s",
            ratios(found.raw, found.csv),
            f"{raw:.2f} s ÷ {csv:.2f} s; first rows after {first * 1000:.0f} ms",
            at_least=0.6,
        ),
        Line(
            f"{what}, a page’s p99 meanwhile ÷ idle",
            ratios(found.busy, found.idle),
            f"{busy:.0f} ms ÷ {idle:.0f} ms",
            at_most=3,
        ),
        Line(
            f"{what}, memory over idle, CSV, MiB",
            Spread.of([found.csv_memory]),
            f"{found.csv_memory:.0f} MiB",
            at_most=32,
        ),
        Line(
            f"{what}, memory over idle, XLSX, MiB",
            Spread.of([found.xlsx_memory]),
            f"{found.xlsx_memory:.0f} MiB, {found.xlsx:.1f} s",
            at_most=32,
        ),
    ]


def report_lines(kind: str, found: Reported) -> list[Line]:
    what = f"{STORES[kind]}, {found.clients:,} clients"
    made, bare, paper = (
        Spread.of(values).median for values in (found.made, found.bare, found.on_paper)
    )
    return [
        Line(
            what,
            ratios(found.made, found.bare),
            f"{made:.2f} s ÷ {bare:.2f} s; {found.statements} statements",
            at_most=1.5,
        ),
        Line(
            f"{STORES[kind]}, a PDF of {found.pages} pages, seconds",
            Spread.of(found.on_paper),
            f"{paper:.2f} s",
            at_most=2,
        ),
    ]


def import_lines(kind: str, found: Imported) -> list[Line]:
    whole, reading, rules, storing, raw = (
        Spread.of(values).median
        for values in (found.whole, found.reading, found.rules, found.storing, found.raw)
    )
    return [
        Line(
            f"{STORES[kind]}, {found.rows:,} lines, {found.stored:,} rows stored",
            found.ratio,
            f"{raw:.2f} s ÷ {whole - rules:.2f} s, of which {reading:.2f} s reading"
            f" and {storing:.2f} s storing; rules {rules:.2f} s",
            at_least=0.5,
        )
    ]


def connection_lines(found: LookedThrough) -> list[Line]:
    seconds = Spread.of(found.seconds).median
    return [
        Line(
            f"{LINES:,} lines",
            Spread.of([one / 2 for one in found.seconds]),
            f"{seconds:.2f} s",
            at_most=1.0,
        ),
        Line(
            f"{LINES:,} lines, memory over idle, MiB",
            Spread.of([found.memory]),
            f"{found.memory:.1f} MiB; {found.few_memory:.1f} MiB for {LINES // 10:,} lines",
            at_most=4,
        ),
    ]


def policy_lines(kind: str, layout: Layout, found: list[Applied]) -> list[Line]:
    request, whole, touch = (
        Spread.of([getattr(one, name) for one in found]).median
        for name in ("request", "whole", "longest_touch")
    )
    return [
        Line(
            f"{STORES[kind]}, {layout.clients:,} clients",
            Spread.of([one.whole / MINUTE for one in found]),
            f"{whole:.1f} s; the answer after {request:.2f} s; the longest touch {touch:.2f} s",
            at_most=1.0,
        )
    ]
