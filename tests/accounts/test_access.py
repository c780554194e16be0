"""Roles, and secrets that name their office."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest

from app.accounts.access import Access, OwnAccess, Permission
from app.accounts.actions import let_in, name_person
from app.accounts.models import Office, Role
from app.accounts.queries import all_of, offices_open_to
from app.accounts.tokens import make_token, read_token, token_from, token_in
from app.clients.models import Job
from app.db.engine import Database
from app.faults import NotAllowed, NotFound
from tests.cast import AT, an_office


def an_access(role: Role) -> Access:
    return Access(office_id=uuid4(), timezone="UTC", role=role, user_id=uuid4(), via="console")


MAY = {
    Role.ANALYST: {Permission.READ_REPORTS},
    Role.ADVISOR: {
        Permission.READ_PEOPLE,
        Permission.WRITE_PEOPLE,
        Permission.READ_REPORTS,
        Permission.READ_SETTINGS,
    },
    Role.ADMIN: set(Permission),
}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_do(role: Role, permission: Permission) -> None:
    access, client_id = an_access(role), uuid4()
    assert access.may(permission) is (permission in MAY[role])
    if permission in MAY[role]:
        access.require(permission)
        assert access.require_of(permission, client_id) == client_id
    else:
        with pytest.raises(NotAllowed):
            access.require(permission)
        with pytest.raises(NotAllowed):
            access.require_of(permission, client_id)


def test_what_was_not_found_is_told_to_those_alone_who_might_have_it() -> None:
    with pytest.raises(NotFound):
        an_access(Role.ADVISOR).require_of(Permission.READ_PEOPLE, None)
    with pytest.raises(NotAllowed):
        an_access(Role.ANALYST).require_of(Permission.READ_PEOPLE, None)


def test_a_token_names_its_office_and_is_kept_as_a_hash_only() -> None:
    office_id = uuid4()
    text, token = make_token("rga", office_id)
    assert read_token("rga", text) == token
    assert token.office_id == office_id
    assert token.hash not in text


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "0", lambda t: "x" + t[1:]])
def test_what_is_no_token_of_ours_is_known_without_a_look_up(spoil: object) -> None:
    text, _ = make_token("rga", uuid4())
    assert read_token("rga", spoil(text)) is None  # type: ignore[operator]
    assert read_token("rgs", text) is None


def test_what_hangs_on_a_client_is_listed_for_those_alone_who_may_read_it(
    database: Database,
) -> None:
    access = an_office(database)
    own = replace(own_access(can_update=True), office_id=access.office_id)
    with database.transaction(access.office_id, write=False) as session:
        assert all_of(session, access, Job, uuid4()) == []
        assert all_of(session, own, Job, own.client_id) == []
        with pytest.raises(NotAllowed):
            all_of(session, replace(access, role=Role.ANALYST), Job, uuid4())
        with pytest.raises(NotFound):
            all_of(session, own, Job, uuid4())


def test_the_offices_that_are_open_to_somebody_come_by_name(database: Database) -> None:
    names = ["Mercer", "Ashland", "Zion"]
    with database.between_offices(write=True) as session:
        user = name_person(session, email=f"{uuid4().hex}@x.example.edu", name="Dana", at=AT)
        user_id = user.id
    for name in names:
        access = an_office(database)
        with database.transaction(access.office_id, write=True) as session:
            session.get_one(Office, access.office_id).name = name
            let_in(session, access, user_id, Role.ADVISOR, AT)
    with database.between_offices(user_id=user_id) as session:
        assert [one.name for one in offices_open_to(session, user_id)] == sorted(names)


def own_access(*, can_update: bool) -> OwnAccess:
    return OwnAccess(
        office_id=uuid4(), timezone="UTC", client_id=uuid4(), link_id=uuid4(), can_update=can_update
    )


@pytest.mark.parametrize("permission", list(Permission))
def test_a_client_by_their_link_reaches_nothing_of_the_whole_office(permission: Permission) -> None:
    own = own_access(can_update=True)
    assert not own.may(permission)
    with pytest.raises(NotAllowed):
        own.require(permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_another_clients_things_are_not_there_for_them(permission: Permission) -> None:
    own = own_access(can_update=True)
    for client_id in (uuid4(), None):
        with pytest.raises(NotFound):
            own.require_of(permission, client_id)


@pytest.mark.parametrize("can_update", [True, False])
def test_what_is_their_own_they_read_and_with_an_update_link_change(can_update: bool) -> None:
    own = own_access(can_update=can_update)
    allowed = set()
    for permission in Permission:
        with suppress(NotAllowed):
            own.require_of(permission, own.client_id)
            allowed.add(permission)
    writes = {Permission.WRITE_PEOPLE} if can_update else set()
    assert allowed == {Permission.READ_PEOPLE} | writes


@pytest.mark.parametrize("written", ["{0}.", " {0}\n", "{0}{0}", "<https://x/p/{0}>"])
def test_a_token_is_found_in_what_a_mail_program_made_of_it(written: str) -> None:
    text, _ = make_token("rgl", uuid4())
    for one in (written.format(text), written.format(text).upper()):
        assert token_in("rgl", one) == text


def test_a_token_that_was_cut_short_or_changed_is_none() -> None:
    text, _ = make_token("rgl", uuid4())
    changed = text[:50] + ("0" if text[50] != "0" else "1") + text[51:]
    assert [token_in("rgl", one) for one in (text[:-1], changed, "")] == [None, None, None]
    assert token_in("rga", text) is None


def test_a_token_leads_to_another_of_its_office_always_the_same() -> None:
    text, token = make_token("rgl", uuid4())
    made, kept = token_from("rgp", text)
    assert token_from("rgp", text) == (made, kept)
    assert read_token("rgp", made) == kept
    assert kept.office_id == token.office_id
    assert text[37:101] not in made
