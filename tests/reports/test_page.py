"""The report's page: who sees what, and where an analyst begins."""

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.reports.drawings import bar_words, curve_words
from app.reports.report import Kind
from app.reports.telling import words_of
from tests.cast import ABBOTT
from tests.pages.conftest import (  # noqa: F401
    Import,
    Person,
    SignIn,
    app,
    dana,
    imported,
    office,
    sign_in,
    today,
)
from tests.reports.test_api import entries


@pytest.fixture
def mei(sign_in: SignIn, lakeside: Access) -> Person:  # noqa: F811
    return sign_in(Role.ANALYST, name="Mei-Ling Tan", within=lakeside)


@pytest.fixture
def ruth(sign_in: SignIn, lakeside: Access) -> Person:  # noqa: F811
    return sign_in(Role.ADMIN, name="Ruth Castellanos", within=lakeside)


def test_an_analyst_begins_with_the_reports(mei: Person) -> None:
    assert mei.sees(f"/o/{mei.slug}").headers["location"] == f"/o/{mei.slug}/reports"
    assert mei.sees("/").headers["location"].endswith("/reports")
    seen = mei.sees("reports")
    assert "The whole office" in seen.text
    assert not seen.soup.select("a[href*='/caseload'], a[href*='/people'], a[href*='/clients']")


def test_where_an_analyst_may_not_go_there_is_a_way_back(mei: Person) -> None:
    seen = mei.sees("caseload")
    assert seen.status == 403
    assert seen.link("Back to your first page") == f"/o/{mei.slug}"


def test_the_people_behind_a_figure_are_listed_and_the_look_is_logged(
    ruth: Person, database: Database, lakeside: Access
) -> None:
    seen = ruth.sees("reports/people", figure="state=in_network", as_of="2026-11-24")
    assert len(seen.soup.select("main a[href*='/clients/']")) == 41
    last: AuditEntry = next(entries(database, lakeside))
    assert (last.details["what"], last.details["clients"]) == ("people_behind_a_report", 41)
    assert last.details["filters"] == {"figure": "state=in_network"}


def test_a_report_of_one_advisor_is_not_called_one_of_the_whole_office(ruth: Person) -> None:
    theirs = "dana.reed@lakeside.example.edu"
    report = ruth.sees("reports", advisor=theirs, as_of="2026-11-24")
    assert report.words_of("h1") == "Dana Reed"
    people = ruth.sees("reports/people", figure="met", advisor=theirs, as_of="2026-11-24")
    assert f"{theirs}, on 24 November 2026" in people.text
    for seen in report, people:
        assert "The whole office" not in seen.text


@pytest.mark.usefixtures("store")
def test_a_share_is_rounded_as_workbooks_do() -> None:
    shares = 0.125, 0.145, 0.625, 0.9949, 1.0
    shown = [words_of(share, Kind.SHARE) for share in shares]
    assert shown == ["13 %", "15 %", "63 %", "99 %", "100 %"]
    assert bar_words(8, 5, 0.625) == "5 of 8, 63 %"
    assert curve_words([(12, 0.625, 9)]) == "after 12 months 63 %, 9 still on their way"


@pytest.mark.parametrize("figure", ["met", "updated", "declined"])
def test_every_figure_opens_its_people(ruth: Person, figure: str) -> None:
    assert ruth.sees("reports/people", figure=figure).soup.select("main a[href*='/clients/']")


def test_a_figure_that_there_is_not_is_refused(ruth: Person) -> None:
    assert ruth.sees("reports/people", figure="shoe size").status == 422


def test_a_period_that_was_widened_is_told(ruth: Person) -> None:
    seen = ruth.sees("reports", **{"from": "2025-03-10", "to": "2025-08-01"})
    assert "Taken as 1 January 2025 to 31 December 2025" in seen.text


@pytest.mark.parametrize("year", ["abcd", "26", "1900", "20265", "²⁰²⁶"])
def test_a_class_year_that_is_none_is_refused_and_not_taken_as_any_time(
    ruth: Person, year: str
) -> None:
    assert ruth.sees("reports", class_year=year).status == 422
    saved = ruth.sends("reports/saved", {"name": "Ours", "class_year": year})
    assert saved.status == 422


