"""What left the office, as its admins read it."""

from app.accounts.access import Access
from app.accounts.models import Role
from tests.api.conftest import Speak
from tests.pages.conftest import Import, Person

EVERYBODY = {"what": "contacts", "format": "csv", "advisor": "everyone"}


def test_the_page_names_who_took_whom_where_and_what_for(
    ruth: Person, dana: Person, imported: Import
) -> None:
    imported({"client_email": "li@example.edu", "client_name": "Li", "cohort": "MBA 2025"})
    assert "Nothing has left" in ruth.sees("settings/disclosures").text
    asked = {**EVERYBODY, "cohort": "MBA 2025", "recipient": "The dean", "purpose": "Accreditation"}
    assert dana.sends("exports", asked).status == 200
    row = ruth.sees("settings/disclosures").text
    for words in (
        "Dana Reed",
        "Contacts",
        "CSV",
        "1 client",
        "MBA 2025",
        "The dean",
        "Accreditation",
    ):
        assert words in row


def test_a_report_of_groups_is_not_said_to_stay_in_the_office(ruth: Person) -> None:
    """It is made to be handed on, and names nobody."""
    assert ruth.sees("reports/file", format="csv", as_of="2026-03-03").status == 200
    (row,) = ruth.sees("settings/disclosures").all_words_of(".left tbody tr")
    assert "as of 3 March 2026" in row
    assert "Figures of groups, for anybody" in row
    assert "Stays in the office" not in row


def test_a_program_reads_them_page_by_page(as_member: Speak) -> None:
    ours = as_member()
    for what in ("contacts", "clients", "offers"):
        ours.get(f"exports/{what}")
    first = ours.get("disclosures?limit=2").json()
    assert [item["what"] for item in first["items"]] == ["offers", "clients"]
    rest = ours.get(f"disclosures?limit=2&after={first['next_after']}").json()
    assert [item["what"] for item in rest["items"]] == ["contacts"]
    assert rest["next_after"] is None
    assert rest["items"][0]["member_email"] == ours.email  # type: ignore[attr-defined]


def test_of_what_a_program_took_the_page_names_the_token(
    ruth: Person, dana: Person, as_member: Speak, office: Access
) -> None:
    """As of then: nobody renames a token, and its entry outlives it."""
    program = as_member(Role.ADVISOR, office)
    for path in ("exports/contacts", "reports/cohort"):
        assert program.get(path).status_code == 200
    dana.sends("exports", EVERYBODY)
    who = ruth.sees("settings/disclosures").all_words_of(".left tbody td:nth-child(2)")
    by_token = f"Dana Reed {program.email} with the token “ test ”"  # type: ignore[attr-defined]
    assert who == [f"Dana Reed {dana.email}", by_token, by_token]
    told = as_member(access=office).get("disclosures").json()["items"]
    assert [(one["via"], one["token"]) for one in told] == [("console", ""), *[("api", "test")] * 2]
