"""What is stored beside the facts is found out where it does not follow from them."""

from typing import Any

import pytest
from sqlalchemy import update

from app.clients.models import Job
from app.db.base import new_id
from app.db.engine import Database
from app.offers.models import Contact, Offer
from app.people.checks import differing_people
from app.people.models import Move
from tests.api.conftest import Speak
from tests.api.test_api import made
from tests.people.test_moves_api import ORCHARD, in_portland


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (Offer, {"employer_key": "abbot"}),
        (Job, {"employer_key": "abbot"}),
        (Move, {"employer_key": ""}),
        (Contact, {"linkedin_key": "x"}),
        (Contact, {"move_id": None}),
        (Contact, {"move_id": new_id()}),
    ],
)
def test_a_key_that_does_not_follow_is_named(
    as_member: Speak, database: Database, table: Any, wrong: dict[str, Any]
) -> None:
    dana = as_member()
    client, contact = in_portland(dana, linkedin_url="https://www.linkedin.com/in/grace-kim")
    made(dana, f"contacts/{contact}/moves", ORCHARD)
    made(dana, f"clients/{client}/jobs", {"employer": "Abbott"})
    access = dana.access  # type: ignore[attr-defined]

    def differing() -> list[str]:
        with database.transaction(access.office_id, write=False) as session:
            return list(differing_people(session, access))

    assert differing() == []
    with database.transaction(access.office_id, write=True) as session:
        session.execute(update(table).where(table.office_id == access.office_id).values(**wrong))
    (name,) = differing()
    assert name.startswith(table.__tablename__)
