"""A sheet on its way: looked through, mended, taken in, given up, undone."""

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from xlsxwriter import Workbook

from app.audit.models import AuditEntry
from app.db.engine import Database
from app.errands.worker import Worker
from app.faults import BadInput, NotFound, NotNow
from app.imports import bringing, queries, stages, undoing
from app.offers.models import Offer
from app.work import HANDLERS
from tests.cast import AT, a_sheet, an_office, how_many, import_into
from tests.imports.steps import GRACE, LATER, a_client, bring, counts, on_record, rows, step

STUDENTS = (
    "email_address,username,first_name,last_name,preferred_name,"
    "primary_education:cumulative_gpa,primary_education:primary_major_name\r\n"
)


def test_nothing_is_written_before_it_is_taken_in(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    assert (held.status, held.format, counts(held)) == ("previewed", "own", (2, 0, 0, 0))
    assert not any(how_many(database, access).values())
    done = step(database, access, stages.take_in, held)
    assert (done.status, done.rows_done) == ("done", 2)
    assert how_many(database, access) == {"clients": 1, "offers": 1, "contacts": 2, "touches": 0}


@pytest.mark.parametrize(
    "header",
    [
        "client_email,client_name,program",
        STUDENTS.strip(),
        "first_name,last_name,email_address,title,employer_name,phone",
        "Student Identifier,Outcome Type,Job/Offer Status,Reported Date,Employer",
    ],
)
def test_a_sheet_none_of_whose_rows_is_whole_says_so_of_each(
    database: Database, header: str
) -> None:
    access = an_office(database)
    sheet = "\r\n".join([header, *["maya@alumni.example.edu,Maya"] * 2])
    held = bring(database, access, sheet.encode())
    assert (held.status, counts(held)) == ("previewed", (0, 0, 0, 2))
    for verdict, findings in rows(database, access, held).values():
        assert verdict == "refused"
        assert "2 cells where the header has" in findings[0]["reason"]


def test_each_row_says_what_would_become_of_it(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    held = bring(
        database,
        access,
        a_sheet(
            {**GRACE, "contact_title": "Head of people"},
            {**GRACE, "contact_name": "Lee"},
            {**GRACE, "contact_name": "Ana"},
            {**GRACE, "contact_name": "Bo", "connected_on": "yesterday"},
        ),
    )
    assert counts(held) == (1, 1, 1, 1)
    found = rows(database, access, held)
    assert found[2] == (
        "updated",
        [
            {
                "what": "contact Grace Kim",
                "field": "title",
                "was": "Recruiter",
                "becomes": "Head of people",
            }
        ],
    )
    assert found[3] == ("unchanged", [])
    assert found[4] == ("created", [{"what": "contact", "new": "Ana"}])
    verdict, (fault,) = found[5]
    assert (verdict, fault["column"]) == ("refused", "connected_on")
    assert "yesterday" in fault["reason"]


def test_a_refused_row_can_be_mended_in_place(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet({**GRACE, "connected_on": "3 days ago"}))
    assert counts(held) == (0, 0, 0, 1)
    with pytest.raises(NotNow, match="nothing to take in"):
        step(database, access, stages.take_in, held)
    mended = step(database, access, bringing.mend, held, 2, {"connected_on": "2026-04-01"})
    assert counts(mended) == (1, 0, 0, 0)
    step(database, access, stages.take_in, held)
    assert how_many(database, access)["touches"] == 1


def test_what_changed_since_it_was_looked_through_is_shown_again(database: Database) -> None:
    access = an_office(database)
    first, second = (bring(database, access, a_sheet(GRACE)) for _ in range(2))
    step(database, access, stages.take_in, first)
    late = step(database, access, stages.take_in, second)
    assert (late.status, late.words) == ("previewed", stages.MOVED_ON)
    assert counts(late) == (0, 0, 1, 0)
    assert how_many(database, access)["contacts"] == 1


def test_a_sheet_that_was_given_up_leaves_nothing(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    assert step(database, access, stages.give_up, held).status == "cancelled"
    assert rows(database, access, held) == {}
    with pytest.raises(NotNow, match="was given up"):
        step(database, access, stages.take_in, held)
    assert not any(how_many(database, access).values())


def test_who_brought_a_sheet_named_its_columns_mended_it_and_gave_it_up_is_on_record(
    database: Database,
) -> None:
    """What was not taken in as well: people's data came in by it, and somebody's work is gone."""
    access = an_office(database)
    held = bring(database, access, a_sheet(GRACE))
    step(database, access, bringing.name_columns, held, held.mapping, None)
    for _ in range(2):  # of which the second changes nothing
        step(database, access, bringing.mend, held, 2, {"contact_title": "Head"})
    for _ in range(2):
        step(database, access, stages.give_up, held)
    assert on_record(database, access) == [
        ("sheet.brought", held.id, {}),
        ("sheet.columns_named", held.id, {}),
        ("sheet.row_mended", held.id, {"line": 2, "columns": ["contact_title"]}),
        ("sheet.given_up", held.id, {}),
    ]


def test_a_large_sheet_is_done_by_the_worker(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "AT_ONCE", 1)
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    access = replace(an_office(database), user_id=uuid4(), token="Warehouse")
    worker = Worker(database, handlers=HANDLERS)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    for what, status in (
        (None, ("reading", "previewed")),
        (stages.take_in, ("running", "done")),
        (undoing.undo, ("undoing", "undone")),
    ):
        if what:
            held = step(database, access, what, held)
        assert held.status == status[0]
        worker.run_due(LATER)
        with database.transaction(access.office_id, write=False) as session:
            held = queries.one_import(session, access, held.id)
        assert held.status == status[1]
    assert not any(how_many(database, access).values())
    with database.transaction(access.office_id, write=False) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.office_id == access.office_id)
        ).all()
    assert {one.action for one in entries} >= {"client.imported", "client.import_undone"}
    assert {(one.actor_id, one.details["token"]) for one in entries} == {
        (access.user_id, "Warehouse")
    }


def test_rows_that_were_given_up_before_the_worker_began_are_forgotten_by_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "AT_ONCE", 1)
    access, worker = an_office(database), Worker(database, handlers=HANDLERS)
    held = bring(database, access, a_sheet(GRACE, {**GRACE, "contact_name": "Lee"}))
    worker.run_due(LATER)
    step(database, access, stages.take_in, held)
    assert step(database, access, stages.give_up, held).status == "cancelled"
    worker.run_due(LATER)
    assert rows(database, access, held) == {}
    assert not any(how_many(database, access).values())


