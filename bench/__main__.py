"""`make bench`: measures everything and writes RESULTS.md; `quick` at a small scale, unwritten."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench import machine
from bench.bulk import measure_bulk
from bench.connections import LINES, LookedThrough, measure_connections
from bench.errands import GOAL, measure_errands
from bench.exports import Exported, measure_exports
from bench.filters import UNFILTERED, measure_filters
from bench.imports import Imported, a_sheet_of, measure_import
from bench.lives import SHEET
from bench.own import measure_own
from bench.page import measure_page
from bench.policy import MINUTE, Applied, measure_policy
from bench.report import Line, table
from bench.reports import Reported, measure_report
from bench.rounds import Spread, ratios
from bench.scale import measure_scale
from bench.seed import (
    BULK,
    LARGE,
    LESS_BULK,
    MIDDLE,
    OFFICE,
    ONE_LARGE,
    ONE_MIDDLE,
    SMALL,
    Layout,
    SignedIn,
    seeded,
)
from bench.sheets import meanwhile_lines, measure_pages, measure_stages, sheet_lines
from bench.stores import Store, postgresql_cluster, postgresql_store, sqlite_store
from bench.touches import measure_touches

RESULTS = Path(__file__).with_name("RESULTS.md")
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Plan:
    large: Layout
    one: Layout  # a single large office
    bulk: Layout
    office: Layout  # where the policy changes
    rounds: int
    few: int  # rounds, where each takes its time
    seconds: float
    sheet_rows: int
    errands: int
    lines: dict[str, list[Line]] = field(default_factory=dict)
    loads: list[float] = field(default_factory=list)  # how busy the machine was, at each figure


FULL = Plan(
    LARGE, ONE_LARGE, BULK, OFFICE, rounds=5, few=3, seconds=1, sheet_rows=20_000, errands=4_000
)
QUICK = Plan(
    MIDDLE,
    ONE_MIDDLE,
    LESS_BULK,
    LESS_BULK,
    rounds=3,
    few=3,
    seconds=1,
    sheet_rows=2_000,
    errands=1_000,
)


@dataclass
class Bench:
    """One kind of store and what is measured on it."""

    plan: Plan
    superuser: str
    kind: str

    def store(self, name: str) -> Store:
        on_sqlite = self.kind == "sqlite"
        return sqlite_store(name) if on_sqlite else postgresql_store(self.superuser, name)

    def seeded(self, layout: Layout) -> tuple[Store, list[SignedIn]]:
        store = self.store(layout.name)
        return store, seeded(store, layout)

    def note(self, section: str, lines: list[Line]) -> None:
        note(self.plan, section, lines)

    def page(self) -> None:
        plan, (small, people) = self.plan, self.seeded(SMALL)
        for clients in (8, 32):
            found = measure_page(
                small, people[0], clients=clients, rounds=plan.rounds, seconds=plan.seconds
            )
            self.note("page", page_lines(self.kind, clients, found))

    def own(self) -> None:
        plan, (small, people) = self.plan, self.seeded(SMALL)
        own = measure_own(small, people[0], clients=8, rounds=plan.rounds, seconds=plan.seconds)
        self.note("own", own_lines(self.kind, own))
        self.note("calendars", calendar_lines(self.kind, own))

    def scale(self) -> None:
        plan = self.plan
        scaled = measure_scale(
            self.seeded(SMALL), self.seeded(plan.large), rounds=plan.rounds, seconds=plan.seconds
        )
        self.note("scale", scale_lines(self.kind, scaled))

    def filters(self) -> None:
        plan = self.plan
        for layout in (plan.large, plan.one):
            filtered = measure_filters(*self.seeded(layout), rounds=plan.few, seconds=plan.seconds)
            self.note("filters", filter_lines(self.kind, layout, filtered))

    def touch(self) -> None:
        plan, (small, people) = self.plan, self.seeded(SMALL)
        touched = measure_touches(small, people[0], rounds=plan.rounds, seconds=plan.seconds)
        self.note("touch", touch_lines(self.kind, touched))

    def bulk(self) -> None:
        small, people = self.seeded(SMALL)
        bulk = measure_bulk(small, people[0], rounds=self.plan.rounds)
        self.note("bulk", bulk_lines(self.kind, bulk))

    def policy(self) -> None:
        changing, (admin,) = self.seeded(self.plan.office)
        applied = measure_policy(changing, admin, rounds=self.plan.few)
        self.note("policy", policy_lines(self.kind, self.plan.office, applied))

    def export(self) -> None:
        plan, (office, (whole,)) = self.plan, self.seeded(self.plan.bulk)
        exported = measure_exports(office, whole, rounds=plan.few, seconds=plan.seconds * 3)
        self.note("export", export_lines(self.kind, exported))

    def report(self) -> None:
        office, (whole,) = self.seeded(self.plan.bulk)
        reported = measure_report(office, whole, rounds=self.plan.few)
        self.note("report", report_lines(self.kind, reported))

    def errands(self) -> None:
        queue = self.migrated("errands")
        done = measure_errands(queue, errands=self.plan.errands, rounds=self.plan.rounds)
        self.note("errands", errand_lines(self.kind, done))

    def import_(self) -> None:
        scratch, plan = self.migrated("import"), self.plan
        for content, rounds in (
            (SHEET.read_bytes(), plan.rounds),
            (a_sheet_of(plan.sheet_rows), 1),
        ):
            imported = measure_import(scratch, content, rounds=rounds)
            self.note("import", import_lines(self.kind, imported))

    def sheets(self) -> None:
        scratch, plan = self.migrated("import"), self.plan
        for rows in (plan.sheet_rows, 5 * plan.sheet_rows):
            self.note("sheets", sheet_lines(STORES[self.kind], measure_stages(scratch, rows)))
        office, (whole,) = self.seeded(plan.bulk)
        pages = [
            measure_pages(office, whole, rows=plan.sheet_rows, seconds=plan.seconds * 5)
            for _ in range(plan.few)
        ]
        self.note("sheets", meanwhile_lines(STORES[self.kind], pages))

    def migrated(self, name: str) -> Store:
        store = self.store(name)
        store.migrate()
        return store


# In this order, each by its name.
MEASURES: dict[str, Callable[[Bench], None]] = {
    "page": Bench.page,
    "own": Bench.own,
    "scale": Bench.scale,
    "filters": Bench.filters,
    "touch": Bench.touch,
    "bulk": Bench.bulk,
    "policy": Bench.policy,
    "export": Bench.export,
    "report": Bench.report,
    "errands": Bench.errands,
    "import": Bench.import_,
    "sheets": Bench.sheets,
}


def run(plan: Plan, superuser: str, kinds: list[str], names: list[str]) -> None:
    note(plan, "connections", connection_lines(measure_connections(plan.rounds)))
    for name in names:
        for kind in kinds:
            MEASURES[name](Bench(plan, superuser, kind))


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


def note(plan: Plan, section: str, lines: list[Line]) -> None:
    plan.lines.setdefault(section, []).extend(lines)
    plan.loads.append(os.getloadavg()[0])
    for line in lines:
        print(line, flush=True)


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


def main() -> None:
    """`quick`, kinds of stores and names of measures may be asked for; else it is all of them."""
    asked = sys.argv[1:]
    is_quick = "quick" in asked
    kinds = [kind for kind in STORES if kind in asked] or list(STORES)
    names = [name for name in MEASURES if name in asked] or list(MEASURES)
    plan = QUICK if is_quick else FULL
    began = perf_counter()
    with postgresql_cluster() as superuser:
        on_what = machine.described(superuser)
        run(plan, superuser, kinds, names)
    print(f"{(perf_counter() - began) / 60:.1f} minutes")
    if not is_quick and kinds == list(STORES):
        when = f"{datetime.now(UTC).date()}. {on_what} {machine.busy(plan.loads)}"
        RESULTS.write_text(table(plan.lines, plan.large, when, plan.rounds, plan.few, plan.seconds))


if __name__ == "__main__":
    main()
