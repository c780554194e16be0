"""A report of a whole large office, against the bare SQL of its own aggregates.

The floor runs the very statements of the report, with their values, on the driver, and fetches
what they give: no mapping, no counting, nothing hidden, nothing written in words.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from time import perf_counter
from typing import Any

from pypdf import PdfReader
from sqlalchemy import event

from app import clock
from app.reports.as_pdf import pdf_file
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.reports.report import Report, Row, Table
from app.store import open_database
from bench.exports import AS_OF
from bench.recording import recorded
from bench.rounds import in_turn
from bench.seed import SignedIn
from bench.stores import Store


@dataclass(frozen=True)
class Reported:
    clients: int
    statements: int
    made: list[float]  # seconds, round by round
    bare: list[float]
    on_paper: list[float]  # the PDF of a longer one
    pages: int


def measure_report(store: Store, person: SignedIn, *, rounds: int) -> Reported:
    database = open_database(store.service_url, pool_size=2)
    access = person.access()
    sent: list[tuple[str, Any]] = []

    def report() -> Any:
        with database.transaction(access.office_id, write=False) as session:
            return cohort_report(session, access, Asked(as_of=AS_OF), clock.now())

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with recorded(database, sent):
        made = report()
    event.remove(database.engine, "before_cursor_execute", note)

    def ours() -> float:
        began = perf_counter()
        report()
        return perf_counter() - began

    def bare() -> float:
        with database.transaction(access.office_id, write=False) as session:
            driver = session.connection().connection.driver_connection
            began = perf_counter()
            for statement, parameters in sent:
                ran = driver.execute(statement, parameters)  # type: ignore[union-attr]
                if ran.description:  # none of a setting
                    ran.fetchall()
            return perf_counter() - began

    # Never the same twice: the setting keeps what it set before.
    longer = (lengthened(made, number) for number in count())

    def paper() -> float:
        report = next(longer)
        began = perf_counter()
        pdf_file(report)
        return perf_counter() - began

    found = in_turn(rounds, {"ours": ours, "bare": bare, "paper": paper})
    database.dispose()
    clients = made.table("summary").cell("clients", "count")
    pages = len(PdfReader(io.BytesIO(pdf_file(next(longer)))).pages)
    return Reported(int(clients), len(sent), found["ours"], found["bare"], found["paper"], pages)


LONG = ("by_employer", "by_area", "by_class")
TIMES = 22  # as many groups as make it a report of twenty pages


def lengthened(report: Report, number: int) -> Report:
    """The same with many more employers, areas and classes, whose names no other has."""

    def more(table: Table) -> Iterator[Row]:
        for time in range(TIMES):
            for row in table:
                yield replace(row, cells=(f"{row.cells[0]} {number}.{time}", *row.cells[1:]))

    return replace(
        report,
        tables=tuple(
            replace(table, rows=tuple(more(table))) if table.name in LONG else table
            for table in report.tables
        ),
    )