def test_too_few_are_no_report(ruth: Person) -> None:
    seen = ruth.sees("reports", cohort="2024", program="MS Finance", as_of="2026-11-24")
    assert "Too few clients for a report" in seen.text
    assert "Widen the filters above" in seen.text


def test_an_office_of_too_few_is_not_told_to_widen_what_is_not_narrowed(
    dana: Person, imported: Import  # noqa: F811
) -> None:  # fmt: skip
    imported(ABBOTT)
    seen = dana.sees("reports")
    assert "Too few clients for a report" in seen.text
    assert "Widen" not in seen.text


def test_an_office_of_nobody_is_told_how_to_begin(sign_in: SignIn) -> None:  # noqa: F811
    ada = sign_in(Role.ADMIN)
    seen = ada.sees("reports")
    assert "Nobody here yet" in seen.text
    assert "Too few" not in seen.text
    assert ada.address("imports") in [a["href"] for a in seen.soup.select(".empty a")]


def test_an_analyst_is_not_told_whether_there_is_nobody(sign_in: SignIn) -> None:  # noqa: F811
    assert "Nobody here yet" not in sign_in(Role.ANALYST).sees("reports").text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"from": "2026-02-01", "to": "2026-01-01"}, "from", "must not be after the end"),
        ({"as_of": "1990-01-01"}, "as_of", "lies before anything"),
        ({"as_of": "24/11/2026"}, "as_of", "must be a day like 2026-05-03"),
        ({"advisor": "nobody@example.edu"}, "advisor", "is not one of this office"),
        ({"cohort": "of nobody"}, "cohort", "is not one of this office"),
        ({"program": "no such"}, "program", "is not one of this office"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_makes_no_sense_is_said_at_its_field_and_kept(
    ruth: Person, typed: dict[str, str], field: str, words: str
) -> None:
    seen = ruth.sees("reports", **({"program": "MBA", "to": "2026-12-31"} | typed))
    assert seen.status == 422
    [wrong] = seen.soup.select("[aria-invalid]")
    assert wrong["name"] == field
    assert words in seen.words_of(f"#{wrong['aria-describedby']}")
    form = {one["name"]: one.get("value", "") for one in seen.soup.select("form.asking input")}
    for one in seen.soup.select("form.asking option[selected]"):
        form[one.find_parent("select")["name"]] = one["value"]
    assert form | {"program": "MBA", "to": "2026-12-31"} | typed == form
    assert not seen.soup.select("table, .glance, a[download]")


def test_a_class_year_stands_alone_and_after_a_mistake_everything_as_it_was_typed(
    ruth: Person,
) -> None:
    typed = {"class_year": "2026", "from": "2024-01-01", "to": "2024-06-30"}

    def shown(**more: str) -> list[str]:
        seen = ruth.sees("reports", **typed, **more)
        year = seen.soup.select_one("[name=class_year] option[selected]")
        assert year is not None
        days = [seen.soup.select_one(f"input[name={name}]") for name in ("from", "to")]
        return [str(year["value"]), *(str(one["value"]) for one in days if one)]

    assert shown() == ["2026", "", ""]
    assert shown(cohort="of nobody") == [*typed.values()]


def test_drawings_say_in_words_what_they_show(mei: Person) -> None:
    seen = mei.sees("reports", as_of="2026-11-24")
    assert "Connected: 618 of 650, 95 %" in seen.words_of("#funnel-words")


def test_an_admin_sets_the_smallest_group(sign_in: SignIn, office: Access) -> None:  # noqa: F811
    admin = sign_in(Role.ADMIN)
    form = {"name": "Office", "timezone": "UTC", "smallest_group": "4"}
    assert "must be a whole number from 5 to 30" in admin.sends("settings/office", form).text
    assert admin.sends("settings/office", form | {"smallest_group": "5"}).status == 303
    assert "fewer than 5 clients" in admin.sees("reports").text


@pytest.mark.parametrize("path", ["reports", "reports/compare"])
def test_the_page_says_which_office_made_it_when_and_who(ruth: Person, path: str) -> None:
    """On paper nothing else does."""
    seen = ruth.sees(path, as_of="2026-11-24")
    made = seen.words_of("main .made")
    assert made.startswith("Lakeside Graduate Career Services. Made ")
    assert made.endswith(" UTC, by Ruth Castellanos.")
