"""Every template compiles, and each page names the office and itself."""

import pytest
from jinja2 import StrictUndefined

from app.web.templating import environment
from tests.pages.conftest import Person

TEMPLATES = environment().list_templates()


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 5
    assert environment().undefined is StrictUndefined


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    environment().get_template(name)


def test_a_page_is_titled_by_what_it_is_and_whose(dana: Person) -> None:
    assert str(dana.sees("caseload").soup.title) == "<title>Caseload · Office</title>"
    assert dana.sees("caseload").soup.html["lang"] == "en"  # type: ignore[index]