def test_a_blank_leaves_alone_and_clear_empties(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"program": "MBA", "client_area": "Boston"}))
    held = bring(
        database,
        access,
        b"client_email,client_name,program,client_area,client_external_id\r\n"
        b"maya@alumni.example.edu,,,**CLEAR**,\r\n",
    )
    assert counts(held) == (0, 1, 0, 0)
    step(database, access, stages.take_in, held)
    client = a_client(database, access)
    assert (client.name, client.program, client.area, client.area_key) == (
        "Maya Okafor", "MBA", "", "",
    )  # fmt: skip
    held = bring(database, access, a_sheet({"client_name": "**CLEAR**"}))
    assert counts(held) == (0, 0, 0, 1)


def test_handshakes_students_are_known_by_their_columns(database: Database) -> None:
    access = an_office(database)
    held = bring(
        database,
        access,
        (STUDENTS + "maya@x.example.edu,m1,Maya,Okafor,,3.9,Finance\r\n").encode(),
    )
    assert (held.status, held.format) == ("previewed", "handshake")
    assert held.passed_over == ["primary_education:cumulative_gpa"]
    step(database, access, stages.take_in, held)
    client = a_client(database, access)
    assert (client.name, client.external_id, client.program) == ("Maya Okafor", "m1", "Finance")


def test_handshakes_contacts_are_those_whom_clients_met(database: Database) -> None:
    access = an_office(database)
    grace = {**GRACE, "contact_email": "grace@abbott.example"}
    import_into(database, access, a_sheet(grace))
    held = bring(
        database,
        access,
        b"first_name,last_name,email_address,title,description,employer_id,employer_name,"
        b"location_attributes:name,phone\r\n"
        b"Grace,Kim,grace@abbott.example,Head of people,,1,Abbott,Chicago,1\r\n"
        b"No,Body,nobody@abbott.example,,,1,Abbott,,\r\n"
        b"No,Address,,,,1,Abbott,,\r\n",
    )
    assert (held.format, counts(held)) == ("handshake contacts", (0, 1, 0, 2))
    found = rows(database, access, held)
    assert [one["reason"] for line in (3, 4) for one in found[line][1]] == [
        "is nobody whom a client here has met",
        "is blank",
    ]


