"""The page of everything that happened with a client."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.actions import record
from app.casefile.history import ENTRIES
from app.db.engine import Database
from tests.cast import AT, an_office
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import File, file_of
from tests.pages.seen import Seen
from tests.pages.stories import connecting


@pytest.fixture
def file(dana: Person, imported: Import, today: date) -> File:
    imported(connecting(today, 60))
    return file_of(dana)


def told(seen: Seen) -> list[str]:
    return seen.all_words_of(".log li > div")


def path_of(file: File) -> str:
    return f"{file.page}/history"


def test_it_is_found_from_the_clients_page_and_leads_back(dana: Person, file: File) -> None:
    seen = dana.sees(dana.sees(file.page).link("Everything that happened"))
    assert (seen.status, seen.title) == (200, "Everything that happened")
    assert dana.sees(seen.link("Maya Okafor")).title == "Maya Okafor"
    assert told(seen) == ["Brought in from the office's sheet"]


def test_the_latest_comes_first_under_its_day(dana: Person, file: File, today: date) -> None:
    dana.sends(f"contacts/{file.contact}/touches", {"kind": "connected", "note": "At last."})
    seen = dana.sees(path_of(file))
    assert told(seen)[0] == "Dana Reed logged: connected with Grace Kim “At last.”"
    assert seen.words_of(".log h2") == f"{today:%A}, {today.day} {today:%B}"
    assert seen.soup.select_one(".log time")["datetime"].startswith(today.isoformat())  # type: ignore[index, union-attr]


def test_it_is_narrowed_by_who_what_and_when(
    dana: Person, sign_in: SignIn, file: File, today: date
) -> None:
    marcus = sign_in(name="Marcus Hill")
    marcus.sends(f"contacts/{file.contact}/touches", {"kind": "connected"})
    dana.sends(f"clients/{file.client}/notes/new", {"text": "Mine."})
    seen = dana.sees(path_of(file))
    form = seen.soup.select_one("form.tools")
    assert form is not None
    assert [o.text for o in form.select("[name=actor] option")] == [
        "Everyone",
        "Dana Reed",
        "Marcus Hill",
    ]

    def narrowed(**query: str) -> list[str]:
        return told(dana.sees(path_of(file), **query))

    assert narrowed(actor=marcus.email) == ["Marcus Hill logged: connected with Grace Kim"]
    assert narrowed(actor="", kind="notes", to="") == ["Dana Reed added a note “Mine.”"]
    assert narrowed(kind="imports") == ["Brought in from the office's sheet"]
    both = narrowed(**{"from": today.isoformat(), "to": today.isoformat(), "kind": "touches"})
    assert both == ["Marcus Hill logged: connected with Grace Kim"]
    seen = dana.sees(path_of(file), actor=dana.email, kind="touches", to="2026-01-01")
    assert seen.words_of(".empty h2") == "Nothing of the kind"
    assert seen.words_of("option[selected]") == "Dana Reed"
    assert len(told(dana.sees(seen.link("Show everything")))) == 3


def test_what_a_program_did_is_told_and_found_by_its_token(
    dana: Person, database: Database, office: Access, file: File
) -> None:
    """Where it was not written down, as it once was not, it was a program all the same."""
    program = replace(office, user_id=dana.user_id, via="api")
    with database.transaction(office.office_id, write=True) as session:
        for token, field in (("", "name"), ("CRM <sync>", "email"), ("Warehouse", "cohort")):
            record(
                session,
                replace(program, token=token),
                "client.changed",
                at=AT,
                client_id=UUID(file.client),
                fields=[field],
            )
    seen = dana.sees(path_of(file))
    assert [words for words in told(seen) if "changed" in words] == [
        "Dana Reed changed Maya Okafor: cohort · by the token “ Warehouse ”",
        "Dana Reed changed Maya Okafor: e-mail · by the token “ CRM <sync> ”",
        "Dana Reed changed Maya Okafor: name · by a program",
    ]
    assert seen.all_words_of("[name=token] option") == ["Any or none", "CRM <sync>", "Warehouse"]
    seen = dana.sees(path_of(file), actor=dana.email, token="CRM <sync>")
    assert told(seen) == ["Dana Reed changed Maya Okafor: e-mail · by the token “ CRM <sync> ”"]
    assert seen.words_of("[name=token] [selected]") == "CRM <sync>"


def test_whoever_uses_no_program_is_not_asked_for_one(dana: Person, file: File) -> None:
    assert dana.sees(path_of(file)).soup.select("[name=token]") == []


def test_page_after_page_without_script(
    dana: Person, database: Database, office: Access, file: File
) -> None:
    with database.transaction(office.office_id, write=True) as session:
        for number in range(ENTRIES + 5):
            record(
                session,
                office,
                "client.changed",
                at=AT + timedelta(minutes=number),
                client_id=UUID(file.client),
                fields=[f"field {number}"],
            )
    first = dana.sees(path_of(file), kind="changes")
    assert len(told(first)) == ENTRIES
    assert first.next_address is not None
    assert "kind=changes" in first.next_address
    second = dana.sees(first.next_address)
    assert len(told(second)) == 5
    assert second.next_address is None
    assert not set(told(first)) & set(told(second))
    assert told(dana.sees(second.link("Back to the first"))) == told(first)


@pytest.mark.parametrize(
    "query", [{"kind": "gossip"}, {"from": "soon"}, {"to": "2026-02-30"}, {"cursor": "x"}]
)
def test_a_question_that_makes_no_sense_is_refused_as_a_page(
    dana: Person, file: File, query: dict[str, str]
) -> None:
    seen = dana.sees(path_of(file), **query)
    assert seen.status == 422
    assert f"{next(iter(query)).capitalize()} " in seen.text


def test_analysts_are_not_let_in_and_strangers_find_nothing(
    sign_in: SignIn, database: Database, file: File
) -> None:
    elsewhere: Access = an_office(database)
    for who, status in ((sign_in(Role.ANALYST), 403), (sign_in(within=elsewhere), 404)):
        seen = who.sees(path_of(file))
        assert seen.status == status
        assert "Maya" not in seen.text
