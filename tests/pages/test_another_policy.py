"""What advisors read is true by their own office's numbers."""

import re
from dataclasses import asdict
from datetime import date

import pytest

from app.accounts.models import Role
from tests.ownplan.test_another_policy import ANOTHER, POINTS
from tests.pages.conftest import Import, SignIn
from tests.pages.file_of import file_of
from tests.pages.seen import words

USUAL = re.compile(
    r"six.month|couple|year in|a year (after|into)|first year|[Yy]ear is over|the year is"
    r"|past the year|one or two|months are over|quiet months|first (days|weeks)", re.I,
)  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_no_page_tells_the_numbers_of_another_office(
    imported: Import, sign_in: SignIn, today: date, point: str
) -> None:
    numbers = {name: str(value) for name, value in asdict(ANOTHER).items()}
    ruth = sign_in(Role.ADMIN)
    assert ruth.sends("settings/policy", numbers).status == 303
    imported(POINTS[point](today))
    file = file_of(ruth)
    paths = [
        "caseload", "today", "reports", "exports", "settings/policy", "settings/messages",
        "settings/messages/update", "settings/messages/invite_in_person", file.page,
        f"{file.page}/history", f"{file.page}/jobs/new", f"offers/{file.offer}/edit",
    ]  # fmt: skip
    if point not in ("answer", "people"):
        paths += [f"contacts/{file.contact}/draft", f"contacts/{file.contact}/touches"]
    for path in paths:
        seen = ruth.sees(path)
        assert seen.status == 200, path
        assert USUAL.search(words(seen.soup)) is None, (path, words(seen.soup))
