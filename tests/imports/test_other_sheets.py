"""What other systems and people write into their sheets, read as they mean it."""

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from xlsxwriter import Workbook

from app.accounts.access import Access
from app.db.engine import Database
from app.faults import BadInput
from app.imports import bringing, stages
from app.imports.models import Import
from app.offers.models import Contact, Offer
from tests.cast import a_sheet, an_office, how_many, import_into
from tests.imports.steps import GRACE, a_client, bring, counts, rows, step

STUDENTS = "email_address,username,first_name,last_name,preferred_name\r\n"
OUTCOMES = (
    "Student Identifier,Outcome Type,Job/Offer Status,Reported Date,Employer,Reason,"
    "Decline Reason\r\n"
)


def students(database: Database, access: Access, names: str) -> Import:
    return bring(database, access, f"{STUDENTS}maya@x.edu,m1,{names}\r\n".encode())


@pytest.mark.parametrize(
    ("names", "becomes"),
    [
        ("Maya,Okafor,**CLEAR**", "Maya Okafor"),  # goes by her first name again
        ("Maya,**CLEAR**,", "Maya"),
        (",Okafor,", "May Okafor"),
        ("Maya,,", "May Okafor"),
        (",,May", "May Okafor"),
        (",,", "May Okafor"),
        ("Maya,Okoye,", "Maya Okoye"),
    ],
)
def test_each_part_of_a_name_may_be_left_alone_or_emptied(
    database: Database, names: str, becomes: str
) -> None:
    access = an_office(database)
    step(database, access, stages.take_in, students(database, access, "Maya,Okafor,May"))
    held = students(database, access, names)
    if held.updated:
        step(database, access, stages.take_in, held)
    assert (held.refused, a_client(database, access).name) == (0, becomes)


@pytest.mark.parametrize("names", ["**CLEAR**,**CLEAR**,**CLEAR**", "**CLEAR**,,", ",**CLEAR**,"])
def test_a_name_cannot_be_emptied_part_by_part(database: Database, names: str) -> None:
    access = an_office(database)
    step(database, access, stages.take_in, students(database, access, "Maya,Okafor,May"))
    held = students(database, access, names)
    reason = "cannot be emptied by a sheet"
    assert rows(database, access, held) == {
        2: ("refused", [{"column": "first_name", "reason": reason}])
    }


def test_a_blank_name_is_left_alone_of_whom_the_sheet_gives_a_number(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"client_email": "maya@x.edu"}))
    step(database, access, stages.take_in, students(database, access, ",,"))
    client = a_client(database, access)
    assert (client.external_id, client.name) == ("m1", "Maya Okafor")
    another = bring(database, access, f"{STUDENTS}maya@x.edu,m2,,,\r\n".encode())
    assert counts(another) == (0, 0, 0, 1)


def test_somebody_new_may_have_one_name(database: Database) -> None:
    access = an_office(database)
    step(database, access, stages.take_in, students(database, access, "Sukarno,,"))
    assert a_client(database, access).name == "Sukarno"


def test_of_two_reasons_the_one_for_declining_counts(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"client_external_id": "m1"}))
    for reasons in ("Other,Too far away", ",Too far away"):
        row = f"m1,Job,Declined,2026-03-01,Abbott,{reasons}\r\n"
        held = bring(database, access, (OUTCOMES + row).encode())
        assert held.mapping["Decline Reason"] == "decline_reason"
        assert "Reason" not in held.mapping


OFFERED = "E-mail,Student,Employer,Offer date\r\nmaya@x.edu,Maya,Abbott,03/04/2026\r\n"
NAMED = {
    "E-mail": "client_email",
    "Student": "client_name",
    "Employer": "offer_employer",
    "Offer date": "offered_on",
}


@pytest.mark.parametrize(
    ("others", "stands"),
    [
        ("", ("previewed", "month")),  # as the sheet before was read
        ("lee@x.edu,Lee,Abbott,25/03/2026\r\n", ("previewed", "day")),
        (
            "lee@x.edu,Lee,Abbott,25/03/2026\r\nana@x.edu,Ana,Abbott,03/25/2026\r\n",
            ("asking", "ask"),
        ),
        ("lee@x.edu,Lee,Abbott,2026-03-25\r\n", ("previewed", "month")),
    ],
)
def test_how_the_sheet_before_was_read_counts_where_this_one_does_not_say(
    database: Database, others: str, stands: Any
) -> None:
    access = an_office(database)
    held = bring(database, access, OFFERED.encode())
    step(database, access, bringing.name_columns, held, NAMED, "month")
    held = bring(database, access, (OFFERED + others).encode())
    assert (held.status, held.day_order) == stands
    assert held.status == "asking" or counts(held)[3] == 0


