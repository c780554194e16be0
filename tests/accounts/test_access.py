"""Roles, and secrets that name their office."""

from uuid import uuid4

import pytest

from app.accounts.access import Access, Permission
from app.accounts.models import Role
from app.accounts.tokens import make_token, read_token
from app.faults import NotAllowed


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        (Role.ANALYST, Permission.READ_REPORTS, True),
        (Role.ANALYST, Permission.READ_PEOPLE, False),
        (Role.ADVISOR, Permission.WRITE_PEOPLE, True),
        (Role.ADVISOR, Permission.ERASE_PEOPLE, False),
        (Role.ADVISOR, Permission.CHANGE_POLICY, False),
        (Role.ADMIN, Permission.CHANGE_POLICY, True),
    ],
)
def test_what_a_role_may_do(role: Role, permission: Permission, may: bool) -> None:
    access = Access(office_id=uuid4(), timezone="UTC", role=role, user_id=uuid4(), via="console")
    if may:
        access.require(permission)
    else:
        with pytest.raises(NotAllowed):
            access.require(permission)


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
