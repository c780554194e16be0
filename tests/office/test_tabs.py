"""The pages of the settings, by what they are about."""

from app.accounts.models import Role
from tests.pages.conftest import Person, SignIn
from tests.pages.seen import Seen

OF_ADMINS = {
    "People": ["Members", "Programs and cohorts"],
    "The cycle": ["Policy", "Messages"],
    "What goes out": ["Shared links", "Letters", "What left"],
    "Other programs": ["API tokens", "Webhooks"],
    "This service": ["Office", "History", "Background work"],
    "Yourself": ["My letter"],
}


def groups_of(seen: Seen) -> dict[str, list[str]]:
    return {
        seen.words_of(f"#{group['aria-labelledby']}"): [
            link.get_text() for link in group.select("a")
        ]
        for group in seen.soup.select("#settings-tabs [role=group]")
    }


def test_they_stand_together_by_what_they_are_about(ruth: Person, sign_in: SignIn) -> None:
    assert groups_of(ruth.sees("settings/members")) == OF_ADMINS
    assert groups_of(sign_in(Role.ADVISOR).sees("settings/policy")) == {
        "The cycle": ["Policy", "Messages"],
        "Other programs": ["API tokens"],
        "Yourself": ["My letter"],
    }


def test_each_leads_where_it_says_and_is_marked_there(ruth: Person) -> None:
    for link in ruth.sees("settings/members").soup.select("#settings-tabs a"):
        there = ruth.sees(str(link["href"]))
        assert there.status == 200
        assert there.all_words_of("#settings-tabs [aria-current=page]") == [link.get_text()]
        assert there.words_of("button.which").startswith(link.get_text())
