"""The exports' page: what is chosen is what comes, and nothing chosen is lost."""

from contextlib import ExitStack

from app.accounts.models import Role
from app.audit.at_once import MOST_AT_ONCE, a_place
from tests.office.conftest import Told
from tests.pages.conftest import Import, Person, SignIn

ASKED = {"what": "clients", "format": "csv", "advisor": "everyone"}
LI = {"client_email": "li@example.edu", "client_name": "Li", "cohort": "MBA 2025"}
ADA = {"client_email": "ada@example.edu", "client_name": "Ada", "cohort": "MBA 2024"}


def test_the_file_holds_the_clients_chosen(dana: Person, imported: Import) -> None:
    imported(LI, ADA)
    answer = dana.http.post(dana.address("exports"), data={**ASKED, "cohort": "MBA 2025"})
    assert answer.headers["content-disposition"].startswith('attachment; filename="clients-20')
    assert "Li" in answer.text
    assert "Ada" not in answer.text
    assert "1 row" in dana.sees("exports").text


def test_the_caseload_leads_there_with_its_filters(dana: Person, imported: Import) -> None:
    imported(LI, ADA)
    seen = dana.sees("caseload", cohort="MBA 2025")
    (link,) = seen.soup.select("a[href*='/exports']")
    assert dana.sees(str(link["href"])).form["cohort"] == "MBA 2025"


def test_what_is_wrong_is_said_at_its_field_and_nothing_leaves(dana: Person, told: Told) -> None:
    seen = dana.sends("exports", {**ASKED, "recipient": "The dean"})
    assert seen.status == 422
    assert "The purpose is needed" in seen.text
    assert seen.error_at("purpose")
    assert seen.form["recipient"] == "The dean"
    assert dana.sends("exports", {**ASKED, "format": "pdf"}).status == 422
    assert dana.sends("exports", {**ASKED, "state": "sleepy"}).status == 422
    assert dana.sends("exports", {**ASKED, "advisor": "nobody@example.edu"}).status == 422
    assert told() == []


def test_while_others_export_one_is_asked_to_wait_and_keeps_what_was_chosen(
    dana: Person, told: Told
) -> None:
    with ExitStack() as held:
        for _ in range(MOST_AT_ONCE):
            held.enter_context(a_place())
        seen = dana.sends("exports", {**ASKED, "recipient": "Dean", "purpose": "Review"})
    assert (seen.status, seen.headers["retry-after"]) == (429, "15")
    assert "Others are exporting" in seen.text
    assert (seen.form["what"], seen.form["purpose"]) == ("clients", "Review")
    assert told() == []


def test_the_progress_is_a_fragment_and_of_ones_own_alone(dana: Person, sign_in: SignIn) -> None:
    dana.sends("exports", ASKED)
    assert "Clients, CSV" in dana.fetches("exports").text
    assert "<html" not in dana.fetches("exports").text
    assert "None yet" in sign_in(name="Sam Ortiz").sees("exports").text


def test_an_analyst_has_no_such_page(sign_in: SignIn) -> None:
    assert sign_in(Role.ANALYST).sees("exports").status == 403
