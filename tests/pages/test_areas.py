"""Areas complete from the gazetteer; any text is taken, and how it is understood is told."""

import pytest

from app.accounts.models import Role
from tests.pages.conftest import Person, SignIn

SEVERAL = "Several places are called that: a state or a country tells them apart."


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("Portland, OR", "Understood as Portland, Oregon, United States."),
        ("münchen", "Understood as Munich, Germany."),
        ("Springfield", SEVERAL),
        ("Middle of Nowhere", "Not on our map. It is compared by its name alone."),
        ("", ""),
    ],
)
def test_how_an_area_is_understood_is_told(dana: Person, area: str, told: str) -> None:
    assert dana.fetches("areas", area=area).words_of("#understood") == told


def test_cities_are_offered_while_one_types(dana: Person) -> None:
    seen = dana.fetches("areas", area="portl")
    options = [(str(one["value"]), one.get_text()) for one in seen.soup.select("option")]
    assert options[0] == ("Portland, OR", "Oregon, United States")
    assert ("Portland, ME", "Maine, United States") in options
    assert seen.words_of("#understood") == ""  # it is too early to say


def test_a_form_tells_at_once_how_its_area_is_understood(dana: Person) -> None:
    given = {"name": "Maya", "email": "not one", "area": "Springfield"}
    answer = dana.sends("clients/new", given)
    assert (answer.status, answer.words_of("#understood")) == (422, SEVERAL)
    field = answer.soup.select_one("#f-area")
    assert field is not None
    assert (field["list"], field["value"]) == ("places", "Springfield")


def test_an_area_that_cannot_be_is_refused(dana: Person) -> None:
    assert dana.fetches("areas", area="a" * 201).status == 422


def test_an_analyst_has_no_use_for_it(sign_in: SignIn) -> None:
    assert sign_in(Role.ANALYST).fetches("areas", area="portl").status == 403
