"""Which column is which, told by what stands in it where its name says nothing."""

import csv
import io

import pytest

from app.db.engine import Database
from app.imports import bringing
from app.imports.formats import suggested
from app.imports.models import Import
from tests.cast import ABBOTT, a_sheet, an_office, import_into
from tests.imports.steps import bring, rows, step


def a_csv(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


MET = a_csv(
    ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"),
    (
        "maya@alumni.example.edu", "Maya Okafor", "Abbott", "Grace Kim", "grace.kim@abbott.example",
        "https://www.linkedin.com/in/grace-kim", "25/03/2026", "26/03/2026", "3.9",
    ),
    (
        "lee@alumni.example.edu", "Lee Chan", "Zimmer Biomet", "Ana Ruiz", "ruiz@zimmer.example",
        "", "27/03/2026", "", "3.1",
    ),
    (
        "zoe.ito@alumni.example.edu", "Zoë Ito", "3M", "Bo Li", "bo.li@3m.example",
        "linkedin.com/in/bo-li", "28/03/2026", "30/03/2026", "2.0",
    ),
)  # fmt: skip


def test_cells_say_what_a_name_does_not(database: Database) -> None:
    held = bring(database, an_office(database), MET)
    assert held.status == "asking"
    assert held.mapping == {
        "A1": "client_email",
        "A2": "client_name",
        "A3": "offer_employer",
        "A4": "contact_name",
        "A5": "contact_email",
        "A6": "contact_linkedin",
        "A7": "offered_on",
        "A8": "declined_on",
    }
    assert held.suggested == {
        "A1": "e-mail addresses, of the fewest different domains",
        "A2": "names that fit the addresses in “A1”",
        "A3": "employers that fit the addresses in “A5”",
        "A4": "names that fit the addresses in “A5”",
        "A5": "e-mail addresses, of the most different domains",
        "A6": "addresses of people at LinkedIn",
        "A7": "days, none after the one in “A8”",
        "A8": "days, none before the one in “A7”",
    }


def test_what_the_office_knows_is_known_again(database: Database) -> None:
    access = an_office(database)
    import_into(
        database,
        access,
        a_sheet(
            {"client_external_id": "m1", "advisor_email": "dana@office.example.edu", **ABBOTT},
        ),
    )
    held = bring(
        database,
        access,
        a_csv(
            ("who", "nr", "by", "firm", "full"),
            ("a", "m1", "dana@office.example.edu", "Abbott", "Maya Okafor"),
            ("b", "x9", "Dana@office.example.edu", "Other", "Somebody Else"),
        ),
    )
    assert held.mapping == {
        "nr": "client_external_id",
        "by": "advisor_email",
        "firm": "offer_employer",
        "full": "client_name",
    }
    assert held.suggested["nr"] == "1 of 2 are your office’s own numbers of clients"


@pytest.mark.parametrize(
    "cells",
    [
        ("3.9", "2.7", "3.1"),  # numbers of any kind
        ("Female", "Male", "Female"),
        ("yes", "no", "yes"),
        ("Asian", "White", "Black"),
        ("Data Scientist", "Finance Associate", "New York"),
        ("maya@alumni.example.edu", "", ""),  # one is too few
    ],
)
def test_nothing_is_guessed_from_what_may_be_anything(
    database: Database, cells: tuple[str, ...]
) -> None:
    held = bring(database, an_office(database), a_csv(("q",), *((cell,) for cell in cells)))
    assert (held.mapping, held.suggested) == ({}, {})


@pytest.mark.parametrize(
    ("ones", "others", "which"),
    [
        ((25, 27, 26), (26, 27, 28), {"x": "offered_on", "y": "declined_on"}),
        ((26, 27, 28), (25, 27, 26), {"x": "declined_on", "y": "offered_on"}),
        ((25, 27, 28), (26, 27, 26), {}),  # either may be later
    ],
)
def test_of_two_columns_of_days_the_earlier_ones_are_those_of_the_offers(
    database: Database, ones: tuple[int, ...], others: tuple[int, ...], which: dict[str, str]
) -> None:
    days = [(f"{one}/03/2026", f"{other}/03/2026") for one, other in zip(ones, others, strict=True)]
    held = bring(database, an_office(database), a_csv(("x", "y"), *days))
    assert held.mapping == which


def test_a_name_that_is_known_comes_first(database: Database) -> None:
    held: Import = bring(
        database,
        an_office(database),
        a_csv(("Recruiter email", "x"), *((f"a{n}@x.edu", f"b{n}@y.com") for n in range(3))),
    )
    assert held.mapping == {"Recruiter email": "contact_email", "x": "client_email"}
    assert held.suggested["Recruiter email"] == "by its name"


def test_names_in_two_columns_are_those_of_one_person(database: Database) -> None:
    access = an_office(database)
    held = bring(
        database,
        access,
        a_csv(
            (
                "E-mail", "First name", "Last name", "Contact first name", "Contact last name",
                "Employer", "Offer date", "Declined",
            ),
            (
                "maya@x.edu", "Maya", "Okafor", "Grace", "Kim", "Abbott", "2026-03-03",
                "2026-03-10",
            ),
        ),
    )  # fmt: skip
    held = step(database, access, bringing.name_columns, held, held.mapping, None)
    assert held.status == "previewed"
    news = [finding["new"] for finding in rows(database, access, held)[2][1]]
    assert {"Maya Okafor", "Grace Kim"} <= {*news}


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Student E-mail", "client_email"),
        ("Firm", "offer_employer"),
        ("Declined company", "offer_employer"),
        ("New employer", "job_employer"),
        ("Recruiter mail", "contact_email"),
        ("Contact phone", "contact_phone"),
        ("CONTACT_PHONE_NUMBER", "contact_phone"),
        ("Contact Phone #", "contact_phone"),
        ("Recruiter mobile", "contact_phone"),
        ("Hiring-manager tel.", "contact_phone"),
        ("Interviewer cell phone", "contact_phone"),
        ("Student phone", None),
        ("Hiring Manager", "contact_name"),
        ("Student first name", "client_first_name"),
        ("Surname", "client_last_name"),
        ("Contact first name", "contact_first_name"),
        ("CONTACT_LAST_NAME", "contact_last_name"),
        ("Recruiter given name", "contact_first_name"),
        ("Hiring-manager surname", "contact_last_name"),
        ("Interviewer role", "contact_title"),
        ("Number", None),
        ("Phone", None),
    ],
)
def test_a_column_goes_by_many_names(name: str, ours: str | None) -> None:
    assert suggested([name]).get(name) == ours
