"""The office's name and time zone; tokens for programs."""

import pytest

from app.accounts.access import Access
from app.db.engine import Database
from tests.office.conftest import Told
from tests.pages.conftest import Person, SignIn


def test_the_office_gets_another_name_and_time_zone(ruth: Person, told: Told) -> None:
    fields = {"name": "Lakeside Careers", "timezone": "Pacific/Auckland"}
    assert "The office is saved." in ruth.goes_on(ruth.sends("settings/office", fields)).text
    seen = ruth.sees("settings/office")
    assert "Lakeside Careers" in seen.words_of(".here > span")
    assert seen.words_of("#f-timezone option[selected]") == "Pacific/Auckland"
    assert told() == ["office.changed"]
    ruth.sends("settings/office", fields)
    assert told() == ["office.changed"]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": "america/chicago"}, "timezone"),
        ({"timezone": "x" * 300}, "timezone"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_what_an_office_cannot_be(
    ruth: Person, fields: dict[str, str], at: str, told: Told
) -> None:
    given = {"name": "Office", "timezone": "UTC"} | fields
    refused = ruth.sends("settings/office", given)
    assert refused.status == 422
    assert refused.error_at(at)
    assert told() == []


def makes(person: Person, name: str) -> str:
    seen = person.sends("settings/tokens", {"name": name, "scopes": "read"})
    assert seen.status == 200
    return seen.words_of("#secret")


def opens(person: Person, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return person.http.get("/api/v1/policy", headers=headers).status_code


def test_a_token_is_shown_once_works_and_is_revoked(dana: Person, told: Told) -> None:
    token = makes(dana, "The weekly sheet")
    assert opens(dana, token) == 200
    listed = dana.sees("settings/tokens")
    assert "The weekly sheet" in listed.text
    assert token not in str(listed.soup)
    action, fields = listed.form_with("Revoke The weekly sheet of Dana Reed")
    assert "The token is revoked" in dana.goes_on(dana.sends(action, fields)).text
    assert opens(dana, token) == 401
    assert "No tokens yet" in dana.sees("settings/tokens").text
    assert told() == ["token.made", "token.revoked"]


def test_an_admin_sees_all_tokens_an_advisor_their_own(
    ruth: Person, dana: Person, sign_in: SignIn
) -> None:
    sam = sign_in(name="Sam Ortiz")
    makes(dana, "Dana’s sheet")
    token = makes(sam, "Sam’s sheet")
    assert "Sam’s sheet" not in dana.sees("settings/tokens").text
    seen = ruth.sees("settings/tokens")
    assert "Sam’s sheet" in seen.text
    assert "Dana’s sheet" in seen.text
    action, fields = seen.form_with("Revoke Sam’s sheet of Sam Ortiz")
    assert dana.sends(action, fields).status == 404
    assert opens(sam, token) == 200
    assert ruth.sends(action, fields).status == 303
    assert opens(sam, token) == 401


def test_a_token_may_what_was_ticked_until_its_last_day(dana: Person, told: Told) -> None:
    seen = dana.sees("settings/tokens")
    ticked = seen.soup.select("input[name=scopes][checked]")
    assert [box["value"] for box in ticked] == ["read", "write", "reports", "admin"]
    fields = {"name": "The dashboard", "scopes": "reports", "expires_on": "2998-01-01"}
    token = dana.sends("settings/tokens", fields).words_of("#secret")
    headers = {"Authorization": f"Bearer {token}"}
    assert dana.http.get("/api/v1/reports/cohort", headers=headers).status_code == 200
    assert dana.http.get("/api/v1/caseload", headers=headers).status_code == 403
    row = dana.sees("settings/tokens").words_of("table.list tbody tr")
    assert "reports Ends 1 Jan 2998" in row
    assert "Made: Today Last used: Today" in row


def test_a_token_that_cannot_be(dana: Person, told: Told) -> None:
    for wrong, words in (
        ({"scopes": ""}, "What it may do is needed: what may the token be used for?"),
        ({"expires_on": "2020-01-01"}, "The last day lies in the past."),
    ):
        refused = dana.sends("settings/tokens", {"name": "x", "scopes": "read"} | wrong)
        assert refused.status == 422
        assert words in refused.text
    assert told() == []


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x00b"])
def test_a_token_says_what_it_is_for(dana: Person, name: str, told: Told) -> None:
    refused = dana.sends("settings/tokens", {"name": name, "scopes": "read"})
    assert refused.status == 422
    assert refused.error_at("name")
    assert told() == []


def test_the_secret_is_nowhere_in_the_store(
    dana: Person, database: Database, office: Access
) -> None:
    token = makes(dana, "The weekly sheet")
    with database.engine.connect() as connection:
        connection = connection.execution_options(scope={"office_id": office.office_id})
        with connection.begin():
            for table in ("api_tokens", "audit_entries", "idempotency_keys"):
                rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
                assert token not in str(rows)
