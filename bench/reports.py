"""A report of a whole large office, against the bare SQL of its own aggregates.

The floor runs the very statements of the report, with their values, on the driver, and fetches
what they give: no mapping, no counting, nothing hidden, nothing written in words.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import event

from app import clock
from app.reports.as_pdf import pdf_file
from app.reports.asked import Asked
from app.reports.asking import cohort_report
from app.store import open_database
from bench.exports import AS_OF, access_of
from bench.rounds import in_turn
from bench.seed import SignedIn
from bench.stores import Store


@dataclass(frozen=True)
class Reported:
    clients: int
    statements: int
    made: list[float]  # seconds, round by round
    bare: list[float]
    on_paper: list[float]  # the PDF of it


def measure_report(store: Store, person: SignedIn, *, rounds: int) -> Reported:
    database = open_database(store.service_url, pool_size=2)
    access = access_of(person)
    sent: list[tuple[str, Any]] = []

    def report() -> Any:
        with database.transaction(access.office_id, write=False) as session:
            return cohort_report(session, access, Asked(as_of=AS_OF), clock.now())

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
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

    def paper() -> float:
        began = perf_counter()
        pdf_file(made)
        return perf_counter() - began

    found = in_turn(rounds, {"ours": ours, "bare": bare, "paper": paper})
    database.dispose()
    clients = made.table("summary").cell("clients", "count")
    return Reported(int(clients), len(sent), found["ours"], found["bare"], found["paper"])
