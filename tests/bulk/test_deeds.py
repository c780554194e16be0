"""Each deed: what would become of whom, why nothing can, and that it is so afterwards."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.accounts.models import Role
from app.clients.models import Client
from tests.bulk.conftest import Office, by_name, named
from tests.cast import import_into
from tests.pages.stories import met
from tests.pages.writing import as_csv

EVERYBODY = ("Connie", "Carl", "Thea", "Rhea", "Kate", "Ida")


def test_a_preview_says_what_would_be_logged_and_why_not(office: Office) -> None:
    looked = office.bulk("log", *EVERYBODY, dry_run=True)
    assert by_name(looked, "changes", "becomes") == {
        "Carl": "Connected with Grace Kim",
        "Connie": "Connected with Grace Kim",
        "Thea": "Thanked Omar",
    }
    assert by_name(looked, "cannot", "why") == {
        "Ida": "The next step is the offer’s, with nobody to write to",
        "Kate": "A catch-up: say in the form how it came about",
        "Rhea": "Not open yet",
    }
    assert looked["id"] is None
    assert office.file("Connie")["touches"] == []


def test_logging_moves_each_cycle_on_and_undoing_gives_back_the_plans(office: Office) -> None:
    before = office.clients
    done = office.bulk("log", *EVERYBODY, note="At the fair")
    after = office.clients
    assert [after[name]["next_step"] for name in ("Connie", "Carl")] == ["thank", "thank"]
    (touch,) = office.file("Connie")["touches"]
    assert (touch["kind"], touch["note"]) == ("connected", "At the fair")
    office.check_plans()
    undone = office.undo(done)
    assert all(one["undone"] for one in undone["clients"])
    assert office.clients == before
    office.check_plans()


@pytest.mark.parametrize("is_behind", [False, True], ids=["by its policy", "by one before"])
def test_the_others_whom_a_client_met_keep_their_plans(
    office: Office, today: date, is_behind: bool
) -> None:
    """Only the one it is with is planned anew, unless a policy has yet to reach the client."""
    grace, omar, lena = ({"contact_name": name} for name in ("Grace Kim", "Omar", "Lena"))
    rows = [
        named(met(today, grace, declined=60), "Nora"),
        named(met(today, omar, declined=60, connected=50, thanked=45), "Nora"),
        named(met(today, lena, declined=60, connected=20) | {"offer_employer": "3M"}, "Nora"),
    ]
    import_into(office.database, office.access, as_csv(rows), today)
    if is_behind:
        with office.database.transaction(office.access.office_id, write=True) as session:
            session.execute(
                update(Client)
                .where(Client.office_id == office.access.office_id)
                .values(planned_by=0)
                .execution_options(synchronize_session=False)
            )
    for what in ("Connected with Grace Kim", "Thanked Lena", "Thanked Grace Kim"):
        done = office.bulk("log", "Nora")
        assert by_name(done, "changes", "becomes") == {"Nora": what}
        office.check_plans()
    assert office.clients["Nora"]["next_step"] == "choose_key_people"


def test_a_catch_up_is_logged_as_it_came_about(office: Office) -> None:
    done = office.bulk("log", "Kate", how="called")
    assert by_name(done, "changes", "becomes") == {"Kate": "Called Grace Kim"}
    assert office.clients["Kate"]["state"] == "in_network"


def test_touches_are_logged_on_the_day_that_is_named(office: Office, today: date) -> None:
    day = (today - timedelta(2)).isoformat()
    office.bulk("log", "Connie", on=day)
    assert office.file("Connie")["touches"][0]["on"] == day


def test_a_step_that_was_not_open_on_that_day_is_left_alone(office: Office, today: date) -> None:
    found = office.bulk("log", "Carl", on=(today - timedelta(6)).isoformat())
    assert by_name(found, "cannot", "why") == {"Carl": "Not open yet"}
    assert found["id"] is None


def test_assigning_hands_clients_to_a_colleague_and_undoing_hands_them_back(
    office: Office,
) -> None:
    sam = office.another(Role.ADVISOR).email  # type: ignore[attr-defined]
    office.bulk("assign", "Connie", advisor_email=sam)
    done = office.bulk("assign", "Connie", "Carl", advisor_email=office.api.email)  # type: ignore[attr-defined]
    assert by_name(done, "changes", "was") == {"Carl": "Nobody", "Connie": "Dana Reed"}
    office.undo(done)
    assert office.clients["Connie"]["advisor_email"] == sam
    assert office.clients["Carl"]["advisor_email"] is None


def test_who_is_with_the_colleague_already_stays_as_they_are(office: Office) -> None:
    me = office.api.email  # type: ignore[attr-defined]
    office.bulk("assign", "Connie", advisor_email=me)
    again = office.bulk("assign", "Connie", "Carl", advisor_email=me)
    assert by_name(again, "cannot", "why") == {"Connie": "With Dana Reed already"}


@pytest.mark.parametrize(
    ("deed", "body", "field", "values"),
    [
        ("cohort", {"cohort": "MBA 2030"}, "cohort", ("MBA 2025", "MBA 2030")),
        ("program", {"program": "Evenings"}, "program", ("MBA", "Evenings")),
        (
            "pause",
            {"paused_until": "2999-01-01", "pause_reason": "exams"},
            "pause_reason",
            (None, "exams"),
        ),
    ],
)
def test_a_value_is_set_and_the_former_one_put_back(
    office: Office, deed: str, body: dict[str, str], field: str, values: tuple[Any, Any]
) -> None:
    before, after = values
    done = office.bulk(deed, "Connie", "Carl", **body)
    assert [office.file(name)[field] for name in ("Connie", "Carl")] == [after, after]
    office.check_plans()
    office.undo(done)
    assert [office.file(name)[field] for name in ("Connie", "Carl")] == [before, before]
    office.check_plans()


def test_pausing_moves_the_dates(office: Office) -> None:
    office.bulk("pause", "Connie", paused_until="2999-01-01", pause_reason="exams")
    assert office.clients["Connie"]["opens_on"] == "2999-01-01"


def test_closing_closes_every_relationship_of_a_client(office: Office) -> None:
    done = office.bulk("close", "Connie", "Ida", closed_reason="moved abroad")
    assert by_name(done, "changes", "was") == {"Connie": "In touch with Grace Kim"}
    assert by_name(done, "cannot", "why") == {"Ida": "No open relationship"}
    assert office.clients["Connie"]["state"] == "closed"
    office.check_plans()
    office.undo(done)
    assert office.clients["Connie"]["state"] == "stalled"
    assert office.file("Connie")["contacts"][0]["closed_on"] is None


@pytest.mark.parametrize(
    ("deed", "body", "field"),
    [
        ("log", {"on": "2998-01-01"}, "on"),
        ("log", {"how": "hugged"}, "how"),
        ("assign", {"advisor_email": "nobody@careers.example.edu"}, "advisor_email"),
        ("assign", {}, "advisor_email"),
        ("cohort", {"cohort": "  "}, "cohort"),
        ("pause", {"paused_until": "2020-01-01", "pause_reason": "ill"}, "paused_until"),
        ("pause", {"paused_until": "2999-01-01", "pause_reason": ""}, "pause_reason"),
        ("close", {"closed_on": "2998-01-01", "closed_reason": "moved"}, "closed_on"),
        ("close", {}, "closed_reason"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_cannot_be_is_told_at_its_field(
    office: Office, deed: str, body: dict[str, str], field: str, dry_run: bool
) -> None:
    before = office.clients
    told = office.bulk(deed, "Connie", status=422, dry_run=dry_run, **body)
    assert [error["field"] for error in told["errors"]] == [field]
    assert office.clients == before


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADVISOR])
def test_nobody_is_handed_to_whoever_cannot_have_clients(office: Office, role: Role) -> None:
    """An analyst; somebody who was deactivated."""
    email = office.another(role).email  # type: ignore[attr-defined]
    if role is Role.ADVISOR:
        admin = office.another(Role.ADMIN)
        members = admin.get("members").json()["items"]
        (sam,) = [one["id"] for one in members if one["email"] == email]
        assert admin.patch(f"members/{sam}", json={"active": False}).status_code == 200
    told = office.bulk("assign", "Connie", status=422, advisor_email=email)
    assert told["errors"][0]["message"] == "is not an advisor of this office"