def test_a_day_that_no_month_has_is_told_as_it_was_written(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, OFFERED.replace("03/04", "30/02").encode(), NAMED)
    (finding,) = rows(database, access, held)[2][1]
    assert finding["reason"] == "“30/02/2026” is not a day; write it as 2026-05-03"


@pytest.mark.parametrize(
    "written", ["2026-03-04T00:00:00Z", "2026-03-04 00:00", "4 Mar 2026", "March 4, 2026"]
)
def test_a_day_as_other_systems_write_it_is_that_day(database: Database, written: str) -> None:
    access = an_office(database)
    sheet = OFFERED.replace("03/04/2026", f'"{written}"')
    step(database, access, stages.take_in, bring(database, access, sheet.encode(), NAMED))
    with database.transaction(access.office_id, write=False) as session:
        offers = select(Offer.offered_on).where(Offer.office_id == access.office_id)
        assert session.scalars(offers).one() == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("#N/A,25/03/2026", "Employer", "holds an error of the spreadsheet, #N/A"),
        ("Abbott,#N/A", "Offer date", "holds an error of the spreadsheet, #N/A"),
        ("Ab\x0bbott,25/03/2026", "Employer", "holds a character that cannot be stored"),
    ],
)
def test_what_no_cell_can_mean_refuses_its_own_row_and_no_other(
    database: Database, cells: str, column: str, reason: str
) -> None:
    access = an_office(database)
    others = f"lee@x.edu,Lee,{cells}\r\nana@x.edu,Ana,3M,26/03/2026\r\n"
    held = bring(database, access, (OFFERED + others).encode(), NAMED)
    assert counts(held) == (2, 0, 0, 1)
    found = rows(database, access, held)[3]
    assert found == ("refused", [{"column": column, "reason": reason}])
    step(database, access, stages.take_in, held)
    assert how_many(database, access)["clients"] == 2


def test_an_outcome_of_no_employer_is_refused(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"client_external_id": "m1"}))
    row = "m1,Job,Declined,2026-03-01, ,,Too far away\r\n"
    held = bring(database, access, (OUTCOMES + row).encode())
    (finding,) = rows(database, access, held)[2][1]
    assert finding["reason"] == "names no employer"


@pytest.mark.parametrize(
    ("cover", "reason"), [([], "is empty"), ([["Read me first"]], "has a header and no rows")]
)
def test_an_empty_sheet_in_front_of_others_is_said_to_be_the_one_that_was_read(
    database: Database, cover: list[list[str]], reason: str
) -> None:
    packed = io.BytesIO()
    with Workbook(packed) as book:
        for lines in (cover, [["client_email", "client_name"], ["maya@x.edu", "Maya"]]):
            sheet = book.add_worksheet()
            for place, cells in enumerate(lines):
                sheet.write_row(place, 0, cells)
    with pytest.raises(BadInput, match=f"{reason}: of a workbook only the first sheet is read"):
        bring(database, an_office(database), packed.getvalue())


@pytest.mark.parametrize("in_one", [True, False])
def test_whoever_had_no_address_so_far_may_have_one_now(database: Database, in_one: bool) -> None:
    access = an_office(database)
    lines = [GRACE, {**GRACE, "contact_email": "grace@abbott.example"}]
    lee = {**GRACE, "contact_email": "lee@abbott.example"}  # another one of that name
    for sheet in [[*lines, lee]] if in_one else [[line] for line in (*lines, lee)]:
        step(database, access, stages.take_in, bring(database, access, a_sheet(*sheet)))
    with database.transaction(access.office_id, write=False) as session:
        emails = session.scalars(
            select(Contact.email)
            .where(Contact.office_id == access.office_id)
            .order_by(Contact.email)
        ).all()
    assert emails == ["grace@abbott.example", "lee@abbott.example"]
    for line in (*lines, lee):
        assert counts(bring(database, access, a_sheet(line))) == (0, 0, 1, 0)
