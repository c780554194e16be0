"""However two reports differ, by one filter or by several: never by a small group."""

from itertools import combinations, product

import pytest

from app.db.engine import Database
from tests.api.conftest import Speak, as_member, served  # noqa: F401
from tests.cast import a_sheet, import_into
from tests.conftest import on_sqlite
from tests.pages.conftest import app  # noqa: F401

pytestmark = on_sqlite  # what is counted is asked of both stores in `test_figures.py`
DAY, SMALLEST = "2026-11-24", 10
Group = tuple[int, str, str, int, str]  # how many; cohort, program, advisor, day of the decline


def rows(group: Group, advisors: list[str]) -> list[dict[str, str]]:
    many, cohort, program, advisor, on = group
    return [
        {
            "client_email": f"{cohort}{program}{advisor}-{on}-{one}@alumni.example.edu",
            "client_name": "Maya Okafor",
            "cohort": cohort,
            "program": program,
            "advisor_email": advisors[advisor],
            "offer_employer": "Abbott",
            "offered_on": on,
            "declined_on": on,
            "contact_name": "Grace Kim",
        }
        for one in range(many)
    ]


PROGRAMS = [  # whoever is in MBA of 2026 is the first advisor's, all but three of 2026 are
    (47, "2026", "MBA", 0, "2026-02-01"),
    (3, "2026", "MS", 1, "2026-02-01"),
    (40, "2025", "MBA", 0, "2026-02-01"),
    (40, "2025", "MS", 1, "2026-02-01"),
]
HALVES = [  # between the three and the others nobody declined anything, nor before
    (3, "2026", "MBA", 0, "2024-08-01"),
    (30, "2026", "MBA", 0, "2025-08-01"),
    (30, "2026", "MBA", 0, "2026-02-01"),
    (40, "2026", "MBA", 0, "2026-08-01"),
]
FILTERS = product(("", "2026", "2025"), ("", "MBA", "MS"), (None, 0, 1))
BEGINNINGS = ("2023-01-01", "2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01", "2026-01-01")
PERIODS = product(("", *BEGINNINGS), ("", "2026-06-30", "2026-12-31"))


@pytest.mark.parametrize(
    ("groups", "queries"),
    [
        (PROGRAMS, [{"cohort": c, "program": p, "advisor": a} for c, p, a in FILTERS]),
        (HALVES, [{"from": begins, "to": ends} for begins, ends in PERIODS]),
    ],
    ids=["filters", "periods"],
)
def test_no_two_reports_tell_of_the_few_between_them(
    as_member: Speak,  # noqa: F811
    database: Database,
    groups: list[Group],
    queries: list[dict[str, str | int]],
) -> None:
    api = as_member()
    advisors = [api.email, as_member(access=api.access).email]  # type: ignore[attr-defined]
    sheet = a_sheet(*(row for group in groups for row in rows(group, advisors)))
    import_into(database, api.access, sheet)  # type: ignore[attr-defined]

    told: dict[int, frozenset[int]] = {}  # how many, and of which groups
    for query in queries:
        wanted = {name: value for name, value in query.items() if value not in ("", None)}
        of = frozenset(at for at, group in enumerate(groups) if is_in(group, wanted))
        if "advisor" in wanted:
            wanted["advisor"] = advisors[int(wanted["advisor"])]
        answer = api.get("reports/cohort", params={"as_of": DAY, **wanted})
        assert answer.status_code == 200, answer.text
        clients = answer.json()["summary"]["rows"][0]["count"]
        if clients is not None:
            assert clients == sum(groups[at][0] for at in of)
            told[clients] = of
    assert len(told) > 2
    for (one, of), (other, of_other) in combinations(told.items(), 2):
        if of < of_other or of_other < of:
            assert abs(one - other) >= SMALLEST


def is_in(group: Group, wanted: dict[str, str | int]) -> bool:
    _many, cohort, program, advisor, on = group
    begins, ends = str(wanted.get("from", on)), str(wanted.get("to", on))
    return (
        wanted.get("cohort", cohort) == cohort
        and wanted.get("program", program) == program
        and wanted.get("advisor", advisor) == advisor
        and begins <= on <= ends
    )