def test_what_is_yes_or_no_is_shown_so(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet(GRACE | {"contact_key": "yes"}))
    held = bring(database, access, a_sheet(GRACE | {"contact_key": "no"}))
    (finding,) = rows(database, access, held)[2][1]
    assert (finding["was"], finding["becomes"]) == ("yes", "no")


def test_outcomes_of_12twenty_are_offers_and_jobs(database: Database) -> None:
    access = an_office(database)
    import_into(database, access, a_sheet({"client_external_id": "m1"}))
    held = bring(
        database,
        access,
        b"Student Identifier,Outcome Type,Job Phase,Job/Offer Status,Reported Date,"
        b"Knowledge Source,Employer,Start Date,End Date,Reason\r\n"
        b"m1,Job,Full-time,Declined,2026-03-05,Student,Abbott,,,Pay\r\n"
        b"m1,Job,Full-time,Accepted,2026-03-05,Student,3M,2026-09-01,,\r\n"
        b"m1,Job,Full-time,Interviewing,2026-03-05,Student,IBM,,,\r\n",
    )
    assert (held.format, counts(held)) == ("12twenty", (2, 0, 0, 1))
    step(database, access, stages.take_in, held)
    with database.transaction(access.office_id, write=False) as session:
        offer = session.scalars(select(Offer).where(Offer.office_id == access.office_id)).one()
    assert (offer.employer, offer.reason, str(offer.declined_on)) == ("Abbott", "Pay", "2026-03-05")


DATA = Path(__file__).parent.parent / "data"
PROTECTED = ["cumulative_gpa", "department_gpa", "ethnicity", "gender", "disabled", "citizenship"]


def test_files_as_the_other_systems_write_them(database: Database) -> None:
    """All their columns, with people who are made up."""
    access = an_office(database)
    held = bring(database, access, (DATA / "handshake-students.csv").read_bytes())
    assert (held.format, counts(held)) == ("handshake", (2, 0, 0, 0))
    assert [name.rpartition(":")[2] for name in held.passed_over] == PROTECTED
    step(database, access, stages.take_in, held)
    held = bring(database, access, (DATA / "12twenty-outcomes.csv").read_bytes())
    assert (held.format, held.day_order, counts(held)) == ("12twenty", "month", (2, 0, 0, 0))
    step(database, access, stages.take_in, held)
    assert how_many(database, access) == {"clients": 2, "offers": 1, "contacts": 0, "touches": 0}
    held = bring(database, access, (DATA / "handshake-contacts.csv").read_bytes())
    assert (held.format, counts(held)) == ("handshake contacts", (0, 0, 0, 1))


OTHER = "E-mail;Student;Declined;Employer;Offer date;Shoe size\r\n{}"
NAMED = {
    "E-mail": "client_email",
    "Student": "client_name",
    "Declined": "declined_on",
    "Employer": "offer_employer",
    "Offer date": "offered_on",
}


def test_any_other_sheet_is_asked_about_once(database: Database) -> None:
    access = an_office(database)
    content = OTHER.format("maya@x.edu;Maya;10/03/2026;Abbott;03/03/2026;39\r\n").encode()
    held = bring(database, access, content)
    assert (held.status, held.mapping) == ("asking", NAMED)
    with pytest.raises(BadInput, match="two ways"):
        step(database, access, bringing.name_columns, held, NAMED, None)
    named = step(database, access, bringing.name_columns, held, NAMED, "day")
    assert (named.status, counts(named)) == ("previewed", (1, 0, 0, 0))
    again = bring(database, access, content)
    assert (again.status, again.day_order) == ("previewed", "day")


