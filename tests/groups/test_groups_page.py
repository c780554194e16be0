"""The settings' page of programs and cohorts, and where their names are offered."""

from app.accounts.access import Access
from app.accounts.models import Role
from app.clients.groups import Kind, Named
from app.db.engine import Database
from tests.api.conftest import Speak
from tests.groups.test_groups import add, change, clients_in, counts
from tests.pages.conftest import SignIn
from tests.pages.seen import Seen


def choices(seen: Seen, name: str) -> list[str]:
    return [str(one["value"]) for one in seen.soup.select(f"datalist#{name}-choices option")]


def address_of(name: str) -> str:
    return f"settings/groups/cohort/{Named(Kind.COHORT, name, 0, 0, False).code}"


def test_the_page_counts_and_tells_spellings_apart(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2026", "mba 2026")
    seen = sign_in(Role.ADMIN).sees("settings/groups")
    assert "2 clients" in seen.text
    assert "Spelled almost like “ MBA 2026 ”" in seen.text


def test_an_office_without_any_is_told_how_they_come(sign_in: SignIn) -> None:
    assert "No cohorts yet" in sign_in(Role.ADMIN).sees("settings/groups").text


def test_many_are_found_by_their_names(sign_in: SignIn, database: Database, office: Access) -> None:
    ruth = sign_in(Role.ADMIN)
    clients_in(database, office, "MBA 2026")
    assert ruth.sees("settings/groups").soup.select("[data-find]") == []
    clients_in(database, office, *(f"Café {year}" for year in range(2010, 2023)))
    assert len(ruth.sees("settings/groups").soup.select("[data-find]")) == 1
    found = ruth.sees("settings/groups", q="cafe 2011")
    assert found.all_words_of("table.groups tbody b") == ["Café 2011"]
    assert "None is found by “ cafe 2011 ”." in found.text  # among the programs


def test_one_is_added_ahead_and_then_offered_in_the_forms(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    ruth = sign_in(Role.ADMIN)
    seen = ruth.goes_on(ruth.sends("settings/groups", {"kind": "cohort", "name": "MBA 2031"}))
    assert "the forms offer it" in seen.text
    assert choices(ruth.sees("clients/new"), "cohort") == ["MBA 2031"]
    assert choices(ruth.sees("clients/new"), "program") == []


def test_a_retired_one_is_offered_no_more(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026", "MBA 2025")
    change(database, office, "MBA 2025", retired=True)
    assert choices(sign_in().sees("clients/new"), "cohort") == ["MBA 2026"]


def test_a_name_that_is_taken_is_merged_only_when_asked_for(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    clients_in(database, office, "MBA 2026", "Class of 2026")
    ruth = sign_in(Role.ADMIN)
    asked = ruth.sends(address_of("Class of 2026"), {"name": "MBA 2026"})
    assert asked.status == 422
    assert "There is “ MBA 2026 ” already, with 1 client" in asked.text
    address, sent = asked.form_with("Merge them into “MBA 2026”")
    assert "It is saved" in ruth.goes_on(ruth.sends(address, sent)).text
    assert counts(database, office) == {"MBA 2026": 2}


def test_a_blank_name_is_told_at_its_field(
    sign_in: SignIn, database: Database, office: Access
) -> None:
    add(database, office, "MBA 2031")
    seen = sign_in(Role.ADMIN).sends(address_of("MBA 2031"), {"name": "  "})
    assert seen.status == 422
    assert "The name is still blank" in seen.text


def test_advisors_may_not_change_them(sign_in: SignIn) -> None:
    assert sign_in().sees("settings/groups").status == 403


def test_programs_read_and_change_them(as_member: Speak) -> None:
    api = as_member()
    assert api.post("groups", json={"kind": "program", "name": "MBA"}).status_code == 201
    (listed,) = api.get("groups").json()["items"]
    assert listed | {"id": ""} == {
        "id": "", "kind": "program", "name": "MBA", "clients": 0, "closed": 0, "retired": False,
        "version": listed["version"],
    }  # fmt: skip
    change = {"name": "MBA, evenings", "retired": True}
    changed = api.patch(f"groups/program/{listed['id']}", json=change).json()
    assert (changed["name"], changed["retired"], changed["moved"]) == (*change.values(), 0)
    assert api.get("groups").json()["items"][0]["id"] == changed["id"]
    assert api.patch(f"groups/class/{listed['id']}", json=change).status_code == 404
