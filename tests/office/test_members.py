"""Who is of the office: roles, handing over, going and coming back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from app.accounts.access import Access
from app.accounts.models import ApiToken, Invitation, Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from app.plans.actions import differing_windows
from tests.cast import AT, make_api_token
from tests.office.conftest import Told, versions_and_advisors
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.seen import Seen

ABBOTT = {"offer_employer": "Abbott", "offered_on": "2026-03-01", "declined_on": "2026-03-10"}


def of(person: Person) -> str:
    return f"settings/members/{person.user_id}"


def looks_after_maya(imported: Import, person: Person) -> None:
    imported({**ABBOTT, "contact_name": "Grace Kim", "advisor_email": person.email})


def row_of(ruth: Person, person: Person) -> str:
    for row in ruth.sees("settings/members").soup.select("table.people tbody tr"):
        if person.email in row.get_text():
            return " ".join(row.get_text(" ").split())
    raise AssertionError(f"{person.email} is not listed")


def test_the_list_tells_who_may_what_and_whose_clients_they_are(
    ruth: Person, sign_in: SignIn, imported: Import
) -> None:
    dana, lee = sign_in(), sign_in(Role.ANALYST, name="Lee Analyst")
    looks_after_maya(imported, dana)
    assert "Dana Reed" in row_of(ruth, dana)
    assert "Advisor since 23 Nov" in row_of(ruth, dana)
    assert "1 client" in row_of(ruth, dana)
    assert "Today" in row_of(ruth, dana)  # signed in
    assert "Analyst" in row_of(ruth, lee)
    assert "client" not in row_of(ruth, lee)


def test_a_sheets_advisor_without_a_login_can_be_invited(ruth: Person, imported: Import) -> None:
    imported({**ABBOTT, "advisor_email": "sam@careers.example.edu"})
    seen = ruth.sees("settings/members")
    assert "no login yet" in seen.text
    (link,) = [str(a["href"]) for a in seen.soup.select("a.btn") if "Invite" in a.get_text()]
    invite = ruth.sees(link.removesuffix("#f-email"))
    assert invite.soup.select_one("#f-email")["value"] == "sam@careers.example.edu"  # type: ignore[index]


def listed(seen: Seen) -> list[str]:
    return seen.all_words_of("table.people tbody a.name")


def test_many_are_found_by_name_e_mail_or_role(ruth: Person, sign_in: SignIn) -> None:
    assert ruth.sees("settings/members").soup.select("[data-find]") == []
    lukasz = sign_in(name="Łukasz Żak")
    for number in range(12):
        sign_in(Role.ANALYST, name=f"Analyst {number}")
    assert len(ruth.sees("settings/members").soup.select("[data-find]")) == 1
    assert listed(ruth.sees("settings/members", q="lukasz ZAK")) == ["Łukasz Żak"]
    assert listed(ruth.sees("settings/members", q=lukasz.email)) == ["Łukasz Żak"]
    assert listed(ruth.sees("settings/members", q="admin")) == ["Ruth Castellanos"]
    nobody = ruth.sees("settings/members", q="nobody <b>")
    assert "Nobody is found by “nobody <b>”" in nobody.text
    assert nobody.link("Show all") == ruth.address("settings/members")


@pytest.mark.parametrize("role", [Role.ADVISOR, Role.ANALYST])
def test_only_admins_may(sign_in: SignIn, ruth: Person, role: Role) -> None:
    other = sign_in(role)
    for path in ("settings/members", of(ruth), "settings/office"):
        assert other.sees(path).status == 403
    refused = other.sends(f"{of(ruth)}/role", {"role": "analyst"})
    assert (refused.status, refused.title) == (403, "Not allowed")


def test_an_analyst_has_no_settings_and_is_not_shown_a_way_there(sign_in: SignIn) -> None:
    lee = sign_in(Role.ANALYST)
    assert "Your role in this office does not allow this." in lee.sees("settings").text
    assert lee.sees("settings").status == 403


def test_the_way_to_the_settings(dana: Person, ruth: Person) -> None:
    assert dana.sees("caseload").link("Settings") == dana.address("settings")
    assert dana.sees("settings").headers["location"] == dana.address("settings/policy")
    assert ruth.sees("settings").headers["location"] == ruth.address("settings/members")


def test_a_role_is_changed(ruth: Person, dana: Person, told: Told) -> None:
    done = ruth.goes_on(ruth.sends(f"{of(dana)}/role", {"role": "admin"}))
    assert "The role is changed." in done.text
    assert dana.sees("settings/members").status == 200
    assert told() == ["member.role_changed"]
    ruth.sends(f"{of(dana)}/role", {"role": "admin"})
    assert told() == ["member.role_changed"]


@pytest.mark.parametrize("role", ["", "owner", "Admin"])
def test_no_such_role(ruth: Person, dana: Person, role: str, told: Told) -> None:
    refused = ruth.sends(f"{of(dana)}/role", {"role": role})
    assert refused.status == 422
    assert "The role must be" in refused.words_of("#f-role-error")
    assert told() == []


def test_who_is_deactivated_is_out_at_once(
    ruth: Person, dana: Person, database: Database, office: Access, told: Told
) -> None:
    with database.transaction(office.office_id, write=True) as session:
        token = make_api_token(session, office, dana.user_id, "sheet", AT)
    with_token = {"Authorization": f"Bearer {token}"}
    assert dana.http.get("/api/v1/policy", headers=with_token).status_code == 200
    assert dana.sees("caseload").status == 200
    done = ruth.goes_on(ruth.sends(f"{of(dana)}/deactivate"))
    assert "deactivated" in done.text
    assert dana.sees("caseload").headers["location"].startswith("/login")
    dana.http.cookies.clear()
    assert dana.http.get("/api/v1/policy", headers=with_token).status_code == 401
    assert told() == ["member.deactivated"]
    assert told_with(database, office, "member.deactivated") == [{"tokens": ["sheet"]}]
    assert "deactivated" in row_of(ruth, dana)


def told_with(database: Database, office: Access, action: str) -> list[dict[str, Any]]:
    with database.transaction(office.office_id, write=False) as session:
        of_office = (AuditEntry.office_id == office.office_id, AuditEntry.action == action)
        entries = select(AuditEntry.details).where(*of_office).order_by(AuditEntry.id)
        return list(session.scalars(entries))


def test_invitations_that_end_with_another_deed_are_told_with_it(
    ruth: Person, sign_in: SignIn, database: Database, office: Access
) -> None:
    """Replaced by another to the same e-mail, and by an admin who is none any more, or goes."""
    sam, ann = sign_in(Role.ADMIN, name="Sam Lee"), sign_in(Role.ADMIN, name="Ann Bell")

    def invites(person: Person, email: str) -> str:
        person.sends("settings/invitations", {"email": email, "role": "advisor"})
        with database.transaction(office.office_id, write=False) as session:
            newest = select(Invitation.id).order_by(Invitation.id.desc()).limit(1)
            of_office = newest.where(Invitation.office_id == office.office_id)
            return str(session.scalars(of_office).one())

    first = invites(sam, "new@careers.example.edu")
    second = invites(sam, "new@careers.example.edu")
    ruth.sends(f"{of(sam)}/role", {"role": "advisor"})
    third = invites(ann, "other@careers.example.edu")
    ruth.sends(f"{of(ann)}/deactivate")
    assert told_with(database, office, "invitation.made") == [
        {"role": "advisor"},
        {"role": "advisor", "invitations": [first]},
        {"role": "advisor"},
    ]
    (changed,) = told_with(database, office, "member.role_changed")
    assert changed["invitations"] == [second]
    assert told_with(database, office, "member.deactivated") == [{"invitations": [third]}]


def test_a_token_that_was_revoked_before_they_went_keeps_its_time(
    ruth: Person, dana: Person, database: Database, office: Access
) -> None:
    of_dana = (ApiToken.office_id == office.office_id, ApiToken.user_id == dana.user_id)
    with database.transaction(office.office_id, write=True) as session:
        make_api_token(session, office, dana.user_id, "sheet", AT)
        session.execute(update(ApiToken).where(*of_dana).values(revoked_at=AT))
    ruth.sends(f"{of(dana)}/deactivate")
    with database.transaction(office.office_id, write=False) as session:
        assert session.scalars(select(ApiToken.revoked_at).where(*of_dana)).one() == AT


def test_an_invitation_to_them_lets_nobody_back_in(ruth: Person, dana: Person) -> None:
    ruth.sends(f"{of(dana)}/deactivate")
    invited = ruth.sends("settings/invitations", {"email": dana.email, "role": "admin"})
    link = invited.words_of("#secret").removeprefix("http://testserver")
    ruth.sends(f"settings/former/{dana.user_id}/let-in")
    assert dana.sees(link).status == 200
    ruth.sends(f"{of(dana)}/deactivate")
    assert dana.sees(link).status == 404


def test_back_in_with_the_password_but_not_with_old_sessions(
    ruth: Person, dana: Person, told: Told
) -> None:
    ruth.sends(f"{of(dana)}/deactivate")
    action, fields = ruth.sees(of(dana)).form_with("Let Dana Reed back in")
    ruth.goes_on(ruth.sends(action, fields))
    assert dana.sees("caseload").status == 303
    assert told() == ["member.deactivated", "member.let_in"]


def test_whoever_has_clients_hands_them_over_with_it(
    ruth: Person, sign_in: SignIn, imported: Import, database: Database, office: Access, told: Told
) -> None:
    dana, sam = sign_in(), sign_in(name="Sam Ortiz")
    looks_after_maya(imported, dana)
    before, _ = versions_and_advisors(database, office)[0]
    asked = ruth.sends(f"{of(dana)}/deactivate", {"hand_clients_to": ""})
    assert asked.status == 422
    assert "who looks after their clients?" in asked.error_at("hand_clients_to")
    assert dana.sees("caseload").status == 200
    options = [str(one["value"]) for one in asked.soup.select("#f-hand_clients_to option")]
    assert sam.email in options
    assert dana.email not in options

    ruth.goes_on(ruth.sends(f"{of(dana)}/deactivate", {"hand_clients_to": sam.email}))
    assert versions_and_advisors(database, office) == [(before + 1, sam.user_id)]
    assert "1 client" in row_of(ruth, sam)
    assert dana.sees("caseload").status == 303
    assert told()[-3:] == ["client.changed", "member.clients_handed_over", "member.deactivated"]
    with database.transaction(office.office_id, write=False) as session:
        assert differing_windows(session, office) == []


def test_clients_are_handed_over_without_anybody_going(
    ruth: Person, sign_in: SignIn, imported: Import
) -> None:
    dana, sam = sign_in(), sign_in(name="Sam Ortiz")
    looks_after_maya(imported, dana)
    assert ruth.sends(f"{of(dana)}/hand-over").error_at("hand_clients_to").startswith("Choose who")
    ruth.goes_on(ruth.sends(f"{of(dana)}/hand-over", {"hand_clients_to": sam.email}))
    assert "1 client" in row_of(ruth, sam)
    assert dana.sees("caseload").status == 200


def test_an_analyst_looks_after_nobody(ruth: Person, dana: Person, imported: Import) -> None:
    looks_after_maya(imported, dana)
    refused = ruth.sends(f"{of(dana)}/role", {"role": "analyst"})
    assert "who looks after their clients?" in refused.error_at("hand_clients_to")
    assert "Advisor" in row_of(ruth, dana)


@pytest.mark.parametrize("who", ["a stranger", "gone", "an analyst", "the same", "no e-mail"])
def test_clients_go_to_an_advisor_of_this_office_alone(
    ruth: Person,
    sign_in: SignIn,
    imported: Import,
    database: Database,
    office: Access,
    who: str,
) -> None:
    dana, gone, lee = sign_in(), sign_in(), sign_in(Role.ANALYST)
    looks_after_maya(imported, dana)
    ruth.sends(f"{of(gone)}/deactivate")
    emails = {
        "a stranger": "stranger@careers.example.edu",
        "gone": gone.email,
        "an analyst": lee.email,
        "the same": dana.email,
        "no e-mail": "not an e-mail",
    }
    before = versions_and_advisors(database, office)
    refused = ruth.sends(f"{of(dana)}/deactivate", {"hand_clients_to": emails[who]})
    assert refused.status == 422
    assert refused.error_at("hand_clients_to")
    assert versions_and_advisors(database, office) == before
    assert dana.sees("caseload").status == 200


@pytest.mark.parametrize(
    ("path", "fields"), [("role", {"role": "advisor"}), ("deactivate", {})], ids=["role", "going"]
)
def test_the_last_admin_stays(
    ruth: Person, dana: Person, path: str, fields: dict[str, str]
) -> None:
    refused = ruth.sends(f"{of(ruth)}/{path}", fields)
    assert refused.status == 422
    assert "is the last admin: make somebody else an admin first." in refused.text
    assert ruth.sees("settings/members").status == 200


def test_two_admins_who_take_each_others_rights_leave_one(ruth: Person, sign_in: SignIn) -> None:
    sam = sign_in(Role.ADMIN, name="Sam Ortiz")
    pairs = [(ruth, sam), (sam, ruth)]
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(lambda pair: pair[0].sends(f"{of(pair[1])}/role", {"role": "advisor"}), pairs)
        )
    left = [one for one in (ruth, sam) if one.sees("settings/members").status == 200]
    assert len(left) == 1


def test_a_member_of_another_office_is_as_good_as_none(ruth: Person) -> None:
    nobody = "settings/members/00000000-0000-7000-8000-000000000000"
    assert ruth.sees(nobody).status == 404
    assert ruth.sends(f"{nobody}/deactivate").status == 404
    assert ruth.sees("settings/members/x").status == 404


def test_those_who_can_come_in_stand_first(ruth: Person, sign_in: SignIn, imported: Import) -> None:
    gone, _ = sign_in(name="Abel Gone"), sign_in(name="Zoë Zeller")
    imported({**ABBOTT, "advisor_email": "aaron@careers.example.edu"})
    ruth.sends(f"{of(gone)}/deactivate")
    seen = ruth.sees("settings/members")
    assert listed(seen)[:2] == ["Ruth Castellanos", "Zoë Zeller"]
    groups = {
        body.select_one("th").get_text(): [name.get_text() for name in body.select("a.name")]  # type: ignore[union-attr]
        for body in seen.soup.select("table.people tbody")
    }
    assert list(groups) == ["Can sign in", "No login yet", "Deactivated"]
    assert groups["Deactivated"] == ["Abel Gone"]
    assert len(groups["No login yet"]) == 1


def test_where_all_can_come_in_nothing_is_said_of_it(ruth: Person) -> None:
    assert ruth.sees("settings/members").soup.select("table.people tbody th") == []
