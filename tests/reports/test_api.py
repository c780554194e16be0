"""The report as JSON: what is asked, what is refused, and what is written down."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.disclosures import DISCLOSED
from app.audit.models import AuditEntry
from app.db.engine import Database
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import import_into
from tests.pages.writing import as_csv


@pytest.fixture
def mei(as_member: Speak, lakeside: Access) -> TestClient:  # noqa: F811
    return as_member(Role.ANALYST, lakeside)


def cells(report: dict, table: str, column: str) -> dict:  # type: ignore[type-arg]
    return {row["key"]: row[column] for row in report[table]["rows"]}


def test_an_analyst_reads_the_report_and_no_person(mei: TestClient) -> None:
    report = mei.get("reports/cohort").json()
    assert report["smallest_group"] == 5
    assert cells(report, "summary", "count")["clients"] == 160
    assert mei.get("caseload").status_code == 403


def test_standing_is_what_the_caseload_counts(as_member: Speak, lakeside: Access) -> None:  # noqa: F811
    dana = as_member(Role.ADVISOR, lakeside)
    for day in ("2026-11-24", "2026-02-01"):
        told = cells(
            dana.get("reports/cohort", params={"as_of": day}).json(), "standing", "clients"
        )
        counts = dana.get("caseload", params={"as_of": day}).json()["counts"]
        assert all(n in (None, counts[state]) for state, n in told.items())
        assert any(told.values())


def test_what_is_hidden_is_null_and_named(mei: TestClient) -> None:
    rows = mei.get("reports/cohort").json()["standing"]["rows"]
    parked = next(row for row in rows if row["key"] == "parked")
    told = (parked["clients"], parked["share"], parked["hidden"])
    assert told == (None, None, ["clients", "share"])


def test_a_period_is_made_of_whole_half_years(mei: TestClient) -> None:
    asked = mei.get("reports/cohort", params={"from": "2025-03-10", "to": "2025-08-01"}).json()[
        "asked"
    ]
    assert (asked["from"], asked["to"]) == ("2025-01-01", "2025-12-31")


def test_an_earlier_day_stands_beside(mei: TestClient) -> None:
    beside = {"as_of": "2026-11-24", "with": "2026-06-01"}
    report = mei.get("reports/cohort", params=beside).json()
    assert (report["as_of"], report["compared_with"]) == ("2026-11-24", "2026-06-01")
    refused = mei.get("reports/cohort", params={"as_of": "2026-06-01", "with": "2026-06-01"})
    assert refused.json()["errors"][0]["field"] == "with"


def test_the_people_behind_a_figure_are_for_those_who_may_see_them(
    as_member: Speak,  # noqa: F811
    lakeside: Access,
    mei: TestClient,
    database: Database,
) -> None:
    dana = as_member(Role.ADVISOR, lakeside)
    asked = {"figure": "state=in_network", "as_of": "2026-11-24"}
    found = dana.get("reports/people", params=asked).json()
    standing = mei.get("reports/cohort", params={"as_of": "2026-11-24"}).json()
    count = cells(standing, "standing", "clients")["in_network"]
    assert (len(found["items"]), found["more"]) == (count, False)
    assert mei.get("reports/people", params=asked).status_code == 403
    refused = dana.get("reports/people", params={"figure": "shoe size"})
    assert refused.json()["errors"][0]["field"] == "figure"
    with database.transaction(lakeside.office_id, write=False) as session:
        told = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == lakeside.office_id, AuditEntry.action == DISCLOSED)
            .order_by(AuditEntry.id)
        ).all()
    looked = [one for one in told if one.details["what"] == "people_behind_a_report"]
    assert [(one.details["clients"], one.via) for one in looked][-1:] == [(count, "api")]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-02-01", "to": "2026-01-01"}, "from"),
        ({"format": "docx"}, "format"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "1990-01-01"}, "as_of"),
        ({"cohort": "of nobody"}, "cohort"),
        ({"program": "no such"}, "program"),
        ({"advisor": "nobody@example.edu"}, "advisor"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    mei: TestClient, query: dict[str, str], field: str
) -> None:
    answer = mei.get("reports/cohort", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_an_empty_office_has_a_report(as_member: Speak) -> None:  # noqa: F811
    report = as_member(Role.ADMIN).get("reports/cohort").json()
    assert set(cells(report, "summary", "count").values()) == {None}


def test_one_client_alone_is_told_nothing_of(
    as_member: Speak,  # noqa: F811
    database: Database,
) -> None:
    ruth = as_member(Role.ADMIN)
    met = {
        "client_name": "Maya Okafor", "client_email": "maya@alumni.example.edu",
        "offer_employer": "Abbott", "offered_on": "2026-03-01", "declined_on": "2026-03-10",
        "contact_name": "Grace Kim", "cohort": "2025", "program": "MBA",
    }  # fmt: skip
    import_into(database, ruth.access, as_csv([met]))  # type: ignore[attr-defined]
    told = ruth.get("reports/cohort").text
    assert "Abbott" not in told
    assert set(cells(ruth.get("reports/cohort").json(), "summary", "count").values()) == {None}


def test_an_employer_is_one_however_it_is_spelled(
    as_member: Speak,  # noqa: F811
    database: Database,
) -> None:
    ruth = as_member(Role.ADMIN)
    spellings = ("Procter & Gamble", "PROCTER & GAMBLE.", "Procter & Gamble", "procter  gamble")
    rows = [
        {
            "client_name": f"C {n}", "client_email": f"c{n}@example.edu", "offer_employer": name,
            "offer_title": f"Analyst {n % 7}", "offered_on": "2026-03-01",
            "declined_on": "2026-03-10", "contact_name": "Grace Kim",
        }
        for n in range(15)
        for name in (spellings[n % 4], spellings[(n + 1) % 4])
    ]  # fmt: skip
    import_into(database, ruth.access, as_csv(rows))  # type: ignore[attr-defined]
    told = cells(ruth.get("reports/cohort").json(), "by_employer", "clients")
    assert list(told.values()) == [15]
    (name,) = told
    behind = ruth.get(
        "reports/people", params={"figure": "clients", "by": "by_employer", "group": name}
    ).json()
    assert len({one["client_id"] for one in behind["items"]}) == 15


def test_four_hundred_programs_are_a_report(as_member: Speak, database: Database) -> None:  # noqa: F811
    ruth = as_member(Role.ADMIN)
    rows = [
        {"client_name": f"C {n}", "client_email": f"c{n}@example.edu", "program": f"P{n % 400}"}
        for n in range(800)
    ]
    import_into(database, ruth.access, as_csv(rows))  # type: ignore[attr-defined]
    report = ruth.get("reports/cohort").json()
    assert cells(report, "summary", "count")["clients"] == 800
    assert report["by_class"]["rows"] == []


def entries(database: Database, access: Access) -> Iterator[AuditEntry]:
    with database.transaction(access.office_id, write=False) as session:
        yield from session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == access.office_id, AuditEntry.action == DISCLOSED)
            .order_by(AuditEntry.id.desc())
        )


def test_an_export_is_in_the_log(mei: TestClient, database: Database, lakeside: Access) -> None:
    mei.get("reports/cohort", params={"program": "MBA", "as_of": "2026-01-01"})
    last = next(entries(database, lakeside))
    assert (last.details["what"], last.via) == ("cohort_report", "api")
    assert last.details["filters"] == {"program": "MBA"}
    assert (last.details["as_of"], last.details["clients"]) == ("2026-01-01", 92)