def test_a_sheet_is_known_again_however_its_columns_are_written(database: Database) -> None:
    access = an_office(database)
    ours = {"E-mail": "client_email", "Prénom": "client_first_name", "Nom": "client_last_name"}
    held = bring(database, access, "E-mail,Prénom,Nom\r\nmaya@x.edu,Maya,Okafor\r\n".encode())
    step(database, access, bringing.name_columns, held, ours, None)
    again = bring(database, access, b"NOM,prenom,e mail\r\nOkafor,Maya,maya@x.edu\r\n")
    assert (again.status, counts(again)) == ("previewed", (1, 0, 0, 0))
    assert again.mapping == {
        "e mail": "client_email",
        "prenom": "client_first_name",
        "NOM": "client_last_name",
    }


def test_columns_that_are_written_alike_are_asked_about(database: Database) -> None:
    """Unless each is written as it was before."""
    access = an_office(database)
    ours = {"E-mail": "client_email", "E mail": "contact_email", "Name": "client_name"}
    content = b"E-mail,E mail,Name\r\nmaya@x.edu,,Maya\r\n"
    held = bring(database, access, content)
    step(database, access, bringing.name_columns, held, ours, None)
    assert bring(database, access, content).mapping == ours
    other = bring(database, access, content.replace(b"E-mail,", b"e-mail,"))
    assert other.status == "asking"


def test_sheets_that_were_not_read_are_told_of(database: Database) -> None:
    access = an_office(database)
    packed = io.BytesIO()
    with Workbook(packed) as book:
        for name, column in (("A", "client_name"), ("B", "Name"), ("C", "Name")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["client_email", column])
            sheet.write_row(1, 0, ["maya@x.edu", "Maya"])
    held = bring(database, access, packed.getvalue())
    assert (held.status, counts(held)) == ("previewed", (1, 0, 0, 0))
    assert held.words == "Only the workbook’s first sheet was read, and not 2 sheets behind it."
    assert bring(database, access, a_sheet(GRACE)).words == ""


def test_lines_above_the_header_are_told_of(database: Database) -> None:
    access = an_office(database)
    held = bring(database, access, b"Our sheet\r\nof May\r\n" + a_sheet(GRACE))
    assert (held.status, counts(held)) == ("previewed", (1, 0, 0, 0))
    assert held.words == (
        "What stands above the names of the columns was passed over: 2 lines, “Our sheet”."
    )


def test_days_are_read_as_the_sheet_itself_shows(database: Database) -> None:
    access = an_office(database)
    lines = (
        "maya@x.edu;Maya;10/03/2026;Abbott;03/03/2026;39\r\nlee@x.edu;Lee;;Abbott;25/03/2026;\r\n"
    )
    held = bring(database, access, OTHER.format(lines).encode(), NAMED)
    assert (held.day_order, counts(held)) == ("day", (2, 0, 0, 0))


def test_what_is_no_day_in_either_order_shows_none(database: Database) -> None:
    lines = "maya@x.edu;Maya;;Abbott;03/04/2026;39\r\nlee@x.edu;Lee;;Abbott;13/13/2026;\r\n"
    held = bring(database, an_office(database), OTHER.format(lines).encode())
    assert (held.status, held.day_order) == ("asking", "ask")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Student": "client_name"}, "nor for the office’s own number"),
        ({"E-mail": "client_email", "Student": "client_email"}, "each can be chosen once"),
        ({"E-mail": "client_email", "Nowhere": "client_name"}, "no column of this sheet"),
        ({"E-mail": "client_email", "Student": "gpa"}, "does not know"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    database: Database, mapping: dict[str, str], words: str
) -> None:
    access = an_office(database)
    with pytest.raises(BadInput, match=words):
        bring(database, access, OTHER.format("a@x.edu;A;;;;\r\n").encode(), mapping)


def test_there_is_no_import_of_another_office(database: Database) -> None:
    ours, theirs = an_office(database), an_office(database)
    held = bring(database, ours, a_sheet(GRACE))
    for what in (stages.take_in, stages.give_up, undoing.undo):
        with pytest.raises(NotFound):
            step(database, theirs, what, held)
    with pytest.raises(NotFound), database.transaction(ours.office_id, write=True) as s:
        bringing.mend(s, ours, UUID(int=uuid4().int), 2, {"program": "x"}, AT)
