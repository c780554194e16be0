"""`make bench`: measures everything, or what is asked for, and writes it into RESULTS.md."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bench import machine
from bench.bulk import measure_bulk, measure_many
from bench.connections import measure_connections
from bench.errands import measure_errands
from bench.exports import measure_exports
from bench.filters import measure_filters
from bench.imports import a_sheet_of, measure_import
from bench.lines import (
    STORES,
    Line,
    bulk_lines,
    calendar_lines,
    connection_lines,
    errand_lines,
    export_lines,
    filter_lines,
    import_lines,
    many_lines,
    own_lines,
    page_lines,
    policy_lines,
    report_lines,
    scale_lines,
    touch_lines,
)
from bench.lives import SHEET
from bench.own import measure_own
from bench.page import measure_page
from bench.policy import measure_policy
from bench.reports import measure_report
from bench.results import Results
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


@dataclass(frozen=True)
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
    results: Results
    superuser: str
    kind: str

    def store(self, name: str) -> Store:
        on_sqlite = self.kind == "sqlite"
        return sqlite_store(name) if on_sqlite else postgresql_store(self.superuser, name)

    def seeded(self, layout: Layout) -> tuple[Store, list[SignedIn]]:
        store = self.store(layout.name)
        return store, seeded(store, layout)

    def note(self, section: str, lines: Sequence[Line]) -> None:
        self.results.note(section, self.kind, lines)

    def connections(self) -> None:
        """A list that is looked through meets no store: once is enough."""
        if self.kind == "sqlite":
            self.note("connections", connection_lines(measure_connections(self.plan.rounds)))

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

    def many(self) -> None:
        office, (whole,) = self.seeded(self.plan.office)
        self.note("many", many_lines(self.kind, measure_many(office, whole, rounds=self.plan.few)))

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
            (a_sheet_of(5 * plan.sheet_rows), 1),
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
    "connections": Bench.connections,
    "page": Bench.page,
    "own": Bench.own,
    "scale": Bench.scale,
    "filters": Bench.filters,
    "touch": Bench.touch,
    "bulk": Bench.bulk,
    "many": Bench.many,
    "policy": Bench.policy,
    "export": Bench.export,
    "report": Bench.report,
    "errands": Bench.errands,
    "import": Bench.import_,
    "sheets": Bench.sheets,
}


def main() -> None:
    """`quick`, kinds of stores and names of measures may be asked for; else it is all of them."""
    asked = sys.argv[1:]
    known = ("quick", *STORES, *MEASURES)
    if unknown := [word for word in asked if word not in known]:
        raise SystemExit(f"{', '.join(unknown)}: not known. There are: {', '.join(known)}.")
    is_quick = "quick" in asked
    kinds = [kind for kind in STORES if kind in asked] or list(STORES)
    names = [name for name in MEASURES if name in asked] or list(MEASURES)
    began = perf_counter()
    with postgresql_cluster() as superuser:
        results = Results.kept(machine.described(superuser))
        for name in names:
            for kind in kinds:
                MEASURES[name](Bench(QUICK if is_quick else FULL, results, superuser, kind))
                if not is_quick:
                    results.keep()
    print(f"{(perf_counter() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
