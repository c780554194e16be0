"""Coming into an office by a link: once, within a week, and not after it was taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app import clock
from app.accounts.access import Access
from app.accounts.actions import set_first_password
from app.accounts.models import Invitation, Membership, Role, User
from app.accounts.queries import find_user
from app.accounts.tidying import forget_old_invitations
from app.accounts.tokens import hash_of, make_token
from app.db.engine import Database
from tests.cast import an_office
from tests.office.conftest import Told
from tests.pages.conftest import Import, Person, SignIn, browser
from tests.pages.seen import Seen

PASSWORD = "correct horse battery"
FIELDS = {"name": "Noor Haddad", "password": PASSWORD, "again": PASSWORD}
Invite = Callable[..., str]


def new_email() -> str:
    return f"{uuid4().hex}@careers.example.edu"


@pytest.fixture
def invite(ruth: Person) -> Invite:
    """The path of a new link."""

    def invite(email: str = "", role: str = "advisor", by: Person = ruth) -> str:
        email = email or new_email()
        seen = by.sends("settings/invitations", {"email": email, "role": role})
        assert seen.status == 200, seen.text
        return seen.words_of("#secret").removeprefix("http://testserver")

    return invite


@pytest.fixture
def somebody(app: FastAPI) -> Person:
    """At a browser that is not signed in."""
    return Person(browser(app), uuid4(), "", "")


def role_of(database: Database, office: Access, email: str) -> str | None:
    with database.transaction(office.office_id, write=False) as session:
        return session.scalars(
            select(Membership.role)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.office_id == office.office_id,
                User.email == email,
                Membership.opened_at.is_not(None),
                Membership.closed_at.is_(None),
            )
        ).one_or_none()


def test_whoever_looks_after_clients_is_invited_as_no_analyst(
    ruth: Person, imported: Import
) -> None:
    """A sheet named them; as an analyst they would not see their own clients."""
    email = new_email()
    imported({"advisor_email": email})
    refused = ruth.sends("settings/invitations", {"email": email, "role": "analyst"})
    assert refused.status == 422
    assert "cannot be analyst while they look after clients" in refused.error_at("role")
    assert ruth.sends("settings/invitations", {"email": email, "role": "advisor"}).status == 200


def test_a_link_is_shown_once_and_lets_one_person_in(
    ruth: Person, somebody: Person, invite: Invite, told: Told, database: Database, office: Access
) -> None:
    email = new_email()
    link = invite(email)
    listed = ruth.sees("settings/members")
    assert email in listed.text
    assert link.removeprefix("/join/") not in str(listed.soup)
    page = somebody.sees(link)
    assert page.title == "Office"
    assert email in page.text
    joined = somebody.sends(link, FIELDS)
    assert (joined.status, joined.headers["location"]) == (303, f"/o/{ruth.slug}")
    assert somebody.sees(f"/o/{ruth.slug}/caseload").status == 200
    assert role_of(database, office, email) == "advisor"
    assert told() == ["invitation.made", "member.joined"]
    again = ruth.sees("settings/members")
    assert "Noor Haddad" in again.text
    assert "Not come in yet" not in again.text


def test_only_a_hash_is_kept(invite: Invite, database: Database, office: Access) -> None:
    text = invite().removeprefix("/join/")
    assert text.startswith(f"rgi_{office.office_id.hex}_")
    with database.transaction(office.office_id, write=False) as session:
        kept = session.scalars(
            select(Invitation).where(Invitation.office_id == office.office_id)
        ).one()
        assert kept.token_hash == hash_of(text)
        assert kept.expires_at - kept.created_at == timedelta(days=7)


def test_looking_at_a_link_uses_nothing_up(somebody: Person, invite: Invite, told: Told) -> None:
    link = invite()
    for _ in range(3):
        assert somebody.sees(link).status == 200
    assert told() == ["invitation.made"]
    assert somebody.sends(link, FIELDS).status == 303


def spoilt(
    how: str, link: str, ruth: Person, somebody: Person, database: Database, office: Access
) -> str:
    """The address of a link that is dead in this way."""
    if how == "used":
        assert somebody.sends(link, FIELDS).status == 303
        somebody.http.cookies.clear()
    elif how == "taken back":
        seen = ruth.sees("settings/members")
        form = seen.soup.select_one("form[action$=revoke]")
        assert form is not None
        assert "taken back" in ruth.goes_on(ruth.sends(str(form["action"]))).text
    elif how == "run out":
        with database.transaction(office.office_id, write=True) as session:
            session.execute(
                update(Invitation)
                .where(Invitation.office_id == office.office_id)
                .values(expires_at=clock.now() - timedelta(seconds=1))
            )
    elif how == "never made":
        return f"/join/{make_token('rgi', office.office_id)[0]}"
    elif how == "of no office":
        return f"/join/{make_token('rgi', uuid4())[0]}"
    elif how == "another secret":
        return f"/join/{make_token('rgs', office.office_id)[0]}"
    return link if how != "cut short" else link[:-1]


HOWS = ["used", "taken back", "run out", "never made", "of no office", "another secret",
        "cut short"]  # fmt: skip


@pytest.mark.parametrize("how", HOWS)
def test_all_dead_links_look_the_same(
    ruth: Person,
    somebody: Person,
    invite: Invite,
    how: str,
    database: Database,
    office: Access,
) -> None:
    link = spoilt(how, invite(), ruth, somebody, database, office)
    nowhere = somebody.sees("/join/nothing")
    before = role_count(database, office)
    for seen in (somebody.sees(link), somebody.sends(link, FIELDS)):
        assert seen.status == 404
        assert seen.title == "This link opens nothing"
        assert str(seen.soup) == str(nowhere.soup)
    assert role_count(database, office) == before


def role_count(database: Database, office: Access) -> int:
    with database.transaction(office.office_id, write=False) as session:
        return len(
            session.scalars(
                select(Membership.user_id).where(Membership.office_id == office.office_id)
            ).all()
        )


def test_the_same_link_used_twice_at_once_lets_one_in(
    app: FastAPI, invite: Invite, database: Database, office: Access
) -> None:
    link, before = invite(), role_count(database, office)
    people = [Person(browser(app), uuid4(), "", "") for _ in range(3)]

    def join(number: int) -> int:
        return people[number].sends(link, FIELDS | {"name": f"Noor {number}"}).status

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(join, range(3))) == [303, 404, 404]
    assert role_count(database, office) == before + 1


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"password": ""}, "password"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "x" * 1001, "again": "x" * 1001}, "password"),
        ({"password": "\x00" * 12, "again": "\x00" * 12}, "password"),
        ({"password": "qwertyuiop123", "again": "qwertyuiop123"}, "password"),
        ({"password": "Noor.Haddad.77", "again": "Noor.Haddad.77"}, "password"),
        ({"again": "another password"}, "again"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_link_stays_good(
    somebody: Person, invite: Invite, fields: dict[str, str], at: str
) -> None:
    link = invite()
    refused = somebody.sends(link, FIELDS | fields)
    assert refused.status == 422
    assert refused.error_at(at)
    assert PASSWORD not in str(refused.soup)
    assert somebody.sends(link, FIELDS).status == 303


@pytest.fixture
def known(sign_in: SignIn, database: Database) -> Person:
    """An advisor of another office, with a password."""
    elsewhere = an_office(database)
    person = sign_in(name="Imogen Ashworth", within=elsewhere)
    with database.between_offices(write=True) as session:
        user = find_user(session, person.email)
        assert user is not None
        set_first_password(user, PASSWORD)
    return person


def test_whoever_has_a_login_signs_in_with_it(
    somebody: Person, known: Person, invite: Invite, database: Database, office: Access
) -> None:
    link = invite(known.email, role="analyst")
    page = somebody.sees(link)
    assert "has a login here already" in page.text
    assert page.soup.select_one("#f-name") is None
    wrong = somebody.sends(link, {"password": "another password", "name": "Somebody else"})
    assert wrong.error_at("password") == "This is not the password of your login."
    assert role_of(database, office, known.email) is None
    assert somebody.sends(link, {"password": PASSWORD, "name": "Somebody else"}).status == 303
    assert role_of(database, office, known.email) == "analyst"
    both = somebody.sees("/").all_words_of("a.name")
    assert both == ["Office", "Office"]
    with database.between_offices() as session:
        user = find_user(session, known.email)
        assert user is not None
        assert user.name == "Imogen Ashworth"


def test_a_link_chooses_no_password_for_somebody_whom_another_office_lets_in(
    somebody: Person, sign_in: SignIn, invite: Invite, database: Database, office: Access
) -> None:
    """Whoever invites sees the link: by it they would come into that office as its member."""
    elsewhere = an_office(database)
    imogen = sign_in(name="Imogen Ashworth", within=elsewhere)  # has no password yet
    link = invite(imogen.email)
    page = somebody.sees(link)
    assert "has a login here already" in page.text
    assert page.soup.select_one("#f-again") is None
    assert somebody.sends(link, FIELDS).error_at("password")
    assert somebody.sees(f"/o/{imogen.slug}/caseload").status == 303
    with database.between_offices() as session:
        user = find_user(session, imogen.email)
        assert user is not None
        assert (user.name, user.password_hash) == ("Imogen Ashworth", None)


def test_guesses_at_a_link_are_counted_as_at_signing_in(
    somebody: Person, known: Person, invite: Invite
) -> None:
    link = invite(known.email)
    statuses = [somebody.sends(link, {"password": f"guess {n}"}).status for n in range(11)]
    assert statuses == [422] * 10 + [429]


def test_a_new_link_takes_the_place_of_the_earlier(somebody: Person, invite: Invite) -> None:
    email = new_email()
    first, second = invite(email), invite(email)
    assert somebody.sees(first).status == 404
    assert somebody.sees(second).status == 200


def test_somebody_who_left_comes_back_in_the_role_of_the_invitation(
    ruth: Person, dana: Person, invite: Invite, somebody: Person, database: Database, office: Access
) -> None:
    ruth.sends(f"settings/members/{dana.user_id}/deactivate")
    assert somebody.sends(invite(dana.email, role="analyst"), FIELDS).status == 303
    assert role_of(database, office, dana.email) == "analyst"


def test_links_of_an_admin_who_is_deactivated_are_dead(
    ruth: Person, sign_in: SignIn, invite: Invite, somebody: Person
) -> None:
    sam = sign_in(Role.ADMIN, name="Sam Ortiz")
    link = invite(by=sam)
    ruth.sends(f"settings/members/{sam.user_id}/deactivate")
    assert somebody.sees(link).status == 404


def test_links_of_an_admin_who_is_one_no_more_are_dead(
    ruth: Person, sign_in: SignIn, invite: Invite, somebody: Person
) -> None:
    sam = sign_in(Role.ADMIN, name="Sam Ortiz")
    link, of_ruth = invite(by=sam, role="admin"), invite()
    assert ruth.sends(f"settings/members/{sam.user_id}/role", {"role": "advisor"}).status == 303
    assert somebody.sees(link).status == 404
    assert somebody.sees(of_ruth).status == 200


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "E-mail"),
        ("not an e-mail", "E-mail is not an e-mail address."),
        ("dana's", "is of a member already"),
    ],
)
def test_whom_one_cannot_invite(
    ruth: Person, dana: Person, email: str, words: str, told: Told
) -> None:
    email = dana.email if email == "dana's" else email
    refused: Seen = ruth.sends("settings/invitations", {"email": email, "role": "advisor"})
    assert refused.status == 422
    assert words in refused.error_at("email")
    assert told() == []


def test_an_invitation_is_forgotten_a_month_after_its_last_day(
    invite: Invite, database: Database, office: Access
) -> None:
    invite()
    for days, left in ((36, 1), (38, 0)):
        at = clock.now() + timedelta(days)
        with database.transaction(office.office_id, write=True) as session:
            forget_old_invitations(session, office, at)
            kept = session.scalars(
                select(Invitation.id).where(Invitation.office_id == office.office_id)
            ).all()
        assert len(kept) == left
